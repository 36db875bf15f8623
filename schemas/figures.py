"""The table of figures: one row is one figure in one source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import pandera.polars as pa
import polars as pl

from sandyq.vocabulary import DIRECTIONS, KINDS, MEASURES, MODIFIERS, THEMES
from schemas import base
from schemas.base import ForeignKey, TableModel, column, keys, text

if TYPE_CHECKING:
    from pandera.polars import PolarsData


class Figures(TableModel):
    """One figure of one source, in context, with the characters that it was read from."""

    class Config(TableModel.Config):
        """What the table is, its key and where it leads."""

        name = "figures"
        title = "Figures"
        description = "One row is one figure in one source, with its context and where it stands in the text."
        metadata: ClassVar[dict[str, Any]] = keys(
            ("figure_id",),
            ForeignKey(("source_id",), "sources", ("source_id",)),
            ForeignKey(("indicator",), "indicators", ("indicator",)),
        )

    figure_id: str = text(
        "Figure id",
        "Source id and span, source_id:start-end. The same from version to version as long as the text is.",
        unique=True,
    )
    source_id: str = text("Source id", "The source that the figure was read from.")
    start: int = column(
        "Start", "Offset of the figure's first character in the source's text.", unit="code points", ge=0
    )
    end: int = column(
        "End", "Offset after the figure's last character in the source's text.", unit="code points", ge=1
    )
    quote: str = text(
        "Quote",
        "The figure's own words, from start to end: the number with sign, scale, and unit or counted noun.",
    )
    kind: str = column("Kind", "What sort of figure it is.", vocabulary=KINDS)
    value: float = column(
        "Value",
        "The number in base units ($2.5 billion is 2500000000); null where the text gives a range.",
        unit="see column unit",
        nullable=True,
    )
    value_low: float = column(
        "Low end", "The low end of a range, in base units.", unit="see column unit", nullable=True
    )
    value_high: float = column(
        "High end", "The high end of a range, in base units.", unit="see column unit", nullable=True
    )
    unit: str = column(
        "Unit",
        "Of money the ISO 4217 code; else percent, percentage_point, a unit of measure, or the counted noun "
        "in the singular, in snake_case.",
        nullable=True,
        str_matches=base.SNAKE_OR_CURRENCY,
    )
    modifier: str = column("Modifier", "How the text qualifies the number.", vocabulary=MODIFIERS)
    measure: str = column("Measure", "What the number says of its indicator.", vocabulary=MEASURES)
    direction: str = column(
        "Direction",
        "Whether the text says that it rose or fell; null where it says neither.",
        vocabulary=DIRECTIONS,
        nullable=True,
    )
    indicator: str = text(
        "Indicator", "What is measured, of the vocabulary; null where nothing there fits.", nullable=True
    )
    theme: str = column("Theme", "The theme of the indicator.", vocabulary=THEMES, nullable=True)
    reporter: str = column(
        "Reporter",
        "Whose indicator it is: ISO 3166 alpha-3 or a bloc's code, several joined by ';'.",
        nullable=True,
        str_matches=base.CODES,
    )
    partner: str = column(
        "Partner",
        "With whom: ISO 3166 alpha-3 or a bloc's code, several joined by ';'; null where none is named.",
        nullable=True,
        str_matches=base.CODES,
    )
    subject: str = text(
        "Subject",
        "The text's own words for what is measured, eight at most, also where no indicator fits.",
        nullable=True,
    )
    scope: str = text("Scope", "What narrows the figure further: a product, a firm, a region.", nullable=True)
    period: str = text(
        "Period",
        "ISO 8601 year, month, day, interval or half-open interval (2007/..) that the figure is about; null "
        "where the text does not say.",
        nullable=True,
    )
    period_start: pl.Date = column(
        "Period start", "First day of the period; null where it has none.", nullable=True
    )
    period_end: pl.Date = column(
        "Period end", "Last day of the period; null where it is open.", nullable=True
    )
    sentence: str = text(
        "Sentence",
        "The sentence that holds the figure; null where the source's licence keeps it back.",
        nullable=True,
    )
    sentence_start: int = column(
        "Sentence start",
        "Offset of the sentence's first character in the source's text.",
        unit="code points",
        ge=0,
    )
    sentence_end: int = column(
        "Sentence end",
        "Offset after the sentence's last character in the source's text.",
        unit="code points",
        ge=1,
    )
    sentence_sha256: str = column(
        "Sentence SHA-256",
        "SHA-256 of the sentence in UTF-8: whoever has the source can prove the sentence by it.",
        str_matches=base.SHA256,
    )
    rule: str = text("Rule", "The rule of the reader that read the figure.")
    evidence: str = text(
        "Evidence",
        "Where in the text other fields were read from: field:start-end, several joined by ';'.",
        nullable=True,
    )
    corrected: str = text(
        "Corrected",
        "The columns of this row that a maintainer set right by hand, several joined by ';'; null where the "
        "row is as it was read. Reason, day and name are in the version's issues.json.",
        nullable=True,
    )

    @pa.check("reporter", "partner", name="iso_3166_or_bloc")
    @classmethod
    def _codes(cls, data: PolarsData) -> pl.LazyFrame:
        return base.codes_known(data)

    @pa.check("period", name="period_well_formed")
    @classmethod
    def _period(cls, data: PolarsData) -> pl.LazyFrame:
        return base.period_well_formed(data)

    @pa.check("value", "value_low", "value_high", name="finite")
    @classmethod
    def _finite(cls, data: PolarsData) -> pl.LazyFrame:
        return base.finite(data)

    @pa.dataframe_check(name="start_before_end")
    @classmethod
    def _span(cls, data: PolarsData) -> pl.LazyFrame:
        return base.starts_before_end(data)

    @pa.dataframe_check(name="quote_as_long_as_span")
    @classmethod
    def _length(cls, data: PolarsData) -> pl.LazyFrame:
        return data.lazyframe.select(pl.col("quote").str.len_chars() == pl.col("end") - pl.col("start"))

    @pa.dataframe_check(name="sentence_holds_figure")
    @classmethod
    def _sentence(cls, data: PolarsData) -> pl.LazyFrame:
        return data.lazyframe.select(
            (pl.col("sentence_start") <= pl.col("start")) & (pl.col("sentence_end") >= pl.col("end"))
        )

    @pa.dataframe_check(name="value_or_both_ends_of_a_range")
    @classmethod
    def _value(cls, data: PolarsData) -> pl.LazyFrame:
        value, low, high = (pl.col(name).is_not_null() for name in ("value", "value_low", "value_high"))
        return data.lazyframe.select((value & ~low & ~high) | (~value & low & high))

    @pa.dataframe_check(name="low_end_below_high_end")
    @classmethod
    def _range(cls, data: PolarsData) -> pl.LazyFrame:
        return data.lazyframe.select((pl.col("value_low") <= pl.col("value_high")).fill_null(True))

    @pa.dataframe_check(name="money_in_iso_4217")
    @classmethod
    def _money(cls, data: PolarsData) -> pl.LazyFrame:
        return base.money_in_currency(data)

    @pa.dataframe_check(name="period_equals_its_dates")
    @classmethod
    def _dates(cls, data: PolarsData) -> pl.LazyFrame:
        return base.period_equals_dates(data)

    @pa.dataframe_check(name="theme_with_indicator")
    @classmethod
    def _theme(cls, data: PolarsData) -> pl.LazyFrame:
        return data.lazyframe.select(pl.col("theme").is_null() == pl.col("indicator").is_null())
