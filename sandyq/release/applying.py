"""The changes of a version, done to the version before: they are to give the new one exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from sandyq.release.changes import ADD, CHANGE, COLUMNS, OPERATIONS, REMOVE, in_order
from sandyq.release.contract import frame, frame_schema, frames
from sandyq.release.merge import aligned

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sandyq.release.package import Table
    from sandyq.release.rows import Rows


def adds_up(before: Mapping[str, Table], listed: Rows, after: Mapping[str, Table]) -> Iterator[str]:
    """The tables of ``after`` that ``listed``, done to ``before``, does not give exactly.

    Slices of all three come together, so none is needed whole but the changes of a table whose key is not
    one string. ValueError as of `apply`.
    """
    for name, new in after.items():
        columns = frame_schema(new.schema)
        key = list(new.key)
        old = before.get(name)
        told = old is not None and _told_by(old, key, columns)
        places = [f"{_PLACE}{place}" for place in range(len(key))]
        fields = [*(pl.Series(place, [], columns[one]) for place, one in zip(places, key, strict=True))]
        changed = pl.DataFrame(fields).hstack(pl.DataFrame(schema=COLUMNS))
        sides = (
            frames(old.rows) if told and old is not None else iter(()),
            _placed(name, listed, key, columns, told),
            frames(new.rows),
        )
        empty = frame(old.rows.schema.empty_table()).schema if told and old is not None else columns
        schemas = (empty, changed.schema, frame(new.rows.schema.empty_table()).schema)
        for was, part, now in aligned(sides, schemas, (key, places, key)):
            if told and not part.height and was.equals(now):
                continue
            if not _applied(name, was if told else None, part.drop(places), new.schema).equals(now):
                yield name
                break


def _placed(
    name: str, listed: Rows, key: Sequence[str], columns: Mapping[str, pl.DataType], told: bool
) -> Iterator[pl.DataFrame]:
    """The changes of one table, sorted by the table's own key, which stands before them."""
    places = [f"{_PLACE}{place}" for place in range(len(key))]
    counted = pl.col("operation").is_in(list(OPERATIONS) if told else [ADD])

    def of_table() -> Iterator[pl.DataFrame]:
        for batch in frames(listed, list(COLUMNS)):
            rows = batch.filter((pl.col("table") == name) & counted)
            if rows.height:
                keys = _keys(rows, key, columns)
                yield pl.concat([keys.rename(dict(zip(key, places, strict=True))), rows], how="horizontal")

    if in_order(key, columns):
        yield from of_table()
    elif together := list(of_table()):
        yield pl.concat(together).sort(places)


def apply(
    before: Mapping[str, Table], changes: pl.DataFrame, schemas: Mapping[str, dict[str, Any]]
) -> dict[str, pl.DataFrame]:
    """The tables of the new version by name: those ``before``, with ``changes`` done to them.

    ``schemas`` are the Table Schemas of the new version by table, without that of the changes; ``before``
    are the tables of the version before, of whatever schema, sorted by key, as what is returned is.
    ValueError where a change does not fit: a row that is to go or to change is not there, one that came was
    there, or a value was another than ``old`` says.
    """
    made = {}
    for name, said in schemas.items():
        old = before.get(name)
        told = old is not None and _told_by(old, said["primaryKey"], frame_schema(said))
        rows = frame(old.data) if told and old is not None else None
        made[name] = _applied(name, rows, changes.filter(pl.col("table") == name), said)
    return made


def _applied(
    name: str, old: pl.DataFrame | None, changes: pl.DataFrame, said: dict[str, Any]
) -> pl.DataFrame:
    """The rows ``old``, None where they are not told by the key of now, with their changes done to them."""
    columns = frame_schema(said)
    key: list[str] = list(said["primaryKey"])
    rows = {operation: changes.filter(pl.col("operation") == operation) for operation in OPERATIONS}
    kept = pl.DataFrame(schema=columns)
    if old is not None:
        gone = _keys(rows[REMOVE], key, columns)
        left = old.join(gone, on=key, how="anti", maintain_order="left") if gone.height else old
        if old.height - left.height != gone.height:
            raise ValueError(f"{name}: a row that is to go is not there")
        kept = _changed(name, left, rows[CHANGE], key, columns)
    come = _rows(rows[ADD], columns)
    if not come.height:
        return kept
    if kept.join(come, on=key, how="semi").height:
        raise ValueError(f"{name}: a row that came was there already")
    return pl.concat([kept, come]).sort(key)


