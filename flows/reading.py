"""Reading what changed: groups of sources, in batches that a task owns, spread over worker processes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandyq.readings import Group, Kept, Part, read_group

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from flows.pool import Pool
    from sandyq.sources import Problem
    from sandyq.stock import Stock

GROUPS = 32
"""Groups in a batch: large enough that a task's cost does not count, small enough to see how far a run is."""


@dataclass(frozen=True, slots=True)
class Job:
    """One group that is to be read, and all that a worker needs for it."""

    group: Group
    texts: Path
    kept: tuple[Path, ...]
    into: Path


@dataclass(frozen=True, slots=True)
class Batch:
    """Groups that are read by one call."""

    name: str
    """``1 of 3``."""
    jobs: tuple[Job, ...]
    pool: Pool


@dataclass(frozen=True, slots=True)
class Readings:
    """All that was read of the sources, now or before."""

    stock: Stock
    parts: tuple[Part, ...]
    """In the order of the ids of figures and events."""
    refused: frozenset[str]
    """Ids of what could not be loaded, and of what the reader failed on."""
    problems: tuple[Problem, ...]
    """Why."""


def known(groups: Sequence[Group], kept: Kept, full: bool) -> list[Part | None]:
    """What is kept of each group; None for those that are to be read. Nothing is known if ``full``."""
    return [None if full else kept.whole(group) for group in groups]


def jobs(
    groups: Sequence[Group], parts: Sequence[Part | None], kept: Kept, texts: Path, full: bool
) -> list[Job]:
    """A job for each group that is to be read."""
    return [
        Job(group, texts, () if full else kept.parts_with(group), kept.folders[0])
        for group, part in zip(groups, parts, strict=True)
        if part is None
    ]


def batches(todo: Sequence[Job], pool: Pool) -> list[Batch]:
    """The jobs in order, some in each batch."""
    starts = range(0, len(todo), GROUPS)
    return [
        Batch(f"{number} of {len(starts)}", tuple(todo[start : start + GROUPS]), pool)
        for number, start in enumerate(starts, 1)
    ]


def read(batch: Batch) -> tuple[Part, ...]:
    """What was read of the groups of a batch, in their order."""
    return tuple(batch.pool.map(_read, list(batch.jobs)))


def _read(job: Job) -> Part:
    from schemas.check import check

    return read_group(job.group, job.texts, job.kept, job.into, check)
