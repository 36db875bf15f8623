"""What the models have in common: how a column is declared, and the checks that several tables share.

A column is declared once, with `column`. Its type, title, description, unit, vocabulary and checks are what
`schemas.convert` makes the Arrow schema, the Table Schema and the documentation from.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import pandera.polars as pa
import polars as pl

from sandyq.reading import periods
from sandyq.vocabulary import BLOCS, NOT_NAMED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pandera.polars import PolarsData

SHA256 = r"^[0-9a-f]{64}$"
CODES = r"^[A-Z0-9]{2,6}(;[A-Z0-9]{2,6})*$"
SNAKE_OR_CURRENCY = r"^([A-Z]{3}|[a-z][a-z0-9]*(_[a-z0-9]+)*)$"


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """Columns of this table whose values stand in the same-named or given columns of another."""

    columns: tuple[str, ...]
    table: str
    references: tuple[str, ...]


class TableModel(pa.DataFrameModel):
    """One published table; its columns come in the order declared. `keys` makes its Config's ``metadata``."""

    class Config:
        """A column that is not declared, or is missing, is a fault of the program."""

        strict = True
        ordered = True


def keys(key: tuple[str, ...], *foreign: ForeignKey) -> dict[str, Any]:
    """The key of a table (unique, never null, in the order of sorting) and where its columns lead."""
    return {"key": key, "foreign_keys": foreign}


def column(
    title: str,
    description: str,
    *,
    unit: str | None = None,
    vocabulary: Mapping[str, str] | None = None,
    deprecated: str | None = None,
    **checks: Any,
) -> Any:
    """Declare a column: what it is, the unit of its values, its closed vocabulary, and pandera's checks.

    ``deprecated`` says what to use in the place of a column that is going to be dropped: docs/versioning.md.
    """
    metadata: dict[str, Any] = {}
    if deprecated is not None:
        metadata["deprecated"] = deprecated
    if unit is not None:
        metadata["unit"] = unit
    if vocabulary is not None:
        metadata["vocabulary"] = dict(vocabulary)
        checks["isin"] = list(vocabulary)
    return pa.Field(title=title, description=description, metadata=metadata, **checks)


def text(title: str, description: str, **checks: Any) -> Any:
    """Declare a column of words: where there is a value, it is not empty."""
    checks.setdefault("str_length", {"min_value": 1})
    return column(title, description, **checks)


@cache
def countries() -> frozenset[str]:
    """ISO 3166 alpha-3 codes."""
    import pycountry

    return frozenset(country.alpha_3 for country in pycountry.countries)


@cache
def currencies() -> frozenset[str]:
    """ISO 4217 codes."""
    import pycountry

    return frozenset(currency.alpha_3 for currency in pycountry.currencies)


def codes_known(data: PolarsData, *more: str) -> pl.LazyFrame:
    """Whether each value is null or ISO 3166 alpha-3 codes and codes of blocs, joined by ';'."""
    known = [*sorted(countries() | BLOCS.keys()), *more]
    codes = pl.col(data.key).str.split(";")
    return data.lazyframe.select(codes.list.eval(pl.element().is_in(known)).list.all().fill_null(True))


def partner_known(data: PolarsData) -> pl.LazyFrame:
    """As `codes_known`, with the code for no partner named."""
    return codes_known(data, NOT_NAMED)


def money_in_currency(data: PolarsData) -> pl.LazyFrame:
    """Whether money has an ISO 4217 code as its unit, and nothing else has."""
    is_currency = pl.col("unit").is_in(sorted(currencies())).fill_null(False)
    return data.lazyframe.select((pl.col("kind") == "money") == is_currency)


def starts_before_end(data: PolarsData, start: str = "start", end: str = "end") -> pl.LazyFrame:
    """Whether the span holds at least one character."""
    return data.lazyframe.select(pl.col(start) < pl.col(end))


def period_well_formed(data: PolarsData) -> pl.LazyFrame:
    """Whether each value is null or an ISO 8601 year, month, day, interval or half-open interval."""
    found = data.lazyframe.select(pl.col(data.key).unique()).collect().to_series().drop_nulls()
    valid = [period for period in found if periods.is_valid(period)]
    return data.lazyframe.select(pl.col(data.key).is_in(valid).fill_null(True))


def period_equals_dates(data: PolarsData) -> pl.LazyFrame:
    """Whether period_start and period_end are the first and last day of ``period``, null where it is open."""
    found = data.lazyframe.select(pl.col("period").unique()).collect().to_series().drop_nulls()
    # A period that is not well formed is the other check's; here it has no days.
    days = {period: periods.bounds(period) for period in found if periods.is_valid(period)}
    first = pl.col("period").replace_strict(
        {period: ends[0] for period, ends in days.items()}, default=None, return_dtype=pl.Date
    )
    last = pl.col("period").replace_strict(
        {period: ends[1] for period, ends in days.items()}, default=None, return_dtype=pl.Date
    )
    return data.lazyframe.select(
        pl.col("period_start").eq_missing(first) & pl.col("period_end").eq_missing(last)
    )


def finite(data: PolarsData) -> pl.LazyFrame:
    """Whether each value is null or a number: neither infinite nor NaN."""
    return data.lazyframe.select(pl.col(data.key).is_finite().fill_null(True))
