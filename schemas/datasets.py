"""Which tables make a dataset, and that no row is lost on the way."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import polars as pl

from sandyq.fingerprint import fingerprint
from sandyq.observations import left_out
from sandyq.release import InMemory, Licence, Package, Rows, Table, Work
from schemas import MODELS
from schemas.convert import arrow_schema, describe, table_schema
from schemas.parts import Parts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sandyq.tables import Frames
    from schemas.base import TableModel

Stored = pl.DataFrame | Parts
"""The rows of a table, in memory or in files."""

LICENCE = Licence(
    "CC-BY-4.0",
    "Creative Commons Attribution 4.0 International",
    "https://creativecommons.org/licenses/by/4.0/",
)
CONTRIBUTORS = ("The Sandyq contributors",)


@dataclass(frozen=True, slots=True)
class Dataset:
    """What one data package holds."""

    name: str
    title: str
    description: str
    theme: str | None
    """The theme of the indicators whose rows it holds; None for all."""
    tables: tuple[str, ...]
    keywords: tuple[str, ...]
    licence: Licence = LICENCE


_OF_A_THEME = ("observations", "figures", "sources", "indicators")

DATASETS: tuple[Dataset, ...] = (
    Dataset(
        name="kazakhstan-trade",
        title="Kazakhstan: figures on trade",
        description=(
            "Exports, imports, trade turnover, shares and ranks of trading partners, and goods carried, as "
            "articles, reports and speeches state them: every figure with its context, its source and its "
            "place there, and what the sources say together."
        ),
        theme="trade",
        tables=_OF_A_THEME,
        keywords=("Kazakhstan", "trade", "exports", "imports", "Central Asia"),
    ),
    Dataset(
        name="kazakhstan-investment",
        title="Kazakhstan: figures on investment",
        description=(
            "Foreign direct investment, pledges, projects, loans, aid and the value of agreements, as "
            "articles, reports and speeches state them: every figure with its context, its source and its "
            "place there, and what the sources say together."
        ),
        theme="investment",
        tables=_OF_A_THEME,
        keywords=("Kazakhstan", "investment", "FDI", "projects", "Central Asia"),
    ),
    Dataset(
        name="kazakhstan-economy",
        title="Kazakhstan: figures on the economy",
        description=(
            "Output, growth and its forecasts, prices, employment, reserves, debt and the budget, as "
            "articles, reports and speeches state them: every figure with its context, its source and its "
            "place there, and what the sources say together. Figures on society, energy and transport are in "
            "kazakhstan-figures."
        ),
        theme="economy",
        tables=_OF_A_THEME,
        keywords=("Kazakhstan", "economy", "GDP", "inflation", "Central Asia"),
    ),
    Dataset(
        name="kazakhstan-diplomacy",
        title="Kazakhstan: diplomatic events",
        description=(
            "Dated visits, meetings, summits, agreements, measures and statements, with who took part and "
            "where, and the figures on countries and agreements, as articles, reports and speeches "
            "state them."
        ),
        theme="diplomacy",
        tables=("events", "figures", "sources", "indicators"),
        keywords=("Kazakhstan", "diplomacy", "foreign policy", "visits", "agreements", "Central Asia"),
    ),
    Dataset(
        name="kazakhstan-figures",
        title="Kazakhstan: everything that was read",
        description=(
            "Every figure and every dated event of every source, those included for which the vocabulary has "
            "no indicator, and all observations. Sources in which nothing was found are listed too."
        ),
        theme=None,
        tables=("observations", "figures", "events", "sources", "indicators"),
        keywords=("Kazakhstan", "figures", "trade", "investment", "economy", "diplomacy", "Central Asia"),
    ),
)


class Valid(Protocol):
    """What came through the checks, and what did not, by table."""

    @property
    def frames(self) -> Mapping[str, Stored]: ...  # noqa: D102
    @property
    def refused(self) -> Frames: ...  # noqa: D102


class ConservationError(Exception):
    """read = published + quarantined + left out does not hold; the message has the numbers."""


@dataclass(frozen=True, slots=True)
class Account:
    """Where the rows of one table went in one dataset."""

    dataset: str
    table: str
    read: int
    """Rows read; of observations, the figures that might have been claims of one."""
    published: int
    """Rows in the package; of observations, the figures gathered in them."""
    quarantined: int
    left_out: dict[str, int]
    """Rows by stated reason."""

    def __str__(self) -> str:
        """The sum in words."""
        left = "".join(f" + {count} left out ({reason})" for reason, count in self.left_out.items())
        return (
            f"{self.dataset}, {self.table}: {self.read} read, "
            f"{self.published} published + {self.quarantined} quarantined{left}"
        )


def reader() -> str:
    """A hash of the program that makes the rows: the reader with its words, and these models."""
    return fingerprint(Path(__file__).parent)


def package(dataset: Dataset, frames: Mapping[str, Stored], reader: str | None = None) -> Package:
    """The package of ``dataset`` out of the valid rows of `schemas.whole.whole` or `schemas.check.assemble`.

    ``reader`` is what made them, `reader` of this module as a rule; None where it is not known.
    """
    chosen = _chosen(dataset, frames)
    models = [model for model in MODELS if describe(model).name in dataset.tables]
    return Package(
        name=dataset.name,
        title=dataset.title,
        description=dataset.description,
        licence=dataset.licence,
        keywords=dataset.keywords,
        contributors=CONTRIBUTORS,
        sources=_works(chosen["sources"].lazy().collect()),
        tables=tuple(_table(model, chosen[describe(model).name]) for model in models),
        reader=reader,
    )


def account(
    dataset: Dataset,
    read: Mapping[str, int],
    checked: Valid,
    package: Package,
    withdrawn: Mapping[str, int] | None = None,
) -> tuple[Account, ...]:
    """Account for every row read, by table of the dataset; ConservationError with the numbers if one is lost.

    ``read`` are the numbers of rows before any check; ``withdrawn`` those that maintainers took out of them.
    What was left out is counted from the valid rows by its reasons, and what is published from the package
    itself, so that the sum can fail.
    """
    gone = {name: number for name, number in (withdrawn or {}).items() if number}
    accounts = tuple(
        _observed(dataset, checked, package)
        if table.name == "observations"
        else Account(
            dataset.name,
            table.name,
            read[table.name],
            table.rows.num_rows,
            checked.refused[table.name].height,
            {
                **_left_out(dataset, table.name, checked.frames),
                **({"withdrawn": gone[table.name]} if table.name in gone else {}),
            },
        )
        for table in package.tables
    )
    wrong = [
        str(entry)
        for entry in accounts
        if entry.read != entry.published + entry.quarantined + sum(entry.left_out.values())
    ]
    if wrong:
        raise ConservationError("rows do not add up: " + "; ".join(wrong))
    return accounts


def _chosen(dataset: Dataset, frames: Mapping[str, Stored]) -> dict[str, Stored]:
    """The rows of each table that belong to the dataset."""
    if dataset.theme is None:
        return {name: frames[name] for name in dataset.tables}
    chosen = {
        name: _of_theme(frames[name], dataset.theme)
        for name in dataset.tables
        if name in ("observations", "figures", "indicators")
    }
    if "events" in dataset.tables:
        chosen["events"] = frames["events"]
    used = pl.col("source_id").is_in(_used(dataset, frames).implode())
    return {**chosen, "sources": frames["sources"].lazy().filter(used).collect()}


def _of_theme(rows: Stored, theme: str) -> Stored:
    return rows.of(theme) if isinstance(rows, Parts) else rows.filter(pl.col("theme") == theme)


def _used(dataset: Dataset, frames: Mapping[str, Stored]) -> pl.Series:
    """Ids of the sources that have a figure, or an event, of the dataset."""
    ids = [frames["figures"].lazy().filter(pl.col("theme") == dataset.theme).select("source_id")]
    if "events" in dataset.tables:
        ids.append(frames["events"].lazy().select("source_id"))
    return pl.concat(ids).unique().collect(engine="streaming").to_series()


def _left_out(dataset: Dataset, table: str, frames: Mapping[str, Stored]) -> dict[str, int]:
    """Valid rows that do not belong to the dataset, by reason."""
    if dataset.theme is None or table == "events":
        return {}
    rows = frames[table].lazy()
    if table == "sources":
        used = pl.col("source_id").is_in(_used(dataset, frames).implode())
        unused = int(rows.filter(~used).select(pl.len()).collect().item())
        return {"nothing of this dataset in it": unused} if unused else {}
    other = rows.filter(pl.col("theme").ne_missing(dataset.theme))
    none = pl.when(pl.col("theme").is_null()).then(pl.lit("no indicator of the vocabulary"))
    reason = none.otherwise(pl.format("of the theme {}", "theme"))
    counted = other.group_by(reason=reason).len().sort("reason").collect(engine="streaming")
    return dict(counted.iter_rows())


def _observed(dataset: Dataset, checked: Valid, package: Package) -> Account:
    """The account of observations is kept in figures: each is a claim of one, or has its reason."""
    figures = _chosen(dataset, checked.frames)["figures"]
    refused = checked.refused["observations"]
    if dataset.theme is not None:
        refused = refused.filter(pl.col("theme") == dataset.theme)
    claims = package.table("observations").rows.table(["claims"])["claims"]
    return Account(
        dataset.name,
        "observations",
        figures.num_rows if isinstance(figures, Parts) else figures.height,
        int(pl.Series(claims).sum()),
        int(refused["claims"].sum()),
        left_out(figures.lazy()),
    )


def _table(model: type[TableModel], stored: Stored) -> Table:
    described = describe(model)
    rows: Rows = (
        stored
        if isinstance(stored, Parts)
        else InMemory(stored.sort(described.key).to_arrow().cast(arrow_schema(model)))
    )
    return Table(
        name=described.name,
        title=described.title,
        description=described.description,
        key=described.key,
        schema=table_schema(model),
        rows=rows,
    )


def _works(sources: pl.DataFrame) -> tuple[Work, ...]:
    """The works that the sources are or restate, each once."""
    works = {
        row["basis"] or f"{row['title']}. {row['publisher']}, {row['published']}": row["url"]
        for row in sources.sort("source_id").iter_rows(named=True)
    }
    return tuple(Work(title, works[title]) for title in sorted(works))
