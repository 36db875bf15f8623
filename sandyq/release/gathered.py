"""What a version says of its observations beside the table: what cannot all be true, and charts.

    charts.json   {"dataset", "version",
                   "charts": [{"name", "indicator", "reporter", "partner", "measure", "unit",
                               "spec": a Vega-Lite specification, its data and a text alternative in it}]}

A dataset without observations has neither.
"""

from __future__ import annotations

import json
from io import BytesIO
from itertools import chain
from typing import TYPE_CHECKING

from sandyq.conflicts import FIGURES, find
from sandyq.observations import OBSERVATIONS
from sandyq.plot import spec
from sandyq.release.contract import frame, frames
from sandyq.series import series

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import polars as pl

    from sandyq.conflicts import Conflict
    from sandyq.release.package import Package

CHARTS = "charts.json"

_KEY = ("indicator", "reporter", "partner", "measure", "unit")
_SOURCES = ("source_id", "publisher", "published", "kind", "basis")


def conflicts(package: Package) -> Iterator[Conflict]:
    """What cannot all be true of the observations of a dataset; nothing where it has no such table."""
    if _observed(package):
        yield from find(_columns(package, "observations", OBSERVATIONS), _figures(package))


def charts(package: Package, version: str) -> bytes | None:
    """The file of charts, one line a series; None where there is no table of observations."""
    if not _observed(package):
        return None
    observations = _columns(package, "observations", OBSERVATIONS)
    content = BytesIO()
    content.write(
        json.dumps({"dataset": package.name, "version": version})[:-1].encode() + b', "charts": [\n'
    )
    between = b""
    for one in series(observations, _figures(package), _columns(package, "sources", _SOURCES)):
        line = {"name": one.name, **{name: getattr(one, name) for name in _KEY}, "spec": spec(one)}
        content.write(between + json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode())
        between = b",\n"
    content.write(b"\n]}\n")
    return content.getvalue()


def _observed(package: Package) -> bool:
    """Whether the dataset has observations and all that they lead to."""
    needed = {"observations": OBSERVATIONS, "figures": FIGURES, "sources": _SOURCES}
    names = {table.name: set(table.rows.schema.names) for table in package.tables}
    return all(set(columns) <= names.get(table, set()) for table, columns in needed.items())


def _columns(package: Package, table: str, columns: Sequence[str] | dict[str, pl.DataType]) -> pl.DataFrame:
    return frame(package.table(table).rows.table(list(columns)))


def _figures(package: Package) -> Iterator[pl.DataFrame]:
    """The figures in parts, of which there is one at least."""
    rows = package.table("figures").rows
    return chain((frame(rows.schema_of(FIGURES).empty_table()),), frames(rows, FIGURES))
