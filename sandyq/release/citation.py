"""How a version is cited and deposited: datacite.json (DataCite 4.5) and CITATION.cff (version 1.2 of it).

Zenodo and other repositories fill their forms from the second and register a DOI with the first. Neither
holds a DOI: whoever deposits a version is given one. https://datacite-metadata-schema.readthedocs.io,
https://github.com/citation-file-format/citation-file-format.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from sandyq.release import facts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sandyq.release.files import Written
    from sandyq.release.package import Package
    from sandyq.release.site import Site

DATACITE = "datacite.json"
CFF = "CITATION.cff"
SCHEMA = "http://datacite.org/schema/kernel-4"

UPDATED = "The day on which the newest source was published; a month or a year alone stands for its last day."
_DATA_FORMATS = ("application/vnd.apache.parquet", "text/csv")


def datacite(
    package: Package, version: str, files: Mapping[str, Written], site: Site
) -> dict[str, Any] | None:
    """The metadata in DataCite's JSON; None where no source has a date, since DataCite asks for a year.

    ``files`` are the data files by name.
    """
    day = facts.updated(package)
    if day is None:
        return None
    covered = facts.coverage(package)
    languages = facts.languages(package)
    url = site.version(package.name, version)
    return {
        "schemaVersion": SCHEMA,
        "types": {"resourceTypeGeneral": "Dataset", "resourceType": "Data package"},
        "titles": [{"title": package.title}],
        "creators": [{"name": name, "nameType": "Organizational"} for name in package.contributors],
        "publisher": {"name": package.contributors[0]},
        "publicationYear": f"{day.year:04d}",
        "version": version,
        "dates": [{"date": day.isoformat(), "dateType": "Updated", "dateInformation": UPDATED}]
        + (
            [
                {
                    "date": f"{covered[0]}/{covered[1]}",
                    "dateType": "Other",
                    "dateInformation": "The first and the last day that the rows are about.",
                }
            ]
            if covered
            else []
        ),
        **({"language": languages[0]} if len(languages) == 1 else {}),
        "subjects": [{"subject": keyword} for keyword in package.keywords],
        "descriptions": [{"description": package.description, "descriptionType": "Abstract"}],
        "rightsList": [
            {
                "rights": package.licence.title,
                "rightsUri": package.licence.path,
                "rightsIdentifier": package.licence.name,
                "rightsIdentifierScheme": "SPDX",
                "schemeUri": "https://spdx.org/licenses/",
            }
        ],
        "formats": list(_DATA_FORMATS),
        "sizes": [
            *(f"{table.name}: {table.rows.num_rows} rows" for table in package.tables),
            f"{sum(written.size for written in files.values())} bytes",
        ],
        "relatedIdentifiers": [
            {"relatedIdentifier": work, "relatedIdentifierType": "URL", "relationType": "IsDerivedFrom"}
            for work in sorted({work.path for work in package.sources if work.path})
        ],
        **({"url": url} if url else {}),
    }


def cff(package: Package, version: str, site: Site) -> bytes:
    """CITATION.cff of the version."""
    day = facts.updated(package)
    url = site.version(package.name, version)
    said: dict[str, Any] = {
        "cff-version": "1.2.0",
        "message": "If you use this dataset, cite it with its version; of a single figure, its source too.",
        "type": "dataset",
        "title": package.title,
        "abstract": package.description,
        "authors": [{"name": name} for name in package.contributors],
        "version": version,
        **({"date-released": day.isoformat()} if day else {}),
        "license": package.licence.name,
        "keywords": list(package.keywords),
        **({"url": url} if url else {}),
    }
    return yaml.safe_dump(said, sort_keys=False, allow_unicode=True, width=100).encode("utf-8")
