"""A table against its own descriptor: what a consumer can hold the publisher to, and no more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
import pyarrow as pa

from sandyq.release.merge import increases
from sandyq.release.rows import InMemory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sandyq.release.rows import Rows

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


def frames(rows: Rows, columns: Sequence[str] | None = None) -> Iterator[pl.DataFrame]:
    """The rows for polars, batch by batch."""
    return (frame(pa.table(batch)) for batch in rows.batches(columns))


def broken(
    data: pa.Table | Rows, schema: dict[str, Any], look: Callable[[pl.DataFrame], object] | None = None
) -> Iterator[Broken]:
    """All in which ``data`` breaks the Table Schema ``schema``, foreign keys apart.

    ``look`` is shown each batch on the way, so that whoever needs them too does not read them again.
    """
    rows = _rows(data)
    wrong = list(_arrow(rows.schema, schema))
    yield from wrong
    # What is said of columns that are not as declared would mislead.
    checked = None if wrong else Contract(schema)
    for piece in rows.batches() if checked or look else ():
        piece.validate(full=True)
        batch = frame(pa.table(piece))
        if checked:
            checked.see(batch)
        if look:
            look(batch)
    if checked:
        yield from checked.broken(rows)


class Contract:
    """The constraints and the key of one table, held against its rows batch by batch."""

    def __init__(self, schema: dict[str, Any]) -> None:
        """``schema`` is the Table Schema."""
        self._key: list[str] = list(schema["primaryKey"])
        self._limits: list[tuple[str, str, Any]] = [
            (field["name"], name, limit)
            for field in schema["fields"]
            for name, limit in field.get("constraints", {}).items()
        ]
        self._bad: dict[tuple[str, str], tuple[int, Any]] = {}
        """By column and constraint: how many values break it, and the first."""
        self._keys = Keys(self._key)

    def see(self, rows: pl.DataFrame) -> None:
        """Take in the next rows."""
        failing = {
            f"{column}\0{name}": (column, name, found)
            for column, name, limit in self._limits
            if (found := _failing(pl.col(column), rows.schema[column], name, limit)) is not None
        }
        any_of = rows.select(found.any().alias(which) for which, (_, _, found) in failing.items())
        for which, is_broken in any_of.row(0, named=True).items() if failing else ():
            if is_broken:
                column, name, found = failing[which]
                bad = rows.select(column).filter(found)
                number, first = self._bad.get((column, name), (0, bad.item(0, 0)))
                self._bad[column, name] = (number + bad.height, first)
        self._keys.see(rows.select(self._key))

    def broken(self, rows: Rows) -> Iterator[Broken]:
        """What was found in all ``rows``, which have been seen; only what is not sorted is read again."""
        for column, name, limit in self._limits:
            if name == "unique":
                yield from self._not_unique(rows, column, bool(limit))
            elif name not in _KNOWN:
                yield "constraint", f"{column}: the constraint {name} is not known"
            elif (column, name) in self._bad:
                number, first = self._bad[column, name]
                yield "constraint", f"{column}: {number} values break {name}, such as {first!r}"
        yield from self._keys.broken(rows)

    def _not_unique(self, rows: Rows, column: str, wanted: bool) -> Iterator[Broken]:
        if not wanted or ([column] == self._key and self._keys.fine):
            return
        values = frame(rows.table([column])).drop_nulls()
        twice = values.filter(values.is_duplicated())
        if twice.height:
            first = twice.item(0, 0)
            yield "constraint", f"{column}: {twice.height} values break unique, such as {first!r}"


class Keys:
    """Whether keys are without nulls, sorted, and each once; seen batch by batch."""

    def __init__(self, key: Sequence[str]) -> None:
        """``key`` names the columns."""
        self._key = list(key)
        self._last: pl.DataFrame | None = None
        self._nulls = self._twice = False
        self._sorted = True

    @property
    def fine(self) -> bool:
        """Whether nothing is wrong with what has been seen."""
        return self._sorted and not self._nulls and not self._twice

    def see(self, keys: pl.DataFrame) -> None:
        """Take in the next keys."""
        if not keys.height:
            return
        self._nulls |= bool(keys.null_count().sum_horizontal().item())
        run = keys if self._last is None else pl.concat([self._last, keys])
        if not increases(run).fill_null(False).all():
            self._twice |= run.is_duplicated().any()
            self._sorted &= run.equals(run.sort(self._key))
        self._last = keys.tail(1)

    def broken(self, rows: Rows) -> Iterator[Broken]:
        """What is wrong with the keys of ``rows``, which have been seen; they are read again where any is."""
        if self.fine:
            return
        key = ", ".join(self._key)
        if self._nulls:
            yield "key", f"{key} holds nulls"
        keys = frame(rows.table(self._key))
        twice = keys.filter(keys.is_duplicated())
        if twice.height:
            yield "key", f"{key} is not unique, such as {twice.row(0)}"
        if not self._sorted:
            yield "order", f"the rows are not sorted by {key}"


def broken_foreign_keys(
    table: str, tables: Mapping[str, pa.Table | Rows], schema: dict[str, Any]
) -> Iterator[Broken]:
    """Foreign keys of one table of a package that lead nowhere; holds their values, each once."""
    for foreign in schema.get("foreignKeys", []):
        fields, reference = foreign["fields"], foreign["reference"]
        if reference["resource"] not in tables:
            yield "foreign_key", f"{', '.join(fields)} leads to {reference['resource']}, which is not here"
            continue
        here = _distinct(_rows(tables[table]), fields)
        # What is left of the values when those are taken away that are there.
        for there in frames(_rows(tables[reference["resource"]]), reference["fields"]):
            if not here.height:
                break
            here = here.join(there, left_on=fields, right_on=reference["fields"], how="anti")
        lost = here.sort(fields)
        if lost.height:
            yield "foreign_key", f"{', '.join(fields)}: {lost.height} lead nowhere, such as {lost.row(0)}"


def _rows(data: pa.Table | Rows) -> Rows:
    return InMemory(data) if isinstance(data, pa.Table) else data


def _distinct(rows: Rows, columns: list[str]) -> pl.DataFrame:
    """All values of some columns that are not null, each once."""
    found: list[pl.DataFrame] = [frame(rows.schema_of(columns).empty_table())]
    held = 0
    for batch in frames(rows, columns):
        found.append(batch.drop_nulls().unique())
        held += found[-1].height
        if held > 2 * found[0].height + GATHERED:
            found = [pl.concat(found).unique()]
            held = found[0].height
    return pl.concat(found).unique()


GATHERED = 200_000
"""Values that are gathered before those that stand twice are dropped."""


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


_KNOWN = frozenset({"required", "enum", "pattern", "minLength", "maxLength", "minimum", "maximum"})


def _failing(values: pl.Expr, dtype: pl.DataType, name: str, limit: Any) -> pl.Expr | None:
    """Where values break a constraint; None where that is not seen value by value."""
    failing: pl.Expr | None = None
    match name:
        case "required":
            failing = values.is_null() if limit else None
        case "enum":
            failing = ~values.is_in(pl.Series(limit).cast(dtype).implode())
        case "pattern":
            failing = ~values.str.contains(f"^(?:{limit})$")
        case "minLength":
            failing = values.str.len_chars() < limit
        case "maxLength":
            failing = values.str.len_chars() > limit
        case "minimum":
            failing = values < limit
        case "maximum":
            failing = values > limit
    return failing
