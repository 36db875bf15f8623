"""Which tables make a dataset, and that no row is lost on the way."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from sandyq.fingerprint import fingerprint
from sandyq.observations import left_out
from sandyq.release import InMemory, Licence, Package, Table, Work
from schemas import MODELS
from schemas.convert import arrow_schema, describe, table_schema

if TYPE_CHECKING:
    from sandyq.tables import Frames
    from schemas.base import TableModel
    from schemas.check import Checked

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


def package(dataset: Dataset, frames: Frames, reader: str | None = None) -> Package:
    """The package of ``dataset`` out of the valid frames of `schemas.check.assemble`.

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
        sources=_works(chosen["sources"]),
        tables=tuple(_table(model, chosen[describe(model).name]) for model in models),
        reader=reader,
    )


def account(
    dataset: Dataset, read: Frames, checked: Checked, package: Package, withdrawn: Frames | None = None
) -> tuple[Account, ...]:
    """Account for every row read, by table of the dataset; ConservationError with the numbers if one is lost.

    ``read`` is what `sandyq.tables.rows` gave, before any check; ``withdrawn`` are the rows that maintainers
    took out of it. What was left out is counted from the valid rows by its reasons, and what is published
    from the package itself, so that the sum can fail.
    """
    gone = {name: frame.height for name, frame in (withdrawn or {}).items() if frame.height}
    accounts = tuple(
        _observed(dataset, checked, package)
        if table.name == "observations"
        else Account(
            dataset.name,
            table.name,
            read[table.name].height,
            table.data.num_rows,
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


def _chosen(dataset: Dataset, frames: Frames) -> Frames:
    """The rows of each table that belong to the dataset."""
    if dataset.theme is None:
        return {name: frames[name] for name in dataset.tables}
    of_theme = pl.col("theme") == dataset.theme
    chosen = {
        name: frames[name].filter(of_theme)
        for name in dataset.tables
        if name in ("observations", "figures", "indicators")
    }
    if "events" in dataset.tables:
        chosen["events"] = frames["events"]
    return {**chosen, "sources": frames["sources"].filter(_used(dataset, frames))}


def _used(dataset: Dataset, frames: Frames) -> pl.Expr:
    """Whether a source has a figure, or an event, of the dataset."""
    ids = [frames["figures"].filter(pl.col("theme") == dataset.theme)["source_id"]]
    if "events" in dataset.tables:
        ids.append(frames["events"]["source_id"])
    return pl.col("source_id").is_in(pl.concat(ids).unique().implode())


def _left_out(dataset: Dataset, table: str, frames: Frames) -> dict[str, int]:
    """Valid rows that do not belong to the dataset, by reason."""
    if dataset.theme is None or table == "events":
        return {}
    frame = frames[table]
    if table == "sources":
        unused = frame.filter(~_used(dataset, frames)).height
        return {"nothing of this dataset in it": unused} if unused else {}
    other = frame.filter(pl.col("theme").ne_missing(dataset.theme))
    none = pl.when(pl.col("theme").is_null()).then(pl.lit("no indicator of the vocabulary"))
    reason = none.otherwise(pl.format("of the theme {}", "theme"))
    return dict(other.group_by(reason=reason).len().sort("reason").iter_rows())


def _observed(dataset: Dataset, checked: Checked, package: Package) -> Account:
    """The account of observations is kept in figures: each is a claim of one, or has its reason."""
    figures = _chosen(dataset, checked.frames)["figures"]
    refused = checked.refused["observations"]
    if dataset.theme is not None:
        refused = refused.filter(pl.col("theme") == dataset.theme)
    return Account(
        dataset.name,
        "observations",
        figures.height,
        int(pl.Series(package.table("observations").data["claims"]).sum()),
        int(refused["claims"].sum()),
        left_out(figures),
    )


def _table(model: type[TableModel], frame: pl.DataFrame) -> Table:
    described = describe(model)
    ordered = frame.sort(described.key)
    return Table(
        name=described.name,
        title=described.title,
        description=described.description,
        key=described.key,
        schema=table_schema(model),
        rows=InMemory(ordered.to_arrow().cast(arrow_schema(model))),
    )


def _works(sources: pl.DataFrame) -> tuple[Work, ...]:
    """The works that the sources are or restate, each once."""
    works = {
        row["basis"] or f"{row['title']}. {row['publisher']}, {row['published']}": row["url"]
        for row in sources.sort("source_id").iter_rows(named=True)
    }
    return tuple(Work(title, works[title]) for title in sorted(works))
