"""The whole reading of one text: the stages in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandyq.reading.model import Reading

if TYPE_CHECKING:
    import datetime as dt


def read(text: str, published: dt.date | None = None) -> Reading:
    """Figures, dates and events of ``text``; relative dates count from ``published``."""
    return Reading((), (), ())
