"""What a version is made from beside its rows: what maintainers corrected, withdrew and decided, what was
refused, and the sources."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from sandyq.release.version import Level

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl


@dataclass(frozen=True, slots=True, order=True)
class Correction:
    """One value that was set right by hand; as text, null where there is none."""

    id: str
    column: str
    expected: str | None
    """What the reader reads there."""
    right: str | None
    reason: str
    date: str
    """ISO 8601."""
    who: str


@dataclass(frozen=True, slots=True, order=True)
class Withdrawal:
    """One figure, event or source that is published no longer."""

    id: str
    reason: str
    date: str
    """ISO 8601."""
    who: str


class Count(Protocol):
    """Where the rows of one table went."""

    @property
    def table(self) -> str: ...  # noqa: D102
    @property
    def read(self) -> int: ...  # noqa: D102
    @property
    def published(self) -> int: ...  # noqa: D102
    @property
    def quarantined(self) -> int: ...  # noqa: D102
    @property
    def left_out(self) -> Mapping[str, int]: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Inputs:
    """What is known of how the rows of one dataset came about; empty where nothing is known."""

    sources: pl.DataFrame | None = None
    """All sources there are now, in the columns of the table sources; also those without a row here."""
    sources_before: pl.DataFrame | None = None
    """The same when the version before was made."""
    texts: Mapping[str, str] = field(default_factory=dict)
    """Texts by source id, for quotes to be checked against."""
    corrections: tuple[Correction, ...] = ()
    withdrawals: tuple[Withdrawal, ...] = ()
    quarantined: tuple[Mapping[str, Any], ...] = ()
    """Refused rows: table, key, column, check, value, source_id; one for each check that a row failed."""
    counts: tuple[Count, ...] = ()
    """Where the rows of each table went."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a maintainer decides of a version beyond what is computed."""

    accept: str | None = None
    """The reason for publishing a version that a gate holds; None to hold it."""
    level: Level = Level.NONE
    """The least level of a version; what is computed may be higher."""
