"""From a model alone: the schema of its frame, its Arrow schema, its Table Schema, its documentation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import polars as pl
import pyarrow as pa

from sandyq.release import changes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from schemas.base import ForeignKey, TableModel

TABLE_SCHEMA = "https://datapackage.org/profiles/2.0/tableschema.json"

_ARROW: dict[type[pl.DataType], pa.DataType] = {
    pl.String: pa.string(),
    pl.Int64: pa.int64(),
    pl.Float64: pa.float64(),
    pl.Date: pa.date32(),
    pl.Boolean: pa.bool_(),
}
_TABLE_SCHEMA: dict[type[pl.DataType], str] = {
    pl.String: "string",
    pl.Int64: "integer",
    pl.Float64: "number",
    pl.Date: "date",
    pl.Boolean: "boolean",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column as its model declares it."""

    name: str
    dtype: type[pl.DataType]
    title: str
    description: str
    unit: str | None
    nullable: bool
    vocabulary: dict[str, str]
    """The closed vocabulary's words with their meanings; empty where the values are open."""
    constraints: dict[str, Any]
    """As in Table Schema."""
    deprecated: str | None
    """Of a column that is going to be dropped: what to use in its place."""


@dataclass(frozen=True, slots=True)
class Described:
    """One table as its model declares it."""

    name: str
    title: str
    description: str
    key: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...]
    columns: tuple[Column, ...]
    checks: tuple[str, ...]
    """Names of the checks that take in more than one column, or more than Table Schema can say."""


def describe(model: type[TableModel]) -> Described:
    """What ``model`` declares. TypeError where a column cannot be published as declared."""
    schema = model.to_schema()
    config = cast("Any", model.Config)
    columns = tuple(_column(name, declared) for name, declared in schema.columns.items())
    own = {
        check.name for column in schema.columns.values() for check in column.checks if not check.statistics
    }
    return Described(
        name=config.name,
        title=config.title,
        description=config.description,
        key=config.metadata["key"],
        foreign_keys=config.metadata["foreign_keys"],
        columns=columns,
        checks=tuple(sorted(own | {check.name for check in schema.checks})),
    )


def polars_schema(model: type[TableModel]) -> dict[str, type[pl.DataType]]:
    """Column names and types of a frame that the model describes."""
    return {column.name: column.dtype for column in describe(model).columns}


def arrow_schema(model: type[TableModel]) -> pa.Schema:
    """The Arrow schema; title, description and unit are its fields' metadata."""
    described = describe(model)
    fields = [
        pa.field(
            column.name,
            _ARROW[column.dtype],
            nullable=column.nullable,
            metadata=_given(title=column.title, description=column.description, unit=column.unit),
        )
        for column in described.columns
    ]
    return pa.schema(fields, metadata=_given(title=described.title, description=described.description))


def table_schema(model: type[TableModel]) -> dict[str, Any]:
    """The Table Schema (Data Package v2); foreign keys name tables, which the descriptor makes resources."""
    described = describe(model)
    schema: dict[str, Any] = {
        "$schema": TABLE_SCHEMA,
        "fields": [_field(column) for column in described.columns],
        "primaryKey": list(described.key),
    }
    if described.foreign_keys:
        schema["foreignKeys"] = [
            {
                "fields": list(foreign.columns),
                "reference": {"resource": foreign.table, "fields": list(foreign.references)},
            }
            for foreign in described.foreign_keys
        ]
    return schema


def dictionary(models: Iterable[type[TableModel]]) -> str:
    """The data dictionary of all tables, in Markdown."""
    parts = [
        "# Data dictionary\n\nEvery column of every published table, made from the models in `schemas/`:\n"
        "`python -m schemas.convert > docs/data-dictionary.md` writes it anew.\n"
    ]
    for model in models:
        described = describe(model)
        parts.append(f"\n## {described.name}\n\n{described.description}\n\n{_about(described)}\n")
        parts.append("\n| column | type | null | unit | meaning |\n|---|---|---|---|---|\n")
        parts += [_row(column) for column in described.columns]
        for column in described.columns:
            if column.vocabulary:
                parts.append(f"\n`{column.name}` is one of:\n\n| value | meaning |\n|---|---|\n")
                parts += [f"| {value} | {meaning} |\n" for value, meaning in column.vocabulary.items()]
    return "".join(parts) + _dictionary_of_changes()


