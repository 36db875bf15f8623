"""Claims of many sources gathered into observations, with their spread.

A claim is a figure that says all of: which indicator, whose, when, and in what unit; and that is not narrowed
to a product, a firm or a region. What is missing in the others is their reason to be left out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

from sandyq.vocabulary import NOT_NAMED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

KEY = ("indicator", "reporter", "partner", "period", "measure", "unit")
"""What makes two figures claims of one observation; ``partner`` is `NOT_NAMED` where the text names none."""

OBSERVATIONS: dict[str, pl.DataType] = {
    "indicator": pl.String(),
    "reporter": pl.String(),
    "partner": pl.String(),
    "period": pl.String(),
    "measure": pl.String(),
    "unit": pl.String(),
    "theme": pl.String(),
    "period_start": pl.Date(),
    "period_end": pl.Date(),
    "value": pl.Float64(),
    "lowest": pl.Float64(),
    "highest": pl.Float64(),
    "modifier": pl.String(),
    "claims": pl.Int64(),
    "sources": pl.Int64(),
    "figure_id": pl.String(),
    "figure_ids": pl.String(),
}

CLAIM_COLUMNS = (
    "figure_id",
    "source_id",
    "quote",
    "kind",
    "value",
    "value_low",
    "value_high",
    "unit",
    "modifier",
    "measure",
    "direction",
    "indicator",
    "theme",
    "reporter",
    "partner",
    "scope",
    "period",
    "period_start",
    "period_end",
)
"""The columns of figures that `gather` looks at."""

_REASONS: tuple[tuple[str, pl.Expr], ...] = (
    ("no indicator of the vocabulary", pl.col("indicator").is_null()),
    ("no reporter", pl.col("reporter").is_null()),
    ("no period", pl.col("period").is_null()),
    ("no unit", pl.col("unit").is_null()),
    ("narrowed to a part of the indicator", pl.col("scope").is_not_null()),
)


def gather(figures: pl.DataFrame, sources: pl.DataFrame) -> pl.DataFrame:
    """One row per indicator, reporter, partner, period, measure and unit that any figure claims a value of.

    ``figures`` and ``sources`` are the frames of `sandyq.tables.rows`. Values of the measure ``change`` are
    signed here: a fall is negative. ``lowest`` and ``highest`` take in both ends of ranges. ``value`` is the
    one that most sources state; where as many state another: the exact before the approximate, then the more
    recently published, then the first by figure id. A digest and its basis count as one source. Sorted by
    key.
    """
    claims = _claims(figures).join(_origins_frame(sources), on="source_id", how="left")
    stated = claims.with_columns(
        backing=pl.col("origin").n_unique().over(*KEY, "low", "high"),
        exact=pl.col("modifier") == "none",
    )
    ranked = stated.sort(
        [*KEY, "backing", "exact", "published", "figure_id"],
        descending=[*(False for _ in KEY), True, True, True, False],
    )
    return (
        ranked.group_by(*KEY, maintain_order=True)
        .agg(
            pl.col("theme", "period_start", "period_end").first(),
            value=pl.col("signed").first(),
            lowest=pl.col("low").min(),
            highest=pl.col("high").max(),
            modifier=pl.col("modifier").first(),
            claims=pl.len().cast(pl.Int64),
            sources=pl.col("origin").n_unique().cast(pl.Int64),
            figure_id=pl.col("figure_id").first(),
            figure_ids=pl.col("figure_id").sort().str.join(";"),
        )
        .select(list(OBSERVATIONS))
        .sort(KEY)
    )


def claims(figures: pl.LazyFrame) -> pl.DataFrame:
    """The figures that are claims of an observation, in `CLAIM_COLUMNS`: all that `gather` asks for."""
    return figures.filter(_reason().is_null()).select(CLAIM_COLUMNS).collect(engine="streaming")


def left_out(figures: pl.DataFrame | pl.LazyFrame) -> dict[str, int]:
    """Number of figures that are no claim of an observation, by reason; each under its first reason."""
    reasons = figures.lazy().select(reason=_reason()).drop_nulls().group_by("reason").len().sort("reason")
    return dict(reasons.collect(engine="streaming").iter_rows())


def origins(sources: Iterable[Mapping[str, str | None]]) -> dict[str, str]:
    """For each source id the work that its figures come from.

    ``sources`` are rows of the table. Sources of one title, publisher and date are one work; a digest belongs
    to the work that its ``basis`` names, be that among the sources or not.
    """
    rows = sorted(sources, key=lambda row: row["source_id"] or "")
    works = [(_work(row), row) for row in rows if row["kind"] != "digest"]
    found: dict[str, str] = {}
    for row in rows:
        origin = _work(row)
        if row["kind"] == "digest" and row["basis"]:
            named = (work for work, other in works if _names(row["basis"], other))
            origin = next(named, None) or next((w for w, _ in works if w == origin), _plain(row["basis"]))
        found[str(row["source_id"])] = origin
    return found


def _reason() -> pl.Expr:
    """The first reason for which a figure is no claim, null where it is one."""
    return pl.coalesce(*(pl.when(missing).then(pl.lit(reason)) for reason, missing in _REASONS))


def _claims(figures: pl.DataFrame) -> pl.DataFrame:
    fall = (pl.col("measure") == "change") & (pl.col("direction").eq_missing("decrease"))
    low = pl.coalesce("value_low", "value")
    high = pl.coalesce("value_high", "value")
    return figures.filter(_reason().is_null()).with_columns(
        partner=pl.col("partner").fill_null(NOT_NAMED),
        signed=pl.when(fall).then(-pl.col("value").abs()).otherwise(pl.col("value")),
        low=pl.when(fall).then(-pl.max_horizontal(low.abs(), high.abs())).otherwise(low),
        high=pl.when(fall).then(-pl.min_horizontal(low.abs(), high.abs())).otherwise(high),
    )


def _origins_frame(sources: pl.DataFrame) -> pl.DataFrame:
    found = origins(sources.iter_rows(named=True))
    return sources.select(
        "source_id",
        "published",
        origin=pl.col("source_id").replace_strict(found, return_dtype=pl.String),
    )


_NOT_WORD = re.compile(r"[\W_]+")
_BASIS = re.compile(r"(?P<who>[^()]*)\((?P<date>\d{4}(?:-\d{2}){0,2})\)[.,]?\s*(?P<rest>.+)", re.DOTALL)


def _plain(words: str | None) -> str:
    return _NOT_WORD.sub(" ", words or "").strip().casefold()


def _work(row: Mapping[str, str | None]) -> str:
    return "|".join((_plain(row["title"]), _plain(row["publisher"]), row["published"] or ""))


def _names(basis: str, work: Mapping[str, str | None]) -> bool:
    """Whether ``basis`` names ``work``: "Author (date). Title. Publisher." or "Publisher (date). Title.".

    The subtitle may be missing.
    """
    match = _BASIS.match(basis)
    if match is None or match["date"] != work["published"]:
        return False
    rest, publisher, title = _plain(match["rest"]), _plain(work["publisher"]), _plain(work["title"])
    if _plain(match["who"]) != publisher and not rest.endswith(publisher):
        return False
    named = rest.removesuffix(publisher).strip()
    return bool(named) and (title == named or title.startswith(f"{named} "))
