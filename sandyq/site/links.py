"""Where each page stands: paths below the site's folder, and how they are written in a link."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Mapping

SERIES_KEY = ("indicator", "reporter", "partner", "measure", "unit")
"""Observations that have these in common are one series over time."""


def dataset(name: str) -> str:
    """The page of a dataset's newest version."""
    return f"datasets/{name}.html"


def version(name: str, number: str) -> str:
    """The page of one version."""
    return f"datasets/{name}/{number}.html"


def difference(name: str, old: str, new: str, ending: str = "html") -> str:
    """What is different between two versions: the page, or with ``json`` the file."""
    return f"datasets/{name}/{old}..{new}.{ending}"


def source(source_id: str) -> str:
    """The page of a source."""
    return f"sources/{source_id}.html"


def figure(figure_id: str) -> str:
    """The page of a figure: its address is made from its id alone, so it stays."""
    source_id, _, span = figure_id.rpartition(":")
    return f"figures/{source_id}/{span}.html"


def indicator(name: str) -> str:
    """The page of an indicator."""
    return f"indicators/{name}.html"


def country(code: str) -> str:
    """The page of a country or a bloc."""
    return f"countries/{code}.html"


def series_name(row: Mapping[str, Any]) -> str:
    """A series by the values of `SERIES_KEY`: ``total_trade/KAZ-CHN-level-USD``."""
    parts = [str(row[name]).replace(";", "+") for name in SERIES_KEY[1:]]
    return f"{row['indicator']}/{'-'.join(parts)}"


def series(row: Mapping[str, Any]) -> str:
    """The page of a series."""
    return f"series/{series_name(row)}.html"


def embed(row: Mapping[str, Any]) -> str:
    """The page that has the chart of a series alone."""
    return f"embed/{series_name(row)}.html"


def root(page: str) -> str:
    """What leads from a page to the site's folder: empty, or ``../`` as often as it is deep."""
    return "../" * page.count("/")


def written(path: str, anchor: str = "") -> str:
    """A path as it stands in a link."""
    return quote(path) + (f"#{quote(anchor)}" if anchor else "")


def text_fragment(url: str, words: str) -> str:
    """An address that opens a page at the first place where ``words`` stand.

    https://wicg.github.io/scroll-to-text-fragment/: "-", "&" and "," have a meaning there and are encoded.
    """
    encoded = quote(words, safe="").replace("-", "%2D")
    return f"{url.partition('#')[0]}#:~:text={encoded}"
