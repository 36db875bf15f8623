"""What the reader gives, and what its stages hand to one another.

Offsets everywhere count Unicode code points from the first character of the text, ends exclusive, and
``text[start:end] == quote`` holds for every span.
"""

from __future__ import annotations

from dataclasses import dataclass, field

Span = tuple[int, int]
"""Start and end (exclusive) in the text."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure with its context. Fields: docs/data-dictionary.md; vocabularies: sandyq.vocabulary."""

    start: int
    end: int
    quote: str
    kind: str
    value: float | None
    value_low: float | None
    value_high: float | None
    unit: str | None
    modifier: str
    measure: str
    direction: str | None
    indicator: str | None
    reporter: str | None
    partner: str | None
    subject: str | None
    scope: str | None
    period: str | None
    rule: str
    evidence: tuple[tuple[str, int, int], ...] = ()
    """Where a field was read from: (field, start, end), sorted; a field taken from nowhere has no entry."""


@dataclass(frozen=True, slots=True)
class DateMention:
    """One expression of time and the ISO 8601 period it stands for (null where the text does not say)."""

    start: int
    end: int
    quote: str
    period: str | None
    rule: str


@dataclass(frozen=True, slots=True)
class Event:
    """One dated event. ``actors`` holds codes and names in reading order; ``quote`` are its own words."""

    start: int
    end: int
    quote: str
    type: str
    period: str
    actors: tuple[str, ...]
    place: str | None
    rule: str


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was read out of one text, each list in reading order."""

    figures: tuple[Figure, ...]
    dates: tuple[DateMention, ...]
    events: tuple[Event, ...]


@dataclass(slots=True)
class Quantity:
    """A number with its unit, before it is known what it measures: the first stage's half of a Figure."""

    start: int
    end: int
    kind: str
    value: float | None
    value_low: float | None
    value_high: float | None
    unit: str | None
    modifier: str
    measure: str
    direction: str | None
    rule: str
    noun: Span | None = None
    """The counted noun of a count or rank, adjectives included ("Kazakh tech startups")."""
    spans: dict[str, Span] = field(default_factory=dict)
    """Evidence so far: unit, modifier, measure, direction."""


@dataclass(slots=True)
class Mention:
    """A place, bloc, organisation or person of the text that stands for a code."""

    start: int
    end: int
    code: str
    """ISO 3166 alpha-3 or a bloc's code; several joined by ';' ("the two countries")."""
    kind: str
    """country, bloc, city, region, demonym, person or anaphor."""
    name: str
    """The canonical name ("Vladimir Putin", "Kazakhstan", "Astana")."""
