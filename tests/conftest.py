"""Sources, figures and events by hand, for whoever needs readings without a reader."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from sandyq.reading.model import Event, Figure
from sandyq.sources import Source

if TYPE_CHECKING:
    from collections.abc import Callable

# How long an example takes says more of the machine than of the code.
settings.register_profile("sandyq", deadline=None)
settings.load_profile("sandyq")


def make_source(name: str, text: str, **more: Any) -> Source:
    fields: dict[str, Any] = {
        "title": f"Title of {name}",
        "publisher": "The Steppe Courier",
        "author": None,
        "published": "2024-02",
        "url": None,
        "licence": "CC0-1.0",
        "kind": "article",
        "basis": None,
        "language": "en",
        "path": f"{name}.md",
        "sha256": hashlib.sha256(text.encode("utf-8")).hexdigest(),
    }
    return Source(id=name, text=text, **{**fields, **more})


def make_figure(text: str, quote: str, value: float | None, **more: Any) -> Figure:
    """A total of trade, unless told otherwise; ``quote`` stands once in ``text``."""
    start = text.index(quote)
    fields: dict[str, Any] = {
        "kind": "money",
        "value_low": None,
        "value_high": None,
        "unit": "USD",
        "modifier": "none",
        "measure": "level",
        "direction": None,
        "indicator": "total_trade",
        "reporter": "KAZ",
        "partner": "CHN",
        "subject": None,
        "scope": None,
        "period": "2022",
        "rule": "by_hand",
    }
    return Figure(start=start, end=start + len(quote), quote=quote, value=value, **{**fields, **more})


def make_event(text: str, quote: str, **more: Any) -> Event:
    """A visit, unless told otherwise."""
    start = text.index(quote)
    fields: dict[str, Any] = {
        "type": "visit",
        "period": "2022-05-02",
        "actors": ("KAZ", "Somebody"),
        "place": "Astana",
        "rule": "by_hand",
    }
    return Event(start=start, end=start + len(quote), quote=quote, **{**fields, **more})


@pytest.fixture(scope="session")
def source() -> Callable[..., Source]:
    return make_source


@pytest.fixture(scope="session")
def figure() -> Callable[..., Figure]:
    return make_figure


@pytest.fixture(scope="session")
def event() -> Callable[..., Event]:
    return make_event
