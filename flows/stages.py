"""The stages of the main job, as plain functions: collect, read, check, assemble, release.

`run` is the only place that knows their order. It is given the stages to call, so that the same job runs as
it stands here (`--direct`) or with each stage wrapped as a task (flows/refresh.py), to the same bytes. What
goes wrong with one source or one dataset becomes a `Problem` of the report, and the others go on.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flows.keep import keep
from flows.report import Released, Report, SourceLine, counted, write
from sandyq.sources import Problem, Source, load, source_id

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence
    from pathlib import Path

    from flows.progress import Watcher
    from sandyq import Reading
    from sandyq.release import Finding, Package
    from sandyq.sources import Loaded
    from sandyq.tables import Frames
    from schemas.check import Checked
    from schemas.datasets import Account

BATCH_CHARACTERS = 2_000_000
"""Sources are read in batches of about this size: large enough that a task's cost does not count."""


@dataclass(frozen=True, slots=True)
class Folders:
    """Where a run reads and writes."""

    raw: Path
    published: Path | str
    """A folder, or s3://bucket/prefix."""
    reports: Path


@dataclass(frozen=True, slots=True)
class Batch:
    """Sources that are read by one call."""

    name: str
    """``1 of 3``."""
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """The readings of one batch, and the sources that the reader failed on."""

    readings: tuple[tuple[Source, Reading], ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Tables:
    """All rows that were read, and which of them came through the checks."""

    read: Frames
    checked: Checked


@dataclass(frozen=True, slots=True)
class Assembled:
    """What is to be published, and where every row that was read went."""

    packages: tuple[Package, ...]
    accounts: tuple[Account, ...]


def collect(raw: Path) -> Loaded:
    """The sources of ``raw`` and what could not be loaded; reads files."""
    return load(raw)


def batches(sources: Iterable[Source]) -> list[Batch]:
    """The sources in order, in groups of about `BATCH_CHARACTERS` (a longer source stands alone)."""
    groups: list[list[Source]] = []
    room = 0
    for source in sources:
        if not groups or len(source.text) > room:
            groups.append([])
            room = BATCH_CHARACTERS
        groups[-1].append(source)
        room -= len(source.text)
    return [Batch(f"{number} of {len(groups)}", tuple(group)) for number, group in enumerate(groups, 1)]


def read(batch: Batch) -> Read:
    """The readings of a batch of sources, in their order; a text that the reader fails on is a problem."""
    from sandyq import read as read_text

    readings: list[tuple[Source, Reading]] = []
    problems: list[Problem] = []
    for source in batch.sources:
        try:
            readings.append((source, read_text(source.text, source.published_date)))
        except Exception as error:  # whatever the fault is, the other sources go on
            message = f"the reader failed: {type(error).__name__}: {error}"
            problems.append(Problem(source.path, None, None, message, "Report it, with this file"))
    return Read(tuple(readings), tuple(problems))


def check(readings: Sequence[tuple[Source, Reading]], kept: Frames) -> Tables:
    """Readings to tables; rows that keep their table's promise go on, the others are quarantined.

    ``kept`` are rows of sources that were refused this time: see flows/keep.py.
    """
    import polars as pl

    from sandyq.tables import rows
    from schemas.check import assemble as checked

    frames = rows(readings)
    for name, frame in kept.items():
        frames[name] = pl.concat([frames[name], frame])
    return Tables(frames, checked(frames))


def assemble(tables: Tables) -> Assembled:
    """The data packages of all datasets; ConservationError where a row that was read is nowhere."""
    from schemas.datasets import DATASETS, account, package

    packages = []
    accounts: list[Account] = []
    for dataset in DATASETS:
        packages.append(package(dataset, tables.checked.frames))
        accounts += account(dataset, tables.read, tables.checked, packages[-1])
    return Assembled(tuple(packages), tuple(accounts))


def release(package: Package, published: Path | str) -> Released:
    """One dataset's next version, or none where nothing changed; ReleaseError leaves all as it was."""
    from sandyq.release import plan, publish

    planned = plan(package, published)
    done = publish(planned)
    return Released(
        dataset=done.dataset,
        previous=planned.previous,
        version=done.version,
        new=done.new,
        level=planned.level,
        reasons=planned.reasons,
        rows=done.rows,
        error=None,
    )


def verify(
    published: Path | str, raw: Path, key: bytes | None = None, since: bytes | None = None
) -> list[Finding]:
    """What is wrong with anything under ``published``; quotes are checked where ``raw`` has their source.

    ``key`` is a public key in PEM that is to have signed every version, ``since`` a catalog seen before.
    Raises ReleaseError where there is nothing to verify.
    """
    from sandyq.release import verify as verify_published

    sources = {source.id: source.text for source in load(raw).sources}
    return verify_published(published, sources, key, since)


def finding_line(finding: Finding) -> str:
    """A finding in one line: ``error: kazakhstan-trade 1.0.0 figures.csv: hash: ...``."""
    where = " ".join(filter(None, (finding.dataset, finding.version, finding.file)))
    return f"{'error' if finding.error else 'note'}: {where}: {finding.check}: {finding.message}"


@dataclass(frozen=True, slots=True)
class Stages:
    """The stages that `run` calls: these functions, or tasks that wrap them."""

    collect: Callable[[Path], Loaded] = collect
    read: Callable[[Batch], Read] = read
    keep: Callable[[Collection[str], Path | str], Frames] = keep
    check: Callable[[Sequence[tuple[Source, Reading]], Frames], Tables] = check
    assemble: Callable[[Tables], Assembled] = assemble
    release: Callable[[Package, Path | str], Released] = release


def run(folders: Folders, stages: Stages, watch: Watcher) -> Report:
    """The main job: every stage in order, and the report of it, written under ``folders.reports``.

    Faults of single sources and datasets are in the report's ``problems``. A fault of the program is raised.
    """
    report = Report(raw=str(folders.raw), published=str(folders.published))
    began = dt.datetime.now(dt.UTC)
    readings = _read(folders, stages, watch, report)
    if readings:
        _publish(readings, folders, stages, watch, report)
    elif not report.problems:
        remedy = "Add a source: one .md file with front matter"
        report.problems.append(Problem(report.raw, None, None, "holds no source", remedy))
    try:
        write(report, folders.reports, began)
    except OSError as error:
        message = f"the report could not be written: {error.strerror}"
        report.problems.append(Problem(str(folders.reports), None, None, message, "Name another folder"))
    return report


def _read(
    folders: Folders, stages: Stages, watch: Watcher, report: Report
) -> tuple[tuple[Source, Reading], ...]:
    """Collect and read; what was read is noted in ``report``."""
    watch.begin("collect", 1)
    found = stages.collect(folders.raw)
    report.problems += found.problems
    watch.end(f"{counted(len(found.sources), 'source')}, {counted(len(found.problems), 'problem')}")
    groups = batches(found.sources)
    readings: list[tuple[Source, Reading]] = []
    watch.begin("read", len(groups))
    for group in groups:
        done = stages.read(group)
        readings += done.readings
        report.problems += done.problems
        watch.step()
    for source, reading in readings:
        figures, events, dates = len(reading.figures), len(reading.events), len(reading.dates)
        report.sources.append(SourceLine(source.id, source.licence, len(source.text), figures, events, dates))
        if not figures:
            report.notes.append(f"{source.path}: no figure was found in it")
    watch.end(counted(sum(line.figures for line in report.sources), "figure"))
    return tuple(readings)


def _publish(
    readings: tuple[tuple[Source, Reading], ...],
    folders: Folders,
    stages: Stages,
    watch: Watcher,
    report: Report,
) -> None:
    """Check, assemble and release; what became of it is noted in ``report``."""
    from sandyq.release import ReleaseError
    from schemas.datasets import ConservationError

    refused = {source_id(problem.file) for problem in report.problems}
    watch.begin("check", 1)
    try:
        kept = stages.keep(refused, folders.published) if refused else {}
        tables = stages.check(readings, kept)
        assembled = stages.assemble(tables)
    except (ConservationError, ReleaseError) as error:
        report.problems.append(_problem("release", error))
        watch.end("nothing can be published")
        return
    for name in sorted(kept["sources"]["source_id"]) if kept else ():
        report.notes.append(f"{name}: refused this time, so what was published of it stays as it is")
    report.quarantine = tables.checked.quarantine.to_dicts()
    report.quarantined = sum(frame.height for frame in tables.checked.refused.values())
    report.accounts += assembled.accounts
    watch.end(
        f"{counted(len(assembled.packages), 'dataset')}, {counted(report.quarantined, 'row')} quarantined"
    )
    watch.begin("release", len(assembled.packages))
    for package in assembled.packages:
        try:
            released = stages.release(package, folders.published)
        except ReleaseError as error:
            released = Released(package.name, None, None, False, None, (), {}, str(error))
            report.problems.append(_problem(package.name, error))
        report.releases.append(released)
        watch.step()
    made = Counter("held" if one.error else "new" if one.new else "unchanged" for one in report.releases)
    watch.end(", ".join(f"{number} {outcome}" for outcome, number in sorted(made.items())))


def _problem(what: str, error: Exception) -> Problem:
    """An error that says what is wrong and where, and then what to do, as a problem of the report."""
    message, _, remedy = str(error).rstrip(".").partition(". ")
    return Problem(what, None, None, message, remedy or "Report it, with the folder of this run")
