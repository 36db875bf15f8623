"""Observations by series: what lists of series say of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from sandyq import titles
from sandyq.site import show
from sandyq.site.links import SERIES_KEY

if TYPE_CHECKING:
    from collections.abc import Mapping

Line = dict[str, Any]
"""One series in a list: `SERIES_KEY`, ``span`` (its periods), ``points``, ``claims``, and ``differ``,
the number of observations whose sources disagree."""


def differs(columns: list[str]) -> pl.Expr:
    """Whether the sources of an observation disagree."""
    if "agreement" in columns:
        return pl.col("agreement") == "differ"
    return pl.col("lowest") != pl.col("highest")  # versions before there was such a column


def lines(observations: pl.DataFrame | None) -> list[Line]:
    """The series of a table of observations, those that most figures tell of first."""
    if observations is None or observations.is_empty():
        return []
    together = (
        observations.sort(pl.col("period_start").fill_null(pl.col("period_end")), "period")
        .group_by(SERIES_KEY, maintain_order=True)
        .agg(
            first=pl.col("period").first(),
            last=pl.col("period").last(),
            points=pl.len(),
            claims=pl.col("claims").sum(),
            differ=differs(observations.columns).sum(),
        )
        .sort(["claims", "points", *SERIES_KEY], descending=[True, True] + [False] * len(SERIES_KEY))
    )
    return [{**row, "span": _span(row)} for row in together.iter_rows(named=True)]


def _span(row: Mapping[str, Any]) -> str:
    if row["points"] == 1:
        return show.period(row["first"])
    return f"{row['first'][:4]} – {row['last'].rpartition('/')[2].replace('..', row['last'])[:4]}"


def name(row: Mapping[str, Any]) -> str:
    """A series in words: ``Total trade of Kazakhstan with China``; its unit stands beside it."""
    return titles.title(row["indicator"], row["reporter"], row["partner"], row["measure"])