def _told_by(before: Table, key: Sequence[str], columns: Mapping[str, pl.DataType]) -> bool:
    """Whether the rows before are told by the key of now, so that changes are counted from them."""
    schema = frame(before.rows.schema.empty_table()).schema
    return list(before.key) == list(key) and all(schema.get(name) == columns[name] for name in key)


def _keys(changes: pl.DataFrame, key: Sequence[str], columns: Mapping[str, pl.DataType]) -> pl.DataFrame:
    """The keys of changes as columns of their own types."""
    if len(key) == 1:
        return changes.select(_typed(pl.col("key"), columns[key[0]]).alias(key[0]))
    fields = pl.Struct({name: columns[name] for name in key})
    return changes.select(pl.col("key").str.json_decode(fields).alias("key")).unnest("key")


def _rows(changes: pl.DataFrame, columns: Mapping[str, pl.DataType]) -> pl.DataFrame:
    """The rows that came."""
    if not changes.height:
        return pl.DataFrame(schema=columns)
    return changes.select(pl.col("new").str.json_decode(pl.Struct(dict(columns))).alias("new")).unnest("new")


def _changed(
    name: str,
    old: pl.DataFrame,
    changes: pl.DataFrame,
    key: list[str],
    columns: Mapping[str, pl.DataType],
) -> pl.DataFrame:
    """The rows ``old`` with their new values, in the columns of now; a column that is new, or of another
    type, holds nulls but for what the changes give it."""
    places = old.select(key).with_row_index(_PLACE)
    told = pl.concat([_keys(changes, key, columns), changes.select("column", "old", "new")], how="horizontal")
    placed = told.join(places, on=key, how="left")
    if placed[_PLACE].null_count():
        raise ValueError(f"{name}: a row that is to change is not there")
    by_column = {str(one[0]): part for one, part in placed.partition_by("column", as_dict=True).items()}
    found = []
    for column, dtype in columns.items():
        same = old.schema.get(column) == dtype
        values = old[column] if same else pl.Series(column, [None], dtype).new_from_index(0, old.height)
        part = by_column.pop(column, None)
        if part is not None:
            if same and not _as_said(values, part):
                raise ValueError(f"{name}: {column} was not as the changes say")
            values = _put(values, part.select(_PLACE, new=_typed(pl.col("new"), dtype)))
        found.append(values)
    if by_column:
        raise ValueError(f"{name}: no column {', '.join(sorted(by_column))}")
    return pl.DataFrame(found, schema=columns)


_PLACE = "\0place"


def _as_said(values: pl.Series, part: pl.DataFrame) -> bool:
    """Whether the values before are those that the changes name; null names none."""
    were = values.gather(part[_PLACE]).cast(pl.String)
    return bool((part["old"].is_null() | were.eq_missing(part["old"])).all())


def _put(values: pl.Series, new: pl.DataFrame) -> pl.Series:
    """The values with new ones at their places."""
    there = pl.DataFrame({_PLACE: pl.int_range(values.len(), dtype=pl.UInt32, eager=True), "value": values})
    joined = there.join(new.with_columns(here=pl.lit(True)), on=_PLACE, how="left", maintain_order="left")
    return (
        joined.select(pl.when(pl.col("here").fill_null(False)).then(pl.col("new")).otherwise(pl.col("value")))
        .to_series()
        .alias(values.name)
    )


def _typed(text: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """Values out of their text."""
    if dtype == pl.Boolean:
        return text.replace_strict({"true": True, "false": False}, return_dtype=pl.Boolean)
    if dtype == pl.Date:
        return text.str.to_date("%Y-%m-%d")
    return text.cast(dtype)
