"""What people set right by hand and what they withdraw: two files of raw/, each line with its reason.

    corrections.csv   figure_id, column, expected, right, reason, date, who
    withdrawn.csv     id, reason, date, who                  (of a figure, an event or a source)

A correction says what the reader is expected to read there; once the reader reads something else, be it that
the source or a rule was mended, the line has done its work and stops the run until it is looked at. So does a
withdrawal that no longer meets the row it was written for. Values stand as they stand in CSV; empty is null.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from sandyq.reading import periods
from sandyq.release.inputs import Correction, Withdrawal
from sandyq.sources import Problem
from sandyq.tables import indicators
from sandyq.vocabulary import DIRECTIONS, KINDS, MEASURES, MODIFIERS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

    from sandyq.tables import Frames

CORRECTIONS = "corrections.csv"
WITHDRAWN = "withdrawn.csv"

NUMBERS = ("value", "value_low", "value_high")
WORDS = (
    "kind",
    "unit",
    "modifier",
    "measure",
    "direction",
    "indicator",
    "reporter",
    "partner",
    "subject",
    "scope",
    "period",
)
CORRECTABLE = (*NUMBERS, *WORDS)
"""Columns of figures that can be set right: what was made of the words, not the words themselves."""

FOLLOWING = {"indicator": ("theme",), "period": ("period_start", "period_end")}
"""Columns that follow from others, and are set right with them."""

_VOCABULARIES = {"kind": KINDS, "modifier": MODIFIERS, "measure": MEASURES, "direction": DIRECTIONS}
_OF_CORRECTIONS = ("figure_id", "column", "expected", "right", "reason", "date", "who")
_OF_WITHDRAWN = ("id", "reason", "date", "who")
_MAY_BE_EMPTY = ("expected", "right")
_ROW_ID = re.compile(r"(?P<source>.+):\d+-\d+(?:\.\d+)?\Z")

_LOOK = "Look at the row; then mend this line, or remove it if the reader is right now"


@dataclass(frozen=True, slots=True)
class Ledger:
    """Both files as they stand, each entry with its line."""

    corrections: tuple[tuple[int, Correction], ...] = ()
    withdrawals: tuple[tuple[int, Withdrawal], ...] = ()
    problems: tuple[Problem, ...] = ()
    """What is wrong with the files themselves."""


def load(raw: Path) -> Ledger:
    """Both files of the folder ``raw``; a file that is not there has no entries."""
    problems: list[Problem] = []
    corrections: dict[tuple[str, str], tuple[int, Correction]] = {}
    for line, row in _rows(raw, CORRECTIONS, _OF_CORRECTIONS, problems):
        one = Correction(
            row["figure_id"],
            row["column"],
            row["expected"] or None,
            row["right"] or None,
            row["reason"],
            row["date"],
            row["who"],
        )
        wrong = [*_wrong(one)]
        if (one.id, one.column) in corrections:
            wrong.append(("column", f"{one.column} of {one.id} stands twice", "Keep one of the lines"))
        problems += [Problem(CORRECTIONS, line, *said) for said in wrong]
        corrections.setdefault((one.id, one.column), (line, one))
    withdrawals: dict[str, tuple[int, Withdrawal]] = {}
    for line, row in _rows(raw, WITHDRAWN, _OF_WITHDRAWN, problems):
        if row["id"] in withdrawals:
            problems.append(Problem(WITHDRAWN, line, "id", "stands twice", "Keep one of the lines"))
        entry = Withdrawal(row["id"], row["reason"], row["date"], row["who"])
        withdrawals.setdefault(entry.id, (line, entry))
    return Ledger(tuple(corrections.values()), tuple(withdrawals.values()), tuple(problems))


def correct(
    figures: pl.DataFrame, ledger: Ledger, refused: Collection[str] = ()
) -> tuple[pl.DataFrame, tuple[Problem, ...]]:
    """``figures`` with their corrections, and the corrections that do not fit what was read.

    ``corrected`` names the columns set right, joined by ';', those that follow from them included.
    ``refused`` are sources that could not be read this time: their corrections wait.
    """
    there = {str(row["figure_id"]): row for row in _met(figures, [one.id for _, one in ledger.corrections])}
    problems: list[Problem] = []
    applied: dict[str, dict[str, object]] = {}
    for line, one in ledger.corrections:
        row = there.get(one.id)
        if row is None:
            if source_of(one.id) not in refused:
                problems.append(
                    Problem(CORRECTIONS, line, "figure_id", f"{one.id} is not read any more", _LOOK)
                )
        elif row[one.column] != _value(one.column, one.expected):
            message = f"{one.column} of {one.id} is {_shown(row[one.column])}, not {_shown(one.expected)}"
            problems.append(Problem(CORRECTIONS, line, "expected", message, _LOOK))
        else:
            applied.setdefault(one.id, {})[one.column] = _value(one.column, one.right)
    for values in applied.values():
        values.update(_following(values))
    return _put(figures, applied), tuple(problems)


def withdraw(frames: Frames, ledger: Ledger) -> tuple[Frames, Frames, tuple[Problem, ...], tuple[str, ...]]:
    """``frames`` without what was withdrawn; the rows taken out, by table; problems; notes.

    With a source go its figures and events. An id that leads to no row of a source that is here is a problem:
    the row may be read at another place now. An id of a source that is not here is a note: it may be gone for
    good, or misspelt.
    """
    ids = [one.id for _, one in ledger.withdrawals]
    named = pl.Series(ids, dtype=pl.String).implode()
    left: Frames = dict(frames)
    gone: Frames = {}
    met: set[str] = set()
    for name, key in (("figures", "figure_id"), ("events", "event_id"), ("sources", "source_id")):
        chosen = pl.col(key).is_in(named) | pl.col("source_id").is_in(named)
        gone[name] = frames[name].filter(chosen)
        left[name] = frames[name].filter(~chosen)
        met |= {*gone[name][key], *gone[name]["source_id"]}
    problems: list[Problem] = []
    notes: list[str] = []
    here = set(frames["sources"]["source_id"])
    for line, one in ledger.withdrawals:
        if one.id in met:
            continue
        if source_of(one.id) in here:
            message = f"{one.id} is not read any more"
            remedy = "Look where it is read now; then mend this line, or remove it"
            problems.append(Problem(WITHDRAWN, line, "id", message, remedy))
        else:
            notes.append(f"{WITHDRAWN}:{line}: {one.id} is of no source that is here")
    return left, gone, tuple(problems), tuple(notes)


def unfit(ledger: Ledger, quarantined: Collection[str]) -> tuple[Problem, ...]:
    """The corrections whose figures were refused by the checks, corrected as they are; by figure id."""
    return tuple(
        Problem(
            CORRECTIONS,
            line,
            "right",
            f"{one.id} breaks the promise of its table, with {one.column} {_shown(one.right)}",
            "See the run's quarantine.csv for the check that fails, and mend this line",
        )
        for line, one in ledger.corrections
        if one.id in quarantined
    )


def _rows(
    raw: Path, name: str, columns: tuple[str, ...], problems: list[Problem]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Line and fields of each entry that can be used; what cannot is added to ``problems``."""
    try:
        content = (raw / name).read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return
    except (OSError, UnicodeDecodeError) as error:
        problems.append(Problem(name, None, None, f"cannot be read: {error}", "Save it as UTF-8 text"))
        return
    reader = csv.reader(io.StringIO(content, newline=""), strict=True)
    try:
        header = tuple(next(reader, ()))
        if header != columns:
            said = f"its columns are {', '.join(header) or 'none'}"
            problems.append(Problem(name, 1, None, said, f"Begin it with the line {','.join(columns)}"))
            return
        for fields in reader:
            if not fields:
                continue
            line = reader.line_num
            row = dict(zip(columns, (field.strip() for field in fields), strict=False))
            found = [*_wrong_fields(row, columns, len(fields))]
            problems += [Problem(name, line, *said) for said in found]
            if not found:
                yield line, row
    except csv.Error as error:
        problems.append(
            Problem(name, reader.line_num, None, f"is not CSV: {error}", "Quote what holds a quote or comma")
        )


