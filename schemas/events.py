"""The table of events: one row is one dated event in one source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import pandera.polars as pa
import polars as pl

from sandyq.vocabulary import EVENT_TYPES
from schemas import base
from schemas.base import ForeignKey, TableModel, column, keys, text

if TYPE_CHECKING:
    from pandera.polars import PolarsData


class Events(TableModel):
    """One dated event of one source: a visit, a meeting, an agreement."""

    class Config(TableModel.Config):
        """What the table is, its key and where it leads."""

        name = "events"
        title = "Events"
        description = (
            "One row is one dated event in one source, with its actors and where it stands in the text."
        )
        metadata: ClassVar[dict[str, Any]] = keys(
            ("event_id",), ForeignKey(("source_id",), "sources", ("source_id",))
        )

    event_id: str = text(
        "Event id",
        "Source id and span, source_id:start-end; further events of the same words add .2, .3. The same from "
        "version to version as long as the text is.",
        unique=True,
    )
    source_id: str = text("Source id", "The source that the event was read from.")
    start: int = column(
        "Start",
        "Offset of the first character of the event's words in the source's text.",
        unit="code points",
        ge=0,
    )
    end: int = column(
        "End",
        "Offset after the last character of the event's words in the source's text.",
        unit="code points",
        ge=1,
    )
    quote: str = text(
        "Quote",
        "The event's own words, from start to end; null where the source's licence keeps it back.",
        nullable=True,
    )
    quote_sha256: str = column(
        "Quote SHA-256",
        "SHA-256 of the clause in UTF-8: whoever has the source can prove the clause by it.",
        str_matches=base.SHA256,
    )
    type: str = column("Type", "What sort of event it is.", vocabulary=EVENT_TYPES)
    period: str = text(
        "Period",
        "ISO 8601 day, month, year, interval or half-open interval (2007/..) of the event; null where the "
        "text does not say.",
        nullable=True,
    )
    period_start: pl.Date = column(
        "Period start", "First day of the period; null where it has none.", nullable=True
    )
    period_end: pl.Date = column(
        "Period end", "Last day of the period; null where it is open.", nullable=True
    )
    actors: str = text(
        "Actors",
        "Who takes part, in reading order: people's names, ISO 3166 alpha-3 and blocs' codes, joined by ';'.",
        nullable=True,
    )
    place: str = text("Place", "Where it takes place, as the text names it.", nullable=True)
    rule: str = text("Rule", "The rule of the reader that read the event.")

    @pa.check("period", name="period_well_formed")
    @classmethod
    def _period(cls, data: PolarsData) -> pl.LazyFrame:
        return base.period_well_formed(data)

    @pa.dataframe_check(name="start_before_end")
    @classmethod
    def _span(cls, data: PolarsData) -> pl.LazyFrame:
        return base.starts_before_end(data)

    @pa.dataframe_check(name="quote_as_long_as_span")
    @classmethod
    def _length(cls, data: PolarsData) -> pl.LazyFrame:
        length = pl.col("quote").str.len_chars()
        return data.lazyframe.select((length == pl.col("end") - pl.col("start")).fill_null(True))

    @pa.dataframe_check(name="period_equals_its_dates")
    @classmethod
    def _dates(cls, data: PolarsData) -> pl.LazyFrame:
        return base.period_equals_dates(data)
