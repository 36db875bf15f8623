"""A specification of `sandyq.plot` as SVG and PNG, drawn by vl-convert without a browser.

A site has hundreds of charts, and vl-convert took 60 ms of each. Three things make it 15: it does not measure
words that move nothing (`sandyq.plot_words`), it does not get what shows nothing, and it compiles charts that
differ in their data alone once.
"""

from __future__ import annotations

import html
import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sandyq.plot_style import DARK, HEIGHT, LIGHT, WIDTH, config
from sandyq.plot_words import StandIns, width, wrapped

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

VERSION = "6.4"
"""Of Vega-Lite, as vl-convert names it."""

Json = dict[str, Any]

FILTERS: dict[str, Callable[[Json], bool]] = {
    "datum.differ": lambda row: row["differ"],
    "!datum.differ && datum.low < datum.high": lambda row: not row["differ"] and row["low"] < row["high"],
    "datum.year && isValid(datum.value)": lambda row: row["year"] and row["value"] is not None,
    "isValid(datum.value)": lambda row: row["value"] is not None,
    "!datum.year && datum.x1 < datum.x2": lambda row: not row["year"] and row["x1"] < row["x2"],
    "datum.side == 'above'": lambda row: row["side"] == "above",
    "datum.side == 'below'": lambda row: row["side"] == "below",
    "datum.differ && datum.side == 'above'": lambda row: row["differ"] and row["side"] == "above",
    "datum.differ && datum.side != 'above'": lambda row: row["differ"] and row["side"] != "above",
    "datum.preferred": lambda row: row["preferred"],
    "!datum.preferred": lambda row: not row["preferred"],
    "datum.low < datum.high": lambda row: row["low"] < row["high"],
    "datum.middle >= 0": lambda row: row["middle"] >= 0,
    "datum.middle < 0": lambda row: row["middle"] < 0,
}
"""The filters of layers, in Vega's words and of a row. A layer with another filter is always drawn."""


def svg(spec: Json, dark: bool = False) -> str:
    """The picture in SVG, its ground transparent, with its title and description for screen readers."""
    import vl_convert

    vega, words = _laid_out(_drawable(spec, dark))
    head, _, rest = words.replaced(vl_convert.vega_to_svg(vega)).partition(">")
    title, description = (
        html.escape(text, quote=False) for text in (spec["title"]["text"], spec["description"])
    )
    return f'{head} role="img"><title>{title}</title><desc>{description}</desc>{rest}'


def png(spec: Json) -> bytes:
    """The picture in PNG, twice as many pixels as it is large, on white."""
    import vl_convert

    drawn: bytes = vl_convert.vegalite_to_png(
        {**_drawable(spec, dark=False), "background": "#ffffff"}, vl_version=VERSION, scale=2
    )
    return drawn


def both(spec: Json) -> str:
    """The drawing of a specification, for a light ground, which changes its colours on a dark one."""
    drawn = svg(spec)
    rules = "".join(
        f'[{attribute}="{light}"]{{{attribute}:{dark}}}'
        for light, dark in _DARK_FOR.items()
        for attribute in ("fill", "stroke")
        if f'{attribute}="{light}"' in drawn
    )
    head, bracket, rest = drawn.partition(">")
    return f"{head}{bracket}<style>@media (prefers-color-scheme:dark){{{rules}}}</style>{rest}"


def _each(colours: str | Sequence[str]) -> Sequence[str]:
    return [colours] if isinstance(colours, str) else colours


_DARK_FOR: dict[str, str] = {
    light: dark
    for name, colours in LIGHT.items()
    for light, dark in zip(_each(colours), _each(DARK[name]), strict=True)
}
"""The colour on a dark ground for each on a light one."""


def _drawable(spec: Json, dark: bool) -> Json:
    """The specification for a light or a dark ground, in which all has room, without what shows nothing."""
    looks = config(DARK if dark else LIGHT)
    if names := _publishers(spec):
        legend = looks["legend"]
        legend["columns"] = min(legend["columns"], int((WIDTH + _GAP) / (_column(names, looks) + _GAP))) or 1
    layers = [
        {**layer, "encoding": {name: how for name, how in layer["encoding"].items() if name != "tooltip"}}
        for layer in spec["layer"]
        if _shown(layer, spec["datasets"])
    ]
    return {**spec, "title": _wrapped(spec["title"], looks["title"]), "config": looks, "layer": layers}


