"""A series as a picture: a Vega-Lite specification, and SVG and PNG made from it without a browser.

    for one in series(observations, figures, sources):
        picture = svg(spec(one), dark=False)

The line and the dots are the preferred values, the outlined marks what each source states, a bar between
them that sources differ. The same series makes the same bytes under the same version of vl-convert.
"""

from __future__ import annotations

import datetime as dt
import json
import math
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sandyq import titles
from sandyq.plot_drawing import png, svg
from sandyq.plot_style import HEIGHT, LIGHT, ROW, WIDTH, config
from sandyq.reading import periods
from sandyq.series import Claim, Point, Series, alternative, series, told

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Claim", "Point", "Series", "alternative", "png", "series", "spec", "svg"]

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
MOST_PUBLISHERS = 6
"""More than these have no mark of their own: they are drawn as "others"."""

_OTHERS = "others"


def spec(one: Series) -> dict[str, Any]:
    """The Vega-Lite specification of a series, with its data and for a light ground.

    A series of one period has a row for each source; others have time on the horizontal axis, where a year
    stands at its number and a longer or shorter period as a line as long as it.
    """
    shown = replace(one, points=_comparable(one.points))
    divisor, unit = shown.scale
    drawn = _of_one_period if len(shown.points) == 1 else _over_time
    return {
        "$schema": SCHEMA,
        "description": alternative(one),
        "title": {"text": one.title, "subtitle": _subtitle(one, shown, divisor, unit)},
        "width": WIDTH,
        **drawn(shown, divisor, unit),
        "config": config(LIGHT),
    }


def _comparable(points: tuple[Point, ...]) -> tuple[Point, ...]:
    """The points that one axis can show: of a year or less, unless all are of longer periods."""
    short = tuple(
        point
        for point in points
        if point.start is not None and point.end is not None and point.end - point.start <= _YEAR
    )
    return short or points


_YEAR = dt.timedelta(days=366)


