"""The Data Package descriptor of a version, and the package read back from a version's folder."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sandyq.release import facts
from sandyq.release.content import content_hash
from sandyq.release.package import Licence, Package, Table, Work
from sandyq.release.rows import InParquet
from sandyq.release.site import NOWHERE, Site

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sandyq.release.files import Written

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
NAME = "datapackage.json"


def describe(
    package: Package, version: str, files: Mapping[str, Written], site: Site = NOWHERE
) -> dict[str, Any]:
    """The descriptor of ``package`` as ``version``; ``files`` are its data files by name.

    Each table is two resources: NAME is Parquet, NAME-csv is the same in CSV. ``content`` is
    `sandyq.release.content.content_hash`, ``rows`` the number of rows. ``homepage`` is the version's public
    address, where there is one; ``updated``, ``languages`` and ``temporal`` are `sandyq.release.facts`;
    ``release`` says how the version came about (`sandyq.release.proposal`).
    """
    home = site.version(package.name, version)
    return {
        "$schema": PROFILE,
        "name": package.name,
        "title": package.title,
        "description": package.description,
        "version": version,
        **({"homepage": home} if home else {}),
        **facts.described(package),
        **({"release": dict(package.record)} if package.record is not None else {}),
        "licenses": [_licence(package.licence)],
        "keywords": list(package.keywords),
        "contributors": [{"title": title, "roles": ["creator"]} for title in package.contributors],
        # The specification knows no empty list of sources.
        **({"sources": [_work(work) for work in package.sources]} if package.sources else {}),
        "resources": [
            *(_parquet(table, files[f"{table.name}.parquet"]) for table in package.tables),
            *(_csv(table, files[f"{table.name}.csv"]) for table in package.tables),
        ],
    }


def dump(value: dict[str, Any]) -> bytes:
    """JSON as it is published: indented, UTF-8, a line feed at the end."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def load(folder: Path, keep: object | None = None) -> Package:
    """The package that stands in a version's folder; OSError, ValueError or KeyError where it is none.

    Its rows stay in their files, and are read from there; ``keep`` is held as long as they are.
    """
    descriptor = json.loads((folder / NAME).read_text(encoding="utf-8"))
    licence = descriptor["licenses"][0]
    return Package(
        name=descriptor["name"],
        title=descriptor["title"],
        description=descriptor["description"],
        licence=Licence(licence["name"], licence["title"], licence["path"]),
        keywords=tuple(descriptor["keywords"]),
        contributors=tuple(one["title"] for one in descriptor["contributors"]),
        sources=tuple(Work(one["title"], one.get("path")) for one in descriptor.get("sources", [])),
        tables=tuple(
            Table(
                name=resource["name"],
                title=resource["title"],
                description=resource["description"],
                key=tuple(resource["schema"]["primaryKey"]),
                schema=resource["schema"],
                rows=InParquet([folder / resource["path"]], keep=keep),
                content=resource.get("content"),
            )
            for resource in descriptor["resources"]
            if resource["format"] == "parquet"
        ),
        reader=descriptor.get("release", {}).get("reader"),
        record=descriptor.get("release"),
    )


def _licence(licence: Licence) -> dict[str, str]:
    return {"name": licence.name, "title": licence.title, "path": licence.path}


def _work(work: Work) -> dict[str, str]:
    return {"title": work.title} | ({} if work.path is None else {"path": work.path})


def _parquet(table: Table, written: Written) -> dict[str, Any]:
    # No `bytes` here: frictionless counts them otherwise for a Parquet file, and refuses the true number.
    return _resource(table, table.name, "parquet", "application/vnd.apache.parquet") | {
        "hash": f"sha256:{written.sha256}",
        "content": table.content or content_hash(table.rows),
        "rows": table.rows.num_rows,
        "schema": table.schema,
    }


def _csv(table: Table, written: Written) -> dict[str, Any]:
    return _resource(table, f"{table.name}-csv", "csv", "text/csv") | {
        "encoding": "utf-8",
        "dialect": {"delimiter": ","},
        "bytes": written.size,
        "hash": f"sha256:{written.sha256}",
        "schema": _for_csv(table.schema),
    }


def _resource(table: Table, name: str, form: str, mediatype: str) -> dict[str, Any]:
    return {
        "name": name,
        "type": "table",
        "path": f"{table.name}.{form}",
        "title": table.title,
        "description": table.description,
        "format": form,
        "mediatype": mediatype,
    }


def _for_csv(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema with foreign keys that lead from CSV to CSV."""
    if "foreignKeys" not in schema:
        return schema
    keys = [
        {
            **key,
            "reference": {**key["reference"], "resource": f"{key['reference']['resource']}-csv"},
        }
        for key in schema["foreignKeys"]
    ]
    return {**schema, "foreignKeys": keys}
