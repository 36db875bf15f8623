"""Quarantine read again: which of the rows that a run refused keep their table's promise now.

A row that was refused is published by the next run once the rule, the source or the model is mended: each of
these has its source read anew, and nothing has to be put back. This shows beforehand which rows that will be.
"""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
from rich import box
from rich.table import Table

from flows import stages
from flows.progress import Quiet
from flows.report import counted
from flows.work import working
from schemas import MODELS
from schemas.convert import describe

if TYPE_CHECKING:
    from rich.console import Console

    from schemas.whole import Whole

PASSES, REFUSED, GONE = "passes", "refused", "not read"
"""What becomes of a row now: it is valid; it fails a check; nothing is read there any more."""

Outcome = dict[str, str]
"""table, key, outcome, before (the checks failed then) and now (those failed now), joined by ';'."""


class ReplayError(Exception):
    """There is no such quarantine, or it cannot be read again; the message has the remedy."""


def replay(report: str, reports: Path, raw: Path) -> list[Outcome]:
    """What becomes now of each row that the run ``report`` refused, sorted by table and key.

    ``report`` is the name of a run in ``reports``, or a folder. Reads the sources of ``raw`` and writes
    nothing.
    """
    before = _checks(_quarantine(report, reports))
    ledger = stages.by_hand(raw)
    with working(reports.parent / "cache", dry=True) as work:
        readings = stages.read_all(raw, work, stages.Stages(), Quiet())
        if not readings.parts:
            raise ReplayError(
                f"{raw} holds no source that can be read. Name the folder of the sources with --raw."
            )
        tables = stages.check(readings, {}, ledger, work.run / "tables")
        if ledger.problems or tables.problems:
            said = "; ".join(str(problem) for problem in (*ledger.problems, *tables.problems))
            raise ReplayError(f"What is corrected by hand does not fit: {said}")
        now = _checks(tables.quarantine)
        valid = {name: _keys(name, tables) for name in {table for table, _ in before} & tables.frames.keys()}
    return [
        {
            "table": table,
            "key": key,
            "outcome": REFUSED if (table, key) in now else PASSES if key in valid.get(table, ()) else GONE,
            "before": ";".join(checks),
            "now": ";".join(now.get((table, key), ())),
        }
        for (table, key), checks in sorted(before.items())
    ]


def print_replay(console: Console, outcomes: list[Outcome]) -> None:
    """One line for each row, and how many there are of each outcome."""
    if outcomes:
        table = Table("table", "key", "outcome", "failed then", "fails now", box=box.SIMPLE_HEAD)
        for one in outcomes:
            table.add_row(one["table"], one["key"], one["outcome"], one["before"], one["now"])
        console.print(table)
    numbers = Counter(one["outcome"] for one in outcomes)
    console.print(
        f"{counted(len(outcomes), 'row')}: {numbers[PASSES]} pass now, {numbers[REFUSED]} are refused again, "
        f"{numbers[GONE]} are not read any more. The next refresh publishes those that pass.",
        markup=False,
    )


def _quarantine(report: str, reports: Path) -> list[dict[str, str]]:
    """The rows of quarantine.csv."""
    folder = next((one for one in (reports / report, Path(report)) if one.is_dir()), None)
    if folder is None:
        raise ReplayError(
            f"{report}: there is no such run in {reports}. Name one, or the folder of its report."
        )
    try:
        with (folder / "quarantine.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))
    except OSError as error:
        raise ReplayError(f"{folder / 'quarantine.csv'}: {error.strerror}. Name another run.") from None


def _checks(rows: list[dict[str, str]]) -> dict[tuple[str, str], list[str]]:
    """The checks that each row failed, by table and key."""
    found: dict[tuple[str, str], set[str]] = {}
    for row in rows:
        column = f"{row['column']}: " if row["column"] else ""
        found.setdefault((row["table"], row["key"]), set()).add(f"{column}{row['check']}")
    return {key: sorted(checks) for key, checks in found.items()}


def _keys(table: str, tables: Whole) -> set[str]:
    """The keys of a table's valid rows, as quarantine.csv has them."""
    key = next(one.key for one in map(describe, MODELS) if one.name == table)
    keys = tables.frames[table].lazy().select(pl.concat_str(key, separator="|", ignore_nulls=True))
    return set(keys.collect().to_series())
