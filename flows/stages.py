"""The stages of the main job, as plain functions: collect, read, check, assemble, release, and the site.

`run` is the only place that knows their order. It is given the stages to call, so that the same job runs as
it stands here (`--direct`) or with each stage wrapped as a task (flows/refresh.py), to the same bytes. What
goes wrong with one source or one dataset becomes a `Problem` of the report, and the others go on.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flows.keep import keep, sources_before
from flows.releasing import Wish, release
from flows.report import Released, Report, SourceLine, counted, write
from flows.site import refresh as site
from sandyq.sources import Problem, Source, load, source_id

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from pathlib import Path

    from flows.progress import Watcher
    from flows.site import Done
    from sandyq import Reading
    from sandyq.corrections import Ledger
    from sandyq.release import Finding, Package
    from sandyq.release.inputs import Inputs
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
    """Corrected, and before anything was withdrawn."""
    checked: Checked
    withdrawn: Frames
    problems: tuple[Problem, ...]
    """Corrections and withdrawals that do not fit what was read: nothing is published then."""
    notes: tuple[str, ...]


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


def by_hand(raw: Path) -> Ledger:
    """What maintainers corrected and withdrew: two files of ``raw``, which need not be there."""
    from sandyq.corrections import load as load_ledger

    return load_ledger(raw)


def check(
    readings: Sequence[tuple[Source, Reading]], kept: Frames, ledger: Ledger, refused: Collection[str]
) -> Tables:
    """Readings to tables; rows that keep their table's promise go on, the others are quarantined.

    Values are corrected and rows withdrawn as ``ledger`` says. ``kept`` are rows of the sources ``refused``
    this time: see flows/keep.py.
    """
    import polars as pl

    from sandyq.corrections import correct, unfit, withdraw
    from sandyq.tables import rows
    from schemas.check import assemble as checked

    frames = rows(readings)
    frames["figures"], problems = correct(frames["figures"], ledger, refused)
    for name, frame in kept.items():
        frames[name] = pl.concat([frames[name], frame])
    left, withdrawn, more, notes = withdraw(frames, ledger)
    found = checked(left)
    broken = unfit(ledger, set(found.refused["figures"]["figure_id"]))
    return Tables(frames, found, withdrawn, (*problems, *more, *broken), notes)


def assemble(tables: Tables) -> Assembled:
    """The data packages of all datasets; ConservationError where a row that was read is nowhere."""
    from schemas.datasets import DATASETS, account, package, reader

    packages = []
    accounts: list[Account] = []
    made_by = reader()
    for dataset in DATASETS:
        packages.append(package(dataset, tables.checked.frames, made_by))
        accounts += account(dataset, tables.read, tables.checked, packages[-1], tables.withdrawn)
    return Assembled(tuple(packages), tuple(accounts))


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
    by_hand: Callable[[Path], Ledger] = by_hand
    read: Callable[[Batch], Read] = read
    keep: Callable[[Collection[str], Path | str], Frames] = keep
    check: Callable[[Sequence[tuple[Source, Reading]], Frames, Ledger, Collection[str]], Tables] = check
    assemble: Callable[[Tables], Assembled] = assemble
    release: Callable[[Package, Path | str, Inputs, Wish], Released] = release
    site: Callable[[Path | str, Path, Mapping[str, Any]], Done | None] = site


USUAL = Wish()


def run(folders: Folders, stages: Stages, watch: Watcher, wish: Wish = USUAL) -> Report:
    """The main job: every stage in order, and the report of it, written under ``folders.reports``.

    Faults of single sources and datasets are in the report's ``problems``. A fault of the program is raised.
    A dry run (``wish``) writes nothing, its report neither.
    """
    report = Report(raw=str(folders.raw), published=str(folders.published))
    began = dt.datetime.now(dt.UTC)
    ledger = stages.by_hand(folders.raw)
    report.problems += ledger.problems
    readings = () if ledger.problems else _read(folders, stages, watch, report)
    if readings:
        _publish(_Job(readings, ledger, folders, wish), stages, watch, report)
    elif not report.problems:
        remedy = "Add a source: one .md file with front matter"
        report.problems.append(Problem(report.raw, None, None, "holds no source", remedy))
    if wish.dry:
        return report
    try:
        write(report, folders.reports, began)
    except OSError as error:
        message = f"the report could not be written: {error.strerror}"
        report.problems.append(Problem(str(folders.reports), None, None, message, "Name another folder"))
    _show(folders, stages, watch, report)
    return report


def _show(folders: Folders, stages: Stages, watch: Watcher, report: Report) -> None:
    """Build the site last, for it shows the report too; where that fails, what was published is published."""
    from sandyq.release import ReleaseError

    watch.begin("site", 1)
    try:
        done = stages.site(folders.published, folders.raw, report.as_dict())
    except ReleaseError as error:
        report.problems.append(_problem("site", error))
        watch.end("not built")
        return
    watch.end("none, where nothing is published here" if done is None else f"{done.written:,} files written")


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


@dataclass(frozen=True, slots=True)
class _Job:
    """What is to be checked and released, and how."""

    readings: tuple[tuple[Source, Reading], ...]
    ledger: Ledger
    folders: Folders
    wish: Wish


def _publish(job: _Job, stages: Stages, watch: Watcher, report: Report) -> None:
    """Check, assemble and release; what became of it is noted in ``report``."""
    from sandyq.release import ReleaseError
    from schemas.datasets import ConservationError

    refused = {source_id(problem.file) for problem in report.problems}
    published = job.folders.published
    watch.begin("check", 1)
    try:
        kept = stages.keep(refused, published) if refused else {}
        tables = stages.check(job.readings, kept, job.ledger, refused)
        if tables.problems:
            report.problems += tables.problems
            watch.end("nothing can be published")
            return
        assembled = stages.assemble(tables)
    except (ConservationError, ReleaseError) as error:
        report.problems.append(_problem("release", error))
        watch.end("nothing can be published")
        return
    for name in sorted(kept["sources"]["source_id"]) if kept else ():
        report.notes.append(f"{name}: refused this time, so what was published of it stays as it is")
    report.notes += tables.notes
    report.quarantine = tables.checked.quarantine.to_dicts()
    report.quarantined = sum(frame.height for frame in tables.checked.refused.values())
    report.accounts += assembled.accounts
    watch.end(
        f"{counted(len(assembled.packages), 'dataset')}, {counted(report.quarantined, 'row')} quarantined"
    )
    watch.begin("release", len(assembled.packages))
    inputs = _inputs(job, tables, report)
    for package in assembled.packages:
        try:
            released = stages.release(package, published, inputs[package.name], job.wish)
        except ReleaseError as error:
            released = Released(package.name, None, None, False, None, (), {}, str(error))
        if released.error is not None:
            report.problems += _held(released)
        report.releases.append(released)
        watch.step()
    made = Counter("held" if one.error else "new" if one.new else "unchanged" for one in report.releases)
    watch.end(", ".join(f"{number} {outcome}" for outcome, number in sorted(made.items())))


def _inputs(job: _Job, tables: Tables, report: Report) -> dict[str, Inputs]:
    """What is known beside the rows, by dataset. Read before anything is published."""
    from sandyq.release.inputs import Inputs

    before = sources_before(job.folders.published)
    return {
        dataset: Inputs(
            sources=tables.checked.frames["sources"],
            sources_before=before,
            texts={source.id: source.text for source, _ in job.readings},
            corrections=tuple(one for _, one in job.ledger.corrections),
            withdrawals=tuple(one for _, one in job.ledger.withdrawals),
            quarantined=tuple(report.quarantine),
            counts=tuple(account for account in report.accounts if account.dataset == dataset),
        )
        for dataset in {account.dataset for account in report.accounts}
    }


def _held(released: Released) -> list[Problem]:
    """Why a dataset is held: each gate, and then what to do."""
    message, _, remedy = str(released.error).rstrip(".").partition(". ")
    gates = [
        Problem(released.dataset, None, one.table, f"{one.gate}: {one.message}", _REMEDIES[one.acceptable])
        for one in released.held
    ]
    own = Problem(released.dataset, None, None, message, remedy or "Report it, with the folder of this run")
    return [*gates, own]


_REMEDIES = {True: "See held/ in the folder of this run", False: "Mend it; it cannot be accepted"}


def _problem(what: str, error: Exception) -> Problem:
    """An error that says what is wrong and where, and then what to do, as a problem of the report."""
    message, _, remedy = str(error).rstrip(".").partition(". ")
    return Problem(what, None, None, message, remedy or "Report it, with the folder of this run")
