"""CHANGES.md of a version: what is new in it, for people."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

import polars as pl

from sandyq.release.changes import ADD, CAUSES, CHANGE, CORRECTION, OPERATIONS, REMOVE, WITHDRAWN
from sandyq.release.contract import frames

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sandyq.release.gates import Held
    from sandyq.release.inputs import Inputs
    from sandyq.release.package import Package
    from sandyq.release.rows import Rows

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
    listed: Rows,
    counted: pl.DataFrame,
    inputs: Inputs,
    accepted: tuple[str, Sequence[Held]] | None,
) -> bytes:
    """The file in Markdown; ``listed`` are the changes with their causes and ``counted`` their numbers
    (`changes.count`), ``accepted`` is why what was held is published all the same."""
    lines = [f"# {package.title}: changes in version {version}", ""]
    lines.append(f"Version before: {previous}. {_LEVELS[level]}" if previous else _LEVELS[level])
    if previous:
        lines += ["", *(f"- {_cell(reason)}" for reason in reasons)]
    if accepted:
        reason, held = accepted
        lines += ["", "## Published all the same", "", f"A maintainer accepted: {_cell(reason)}", ""]
        lines += [f"- {one.table}: {_cell(one.message)}" for one in held]
    lines += _counted(counted)
    lines += _by_hand(listed, inputs)
    lines += _values(listed, counted)
    if previous:
        lines += [
            "",
            f"All changes are in `changes.parquet` and `changes.csv`; done to version {previous} they give "
            "this one exactly.",
        ]
    return ("\n".join(lines) + "\n").encode("utf-8")


def _counted(counted: pl.DataFrame) -> Iterator[str]:
    """How many rows came and went and how many values are others, by table and cause."""
    if not counted.height:
        return
    yield from ("", "## In numbers", "", "| table | what | cause | number |", "|---|---|---|---|")
    counts = counted.group_by("table", "operation", "cause").agg(pl.col("number").sum())
    order = {word: place for place, word in enumerate((*OPERATIONS, *CAUSES))}
    what = {ADD: "new rows", REMOVE: "rows gone", CHANGE: "changed values"}
    for table, operation, cause, number in sorted(
        counts.iter_rows(), key=lambda row: (row[0], order[row[1]], order[row[2]])
    ):
        yield f"| {table} | {what[operation]} | {cause} | {number} |"


def _by_hand(listed: Rows, inputs: Inputs) -> Iterator[str]:
    """The corrections and withdrawals that are new in this version, each with its reason."""
    set_right: set[str] = set()
    gone: set[str] = set()
    correctable, withdrawable = ({one.id for one in of} for of in (inputs.corrections, inputs.withdrawals))
    for rows in frames(listed, ["key", "source_id", "cause"]) if correctable | withdrawable else ():
        set_right |= correctable & set(rows.filter(pl.col("cause") == CORRECTION)["key"])
        withdrawn = rows.filter(pl.col("cause") == WITHDRAWN)
        gone |= withdrawable & (set(withdrawn["key"]) | set(withdrawn["source_id"]))
    if set_right:
        yield from ("", "## Corrections", "")
    for one in sorted(inputs.corrections):
        if one.id in set_right:
            values = f"{_value(one.expected)} is now {_value(one.right)}"
            yield f"- {one.id}, {one.column}: {values}. {_cell(one.reason)} ({one.date}, {_cell(one.who)})"
    if gone:
        yield from ("", "## Withdrawn", "")
    for entry in sorted(inputs.withdrawals):
        if entry.id in gone:
            yield f"- {entry.id}: {_cell(entry.reason)} ({entry.date}, {_cell(entry.who)})"


def _values(listed: Rows, counted: pl.DataFrame) -> Iterator[str]:
    """The first changed values."""
    number = int(counted.filter(pl.col("operation") == CHANGE)["number"].sum())
    if not number:
        return
    title = "Changed values" if number <= SHOWN else f"The first {SHOWN} of {number} values"
    yield from (
        "",
        f"## {title}",
        "",
        "| table | key | column | old | new | cause |",
        "|---|---|---|---|---|---|",
    )
    changed = (
        row
        for rows in frames(listed)
        for row in rows.filter(pl.col("operation") == CHANGE).head(SHOWN).iter_rows(named=True)
    )
    for row in islice(changed, SHOWN):
        values = (_value(row["old"]), _value(row["new"]))
        cells = (row["table"], f"`{_cell(row['key'])}`", row["column"], *values, row["cause"])
        yield f"| {' | '.join(cells)} |"


def _value(text: str | None) -> str:
    if text is None:
        return "nothing"
    return _cell(text if len(text) <= WIDTH else f"{text[: WIDTH - 1]}…")


def _cell(words: str) -> str:
    return " ".join(words.replace("|", "\\|").split())
