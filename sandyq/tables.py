"""Readings to tables: one row per figure, event and source, in an order that depends on the data alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    import polars as pl

    from sandyq.reading.model import Reading
    from sandyq.sources import Source

Frames = dict[str, "pl.DataFrame"]
"""Tables by name: figures, events, sources, indicators, and once gathered, observations."""


def rows(read: Iterable[tuple[Source, Reading]]) -> Frames:
    """Frames ``figures``, ``events``, ``sources`` and ``indicators`` of sources with their readings.

    Rows are sorted by key, so the order of ``read`` does not matter. Keys are made from the source id and the
    span and stay the same from run to run. The licence rule is applied here: a sentence enters a frame only
    where its source allows it.
    """
    raise NotImplementedError
