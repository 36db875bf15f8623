"""The tables of a whole run, out of parts that are read and checked one by one.

What is the same for every part was checked when it was read (sandyq/readings.py). Here comes what needs
more than one part, or what is another from run to run: the table of sources, corrections and withdrawals,
rows that are kept of sources which are refused this time, and the observations. Only the parts that these
touch are checked again, one at a time.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import polars as pl

from sandyq.corrections import Ledger, correct, source_of, unfit, withdraw
from sandyq.observations import CLAIM_COLUMNS, gather
from sandyq.readings import TABLES, write
from sandyq.tables import EVENTS, FIGURES, SOURCES, Frames, indicators
from schemas import MODELS
from schemas.check import check
from schemas.convert import arrow_schema, describe
from schemas.parts import Parts

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    from sandyq.readings import Part
    from sandyq.sources import Problem


@dataclass(slots=True)
class Whole:
    """All that was read, and what came through."""

    frames: dict[str, pl.DataFrame | Parts] = field(default_factory=dict)
    """The valid rows of every table; figures and events stand in files."""
    refused: Frames = field(default_factory=dict)
    """Key and source of the rows that did not come through, by table; of observations all columns."""
    quarantine: list[dict[str, Any]] = field(default_factory=list)
    """One entry for each check that a row failed, sorted."""
    read: dict[str, int] = field(default_factory=dict)
    """Number of rows read, by table."""
    withdrawn: dict[str, int] = field(default_factory=dict)
    """Number of rows that maintainers took out, by table."""
    problems: list[Problem] = field(default_factory=list)
    """Corrections and withdrawals that do not fit what was read."""
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Given:
    """What is known beside what was read."""

    sources: pl.DataFrame
    """All that were read, at least in the columns of the table of sources."""
    kept: Frames
    """Published rows of sources that are refused this time; empty where there are none."""
    ledger: Ledger
    refused: Collection[str]
    """Ids of what is refused this time."""


def whole(parts: Sequence[Part], given: Given, work: Path) -> Whole:
    """The tables of all ``parts``, of which there is at least one, in the order of their keys.

    Parts that corrections, withdrawals or kept rows touch are written anew into the folder ``work``. Where
    there are ``problems`` the tables are not complete, and nothing may be published.
    """
    made = Whole()
    sources = given.sources.select(list(SOURCES))
    if given.kept:
        sources = pl.concat([sources, given.kept["sources"]])
    withdrawn = pl.Series([one.id for _, one in given.ledger.withdrawals], dtype=pl.String).implode()
    left = sources.filter(~pl.col("source_id").is_in(withdrawn)).sort("source_id")
    own = check({"sources": left, "indicators": indicators()})
    made.frames |= own.frames
    made.quarantine += own.quarantine.to_dicts()
    made.read |= {"sources": sources.height, "indicators": indicators().height}
    made.withdrawn["sources"] = sources.height - left.height
    files: dict[str, list[Path]] = {table: [] for table in TABLES}
    refused: dict[str, list[pl.DataFrame]] = {table: [] for table in TABLES}
    touched = _touched(parts, given, own.refused["sources"]["source_id"].to_list())
    for number, part in enumerate(parts):
        ids = touched.get(number)
        if ids is None:
            rows = {table: part.folder / f"{table}.parquet" for table in TABLES}
            outcome = _Amended(rows, {table: part.refused(table) for table in TABLES}, [*part.quarantine])
            for table in TABLES:
                made.read[table] = made.read.get(table, 0) + part.read(table)
        else:
            outcome = _amend(part, ids, sources, given, made, work / f"{number:06}")
        for table in TABLES:
            files[table].append(outcome.files[table])
            refused[table].append(_keys(table, outcome.refused[table]))
        made.quarantine += outcome.quarantine
    _without_a_source(parts, given, made)
    for model in MODELS:
        table = describe(model).name
        if table in TABLES:
            made.frames[table] = Parts(files[table], arrow_schema(model))
    made.refused |= {**own.refused, **{table: pl.concat(rows) for table, rows in refused.items()}}
    if not made.problems:
        _observe(made)
    made.quarantine.sort(key=_order)
    return made


@dataclass(frozen=True, slots=True)
class _Amended:
    """A part as it goes on."""

    files: Mapping[str, Path]
    refused: Frames
    quarantine: list[dict[str, Any]]


def _touched(parts: Sequence[Part], given: Given, refused: list[str]) -> dict[int, set[str]]:
    """Parts by number that something is to be done to, with the sources that it is done to."""
    named = _named(given.ledger)
    kept = set(given.kept["sources"]["source_id"]) if given.kept else set()
    firsts = [f"{part.sources[0][0]}:" for part in parts]
    here = {name: number for number, part in enumerate(parts) for name, *_ in part.sources}
    touched: dict[int, set[str]] = defaultdict(set)
    for name in named | kept | set(refused):
        if name in here:
            touched[here[name]].add(name)
        elif name in kept:
            touched[max(bisect_right(firsts, f"{name}:") - 1, 0)].add(name)
    return touched


def _amend(part: Part, ids: set[str], sources: pl.DataFrame, given: Given, made: Whole, at: Path) -> _Amended:
    """A part with what is corrected, withdrawn and kept of the sources ``ids``, checked again."""
    ledger = _of_sources(given.ledger, ids)
    frames: Frames = {}
    for table in TABLES:
        frames[table] = pl.concat([part.frame(table), part.refused(table)])
    frames["figures"], problems = correct(frames["figures"], ledger, given.refused)
    own = pl.col("source_id").is_in([*(name for name, *_ in part.sources), *ids])
    frames["sources"] = sources.filter(own)
    for table in TABLES:
        if given.kept:
            kept = given.kept[table].filter(pl.col("source_id").is_in(list(ids)))
            frames[table] = pl.concat([frames[table], kept])
        made.read[table] = made.read.get(table, 0) + frames[table].height
        frames[table] = frames[table].sort(frames[table].columns, nulls_last=True)
    left, gone, more, notes = withdraw(frames, ledger)
    known = {name: _in_memory(made.frames[name]) for name in ("sources", "indicators")}
    checked = check({table: left[table] for table in TABLES}, known)
    made.problems += (*problems, *more, *unfit(ledger, set(checked.refused["figures"]["figure_id"])))
    made.notes += notes
    at.mkdir(parents=True)
    for table in TABLES:
        made.withdrawn[table] = made.withdrawn.get(table, 0) + gone[table].height
        write(checked.frames[table], at / f"{table}.parquet")
    files = {table: at / f"{table}.parquet" for table in TABLES}
    return _Amended(files, checked.refused, checked.quarantine.to_dicts())


def _without_a_source(parts: Sequence[Part], given: Given, made: Whole) -> None:
    """What is to be said of corrections and withdrawals of sources that are not here."""
    here = {name for part in parts for name, *_ in part.sources}
    if given.kept:
        here |= set(given.kept["sources"]["source_id"])
    ledger = _of_sources(given.ledger, _named(given.ledger) - here)
    empty = {
        name: pl.DataFrame(schema=columns)
        for name, columns in (("figures", FIGURES), ("events", EVENTS), ("sources", SOURCES))
    }
    made.problems += correct(empty["figures"], ledger, given.refused)[1]
    _, _, problems, notes = withdraw(empty, ledger)
    made.problems += problems
    made.notes += notes
    made.problems.sort()


def _named(ledger: Ledger) -> set[str]:
    """The sources that corrections and withdrawals are of."""
    ids = [one.id for _, one in ledger.corrections] + [one.id for _, one in ledger.withdrawals]
    return {source_of(one) for one in ids}


def _of_sources(ledger: Ledger, ids: set[str]) -> Ledger:
    """The corrections and withdrawals of some sources."""
    return replace(
        ledger,
        corrections=tuple(one for one in ledger.corrections if source_of(one[1].id) in ids),
        withdrawals=tuple(one for one in ledger.withdrawals if source_of(one[1].id) in ids),
    )


def _observe(made: Whole) -> None:
    """Gather the observations of all valid figures, and check them."""
    figures, sources = made.frames["figures"], _in_memory(made.frames["sources"])
    parts = figures.frames(CLAIM_COLUMNS) if isinstance(figures, Parts) else figures
    observations = gather(parts, sources)
    named = figures.lazy().select("figure_id").join(observations.lazy(), on="figure_id", how="semi")
    known = {
        "sources": sources,
        "indicators": _in_memory(made.frames["indicators"]),
        "figures": named.collect(engine="streaming"),
    }
    gathered = check({"observations": observations}, known)
    made.frames |= gathered.frames
    made.refused |= gathered.refused
    made.quarantine += gathered.quarantine.to_dicts()


def _in_memory(frame: pl.DataFrame | Parts) -> pl.DataFrame:
    if isinstance(frame, Parts):
        raise TypeError("a table of this size is not taken into memory")
    return frame


def _keys(table: str, refused: pl.DataFrame) -> pl.DataFrame:
    return refused.select(refused.columns[0], "source_id")


def _order(entry: Mapping[str, Any]) -> tuple[tuple[bool, str], ...]:
    """As the quarantine is sorted: nulls last."""
    return tuple((value is None, value or "") for value in entry.values())
