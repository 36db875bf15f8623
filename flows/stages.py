"""The stages of the main job, as plain functions: collect, read, check, assemble, release, and the site.

`run` is the only place that knows their order. It is given the stages to call, so that the same job runs as
it stands here (`--direct`) or with each stage wrapped as a task (flows/refresh.py), to the same bytes. What
goes wrong with one source or one dataset becomes a `Problem` of the report, and the others go on.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from flows import reading
from flows.feeds import Found, TakeIn, take_in, take_in_all
from flows.keep import keep, sources_before
from flows.pool import Pool, WorkerError
from flows.reading import Batch, Readings
from flows.releasing import Wish, release
from flows.report import Released, Report, counted, listed
from flows.report_files import write
from flows.site import refresh as site
from flows.work import working
from sandyq.sources import Problem
from sandyq.stock import Stock, take

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    import polars as pl

    from flows.progress import Watcher
    from flows.site import Done
    from flows.work import Work
    from sandyq.corrections import Ledger
    from sandyq.readings import Part
    from sandyq.release import Finding, Package
    from sandyq.release.inputs import Inputs
    from sandyq.tables import Frames
    from schemas.datasets import Account
    from schemas.whole import Whole


@dataclass(frozen=True, slots=True)
class Folders:
    """Where a run reads and writes."""

    raw: Path
    published: Path | str
    """A folder, or s3://bucket/prefix."""
    reports: Path

    @property
    def cache(self) -> Path:
        """Beside the reports: see flows/work.py."""
        return self.reports.parent / "cache"


@dataclass(frozen=True, slots=True)
class Assembled:
    """What is to be published, and where every row that was read went."""

    packages: tuple[Package, ...]
    accounts: tuple[Account, ...]


def collect(raw: Path, texts: Path) -> Stock:
    """The sources of ``raw``, their texts in the new file ``texts``, and what could not be loaded."""
    return take(raw, texts)


def read(batch: Batch) -> tuple[Part, ...]:
    """What was read of the groups of a batch, in their order; it is kept for the next run."""
    return reading.read(batch)


def by_hand(raw: Path) -> Ledger:
    """What maintainers corrected and withdrew: two files of ``raw``, which need not be there."""
    from sandyq.corrections import load as load_ledger

    return load_ledger(raw)


def check(readings: Readings, kept: Frames, ledger: Ledger, work: Path) -> Whole:
    """Readings to tables; rows that keep their table's promise go on, the others are quarantined.

    Values are corrected and rows withdrawn as ``ledger`` says. ``kept`` are rows of the sources that are
    refused this time: see flows/keep.py. Tables that memory might not hold stand in files, some of them in
    ``work``.
    """
    import polars as pl

    from sandyq.duplicates import grouped
    from sandyq.tables import mark_copies
    from schemas.whole import Given, whole

    read_of = pl.Series([name for part in readings.parts for name, *_ in part.sources], dtype=pl.String)
    sources = readings.stock.sources.filter(pl.col("source_id").is_in(read_of.implode()))
    sketches = {name: one for part in readings.parts for name, one in part.sketches().items()}
    sources = mark_copies(sources, grouped(sketches))
    return whole(readings.parts, Given(sources, kept, ledger, readings.refused), work)


def assemble(tables: Whole) -> Assembled:
    """The data packages of all datasets; ConservationError where a row that was read is nowhere."""
    from schemas.datasets import DATASETS, account, package, reader

    packages = []
    accounts: list[Account] = []
    made_by = reader()
    for dataset in DATASETS:
        packages.append(package(dataset, tables.frames, made_by))
        accounts += account(dataset, tables.read, tables, packages[-1], tables.withdrawn)
    return Assembled(tuple(packages), tuple(accounts))


def verify(
    published: Path | str, raw: Path, key: bytes | None = None, since: bytes | None = None
) -> list[Finding]:
    """What is wrong with anything under ``published``; quotes are checked where ``raw`` has their source.

    ``key`` is a public key in PEM that is to have signed every version, ``since`` a catalog seen before.
    Raises ReleaseError where there is nothing to verify.
    """
    from sandyq.release import verify as verify_published

    with TemporaryDirectory(prefix="sandyq-") as folder:
        return verify_published(published, take(raw, Path(folder) / "texts").texts, key, since)


def finding_line(finding: Finding) -> str:
    """A finding in one line: ``error: kazakhstan-trade 1.0.0 figures.csv: hash: ...``."""
    where = " ".join(filter(None, (finding.dataset, finding.version, finding.file)))
    return f"{'error' if finding.error else 'note'}: {where}: {finding.check}: {finding.message}"


@dataclass(frozen=True, slots=True)
class Stages:
    """The stages that `run` calls: these functions, or tasks that wrap them."""

    take_in: TakeIn = take_in
    collect: Callable[[Path, Path], Stock] = collect
    by_hand: Callable[[Path], Ledger] = by_hand
    read: Callable[[Batch], tuple[Part, ...]] = read
    keep: Callable[[Collection[str], Path | str], Frames] = keep
    check: Callable[[Readings, Frames, Ledger, Path], Whole] = check
    assemble: Callable[[Whole], Assembled] = assemble
    release: Callable[[Package, Path | str, Inputs, Wish], Released] = release
    site: Callable[[Path | str, Path, Mapping[str, Any]], Done | None] = site


USUAL = Wish()


