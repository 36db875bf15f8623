"""The table of observations: what the sources say together of one indicator."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import pandera.polars as pa
import polars as pl

from sandyq.observations import KEY
from sandyq.vocabulary import AGREEMENTS, MEASURES, MODIFIERS, PREFERENCES, THEMES
from schemas import base
from schemas.base import ForeignKey, TableModel, column, keys, text

if TYPE_CHECKING:
    from pandera.polars import PolarsData


class Observations(TableModel):
    """What the sources say together of one indicator, reporter, partner, period, measure and unit."""

    class Config(TableModel.Config):
        """What the table is, its key and where it leads."""

        name = "observations"
        title = "Observations"
        description = (
            "One row is what the sources say together of one indicator, reporter, partner, period, measure "
            "and unit. It gathers the figures that say all of these (a partner may be missing) and are not "
            "narrowed to a product, a firm or a region. No column of the key is null: where the text names "
            "no partner, partner is 'none'."
        )
        unique: ClassVar[list[str]] = list(KEY)
        metadata: ClassVar[dict[str, Any]] = keys(
            KEY,
            ForeignKey(("indicator",), "indicators", ("indicator",)),
            ForeignKey(("figure_id",), "figures", ("figure_id",)),
        )

    indicator: str = text("Indicator", "What is measured, of the vocabulary.")
    reporter: str = column(
        "Reporter",
        "Whose indicator it is: ISO 3166 alpha-3 or a bloc's code, several joined by ';'.",
        str_matches=base.CODES,
    )
    partner: str = column(
        "Partner",
        "With whom: ISO 3166 alpha-3 or a bloc's code, several joined by ';'; 'none' where none is named.",
        str_matches=rf"^none$|{base.CODES}",
    )
    period: str = text("Period", "ISO 8601 year, month, day, interval or half-open interval (2007/..).")
    measure: str = column("Measure", "What the number says of its indicator.", vocabulary=MEASURES)
    unit: str = column(
        "Unit",
        "ISO 4217 code, percent, percentage_point, a unit of measure, or the counted noun in snake_case.",
        str_matches=base.SNAKE_OR_CURRENCY,
    )
    theme: str = column("Theme", "The theme of the indicator.", vocabulary=THEMES)
    period_start: pl.Date = column(
        "Period start", "First day of the period; null where it has none.", nullable=True
    )
    period_end: pl.Date = column(
        "Period end", "Last day of the period; null where it is open.", nullable=True
    )
    value: float = column(
        "Value",
        "The value of the preferred figure; column preference says why it is preferred. Of a change, a fall "
        "is negative. Null where a range is preferred.",
        unit="see column unit",
        nullable=True,
    )
    lowest: float = column(
        "Lowest",
        "The lowest value that any source states, low ends of ranges included.",
        unit="see column unit",
    )
    highest: float = column(
        "Highest",
        "The highest value that any source states, high ends of ranges included.",
        unit="see column unit",
    )
    modifier: str = column("Modifier", "How the text qualifies the preferred value.", vocabulary=MODIFIERS)
    agreement: str = column(
        "Agreement", "Whether what the sources state can be true together.", vocabulary=AGREEMENTS
    )
    claims: int = column("Claims", "Number of figures gathered.", unit="figures", ge=1)
    sources: int = column(
        "Sources",
        "Number of sources that they stand in; a digest and its basis are one.",
        unit="sources",
        ge=1,
    )
    figure_id: str = text("Figure id", "The figure that the value is taken from.")
    preference: str = column(
        "Preference",
        "What put that figure before the next that states another value; what is listed first counts more.",
        vocabulary=PREFERENCES,
    )
    figure_ids: str = text("Figure ids", "All figures gathered, joined by ';'.")

    @pa.check("reporter", name="iso_3166_or_bloc")
    @classmethod
    def _reporter(cls, data: PolarsData) -> pl.LazyFrame:
        return base.codes_known(data)

    @pa.check("partner", name="iso_3166_or_bloc_or_none")
    @classmethod
    def _partner(cls, data: PolarsData) -> pl.LazyFrame:
        return base.partner_known(data)

    @pa.check("period", name="period_well_formed")
    @classmethod
    def _period(cls, data: PolarsData) -> pl.LazyFrame:
        return base.period_well_formed(data)

    @pa.check("value", "lowest", "highest", name="finite")
    @classmethod
    def _finite(cls, data: PolarsData) -> pl.LazyFrame:
        return base.finite(data)

    @pa.dataframe_check(name="period_equals_its_dates")
    @classmethod
    def _dates(cls, data: PolarsData) -> pl.LazyFrame:
        return base.period_equals_dates(data)

    @pa.dataframe_check(name="value_between_lowest_and_highest")
    @classmethod
    def _spread(cls, data: PolarsData) -> pl.LazyFrame:
        value = pl.col("value").is_between("lowest", "highest").fill_null(True)
        return data.lazyframe.select(value & (pl.col("lowest") <= pl.col("highest")))

    @pa.dataframe_check(name="no_more_sources_than_claims")
    @classmethod
    def _counts(cls, data: PolarsData) -> pl.LazyFrame:
        return data.lazyframe.select(pl.col("sources") <= pl.col("claims"))

    @pa.dataframe_check(name="agreement_of_several_sources")
    @classmethod
    def _agreement(cls, data: PolarsData) -> pl.LazyFrame:
        several = pl.col("sources") > 1
        agreement = pl.col("agreement")
        return data.lazyframe.select(
            pl.when(agreement == "differ")
            .then(pl.col("claims") > 1)
            .otherwise((agreement == "agree") == several)
        )

    @pa.dataframe_check(name="no_preference_among_equals")
    @classmethod
    def _preferred(cls, data: PolarsData) -> pl.LazyFrame:
        # A range is no value, so its ends may differ where nothing else is stated.
        one = (pl.col("lowest") == pl.col("highest")) | (pl.col("claims") == 1)
        return data.lazyframe.select(~one | (pl.col("preference") == "only"))
