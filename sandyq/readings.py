"""Readings that are kept from run to run, so that only what changed is read again.

    <folder>/<name>/
      figures.parquet  events.parquet                  rows that came through the checks, sorted by key
      refused-figures.parquet  refused-events.parquet  rows that did not, where there are any
      sketches.parquet                                 by which copies are told: sandyq/duplicates.py
      manifest.json                                    what was read, and a SHA-256 of each file

A *group* is some hundred sources that are neighbours in the order of their figures' ids. What is kept of it
is named after a hash over everything that its rows depend on: ids, texts, dates and licences of its sources,
and the reader. So nothing that is kept is ever stale; a folder is made aside, renamed to its place, and never
changed. Groups end where the hash of an id says so: a source that comes or goes moves no other group, and of
its own group all other sources are taken from what is kept. Whatever is missing or damaged is read again.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import time
from dataclasses import asdict, dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import polars as pl

from sandyq.duplicates import Sketch, sketch
from sandyq.sources import Problem, Source
from sandyq.stock import sources_of
from sandyq.tables import EVENTS, FIGURES, Frames, indicators

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

TABLES = {"figures": FIGURES, "events": EVENTS}
_SKETCHES = {"source_id": pl.String(), "sketch": pl.Binary()}
_SKETCHES_FILE = "sketches.parquet"
ENDS_A_GROUP = 256
"""The hash of one id in so many ends a group: with articles of 3,000 characters, groups are of about 1 MB."""
GROUP_BYTES = 4_000_000
"""A group of longer texts ends sooner; a text that is longer stands alone."""
KEEP_SECONDS = 7 * 24 * 3600.0
"""What no run used for so long is removed."""
MANIFEST = "manifest.json"
_OF_THE_RUN = ("folder", "problems", "anew")


class Outcome(Protocol):
    """What a check gives: the rows that came through, those that did not, and why."""

    @property
    def frames(self) -> Frames: ...  # noqa: D102
    @property
    def refused(self) -> Frames: ...  # noqa: D102
    @property
    def quarantine(self) -> pl.DataFrame: ...  # noqa: D102


class Check(Protocol):
    """Checks frames; those that are ``known`` to be valid are what keys may lead to."""

    def __call__(self, frames: Frames, known: Frames) -> Outcome: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Group:
    """Sources that are read and kept together."""

    sources: pl.DataFrame
    """In the columns of `sandyq.stock.STOCK`, in the order of ``id + ":"``."""
    keys: tuple[str, ...]
    """For each source a hash over all that its rows depend on."""


@dataclass(frozen=True, slots=True)
class Part:
    """What was read of one group."""

    folder: Path
    keys: tuple[str, ...]
    sources: tuple[tuple[str, int, int, int], ...]
    """Id, figures, events and dates of each source that was read, refused rows included."""
    quarantine: tuple[dict[str, str | None], ...]
    files: dict[str, str]
    """SHA-256 of each file."""
    rows: dict[str, int]
    """Of each file."""
    problems: tuple[Problem, ...] = ()
    """Sources that the reader failed on: they are in ``keys`` no more."""
    anew: int = 0
    """Number of sources that this run read."""

    def frame(self, table: str) -> pl.DataFrame:
        """The rows of ``figures`` or ``events`` that came through."""
        return pl.read_parquet(self.folder / f"{table}.parquet", schema=TABLES[table])

    def refused(self, table: str) -> pl.DataFrame:
        """The rows of ``figures`` or ``events`` that did not."""
        name = f"refused-{table}.parquet"
        columns = TABLES[table]
        return pl.read_parquet(self.folder / name) if name in self.files else pl.DataFrame(schema=columns)

    def sketches(self) -> dict[str, Sketch]:
        """What tells copies of a text, by source id; of texts that are long enough for it."""
        rows = pl.read_parquet(self.folder / _SKETCHES_FILE).iter_rows()
        return {name: Sketch.of(kept) for name, kept in rows}

    def read(self, table: str) -> int:
        """Number of rows that were read."""
        return self.rows[f"{table}.parquet"] + self.rows.get(f"refused-{table}.parquet", 0)


def groups(sources: pl.DataFrame, reader: str) -> list[Group]:
    """The sources, in the columns of `sandyq.stock.STOCK`, in groups; ``reader`` is a hash of the program."""
    ordered = sources.sort(pl.col("source_id") + ":")
    said = ordered.select("source_id", "open_text", "published", "sha256", "bytes")
    keys: list[str] = []
    cuts = [0]
    size = 0
    for row, (name, *depends, length) in enumerate(said.iter_rows()):
        if size and size + length > GROUP_BYTES:
            cuts.append(row)
            size = 0
        size += length
        keys.append(_hash(json.dumps([reader, name, *depends])))
        if int(_hash(name)[:8], 16) % ENDS_A_GROUP == 0:
            cuts.append(row + 1)
            size = 0
    cuts.append(ordered.height)
    return [
        Group(ordered.slice(start, stop - start), tuple(keys[start:stop]))
        for start, stop in pairwise(cuts)
        if stop > start
    ]


class Kept:
    """What is kept in some folders; new readings go to the first of them."""

    def __init__(self, *folders: Path) -> None:
        """The folders need not be there."""
        self.folders = folders
        self._by_key: dict[str, Path] | None = None

    def whole(self, group: Group) -> Part | None:
        """What is kept of the group, if nothing of it changed."""
        name = _name(group.keys)
        return next((part for one in self.folders if (part := _load(one / name)) is not None), None)

    def parts_with(self, group: Group) -> tuple[Path, ...]:
        """Folders that keep some of the group's sources."""
        if self._by_key is None:
            self._by_key = {key: part for part, keys in self._all() for key in keys}
        found = (self._by_key.get(key) for key in group.keys)
        return tuple(dict.fromkeys(one for one in found if one is not None))

    def tidy(self) -> None:
        """Remove what no run has used for `KEEP_SECONDS`."""
        oldest = time.time() - KEEP_SECONDS
        for path in self.folders[0].glob("*"):
            try:
                if max(path.stat().st_mtime, _used(path)) < oldest:
                    shutil.rmtree(path)
            except OSError:  # another run removes it too
                continue

    def _all(self) -> Iterator[tuple[Path, list[str]]]:
        for folder in self.folders:
            for path in sorted(folder.glob(f"*/{MANIFEST}")):
                try:
                    yield path.parent, json.loads(path.read_bytes())["keys"]
                except (OSError, ValueError, KeyError):
                    continue


