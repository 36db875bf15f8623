"""What is different between two versions, or would be, on the screen and as JSON."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import polars as pl
from rich import box
from rich.markdown import Markdown
from rich.table import Table

from flows.report import counted
from sandyq.release import ReleaseError, changes, store
from sandyq.release.compared import compared
from sandyq.release.errors import explained
from sandyq.release.storage import at

if TYPE_CHECKING:
    from rich.console import Console

    from flows.report import Report
    from sandyq.release.storage import Place

_SIGNS = {changes.ADD: "+", changes.REMOVE: "-", changes.CHANGE: "~"}
_WHAT = {changes.ADD: "new rows", changes.REMOVE: "rows gone", changes.CHANGE: "changed values"}


def look(published: str, dataset: str, old: str, new: str) -> dict[str, Any]:
    """The difference from version ``old`` to ``new``: its level, each difference, each change and its cause.

    The cause is what the last version that touched the row or value says. ReleaseError where a version is not
    there, is damaged, or is not the later one.
    """
    place = at(published)
    with explained(place):
        folder = place / dataset
        there = store.versions(folder)
        for version in (old, new):
            if version not in there:
                known = f"there are {', '.join(there)}" if there else "there is none"
                raise ReleaseError(f"{folder / version}: there is no such version. Name another: {known}.")
        if there.index(old) >= there.index(new):
            raise ReleaseError(f"{dataset}: {new} is not later than {old}. Name the earlier version first.")
        before, after = store.sound(folder / old), store.sound(folder / new)
        causes = [_changes(folder / one) for one in there[there.index(old) + 1 : there.index(new) + 1]]
    return {"dataset": dataset, "old": old, "new": new, **compared(before, after, causes)}


def print_difference(console: Console, seen: dict[str, Any], limit: int) -> None:
    """The level, the differences, the numbers by cause, and ``limit`` changes one by one."""
    console.print(
        f"{seen['dataset']} {seen['old']} to {seen['new']}: {seen['level'].upper()}",
        style="bold",
        markup=False,
    )
    for one in seen["differences"]:
        console.print(f"  {one['level']:<5}  {one['reason']}", markup=False)
    if not seen["changes"]:
        return
    numbers = Table("table", "what", "cause", box=box.SIMPLE_HEAD)
    numbers.add_column("number", justify="right")
    for one in seen["counts"]:
        numbers.add_row(one["table"], _WHAT[one["operation"]], one["cause"], f"{one['number']:,}")
    console.print(numbers)
    if not limit:
        return
    shown = Table("", "table", "key", "column", "old", "new", "cause", box=box.SIMPLE_HEAD)
    for one in seen["changes"][:limit]:
        whole = one["column"] == changes.WHOLE_ROW
        values = ("", "") if whole else (_value(one["old"]), _value(one["new"]))
        cells = (one["table"], _key(one["key"]), "" if whole else one["column"], *values, one["cause"])
        shown.add_row(_SIGNS[one["operation"]], *cells)
    console.print(shown)
    left = len(seen["changes"]) - limit
    if left > 0:
        console.print(
            f"{counted(left, 'more change')}; --limit shows more of them, --json all.", markup=False
        )


def print_planned(console: Console, report: Report) -> None:
    """What a dry run would have published: the CHANGES.md of each version, and what holds it."""
    for release in report.releases:
        console.print(f"{release.dataset}: {release.outcome}", style="bold", markup=False)
        for held in release.held:
            console.print(f"  held by {held.gate}, {held.table}: {held.message}", markup=False)
        for held in release.accepted:
            console.print(f"  accepted, {held.table}: {held.message}", markup=False)
        words = release.draft.get("CHANGES.md")
        if words:
            console.print(Markdown(words.decode("utf-8")) if console.is_terminal else words.decode("utf-8"))


def _changes(version: Place) -> pl.DataFrame:
    """The table of changes of one version."""
    return pl.read_parquet(io.BytesIO((version / f"{changes.NAME}.parquet").read_bytes()))


def _key(text: str) -> str:
    """A key of several columns by its values, for people; JSON says which is which."""
    if not text.startswith("{"):
        return text
    try:
        return " ".join(str(value) for value in json.loads(text).values())
    except ValueError:
        return text


def _value(text: str | None) -> str:
    if text is None:
        return "-"
    return text if len(text) <= 60 else f"{text[:59]}…"