def _wrapped(title: Json, look: Json) -> Json:
    """Title and subtitle in lines that are no wider than the plot."""
    below = [part for line in title["subtitle"] for part in wrapped(line, WIDTH, look["subtitleFontSize"])]
    return {"text": wrapped(title["text"], WIDTH, look["fontSize"], bold=True), "subtitle": below}


_SYMBOL, _GAP = 18, 14
"""Pixels of a legend: what a symbol takes before its label, and between two columns."""


def _publishers(spec: Json) -> set[str]:
    return {row["publisher"] for row in spec["datasets"]["claims"] if "publisher" in row}


def _column(names: set[str], looks: Json) -> float:
    """Pixels of a column of the legend."""
    look = looks["legend"]
    widest: float = max(width(name, look["labelFontSize"]) for name in names)
    return _SYMBOL + min(widest, float(look["labelLimit"]))


def _shown(layer: Json, datasets: Mapping[str, list[Json]]) -> bool:
    """Whether a layer has anything to show."""
    rows = datasets[layer["data"]["name"]]
    for transform in layer.get("transform", ()):
        if transform.get("filter") not in FILTERS:
            return True
        rows = [row for row in rows if FILTERS[transform["filter"]](row)]
    if layer["mark"]["type"] != "line":
        return bool(rows)
    runs = [row["run"] for row in rows]
    # A line joins points of one run of years; the faint one is seen between runs alone.
    return len(set(runs)) > 1 if layer["mark"]["style"] == "gap" else len(set(runs)) < len(runs)


def _laid_out(spec: Json) -> tuple[Json, StandIns]:
    """What Vega draws of a specification, and the words that its letters stand for."""
    datasets = {name: [dict(row) for row in rows] for name, rows in spec["datasets"].items()}
    words = StandIns(
        text for rows in datasets.values() for row in rows for text in row.values() if isinstance(text, str)
    )
    vega: Json = json.loads(_compiled(json.dumps(_skeleton(spec))))
    along = _along(spec)
    _put_title(vega, spec, words)
    _put_axes(vega, spec, along, words)
    if _publishers(spec):
        _put_legend(vega, datasets, spec, words)
    _put_values(vega, datasets, along, words)
    for data in vega["data"]:
        if data["name"] in datasets:
            data["values"] = datasets[data["name"]]
    return vega, words


@lru_cache(maxsize=512)
def _compiled(skeleton: str) -> str:
    """What Vega-Lite makes of a specification without data, as JSON."""
    import vl_convert

    return json.dumps(vl_convert.vegalite_to_vega(skeleton, vl_version=VERSION))


def _skeleton(spec: Json) -> Json:
    """A specification without what `_laid_out` puts into what is made of it."""
    bare = {name: part for name, part in spec.items() if name not in ("description", "datasets")}
    layers = [
        {**layer, "encoding": {name: _bare(how) for name, how in layer["encoding"].items()}}
        for layer in spec["layer"]
    ]
    nothing: dict[str, list[Json]] = {name: [] for name in spec["datasets"]}
    title = {"text": ["-"], "subtitle": ["-"]}
    return {**bare, "title": title, "datasets": nothing, "layer": layers}


def _bare(how: Json) -> Json:
    if "domain" not in how.get("scale", {}):
        return how
    bare = {**how, "scale": {**how["scale"], "domain": [0, 1]}}
    return {**bare, "axis": {**how["axis"], "values": [0]}} if "values" in how.get("axis", {}) else bare


def _along(spec: Json) -> Json | None:
    """The horizontal encoding where time is on it; None where periods or values are."""
    x: Json = spec["layer"][0]["encoding"]["x"]
    return x if "values" in x.get("axis", {}) else None


def _put_title(vega: Json, spec: Json, words: StandIns) -> None:
    title, look = spec["title"], spec["config"]["title"]
    fits = all(
        width(line, look[size], bold) <= WIDTH
        for lines, size, bold in (
            (title["text"], "fontSize", True),
            (title["subtitle"], "subtitleFontSize", False),
        )
        for line in lines
    )
    # Chart and title begin at the same place, and no chart is narrower than its plot.
    put = words.letter if fits else str
    vega["title"] |= {name: [put(line) for line in title[name]] for name in ("text", "subtitle")}
    if fits:
        _without_limit(vega["title"], vega["config"]["style"]["group-subtitle"])


