"""What several formats say of a package, read once from its tables by the names of their columns.

The clock of the run is never asked. A release is dated by what it holds: by the day on which the newest of its
sources was published. A month or a year alone stands for its last day, as it does for the reader.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import pyarrow.compute as pc

from sandyq.reading.periods import bounds

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

    from sandyq.release.package import Package

SOURCES = "sources"
"""The table of sources; its columns ``published`` and ``language`` are read here."""


def updated(package: Package) -> datetime.date | None:
    """The day on which the newest source was published; None where no source says when."""
    days = {bounds(published)[1] for published in _of_sources(package, "published")}
    return max((day for day in days if day is not None), default=None)


def languages(package: Package) -> tuple[str, ...]:
    """ISO 639-1 codes of the sources' languages, sorted."""
    return tuple(sorted(set(_of_sources(package, "language"))))


def coverage(package: Package) -> tuple[datetime.date, datetime.date] | None:
    """The first and the last day that any ``period_start`` and ``period_end`` names; None where none does."""
    first = [pc.min(column).as_py() for column in _columns(package, "period_start")]
    last = [pc.max(column).as_py() for column in _columns(package, "period_end")]
    ends = [day for day in (*first, *last) if day is not None]
    return (min(ends), max(ends)) if ends else None


def _of_sources(package: Package, column: str) -> Iterator[str]:
    for table in package.tables:
        if table.name == SOURCES and column in table.data.column_names:
            yield from (value for value in pc.unique(table.data[column]).to_pylist() if value is not None)


def _columns(package: Package, name: str) -> Iterator[pa.ChunkedArray]:
    for table in package.tables:
        if name in table.data.column_names:
            yield table.data[name]
