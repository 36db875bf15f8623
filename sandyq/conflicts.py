"""What is stated and cannot all be true, of one observation and between several.

Nothing is mended and nothing is made up here: each conflict names the figures it is about, and all of them
stay in the table of figures. Roundings and words such as "almost" are allowed for (`sandyq.agreement`): what
is reported cannot be put down to them.
"""

from __future__ import annotations

import datetime as dt
from itertools import groupby
from typing import TYPE_CHECKING, Any

import polars as pl

from sandyq import titles
from sandyq.agreement import NEEDED, folded, overlap, stated, valued_of
from sandyq.conflict_words import (
    KINDS,
    MOST_CLAIMS,
    STATED,
    Book,
    Conflict,
    Stated,
    between,
    conflict,
    inside,
    listed,
    scale,
    words,
)
from sandyq.observations import KEY
from sandyq.reading import periods
from sandyq.reading.indicators import plain_table
from sandyq.vocabulary import BLOCS, NOT_NAMED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

__all__ = ["FIGURES", "KINDS", "Conflict", "Stated", "find"]

FIGURES = ("figure_id", "source_id", *NEEDED)
"""The columns of figures that `find` looks at."""


def find(observations: pl.DataFrame, figures: Iterable[pl.DataFrame]) -> Iterator[Conflict]:
    """All that cannot be true together, sorted by kind and key.

    ``observations`` is the table; ``figures`` is the table of figures in any number of parts, of which the
    columns `FIGURES` are enough. Between observations it is the preferred figures that are compared.
    """
    observed = observations.select(*KEY, "agreement", "preference", "figure_id", "figure_ids")
    observed = observed.sort(KEY).with_row_index("cell")
    claims = folded(valued_of(_wanted(observed), (part.select(FIGURES) for part in figures)), _different)
    preferred = claims.filter("preferred").join(
        observed.drop("figure_id", "figure_ids"), on="cell", maintain_order="left"
    )
    preferred = stated(preferred)
    cells = preferred.select("cell", *KEY, "least", "greatest")
    known = {row["cell"]: row for row in observed.drop("figure_ids").iter_rows(named=True)}
    book = Book(known, {row["cell"]: _stated(row, row) for row in preferred.iter_rows(named=True)})
    differ = observed.filter(pl.col("agreement") == "differ").select("cell")
    # The first of all kinds, and the only one of which there may be many.
    yield from _values(claims.join(differ, on="cell", how="semi", maintain_order="left"), book)
    found = [
        *_changes(cells, book),
        *_totals(cells, book),
        *_parts(cells, book),
        *_sums(cells, book),
    ]
    order = list(KINDS)
    yield from sorted(
        found,
        key=lambda one: (order.index(one.kind), *(getattr(one, name) for name in KEY), one.message),
    )


def _wanted(observed: pl.DataFrame) -> pl.DataFrame:
    """The preferred figure of each cell, and all figures of those that differ."""
    differ = observed.filter(pl.col("agreement") == "differ").select(
        "cell", pl.col("figure_ids").str.split(";").alias("figure_id"), chosen="figure_id"
    )
    preferred = observed.select("cell", "figure_id", chosen="figure_id")
    wanted = pl.concat([preferred, differ.explode("figure_id")]).unique()
    return wanted.select("cell", "figure_id", preferred=pl.col("figure_id") == pl.col("chosen"))


def _different(claims: pl.DataFrame) -> pl.DataFrame:
    """Of each cell its different values, the preferred first, each with how many figures state it."""
    counted = claims if "figures" in claims.columns else claims.with_columns(figures=pl.lit(1, pl.UInt32))
    said = ("figure_id", "source_id", "quote", "preferred", "value", "value_low", "value_high", "direction")
    return (
        counted.sort(
            "cell", "preferred", "low", "high", "figure_id", descending=[False, True, False, False, False]
        )
        .group_by("cell", "low", "high", "modifier", maintain_order=True)
        .agg(pl.col(*said).first(), pl.col("figures").sum())
    )


