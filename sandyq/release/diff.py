"""What is different between two packages of one dataset, and how much each difference means.

The question behind every rule: would something that works with the old version, and relies on all that its
descriptor promises, still work with the new one?
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from sandyq.release import changes
from sandyq.release.contract import frame
from sandyq.release.version import Level

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sandyq.release.package import Package, Table


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: what it means, and one sentence that says it."""

    level: Level
    reason: str


def compare(old: Package, new: Package, counted: pl.DataFrame | None = None) -> list[Difference]:
    """All differences between two packages of one name, in the order of their tables and columns.

    ``counted`` is what `changes.count` gives of their changes, where that is known already. The tables of
    changes themselves are not compared: they are made from the difference.
    """
    before, after = changes.tables(old), changes.tables(new)
    if counted is None:
        counted = changes.count(changes.parts(before, after))
    return [*_words(old, new), *_tables(before, after, counted)]


def level(differences: list[Difference]) -> Level:
    """The largest level among them."""
    return max((difference.level for difference in differences), default=Level.NONE)


def _words(old: Package, new: Package) -> Iterator[Difference]:
    if old.licence != new.licence:
        yield Difference(Level.MAJOR, f"the licence changed from {old.licence.name} to {new.licence.name}")
    for what in ("title", "description", "keywords", "contributors", "sources"):
        if getattr(old, what) != getattr(new, what):
            yield Difference(Level.PATCH, f"the package's {what} changed")


def _tables(
    before: Mapping[str, Table], after: Mapping[str, Table], counted: pl.DataFrame
) -> Iterator[Difference]:
    for name in sorted(before.keys() - after.keys()):
        yield Difference(Level.MAJOR, f"table {name} is gone")
    for name in sorted(after.keys() - before.keys()):
        yield Difference(Level.MINOR, f"table {name} is new")
    for name, table in before.items():
        if name in after:
            yield from _table(table, after[name], counted.filter(pl.col("table") == name))


def _table(old: Table, new: Table, counted: pl.DataFrame) -> Iterator[Difference]:
    if (old.title, old.description) != (new.title, new.description):
        yield Difference(Level.PATCH, f"{new.name}: title or description changed")
    yield from _keys(old, new)
    yield from _columns(old, new)
    if changes.same_key(old, new):
        yield from _rows(old, new, counted)


def _keys(old: Table, new: Table) -> Iterator[Difference]:
    if old.key != new.key:
        yield Difference(
            Level.MAJOR, f"{new.name}: the key changed from {', '.join(old.key)} to {', '.join(new.key)}"
        )
    if old.schema.get("foreignKeys", []) != new.schema.get("foreignKeys", []):
        yield Difference(Level.MAJOR, f"{new.name}: the foreign keys changed")
    for what in sorted((old.schema.keys() | new.schema.keys()) - _SCHEMA_PROPERTIES):
        if old.schema.get(what) != new.schema.get(what):
            yield Difference(Level.MAJOR, f"{new.name}: {what} changed")


_SCHEMA_PROPERTIES = {"fields", "primaryKey", "foreignKeys"}
"""Properties of a Table Schema that are compared part by part."""


def _columns(old: Table, new: Table) -> Iterator[Difference]:
    before = {field["name"]: field for field in old.schema["fields"]}
    after = {field["name"]: field for field in new.schema["fields"]}
    for name in before:
        if name not in after:
            yield Difference(Level.MAJOR, f"{new.name}: column {name} is gone")
    for name, field in after.items():
        if name not in before:
            required = field.get("constraints", {}).get("required", False)
            yield Difference(
                Level.MAJOR if required else Level.MINOR,
                f"{new.name}: column {name} is new{' and never null' if required else ''}",
            )
    kept = [name for name in before if name in after]
    if kept == list(before) and list(after)[: len(kept)] != kept:
        yield Difference(Level.MAJOR, f"{new.name}: the columns stand in another order")
    for name in kept:
        for difference in _field(before[name], after[name]):
            yield Difference(difference.level, f"{new.name}: column {name}: {difference.reason}")