def run(folders: Folders, stages: Stages, watch: Watcher, wish: Wish = USUAL) -> Report:
    """The main job: every stage in order, and the report of it, written under ``folders.reports``.

    Faults of single sources and datasets are in the report's ``problems``. A fault of the program is raised.
    A dry run (``wish``) writes nothing, its report neither, and takes nothing in.
    """
    report = Report(raw=str(folders.raw), published=str(folders.published))
    began = dt.datetime.now(dt.UTC)
    found = Found() if wish.offline or wish.dry else take_in_all(folders.raw, stages.take_in, watch)
    report.notes += found.notes
    report.feeds += found.feeds
    ledger = stages.by_hand(folders.raw)
    report.problems += ledger.problems
    if not ledger.problems:
        with working(folders.cache, wish.dry) as work:
            try:
                readings = read_all(folders.raw, work, stages, watch, wish)
            except (OSError, WorkerError) as error:
                watch.end("nothing can be published")
                report.problems.append(_problem(str(folders.cache), error))
            else:
                report.problems += readings.problems
                report.note(readings)
                if readings.parts:
                    _publish(_Job(readings, ledger, folders, wish, work.run), stages, watch, report)
    if not report.listing.height and not report.problems:
        remedy = "Add a source: one .md file with front matter"
        report.problems.append(Problem(report.raw, None, None, "holds no source", remedy))
    # Added last: till here a problem's file stands for a source that is refused.
    report.problems[:0] = found.problems
    if wish.dry:
        return report
    try:
        write(report, folders.reports, began)
    except OSError as error:
        message = f"the report could not be written: {error.strerror}"
        report.problems.append(Problem(str(folders.reports), None, None, message, "Name another folder"))
    if wish.site:
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


def read_all(raw: Path, work: Work, stages: Stages, watch: Watcher, wish: Wish = USUAL) -> Readings:
    """Collect the sources and read those that changed; the others are taken from where they are kept."""
    from sandyq.readings import groups
    from schemas.datasets import reader

    watch.begin("collect", 1)
    texts = work.run / "texts"
    stock = stages.collect(raw, texts)
    watch.end(f"{counted(stock.sources.height, 'source')}, {counted(len(stock.problems), 'problem')}")
    all_groups = groups(stock.sources, reader())
    parts = reading.known(all_groups, work.kept, wish.full)
    todo = reading.jobs(all_groups, parts, work.kept, texts, wish.full)
    size = sum(int(job.group.sources["bytes"].sum()) for job in todo)
    made: list[Part] = []
    with Pool(wish.workers, size) as pool:
        batches = reading.batches(todo, pool)
        watch.begin("read", len(batches))
        for batch in batches:
            made += stages.read(batch)
            watch.step()
    fresh = iter(made)
    every = tuple(next(fresh) if part is None else part for part in parts)
    figures = sum(line[1] for part in every for line in part.sources)
    anew = sum(part.anew for part in made)
    watch.end(f"{counted(figures, 'figure')}; {counted(anew, 'source')} read anew")
    read_of = {line[0] for part in every for line in part.sources}
    failed = set(stock.sources["source_id"]) - read_of
    problems = (*stock.problems, *(problem for part in every for problem in part.problems))
    return Readings(stock, tuple(part for part in every if part.sources), stock.refused | failed, problems)


@dataclass(frozen=True, slots=True)
class _Job:
    """What is to be checked and released, and how."""

    readings: Readings
    ledger: Ledger
    folders: Folders
    wish: Wish
    work: Path


def _publish(job: _Job, stages: Stages, watch: Watcher, report: Report) -> None:
    """Check, assemble and release; what became of it is noted in ``report``."""
    from sandyq.release import ReleaseError
    from schemas.datasets import ConservationError

    published = job.folders.published
    before = sources_before(published)
    watch.begin("check", 1)
    try:
        readings = _with_vanished(job, before, report)
        kept = stages.keep(readings.refused, published) if readings.refused else {}
        tables = stages.check(readings, kept, job.ledger, job.work / "tables")
        if tables.problems:
            report.problems += tables.problems
            watch.end("nothing can be published")
            return
        assembled = stages.assemble(tables)
    except (ConservationError, ReleaseError) as error:
        report.problems.append(_problem("release", error))
        watch.end("nothing can be published")
        return
    report.notes += listed(
        f"{name}: refused this time, so what was published of it stays as it is"
        for name in (sorted(kept["sources"]["source_id"]) if kept else ())
    )
    report.notes += tables.notes
    report.quarantine = tables.quarantine
    report.quarantined = sum(frame.height for frame in tables.refused.values())
    report.accounts += assembled.accounts
    watch.end(
        f"{counted(len(assembled.packages), 'dataset')}, {counted(report.quarantined, 'row')} quarantined"
    )
    watch.begin("release", len(assembled.packages))
    inputs = _inputs(job, tables, before, report)
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


def _with_vanished(job: _Job, before: pl.DataFrame | None, report: Report) -> Readings:
    """The readings, with what is to become of sources that were published and are not here.

    Whatever is gone without a cause is held by its gate, and here it is said what to do. But as long as
    something cannot be read and nobody can tell which source it is, nothing counts as gone.
    """
    stock = job.readings.stock
    withdrawn = {one.id for _, one in job.ledger.withdrawals}
    here = stock.texts.keys() | job.readings.refused | withdrawn
    gone = [] if before is None else sorted(name for name in before["source_id"] if name not in here)
    if stock.untold:
        return replace(job.readings, refused=job.readings.refused | set(gone))
    report.notes += listed(
        f"{name}: was published, and {job.folders.raw} holds it no more: put it back, or withdraw it with a "
        "reason in withdrawn.csv"
        for name in gone
    )
    return job.readings


def _inputs(job: _Job, tables: Whole, before: pl.DataFrame | None, report: Report) -> dict[str, Inputs]:
    """What is known beside the rows, by dataset."""
    from sandyq.release.inputs import Inputs

    return {
        dataset: Inputs(
            sources=tables.frames["sources"].lazy().collect(),
            sources_before=before,
            texts=job.readings.stock.texts,
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
