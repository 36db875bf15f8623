"""Expressions of time in a text, resolved against what was said before and the text's own date."""

from __future__ import annotations

import datetime as dt
import re
from operator import itemgetter
from typing import TYPE_CHECKING

from sandyq.reading import periods
from sandyq.reading.date_index import ANY_BY_LETTER, BY_LETTER
from sandyq.reading.date_tokens import WORDS, tokens, zones
from sandyq.reading.model import DateMention

if TYPE_CHECKING:
    from sandyq.reading.date_tokens import Token
    from sandyq.reading.text import Document

_letter = itemgetter(0)
"""The letter of a token, without the look-up of its name for each."""

TELLING = 400
"""A story's year holds for months at most this many characters later."""

REACH = 2
"""An expression leans on what was said at most this many blocks before."""

_YEAR_AHEAD = re.compile(r"(?:[c&rR@i]{0,3}P?[DO]?M[DO]?){1,3}(?:c?o?(?P<y>Y)|c?[oi]?d?(?P<q>[ltn])U)")
_FUTURE = re.compile(
    r"\b(?:will|shall|to be (?:held|signed|launched)|is (?:due|set)|are (?:due|set)|scheduled|planned|plans?"
    r"|expected|supposed|slated|upcoming|forthcoming)\b"
)
_BASE = re.compile(r"\b(?:from|than|against|with)\s(?:[^.;,]|\.(?=[0-9])){0,28}\bin\s\Z")
_SOON = re.compile(
    r"\b(?:will\b|(?:is|are) (?:now )?(?:due|set|expected|scheduled|planned|slated|to be)\b)"
    r"(?!.*\b(?:was|were|had)\b)",
    re.DOTALL,
)
"""A present that looks ahead, with no past after it."""
_PAST = re.compile(
    r"\b(?<!be )(?<!is )(?<!are )(?:(?!planned|expected|scheduled|supposed|slated)[a-z]{2,}ed|met|held|came"
    r"|went|took|made|told|was|were|had|became|began|won|left|sent|gave|paid|flew|spoke|saw)\b"
)
_GOES_ON = re.compile(r"\b(?:followed|then|later|subsequently|afterwards)\b")
_CLAUSE_END = re.compile(r"[,;.:]\s|\s(?:and|but|that|which|who)\s")
_OPENS = re.compile(r"(?:\A|[.;!?\n])[\s\"'“(]*(?:Back\s+)?[Ii]n\s+(?:early\s+|late\s+|mid-)?\Z")
_YEAR = re.compile(r"[0-9]{4}")
_COMPARED = ("same-part-of-another-year",)
_TO_DATE = re.compile(r"\b[Yy]ear[- ]to[- ]date\b|\bYTD\b")
_SINCE_DURATION = re.compile(
    r"\b(past|last|previous|preceding|next|coming|following|upcoming|subsequent)\s+\Z", re.IGNORECASE
)
_AGO = re.compile(r"\s+ago\b")


def dates(doc: Document) -> list[DateMention]:
    """All expressions of time of a text in reading order, without overlaps.

    ``period`` is None where neither the text nor ``doc.published`` says which day, month or year is meant.
    """
    reader = _Reader(doc)
    for start, end in zones(doc.text):
        reader.read(start, end)
    return reader.found


