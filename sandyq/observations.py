"""Claims of many sources gathered into observations, with their spread.

A claim is a figure that says all of: which indicator, whose, when, and in what unit; and that is not narrowed
to a product, a firm or a region. What is missing in the others is their reason to be left out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

from sandyq.agreement import NEEDED, stated, together
from sandyq.reading.lexicon import table
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
    "agreement": pl.String(),
    "claims": pl.Int64(),
    "sources": pl.Int64(),
    "figure_id": pl.String(),
    "preference": pl.String(),
    "figure_ids": pl.String(),
}

CLAIM_COLUMNS = (
    "figure_id",
    "source_id",
    *KEY,
    "scope",
    "theme",
    "period_start",
    "period_end",
    "evidence",
    "sentence_start",
    "sentence_end",
    *(name for name in NEEDED if name not in KEY),
)
"""The columns of figures that `gather` looks at."""

_REASONS: tuple[tuple[str, pl.Expr], ...] = (
    ("no indicator of the vocabulary", pl.col("indicator").is_null()),
    ("no reporter", pl.col("reporter").is_null()),
    ("no period", pl.col("period").is_null()),
    ("no unit", pl.col("unit").is_null()),
    ("narrowed to a part of the indicator", pl.col("scope").is_not_null()),
)


def gather(figures: pl.DataFrame | Iterable[pl.DataFrame], sources: pl.DataFrame) -> pl.DataFrame:
    """One row per indicator, reporter, partner, period, measure and unit that any figure claims a value of.

    ``figures`` and ``sources`` are the frames of `sandyq.tables.rows`; of figures `CLAIM_COLUMNS` are enough,
    and they may come in parts, of which there is one at least and never more than one is held.
    Values of the measure ``change`` are signed here: a fall is negative. ``lowest`` and ``highest`` take in
    both ends of ranges. ``value`` is that of the preferred claim: see `ranked`. ``agreement`` is ``differ``
    where the claims cannot all be true (`sandyq.agreement`), else ``agree`` where several sources state them,
    else ``single``. A digest and its basis count as one source. Sorted by key.
    """
    if isinstance(figures, pl.DataFrame):
        starts = range(0, max(figures.height, 1), _AT_ONCE)
        parts: Iterable[pl.DataFrame] = (figures.slice(start, _AT_ONCE) for start in starts)
    else:
        parts = figures
    works = _origins_frame(sources)
    claims = pl.concat([_claims(part, works) for part in parts])
    cells = claims.select(KEY).unique().cast(pl.String).sort(KEY).with_row_index("cell")
    numbered = cells.with_columns(pl.col(KEY).cast(pl.Categorical))
    found = (
        claims.join(numbered, on=KEY)
        .drop(KEY)
        .pipe(_ranked)
        .group_by("cell", maintain_order=True)
        .agg(
            pl.col("theme", "period_start", "period_end").first(),
            value=pl.col("signed").first(),
            lowest=pl.col("low").min(),
            highest=pl.col("high").max(),
            modifier=pl.col("modifier").first(),
            claims=pl.len().cast(pl.Int64),
            sources=pl.col("origin").n_unique().cast(pl.Int64),
            together=together(),
            figure_id=pl.col("figure_id").first(),
            preference=_preference(),
            figure_ids=pl.col("figure_id").sort().str.join(";"),
        )
        .with_columns(
            agreement=pl.when(~pl.col("together"))
            .then(pl.lit("differ"))
            .when(pl.col("sources") > 1)
            .then(pl.lit("agree"))
            .otherwise(pl.lit("single"))
        )
    )
    return cells.join(found, on="cell").select(list(OBSERVATIONS)).sort(KEY)


def left_out(figures: pl.DataFrame | pl.LazyFrame) -> dict[str, int]:
    """Number of figures that are no claim of an observation, by reason; each under its first reason."""
    reasons = figures.lazy().select(reason=_reason()).drop_nulls().group_by("reason").len().sort("reason")
    return dict(reasons.collect(engine="streaming").iter_rows())


def origins(sources: Iterable[Mapping[str, str | None]]) -> dict[str, str]:
    """For each source id the work that its figures come from.

    ``sources`` are rows of the table. Sources of one title, publisher and date are one work; so is a source
    and those that are copies of it (``duplicate_of``); a digest belongs to the work that its ``basis`` names,
    be that among the sources or not.
    """
    rows = sorted(sources, key=lambda row: row["source_id"] or "")
    by_id = {row["source_id"]: row for row in rows}
    works = [(_own(row, by_id), row) for row in rows if row["kind"] != "digest"]
    found: dict[str, str] = {}
    for row in rows:
        origin = _own(row, by_id)
        if row["kind"] == "digest" and row["basis"]:
            named = (work for work, other in works if _names(row["basis"], other))
            origin = next(named, None) or next((w for w, _ in works if w == origin), _plain(row["basis"]))
        found[str(row["source_id"])] = origin
    return found


def _reason() -> pl.Expr:
    """The first reason for which a figure is no claim, null where it is one."""
    return pl.coalesce(*(pl.when(missing).then(pl.lit(reason)) for reason, missing in _REASONS))


_AT_ONCE = 100_000


def _claims(figures: pl.DataFrame, works: pl.DataFrame) -> pl.DataFrame:
    """The claims among ``figures``, in as few bytes as what is asked of them needs; ``works`` are sources.

    The columns of `KEY` as categories; of the criteria of `_ranked` those that are of a claim alone.
    """
    chosen = figures.lazy().select(CLAIM_COLUMNS).filter(_reason().is_null()).collect()
    spans = pl.col("evidence").str.extract_groups(r"(?:^|;)period:(?<start>\d+)-(?<end>\d+)")
    begins = spans.struct.field("start").cast(pl.Int64) >= pl.col("sentence_start")
    ends = spans.struct.field("end").cast(pl.Int64) <= pl.col("sentence_end")
    plain = (pl.col("modifier") == "none") & pl.col("signed").is_not_null()
    return (
        stated(chosen.with_columns(pl.col("partner").fill_null(NOT_NAMED)))
        .select(
            "figure_id",
            "source_id",
            pl.col(KEY).cast(pl.Categorical),
            *("theme", "period_start", "period_end", "modifier"),
            *("signed", "low", "high", "least", "greatest"),
            exact=pl.struct(plain=plain, digits=-pl.col("step").log10().round(0)),
            closer=(begins & ends).fill_null(False),
        )
        .join(works, on="source_id", how="left", maintain_order="left")
        .drop("source_id")
    )


_CRITERIA = ("primary", "exact", "later", "closer", "more")
"""The criteria of `_ranked`, the first that decides counts; the order of `sandyq.vocabulary.PREFERENCES`."""


def _ranked(rows: pl.DataFrame) -> pl.DataFrame:
    """The claims of each cell, the preferred one first.

    The criteria, of which the first that decides counts, and why they stand in this order:

    - ``primary``: who measures it, or decides it, before the press, which repeats.
    - ``exact``: a number that nothing qualifies and that is no range before others, then more digits before
      fewer. A retelling is rounded more often than it is revised, so this comes before the date.
    - ``later``: the later published, since statistics are revised.
    - ``closer``: a period that stands in the figure's own sentence before one from further away, which the
      reader may have joined wrongly.
    - ``more``: what more sources state before what fewer do. It comes late: papers copy each other.

    Where all are the same, the first by figure id, so that the order of input never matters.
    """
    order = ("cell", *_CRITERIA, "figure_id")
    # Larger is better in each criterion.
    return rows.with_columns(more=pl.col("origin").n_unique().over("cell", "low", "high")).sort(
        order, descending=[name in _CRITERIA for name in order]
    )


def _preference() -> pl.Expr:
    """The criterion that put the first claim of a group before the next that states another value."""
    other = (pl.col("low") != pl.col("low").first()) | (pl.col("high") != pl.col("high").first())
    decided = [
        pl.when(pl.col(name).first().ne_missing(pl.col(name).filter(other).first())).then(pl.lit(name))
        for name in _CRITERIA
    ]
    return pl.when(~other.any()).then(pl.lit("only")).otherwise(pl.coalesce(*decided, pl.lit("first")))


def _origins_frame(sources: pl.DataFrame) -> pl.DataFrame:
    found = origins(sources.iter_rows(named=True))
    return sources.select(
        "source_id",
        # A year or a month stands for its last day, as it does for the reader.
        later=pl.col("published") + pl.lit("-12-31").str.slice(pl.col("published").str.len_chars() - 4),
        origin=pl.col("source_id").replace_strict(found, return_dtype=pl.String).cast(pl.Categorical),
        primary=_primary(),
    )


def publisher() -> pl.Expr:
    """Who published a source: an expression of the columns of sources.

    A digest is what its basis is, so its publisher is the one named there: after the title, else before the
    date ("Author (date). Title. Publisher." and "Publisher (date). Title.").
    """
    named = pl.coalesce(
        pl.col("basis").str.extract(r"\)[.,]?\s.+[.?!]\s+([^.]+)\.?\s*$"),
        pl.col("basis").str.extract(r"^([^()]*[^()\s])\s*\("),
    )
    of_basis = pl.when(pl.col("kind") == "digest").then(named)
    return pl.coalesce(of_basis, pl.col("publisher"))


def _primary() -> pl.Expr:
    """Whether a source is of who measures or decides what it states."""
    words = "|".join(re.escape(row["phrase"]) for row in table("primary_publishers"))
    return publisher().str.to_lowercase().str.contains(rf"\b(?:{words})\b").fill_null(False)


_NOT_WORD = re.compile(r"[\W_]+")
_BASIS = re.compile(r"(?P<who>[^()]*)\((?P<date>\d{4}(?:-\d{2}){0,2})\)[.,]?\s*(?P<rest>.+)", re.DOTALL)


def _plain(words: str | None) -> str:
    return _NOT_WORD.sub(" ", words or "").strip().casefold()


def _work(row: Mapping[str, str | None]) -> str:
    return "|".join((_plain(row["title"]), _plain(row["publisher"]), row["published"] or ""))


def _own(row: Mapping[str, str | None], by_id: Mapping[str | None, Mapping[str, str | None]]) -> str:
    """The work of a source: that of the source it is a copy of, where that is among them."""
    copied = row.get("duplicate_of")
    return _work(by_id[copied]) if copied in by_id else copied or _work(row)


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
