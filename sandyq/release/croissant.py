"""croissant.json of a version: Croissant 1.1, which is also schema.org/Dataset in JSON-LD.

https://docs.mlcommons.org/croissant/docs/croissant-spec-1.1.html. Each table is a record set over its Parquet
file; each closed vocabulary is a record set of its own, which the column refers to. Foreign keys between
tables stand in datapackage.json alone: mlcroissant 1.1.1 takes such a reference for a join to be made, and
gives the names of the columns in the place of the rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandyq.release import facts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sandyq.release.files import Written
    from sandyq.release.package import Package, Table
    from sandyq.release.site import Site

NAME = "croissant.json"
CONFORMS_TO = "http://mlcommons.org/croissant/1.1"

CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "arrayShape": "cr:arrayShape",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "containedIn": "cr:containedIn",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "description": {"@container": "@language"},
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isArray": "cr:isArray",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "name": {"@container": "@language"},
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
"""The context of the specification's first appendix, whole: some readers compare it word by word."""

_TYPES = {
    "string": "sc:Text",
    "integer": "sc:Integer",
    "number": "sc:Float",
    "date": "sc:Date",
    "boolean": "sc:Boolean",
}
_MEDIA = {"parquet": ["application/vnd.apache.parquet", "application/x-parquet"], "csv": ["text/csv"]}
"""The registered media type, and for Parquet the older one besides, the only one that mlcroissant knows."""


def croissant(package: Package, version: str, files: Mapping[str, Written], site: Site) -> dict[str, Any]:
    """The Croissant description; ``files`` are the data files by name.

    Without a public address every address is relative to the version's folder, so that the folder can be read
    where it lies; with one they are absolute, so that the file alone is enough.
    """
    home = site.version(package.name, version) or ""
    day = facts.updated(package)
    covered = facts.coverage(package)
    languages = facts.languages(package)
    creators = [{"@type": "Organization", "name": name} for name in package.contributors]
    return {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": CONFORMS_TO,
        "name": package.title,
        "description": package.description,
        "identifier": package.name,
        "url": home or "./",
        "version": version,
        "license": package.licence.path,
        "keywords": list(package.keywords),
        "creator": creators,
        "publisher": creators,
        **({"datePublished": day.isoformat()} if day else {}),
        **({"temporalCoverage": f"{covered[0]}/{covered[1]}"} if covered else {}),
        **({"inLanguage": list(languages)} if languages else {}),
        "isAccessibleForFree": True,
        "citeAs": cite_as(package, version, site),
        **(
            {"isBasedOn": [_work(work.title, work.path) for work in package.sources]}
            if package.sources
            else {}
        ),
        "distribution": [
            _file(table, form, files[f"{table.name}.{form}"], home)
            for form in ("parquet", "csv")
            for table in package.tables
        ],
        "recordSet": [*(_record_set(table) for table in package.tables), *_vocabularies(package)],
    }


def cite_as(package: Package, version: str, site: Site) -> str:
    """How to cite the version, in BibTeX."""
    day = facts.updated(package)
    said = {
        "author": " and ".join(f"{{{name}}}" for name in package.contributors),
        "title": f"{{{package.title}}}",
        "version": version,
        "year": str(day.year) if day else None,
        "url": site.version(package.name, version),
    }
    fields = ", ".join(f"{name} = {{{value}}}" for name, value in said.items() if value)
    return f"@misc{{{package.name}-{version}, {fields}}}"


def _work(title: str, path: str | None) -> dict[str, str]:
    return {"@type": "CreativeWork", "name": title, **({"url": path} if path else {})}


def _file(table: Table, form: str, written: Written, home: str) -> dict[str, Any]:
    name = f"{table.name}.{form}"
    return {
        "@type": "cr:FileObject",
        "@id": name,
        "name": name,
        "description": f"{table.description} In {'Parquet' if form == 'parquet' else 'CSV'}.",
        "contentUrl": f"{home}{name}",
        "contentSize": f"{written.size} B",
        "encodingFormat": _MEDIA[form],
        "sha256": written.sha256,
    }


def _record_set(table: Table) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "description": table.description,
        "key": [{"@id": f"{table.name}/{column}"} for column in table.key],
        "field": [_field(table, field) for field in table.schema["fields"]],
    }


def _field(table: Table, field: dict[str, Any]) -> dict[str, Any]:
    name = f"{table.name}/{field['name']}"
    vocabulary = f"{_vocabulary(table, field)}/value" if "categories" in field else None
    unit = f" Unit: {field['unit']}." if "unit" in field else ""
    return {
        "@type": "cr:Field",
        "@id": name,
        "name": field["name"],
        "description": f"{field['title']}. {field['description']}{unit}",
        "dataType": _TYPES[field["type"]],
        "source": {"fileObject": {"@id": f"{table.name}.parquet"}, "extract": {"column": field["name"]}},
        **({"references": {"field": {"@id": vocabulary}}} if vocabulary else {}),
    }


def _vocabulary(table: Table, field: dict[str, Any]) -> str:
    return f"{table.name}-{field['name']}-values"


def _vocabularies(package: Package) -> Iterator[dict[str, Any]]:
    """The closed vocabularies of all columns, each with its words and what they mean."""
    for table in package.tables:
        for field in table.schema["fields"]:
            if "categories" not in field:
                continue
            name = _vocabulary(table, field)
            yield {
                "@type": "cr:RecordSet",
                "@id": name,
                "name": name,
                "description": f"What {field['name']} of {table.name} may be.",
                "dataType": "sc:Enumeration",
                "key": {"@id": f"{name}/value"},
                "field": [
                    {"@type": "cr:Field", "@id": f"{name}/{column}", "name": column, "dataType": "sc:Text"}
                    for column in ("value", "label")
                ],
                "data": [
                    {f"{name}/value": one["value"], f"{name}/label": one["label"]}
                    for one in field["categories"]
                ],
            }
