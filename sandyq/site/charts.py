"""The charts of the site: each drawn once, kept under a name made from what it shows, light and dark in one.

A chart is drawn where there is something to see: some periods, or sources that disagree. What one or two
values say, the table says as well. Drawing is the slow part of a build, so a chart that is there already is
not drawn again.
"""

from __future__ import annotations

import hashlib
import json
import re
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from sandyq import plot, plot_drawing, plot_style, plot_words
from sandyq.site import links

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from sandyq.site.grouped import Line
    from sandyq.site.output import Output

FOLDER = "charts"
POINTS = 3
"""Periods from which on a series has a chart; with fewer it has one only where its sources disagree."""
FEW = 12
"""Charts that are drawn without other processes."""
_SIZE = re.compile(r'<svg[^>]* width="(?P<width>\d+)[^"]*" height="(?P<height>\d+)')


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart in its file."""

    path: str
    """Of the SVG, below the site's folder."""
    spec: str
    """Of its Vega-Lite specification."""
    key: dict[str, Any]
    """`links.SERIES_KEY` of what it shows."""
    title: str
    unit: str
    """Of its values, with their scale: ``$ billion``."""
    alternative: str
    """What it shows, in words."""
    width: int
    height: int
    over_time: bool
    """Whether its newest values stand at the right."""


class Charts:
    """Charts by series; each is there when it is asked for, and drawn by other processes until then."""

    def __init__(self, wanted: Mapping[str, _Wanted], output: Output) -> None:
        """``wanted`` by `links.series_name`."""
        self._wanted = wanted
        self._output = output
        self._charts: dict[str, Chart] = {}

    def get(self, key: Mapping[str, Any]) -> Chart | None:
        """The chart of a series, its files put where they belong; None where it has none."""
        name = links.series_name(key)
        if name not in self._charts:
            if name not in self._wanted:
                return None
            self._charts[name] = self._finished(self._wanted[name])
        return self._charts[name]

    def first(self, lines: Iterable[Line]) -> Chart | None:
        """The chart of the longest of some series; None where none has one."""
        ordered = sorted(lines, key=lambda line: -line["points"])
        return next((chart for chart in map(self.get, ordered) if chart is not None), None)

    def _finished(self, one: _Wanted) -> Chart:
        path, described = f"{FOLDER}/{one.name}.svg", f"{FOLDER}/{one.name}.vl.json"
        self._output.put(described, one.described)
        svg = one.drawn().encode("utf-8")
        self._output.put(path, svg)
        size = _SIZE.search(svg.decode("utf-8"))
        if size is None:
            raise ValueError(f"{path}: a chart without a size")
        return Chart(
            path,
            described,
            key_of(one.series),
            one.series.title,
            one.series.scale[1],
            plot.alternative(one.series),
            int(size["width"]),
            int(size["height"]),
            len(one.series.points) > 1,
        )


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A chart that is asked for."""

    series: plot.Series
    described: bytes
    """Its specification, as the file that stands beside it."""
    name: str
    """A hash of all that its bytes depend on."""
    drawn: Callable[[], str]
    """Waits for it where it is being drawn."""


@contextmanager
def drawing() -> Iterator[Executor]:
    """What draws charts in other processes, as many as there are cores; ended with the block."""
    # A process that is forked from one with threads may never wake up.
    pool = ProcessPoolExecutor(mp_context=get_context("spawn"))
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def draw(
    observations: pl.DataFrame | None,
    figures: pl.DataFrame,
    sources: pl.DataFrame,
    output: Output,
    pool: Executor,
    only: Mapping[str, Any] | None = None,
) -> Charts:
    """The charts of the series of some observations; they go to ``output`` as they are asked for.

    ``only`` is the key of the one series that is wanted. Those whose files stand there are not drawn
    again, and a few are drawn here, for other processes take a second to begin.
    """
    if observations is None or observations.is_empty():
        return Charts({}, output)
    if only is not None:
        observations = observations.filter(*(pl.col(name) == only[name] for name in links.SERIES_KEY))
    specs = {one: plot.spec(one) for one in plot.series(observations, figures, sources) if worth_drawing(one)}
    described = {one: _written(spec) for one, spec in specs.items()}
    names = {one: _name(written) for one, written in described.items()}
    there = {one: output.kept(f"{FOLDER}/{name}.svg") for one, name in names.items()}
    here = sum(svg is None for svg in there.values()) <= FEW
    found: dict[str, _Wanted] = {}
    drawn: Callable[[], str]
    for one, spec in specs.items():
        known = there[one]
        if known is not None:
            drawn = partial(str, known, "utf-8")
        elif here:
            drawn = partial(plot_drawing.both, spec)
        else:
            drawn = pool.submit(plot_drawing.both, spec).result
        found[links.series_name(key_of(one))] = _Wanted(one, described[one], names[one], drawn)
    return Charts(found, output)


def worth_drawing(one: plot.Series) -> bool:
    """Whether a picture says more than a line of the table does."""
    return len(one.points) >= POINTS or any(point.agreement == "differ" for point in one.points)


def key_of(one: plot.Series) -> dict[str, Any]:
    """`links.SERIES_KEY` of a series."""
    return {name: getattr(one, name) for name in links.SERIES_KEY}


def _written(spec: dict[str, Any]) -> bytes:
    return (json.dumps(spec, ensure_ascii=False, separators=(",", ":")) + "\n").encode("utf-8")


def _name(described: bytes) -> str:
    """A hash of all that a chart's bytes depend on: what is drawn, by whom, and in which colours."""
    return hashlib.sha256(_by() + described).hexdigest()[:20]


@cache
def _by() -> bytes:
    """What draws: vl-convert and the modules that hand charts to it."""
    programs = [Path(module.__file__ or "").read_bytes() for module in (plot_drawing, plot_style, plot_words)]
    said = version("vl-convert-python").encode("utf-8")
    return hashlib.sha256(b"\0".join([said, *programs])).digest()
