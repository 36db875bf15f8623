"""How charts look: sizes, colours for a light and for a dark ground, and the shapes of sources.

Colours are those of Okabe and Ito, darkened or lightened until they can be told from their ground; each
difference of colour is one of shape or place too.
"""

from __future__ import annotations

from typing import Any

WIDTH, HEIGHT = 560, 280
ROW = 34
"""Height of a source's row in a chart of one period."""

_FONT = "Liberation Sans, Arial, Helvetica, sans-serif"

LIGHT: dict[str, Any] = {
    "text": "#1b1f24",
    "faint": "#57606a",
    "grid": "#e3e6ea",
    "preferred": "#0072B2",
    "beside": "#9DC6E0",
    "differ": "#B84A00",
    "publishers": ["#009E73", "#8F4B75", "#7A5C00", "#1b1f24", "#D55E00", "#0072B2", "#57606a"],
}
DARK: dict[str, Any] = {
    "text": "#e6e8eb",
    "faint": "#a7afb9",
    "grid": "#33393f",
    "preferred": "#56B4E9",
    "beside": "#2C5E7C",
    "differ": "#F08A3C",
    "publishers": ["#3CCFA5", "#DE9CC4", "#F0E442", "#e6e8eb", "#F08A3C", "#56B4E9", "#a7afb9"],
}
_SHAPES = ["circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "stroke"]


def config(colours: dict[str, Any]) -> dict[str, Any]:
    """All that depends on the ground is here and not in the marks, which name styles alone."""
    return {
        "background": "transparent",
        "font": _FONT,
        "aria": False,
        "padding": 12,
        "view": {"stroke": None},
        "title": {
            "anchor": "start",
            "frame": "bounds",
            "fontSize": 15,
            "fontWeight": "bold",
            "color": colours["text"],
            "subtitleColor": colours["faint"],
            "subtitleFontSize": 12,
            "subtitlePadding": 5,
            "offset": 14,
            "limit": WIDTH + 120,
        },
        "axis": {
            "labelColor": colours["text"],
            "titleColor": colours["faint"],
            "labelFontSize": 12,
            "titleFontSize": 12,
            "titleFontWeight": "normal",
            "gridColor": colours["grid"],
            "domainColor": colours["faint"],
            "tickColor": colours["faint"],
            "labelLimit": 220,
            "labelPadding": 6,
            "labelFlush": False,
        },
        "legend": {
            "labelColor": colours["text"],
            "titleColor": colours["faint"],
            "titleFontWeight": "normal",
            "labelFontSize": 12,
            "titleFontSize": 12,
            "labelLimit": 260,
            "orient": "bottom",
            "columns": 3,
        },
        "range": {"category": colours["publishers"], "symbol": _SHAPES},
        "style": {
            "preferred": {"color": colours["preferred"]},
            "beside": {"color": colours["beside"]},
            "differ-text": {"color": colours["differ"], "fontSize": 11},
            "series": {"color": colours["preferred"], "strokeWidth": 2},
            "gap": {"color": colours["preferred"], "strokeWidth": 1, "strokeDash": [2, 4]},
            "spread": {"color": colours["preferred"], "strokeWidth": 7, "opacity": 0.3},
            "differ": {"color": colours["differ"], "strokeWidth": 2},
            "value-text": {"color": colours["text"], "fontSize": 12},
        },
    }