def as_json(spec: dict[str, Any]) -> bytes:
    """The specification as a file."""
    return (json.dumps(spec, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _subtitle(one: Series, shown: Series, divisor: float, unit: str) -> list[str]:
    when = "" if len(shown.points) > 1 else f", {titles.period(shown.points[0].period)}"
    lines = [f"{unit[0].upper()}{unit[1:]}{when}"]
    differ = any(point.agreement == "differ" for point in shown.points)
    if len(shown.points) > 1:
        lines[0] += ". Dots: preferred values; outlines: what each source states"
        lines += ["Where it says differ, what is stated cannot all be true"] * differ
    elif differ:
        lines.append("What is stated cannot all be true; the stronger bar is preferred")
    left = [point for point in one.points if point not in shown.points]
    if left:
        said = (
            f"{told(point.value, point.lowest, point.highest, point.modifier, divisor)} "
            f"{titles.period(point.period)}"
            for point in left[:_NOT_DRAWN]
        )
        more = f"; {len(left) - _NOT_DRAWN} more" if len(left) > _NOT_DRAWN else ""
        lines.append(f"Not drawn, since of longer periods: {'; '.join(said)}{more}")
    return lines


_NOT_DRAWN = 3
"""The most values of longer periods that a subtitle gives."""


def _over_time(one: Series, divisor: float, unit: str) -> dict[str, Any]:
    """Time along, values up: what is stated outlined, what is preferred filled, and the spread between."""
    publishers = _publishers(one)
    points = _runs([_drawn_point(point, divisor) for point in one.points])
    claims = [
        {**_place(point), **_drawn_claim(claim, divisor), "publisher": publishers[claim.publisher]}
        for point in one.points
        for claim in point.said
    ]
    x, along = _time(one)
    y = {"type": "quantitative", "title": unit, "scale": _value_scale(one)}
    domain = [name for name in dict.fromkeys(publishers.values()) if name != _OTHERS]
    domain += [_OTHERS] * (len(domain) < len(set(publishers.values())))
    mark = {
        "field": "publisher",
        "type": "nominal",
        "scale": {"domain": domain},
        "legend": {"title": None},
    }
    differ = any(point["differ"] for point in points)
    layers: list[dict[str, Any]] = [
        _layer(
            "points",
            {"type": "rule", "style": "spread"},
            {"x": x, **_span(y)},
            "!datum.differ && datum.low < datum.high",
        ),
        _layer("points", {"type": "rule", "style": "differ"}, {"x": x, **_span(y)}, "datum.differ"),
        *(
            _layer("points", _CAP, {"x": x, "y": {**y, "field": end}}, "datum.differ")
            for end in ("low", "high")
        ),
        *(
            _layer(
                "points",
                {"type": "line", "style": style},
                {"x": x, "y": {**y, "field": "value"}, **by},
                which,
            )
            for style, by, which in (
                ("gap", {}, "datum.year && isValid(datum.value)"),
                ("series", {"detail": {"field": "run"}}, "datum.year && isValid(datum.value)"),
            )
        ),
        *along({**y, "field": "middle"}),
        _layer(
            "points",
            {"type": "point", "style": "preferred", "filled": True, "size": 55, "opacity": 1},
            {"x": x, "y": {**y, "field": "value"}, "tooltip": _TOLD},
            "isValid(datum.value)",
        ),
        _layer(
            "claims",
            {"type": "point", "filled": False, "size": 150, "strokeWidth": 1.7, "opacity": 1},
            {"x": x, "y": {**y, "field": "middle"}, "shape": mark, "color": mark, "tooltip": _SAID},
            None,
        ),
    ]
    if len(points) <= _LABELLED:
        layers += [_text(side, {"x": x, "y": {**y, "field": "labelled"}}) for side in ("above", "below")]
    if differ:
        layers += [_differ(above, {"x": x, "y": {**y, "field": "high"}}) for above in (True, False)]
    return {"height": HEIGHT, "datasets": {"points": points, "claims": claims}, "layer": layers}


_LABELLED = 12
"""With more points than these, values are read off the axis."""


def _text(side: str, where: dict[str, Any]) -> dict[str, Any]:
    """The preferred values, above or below their dots."""
    placed = {"baseline": "bottom", "dy": -9} if side == "above" else {"baseline": "top", "dy": 9}
    text = {"type": "text", "style": "value-text", **placed}
    return _layer("points", text, {**where, "text": {"field": "told"}}, f"datum.side == '{side}'")


def _differ(above: bool, where: dict[str, Any]) -> dict[str, Any]:
    """The word at the upper end of a spread, over the value where that stands there."""
    text = {"type": "text", "style": "differ-text", "baseline": "bottom", "dy": -24 if above else -9}
    which = f"datum.differ && datum.side {'==' if above else '!='} 'above'"
    return _layer("points", text, {**where, "text": {"value": "differ"}}, which)


_CAP = {"type": "tick", "style": "differ", "orient": "horizontal", "size": 14, "thickness": 2}
_TOLD = [
    {"field": "label", "title": "period"},
    {"field": "told", "title": "preferred"},
    {"field": "who", "title": "sources"},
]
_SAID = [
    {"field": "label", "title": "period"},
    {"field": "told", "title": "states"},
    {"field": "source", "title": "source"},
]


def _layer(data: str, mark: dict[str, Any], encoding: dict[str, Any], which: str | None) -> dict[str, Any]:
    chosen = {} if which is None else {"transform": [{"filter": which}]}
    return {"data": {"name": data}, **chosen, "mark": mark, "encoding": encoding}


def _span(y: dict[str, Any]) -> dict[str, Any]:
    return {"y": {**y, "field": "low"}, "y2": {"field": "high"}}


def _time(one: Series) -> tuple[dict[str, Any], Callable[[dict[str, Any]], list[dict[str, Any]]]]:
    """The horizontal encoding, and the layers that show how long a period is that is no year.

    Within one year its periods stand side by side, each with its name.
    """
    places = [_place(point) for point in one.points]
    # Whole years, so that each has its name on the axis.
    first = math.floor(min(place["x1"] for place in places) + 0.5) - 0.5
    last = math.ceil(max(place["x2"] for place in places) + 0.5) - 0.5
    x: dict[str, Any]
    if last - first <= 1:
        x = {"field": "label", "type": "ordinal", "title": None, "sort": None, "axis": {"labelAngle": 0}}
        return x, lambda _: []
    x = {
        "field": "x",
        "type": "quantitative",
        "title": None,
        "scale": {"zero": False, "nice": False, "domain": [first, last]},
        "axis": {"format": "d", "values": _ticks(first, last), "grid": False},
    }
    rule = {"type": "rule", "style": "series"}
    return x, lambda y: [
        _layer(
            "points",
            rule,
            {"x": {**x, "field": "x1"}, "x2": {"field": "x2"}, "y": y},
            "!datum.year && datum.x1 < datum.x2",
        )
    ]


def _ticks(first: float, last: float) -> list[int]:
    """Years to name on the axis, a dozen at most."""
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 1000) if (last - first) / step <= 12)
    return [year for year in range(int(first), int(last) + 2) if year % step == 0 and first <= year <= last]


def _value_scale(one: Series) -> dict[str, Any]:
    if one.measure == "rank":
        return {"zero": False, "reverse": True, "nice": True}
    return {"zero": one.measure in ("level", "share"), "nice": True}


