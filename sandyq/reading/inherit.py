"""Units that a sentence says once for several numbers: "exports 12 percent, imports 9", "13 regions out of 14"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sandyq.reading.nouns import is_plural, singular

if TYPE_CHECKING:
    from sandyq.reading.model import Quantity

REACH = 90
"""Characters between a number and the one it takes its unit from, at most."""

_LIST_GAP = re.compile(r"\s*(?:,|,?\s*(?:and|or))\s*\Z")
_LEAD = re.compile(
    r"(?:\b(?:to|from|of|than|and|or|by|at|against|versus|out of|was|were|is|are)|[,–(])\s*(?:(?:about|around|nearly|almost|over|just|only|more than|less than|some)\s+)*\Z",
    re.I,
)
_LABEL = re.compile(r",\s(?:and\s|while\s)?(?:[\w-]+\s){1,3}\Z")
_CLOSES = re.compile(
    r"\s{0,2}(?:[.,;:)]|\Z|(?:in|and|by|to|from|a|over|on|the|last|this|at|for|during|while|or)\b)"
)
_NUMBER_OF = re.compile(r"\bnumbers? of ((?:[\w-]+\s){1,4})", re.I)
_POPULATION = re.compile(
    r"\b(?:population|pop\.|inhabitants|residents|people|labou?r force|workforce)(?=\W)", re.I
)


def inherit(
    text: str, sentence_start: int, sentence_end: int, group: list[Quantity], strong: set[int]
) -> list[Quantity]:
    """The sentence's figures, those without unit given one where the sentence shares it; weak leftovers dropped.

    ``strong`` holds the starts of bare numbers that are amounts whatever stands around them (grouped digits,
    decimals, scales); other bare numbers stay only where they take a unit from a neighbour.
    """
    for index in range(len(group) - 2, -1, -1):
        q, follower = group[index], group[index + 1]
        if (
            _is_bare(q)
            and follower.unit
            and follower.kind in ("percent", "quantity", "duration")
            and follower.start - q.end < 12
            and _LIST_GAP.match(text, q.end, follower.start)
        ):
            q.unit, q.kind, q.rule = follower.unit, follower.kind, "shared_unit"
            if "unit" in follower.spans:
                q.spans["unit"] = follower.spans["unit"]
    kept: list[Quantity] = []
    for q in group:
        if _is_bare(q):
            if (
                not _from_neighbour(text, q, kept, sentence_start)
                and not _from_subject(text, q, sentence_start)
                and q.start not in strong
            ):
                continue
        elif q.unit is not None and q.unit.startswith("_per_"):
            _rate_subject(text, q, kept, sentence_start)
        kept.append(q)
    return kept


def _is_bare(q: Quantity) -> bool:
    return q.unit is None and q.rule in ("bare_number", "range")


def _from_neighbour(text: str, q: Quantity, kept: list[Quantity], floor: int) -> bool:
    if not kept:
        return False
    last = kept[-1]
    if (
        q.start - last.end > REACH
        or last.unit is None
        or last.kind in ("rank", "duration")
        or last.rule in ("fraction", "multiple")
    ):
        return False
    value = q.value if q.value is not None else q.value_high or 0.0
    led = _LEAD.search(text, max(floor, last.end, q.start - 24), q.start)
    listed = _LABEL.search(text, max(floor, last.end - 1, q.start - 40), q.start)
    if not (led or listed) or not _CLOSES.match(text, q.end):
        return False
    if last.kind == "percent" and value > 1000:
        return False
    if last.kind == "money" and not listed and value < 1e4 and (last.value or 0) > 1e5:
        return False
    if listed and not led and last.kind not in ("percent", "quantity", "money"):
        return False
    q.unit, q.kind, q.rule = last.unit, last.kind, "unit_of_neighbour"
    if last.kind == "count":
        q.noun = last.noun
    if "unit" in last.spans:
        q.spans["unit"] = last.spans["unit"]
    return True


def _from_subject(text: str, q: Quantity, floor: int) -> bool:
    """Give a bare number the noun its sentence says it counts: "the number of students grew from 900 to 1,200"."""
    left = text[max(floor, q.start - 160) : q.start]
    people = None
    for people in _POPULATION.finditer(left):
        pass
    if people is not None and len(left) - people.end() < 60:
        q.unit, q.rule = "person", "counted_subject"
        q.spans["unit"] = (q.start - len(left) + people.start(), q.start - len(left) + people.end())
        return True
    found = _NUMBER_OF.search(left)
    if found is None:
        return False
    for word in found.group(1).split():
        if is_plural(word):
            q.unit, q.rule = singular(word), "counted_subject"
            at = q.start - len(left) + left.index(word, found.start(1))
            q.spans["unit"] = (at, at + len(word))
            return True
    return False


def _rate_subject(text: str, q: Quantity, kept: list[Quantity], floor: int) -> None:
    """Finish a bare rate ("16 per sq. mile"): of people in a sentence on population, else of what was counted."""
    left = text[max(floor, q.start - 160) : q.start]
    if _POPULATION.search(left):
        head = "person"
    else:
        head = next((k.unit for k in reversed(kept) if k.kind == "count" and k.unit), "item")
    q.unit = head + str(q.unit)
