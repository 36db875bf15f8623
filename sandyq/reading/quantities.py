"""All figures of a text before it is known what they measure: number, unit, kind, modifier, measure.

One pass finds where a number may be; each is read where it stands, joined with its neighbour where the two make a
range or share a unit, and at the end each sentence's figures are given measure and direction.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sandyq.reading.amounts import SECOND, Amount, digit_amount, second_amount, word_amount
from sandyq.reading.model import Quantity
from sandyq.reading.modifiers import modifier_of
from sandyq.reading.scan import HITS, NUMBER_WORDS, VULGAR
from sandyq.reading.special import (
    fraction,
    half_number,
    hash_rank,
    multiple,
    numerator,
    quantity,
    rank,
    top,
    vague,
)
from sandyq.reading.trends import settle

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sandyq.reading.model import DateMention
    from sandyq.reading.text import Document

_WORD = re.compile(r"[A-Za-z]+")
_ORDINAL_END = re.compile(r"(?:st|nd|rd|th)\b")
_FROM = re.compile(
    r"\bfrom\s+(?:(?:just|only|about|around|nearly|almost|over|up to|more than|some)\s+)?\Z", re.I
)
_BETWEEN = re.compile(r"\bbetween\s+(?:about\s+|around\s+|roughly\s+)?\Z", re.I)
_RANGING = re.compile(
    r"\b(?:rang(?:e|es|ed|ing)|var(?:y|ies|ied|ying)|anywhere|everything|anything|somewhere)\b[^.;:]{0,24}\Z",
    re.I,
)
_MOVED_BY = re.compile(r"\bby\s+(?:\w+\s+){0,2}\Z", re.I)
_SUSPENDED = re.compile(r"([-‑])[^\S\n]{0,2}(?:,|and|or|to|and/or)[^\S\n]{1,2}(?=[0-9a-z])")


def quantities(doc: Document, dates: Sequence[DateMention]) -> list[Quantity]:
    """Figures of ``doc`` in reading order, none overlapping another or lying in one of ``dates`` (sorted)."""
    text = doc.text
    found: list[Quantity] = []
    blocks = doc.blocks
    block = 0
    skip = 0
    date = 0
    for hit in HITS.finditer(text):
        start = hit.start()
        if start < skip:
            continue
        while date < len(dates) and dates[date].end <= start:
            date += 1
        if date < len(dates) and dates[date].start <= start:
            skip = dates[date].end
            continue
        while block + 1 < len(blocks) and blocks[block + 1].start <= start:
            block += 1
        here = blocks[block]
        if not here.start <= start < here.end:
            continue
        limit = here.end
        if date < len(dates) and dates[date].start < limit:
            limit = max(dates[date].start, start + 1)
        skip = _read(text, start, limit, here.start, found)
    return settle(doc, found)


def _read(text: str, start: int, limit: int, floor: int, found: list[Quantity]) -> int:
    """Read the figure at ``start`` into ``found``; the offset to go on from."""
    if text[start] in VULGAR:
        return start + 1
    if text[start].isdigit():
        return _read_digits(text, start, limit, floor, found)
    word = _WORD.match(text, start)
    if word is None:
        return start + 1
    lower = word.group().lower()
    kind = NUMBER_WORDS[lower][1]
    result: Quantity | None = None
    if kind in ("cardinal", "tens", "scale"):
        return _read_words(text, start, limit, floor, found, lower)
    if lower in ("half", "quarter"):
        result = half_number(text, start, limit) or fraction(text, start, limit, lower)
    elif kind == "ordinal":
        result = fraction(text, start, limit, lower) or rank(
            text, start, word.end(), limit, NUMBER_WORDS[lower][0]
        )
    elif kind == "vague":
        result = vague(text, start, limit, lower)
    elif kind in ("multiple", "times", "fold"):
        result = multiple(text, start, limit, lower)
    if result is None:
        return word.end()
    return _keep(text, result, floor, limit, found)


def _keep(text: str, result: Quantity, floor: int, limit: int, found: list[Quantity]) -> int:
    modifier_of(text, result, floor, limit)
    found.append(result)
    return result.end


def _read_digits(text: str, start: int, limit: int, floor: int, found: list[Quantity]) -> int:
    digits = re.compile("[0-9]+").match(text, start, limit)
    assert digits is not None
    ordinal = _ORDINAL_END.match(text, digits.end(), limit)
    if digits.end() - start < 5:
        value = float(digits.group())
        place: Quantity | None = None
        if ordinal:
            place = rank(text, start, ordinal.end(), limit, value)
            if place is None:
                return ordinal.end()
        elif text[start - 1 : start] == "#":
            place = hash_rank(text, start, digits.end(), limit, value)
        elif text[start - 1 : start] in (" ", "-") and not text[digits.end() : digits.end() + 1] == "%":
            place = top(text, start, digits.end(), limit, value)
            if place is not None and (_follows_percent(text, digits.end()) or place.end == digits.end()):
                place = None if _follows_percent(text, digits.end()) else place
        if place is not None:
            return _keep(text, place, floor, limit, found)
    amount = digit_amount(text, start, limit)
    if isinstance(amount, int):
        return max(amount, start + 1)
    return _join(text, amount, limit, floor, found)


def _follows_percent(text: str, end: int) -> bool:
    return text[end : end + 9].lstrip().startswith(("%", "per"))


_ONE_IDIOM = re.compile(
    r"[Oo]ne(?:\s+(?:of|day|another|other|time|thing|way|more|by|or)\b|\s+[A-Z]"
    r"|[-‑](?!(?:year|month|week|day|hour|third|quarter|fourth|fifth|sixth|tenth|half|million|billion)\b))"
)
_ONE_PRONOUN = re.compile(r"\b(?:no|any|every|each|this|that|which|the|another|only|some)[\s-]\Z", re.I)
_ONE_NUMBER = re.compile(r"[Oo]ne[\s-](?:hundred|thousand|million|billion|trillion|third|quarter|fifth)\b")


def _read_words(text: str, start: int, limit: int, floor: int, found: list[Quantity], lower: str) -> int:
    begin = start
    kind = NUMBER_WORDS[lower][1]
    if kind == "scale":
        lead = re.compile(r"(?<![\w-])an?[\s-]{1,2}\Z", re.I).search(text, max(0, start - 4), start)
        if lead is None:
            return start + len(lower)
        begin = lead.start()
    elif text[start - 1 : start] in ("-", "‑", "'", "’") and start > 1 and text[start - 2].isalpha():
        return start + len(lower)
    if lower == "one" and (_one_is_a_word(text, start, limit)):
        return start + 3
    amount = word_amount(text, start, limit)
    if isinstance(amount, int):
        return start + len(lower)
    amount.start = begin
    if amount.scale == 1:
        part = numerator(text, amount.number_end, limit, amount.value)
        if part is not None:
            return _keep(
                text, quantity(begin, part[0], "percent", part[1], "percent", "fraction"), floor, limit, found
            )
        place = top(text, start, amount.number_end, limit, amount.value)
        if place is not None:
            return _keep(text, place, floor, limit, found)
        follower = re.compile(r"-([a-z]+)").match(text, amount.number_end, limit)
        if follower and NUMBER_WORDS.get(follower.group(1), (0, "", ""))[1] == "ordinal":
            return follower.end()
    if text[start - 1 : start] == "$":
        amount.kind, amount.unit, amount.start = "money", amount.unit or "USD", start - 1
    return _join(text, amount, limit, floor, found)


def _one_is_a_word(text: str, start: int, limit: int) -> bool:
    """Whether "one" is a pronoun or part of an idiom or name: "one of the", "no one", "one-stop", "One China"."""
    if _ONE_IDIOM.match(text, start, limit):
        return True
    return bool(_ONE_PRONOUN.search(text, max(0, start - 9), start)) and not _ONE_NUMBER.match(text, start)


def _join(text: str, first: Amount, limit: int, floor: int, found: list[Quantity]) -> int:
    """Join the amount with the one that follows where they share unit, scale or range, and keep the result."""
    suspended = _SUSPENDED.match(text, first.number_end, limit) if first.unit is None else None
    if suspended:
        second = second_amount(text, suspended.end(), limit)
        if second is not None and second.unit is not None:
            q = _to_quantity(first)
            q.end, q.unit, q.kind, q.rule = suspended.end(1), second.unit, second.kind, "suspended_hyphen"
            _keep(text, q, floor, limit, found)
            return _join(text, second, limit, floor, found)
        return first.end
    joint = SECOND.match(text, first.end, limit) or (
        SECOND.match(text, first.number_end, limit) if first.rule == "counted_noun" else None
    )
    if joint is not None:
        word = joint.group(1).strip()
        at = first.end
        second = second_amount(text, joint.end(), limit)
        if second is not None and at <= second.start:
            done = _pair(text, first, second, word, limit, floor, found)
            if done:
                return done
    _keep(text, _to_quantity(first), floor, limit, found)
    return first.end


def _pair(
    text: str, first: Amount, second: Amount, joint: str, limit: int, floor: int, found: list[Quantity]
) -> int:
    """Handle two neighbouring amounts; the offset to go on from, or 0 where they do not belong together."""
    before = text[max(floor, first.start - 60) : first.start]
    dash = joint[:1] in "-–—‒−‑"
    same = first.unit == second.unit and first.unit is not None
    bare = first.unit is None
    if not (
        same
        or bare
        or (first.kind == "money" and second.unit is None)
        or (first.kind == "money" == second.kind)
    ):
        return 0
    if first.kind == "money" == second.kind and not same:
        return 0
    if dash:
        ranged = second.mantissa != first.mantissa
        if " " in text[first.end : second.start] and not bare and not same:
            ranged = False
        if text[first.end : second.start].count(" ") == 2 and bare and second.unit is None:
            ranged = False
    elif joint == "and":
        ranged = bool(_BETWEEN.search(before))
    elif joint == "or":
        ranged = bare and second.unit is not None and second.value > first.value
    elif _FROM.search(before):
        ranged = bool(_RANGING.search(before))
    else:
        ranged = not _MOVED_BY.search(before) and (bare or second.value > first.value)
    if (
        bare
        and second.unit is None
        and not dash
        and not (joint == "and" and ranged)
        and first.scale == second.scale == 1
    ):
        return 0
    shares = _shares_scale(first, second)
    if not ranged:
        if joint == "to" and _FROM.search(before) and bare and second.unit is not None:
            one = _to_quantity(first)
            one.value = one.value if not shares else first.mantissa * second.scale
            one.unit, one.kind, one.rule = second.unit, second.kind, "shared_unit"
            one.noun = None
            _keep(text, one, floor, limit, found)
            return first.end
        return 0
    low = first.value * second.scale / first.scale if shares else first.value
    kind, unit = (second.kind, second.unit) if second.unit is not None else (first.kind, first.unit)
    if low > second.value and not dash:
        return 0
    q = Quantity(
        first.start, second.end, kind, None, low, second.value, unit, "none", "", None, "range", second.noun
    )
    if second.unit_span or first.unit_span:
        q.spans["unit"] = second.unit_span or first.unit_span or (0, 0)
    _keep(text, q, floor, limit, found)
    return q.end


def _shares_scale(first: Amount, second: Amount) -> bool:
    return (
        first.scale == 1
        and second.scale > 1
        and first.form not in ("grouped",)
        and first.mantissa < second.mantissa
    )


def _to_quantity(amount: Amount) -> Quantity:
    q = quantity(amount.start, amount.end, amount.kind, amount.value, amount.unit, amount.rule)
    q.noun = amount.noun
    if amount.unit_span:
        q.spans["unit"] = amount.unit_span
    if amount.sign in ("+", "-"):
        q.spans["sign"] = (amount.start, amount.start + 1)
    return q