def read_group(group: Group, texts: Path, kept: Sequence[Path], into: Path, check: Check) -> Part:
    """Read the sources of the group, check what was read, and keep it under ``into``.

    Sources that one of the folders ``kept`` holds are taken from there. ``texts`` is the file of the run's
    texts. Gives what is kept in the end; a source that the reader fails on is not.
    """
    found = _Found(set(group.keys))
    for folder in kept:
        found.take(folder)
    by_id = dict(zip(group.sources["source_id"], group.keys, strict=True))
    fresh = group.sources.filter(~pl.col("source_id").is_in(list(found.lines)))
    found.read(fresh, texts, by_id, check)
    lines = [found.lines[name] for name in by_id if name in found.lines]
    keys = tuple(by_id[line[0]] for line in lines)
    return _keep(into, keys, lines, found)


class _Found:
    """What is gathered of a group before it is written."""

    def __init__(self, keys: set[str]) -> None:
        self.keys = keys
        self.lines: dict[str, tuple[str, int, int, int]] = {}
        self.frames: dict[str, list[pl.DataFrame]] = {}
        self.quarantine: list[dict[str, str | None]] = []
        self.problems: list[Problem] = []
        self.anew = 0

    def take(self, folder: Path) -> None:
        """The wanted sources of a folder that is kept; nothing where it is damaged."""
        part = _load(folder)
        if part is None:
            return
        lines = zip(part.keys, part.sources, strict=True)
        wanted = {line[0]: line for key, line in lines if key in self.keys and line[0] not in self.lines}
        chosen = pl.col("source_id").is_in(list(wanted))
        self.lines |= wanted
        self.quarantine += (row for row in part.quarantine if row["source_id"] in wanted)
        for table in TABLES:
            self.add(f"{table}.parquet", part.frame(table).filter(chosen))
            self.add(f"refused-{table}.parquet", part.refused(table).filter(chosen))
        self.add(_SKETCHES_FILE, pl.read_parquet(folder / _SKETCHES_FILE).filter(chosen))

    def read(self, fresh: pl.DataFrame, texts: Path, keys: Mapping[str, str], check: Check) -> None:
        """Read ``fresh`` sources, and check what was read."""
        from sandyq import read as read_text
        from sandyq.tables import rows

        read: list[tuple[Source, Any]] = []
        for source in sources_of(fresh, texts):
            try:
                reading = read_text(source.text, source.published_date)
            except Exception as error:  # whatever the fault is, the other sources go on
                message = f"the reader failed: {type(error).__name__}: {error}"
                problem = Problem(*source.place, None, message, "Report it, with this source")
                self.problems.append(problem)
                continue
            read.append((source, reading))
            counts = (len(reading.figures), len(reading.events), len(reading.dates))
            self.lines[source.id] = (source.id, *counts)
        self.anew = len(read)
        sketches = [(source.id, bytes(one)) for source, _ in read if (one := sketch(source.text)) is not None]
        self.add(_SKETCHES_FILE, pl.DataFrame(sketches, schema=_SKETCHES, orient="row"))
        frames = rows(read)
        known = {"sources": frames.pop("sources"), "indicators": indicators()}
        checked = check({table: frames[table] for table in TABLES}, known)
        self.quarantine += checked.quarantine.to_dicts()
        for table in TABLES:
            self.add(f"{table}.parquet", checked.frames[table])
            self.add(f"refused-{table}.parquet", checked.refused[table])

    def add(self, file: str, frame: pl.DataFrame) -> None:
        self.frames.setdefault(file, []).append(frame)


