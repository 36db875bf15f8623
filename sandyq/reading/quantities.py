"""All figures of a text before it is known what they measure: number, unit, kind, modifier, measure.

One pass finds where a number may be; each is read where it stands, joined with its neighbour where the two make a
range or share a unit, and at the end each sentence's figures are given measure and direction.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sandyq.reading.amounts import Amount, digit_amount, word_amount
from sandyq.reading.joins import join
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
    if amount is None:
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
    """Keep what ``first`` makes with its neighbour; the offset to go on from."""
    end = first.end
    for q in join(text, first, limit, floor):
        end = _keep(text, q, floor, limit, found)
    return end
