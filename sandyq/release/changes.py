"""The table of changes: all that makes one version out of the version before, by row and by value.

One row is a row that came (``add``), one that went (``remove``), or one value that is another (``change``).
Values stand as text, as they stand in CSV; a row that came stands whole as a JSON object in ``new``. A row
that went is named and not repeated, for it may have been withdrawn so that nobody goes on spreading it.
`sandyq.release.applying` does to the version before what the table says, and gives the new version exactly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
import pyarrow as pa

from sandyq.release.contract import frame, frames
from sandyq.release.merge import aligned
from sandyq.release.package import Table
from sandyq.release.rows import Recast, spooled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sandyq.release.package import Package
    from sandyq.release.rows import Rows

NAME = "changes"
DESCRIPTION = (
    "One row is one row or one value that is not as it was in the version before; none where this is the "
    "first version. Done to the version before, the changes give this one exactly."
)
KEY = ("table", "key", "column", "operation")
WHOLE_ROW = "*"
"""Stands in ``column`` where the whole row came or went."""

ADD, REMOVE, CHANGE = "add", "remove", "change"

OPERATIONS = {
    ADD: "the row is new",
    REMOVE: "the row is gone",
    CHANGE: "one value of the row is another",
}
WITHDRAWN, CORRECTION, SOURCE_CHANGED = "withdrawn", "correction", "source changed"
NEW_SOURCE, READER_CHANGED, UNKNOWN = "new source", "reader changed", "unknown"
CAUSES = {
    WITHDRAWN: "a maintainer withdrew the figure, the event or its source",
    CORRECTION: "a maintainer corrected a value, or took a correction back",
    SOURCE_CHANGED: "the source's text, or what is said of the source, is another",
    NEW_SOURCE: "the source is new",
    READER_CHANGED: "the program that reads and assembles is another: its rules, its words or its tables",
    UNKNOWN: "nothing explains it; a maintainer accepted it, or the package names no reader",
}
"""Why a row or a value is another; of a row that sums up others, the first that is true of any of them."""

_WORDS: dict[str, tuple[str, str]] = {
    "table": ("Table", "The table in which the row stands or stood."),
    "key": (
        "Key",
        "The row's key: the value itself where the key is one column, a JSON object where it is several.",
    ),
    "column": ("Column", f"The column whose value is another; {WHOLE_ROW} where the whole row came or went."),
    "operation": ("Operation", "What happened."),
    "old": (
        "Old",
        "The value before; null where there was none, where the row came or went, and where the source's "
        "licence keeps it back now.",
    ),
    "new": ("New", "The value now, null where there is none; of a new row the whole row as a JSON object."),
    "cause": ("Cause", "Why."),
}
_VOCABULARIES = {"operation": OPERATIONS, "cause": CAUSES}
_REQUIRED = ("table", "key", "column", "operation", "cause")

COLUMNS: dict[str, pl.DataType] = {name: pl.String() for name in _WORDS}

_CONTEXT = ("source_id", "corrected", "figure_ids")
"""Columns of a table that tell where its rows come from; `between` carries them along for `causes`."""


def schema() -> dict[str, Any]:
    """The Table Schema of the table of changes."""
    fields = []
    for name, (title, description) in _WORDS.items():
        field: dict[str, Any] = {
            "name": name,
            "type": "string",
            "title": title,
            "description": description,
        }
        words = _VOCABULARIES.get(name)
        if words:
            field["categories"] = [{"value": word, "label": label} for word, label in words.items()]
        constraints: dict[str, Any] = {"required": True} if name in _REQUIRED else {}
        if words:
            constraints["enum"] = list(words)
        if constraints:
            field["constraints"] = constraints
        fields.append(field)
    return {
        "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
        "fields": fields,
        "primaryKey": list(KEY),
    }


def table(changes: Rows) -> Table:
    """The changes, sorted by key, as a table of the package; only `COLUMNS` are taken."""
    arrow = pa.schema(
        [
            pa.field(
                name,
                pa.string(),
                nullable=name not in _REQUIRED,
                metadata={"title": title, "description": description},
            )
            for name, (title, description) in _WORDS.items()
        ]
    )
    return Table(
        name=NAME,
        title="Changes",
        description=DESCRIPTION,
        key=KEY,
        schema=schema(),
        rows=Recast(changes, arrow),
    )


def none() -> pl.DataFrame:
    """No changes, with the columns that `between` gives."""
    return pl.DataFrame(schema={**COLUMNS, **{name: pl.String() for name in _CONTEXT}})


def between(old: Mapping[str, Table], new: Mapping[str, Table]) -> pl.DataFrame:
    """All `parts` in one."""
    return pl.concat([none(), *parts(old, new)])


def parts(old: Mapping[str, Table], new: Mapping[str, Table]) -> Iterator[pl.DataFrame]:
    """All changes from the tables ``old`` to the tables ``new``, sorted by key; ``cause`` is null yet.

    Beside `COLUMNS` each row carries what tells of its origin, where its table has such columns: the
    ``source_id``, the columns ``corrected`` before or now, and the ``figure_ids`` gathered before or now.
    Where a table's key is another, all its rows went and came.

    The tables are sorted by key; slices of both are compared, so only a table whose key is not one string
    needs memory for all that changed in it.
    """
    columns = none().columns
    for name in sorted(old.keys() | new.keys()):
        for part in _of_table(old.get(name), new.get(name)):
            yield part.with_columns(table=pl.lit(name), cause=pl.lit(None, pl.String)).select(columns)


def spool(changes: Iterable[pl.DataFrame]) -> Rows:
    """Changes that come in `parts`, kept with all their columns to be gone through again."""
    schema = pa.schema([(name, pa.string()) for name in none().columns])
    return spooled((part.to_arrow() for part in changes), schema)


def count(changes: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """How many changes there are by table, operation, column and cause (``number``), and the first's key."""
    by = ["table", "operation", "column", "cause"]
    found = [none().select(*by, pl.col("key"), number=pl.lit(0, pl.Int64))]
    for part in changes:
        found.append(
            part.group_by(by, maintain_order=True).agg(pl.col("key").first(), number=pl.len().cast(pl.Int64))
        )
    return (
        pl.concat(found, how="vertical")
        .group_by(by, maintain_order=True)
        .agg(pl.col("key").first(), pl.col("number").sum())
    )