def _dictionary_of_changes() -> str:
    """The section of the table that every release adds, made from its Table Schema."""
    schema = changes.schema()
    parts = [f"\n## {changes.NAME}\n\n{changes.DESCRIPTION}\n\n- key: {_names(schema['primaryKey'])}\n"]
    parts.append("\n| column | type | null | unit | meaning |\n|---|---|---|---|---|\n")
    for field in schema["fields"]:
        null = "no" if field.get("constraints", {}).get("required") else "yes"
        parts.append(f"| `{field['name']}` | {field['type']} | {null} |  | {field['description']} |\n")
    for field in schema["fields"]:
        if "categories" in field:
            parts.append(f"\n`{field['name']}` is one of:\n\n| value | meaning |\n|---|---|\n")
            parts += [f"| {one['value']} | {one['label']} |\n" for one in field["categories"]]
    return "".join(parts)


def _column(name: str, declared: Any) -> Column:
    dtype = declared.dtype.type
    dtype = dtype if isinstance(dtype, type) else type(dtype)
    metadata = declared.metadata or {}
    if dtype not in _ARROW:
        raise TypeError(f"{name}: no published type for {dtype}")
    if not declared.title or not declared.description:
        raise TypeError(f"{name}: a published column has a title and a description")
    if declared.nullable and dtype in (pl.Int64, pl.Boolean):
        # Readers that know no nullable integer or boolean turn the whole column into another type.
        raise TypeError(f"{name}: an integer or boolean column may not be null")
    return Column(
        name=name,
        dtype=dtype,
        title=declared.title,
        description=declared.description,
        unit=metadata.get("unit"),
        nullable=declared.nullable,
        vocabulary=metadata.get("vocabulary", {}),
        constraints=_constraints(declared),
        deprecated=metadata.get("deprecated"),
    )


def _constraints(declared: Any) -> dict[str, Any]:
    """What Table Schema can say of a column's checks; the others stay with the model."""
    found: dict[str, Any] = {}
    if not declared.nullable:
        found["required"] = True
    if declared.unique:
        found["unique"] = True
    for check in declared.checks:
        said = check.statistics or {}
        match check.name:
            case "isin":
                found["enum"] = list(said["allowed_values"])
            case "str_matches":
                found["pattern"] = _pattern(said["pattern"])
            case "str_length":
                found |= _given(minLength=said["min_value"], maxLength=said["max_value"])
            case "greater_than_or_equal_to":
                found["minimum"] = said["min_value"]
            case "less_than_or_equal_to":
                found["maximum"] = said["max_value"]
            case _ if said:
                raise TypeError(f"no Table Schema constraint for the check {check.name}")
    return found


def _pattern(pattern: Any) -> str:
    return str(getattr(pattern, "pattern", pattern))


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": column.name,
        "type": _TABLE_SCHEMA[column.dtype],
        "title": column.title,
        "description": column.description,
    }
    if column.unit is not None:
        field["unit"] = column.unit
    if column.vocabulary:
        field["categories"] = [{"value": word, "label": label} for word, label in column.vocabulary.items()]
    if column.constraints:
        field["constraints"] = column.constraints
    if column.deprecated is not None:
        field["deprecated"] = {"note": column.deprecated}
    return field


def _given(**values: Any) -> dict[Any, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _about(described: Described) -> str:
    lines = [f"- key: {_names(described.key)}"]
    lines += [
        f"- {_names(foreign.columns)} leads to {foreign.table}: {_names(foreign.references)}"
        for foreign in described.foreign_keys
    ]
    if described.checks:
        lines.append(f"- checked besides: {', '.join(name.replace('_', ' ') for name in described.checks)}")
    return "\n".join(lines)


def _names(columns: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in columns)


def _row(column: Column) -> str:
    null = "yes" if column.nullable else "no"
    meaning = column.description
    if column.deprecated is not None:
        meaning = f"{meaning} Deprecated: {column.deprecated}"
    cells = (f"`{column.name}`", _TABLE_SCHEMA[column.dtype], null, column.unit or "", meaning)
    return f"| {' | '.join(cells)} |\n"


if __name__ == "__main__":
    from schemas import MODELS

    print(dictionary(MODELS), end="")