def _wrong_fields(
    row: Mapping[str, str], columns: tuple[str, ...], number: int
) -> Iterator[tuple[str | None, str, str]]:
    """(field, message, remedy) of what any line is held to."""
    if number != len(columns):
        yield None, f"has {number} fields, not {len(columns)}", "Quote a field that holds a comma"
        return
    for name in columns:
        if not row[name] and name not in _MAY_BE_EMPTY:
            yield name, "is missing", "Fill it in"
    if row["date"] and not _is_day(row["date"]):
        yield "date", f"{row['date']!r} is no day", "Write it like 2024-02-29"


def _wrong(one: Correction) -> Iterator[tuple[str, str, str]]:
    """(field, message, remedy) of what a correction is held to."""
    if one.column not in CORRECTABLE:
        yield "column", f"{one.column!r} cannot be corrected", f"Use one of {', '.join(CORRECTABLE)}"
        return
    if one.expected == one.right:
        yield "right", "is what is expected", "Write the value that is right"
    for field, text in (("expected", one.expected), ("right", one.right)):
        if text is not None and one.column in NUMBERS and _number(text) is None:
            yield field, f"{text!r} is no number", "Write it like 31170000000.0 or -4.5"
    if one.right is None:
        return
    words = _VOCABULARIES.get(one.column)
    if words and one.right not in words:
        yield "right", f"{one.right!r} is no {one.column}", f"Use one of {', '.join(words)}"
    if one.column == "period" and not periods.is_valid(one.right):
        yield "right", f"{one.right!r} is no period", "Write it like 2023, 2023-05, 2023-05-17 or 2020/2023"
    if one.column == "indicator" and one.right not in set(indicators()["indicator"]):
        yield "right", f"{one.right!r} is no indicator", "Use one of the table indicators"


