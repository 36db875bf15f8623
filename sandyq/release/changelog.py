"""CHANGES.md of a version: what is new in it, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from sandyq.release.changes import ADD, CAUSES, CHANGE, OPERATIONS, REMOVE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sandyq.release.gates import Held
    from sandyq.release.inputs import Inputs
    from sandyq.release.package import Package

NAME = "CHANGES.md"
SHOWN = 50
"""Changed values that are shown one by one; all of them are in the table of changes."""
WIDTH = 80
"""Characters of a value that are shown."""

_LEVELS = {
    "first": "This is the first version: everything in it is new, and changes are counted from here.",
    "major": "**MAJOR**: something that works with the version before may not work with this one.",
    "minor": "MINOR: whatever works with the version before works with this one.",
    "patch": "PATCH: values or descriptions were set right; no row came or went.",
}


def changelog(
    package: Package,
    version: str,
    previous: str | None,
    level: str,
    reasons: Sequence[str],
    listed: pl.DataFrame,
    inputs: Inputs,
    accepted: tuple[str, Sequence[Held]] | None,
) -> bytes:
    """The file in Markdown; ``listed`` are the changes with their causes, ``accepted`` why what was held is
    published all the same."""
    lines = [f"# {package.title}: changes in version {version}", ""]
    lines.append(f"Version before: {previous}. {_LEVELS[level]}" if previous else _LEVELS[level])
    if previous:
        lines += ["", *(f"- {_cell(reason)}" for reason in reasons)]
    if accepted:
        reason, held = accepted
        lines += ["", "## Published all the same", "", f"A maintainer accepted: {_cell(reason)}", ""]
        lines += [f"- {one.table}: {_cell(one.message)}" for one in held]
    lines += _counted(listed)
    lines += _by_hand(listed, inputs)
    lines += _values(listed)
    if previous:
        lines += [
            "",
            f"All changes are in `changes.parquet` and `changes.csv`; done to version {previous} they give "
            "this one exactly.",
        ]
    return ("\n".join(lines) + "\n").encode("utf-8")


def _counted(listed: pl.DataFrame) -> Iterator[str]:
    """How many rows came and went and how many values are others, by table and cause."""
    if not listed.height:
        return
    yield from ("", "## In numbers", "", "| table | what | cause | number |", "|---|---|---|---|")
    counts = listed.group_by("table", "operation", "cause").len()
    order = {word: place for place, word in enumerate((*OPERATIONS, *CAUSES))}
    what = {ADD: "new rows", REMOVE: "rows gone", CHANGE: "changed values"}
    for table, operation, cause, number in sorted(
        counts.iter_rows(), key=lambda row: (row[0], order[row[1]], order[row[2]])
    ):
        yield f"| {table} | {what[operation]} | {cause} | {number} |"


def _by_hand(listed: pl.DataFrame, inputs: Inputs) -> Iterator[str]:
    """The corrections and withdrawals that are new in this version, each with its reason."""
    keys = set(listed.filter(pl.col("cause") == "correction")["key"])
    corrections = [one for one in inputs.corrections if one.id in keys]
    if corrections:
        yield from ("", "## Corrections", "")
    for one in sorted(corrections):
        values = f"{_value(one.expected)} is now {_value(one.right)}"
        yield f"- {one.id}, {one.column}: {values}. {_cell(one.reason)} ({one.date}, {_cell(one.who)})"
    gone = listed.filter(pl.col("cause") == "withdrawn")
    ids = set(gone["key"]) | set(gone["source_id"].drop_nulls())
    withdrawn = [one for one in inputs.withdrawals if one.id in ids]
    if withdrawn:
        yield from ("", "## Withdrawn", "")
    for entry in sorted(withdrawn):
        yield f"- {entry.id}: {_cell(entry.reason)} ({entry.date}, {_cell(entry.who)})"


def _values(listed: pl.DataFrame) -> Iterator[str]:
    """The first changed values."""
    changed = listed.filter(pl.col("operation") == CHANGE)
    if not changed.height:
        return
    title = "Changed values" if changed.height <= SHOWN else f"The first {SHOWN} of {changed.height} values"
    yield from (
        "",
        f"## {title}",
        "",
        "| table | key | column | old | new | cause |",
        "|---|---|---|---|---|---|",
    )
    for row in changed.head(SHOWN).iter_rows(named=True):
        values = (_value(row["old"]), _value(row["new"]))
        cells = (row["table"], f"`{_cell(row['key'])}`", row["column"], *values, row["cause"])
        yield f"| {' | '.join(cells)} |"


def _value(text: str | None) -> str:
    if text is None:
        return "nothing"
    return _cell(text if len(text) <= WIDTH else f"{text[: WIDTH - 1]}…")


def _cell(words: str) -> str:
    return " ".join(words.replace("|", "\\|").split())
