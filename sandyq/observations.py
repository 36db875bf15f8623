"""Claims of many sources gathered into observations, with their spread."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl


def gather(figures: pl.DataFrame, sources: pl.DataFrame) -> pl.DataFrame:
    """One row per indicator, reporter, partner, period, measure and unit that any figure claims a value of.

    ``figures`` and ``sources`` are the frames of `sandyq.tables.rows`; a digest and its basis count as one
    source.
    """
    raise NotImplementedError


def left_out(figures: pl.DataFrame) -> dict[str, int]:
    """Number of figures that are no claim of an observation, by reason (each figure under its first reason)."""
    raise NotImplementedError