def _met(figures: pl.DataFrame, ids: list[str]) -> list[dict[str, object]]:
    return figures.filter(pl.col("figure_id").is_in(pl.Series(ids, dtype=pl.String).implode())).to_dicts()


def _following(values: Mapping[str, object]) -> dict[str, object]:
    """The columns that follow from corrected ones."""
    found: dict[str, object] = {}
    if "indicator" in values:
        themes = dict(indicators().select("indicator", "theme").iter_rows())
        found["theme"] = themes.get(values["indicator"])
    if "period" in values:
        period = values["period"]
        found["period_start"], found["period_end"] = (
            periods.bounds(period) if isinstance(period, str) else (None, None)
        )
    return found


def _put(figures: pl.DataFrame, applied: Mapping[str, Mapping[str, object]]) -> pl.DataFrame:
    """The figures with ``applied``, values by figure id and column, and the mark of it."""
    columns = sorted({column for values in applied.values() for column in values})
    for column in columns:
        new = {name: values[column] for name, values in applied.items() if column in values}
        told = pl.DataFrame(
            {"figure_id": list(new), "__new": list(new.values())},
            schema={"figure_id": pl.String(), "__new": figures.schema[column]},
        ).with_columns(__here=pl.lit(True))
        joined = figures.join(told, on="figure_id", how="left", maintain_order="left")
        value = pl.when(pl.col("__here")).then(pl.col("__new")).otherwise(pl.col(column))
        figures = joined.with_columns(value.alias(column)).drop("__new", "__here")
    marks = {name: ";".join(sorted(values)) for name, values in applied.items()}
    marked = pl.col("figure_id").replace_strict(marks, default=None, return_dtype=pl.String)
    return figures.with_columns(corrected=marked if marks else pl.lit(None, pl.String))


def source_of(row: str) -> str:
    """The source of a figure's or an event's id; any other id is taken for a source's own."""
    match = _ROW_ID.match(row)
    return match["source"] if match else row


def _value(column: str, text: str | None) -> object:
    return _number(text) if text is not None and column in NUMBERS else text


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _is_day(text: str) -> bool:
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _shown(value: object) -> str:
    return "empty" if value is None else repr(value)
