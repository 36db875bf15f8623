"""Columns that are going to be dropped say so first, in the descriptor of at least two MINOR versions.

A model marks a column with what to use in its place. The first version that carries the mark adds its own
number, so every later one tells for how long the mark has stood: ``{"since": "1.3.0", "note": "..."}``.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sandyq.release.version import parse

if TYPE_CHECKING:
    from sandyq.release.package import Package, Table

SINCE_VERSIONS = 2
"""MINOR versions that mark a column before it may be dropped."""

_MARK = "deprecated"


def announced(field: dict[str, Any], version: str) -> int:
    """How many MINOR versions up to ``version`` marked the field; a MAJOR one begins with one of its own.

    Of an earlier MAJOR version that marked it too, one is counted: the numbers do not tell how many it had.
    """
    since = parse(field.get(_MARK, {}).get("since", ""))
    now = parse(version)
    if since is None or now is None:
        return 0
    if since[0] == now[0]:
        return now[1] - since[1] + 1
    return now[1] + 1 + (now[0] - since[0])


def stamped(package: Package, before: Package | None, version: str) -> Package:
    """The package with the version since which each marked column is deprecated.

    That of the version ``before`` where it was marked there, ``version`` where the mark is new.
    """
    known = {
        (table.name, field["name"]): field[_MARK]["since"]
        for table in (before.tables if before else ())
        for field in table.schema["fields"]
        if _MARK in field
    }
    return replace(package, tables=tuple(_stamped(table, known, version) for table in package.tables))


def _stamped(table: Table, known: dict[tuple[str, str], str], version: str) -> Table:
    if not any(_MARK in field for field in table.schema["fields"]):
        return table
    fields = [
        {**field, _MARK: {"since": known.get((table.name, field["name"]), version), **_note(field)}}
        if _MARK in field
        else field
        for field in table.schema["fields"]
    ]
    return replace(table, schema={**table.schema, "fields": fields})


def _note(field: dict[str, Any]) -> dict[str, str]:
    return {"note": field[_MARK]["note"]}