def _stated(claim: Mapping[str, Any], key: Mapping[str, Any]) -> Stated:
    return Stated(*(key[name] if name in _OF_KEY else claim[name] for name in STATED))


_OF_KEY = frozenset(KEY)


def _values(claims: pl.DataFrame, book: Book) -> Iterator[Conflict]:
    """Observations whose claims differ; ``claims`` are theirs, as `_different` gives them."""
    first = claims.group_by("cell", maintain_order=True).head(MOST_CLAIMS)
    for cell, rows in groupby(first.iter_rows(named=True), lambda row: row["cell"]):
        row = book.known[cell]
        said = [_stated(one, row) for one in rows]
        divisor, unit = scale(said)
        values = listed([words(claim, divisor) for claim in said])
        why = "" if row["preference"] == "only" else f" ({row['preference']})"
        message = (
            f"{book.title(cell)}, {titles.period(row['period'])}, {unit}: {values} are stated; "
            f"{words(said[0], divisor)} is preferred{why}"
        )
        yield book.conflict("values", cell, message, said)


_PLACE = ("indicator", "reporter", "partner")
_YEAR_LONG = dt.timedelta(days=366)


def _before(period: str) -> str | None:
    """The period that a change of ``period`` is counted from: the same a year earlier.

    None where that is not plain: a change of a month or a day may be to the one before, that of several years
    to their beginning.
    """
    first, last = periods.bounds(period)
    if (
        first is None
        or last is None
        or last - first >= _YEAR_LONG
        or periods.grain(period) in ("month", "day")
    ):
        return None
    return periods.shift(period, "year", -1)


def _changes(cells: pl.DataFrame, book: Book) -> Iterator[Conflict]:
    """A level, the change that led to it, and the level before, where all three are stated."""
    levels = cells.filter(pl.col("measure") == "level").select(
        *_PLACE, "period", "unit", "cell", "least", "greatest"
    )
    before = {period: _before(period) for period in cells["period"].unique().sort()}
    changes = cells.filter(pl.col("measure") == "change").select(
        *_PLACE,
        "period",
        before=pl.col("period").replace_strict(before, return_dtype=pl.String),
        by="unit",
        change="cell",
        less="least",
        more="greatest",
    )
    joined = changes.join(levels, on=[*_PLACE, "period"]).join(
        levels, left_on=[*_PLACE, "before", "unit"], right_on=[*_PLACE, "period", "unit"], suffix="_before"
    )
    rate = pl.col("by").is_in(["percent", "times"]) & (pl.col("unit") != "percent")
    difference = (pl.col("by") == pl.col("unit")) & (pl.col("unit") != "percent")
    points = (pl.col("by") == "percentage_point") & (pl.col("unit") == "percent")
    factor = {
        end: pl.when(pl.col("by") == "times").then(end).otherwise(1 + pl.col(end) / 100)
        for end in ("less", "more")
    }
    sound = (factor["less"] > 0) & (pl.col("least") > 0)
    implied = joined.with_columns(
        low=pl.when(rate & sound)
        .then(pl.col("least") / factor["more"])
        .when(difference | points)
        .then(pl.col("least") - pl.col("more")),
        high=pl.when(rate & sound)
        .then(pl.col("greatest") / factor["less"])
        .when(difference | points)
        .then(pl.col("greatest") - pl.col("less")),
    ).drop_nulls(["low", "high"])
    fits = overlap(*(pl.col(name) for name in ("low", "high", "least_before", "greatest_before")))
    for row in implied.filter(~fits).iter_rows(named=True):
        level, change, earlier = claims = book.first((row["cell"], row["change"], row["cell_before"]))
        divisor, unit = scale((level, earlier))
        by = words(change, 1.0 if row["by"] != row["unit"] else divisor)
        kind = "" if row["by"] == row["unit"] else f" {titles.scale(row['by'], 0)[1]}"
        message = (
            f"{book.title(row['cell'])}, {unit}: {words(level, divisor)} in {titles.period(level.period)} "
            f"after a change of {by}{kind} gives {between(row['low'], row['high'], divisor)} in "
            f"{titles.period(earlier.period)}, where {words(earlier, divisor)} is stated"
        )
        yield book.conflict("change", row["cell_before"], message, claims)


