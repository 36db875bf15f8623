"""Valid rows in any number, made from a seed: tables as `sandyq.tables.rows` would give them.

The same number, seed and edition give the same rows everywhere. The second edition has one source more in a
hundred, and another value in one figure of a thousand.
"""

from __future__ import annotations

import hashlib

import numpy as np
import polars as pl

from sandyq.tables import EVENTS, FIGURES, SOURCES, Frames, indicators

FIGURES_A_SOURCE, EVENTS_A_SOURCE = 100, 5
LINE = 160
"""Characters from the start of one sentence to that of the next."""

PARTNERS = ("CHN", "RUS", "DEU", "ITA", "TUR", "UZB", "KGZ", "USA", "NLD", "FRA", "KOR", "AZE", "EUU", None)
YEARS = 30
CORRECTED_EVERY = 1000


def make(figures: int, seed: int = 1, edition: int = 1) -> Frames:
    """Tables with ``figures`` figures, a multiple of `FIGURES_A_SOURCE`, in the first edition."""
    first = figures // FIGURES_A_SOURCE
    sources = first if edition == 1 else first + max(first // 100, 1)
    return {
        "figures": _figures(sources, seed, corrected=edition > 1),
        "events": _events(sources),
        "sources": _sources(sources),
        "indicators": indicators(),
    }


def _sources(sources: int) -> pl.DataFrame:
    made = pl.DataFrame({"n": np.arange(sources)}).select(
        source_id=_source("n"),
        title=pl.format("Article number {}", "n"),
        publisher=pl.lit("The Steppe Courier"),
        author=pl.lit(None, pl.String),
        published=pl.format(
            "{}-{}-{}",
            2015 + pl.col("n") % 10,
            _padded(1 + pl.col("n") % 12, 2),
            _padded(1 + pl.col("n") % 28, 2),
        ),
        url=pl.format("https://example.org/{}", "n"),
        licence=pl.lit("CC0-1.0"),
        open_text=pl.lit(True),
        kind=pl.lit("article"),
        basis=pl.lit(None, pl.String),
        language=pl.lit("en"),
        characters=pl.lit(LINE * (FIGURES_A_SOURCE + EVENTS_A_SOURCE), pl.Int64),
        sha256=pl.Series([_sha256(str(n)) for n in range(sources)], dtype=pl.String),
        duplicate_of=pl.lit(None, pl.String),
    )
    return made.select(list(SOURCES)).sort("source_id")


def _figures(sources: int, seed: int, corrected: bool) -> pl.DataFrame:
    """Sums of money with a partner, and growth in percent; three in ten have no indicator."""
    row = np.arange(sources * FIGURES_A_SOURCE)
    known = indicators().select("indicator", "theme")
    unknown = round(known.height * 0.4)
    named = pl.concat(
        [known, pl.DataFrame({"indicator": [None] * unknown, "theme": [None] * unknown}, known.schema)]
    )
    tenths, percent, measured, partner, year, narrow = (
        # Of a generator for each column a longer column begins as the shorter one does.
        np.random.default_rng([seed, column]).integers(low, high, len(row))
        for column, (low, high) in enumerate(
            ((10, 1000), (0, 3), (0, named.height), (0, len(PARTNERS)), (0, YEARS), (0, 8))
        )
    )
    if corrected:
        tenths = np.where(row % CORRECTED_EVERY == 7, tenths + 1, tenths)
    indexed = pl.DataFrame(
        {
            "row": row,
            "tenths": tenths,
            "percent": percent == 0,
            "year": 1995 + year,
            "narrow": narrow == 0,
            "partner": pl.Series(PARTNERS, dtype=pl.String).gather(partner),
            "indicator": named["indicator"].gather(measured),
            "theme": named["theme"].gather(measured),
        }
    )
    number = pl.format("{}.{}", pl.col("tenths") // 10, pl.col("tenths") % 10)
    quoted = indexed.with_columns(
        quote=pl.when("percent")
        .then(pl.format("{} percent", number))
        .otherwise(pl.format("${} billion", number)),
        source_id=_source(pl.col("row") // FIGURES_A_SOURCE),
        line=(pl.col("row") % FIGURES_A_SOURCE) * LINE,
    ).with_columns(
        sentence=pl.format("In {} the sum of line {} came to {}, as was said.", "year", "row", "quote"),
    )
    start = pl.col("line") + pl.col("sentence").str.find(pl.col("quote"), literal=True).cast(pl.Int64)
    spanned = quoted.with_columns(start=start).with_columns(
        end=pl.col("start") + pl.col("quote").str.len_chars()
    )
    none = pl.lit(None, pl.String)
    made = spanned.with_columns(
        figure_id=pl.format("{}:{}-{}", "source_id", "start", "end"),
        kind=pl.when("percent").then(pl.lit("percent")).otherwise(pl.lit("money")),
        value=pl.when("percent").then(pl.col("tenths") / 10).otherwise(pl.col("tenths") * 1e8),
        value_low=pl.lit(None, pl.Float64),
        value_high=pl.lit(None, pl.Float64),
        unit=pl.when("percent").then(pl.lit("percent")).otherwise(pl.lit("USD")),
        modifier=pl.lit("none"),
        measure=pl.when("percent").then(pl.lit("change")).otherwise(pl.lit("level")),
        direction=pl.when("percent").then(pl.lit("increase")),
        reporter=pl.lit("KAZ"),
        subject=pl.lit("the sum"),
        scope=pl.when("narrow").then(pl.lit("wheat")),
        period=pl.col("year").cast(pl.String),
        period_start=pl.date("year", 1, 1),
        period_end=pl.date("year", 12, 31),
        sentence_start=pl.col("line"),
        sentence_end=pl.col("line") + pl.col("sentence").str.len_chars(),
        sentence_sha256=pl.Series([_sha256(words) for words in quoted["sentence"]], dtype=pl.String),
        rule=pl.lit("benchmark"),
        evidence=pl.when(pl.col("partner").is_not_null())
        .then(pl.format("partner:{}-{}", "line", "start"))
        .otherwise(none),
        corrected=none,
    )
    return made.select(pl.col(name).cast(dtype) for name, dtype in FIGURES.items()).sort("figure_id")


def _events(sources: int) -> pl.DataFrame:
    row = np.arange(sources * EVENTS_A_SOURCE)
    made = (
        pl.DataFrame({"row": row})
        .with_columns(
            source_id=_source(pl.col("row") // EVENTS_A_SOURCE),
            start=(FIGURES_A_SOURCE + pl.col("row") % EVENTS_A_SOURCE) * LINE,
            year=1995 + pl.col("row") % YEARS,
            quote=pl.format("guest {} came to Astana", "row"),
        )
        .with_columns(end=pl.col("start") + pl.col("quote").str.len_chars())
        .with_columns(
            event_id=pl.format("{}:{}-{}", "source_id", "start", "end"),
            quote_sha256=pl.Series([_sha256(f"guest {n} came to Astana") for n in row], dtype=pl.String),
            type=pl.lit("visit"),
            period=pl.col("year").cast(pl.String),
            period_start=pl.date("year", 1, 1),
            period_end=pl.date("year", 12, 31),
            actors=pl.format("KAZ;guest {}", "row"),
            place=pl.lit("Astana"),
            rule=pl.lit("benchmark"),
        )
    )
    return made.select(pl.col(name).cast(dtype) for name, dtype in EVENTS.items()).sort("event_id")


def _source(number: str | pl.Expr) -> pl.Expr:
    return pl.format("source-{}", _padded(pl.col(number) if isinstance(number, str) else number, 6))


def _padded(number: pl.Expr, width: int) -> pl.Expr:
    return number.cast(pl.String).str.zfill(width)


def _sha256(words: str) -> str:
    return hashlib.sha256(words.encode("utf-8")).hexdigest()
