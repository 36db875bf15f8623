"""A specification of `sandyq.plot` as SVG and PNG, drawn by vl-convert without a browser.

A site has hundreds of charts, so what takes time is left out. vl-convert measures words with the font that it
brings, for it opens one on the disk anew for every glyph; that also makes pictures the same on every machine.
Layers that show nothing are not drawn. Charts that differ in their data alone are compiled once.
"""

from __future__ import annotations

import html
import json
import os
from functools import cache, lru_cache
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Any

from sandyq.plot_style import DARK, LIGHT, WIDTH, config
from sandyq.plot_words import width, wrapped

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from types import ModuleType

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
    drawn: str = _vl_convert().vega_to_svg(_laid_out(_drawable(spec, dark)))
    head, _, rest = drawn.partition(">")
    title, description = (
        html.escape(text, quote=False) for text in (spec["title"]["text"], spec["description"])
    )
    return f'{head} role="img"><title>{title}</title><desc>{description}</desc>{rest}'


def png(spec: Json) -> bytes:
    """The picture in PNG, twice as many pixels as it is large, on white."""
    import vl_convert  # with the fonts of the machine: a picture has to draw letters that its own lacks

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


@cache
def _vl_convert() -> ModuleType:
    """vl-convert, having looked for fonts and found none but its own."""
    import vl_convert

    before = os.environ.get(_FONTS)
    with NamedTemporaryFile("w", suffix=".conf") as nowhere:
        nowhere.write("<fontconfig><dir>/nowhere</dir></fontconfig>")
        nowhere.flush()
        os.environ[_FONTS] = nowhere.name
        try:
            word = {"text": {"value": "a"}}
            vl_convert.vega_to_svg({"marks": [{"type": "text", "encode": {"update": word}}]})
        finally:
            os.environ.pop(_FONTS)
            if before is not None:
                os.environ[_FONTS] = before
    return vl_convert


_FONTS = "FONTCONFIG_FILE"
"""The variable that names the file in which folders of fonts are listed."""


def _drawable(spec: Json, dark: bool) -> Json:
    """The specification for a light or a dark ground, in which all has room, without what shows nothing."""
    looks = config(DARK if dark else LIGHT)
    if shape := _shapes(spec):
        looks["legend"]["columns"] = _columns(shape["scale"]["domain"], looks["legend"])
    layers = [
        {**layer, "encoding": {name: how for name, how in layer["encoding"].items() if name != "tooltip"}}
        for layer in spec["layer"]
        if _shown(layer, spec["datasets"])
    ]
    title = _wrapped(spec["title"], looks["title"])
    _unlimited(looks, [*title["text"], *title["subtitle"]], spec["datasets"])
    return {**spec, "title": title, "config": looks, "layer": layers}


def _unlimited(looks: Json, lines: list[str], datasets: Mapping[str, list[Json]]) -> None:
    """Take limits away that no words reach: to see whether they do, Vega measures each once more."""
    names = {str(row.get(name, "")) for rows in datasets.values() for row in rows for name in _NAMES}
    for part, limit, words, size in (
        ("title", "limit", lines, looks["title"]["fontSize"]),
        ("axis", "labelLimit", names, looks["axis"]["labelFontSize"]),
        ("legend", "labelLimit", names, looks["legend"]["labelFontSize"]),
    ):
        if all(width(word, size, bold=part == "title") <= looks[part][limit] for word in words):
            looks[part][limit] = 0


_NAMES = ("publisher", "row", "label")
"""Columns of the data whose words stand on an axis or in the legend."""


def _wrapped(title: Json, look: Json) -> Json:
    """Title and subtitle in lines that are no wider than the plot."""
    below = [part for line in title["subtitle"] for part in wrapped(line, WIDTH, look["subtitleFontSize"])]
    return {"text": wrapped(title["text"], WIDTH, look["fontSize"], bold=True), "subtitle": below}


_SYMBOL, _GAP = 18, 10
"""Pixels of a legend: what a symbol takes before its label, and between two columns."""


def _columns(names: list[str], look: Json) -> int:
    """How many columns a legend can have, each as wide as its widest name, within the width of the plot."""
    takes = [_SYMBOL + min(look["labelLimit"], width(name, look["labelFontSize"])) for name in names]

    def fits(columns: int) -> bool:
        widths = [max(takes[column::columns], default=0) for column in range(columns)]
        return bool(sum(widths) + _GAP * (columns - 1) <= WIDTH)

    return next((columns for columns in range(look["columns"], 1, -1) if fits(columns)), 1)


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


def _laid_out(spec: Json) -> Json:
    """What Vega-Lite makes of a specification."""
    vega: Json = json.loads(_compiled(json.dumps(_skeleton(spec))))
    vega["title"] |= spec["title"]
    x, shape = _along(spec), _shapes(spec)
    for data in vega["data"]:
        if data["name"] in spec["datasets"]:
            data["values"] = spec["datasets"][data["name"]]
    for scale in vega["scales"]:
        if x is not None and scale["name"] == "x":
            scale["domain"] = x["scale"]["domain"]
        if shape is not None and scale["name"] in ("shape", "color"):
            scale["domain"] = shape["scale"]["domain"]
    for axis in vega["axes"]:
        if x is not None and "values" in axis:
            axis["values"] = x["axis"]["values"]
    return vega


@lru_cache(maxsize=512)
def _compiled(skeleton: str) -> str:
    """What Vega-Lite makes of a specification without data, as JSON."""
    return json.dumps(_vl_convert().vegalite_to_vega(skeleton, vl_version=VERSION))


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


def _shapes(spec: Json) -> Json | None:
    """The encoding of publishers; None where each has a row."""
    return next((layer["encoding"]["shape"] for layer in spec["layer"] if "shape" in layer["encoding"]), None)