def _totals(cells: pl.DataFrame, book: Book) -> Iterator[Conflict]:
    """Exports and imports against the total trade, which is their sum, and the balance, their difference."""
    on = ("reporter", "partner", "period", "unit")
    levels = cells.filter(pl.col("measure") == "level")

    def of(indicator: str, suffix: str) -> pl.DataFrame:
        renamed = (pl.col(name).alias(f"{name}{suffix}") for name in ("cell", "least", "greatest"))
        return levels.filter(pl.col("indicator") == indicator).select(*on, *renamed)

    both = of("exports", "_out").join(of("imports", "_in"), on=on)
    least_out, most_out, least_in, most_in = (
        pl.col(name) for name in ("least_out", "greatest_out", "least_in", "greatest_in")
    )
    apart = (least_out - most_in, most_out - least_in)
    # A deficit may be stated as what it amounts to, so that only sizes are compared.
    sizes = [end.abs() for end in apart]
    nearest = pl.when((apart[0] < 0) & (apart[1] > 0)).then(0.0).otherwise(pl.min_horizontal(sizes))
    balance = of("trade_balance", "").with_columns(
        least=pl.when(pl.col("greatest") < 0).then(-pl.col("greatest")).otherwise("least"),
        greatest=pl.max_horizontal(pl.col("least").abs(), pl.col("greatest").abs()),
    )
    compared = pl.concat(
        [
            both.join(of("total_trade", ""), on=on).with_columns(
                low=least_out + least_in, high=most_out + most_in
            ),
            both.join(balance, on=on).with_columns(low=nearest, high=pl.max_horizontal(sizes)),
        ]
    )
    fits = overlap(*(pl.col(name) for name in ("low", "high", "least", "greatest")))
    for row in compared.filter(~fits).iter_rows(named=True):
        whole, out, into = claims = book.first((row["cell"], row["cell_out"], row["cell_in"]))
        divisor, unit = scale(claims)
        message = (
            f"{book.title(row['cell'])}, {titles.period(row['period'])}, {unit}: exports of "
            f"{words(out, divisor)} and imports of {words(into, divisor)} give "
            f"{between(row['low'], row['high'], divisor)}, where {words(whole, divisor)} is stated"
        )
        yield book.conflict("total", row["cell"], message, claims)


def _relations(name: str) -> dict[str, str]:
    """Of one relation, each indicator's whole: another indicator, itself with everybody, or a number."""
    rows = plain_table("indicator_sums")
    return {row["indicator"]: row["whole"] for row in rows if row["relation"] == name}


def _parts(cells: pl.DataFrame, book: Book) -> Iterator[Conflict]:
    """Indicators that are a part of another, of the same reporter, partner and period."""
    on = ("reporter", "partner", "period", "unit", "whole")
    levels = cells.filter(pl.col("measure") == "level")
    wholes = levels.select(*on[:-1], "cell", "greatest", whole="indicator")
    parts = levels.with_columns(
        whole=pl.col("indicator").replace_strict(_relations("part"), default=None, return_dtype=pl.String)
    ).select(*on, "least", part="cell")
    above = parts.join(wholes, on=on).filter(pl.col("least") > pl.col("greatest"))
    for row in above.iter_rows(named=True):
        part, whole = claims = book.first((row["part"], row["cell"]))
        divisor, unit = scale(claims)
        message = (
            f"{book.title(row['part'])}, {titles.period(row['period'])}, {unit}: {words(part, divisor)} is "
            f"above its whole, {inside(book.title(row['cell']))}, {words(whole, divisor)}"
        )
        yield book.conflict("part", row["part"], message, claims)


