"""What several formats say of a package, read once from its tables by the names of their columns.

The clock of the run is never asked. A release is dated by what it holds: by the day on which the newest of
its sources was published. A month or a year alone stands for its last day, as it does for the reader.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow.compute as pc

from sandyq.reading.periods import bounds

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator

    from sandyq.release.package import Package

SOURCES = "sources"
"""The table of sources; its columns ``published`` and ``language`` are read here."""

_ENDS = ("period_start", "period_end")


def updated(package: Package) -> datetime.date | None:
    """The day on which the newest source was published; None where no source says when."""
    days = {bounds(published)[1] for published in _of_sources(package, "published")}
    return max((day for day in days if day is not None), default=None)


def languages(package: Package) -> tuple[str, ...]:
    """ISO 639-1 codes of the sources' languages, sorted."""
    return tuple(sorted(set(_of_sources(package, "language"))))


def coverage(package: Package) -> tuple[datetime.date, datetime.date] | None:
    """The first and the last day that any ``period_start`` or ``period_end`` names; None where none does."""
    found: list[Any] = [pc.min_max(column).as_py() for name in _ENDS for column in _columns(package, name)]
    known = [one for one in found if one["min"] is not None]
    if not known:
        return None
    return min(one["min"] for one in known), max(one["max"] for one in known)


def _of_sources(package: Package, column: str) -> Iterator[str]:
    for table in package.tables:
        if table.name == SOURCES and column in table.rows.schema.names:
            for batch in table.rows.batches([column]):
                yield from (value for value in pc.unique(batch.column(0)).to_pylist() if value is not None)


def _columns(package: Package, name: str) -> Iterator[Any]:
    """The values of a column of that name in any table, batch by batch."""
    for table in package.tables:
        if name in table.rows.schema.names:
            yield from (batch.column(0) for batch in table.rows.batches([name]))


def described(package: Package) -> dict[str, Any]:
    """These facts as properties of a descriptor: ``updated``, ``languages`` and ``temporal``, where known."""
    day, codes, ends = updated(package), languages(package), coverage(package)
    return {
        **({"updated": day.isoformat()} if day else {}),
        **({"languages": list(codes)} if codes else {}),
        **({"temporal": {"start": ends[0].isoformat(), "end": ends[1].isoformat()}} if ends else {}),
    }