def _without_limit(*looks: Json) -> None:
    """To see whether words are within a limit takes measuring them once more."""
    for look in looks:
        look |= {name: 0 for name in ("limit", "labelLimit") if name in look}


def _put_axes(vega: Json, spec: Json, along: Json | None, words: StandIns) -> None:
    look = vega["config"]["axis"]
    _with_grid(vega["axes"])
    for axis in vega["axes"]:
        room = WIDTH if axis["orient"] == "bottom" else HEIGHT
        if "title" in axis and width(axis["title"], look["titleFontSize"]) <= room:
            axis["title"] = words.letter(axis["title"])
        if along is not None and "values" in axis:
            ticks = along["axis"]["values"]
            axis["values"] = ticks
            letters = json.dumps({str(tick): words.letter(str(tick)) for tick in ticks})
            axis["encode"] = {"labels": {"update": {"text": {"signal": f"({letters})[datum.value]"}}}}
    if along is not None:
        (scale,) = (one for one in vega["scales"] if one["name"] == "x")
        scale["domain"] = along["scale"]["domain"]
    labels = (row.get("row", row.get("label", "")) for rows in spec["datasets"].values() for row in rows)
    if all(width(label, look["labelFontSize"]) <= look["labelLimit"] for label in labels):
        _without_limit(look)


def _with_grid(axes: list[Json]) -> None:
    """Join an axis and its grid, which Vega-Lite makes two of; what stands first is drawn below."""
    for grid in [axis for axis in axes if axis["grid"]]:
        (labels,) = (axis for axis in axes if axis["scale"] == grid["scale"] and not axis["grid"])
        axes.remove(grid)
        axes.remove(labels)
        axes.insert(0, {**labels, "grid": True, "gridScale": grid["gridScale"]})


def _put_legend(vega: Json, datasets: Mapping[str, list[Json]], spec: Json, words: StandIns) -> None:
    """The publishers; letters in columns as wide as the words need."""
    look, names = vega["config"]["legend"], _publishers(spec)
    column = max(width(name, look["labelFontSize"]) for name in names)
    domain = next(
        layer["encoding"]["shape"]["scale"]["domain"]
        for layer in spec["layer"]
        if "shape" in layer["encoding"]
    )
    put: dict[str, str] = {name: name for name in domain}
    if column <= look["labelLimit"]:
        put = {name: words.letter(name) for name in domain}
        narrowest = min(width(letter, look["labelFontSize"]) for letter in put.values())
        look["columnPadding"] = round(column - narrowest + _GAP)
        _without_limit(look)
    for scale in vega["scales"]:
        if scale["name"] in ("shape", "color"):
            scale["domain"] = list(put.values())
    for row in datasets["claims"]:
        row["publisher"] = put[row["publisher"]]


def _put_values(vega: Json, datasets: Mapping[str, list[Json]], along: Json | None, words: StandIns) -> None:
    """The values at points, and the word that sources differ, where they do not reach beyond the plot."""
    points = datasets.get("points", [])
    styles = vega["config"]["style"]
    texts = [mark for mark in vega["marks"] if mark["type"] == "text"]
    differ = width(_DIFFER, styles["differ-text"]["fontSize"])
    if not texts or not all(
        max(differ, width(row["told"], styles["value-text"]["fontSize"])) / 2
        <= _OVER + _room(row, along, len(points))
        for row in points
    ):
        return
    letters = {told: words.letter(told) for told in dict.fromkeys(row["told"] for row in points)}
    for row in points:
        row["told"] = letters[row["told"]]
    word = words.letter(_DIFFER)
    for mark in texts:
        if mark["encode"]["update"]["text"] == {"value": _DIFFER}:
            mark["encode"]["update"]["text"] = {"value": word}


def _room(row: Json, along: Json | None, points: int) -> float:
    """Pixels between a point and the nearer end of the plot."""
    if along is None:
        return WIDTH / points / 2
    first, last = along["scale"]["domain"]
    return float(min(row["x"] - first, last - row["x"]) / (last - first) * WIDTH)


_DIFFER = "differ"
_OVER = 8
"""Pixels that a value may reach beyond the plot; around a chart there are more."""
