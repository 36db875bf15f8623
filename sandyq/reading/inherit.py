"""Units that a sentence says once for several numbers: "exports 12 percent, imports 9", "8 regions of 9"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sandyq.reading.nouns import CLOSED, compound, is_plural

if TYPE_CHECKING:
    from sandyq.reading.model import Quantity

REACH = 90
"""Characters between a number and the one it takes its unit from, at most."""

UNLIKE = 10_000
"""How many times a count may exceed the one it takes its noun from."""

_LIST_GAP = re.compile(r"\s{0,3}(?:,|,?\s{0,2}(?:and|or))\s{0,3}\Z")
_LEAD = re.compile(
    r"(?:\b(?:to|from|of|than|and|or|by|at|against|versus|including|with|which|whom|was|were|is|are)|[,–(])\s{0,3}"
    r"(?:(?:about|around|nearly|almost|over|just|only|more than|less than|some)\s{1,3}){0,2}\Z",
    re.I,
)
_TO = re.compile(r"\A\s{1,3}(?:to|at)\s{1,3}\Z")
_LABEL = re.compile(r",\s(?:and\s|while\s)?(?:[\w-]+\s){1,3}\Z")
_FOLLOWING = re.compile(r"\s{0,2}([^\W\d_]+)")
_OF_THEM = re.compile(r"\s{0,3}of\s(?:which|whom|them|these|those)\b")
_OUT_OF = re.compile(r"\s{1,3}(?:out\s)?of\s(?:(?:the|its|our|their|these|those|all)\s)?\Z")
_STANDS = re.compile(r"\s{0,3}[(,]?\s{0,3}(?:(?:is|was|were)\s)?(?:up|down)(?:\sby)?\s{1,3}\Z")
"""What stands between an index and its change: "2,150.4, up 12 points"."""
_MOVED = re.compile(
    r"\b(?:rose|fell|gained|lost|added|shed|climbed|slid|slipped|dropped|jumped|advanced|up|down)(?:\sby)?\s\Z"
)
_AND_DID = re.compile(
    r"\b(?:and|but|while)\s(?:[a-z]+\s){0,2}?([a-z]+ed|sold|bought|sent)\s(?:[a-z]+\s){0,2}?\Z"
)
_OF_MONEY = frozenset(("earned", "invested", "borrowed", "raised", "collected", "saved", "received"))
"""Verbs whose number is money where it has no unit."""
_AVERAGE = re.compile(r"\b(?:average|total|figure|score|index|sum) of\s{1,3}\Z", re.I)
_FACTOR = re.compile(r"\bfactor of\s{1,3}\Z", re.I)
_NUMBER_OF = re.compile(r"\bnumbers? of ((?:[\w-]+\s){1,4})", re.I)
_POPULATION = re.compile(
    r"\b(?:population|pop\.|inhabitants|residents|people|labou?r force|workforce)(?=\W)", re.I
)


_POPULATION_OF = re.compile(r"\bpopulation of (?:\w+ ){0,3}\Z", re.I)
_POPULATION_NEXT = re.compile(r"[\s-]{1,2}(?:population|workforce)\b")


def inherit(text: str, start: int, group: list[Quantity]) -> list[Quantity]:
    """The figures of the sentence from ``start``; those without unit take one from neighbour or subject.

    Bare numbers that find none stay only where they are amounts by their form: grouped digits, decimals,
    scales, more than a year's digits, or a modifier before them ("about 1000"). The others are labels and
    are dropped.
    """
    for index in range(len(group) - 2, -1, -1):
        q, follower = group[index], group[index + 1]
        if not _is_bare(q) or not follower.unit or follower.start - q.end > 16:
            continue
        if (
            follower.kind in ("percent", "quantity", "duration")
            and _LIST_GAP.match(text, q.end, follower.start)
        ) or (
            follower.kind == "count"
            and (
                _OUT_OF.match(text, q.end, follower.start)
                or (follower.unit == "point" and _STANDS.match(text, q.end, follower.start))
            )
        ):
            q.unit, q.kind, q.rule = follower.unit, follower.kind, "shared_unit"
            if "unit" in follower.spans:
                q.spans["unit"] = follower.spans["unit"]
    kept: list[Quantity] = []
    for q in group:
        if _is_bare(q):
            given = (
                _factor(text, q, start)
                or (
                    _POPULATION_OF.search(text, max(start, q.start - 32), q.start)
                    and _from_subject(text, q, start)
                )
                or _from_neighbour(text, q, kept, start)
                or _from_subject(text, q, start)
            )
            if not given and not _is_amount(text, q):
                continue
        elif q.unit is not None and q.unit.startswith("_per_"):
            _rate_subject(text, q, kept, start)
        kept.append(q)
    return kept


def _is_bare(q: Quantity) -> bool:
    return q.unit is None and q.rule in ("bare_number", "range")


def _is_amount(text: str, q: Quantity) -> bool:
    """Whether a number without unit is an amount by its form alone."""
    quote = text[q.start : q.end]
    high = q.value if q.value is not None else q.value_high or 0.0
    if any(char in quote for char in ",.") or abs(high) >= 2200:
        return True
    return q.rule != "range" and (
        (q.modifier != "none" and not 1900 <= high < 2100)
        or bool(_AVERAGE.search(text, max(0, q.start - 16), q.start))
    )


def _factor(text: str, q: Quantity, floor: int) -> bool:
    """A multiple by its name: "by a factor of 2.5"."""
    if not _FACTOR.search(text, max(floor, q.start - 14), q.start):
        return False
    q.unit, q.kind, q.rule = "times", "quantity", "factor"
    return True


def _from_neighbour(text: str, q: Quantity, kept: list[Quantity], floor: int) -> bool:
    """Take the unit of a figure before: "18 million tonnes in May and 25 in June", "9 parks out of 14"."""
    if not kept or q.start - kept[-1].end > REACH or ";" in text[kept[-1].end : q.start]:
        return False
    value = q.value if q.value is not None else q.value_high or 0.0
    near = kept[-1].end
    if value < 10_000 and not (_closes(text, q.end) or text[q.start - 7 : q.start] == "out of "):
        return False
    if kept[-1].unit == "point" or any(k.unit == "point" for k in kept[-4:]):
        moved = _MOVED.search(text, max(floor, near, q.start - 24), q.start)
        if moved and q.value is not None and q.unit is None:
            q.unit, q.rule = "point", "unit_of_neighbour"
            return True
    led = (
        _and_did(text, q, kept[-1], near, value)
        or _LEAD.search(text, max(floor, near, q.start - 24), q.start)
        or _OF_THEM.match(text, q.end)
    )
    listed = not led and bool(_LABEL.search(text, max(floor, near - 1, q.start - 40), q.start))
    if not (led or listed):
        return False
    for last in reversed(kept[-4:]):
        if q.start - last.end > 2 * REACH:
            break
        if text[last.start - 1 : last.start] == "(" and ")" in text[last.end : q.start]:
            continue  # a conversion in brackets lends its unit to nothing outside them
        if last.unit is not None and _may_lend(text, last, q, value, listed):
            q.unit, q.kind, q.rule = last.unit, last.kind, "unit_of_neighbour"
            q.noun = last.noun if last.kind == "count" else None
            if "unit" in last.spans:
                q.spans["unit"] = last.spans["unit"]
            return True
    return False


def _and_did(text: str, q: Quantity, last: Quantity, near: int, value: float) -> bool:
    """A second verb with the same object: "grew 12 million tonnes and EXPORTED 7 million"."""
    lent = last.value or last.value_high or 0.0
    done = _AND_DID.search(text, max(near, q.start - 40), q.start)
    return bool(
        done
        and done.group(1) not in _OF_MONEY
        and last.kind in ("quantity", "count")
        and value >= 1e6
        and lent / 1000 <= value <= lent * 1000
    )


def _may_lend(text: str, last: Quantity, q: Quantity, value: float, listed: bool) -> bool:
    """Whether ``q`` can be counted in the unit of ``last``; "rose 3% to 1,250" says not 1,250 percent."""
    if last.kind in ("rank", "duration") or last.rule in ("fraction", "multiple", "one_in"):
        return False
    if last.kind == "percent":
        return value <= 1000 and not _TO.match(text[last.end : q.start])
    if last.kind == "money":
        return listed or value >= 1e4 or (last.value or last.value_high or 0) < 1e5
    return not (last.kind == "count" and (listed or value > UNLIKE * (last.value or last.value_high or 0)))


def _closes(text: str, end: int) -> bool:
    """Whether nothing that could be counted follows: a mark, the end, or a closed-class word."""
    word = _FOLLOWING.match(text, end)
    return word is None or word.group(1).lower() in CLOSED


def _from_subject(text: str, q: Quantity, floor: int) -> bool:
    """Give a bare number the noun its sentence counts: "the number of students grew from 900 to 1,200"."""
    begin = max(floor, q.start - 160)
    near = list(_POPULATION.finditer(text, max(begin, q.start - 72), q.start))
    people = _POPULATION_NEXT.match(text, q.end) or (near[-1] if near else None)
    if people:
        q.unit, q.rule = "person", "counted_subject"
        q.spans["unit"] = people.span()
        return True
    found = _NUMBER_OF.search(text, begin, q.start)
    if found is None:
        return False
    for word in re.finditer(r"[\w-]+", found.group(1)):
        if is_plural(word.group()):
            q.unit, q.rule = compound([word.group()]), "counted_subject"
            q.spans["unit"] = (found.start(1) + word.start(), found.start(1) + word.end())
            return True
    return False


def _rate_subject(text: str, q: Quantity, kept: list[Quantity], floor: int) -> None:
    """Finish a bare rate ("16 per sq. mile"): of people in talk of population, else of the last count."""
    if _POPULATION.search(text, max(floor, q.start - 160), q.start):
        head = "person"
    else:
        head = next((k.unit for k in reversed(kept) if k.kind == "count" and k.unit), "item")
    q.unit = head + str(q.unit)
