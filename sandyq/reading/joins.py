"""Two numbers that share a range, scale or unit: "$3–5 billion", "5 to 7 million", "2- and 4-year"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sandyq.reading.amounts import Amount, second_amount
from sandyq.reading.lexicon import table
from sandyq.reading.model import Quantity
from sandyq.reading.numbers import exact
from sandyq.reading.scan import GAP

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOVES = frozenset(row["word"] for row in table("trends") if row["class"] != "comparative")
_WORDS = re.compile(r"[a-z]+")
_HEDGE = r"(?:(?:just|only|about|around|nearly|almost|over|roughly|up to|more than|some)\s{1,3})?\Z"
_FROM = re.compile(r"\bfrom\s{1,3}" + _HEDGE, re.I)
_BETWEEN = re.compile(r"\bbetween\s{1,3}" + _HEDGE, re.I)
_BY = re.compile(r"\bby\s{1,3}" + _HEDGE, re.I)
_THEN_RANGE = re.compile(
    r"\s{1,3}to\s{1,3}[$€£]?[0-9][0-9.,]{0,9}(?:\s{0,2}[-–]\s{0,2}|\s{1,3}to\s{1,3})[$€£]?[0-9]"
)
"""A second range, which what stands before it moved to: "from 5 to 7 per cent TO 3 TO 5 per cent"."""
_RANGING = re.compile(
    r"\b(?:rang(?:e|es|ed|ing)|var(?:y|ies|ied|ying)|anywhere|everything|anything|somewhere|runs?|running)\b"
    r"[^.;:]{0,24}\Z",
    re.I,
)
_SUSPENDED = re.compile(r"([-‑])[^\S\n]{0,2}(?:,|and/or|and|or|to)[^\S\n]{1,2}(?=[0-9a-z])")
_JOINT = re.compile(
    rf"({GAP}(?:[-‑]to[-‑]|[-–—‒−‑]|\bto\b-?|\band\b|\bor\b){GAP})(?=[-−+$€£¥₸₽A-Z]{{0,4}}{GAP}[0-9.]|[a-z])"
)
_SIGNS = frozenset("$€£")
_DASHES = frozenset("-–—‒−‑")
BEFORE = 60
"""Characters looked at before a pair for "from", "between", "ranging" and verbs of movement."""


def join(text: str, first: Amount, limit: int, floor: int) -> Iterator[Quantity]:
    """The figure or figures that ``first`` makes with what follows it, in reading order.

    One for an amount that stands alone or begins a range; more where it borrows unit or scale from the next.
    """
    if first.unit is None:
        suspended = _SUSPENDED.match(text, first.number_end, limit)
        if suspended:
            second = second_amount(text, suspended.end(), limit)
            if second is not None and second.unit is not None:
                lent = _lend(first, second, first.value, "suspended_hyphen")
                lent.end = suspended.end(1)
                yield lent
                yield from join(text, second, limit, floor)
            return
    second_and_word = _second(text, first, limit)
    if second_and_word is not None:
        second, joint = second_and_word
        yield from _pair(text, first, second, joint, floor) or [single(first)]
    else:
        yield single(first)


def single(amount: Amount) -> Quantity:
    """The figure of one amount."""
    q = Quantity(
        amount.start,
        amount.end,
        amount.kind,
        amount.value,
        None,
        None,
        amount.unit,
        "none",
        "",
        None,
        amount.rule,
    )
    q.noun = amount.noun
    if amount.unit_span:
        q.spans["unit"] = amount.unit_span
    if amount.sign in ("+", "-"):
        q.spans["sign"] = (amount.start, amount.start + 1)
    return q


def _second(text: str, first: Amount, limit: int) -> tuple[Amount, str] | None:
    """The amount joined to ``first`` by a dash, "to", "and" or "or", with that word ("-" for any dash)."""
    joint = _JOINT.match(text, first.end, limit)
    if joint is None:
        return None
    if first.unit is not None and first.kind != "money" and text[joint.end() : joint.end() + 1] in _SIGNS:
        return None  # "rose 5 percent to $3bn": of two kinds no pair is made
    second = second_amount(text, joint.end(), limit)
    if second is None or second.start < first.end:
        return None
    word = joint.group(1).strip()
    word = {"to-": "to", "-to-": "-"}.get(word.replace("‑", "-"), word)
    return second, "-" if word in _DASHES else word


def _pair(text: str, first: Amount, second: Amount, joint: str, floor: int) -> list[Quantity]:
    """The range of two joined amounts, or the first alone with what it borrows; empty for strangers."""
    bare = first.unit is None
    same = first.unit == second.unit
    if not (bare or same or (first.kind == "money" and second.unit is None)):
        return []
    before = text[max(floor, first.start - BEFORE) : first.start]
    shares = _shares_scale(first, second)
    low = exact(first.mantissa, second.scale) if shares else first.value
    if not _is_range(text, first, second, joint, before):
        if joint == "to" and second.unit is not None and (bare or shares) and _FROM.search(before):
            return [_lend(first, second, low, "shared_unit")]
        if joint in ("and", "or") and bare and shares and second.kind in ("money", "quantity"):
            return [_lend(first, second, low, "shared_unit")]
        return []
    if low > second.value and joint != "-":
        return []
    unit, kind = (second.unit, second.kind) if second.unit is not None else (first.unit, first.kind)
    q = Quantity(first.start, second.end, kind, None, low, second.value, unit, "none", "", None, "range")
    q.noun = second.noun
    span = second.unit_span or first.unit_span
    if span:
        q.spans["unit"] = span
    return [q]


def _is_range(text: str, first: Amount, second: Amount, joint: str, before: str) -> bool:
    """Whether two joined amounts are the ends of one range.

    Example: "80–90 percent", "between 5 and 7 million", "three to four times", "prices from $10 to $15" are
    ranges; "fell from 9 to 7 percent" and "by 2bn to 9bn" are two figures each.
    """
    bare = first.unit is None
    plain = bare and second.unit is None and first.scale == second.scale == 1
    if joint == "-":
        spaced = text[first.end : second.start].count(" ") == 2
        return first.mantissa != second.mantissa and not (spaced and bare and second.unit is None)
    if joint == "and":
        return bool(_BETWEEN.search(before))
    if joint == "or":
        return bare and second.unit is not None and second.value > first.value
    if plain:
        return False
    if _FROM.search(before):
        if _RANGING.search(before) or _THEN_RANGE.match(text, second.end):
            return True
        clause = re.split(r"[.;:,]\s", before)[-1].lower()
        return second.unit is not None and not any(word in _MOVES for word in _WORDS.findall(clause))
    words = _WORDS.findall(before[-16:].lower())
    return bare or (
        not _BY.search(before) and words[-1:] != [] and words[-1] not in _MOVES and second.value > first.value
    )


def _shares_scale(first: Amount, second: Amount) -> bool:
    return (
        first.scale == 1
        and second.scale > 1
        and first.form != "grouped"
        and first.mantissa < second.mantissa
        and second.mantissa > 0
    )


def _lend(first: Amount, second: Amount, value: float, rule: str) -> Quantity:
    """The first amount with the unit of the second."""
    q = single(first)
    q.value, q.unit, q.kind, q.rule, q.noun = value, second.unit, second.kind, rule, None
    if second.unit_span:
        q.spans["unit"] = second.unit_span
    return q