def _runs(points: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each point with the number of its run of years: a line that is whole stands between years in a row."""
    run, last = 0, None
    for point in points:
        if point["year"]:
            run += last is not None and point["x"] - last > 1
            last = point["x"]
        point["run"] = run
    return points


def _drawn_point(point: Point, divisor: float) -> dict[str, Any]:
    low, high = _round(point.lowest / divisor), _round(point.highest / divisor)
    grain = periods.grain(point.period)
    return {
        **_place(point),
        "value": None if point.value is None else _round(point.value / divisor),
        "low": low,
        "high": high,
        "middle": _round((low + high) / 2 if point.value is None else point.value / divisor),
        "labelled": high if point.value is None else _round(point.value / divisor),
        # Years above; what might stand in their way, or at the lower end of a spread, below.
        "side": "above" if grain == "year" and point.value in (None, point.highest) else "below",
        "told": told(point.value, point.lowest, point.highest, point.modifier, divisor),
        "differ": point.agreement == "differ",
        "who": f"{point.sources}, {point.agreement}",
    }


def _drawn_claim(claim: Claim, divisor: float) -> dict[str, Any]:
    return {
        "middle": _round((claim.low + claim.high) / 2 / divisor),
        "low": _round(claim.low / divisor),
        "high": _round(claim.high / divisor),
        "told": told(claim.value, claim.low, claim.high, claim.modifier, divisor),
        "source": _named(claim),
    }


def _named(claim: Claim) -> str:
    return f"{claim.publisher}, {titles.period(claim.published)}"


def _round(value: float) -> float:
    """Without what dividing left behind: 31.17 and not 31.169999999999998."""
    return float(f"{value:.12g}")


def _place(point: Point) -> dict[str, Any]:
    """Where a period stands on an axis on which the year 2022 reaches from 2021.5 to 2022.5."""
    start, end = point.start or point.end, point.end or point.start
    if start is None or end is None:
        raise ValueError(f"not a period with a day: {point.period!r}")
    first, last = _years(start), _years(end + dt.timedelta(days=1))
    middle = first if point.end is None else last if point.start is None else (first + last) / 2
    return {
        "x": round(middle - 0.5, 4),
        "x1": round(first - 0.5, 4),
        "x2": round(last - 0.5, 4),
        "year": periods.grain(point.period) == "year",
        "label": titles.period(point.period),
    }


def _years(day: dt.date) -> float:
    """A day as a number of years: 1 July 2022 is 2022.4959."""
    begin = dt.date(day.year, 1, 1)
    return day.year + (day - begin).days / (dt.date(day.year + 1, 1, 1) - begin).days


def _publishers(one: Series) -> dict[str, str]:
    """For each publisher the name of its mark: its own for those with most claims."""
    counted = Counter(claim.publisher for point in one.points for claim in point.said)
    known = sorted(counted, key=lambda name: (-counted[name], name))
    room = MOST_PUBLISHERS if len(known) <= MOST_PUBLISHERS else MOST_PUBLISHERS - 1
    return {name: name if number < room else _OTHERS for number, name in enumerate(known)}


def _of_one_period(one: Series, divisor: float, unit: str) -> dict[str, Any]:
    """A row for each source, and what it states along it."""
    (point,) = one.points
    names: Counter[str] = Counter()
    rows = []
    for claim in point.said:
        names[_named(claim)] += 1
        again = f" ({names[_named(claim)]})" if names[_named(claim)] > 1 else ""
        rows.append(
            {**_drawn_claim(claim, divisor), "row": f"{_named(claim)}{again}", "preferred": claim.preferred}
        )
    x = {
        "field": "middle",
        "type": "quantitative",
        "title": unit,
        "scale": {"zero": one.measure != "rank", "nice": True},
    }
    y = {
        "field": "row",
        "type": "nominal",
        "title": None,
        "sort": None,
        "axis": {"ticks": False, "domain": False},
    }
    shape = (
        {"type": "point", "filled": True, "size": 90}
        if one.measure == "rank"
        else {"type": "bar", "height": 14}
    )
    span = {"type": "rule", "style": "spread"}
    text = {"type": "text", "style": "value-text"}
    layers = [
        *(
            _layer("claims", {**shape, "style": style}, {"x": x, "y": y, "tooltip": _SAID[1:]}, which)
            for style, which in (("preferred", "datum.preferred"), ("beside", "!datum.preferred"))
        ),
        _layer(
            "claims",
            span,
            {"x": {**x, "field": "low"}, "x2": {"field": "high"}, "y": y},
            "datum.low < datum.high",
        ),
        *(
            _layer(
                "claims",
                {**text, "align": align, "dx": dx},
                {"x": {**x, "field": end}, "y": y, "text": {"field": "told"}},
                sign,
            )
            for align, dx, end, sign in (
                ("left", 7, "high", "datum.middle >= 0"),
                ("right", -7, "low", "datum.middle < 0"),
            )
        ),
    ]
    return {"height": {"step": ROW}, "datasets": {"claims": rows}, "layer": layers}
