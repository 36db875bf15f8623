"""What a version says of its observations beside the table: what cannot all be true, and charts.

    charts.json   {"dataset", "version",
                   "charts": [{"name", "indicator", "reporter", "partner", "measure", "unit",
                               "spec": a Vega-Lite specification, its data and a text alternative in it}]}

A dataset without observations has neither.
"""

from __future__ import annotations

import json
from itertools import chain
from typing import TYPE_CHECKING, Any

import polars as pl

from sandyq.conflicts import FIGURES, find
from sandyq.observations import OBSERVATIONS
from sandyq.plot import spec
from sandyq.release.contract import frame, frames
from sandyq.series import series

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sandyq.release.package import Package

CHARTS = "charts.json"

_KEY = ("indicator", "reporter", "partner", "measure", "unit")
_SOURCES = ("source_id", "publisher", "published", "kind", "basis")


def conflicts(package: Package) -> list[dict[str, Any]]:
    """What cannot all be true of the observations of a dataset; empty where it has no such table."""
    if not _observed(package):
        return []
    observations = _columns(package, "observations", OBSERVATIONS)
    return [one.as_dict() for one in find(observations, [_claims(package, observations)])]


def charts(package: Package, version: str) -> bytes | None:
    """The file of charts, one line a series; None where there is no table of observations."""
    if not _observed(package):
        return None
    observations = _columns(package, "observations", OBSERVATIONS)
    sources = _columns(package, "sources", _SOURCES)
    drawn = series(observations, _claims(package, observations), sources)
    lines = [
        json.dumps(
            {"name": one.name, **{name: getattr(one, name) for name in _KEY}, "spec": spec(one)},
            ensure_ascii=False,
            separators=(",", ":"),
        )
        for one in drawn
    ]
    head = json.dumps({"dataset": package.name, "version": version})[:-1]
    listed = ",\n".join(lines)
    return f'{head}, "charts": [\n{listed}\n]}}\n'.encode()


def _observed(package: Package) -> bool:
    """Whether the dataset has observations and all that they lead to."""
    needed = {"observations": OBSERVATIONS, "figures": FIGURES, "sources": _SOURCES}
    names = {table.name: set(table.rows.schema.names) for table in package.tables}
    return all(set(columns) <= names.get(table, set()) for table, columns in needed.items())


def _columns(package: Package, table: str, columns: Sequence[str] | dict[str, pl.DataType]) -> pl.DataFrame:
    return frame(package.table(table).rows.table(list(columns)))


def _claims(package: Package, observations: pl.DataFrame) -> pl.DataFrame:
    """The figures that observations gather; the others, most of them, are let go batch by batch."""
    ids = observations.select(pl.col("figure_ids").str.split(";").explode()).to_series()
    gathered = pl.DataFrame({"figure_id": ids})
    rows = package.table("figures").rows
    none = frame(rows.schema_of(FIGURES).empty_table())
    batches = chain((none,), frames(rows, FIGURES))
    return pl.concat(one.join(gathered, on="figure_id", how="semi", maintain_order="left") for one in batches)