def key_text(key: Sequence[str]) -> pl.Expr:
    """The key of a row as the table of changes has it."""
    if len(key) == 1:
        return pl.col(key[0]).cast(pl.String)
    return pl.struct(key).struct.json_encode()


def tables(package: Package) -> dict[str, Table]:
    """The tables of a package by name, without the table of changes."""
    return {one.name: one for one in package.tables if one.name != NAME}


def _of_table(old: Table | None, new: Table | None) -> Iterator[pl.DataFrame]:
    """The changes of one table, sorted, with the columns of `none` but table and cause."""
    if old is None or new is None or not same_key(old, new):
        sides = [
            _sorted(_whole(one, operation), one)
            for one, operation in ((old, REMOVE), (new, ADD))
            if one is not None
        ]
        shape = _shaped(pl.DataFrame(schema={"key": pl.String()}), ["key"], ADD).schema
        for slices in aligned(sides, [shape] * len(sides), [("key",)] * len(sides)):
            yield pl.concat(slices).sort(_IN_TABLE)
        return
    if old.content is not None and old.content == new.content and old.rows.schema.equals(new.rows.schema):
        return
    yield from _sorted(_compared(old, new), new)


def _whole(table: Table, operation: str) -> Iterator[pl.DataFrame]:
    """A change of every row of a table, in its order."""
    for rows in frames(table.rows):
        whole = pl.struct(rows.columns).struct.json_encode() if operation == ADD else None
        yield _shaped(rows, table.key, operation, whole)