def _keep(into: Path, keys: tuple[str, ...], lines: list[tuple[str, int, int, int]], found: _Found) -> Part:
    """Write what was found aside, and rename it to its place."""
    into.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=".new-", dir=into))
    try:
        frames = {name: _together(several) for name, several in found.frames.items()}
        written = {
            name: write(frame, aside / name)
            for name, frame in frames.items()
            if frame.height or not name.startswith("refused-")
        }
        part = Part(
            folder=into / _name(keys),
            keys=keys,
            sources=tuple(lines),
            quarantine=tuple(sorted(found.quarantine, key=lambda row: json.dumps(list(row.values())))),
            files=written,
            rows={name: frames[name].height for name in written},
        )
        said = {name: value for name, value in asdict(part).items() if name not in _OF_THE_RUN}
        (aside / MANIFEST).write_text(json.dumps(said), encoding="utf-8")
        before = _load(part.folder)
        if before is None or before.files != written:
            shutil.rmtree(part.folder, ignore_errors=True)
            try:
                aside.rename(part.folder)
            except OSError:  # another run has made it meanwhile
                if _load(part.folder) is None:
                    raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return replace(part, problems=tuple(found.problems), anew=found.anew)


def write(frame: pl.DataFrame, path: Path) -> str:
    """Write rows in their order into a Parquet file; its SHA-256."""
    import pyarrow.parquet as pq

    pq.write_table(frame.to_arrow(), path, compression="zstd", compression_level=1)
    return _digest(path)


def _together(several: list[pl.DataFrame]) -> pl.DataFrame:
    """Frames of different sources as one, in the order of `sandyq.tables.rows`."""
    filled = [frame for frame in several if frame.height]
    if len(filled) <= 1:
        return (filled or several)[0]
    return pl.concat(filled).sort(filled[0].columns, nulls_last=True)


def _load(folder: Path) -> Part | None:
    """What is kept in ``folder``; None where it is not there, or is not as it was written."""
    try:
        said = json.loads((folder / MANIFEST).read_bytes())
        part = Part(
            folder=folder,
            keys=tuple(said["keys"]),
            sources=tuple((name, *numbers) for name, *numbers in said["sources"]),
            quarantine=tuple(said["quarantine"]),
            files=said["files"],
            rows=said["rows"],
        )
        if any(_digest(folder / name) != digest for name, digest in part.files.items()):
            return None
        os.utime(folder / MANIFEST)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return part


def _used(folder: Path) -> float:
    try:
        return (folder / MANIFEST).stat().st_mtime
    except OSError:
        return 0.0


def _name(keys: Sequence[str]) -> str:
    return _hash("".join(keys))[:32]


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
