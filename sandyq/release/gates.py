"""What a version has to pass before it is public; whatever it does not pass holds it.

Some gates say that the version would break its own promise: nobody can accept that, it has to be mended. The
others say that it differs from the version before in a way that is more often a mistake than meant: a
maintainer who knows better accepts it with a reason, which the version then carries.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from sandyq.release import applying, changes, contract, spans
from sandyq.release.changes import CHANGE, READER_CHANGED, REMOVE, UNKNOWN
from sandyq.release.deprecation import SINCE_VERSIONS, announced

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandyq.release.inputs import Inputs
    from sandyq.release.package import Package, Table
    from sandyq.release.rows import Rows

LEAST_ROWS, MOST_ROWS = 80, 200
"""Per cent of the rows of a table before."""
MORE_NULLS = 5
"""Points by which the share of nulls in a column may rise, in per cent of its rows."""
READER_CHANGES = 1
"""Per cent of the values of a table that a new reader may change or take away."""
QUARANTINED = 5
"""Per cent of the rows of a table that may be refused."""
SHOWN = 5
"""Broken promises of one table that are named one by one."""


@dataclass(frozen=True, slots=True, order=True)
class Held:
    """One reason for which a version is held."""

    gate: str
    """contract, quotes, counts, changes, deprecation, rows, causes, nulls, reader or quarantine."""
    table: str
    message: str
    """What was measured, and what the limit is."""
    acceptable: bool = True
    """Whether a maintainer may accept it."""


def unkeyed(package: Package) -> Iterator[Held]:
    """Tables whose rows their key does not tell apart, or which it does not sort: they cannot be compared."""
    for table in package.tables:
        keys = contract.Keys(table.key)
        for batch in contract.frames(table.rows, list(table.key)):
            keys.see(batch)
        found = dict(keys.broken(table.rows))
        if "key" in found:
            said = f"the key {', '.join(table.key)} is null or stands twice"
            yield Held("contract", table.name, said, acceptable=False)
        elif found:
            yield Held("contract", table.name, found["order"], acceptable=False)


def broken(package: Package, inputs: Inputs) -> Iterator[Held]:
    """In what the package breaks its own promise: its schemas and keys, its quotes, its counts.

    ``package`` has its table of changes already.
    """
    tables = {table.name: table.rows for table in package.tables}
    for table in package.tables:
        for check, message in contract.broken(table.rows, table.schema):
            yield Held("contract", table.name, f"{check}: {message}", acceptable=False)
        for check, message in contract.broken_foreign_keys(table.name, tables, table.schema):
            yield Held("contract", table.name, f"{check}: {message}", acceptable=False)
    yield from _quotes(package, inputs)
    for count in inputs.counts:
        left = sum(count.left_out.values())
        if count.read != count.published + count.quarantined + left:
            said = (
                f"{count.read} read, but {count.published} published, {count.quarantined} quarantined "
                f"and {left} left out"
            )
            yield Held("counts", count.table, said, acceptable=False)


def added_up(old: Package, new: Package, listed: Rows) -> Iterator[Held]:
    """Whether the changes, done to the version before, give the new one exactly."""
    try:
        for name in applying.adds_up(changes.tables(old), listed, changes.tables(new)):
            yield Held("changes", name, "the changes do not give the new rows", acceptable=False)
    except (ValueError, pl.exceptions.PolarsError) as error:
        yield Held("changes", changes.NAME, f"they do not add up: {error}", acceptable=False)


def refused(inputs: Inputs) -> Iterator[Held]:
    """Whether too many rows were refused; measured in every version, the first included."""
    for count in inputs.counts:
        if count.quarantined * 100 > QUARANTINED * count.read:
            share = f"{count.quarantined} of {count.read} rows ({_percent(count.quarantined, count.read)})"
            yield Held("quarantine", count.table, f"{share} were refused; the limit is {QUARANTINED} %")


def unlike(old: Package, new: Package, counted: pl.DataFrame, previous: str) -> Iterator[Held]:
    """How the package differs from the version before, ``previous``, by more than is usual.

    ``counted`` are the changes by cause (`changes.count`). Causes are asked for only where the package names
    the reader that made it: without it, nothing can be told from a new reader.
    """
    before, after = changes.tables(old), changes.tables(new)
    yield from _dropped(before, after, previous)
    for name, table in before.items():
        if name not in after:
            continue
        of_table = counted.filter(pl.col("table") == name)
        yield from _rows(table, after[name])
        yield from _nulls(table, after[name])
        if new.reader is not None:
            yield from _by_reader(table, of_table)
    if new.reader is not None:
        yield from _causes(counted)


def _quotes(package: Package, inputs: Inputs) -> Iterator[Held]:
    """Quotes that are not what stands in their sources, where their texts are at hand."""
    for table in package.tables:
        names = table.rows.schema.names
        if not inputs.texts or table.name == changes.NAME or not {"source_id", "start", "end"} <= set(names):
            continue
        false = list(spans.false_spans(table.rows, table.key[0], inputs.texts))
        for message in false[:SHOWN]:
            yield Held("quotes", table.name, message, acceptable=False)
        if len(false) > SHOWN:
            yield Held("quotes", table.name, f"and {len(false) - SHOWN} more", acceptable=False)


def _rows(old: Table, new: Table) -> Iterator[Held]:
    """A table that shrank or grew too much; nothing is said of one that was empty."""
    before, after = old.rows.num_rows, new.rows.num_rows
    if before and not LEAST_ROWS * before <= after * 100 <= MOST_ROWS * before:
        share = f"{before} rows became {after} ({_percent(after, before)})"
        yield Held("rows", new.name, f"{share}; the limits are {LEAST_ROWS} and {MOST_ROWS} %")


def _nulls(old: Table, new: Table) -> Iterator[Held]:
    """Columns of both in which nulls became more frequent; nothing is said where either has no rows."""
    before, after = old.rows.num_rows, new.rows.num_rows
    if not before or not after:
        return
    nulls_before, nulls_after = old.rows.null_counts(), new.rows.null_counts()
    for name, now in nulls_after.items():
        was = nulls_before.get(name)
        if was is None:
            continue
        if now * 100 * before - was * 100 * after > MORE_NULLS * before * after:
            share = f"nulls in {name} rose from {_percent(was, before)} to {_percent(now, after)}"
            yield Held("nulls", new.name, f"{share}; the limit is {MORE_NULLS} points")


def _by_reader(old: Table, counted: pl.DataFrame) -> Iterator[Held]:
    """Values that a new reader changed or took away with their rows, of those that there were."""
    others = [name for name in old.rows.schema.names if name not in old.key]
    values = len(others) * old.rows.num_rows
    by_reader = counted.filter(pl.col("cause") == READER_CHANGED)
    of_others = (pl.col("operation") == CHANGE) & pl.col("column").is_in(others)
    changed = int(by_reader.filter(of_others)["number"].sum())
    gone = int(by_reader.filter(pl.col("operation") == REMOVE)["number"].sum())
    lost = changed + gone * len(others)
    if lost * 100 > READER_CHANGES * values:
        said = (
            f"a new reader changes {_count(changed, 'value')} and takes away {_count(gone, 'row')} "
            f"({_percent(lost, values)} of the values); the limit is {READER_CHANGES} %"
        )
        yield Held("reader", old.name, said)


def _causes(counted: pl.DataFrame) -> Iterator[Held]:
    """Rows and values for whose change nothing is known."""
    unknown = counted.filter(pl.col("cause") == UNKNOWN)
    for table, operation, number, key in (
        unknown.group_by("table", "operation", maintain_order=True)
        .agg(pl.col("number").sum(), pl.col("key").min())
        .sort("table", "operation")
        .iter_rows()
    ):
        what = _count(number, "value" if operation == CHANGE else "row")
        happened = {CHANGE: "changed", REMOVE: "gone"}.get(operation, "new")
        remedy = " (is its source missing from the sources?)" if operation == REMOVE else ""
        yield Held("causes", table, f"{what} {happened} without a cause, such as {key}{remedy}")


def _dropped(before: dict[str, Table], after: dict[str, Table], previous: str) -> Iterator[Held]:
    """Columns that are gone and were not marked as deprecated for long enough."""
    for name, table in before.items():
        kept = set() if name not in after else {field["name"] for field in after[name].schema["fields"]}
        for field in table.schema["fields"]:
            if field["name"] in kept:
                continue
            count = announced(field, previous)
            if count < SINCE_VERSIONS:
                said = (
                    f"column {field['name']} is gone after {_count(count, 'MINOR version')} that marked it "
                    f"as deprecated; {SINCE_VERSIONS} are due"
                )
                yield Held("deprecation", name, said)


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %"


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
