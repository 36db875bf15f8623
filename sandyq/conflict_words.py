"""What a conflict is, and how it is put into words."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from sandyq import titles
from sandyq.series import number, told

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

KINDS: dict[str, str] = {
    "values": "the values stated of one observation cannot all be true",
    "change": "a level, its change and the level of the year before do not fit together",
    "total": "exports and imports do not make the total trade or the trade balance",
    "part": "a part is above its whole",
    "shares": "the parts of one whole make more than it",
}

MOST_CLAIMS = 12
"""The most claims that a conflict names: of each value one, that of the first figure by id."""


@dataclass(frozen=True, slots=True)
class Stated:
    """A figure that a conflict is about, with values in base units."""

    figure_id: str
    source_id: str
    indicator: str
    reporter: str
    partner: str
    period: str
    measure: str
    unit: str
    quote: str
    modifier: str
    low: float
    high: float
    figures: int
    """How many figures state the same of it."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """What cannot all be true; ``indicator`` to ``unit`` are the key of the observation it is told of."""

    kind: str
    indicator: str
    reporter: str
    partner: str
    period: str
    measure: str
    unit: str
    message: str
    claims: tuple[Stated, ...]

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        said = {name: getattr(self, name) for name in _OF_CONFLICT}
        return {**said, "claims": [{name: getattr(one, name) for name in STATED} for one in self.claims]}


STATED = tuple(one.name for one in fields(Stated))
_OF_CONFLICT = tuple(one.name for one in fields(Conflict) if one.name != "claims")


def conflict(kind: str, key: Mapping[str, str], message: str, claims: Iterable[Stated]) -> Conflict:
    """A conflict that is told of the observation of that key."""
    return Conflict(
        kind,
        key["indicator"],
        key["reporter"],
        key["partner"],
        key["period"],
        key["measure"],
        key["unit"],
        message,
        tuple(claims),
    )


@dataclass(frozen=True, slots=True)
class Book:
    """Observations by the number of their cell, and the preferred claim of each."""

    known: Mapping[int, Mapping[str, Any]]
    said: Mapping[int, Stated]

    def conflict(self, kind: str, cell: int, message: str, claims: Iterable[Stated]) -> Conflict:
        """A conflict that is told of one observation."""
        return conflict(kind, self.known[cell], message, claims)

    def first(self, cells: Iterable[int]) -> list[Stated]:
        """The preferred claim of each of the cells."""
        return [self.said[cell] for cell in cells]

    def title(self, cell: int) -> str:
        """What an observation is called, without its period."""
        row = self.known[cell]
        return titles.title(row["indicator"], row["reporter"], row["partner"], row["measure"])


def inside(title: str) -> str:
    """A title within a sentence."""
    return title[0].lower() + title[1:]


def scale(claims: Iterable[Stated]) -> tuple[float, str]:
    """What values are divided by, and the unit in words, by the largest of them."""
    claims = list(claims)
    return titles.scale(claims[0].unit, max(abs(end) for claim in claims for end in (claim.low, claim.high)))


def words(claim: Stated, divisor: float) -> str:
    """What a claim states: "almost 30", "6 to 7"."""
    return told(
        None if claim.low != claim.high else claim.low, claim.low, claim.high, claim.modifier, divisor
    )


def between(low: float, high: float, divisor: float) -> str:
    """An interval that was computed, for people: "25.21 to 25.23", or one number."""
    ends = [number(end / divisor) for end in (low, high)]
    return ends[0] if ends[0] == ends[1] else " to ".join(ends)


def listed(parts: Sequence[str]) -> str:
    """Several in one sentence: "a, b and c"."""
    return " and ".join((", ".join(parts[:-1]), parts[-1])) if len(parts) > 1 else parts[0]
