"""The charts of the site: each drawn once, kept under a name made from what it shows, light and dark in one.

A chart is drawn where there is more than one value to compare; what a single value says, its page says in
words. Drawing is the slow part of a build, so a chart whose file is there already is not drawn again.
"""

from __future__ import annotations

import hashlib
import json
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from sandyq import plot
from sandyq.site import links

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import polars as pl

    from sandyq.site.grouped import Line
    from sandyq.site.output import Output

FOLDER = "charts"
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
    alternative: str
    """What it shows, in words."""
    width: int
    height: int


class Charts:
    """Charts by series."""

    def __init__(self, charts: Mapping[str, Chart]) -> None:
        """``charts`` by `links.series_name`."""
        self._charts = charts

    def get(self, key: Mapping[str, Any]) -> Chart | None:
        """The chart of a series; None where it has none."""
        return self._charts.get(links.series_name(key))

    def first(self, lines: Iterable[Line]) -> Chart | None:
        """The chart of the longest of some series; None where none has one."""
        ordered = sorted(lines, key=lambda line: -line["points"])
        return next((chart for chart in map(self.get, ordered) if chart is not None), None)


def draw(
    observations: pl.DataFrame | None, figures: pl.DataFrame, sources: pl.DataFrame, output: Output
) -> Charts:
    """The charts of all series of some observations, their files put into ``output``."""
    if observations is None or observations.is_empty():
        return Charts({})
    chosen = [one for one in plot.series(observations, figures, sources) if _worth_drawing(one)]
    with ThreadPoolExecutor(2) as pool:  # drawing lets other threads run
        drawn = list(pool.map(lambda one: _drawn(one, output), chosen))
    return Charts({links.series_name(chart.key): chart for chart in drawn})


def _worth_drawing(one: plot.Series) -> bool:
    return len(one.points) > 1 or any(point.claims > 1 for point in one.points)


def _drawn(one: plot.Series, output: Output) -> Chart:
    spec = plot.spec(one)
    content = plot.as_json(spec)
    name = hashlib.sha256(_writer() + content).hexdigest()[:20]
    path, described = f"{FOLDER}/{name}.svg", f"{FOLDER}/{name}.vl.json"
    output.put(described, content)
    svg = output.kept(path)
    if svg is None:
        svg = _both(plot.svg(spec)).encode("utf-8")
    output.put(path, svg)
    size = _SIZE.search(svg.decode("utf-8"))
    if size is None:
        raise ValueError(f"{path}: a chart without a size")
    return Chart(
        path,
        described,
        {key: getattr(one, key) for key in links.SERIES_KEY},
        one.title,
        plot.alternative(one),
        int(size["width"]),
        int(size["height"]),
    )


def _writer() -> bytes:
    """What a chart's bytes depend on beside its specification: who draws it, and in which colours."""
    return json.dumps([version("vl-convert-python"), plot.DARK_FOR]).encode("utf-8")


def _both(svg: str) -> str:
    """A drawing for a light ground that changes its colours on a dark one."""
    rules = "".join(
        f'[{attribute}="{light}"]{{{attribute}:{dark}}}'
        for light, dark in plot.DARK_FOR.items()
        for attribute in ("fill", "stroke")
        if f'{attribute}="{light}"' in svg
    )
    head, bracket, rest = svg.partition(">")
    return f"{head}{bracket}<style>@media (prefers-color-scheme:dark){{{rules}}}</style>{rest}"
