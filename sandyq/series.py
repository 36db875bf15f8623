"""Observations as series over time, each point with what its sources state."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

import polars as pl

from sandyq import titles
from sandyq.agreement import NEEDED, folded, valued_of
from sandyq.observations import publisher

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

KEY = ("indicator", "reporter", "partner", "measure", "unit")
"""What makes observations one series."""

FIGURES = ("figure_id", "source_id", *NEEDED)
"""The columns of figures that `series` looks at."""

MOST_CLAIMS = 12
"""Different claims of one point that a series keeps; `Point.claims` counts all."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A value that a source states; of a source that states it several times, once."""

    value: float | None
    """None where the text gives a range."""
    low: float
    high: float
    modifier: str
    figure_id: str
    source_id: str
    publisher: str
    """Of a digest, the publisher of the work that it restates where its basis tells it."""
    published: str
    quote: str
    preferred: bool


@dataclass(frozen=True, slots=True)
class Point:
    """One observation of a series. Values are in base units."""

    period: str
    """ISO 8601."""
    start: dt.date | None
    end: dt.date | None
    value: float | None
    """None where the preferred figure is a range, from `lowest` to `highest` at most."""
    lowest: float
    highest: float
    modifier: str
    agreement: str
    """single, agree or differ."""
    claims: int
    sources: int
    preference: str
    """The rule that preferred the value."""
    figure_id: str
    said: tuple[Claim, ...]
    """The preferred claim first, then by value; `MOST_CLAIMS` at most."""


@dataclass(frozen=True, slots=True)
class Series:
    """All observations of one indicator, reporter, partner, measure and unit, by time."""

    indicator: str
    reporter: str
    partner: str
    measure: str
    unit: str
    title: str
    points: tuple[Point, ...]

    @property
    def name(self) -> str:
        """A file name without its ending: ``total_trade-kaz-chn-level-usd``."""
        parts = (self.indicator, self.reporter, self.partner, self.measure, self.unit)
        return "-".join(parts).lower().replace(";", "+")

    @property
    def scale(self) -> tuple[float, str]:
        """What its axis divides values by, and the axis title: (1e9, "$ billion")."""
        ends = [abs(end) for point in self.points for end in (point.lowest, point.highest)]
        return (1.0, "place") if self.measure == "rank" else titles.scale(self.unit, max(ends))


def series(
    observations: pl.DataFrame, figures: pl.DataFrame | Iterable[pl.DataFrame], sources: pl.DataFrame
) -> Iterator[Series]:
    """The series of the tables of that name, sorted by `KEY`, their points by first day and period.

    ``figures`` may come in parts, and only the columns `FIGURES` are looked at. Observations without days
    stand first. KeyError where an observation gathers figures that are not there.
    """
    ordered = observations.sort(*KEY, "period_start", "period_end", "period", nulls_last=False)
    ordered = ordered.with_row_index("cell")
    parts = [figures] if isinstance(figures, pl.DataFrame) else figures
    said = _said(ordered, parts, sources)
    for key, rows in groupby(ordered.drop("figure_ids").iter_rows(named=True), _key):
        yield Series(*key, titles.title(*key[:4]), tuple(_point(row, _of(row, said)) for row in rows))


def _key(row: dict[str, Any]) -> tuple[str, str, str, str, str]:
    return row["indicator"], row["reporter"], row["partner"], row["measure"], row["unit"]


def alternative(one: Series) -> str:
    """The series in words, for who cannot see its chart: title, unit, and each point with its spread."""
    divisor, unit = one.scale
    shown = one.points if len(one.points) <= _SPELT else (*one.points[: _SPELT - 1], one.points[-1])
    words = [f"{one.title}, {unit}."]
    for number, point in enumerate(shown):
        if number == _SPELT - 1 and len(one.points) > _SPELT:
            words.append(f"{len(one.points) - _SPELT} more points stand between.")
        words.append(f"{titles.period(point.period)}: {_spread(point, divisor)}.")
    return " ".join(words)


def number(value: float) -> str:
    """A number for people: ``31.17``, ``1,250``, ``−18.7``; four digits at least, none that say nothing."""
    written = f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"
    return written.replace("-", "−")


_SPELT = 24
"""The most points that are put into words."""


def told(value: float | None, low: float, high: float, modifier: str, divisor: float) -> str:
    """What is stated, in words: ``31.17``, ``almost 30``, ``6 to 7``."""
    if value is None:
        return f"{number(low / divisor)} to {number(high / divisor)}"
    return f"{'' if modifier == 'none' else f'{modifier} '}{number(value / divisor)}"


def _spread(point: Point, divisor: float) -> str:
    value = told(point.value, point.lowest, point.highest, point.modifier, divisor)
    if point.agreement == "differ":
        who = "sources differ" if point.sources > 1 else "one source, which differs with itself"
        return f"{value} ({who}: {number(point.lowest / divisor)} to {number(point.highest / divisor)})"
    return f"{value} ({point.sources} sources agree)" if point.sources > 1 else f"{value} (one source)"


def _point(row: dict[str, Any], said: tuple[Claim, ...]) -> Point:
    return Point(
        period=row["period"],
        start=row["period_start"],
        end=row["period_end"],
        value=row["value"],
        lowest=row["lowest"],
        highest=row["highest"],
        modifier=row["modifier"],
        agreement=row["agreement"],
        claims=row["claims"],
        sources=row["sources"],
        preference=row["preference"],
        figure_id=row["figure_id"],
        said=said,
    )


def _of(row: dict[str, Any], said: Iterator[tuple[int, tuple[Claim, ...]]]) -> tuple[Claim, ...]:
    """What is said of the next observation, ``row``."""
    cell, claims = next(said, (None, ()))
    if cell != row["cell"]:
        raise KeyError(row["figure_id"])
    return claims


def _said(
    observations: pl.DataFrame, figures: Iterable[pl.DataFrame], sources: pl.DataFrame
) -> Iterator[tuple[int, tuple[Claim, ...]]]:
    """The number of each observation, ``cell``, and what sources say of it, in the order of numbers."""
    gathered = observations.select(
        "cell", pl.col("figure_ids").str.split(";").alias("figure_id"), chosen="figure_id"
    )
    wanted = gathered.explode("figure_id").select(
        "cell", "figure_id", preferred=pl.col("figure_id") == pl.col("chosen")
    )
    works = sources.select("source_id", "published", publisher=publisher())
    claims = folded(valued_of(wanted, (part.select(FIGURES) for part in figures)), _first)
    rows = claims.join(works, on="source_id", how="left", maintain_order="left").iter_rows(named=True)
    for cell, of_cell in groupby(rows, lambda row: row["cell"]):
        yield (
            cell,
            tuple(
                Claim(
                    value=row["signed"],
                    low=row["low"],
                    high=row["high"],
                    modifier=row["modifier"],
                    figure_id=row["figure_id"],
                    source_id=row["source_id"],
                    publisher=row["publisher"],
                    published=row["published"],
                    quote=row["quote"],
                    preferred=row["preferred"],
                )
                for row in of_cell
            ),
        )


def _first(claims: pl.DataFrame) -> pl.DataFrame:
    """The first claims of each cell, those of one source that state the same counted once."""
    order = ("cell", "preferred", "low", "high", "source_id", "figure_id")
    return (
        claims.select(*order, "signed", "modifier", "quote")
        .sort(order, descending=[name == "preferred" for name in order])
        .unique(["cell", "low", "high", "modifier", "source_id"], keep="first", maintain_order=True)
        .group_by("cell", maintain_order=True)
        .head(MOST_CLAIMS)
    )
