"""The columns of the tables of rows, and how each is shown: the same names in the page and in its script."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandyq.site.wording import Words

Column = tuple[str, str, str]
"""Name in the data, form (see the macro ``cell``), key of its heading."""

FIGURES: tuple[Column, ...] = (
    ("quote", "figure", "figure"),
    ("value", "value", "value"),
    ("unit", "words", "unit"),
    ("indicator", "indicator", "indicator"),
    ("reporter", "places", "reporter"),
    ("partner", "places", "partner"),
    ("period", "period", "period"),
    ("measure", "words", "measure"),
    ("source_id", "source", "source"),
)
EVENTS: tuple[Column, ...] = (
    ("quote", "event", "event"),
    ("type", "words", "type"),
    ("period", "period", "period"),
    ("actors", "places", "actors"),
    ("place", "text", "place"),
    ("source_id", "source", "source"),
)


def heads(columns: tuple[Column, ...], words: Words) -> list[str | list[str]]:
    """The headings; that of a column of numbers in a list."""
    return [[words(key)] if form == "value" else words(key) for _, form, key in columns]
