"""catalog.jsonld: every dataset and version as a DCAT-AP 3 catalogue, in JSON-LD.

https://semiceu.github.io/DCAT-AP/releases/3.0.0/. A dataset is a dcat:Dataset with the files of its newest
version; each version is one of its own, with its own files, and leads to the one before. Where there is no
public address every IRI is relative to the file itself, as JSON-LD allows.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

import pycountry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sandyq.release.site import Site

NAME = "catalog.jsonld"

_AUTHORITY = "http://publications.europa.eu/resource/authority"
_CONTEXT = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_FILE_TYPES = {".parquet": "PARQUET", ".csv": "CSV"}

Node = dict[str, Any]


def dcat(catalog: dict[str, Any], site: Site) -> Node:
    """The catalogue, of what catalog.json says."""
    datasets: Sequence[dict[str, Any]] = catalog["datasets"]
    publishers = sorted({one["title"] for dataset in datasets for one in dataset.get("contributors", [])})
    days = [day for dataset in datasets for one in dataset["versions"] if (day := one.get("updated"))]
    return {
        "@context": _CONTEXT,
        "@id": site.address("") or "./",
        "@type": "dcat:Catalog",
        "dct:title": _words(f"Datasets of {', '.join(publishers)}" if publishers else "Datasets"),
        "dct:description": _words("; ".join(dataset["title"] for dataset in datasets) or "No dataset yet."),
        "dct:publisher": _agents(publishers),
        **({"dct:modified": _date(max(days))} if days else {}),
        "dcat:dataset": [_dataset(dataset, site) for dataset in datasets],
    }


def _dataset(dataset: dict[str, Any], site: Site) -> Node:
    """The dataset as it stands now; its files are those of its newest version."""
    versions = [_version(dataset, index, site) for index in range(len(dataset["versions"]))]
    newest = next(one for one in versions if one["dcat:version"] == dataset["latest"])
    return {
        "@id": site.address(dataset["name"], ""),
        "@type": "dcat:Dataset",
        "dct:identifier": dataset["name"],
        "dct:title": _words(dataset["title"]),
        **_about(dataset),
        **{key: newest[key] for key in ("dct:modified", "dcat:version") if key in newest},
        "dcat:distribution": [{"@id": one["@id"]} for one in newest["dcat:distribution"]],
        "dcat:hasCurrentVersion": {"@id": newest["@id"]},
        "dcat:hasVersion": versions,
    }


def _version(dataset: dict[str, Any], index: int, site: Site) -> Node:
    """One version with its own files; ``index`` counts from the oldest."""
    one = dataset["versions"][index]
    name, number = dataset["name"], one["version"]
    before = dataset["versions"][index - 1]["version"] if index else None
    updated = one.get("updated")
    return {
        "@id": site.address(name, number, ""),
        "@type": "dcat:Dataset",
        "dct:identifier": f"{name}/{number}",
        "dct:title": _words(f"{dataset['title']}, version {number}"),
        **_about(dataset),
        "dcat:version": number,
        "dcat:isVersionOf": {"@id": site.address(name, "")},
        **({"dcat:previousVersion": {"@id": site.address(name, before, "")}} if before else {}),
        **({"dct:modified": _date(updated)} if updated else {}),
        **({"adms:versionNotes": _words(f"Yanked: {one['yanked']}")} if "yanked" in one else {}),
        "foaf:page": {"@id": site.address(name, number, "README.md"), "@type": "foaf:Document"},
        "dcat:distribution": [_distribution(dataset, one, file, site) for file in one["files"]],
    }


def _about(dataset: dict[str, Any]) -> Node:
    """What holds of a dataset and of each of its versions."""
    ends = dataset.get("temporal")
    period = (
        {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": _date(ends["start"]),
            "dcat:endDate": _date(ends["end"]),
        }
        if ends
        else None
    )
    return {
        "dct:description": _words(dataset["description"]),
        "dcat:keyword": [_words(keyword) for keyword in dataset.get("keywords", [])],
        "dct:publisher": _agents(one["title"] for one in dataset.get("contributors", [])),
        "dct:accessRights": {"@id": f"{_AUTHORITY}/access-right/PUBLIC", "@type": "dct:RightsStatement"},
        "dct:language": [
            {"@id": f"{_AUTHORITY}/language/{code}", "@type": "dct:LinguisticSystem"}
            for code in _three_letters(dataset.get("languages", []))
        ],
        **({"dct:temporal": period} if period else {}),
    }


def _distribution(dataset: dict[str, Any], one: dict[str, Any], file: dict[str, Any], site: Site) -> Node:
    """A data file of a version; the files of a yanked one stay where they are, as withdrawn."""
    name, number = dataset["name"], one["version"]
    status = "WITHDRAWN" if "yanked" in one else "COMPLETED"
    suffix = PurePosixPath(file["path"]).suffix
    return {
        "@id": f"{site.address(name, number, '')}#{file['path']}",
        "@type": "dcat:Distribution",
        "dct:title": _words(f"{file.get('title', file['name'])} ({file['path']})"),
        "dcat:accessURL": {"@id": site.address(name, number, file["path"])},
        "dcat:downloadURL": {"@id": site.address(name, number, file["path"])},
        "dcat:mediaType": {
            "@id": f"https://www.iana.org/assignments/media-types/{file['mediatype']}",
            "@type": "dct:MediaType",
        },
        **(
            {
                "dct:format": {
                    "@id": f"{_AUTHORITY}/file-type/{_FILE_TYPES[suffix]}",
                    "@type": "dct:MediaTypeOrExtent",
                }
            }
            if suffix in _FILE_TYPES
            else {}
        ),
        "dct:license": [
            {"@id": licence["path"], "@type": "dct:LicenseDocument"}
            for licence in dataset.get("licenses", [])
        ],
        "adms:status": {"@id": f"{_AUTHORITY}/distribution-status/{status}"},
        "dcatap:availability": {"@id": f"{_AUTHORITY}/planned-availability/STABLE"},
        **(
            {"dcat:byteSize": {"@value": str(file["bytes"]), "@type": "xsd:nonNegativeInteger"}}
            if "bytes" in file
            else {}
        ),
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": {
                "@value": file["hash"].removeprefix("sha256:"),
                "@type": "xsd:hexBinary",
            },
        },
    }


def _words(said: str) -> Node:
    return {"@value": said, "@language": "en"}


def _date(day: str) -> Node:
    return {"@value": day, "@type": "xsd:date"}


def _agents(names: Any) -> Any:
    """Agents by name; DCAT-AP allows one publisher, so several are named as one."""
    return {"@type": "foaf:Agent", "foaf:name": _words(", ".join(names))}


def _three_letters(codes: Sequence[str]) -> list[str]:
    """ISO 639-3 in capitals, as the EU's list of languages has them; unknown codes are left out."""
    found = [pycountry.languages.get(alpha_2=code) for code in codes]
    return [language.alpha_3.upper() for language in found if language]
