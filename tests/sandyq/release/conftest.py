"""A small package to publish, and ways to vary it."""

from __future__ import annotations

import copy
from datetime import date
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest

from sandyq.release import InMemory, Licence, Package, Table, Work

if TYPE_CHECKING:
    from collections.abc import Callable

FIELDS: list[dict[str, Any]] = [
    {
        "name": "code",
        "type": "string",
        "title": "Code",
        "description": "What it is called.",
        "constraints": {"required": True, "unique": True, "minLength": 1},
    },
    {
        "name": "kind",
        "type": "string",
        "title": "Kind",
        "description": "What sort it is.",
        "categories": [{"value": "warm", "label": "above zero"}, {"value": "cold", "label": "below zero"}],
        "constraints": {"required": True, "enum": ["warm", "cold"]},
    },
    {
        "name": "degrees",
        "type": "number",
        "title": "Degrees",
        "description": "How warm it is.",
        "unit": "degree Celsius",
    },
    {
        "name": "people",
        "type": "integer",
        "title": "People",
        "description": "How many live there.",
        "constraints": {"required": True, "minimum": 0},
    },
    {"name": "seen", "type": "date", "title": "Seen", "description": "When it was measured."},
    {
        "name": "open",
        "type": "boolean",
        "title": "Open",
        "description": "Whether one may go there.",
        "constraints": {"required": True},
    },
]

ROWS: list[dict[str, Any]] = [
    {"code": "akto", "kind": "cold", "degrees": -4.5, "people": 10, "seen": None, "open": True},
    {"code": "balk", "kind": "warm", "degrees": 21.0, "people": 0, "seen": None, "open": False},
    {"code": "char", "kind": "warm", "degrees": None, "people": 700, "seen": None, "open": True},
]

_TYPES = {
    "string": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "date": pa.date32(),
    "boolean": pa.bool_(),
}


def arrow_table(rows: list[dict[str, Any]], fields: list[dict[str, Any]]) -> pa.Table:
    schema = pa.schema(
        [
            pa.field(
                field["name"],
                _TYPES[field["type"]],
                nullable=not field.get("constraints", {}).get("required", False),
                metadata={what: field[what] for what in ("title", "description", "unit") if what in field},
            )
            for field in fields
        ]
    )
    return pa.Table.from_pylist(rows, schema=schema)


def make_table(
    rows: list[dict[str, Any]] | None = None,
    fields: list[dict[str, Any]] | None = None,
    name: str = "towns",
    key: tuple[str, ...] = ("code",),
    **more: Any,
) -> Table:
    fields = copy.deepcopy(FIELDS if fields is None else fields)
    ordered = sorted(ROWS if rows is None else rows, key=lambda row: tuple(row[column] for column in key))
    schema = {"fields": fields, "primaryKey": list(key), **more.pop("schema", {})}
    words = {"title": "Towns", "description": "One row is one town.", **more}
    return Table(name=name, key=key, schema=schema, rows=InMemory(arrow_table(ordered, fields)), **words)


def make_package(*tables: Table, **more: Any) -> Package:
    words: dict[str, Any] = {
        "name": "towns-of-the-steppe",
        "title": "Towns of the steppe",
        "description": "How warm the towns are.",
        "licence": Licence("CC-BY-4.0", "Creative Commons Attribution 4.0", "https://example.org/by/4.0"),
        "keywords": ("towns", "steppe"),
        "contributors": ("Somebody",),
        "sources": (Work("A gazetteer of towns.", "https://example.org/towns"), Work("A letter.")),
    }
    return Package(tables=tables or (make_table(),), **{**words, **more})


@pytest.fixture(scope="session")
def table() -> Callable[..., Table]:
    return make_table


@pytest.fixture(scope="session")
def package() -> Callable[..., Package]:
    return make_package


LETTERS: list[dict[str, Any]] = [
    {"letter": "a", "published": "2019-05-03", "language": "en", "period_start": date(2018, 1, 1)},
    {"letter": "b", "published": "2023-02", "language": "kk", "period_start": None},
    {"letter": "c", "published": "2021", "language": "en", "period_start": date(2020, 6, 30)},
]


def make_sources(letters: list[dict[str, Any]] | None = None) -> Table:
    """Sources with their days, as all formats that give a date look for them."""
    fields = [
        {"name": name, "type": kind, "title": name.capitalize(), "description": f"The {name}."}
        for name, kind in (("letter", "string"), ("published", "string"), ("language", "string"))
    ]
    fields.append({"name": "period_start", "type": "date", "title": "Start", "description": "Its first day."})
    fields[0]["constraints"] = {"required": True, "unique": True}
    words = {"title": "Sources", "description": "One row is one letter."}
    return make_table(LETTERS if letters is None else letters, fields, "sources", ("letter",), **words)


@pytest.fixture(scope="session")
def sources() -> Callable[..., Table]:
    return make_sources


@pytest.fixture(scope="session")
def dated() -> Package:
    """Towns and the letters that tell of them; the newest letter is of February 2023."""
    return make_package(make_table(), make_sources())


@pytest.fixture
def rows() -> list[dict[str, Any]]:
    return copy.deepcopy(ROWS)


@pytest.fixture
def fields() -> list[dict[str, Any]]:
    return copy.deepcopy(FIELDS)