class _Reader:
    """The reading of one text, zone after zone; it answers what the rules ask (date_rules.Calendar)."""

    def __init__(self, doc: Document) -> None:
        self.doc = doc
        self.found: list[DateMention] = []
        self._tokens: list[Token] = []
        self._letters = ""
        self._at = 0

    def read(self, start: int, end: int) -> None:
        self._tokens = found = tokens(self.doc.text, start, end)
        self._letters = letters = "".join(map(_letter, found))
        free = 0
        for index in [i for i, letter in enumerate(letters) if letter in BY_LETTER]:
            if index < free:
                continue
            letter = letters[index]
            if ANY_BY_LETTER[letter].match(letters, index) is None:
                continue
            self._at = found[index].start
            for rule in BY_LETTER[letter]:
                match = rule.pattern.match(letters, index)
                if match is None:
                    continue
                answer = rule.read(found, match, self)
                if answer is not None:
                    self._append(
                        found[answer.first].start, found[answer.last - 1].end, answer.period, rule.name
                    )
                    free = answer.last
                    break

    def _append(self, start: int, end: int, period: str | None, rule: str) -> None:
        self.found.append(DateMention(start, end, self.doc.text[start:end], period, rule))

    def this(self, unit: str) -> str | None:
        """The day, week, month, quarter, year, decade or century of the text's own date."""
        day = self.doc.published
        if day is None:
            return None
        if unit == "week":
            monday = max(dt.date.min.toordinal(), day.toordinal() - day.weekday())
            sunday = min(dt.date.max.toordinal(), monday + 6)
            return f"{dt.date.fromordinal(monday)}/{dt.date.fromordinal(sunday)}"
        if unit == "quarter":
            low = (day.month - 1) // 3 * 3 + 1
            return periods.months(day.year, low, low + 2)
        if unit == "decade":
            return periods.decade(day.year // 10 * 10)
        if unit == "century":
            return periods.century((day.year - 1) // 100 + 1)
        return {
            "day": day.isoformat(),
            "month": periods.point(day.year, day.month),
            "year": periods.point(day.year),
        }.get(unit)

    def weekday(self, number: int, way: str) -> str | None:
        """The nearest such day on or before the text's own date, or the one after it."""
        day = self.doc.published
        if day is None:
            return None
        back = (day.weekday() - number) % 7
        ordinal = day.toordinal() + (7 - back if way == "next" else -back)
        if not dt.date.min.toordinal() <= ordinal <= dt.date.max.toordinal():
            return None
        return dt.date.fromordinal(ordinal).isoformat()

    def latest(self, *grains: str) -> str | None:
        """The period mentioned last, of one of these grains, at most REACH blocks before."""
        mention = self._latest(grains)
        return None if mention is None else mention.period

    def _latest(self, grains: tuple[str, ...] = ()) -> DateMention | None:
        here = self.doc.block_index(self._at)
        for mention in reversed(self.found[-8:]):
            if self.doc.block_index(mention.start) < here - REACH:
                return None
            if mention.period is not None and (not grains or periods.grain(mention.period) in grains):
                return mention
        return None

    def year(self) -> int | None:
        """The year that is spoken of: that of this paragraph, else that of the text's own date."""
        block = self.doc.blocks[self.doc.block_index(self._at)]
        for mention in reversed(self.found[-8:]):
            if mention.start < block.start:
                break
            if mention.rule not in _COMPARED and _YEAR.search(mention.quote):
                return periods.year_of(mention.period)
        return self.doc.published.year if self.doc.published else periods.year_of(self.latest())

    def year_to_date(self) -> bool:
        """Whether "year-to-date" stands between the last mention and this place."""
        mention = self._latest()
        return mention is not None and bool(_TO_DATE.search(self.doc.text, mention.start, self._at))

    def year_for(self, month: int, day: int | None, first: int, last: int) -> int | None:
        """The year of a month without one: said right after it, told of in this paragraph, or the nearest."""
        ahead = _YEAR_AHEAD.match(self._letters, last)
        today = self.doc.published
        if ahead is not None and ahead["y"]:
            return int(self._tokens[ahead.start("y")].value)
        if ahead is not None and self._tokens[ahead.end() - 1].value == "year":
            return today.year + "ltn".index(ahead["q"]) - 1 if today else None
        told = self._told()
        if told is not None and (today is None or told != today.year) and not self._soon(told):
            return told + self._goes_on(told, month)
        if today is not None:
            return self._nearest(month, day, today, self._tokens[last - 1].end)
        mention = self._latest()
        return None if mention is None else periods.year_of(mention.period)

    def _soon(self, told: int) -> bool:
        """Whether a sentence leaves a story for what is to come: "The next is expected in May"."""
        today = self.doc.published
        if today is None or told >= today.year:
            return False
        low, _ = self.doc.sentence(self._at)
        clause = re.split(r"[;:]\s", self.doc.text[max(low, self._at - 120) : self._at])[-1]
        return _SOON.search(clause) is not None

    def _goes_on(self, told: int, month: int) -> bool:
        """Whether a story goes on into the next year: "signed in November 2021. Talks followed in May"."""
        latest, today = self._latest(("month", "day")), self.doc.published
        if latest is None or latest.period is None or periods.year_of(latest.period) != told:
            return False
        if month >= int(latest.period[5:7]) or (
            today is not None and (told + 1, month) > (today.year, today.month)
        ):
            return False
        low = max(self.doc.sentence(self._at)[0], latest.end)
        return _GOES_ON.search(self.doc.text, low, self._at) is not None

    def _told(self) -> int | None:
        """The year of a story that is being told: a paragraph's own dated month, or its "In 2014, ..."."""
        here = self.doc.block_index(self._at)
        passed = 0
        for mention in reversed(self.found[-6:]):
            block = self.doc.block_index(mention.start)
            if mention.period is None or block < here or mention.rule in _COMPARED:
                continue
            if not _YEAR.search(mention.quote) or self._is_base(mention):
                continue
            if self._at - mention.end > TELLING:
                return None
            grain = periods.grain(mention.period)
            if grain in ("month", "day") or (grain == "interval" and len(periods.first(mention.period)) > 4):
                return periods.year_of(mention.period)
            opens = _OPENS.search(self.doc.text[max(0, mention.start - 30) : mention.start])
            year = periods.year_of(mention.period) or 0
            if grain == "year" and (opens or self._starts_block(mention.start)):
                return year if year >= passed else None
            passed = max(passed, year)  # the story has moved on to a later year
        return None

    def _is_base(self, mention: DateMention) -> bool:
        """Whether a date is only what something is compared with: "from 9 percent in May 2021"."""
        return _BASE.search(self.doc.text, max(0, mention.start - 40), mention.start) is not None

    def _starts_block(self, offset: int) -> bool:
        return offset - self.doc.blocks[self.doc.block_index(offset)].start <= 4

    def is_to_come(self, end: int) -> bool:
        """Whether the verb that the date in hand goes with looks forward: "on Sunday they will vote"."""
        low, high = self.doc.sentence(self._at)
        return self._ahead(max(low, self._at - 120), end, min(high, end + 80))

    def _nearest(self, month: int, day: int | None, today: dt.date, end: int) -> int:
        future = self.is_to_come(end)
        own = (today.month, today.day if day else 0)
        asked = (month, day or 0)
        if future and month != today.month:
            return today.year + (asked < own)
        if future:
            return today.year  # a day of this very month, be it gone; of another year one would say so
        return today.year - (asked > own)

    def _ahead(self, low: int, date_end: int, high: int) -> bool:
        """Whether the verb that a date goes with looks forward: "in June they will meet".

        A past verb between says otherwise ("the plan drawn up, they met in June"), and so does one before the
        date in its own clause, whatever the next clause says ("elected in June, he will serve").
        """
        text = self.doc.text
        before = text[low : self._at]
        told = max((match.start() for match in _FUTURE.finditer(before)), default=-1)
        past = max((match.start() for match in _PAST.finditer(before)), default=-1)
        if told > past:
            return True
        clause = max((match.end() for match in _CLAUSE_END.finditer(before)), default=0)
        if past >= clause:
            return False
        close = _CLAUSE_END.search(text, date_end + 2, high)
        return _FUTURE.search(text, date_end, close.start() if close else high) is not None


def relative_span(doc: Document, start: int, end: int) -> str | None:
    """The interval that a length of time at ``doc.text[start:end]`` stands for, by the words beside it.

    Counted from ``doc.published``: in 2021, "over the past [four years]" is ``2017/2021``, "for the next
    [two years]" is ``2022/2023`` and "[two decades] ago" is ``2001``. None where the words do not place it.
    """
    today = doc.published
    words = re.split(r"[\s\-–]+", doc.text[start : min(end, start + 60)].strip().lower())
    if today is None or len(words) < 2:
        return None
    count = int(words[0]) if words[0].isdecimal() and len(words[0]) < 5 else _cardinal(words[0])
    unit = WORDS.get(words[-1], ("", ""))
    if count is None or unit[0] not in "UV" or not unit[1]:
        return None
    if _AGO.match(doc.text, end):
        return _ago(today, unit[1], count)
    placed = _SINCE_DURATION.search(doc.text[max(0, start - 24) : start])
    if placed is None:
        return None
    base = _grained(today, unit[1])
    if base is None:
        return None
    if placed[1].lower() in ("past", "last", "previous", "preceding"):
        return periods.interval(periods.shift(base, unit[1], -count), base)
    one, many = (periods.shift(base, *step) for step in _steps(unit[1], count))
    return periods.interval(one, many)


def _steps(unit: str, count: int) -> tuple[tuple[str, int], tuple[str, int]]:
    """From the first to the last year, month or day of ``count`` units to come."""
    if unit in ("decade", "century"):
        return ("year", 1), (unit, count)
    return (unit if unit != "week" else "day", 1), (unit, count)


def _ago(today: dt.date, unit: str, count: int) -> str | None:
    base = _grained(today, unit)
    return None if base is None else periods.shift(base, unit, -count)


def _grained(today: dt.date, unit: str) -> str | None:
    """Today, this month or this year: what a unit of that length is counted from."""
    if unit in ("year", "decade", "century"):
        return periods.point(today.year)
    if unit in ("month", "quarter", "half"):
        return periods.point(today.year, today.month)
    return today.isoformat() if unit in ("day", "week") else None


def _cardinal(word: str) -> int | None:
    known = WORDS.get(word)
    if word == "one":
        return 1
    return int(known[1]) if known is not None and known[0] == "N" else None