def _sums(cells: pl.DataFrame, book: Book) -> Iterator[Conflict]:
    """What the parts of a whole make: all partners of one reporter, or all reporters of the world."""
    for over, relation in (("partner", "partners"), ("reporter", "reporters")):
        wholes = _relations(relation)
        rows = cells.filter(
            pl.col("indicator").is_in(list(wholes))
            & (
                pl.col("measure")
                == pl.when(_is_share(wholes)).then(pl.lit("share")).otherwise(pl.lit("level"))
            )
            & (pl.col("least") > 0)
        )
        on = [name for name in KEY if name != over]
        sums = _largest(rows, over, on)
        limits = rows.filter((pl.col("partner") == NOT_NAMED) & ~_is_share(wholes)).select(
            *on, limit="greatest", whole="cell"
        )
        bounded = sums.join(limits, on=on, how="left").with_columns(
            limit=pl.when(_is_share(wholes)).then(100.0).otherwise("limit")
        )
        for row in bounded.filter(pl.col("sum") > pl.col("limit")).iter_rows(named=True):
            yield _more_than_whole(row, over, book)


def _is_share(wholes: Mapping[str, str]) -> pl.Expr:
    """Whether the whole of an indicator is a hundred percent."""
    return pl.col("indicator").is_in([name for name, whole in wholes.items() if whole == "100"])


def _largest(rows: pl.DataFrame, over: str, on: list[str]) -> pl.DataFrame:
    """For each whole the choice of parts that make most and have no country in common.

    Countries may be added up, and a bloc may be added to countries that are no members of it. Of a bloc whose
    members are not known, it alone is a choice.
    """
    members = {row["bloc"]: row["members"].split(";") for row in plain_table("bloc_members")}
    code = pl.col(over)
    single = rows.filter(~code.str.contains(";", literal=True) & ~code.is_in([NOT_NAMED, _WORLD]))
    of_countries = single.filter(~code.is_in(list(BLOCS)))
    blocs = single.filter(code.is_in(list(BLOCS)))
    choices = [of_countries.with_columns(choice=pl.lit(""))]
    choices.append(blocs.filter(~code.is_in(list(members))).with_columns(choice=code))
    for bloc, codes in members.items():
        there = blocs.filter(code == bloc)
        beside = of_countries.filter(~code.is_in(codes)).join(there.select(on), on=on, how="semi")
        choices.append(pl.concat([there, beside]).with_columns(choice=pl.lit(bloc)))
    return (
        pl.concat(choices)
        .sort("least", "cell", descending=[True, False])
        .group_by(*on, "choice", maintain_order=True)
        .agg(sum=pl.col("least").sum(), cells=pl.col("cell"))
        .sort("sum", "choice", descending=[True, False])
        .unique(on, keep="first", maintain_order=True)
    )


_WORLD = "WLD"


def _more_than_whole(row: dict[str, Any], over: str, book: Book) -> Conflict:
    parts = book.first(row["cells"])
    whole = [] if row["whole"] is None else book.first([row["whole"]])
    divisor, unit = scale([*parts, *whole])
    named = listed(
        [f"{titles.place(getattr(part, over))} {words(part, divisor)}" for part in parts[:MOST_CLAIMS]]
    )
    more = len(parts) - MOST_CLAIMS
    others = f" and {more} more" if more > 0 else ""
    key: dict[str, str] = {**row, over: NOT_NAMED if over == "partner" else _WORLD}
    known = words(whole[0], divisor) if whole else "100"
    make = "make more than" if len(parts) > 1 else "is more than"
    message = (
        f"{titles.title(key['indicator'], key['reporter'], key['partner'], key['measure'])}, "
        f"{titles.period(key['period'])}, {unit}: {named}{others} {make} the whole, {known}"
    )
    kind = "shares" if len(parts) > 1 else "part"
    return conflict(kind, key, message, (*whole, *parts[:MOST_CLAIMS]))
