"""What is different between two packages of one dataset, and how much each difference means.

The question behind every rule: would something that works with the old version, and relies on all that its
descriptor promises, still work with the new one?
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from sandyq.release.content import content_hash
from sandyq.release.version import Level

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandyq.release.package import Package, Table


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: what it means, and one sentence that says it."""

    level: Level
    reason: str


def compare(old: Package, new: Package) -> list[Difference]:
    """All differences between two packages of one name, in the order of their tables and columns."""
    return [*_words(old, new), *_tables(old, new)]


def level(differences: list[Difference]) -> Level:
    """The largest level among them."""
    return max((difference.level for difference in differences), default=Level.NONE)


def _words(old: Package, new: Package) -> Iterator[Difference]:
    if old.licence != new.licence:
        yield Difference(Level.MAJOR, f"the licence changed from {old.licence.name} to {new.licence.name}")
    for what in ("title", "description", "keywords", "contributors", "sources"):
        if getattr(old, what) != getattr(new, what):
            yield Difference(Level.PATCH, f"the package's {what} changed")


def _tables(old: Package, new: Package) -> Iterator[Difference]:
    before = {table.name: table for table in old.tables}
    after = {table.name: table for table in new.tables}
    for name in before.keys() - after.keys():
        yield Difference(Level.MAJOR, f"table {name} is gone")
    for name in after.keys() - before.keys():
        yield Difference(Level.MINOR, f"table {name} is new")
    for name, table in before.items():
        if name in after:
            yield from _table(table, after[name])


def _table(old: Table, new: Table) -> Iterator[Difference]:
    if (old.title, old.description) != (new.title, new.description):
        yield Difference(Level.PATCH, f"{new.name}: title or description changed")
    yield from _keys(old, new)
    yield from _columns(old, new)
    if old.key == new.key and set(old.key) <= set(old.data.column_names) & set(new.data.column_names):
        yield from _rows(old, new)


def _keys(old: Table, new: Table) -> Iterator[Difference]:
    if old.key != new.key:
        yield Difference(
            Level.MAJOR, f"{new.name}: the key changed from {', '.join(old.key)} to {', '.join(new.key)}"
        )
    if old.schema.get("foreignKeys", []) != new.schema.get("foreignKeys", []):
        yield Difference(Level.MAJOR, f"{new.name}: the foreign keys changed")


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
    for what in ("title", "description", "categories"):
        if old.get(what) != new.get(what):
            yield Difference(Level.PATCH, f"{what} changed")
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


_FIELD_PROPERTIES = {"name", "type", "format", "unit", "title", "description", "categories", "constraints"}


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


def _rows(old: Table, new: Table) -> Iterator[Difference]:
    """Rows by key: new ones, withdrawn ones, and changed values in columns that both have."""
    if content_hash(old.data) == content_hash(new.data):
        return
    key = list(old.key)
    before, after = pl.DataFrame(old.data), pl.DataFrame(new.data)
    if before.select(key).schema != after.select(key).schema:
        return  # the key's type changed: no row can be told by it, and the column's difference says so
    added = after.join(before, on=key, how="anti").height
    withdrawn = before.join(after, on=key, how="anti").height
    if added:
        yield Difference(Level.MINOR, f"{new.name}: {_count(added, 'new row')}")
    if withdrawn:
        yield Difference(Level.MINOR, f"{new.name}: {_count(withdrawn, 'withdrawn row')}")
    shared = [
        name for name, dtype in before.schema.items() if name not in key and after.schema.get(name) == dtype
    ]
    both = before.select(*key, *shared).join(after.select(*key, *shared), on=key, suffix="\0new")
    for name in shared:
        changed = both.select(pl.col(name).ne_missing(pl.col(f"{name}\0new")).sum()).item()
        if changed:
            yield Difference(Level.PATCH, f"{new.name}: column {name}: {_count(changed, 'corrected value')}")


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