_IN_TABLE = ("key", "column", "operation")
"""`KEY` within a table."""


def _sorted(found: Iterator[pl.DataFrame], table: Table) -> Iterator[pl.DataFrame]:
    """Changes that come in the order of their table's key, in the order of the key's text."""
    if in_order(table.key, frame(table.rows.schema.empty_table()).schema):
        yield from found
    elif together := list(found):
        yield pl.concat(together).sort(_IN_TABLE)


def in_order(key: Sequence[str], columns: Mapping[str, pl.DataType]) -> bool:
    """Whether the keys' texts have the order of the keys."""
    return len(key) == 1 and columns[key[0]] == pl.String


def _compared(old: Table, new: Table) -> Iterator[pl.DataFrame]:
    """The changes between two tables of one key, in its order."""
    key = list(new.key)
    schemas = [frame(one.rows.schema.empty_table()).schema for one in (old, new)]
    same_columns = schemas[0] == schemas[1] and list(schemas[0]) == list(schemas[1])
    for before, after in aligned((frames(old.rows), frames(new.rows)), schemas, (key, key)):
        if same_columns and before.equals(after):
            continue
        gone = before.join(after, on=key, how="anti")
        come = after.join(before, on=key, how="anti")
        found = [
            _shaped(gone, key, REMOVE),
            _shaped(come, key, ADD, pl.struct(after.columns).struct.json_encode()),
        ]
        # Both sides in one order, so that columns are compared as they stand and no wide table is joined.
        was = before.join(after, on=key, how="semi", maintain_order="left") if gone.height else before
        now = after.join(before, on=key, how="semi", maintain_order="left") if come.height else after
        for name in after.columns:
            if name not in key:
                found += _of_column(name, key, was, now)
        yield pl.concat(found).sort(_IN_TABLE)


def same_key(old: Table, new: Table) -> bool:
    """Whether rows of both can be told by the same columns of the same types."""
    if old.key != new.key or not set(old.key) <= set(old.rows.schema.names) & set(new.rows.schema.names):
        return False
    return all(old.rows.schema.field(name).type == new.rows.schema.field(name).type for name in new.key)


def _of_column(name: str, key: Sequence[str], was: pl.DataFrame, now: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """The values of one column that are others; of a column that is new or of another type, all but nulls."""
    if name in was.columns and was[name].dtype == now[name].dtype:
        other = was[name].ne_missing(now[name])
        old = was[name]
    elif name in was.columns:
        other = was[name].is_not_null() | now[name].is_not_null()
        old = was[name]
    else:
        other = now[name].is_not_null()
        old = pl.Series(name, [None], pl.String).new_from_index(0, now.height)
    if not other.any():
        return
    changed = now.filter(other)
    earlier = was.filter(other)
    yield _shaped(changed, key, CHANGE, pl.col(name).cast(pl.String), earlier).with_columns(
        column=pl.lit(name), old=old.filter(other).cast(pl.String)
    )


def _shaped(
    rows: pl.DataFrame,
    key: Sequence[str],
    operation: str,
    new: pl.Expr | None = None,
    earlier: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """One change of each of ``rows``; ``earlier`` are the same rows as they were, where they were there."""
    null = pl.lit(None, pl.String)
    made = rows.select(
        key=key_text(key),
        column=pl.lit(WHOLE_ROW),
        operation=pl.lit(operation),
        old=null,
        new=null if new is None else new,
        **{name: pl.col(name) if name in rows.columns else null for name in _CONTEXT},
    )
    for name in ("corrected", "figure_ids"):
        if earlier is not None and name in earlier.columns:
            joined = pl.concat_str([pl.col(name), earlier[name]], separator=";", ignore_nulls=True)
            made = made.with_columns(joined.replace("", None).alias(name))
    return made
