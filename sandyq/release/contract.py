"""A table against its own descriptor: what a consumer can hold the publisher to, and no more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Broken = tuple[str, str]
"""The check that is broken, and how."""

_TYPES: dict[str, pa.DataType] = {
    "string": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "date": pa.date32(),
    "boolean": pa.bool_(),
}


def frame(data: pa.Table) -> pl.DataFrame:
    """The same table for polars, without a copy."""
    return pl.DataFrame(pl.from_arrow(data, rechunk=False))


def broken(data: pa.Table, schema: dict[str, Any]) -> Iterator[Broken]:
    """All in which ``data`` breaks the Table Schema ``schema``, foreign keys apart."""
    wrong = list(_arrow(data.schema, schema))
    yield from wrong
    if wrong:
        return  # what is said of columns that are not as declared would mislead
    rows = frame(data)
    for field in schema["fields"]:
        yield from _column(rows[field["name"]], field.get("constraints", {}))
    yield from _key(rows, schema["primaryKey"])


def broken_foreign_keys(
    table: str, tables: Mapping[str, pa.Table], schema: dict[str, Any]
) -> Iterator[Broken]:
    """Foreign keys of one table of a package that lead nowhere."""
    for foreign in schema.get("foreignKeys", []):
        fields, reference = foreign["fields"], foreign["reference"]
        if reference["resource"] not in tables:
            yield "foreign_key", f"{', '.join(fields)} leads to {reference['resource']}, which is not here"
            continue
        there = frame(tables[reference["resource"]].select(reference["fields"]))
        here = frame(tables[table].select(fields)).drop_nulls().unique()
        lost = here.join(there, left_on=fields, right_on=reference["fields"], how="anti").sort(fields)
        if lost.height:
            yield "foreign_key", f"{', '.join(fields)}: {lost.height} lead nowhere, such as {lost.row(0)}"


def frame_schema(schema: dict[str, Any]) -> dict[str, pl.DataType]:
    """Names and types of the columns as polars has them."""
    declared = pa.schema([(field["name"], _TYPES[field["type"]]) for field in schema["fields"]])
    return dict(pl.DataFrame(declared.empty_table()).schema)


def _arrow(found: pa.Schema, schema: dict[str, Any]) -> Iterator[Broken]:
    """The Arrow schema against the declared fields: names, order, types, nulls, metadata."""
    names = [field["name"] for field in schema["fields"]]
    if found.names != names:
        yield "schema", f"columns are {', '.join(found.names)}; declared are {', '.join(names)}"
        return
    for field in schema["fields"]:
        column = found.field(field["name"])
        if column.type != _TYPES.get(field["type"]):
            yield "schema", f"{field['name']} is {column.type}; declared is {field['type']}"
        if column.nullable == bool(field.get("constraints", {}).get("required", False)):
            yield "schema", f"{field['name']}: whether it may be null is not as declared"
        metadata = {key.decode(): value.decode() for key, value in (column.metadata or {}).items()}
        for what in ("title", "description", "unit"):
            if metadata.get(what) != field.get(what):
                yield "schema", f"{field['name']}: {what} is not as declared"


def _column(column: pl.Series, constraints: dict[str, Any]) -> Iterator[Broken]:
    values = pl.col(column.name)
    failing: dict[str, pl.Expr] = {}
    for name, limit in constraints.items():
        match name:
            case "required":
                failing[name] = values.is_null() & bool(limit)
            case "unique":
                failing[name] = values.is_duplicated() & values.is_not_null() & bool(limit)
            case "enum":
                failing[name] = ~values.is_in(pl.Series(limit).cast(column.dtype).implode())
            case "pattern":
                failing[name] = ~values.str.contains(f"^(?:{limit})$")
            case "minLength":
                failing[name] = values.str.len_chars() < limit
            case "maxLength":
                failing[name] = values.str.len_chars() > limit
            case "minimum":
                failing[name] = values < limit
            case "maximum":
                failing[name] = values > limit
            case _:
                yield "constraint", f"{column.name}: the constraint {name} is not known"
    rows = column.to_frame()
    for name, expression in failing.items():
        bad = rows.filter(expression)
        if bad.height:
            yield "constraint", f"{column.name}: {bad.height} values break {name}, such as {bad.item(0, 0)!r}"


def _key(rows: pl.DataFrame, key: list[str]) -> Iterator[Broken]:
    keys = rows.select(key)
    if keys.null_count().sum_horizontal().item():
        yield "key", f"{', '.join(key)} holds nulls"
    if keys.is_duplicated().any():
        yield "key", f"{', '.join(key)} is not unique, such as {keys.filter(keys.is_duplicated()).row(0)}"
    if not keys.equals(keys.sort(key)):
        yield "order", f"the rows are not sorted by {', '.join(key)}"
