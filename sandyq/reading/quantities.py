"""All figures of a text before it is known what they measure: number, unit, kind, modifier, measure.

One pass finds where a number may be; each is read where it stands, joined with its neighbour where the two
make a range or share a unit, and at the end each sentence's figures are given measure and direction.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sandyq.reading.amounts import Amount, digit_amount, word_amount
from sandyq.reading.joins import join
from sandyq.reading.modifiers import modifier_of
from sandyq.reading.scan import NUMBER_WORDS, VULGAR, hits
from sandyq.reading.special import (
    fraction,
    half_number,
    hash_rank,
    multiple,
    numerator,
    one_in,
    quantity,
    rank,
    top,
    vague,
)
from sandyq.reading.trends import settle

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sandyq.reading.model import DateMention, Quantity
    from sandyq.reading.text import Document

_ORDINAL_END = re.compile(r"(?:st|nd|rd|th)\b")
_ARTICLE = re.compile(r"(?<![\w-])an?[\s-]{1,2}\Z", re.I)
_HYPHEN_WORD = re.compile(r"-([a-z]+)")
_PERCENT = re.compile(r"\s?(?:%|per)")
_GROUP = re.compile(r"\s[0-9]{3}(?![0-9])")
_ONE_IDIOM = re.compile(
    r"[Oo]ne(?:\s+(?:of|day|another|other|time|thing|way|more|by|or)\b|\s+(?!US\s[a-z])[A-Z]"
    r"|[-‑](?!(?:year|month|week|day|hour|third|quarter|fourth|fifth|sixth|tenth|half|million|billion)\b))"
)
_ONE_PRONOUN = re.compile(r"\b(?:no|any|every|each|this|that|which|the|another|only|some)[\s-]\Z", re.I)
_ONE_NUMBER = re.compile(r"[Oo]ne[\s-](?:hundred|thousand|million|billion|trillion|third|quarter|fifth)\b")
RANK_DIGITS = 4
"""Places in an order have at most so many digits."""


def quantities(doc: Document, dates: Sequence[DateMention]) -> list[Quantity]:
    """Figures of ``doc`` in reading order, none overlapping another or lying in one of ``dates`` (sorted).

    Numbers outside the document's blocks (the marks of its lists) are not read, and none crosses a block.
    """
    reader = _Pass(doc.text)
    blocks = doc.blocks
    last, stop = len(blocks) - 1, len(dates)
    block = date = skip = 0
    for start, end in hits(doc.text):
        if start < skip:
            continue
        while date < stop and dates[date].end <= start:
            date += 1
        if date < stop and dates[date].start <= start:
            skip = dates[date].end
            continue
        while block < last and blocks[block + 1].start <= start:
            block += 1
        here = blocks[block]
        if not here.start <= start < here.end:
            continue
        reader.floor, reader.limit = here.start, here.end
        if date < stop and dates[date].start < here.end:
            reader.limit = dates[date].start
        skip = reader.read(start, end)
    return settle(doc, reader.found)


def _lost(text: str, start: int, end: int) -> bool:
    """Whether a short number stands between two others and nothing else, as in a column of a table.

    Three digits after it may be its own: "in 2020 1 500 tonnes".
    """
    return (
        start > 1
        and text[start - 1].isspace()
        and text[start - 2].isdigit()
        and text[end : end + 1].isspace()
        and text[end + 1 : end + 2].isdigit()
        and not _GROUP.match(text, end)
    )


class _Pass:
    """The figures found so far, and the bounds of the stretch that is being read."""

    __slots__ = ("floor", "found", "limit", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.found: list[Quantity] = []
        self.floor = 0
        self.limit = len(text)

    def read(self, start: int, end: int) -> int:
        """Read the figure that the digits or the word from ``start`` to ``end`` begin; where to go on."""
        text, limit = self.text, self.limit
        if "0" <= text[start] <= "9":
            return self._digits(start, end)
        lower = text[start:end].lower()
        if lower in VULGAR:
            return end
        value, kind, _ = NUMBER_WORDS[lower]
        found: Quantity | None = None
        if kind in ("cardinal", "tens", "scale"):
            return self._words(start, lower, kind)
        if lower in ("half", "quarter"):
            found = half_number(text, start, limit) or fraction(text, start, limit, lower)
        elif kind == "ordinal":
            found = fraction(text, start, limit, lower) or rank(text, start, end, limit, value)
        elif kind == "vague":
            found = vague(text, start, limit, lower)
        elif kind in ("multiple", "times", "fold"):
            found = multiple(text, start, limit, lower)
        return self._keep(found) if found else end

    def _keep(self, found: Quantity) -> int:
        # A sign or article before it may already belong to the figure before ("1USD1,700").
        if not self.found or self.found[-1].end <= found.start:
            modifier_of(self.text, found, self.floor, self.limit)
            self.found.append(found)
        return found.end

    def _join(self, first: Amount) -> int:
        """Keep what ``first`` makes with its neighbour."""
        end = first.end
        for found in join(self.text, first, self.limit, self.floor):
            end = self._keep(found)
        return end

    def _digits(self, start: int, end: int) -> int:
        text, limit = self.text, self.limit
        if end - start < RANK_DIGITS and _lost(text, start, end):
            return end
        if end - start <= RANK_DIGITS:
            value = float(text[start:end])
            ordinal = _ORDINAL_END.match(text, end, limit)
            if ordinal:
                place = rank(text, start, ordinal.end(), limit, value)
                return self._keep(place) if place else ordinal.end()
            place = hash_rank(text, start, end, limit, value)
            if place is None:
                place = top(text, start, end, limit, value)
                if place is not None and _PERCENT.match(text, end):
                    place = None
            if place is not None:
                return self._keep(place)
        amount = digit_amount(text, start, limit)
        if isinstance(amount, int):
            return max(amount, start + 1)
        return self._join(amount)

    def _words(self, start: int, word: str, kind: str) -> int:
        text, limit = self.text, self.limit
        after = start + len(word)
        begin = start
        if kind == "scale":
            article = _ARTICLE.search(text, max(0, start - 4), start)
            if article is None:
                return after
            begin = article.start()
        elif start > 1 and text[start - 1] in "-‑'’" and text[start - 2].isalpha():
            return after
        if word == "one":
            part = one_in(text, start, limit)
            if part is not None:
                return self._keep(part)
            if self._one_is_a_word(start):
                return after
        amount = word_amount(text, start, limit)
        if amount is None or (kind == "scale" and amount.unit is None and amount.end == after):
            return after
        amount.start = begin
        if amount.scale == 1:
            share = numerator(text, amount.number_end, limit, amount.value)
            if share is not None:
                return self._keep(quantity(begin, share[0], "percent", share[1], "percent", "fraction"))
            place = top(text, start, amount.number_end, limit, amount.value)
            if place is not None:
                return self._keep(place)
            follower = _HYPHEN_WORD.match(text, amount.number_end, limit)
            if follower and NUMBER_WORDS.get(follower.group(1), (0, "", ""))[1] == "ordinal":
                return follower.end()
        return self._join(amount)

    def _one_is_a_word(self, start: int) -> bool:
        """Whether "one" is a pronoun or part of an idiom or name: "one of the", "no one", "one-stop"."""
        text = self.text
        if _ONE_IDIOM.match(text, start, self.limit):
            return True
        return bool(_ONE_PRONOUN.search(text, max(0, start - 9), start)) and not _ONE_NUMBER.match(
            text, start
        )