def _field(old: dict[str, Any], new: dict[str, Any]) -> Iterator[Difference]:
    for what in ("type", "format", "unit"):
        if old.get(what) != new.get(what):
            yield Difference(Level.MAJOR, f"{what} changed from {old.get(what)} to {new.get(what)}")
    for what in ("title", "description"):
        if old.get(what) != new.get(what):
            yield Difference(Level.PATCH, f"{what} changed")
    yield from _categories(old.get("categories"), new.get("categories"))
    yield from _deprecated(old.get("deprecated"), new.get("deprecated"))
    before, after = old.get("constraints", {}), new.get("constraints", {})
    for what in sorted(before.keys() | after.keys()):
        if before.get(what) == after.get(what):
            continue
        if _keeps_promise(what, before.get(what), after.get(what)):
            yield Difference(Level.MINOR, f"{what} is promised more narrowly")
        else:
            yield Difference(Level.MAJOR, f"{what} is promised no longer as it was")
    for what in sorted((old.keys() | new.keys()) - _FIELD_PROPERTIES):
        if old.get(what) != new.get(what):
            yield Difference(Level.MAJOR, f"{what} changed")


_FIELD_PROPERTIES = {
    "name", "type", "format", "unit", "title", "description", "categories", "deprecated", "constraints",
}  # fmt: skip
"""Properties of a field that are compared one by one; a change of any other is taken for a break."""


def _categories(old: Any, new: Any) -> Iterator[Difference]:
    """The words of a closed vocabulary, as a promise; and what is said of each."""
    if old == new:
        return
    before, after = (None if said is None else [one["value"] for one in said] for said in (old, new))
    if before == after:
        yield Difference(Level.PATCH, "the words for its categories changed")
    elif _keeps_promise("enum", before, after):
        yield Difference(Level.MINOR, "categories are promised more narrowly, or stand in another order")
    else:
        yield Difference(Level.MAJOR, "categories are promised no longer as they were")


def _deprecated(old: Any, new: Any) -> Iterator[Difference]:
    if (old is None) != (new is None):
        yield Difference(Level.MINOR, "deprecated" if old is None else "deprecated no longer")
    elif old != new:
        yield Difference(Level.PATCH, "what is said of its deprecation changed")


def _keeps_promise(constraint: str, old: Any, new: Any) -> bool:
    """Whether every value that ``new`` allows was allowed by ``old``; None stands for no constraint."""
    if old is None:
        return True
    if new is None:
        return False
    match constraint:
        case "required" | "unique":
            return bool(new) or not old
        case "enum":
            return set(new) <= set(old)
        case "minimum" | "minLength":
            return bool(new >= old)
        case "maximum" | "maxLength":
            return bool(new <= old)
        case _:
            return False  # of two patterns nothing can be said


def _rows(old: Table, new: Table, counts: pl.DataFrame) -> Iterator[Difference]:
    """Rows by key: new ones, withdrawn ones, and changed values in columns that both have."""
    counted = {
        (str(operation), str(column)): int(number)
        for operation, column, number in counts.group_by("operation", "column")
        .agg(pl.col("number").sum())
        .iter_rows()
    }
    if added := counted.get((changes.ADD, changes.WHOLE_ROW)):
        yield Difference(Level.MINOR, f"{new.name}: {_count(added, 'new row')}")
    if withdrawn := counted.get((changes.REMOVE, changes.WHOLE_ROW)):
        yield Difference(Level.MINOR, f"{new.name}: {_count(withdrawn, 'row')} gone")
    before, after = (frame(one.rows.schema.empty_table()).schema for one in (old, new))
    for name, dtype in before.items():
        # Of a column that is new, or of another type, its own difference says so.
        changed = counted.get((changes.CHANGE, name), 0)
        if changed and after.get(name) == dtype:
            yield Difference(Level.PATCH, f"{new.name}: column {name}: {_count(changed, 'changed value')}")


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
