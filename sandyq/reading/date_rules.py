"""What a rule for expressions of time is, and the rules that read absolute ones.

A rule is a regular expression over the classes of tokens (see date_tokens.CLASSES) and a function that gives
the period. Rules are tried in the order in which they stand; the first that gives an answer wins.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

from sandyq.reading import periods
from sandyq.reading.date_tokens import Token
from sandyq.reading.lexicon import table


class Calendar(Protocol):
    """What a rule may ask of the text around it."""

    def year_for(self, month: int, day: int | None, first: int, last: int) -> int | None:
        """The year of a month that stands without one, its tokens being ``first`` to ``last``."""

    def year(self) -> int | None:
        """The year that is spoken of here."""

    def latest(self, *grains: str) -> str | None:
        """The period mentioned last before this place, of one of these grains; None where none is close."""

    def this(self, unit: str) -> str | None:
        """The day, week, month, quarter or year of the text's own date; None where it has none."""

    def weekday(self, number: int, way: str) -> str | None:
        """The day that a weekday means; ``way`` is last or next."""

    def is_to_come(self, end: int) -> bool:
        """Whether the verb that the date in hand goes with looks forward; ``end`` is the date's own."""

    def year_to_date(self) -> bool:
        """Whether the last figures were counted from the start of their year."""


class Found(NamedTuple):
    """An answer: first token, token after the last, and the period (None where the text does not say)."""

    first: int
    last: int
    period: str | None


Handler = Callable[[Sequence[Token], "re.Match[str]", Calendar], Found | None]


class Rule(NamedTuple):
    """One way of writing a time; ``starts`` are the classes of token with which it may begin."""

    name: str
    starts: str
    pattern: re.Pattern[str]
    read: Handler


def rule(rules: list[Rule], starts: str, pattern: str) -> Callable[[Handler], Handler]:
    """Register a rule under its function's name; ``pattern`` is matched from the token in hand on."""

    def register(read: Handler) -> Handler:
        rules.append(Rule(read.__name__.replace("_", "-"), starts, re.compile(pattern), read))
        return read

    return register


RULES: list[Rule] = []
PART = "(?:Po?d?r?)?"
_NUMBERED = frozenset(row["word"] for row in table("number_words") if row["class"] == "name_before")
_NAMED = frozenset(row["word"] for row in table("number_words") if row["class"] == "name_after")
_COUNTED = frozenset(row["word"] for row in table("number_words") if row["class"] == "unit")
_NO_NOUN = frozenset(row["word"] for row in table("number_words") if row["class"] == "no_noun")
_POSSESSIVE = frozenset(row["word"] for row in table("number_words") if row["class"] == "possessive")


def number(tokens: Sequence[Token], match: re.Match[str], group: str) -> int | None:
    """The number that a group of the pattern stands for; None where the group took no part."""
    index = match.start(group)
    return None if index < 0 else int(tokens[index].value)


def _ends(match: re.Match[str], period: str | None) -> Found | None:
    """A whole match with its period; no answer at all for what is not in the calendar ("31 February")."""
    return None if period is None else Found(match.start(), match.end(), period)


def _year_or_asked(
    tokens: Sequence[Token], match: re.Match[str], calendar: Calendar, month: int, day: int | None
) -> int | None:
    return number(tokens, match, "y") or calendar.year_for(month, day, match.start(), match.end())


@rule(RULES, "I", "I")
def whole_date(tokens: Sequence[Token], match: re.Match[str], calendar: Calendar) -> Found | None:
    """Written in figures: ``2021-06-30``, ``30.06.2021``."""
    return _ends(match, tokens[match.start()].value or None)


@rule(RULES, "DO", "(?P<a>[DO])(?P<j>[rR&])d?(?P<b>[DO])o?(?P<m>M)(?:c?o?(?P<y>Y))?")
def days_then_month(tokens: Sequence[Token], match: re.Match[str], calendar: Calendar) -> Found | None:
    """Days before their month: ``from 3 to 7 May 2021``, ``14-15 June``."""
    month, start, end = (number(tokens, match, group) or 0 for group in "mab")
    year = _year_or_asked(tokens, match, calendar, month, end)
    if year is None:
        return Found(match.start(), match.end(), None)
    return _ends(match, periods.interval(periods.point(year, month, start), periods.point(year, month, end)))


@rule(RULES, "M", "(?P<m>M)d?(?P<a>D)(?P<j>[rR&])d?(?P<b>D)(?![M%])(?:c?(?P<y>Y))?")
def month_then_days(tokens: Sequence[Token], match: re.Match[str], calendar: Calendar) -> Found | None:
    """Days after their month: ``May 3-7, 2021``, ``June 14 and 15``."""
    return days_then_month(tokens, match, calendar)


@rule(RULES, "D", "(?P<a>D)o?(?P<m>M)(?:c?(?P<x>Y))?[rR]d?(?P<b>D)o?(?P<n>M)(?:c?(?P<y>Y))?")
def day_to_day(tokens: Sequence[Token], match: re.Match[str], calendar: Calendar) -> Found | None:
    """From a day of one month to a day of another: ``28 May to 2 June 2021``."""
    a, m, b, n = (number(tokens, match, group) or 0 for group in "ambn")
    end_year = _year_or_asked(tokens, match, calendar, n, b)
    if end_year is None:
        return Found(match.start(), match.end(), None)
    start_year = number(tokens, match, "x") or (end_year - 1 if m > n else end_year)
    return _ends(match, periods.interval(periods.point(start_year, m, a), periods.point(end_year, n, b)))


@rule(RULES, "M", "(?P<m>M)d?(?P<a>D)(?:c?(?P<x>Y))?[rR]d?(?P<n>M)d?(?P<b>D)(?:c?(?P<y>Y))?")
def month_day_to_month_day(tokens: Sequence[Token], match: re.Match[str], calendar: Calendar) -> Found | None:
    """The same with months first: ``May 28 – June 2, 2021``."""
    return day_to_day(tokens, match, calendar)


@rule(RULES, "WDO", "(?:Wc?d?)?(?P<d>D|O(?=o))o?(?P<m>M)(?:c?o?(?P<y>Y))?")
def day_month(tokens: Sequence[Token], match: re.Match[str], calendar: Calendar) -> Found | None:
    """A day before its month: ``9 May 2021``, ``the 9th of May``; null where there is no such day."""
    day, month = number(tokens, match, "d") or 0, number(tokens, match, "m") or 0
    year = _year_or_asked(tokens, match, calendar, month, day)
    return Found(match.start(), match.end(), None if year is None else periods.point(year, month, day))


@rule(RULES, "WM", "(?:Wc?)?(?P<m>M)d?(?P<d>D)(?:c?(?P<y>Y))?")
def month_day(tokens: Sequence[Token], match: re.Match[str], calendar: Calendar) -> Found | None:
    """A day after its month: ``May 9, 2021``; not the count of ``in May 15 firms closed``."""
    alone = match.start("y") < 0 and tokens[match.start() - 1].value == "in" if match.start() else False
    if alone and match.end() < len(tokens) and tokens[match.end()].letter == "w":
        return None
    return day_month(tokens, match, calendar)


@rule(RULES, "M", "(?P<m>M)(?:c?(?P<x>Y))?(?:r|R|(?<=BM)&|(?<=BMY)&)r?(?P<n>M)(?!D)(?:c?o?(?P<y>Y))?")
def month_to_month(tokens: Sequence[Token], match: re.Match[str], calendar: Calendar) -> Found | None:
    """A run of months: ``January-May 2021``, ``between March and June 2020``, ``May 2020 to June 2021``."""
    start, end = number(tokens, match, "m") or 0, number(tokens, match, "n") or 0
    end_year = _year_or_asked(tokens, match, calendar, end, None)
    if end_year is None:
        return Found(match.start(), match.end(), None)
    start_year = number(tokens, match, "x") or (end_year - 1 if start > end else end_year)
    return _ends(match, periods.interval(periods.point(start_year, start), periods.point(end_year, end)))


@rule(RULES, "PM", PART + "(?P<m>M)c?o?(?P<y>Y)")
def month_year(tokens: Sequence[Token], match: re.Match[str], calendar: Calendar) -> Found | None:
    """A month with its year: ``May 2021``, ``early May of 2021``."""
    return _ends(match, periods.point(number(tokens, match, "y") or 0, number(tokens, match, "m")))


@rule(RULES, "PK", "(?:(?P<p>P)r?)?(?P<k>K)[rR&]d?(?P<q>P)?r?(?P<l>K)")
def decades(tokens: Sequence[Token], match: re.Match[str], calendar: Calendar) -> Found | None:
    """Decades together: ``the 1970s and 1980s``, ``from the late 1970s to the mid-1980s``."""
    start = _part_of_decade(tokens, match, "p", "k")
    end = _part_of_decade(tokens, match, "q", "l")
    return None if start is None or end is None else _ends(match, periods.span(start, end))


@rule(RULES, "PK", "(?:(?P<p>P)r?)?(?P<k>K)")
def decade(tokens: Sequence[Token], match: re.Match[str], calendar: Calendar) -> Found | None:
    """A decade or its beginning, middle or end: ``the 1970s``, ``mid-1970s``."""
    return _ends(match, _part_of_decade(tokens, match, "p", "k"))


_THIRDS = {"early": (0, 3), "mid": (4, 6), "late": (7, 9)}


def _part_of_decade(tokens: Sequence[Token], match: re.Match[str], part: str, group: str) -> str | None:
    year = number(tokens, match, group) or 0
    low, high = _THIRDS[tokens[match.start(part)].value] if match.start(part) >= 0 else (0, 9)
    return periods.interval(periods.point(year + low), periods.point(year + high))


@rule(RULES, "PDO", "(?:Po?d?r?)?(?P<a>[DO])(?:[rR&]d?(?P<b>[DO]))?r?(?P<u>[UV])")
def century(tokens: Sequence[Token], match: re.Match[str], calendar: Calendar) -> Found | None:
    """Centuries: ``the 13th century``, ``the 16th and 17th centuries``."""
    if tokens[match.start("u")].value != "century" or tokens[match.start("a")].value == "":
        return None
    start = number(tokens, match, "a") or 0
    end = number(tokens, match, "b") or start
    if match.end() < len(tokens) and tokens[match.end()].value in ("BC", "BCE"):
        return None
    low, high = periods.century(start), periods.century(end)
    return None if low is None or high is None else _ends(match, periods.span(low, high))


@rule(RULES, "ODl", "(?P<n>[ODl])r?(?P<u>U)c?(?:[oi]d?)?(?:(?P<y>Y)|(?P<k>K))")
def part_of_year(tokens: Sequence[Token], match: re.Match[str], calendar: Calendar) -> Found | None:
    """Parts: ``the second half of 2021``, ``third-quarter 2021``, ``first half of the 1990s``."""
    which = tokens[match.start("n")].value
    unit = tokens[match.start("u")].value
    if match.start("k") >= 0:
        low = (number(tokens, match, "k") or 0) + (5 if which == "2" else 0)
        halves = unit == "half" and which in ("1", "2")
        return _ends(match, periods.interval(periods.point(low), periods.point(low + 4))) if halves else None
    return _ends(match, part(which, unit, number(tokens, match, "y")))


_PARTS = {"half": 6, "quarter": 3}


def part(which: str, unit: str, year: int | None) -> str | None:
    """A half or quarter of a year; ``which`` is its number, or ``last``."""
    length = _PARTS.get(unit)
    if length is None or year is None:
        return None
    index = 12 // length if which == "last" else int(which)
    return periods.months(year, (index - 1) * length + 1, index * length) if index * length <= 12 else None


@rule(RULES, "OlND", "(?P<n>[Ol])?(?P<c>[ND])(?P<u>V)[oi]d?(?P<y>Y)")
def months_of_year(tokens: Sequence[Token], match: re.Match[str], calendar: Calendar) -> Found | None:
    """A run of months or quarters: ``the first five months of 2021``, ``in ten months of 2021``."""
    which = tokens[match.start("n")].value if match.start("n") >= 0 else "1"
    return _ends(match, run(which, number(tokens, match, "c") or 0, tokens[match.start("u")].value,
                            number(tokens, match, "y")))  # fmt: skip


def run(which: str, count: int, unit: str, year: int | None) -> str | None:
    """The first or last ``count`` months or quarters of a year."""
    months = count * {"month": 1, "quarter": 3}.get(unit, 0)
    if year is None or not 1 <= months <= 12:
        return None
    return {"1": periods.months(year, 1, months), "last": periods.months(year, 13 - months, 12)}.get(which)


@rule(RULES, "QY", "(?P<q>Q)[ro]?(?P<y>Y)|(?P<z>Y)[ro]?(?P<r>Q)")
def short_quarter(tokens: Sequence[Token], match: re.Match[str], calendar: Calendar) -> Found | None:
    """Quarters and halves as newspapers shorten them: ``Q3 2021``, ``1H 2021``, ``2021 Q3``."""
    short = tokens[max(match.start("q"), match.start("r"))].value
    year = number(tokens, match, "y") or number(tokens, match, "z")
    return _ends(match, part(short[1], "half" if short[0] == "H" else "quarter", year))


@rule(RULES, "PS", PART + "(?P<s>S)(?:c?o)?(?P<y>Y)(?:r(?P<z>[YD]))?")
def season(tokens: Sequence[Token], match: re.Match[str], calendar: Calendar) -> Found | None:
    """Seasons: ``autumn 2021``, ``the spring of 2021``, ``winter 2021-22``."""
    return _ends(match, season_of(tokens[match.start("s")].value, number(tokens, match, "y")))


def season_of(months: str, year: int | None) -> str | None:
    """The months of a season (``03-05``); a winter is called by the year in which it begins."""
    if year is None:
        return None
    start, end = int(months[:2]), int(months[3:])
    return periods.interval(periods.point(year, start), periods.point(year + (end < start), end))


@rule(RULES, "kY", "(?:kU?)?(?P<y>Y)(?:r(?P<z>Y|D(?!M))|(?:R|(?<=BY)&)(?P<x>Y))")
def years(tokens: Sequence[Token], match: re.Match[str], calendar: Calendar) -> Found | None:
    """A run of years: ``2015-2019``, ``2015–19``, ``between 2011 and 2014``, ``fiscal year 2019/20``."""
    start = number(tokens, match, "y") or 0
    end = number(tokens, match, "z") or number(tokens, match, "x") or 0
    if end < 100:
        end += start // 100 * 100
    if end <= start or end - start > 300 or _counted(tokens, match.end()):
        return None
    if not 1900 <= start <= 2100 and not _timed(tokens, match.start()):
        return None
    return _ends(match, periods.interval(periods.point(start), periods.point(end)))


@rule(RULES, "PkY", PART + "(?:kU?)?(?P<y>Y)")
def year(tokens: Sequence[Token], match: re.Match[str], calendar: Calendar) -> Found | None:
    """A year: ``in 2021``, ``mid-2021``, ``the 2021 budget``; not ``2021 people`` or ``Vision 2021``."""
    value = number(tokens, match, "y") or 0
    index = match.start("y")
    if not _is_year(tokens, index, match.end(), value):
        return None
    return _ends(match, periods.point(value))


_TIMES = frozenset(("since", "by", "during", "before", "after", "until", "till", "throughout", "in"))


def _is_year(tokens: Sequence[Token], first: int, last: int, value: int) -> bool:
    """Whether a number of four digits in this place is a year rather than a count or part of a name."""
    before = tokens[first - 1] if first else None
    if before is not None and before.letter == "." and first > 1:
        before = tokens[first - 2] if tokens[first - 2].value.lower() in ("no", "nos") else before
    after = tokens[last] if last < len(tokens) else None
    word = after.value if after else ""
    if _counted(tokens, last):
        return False
    if before is not None and before.letter in "wC" and before.value.lower() in _NUMBERED:
        return False
    if after is not None and after.letter == "C" and word in _NAMED:
        return False
    timed = before is not None and (before.value.lower() in _TIMES or before.letter in "MSPQkU")
    if not 1900 <= value <= 2100:
        return timed and not _plural(word)
    if timed or not _plural(word):
        return True
    if value % 100 == 0 or before is None:
        return False
    return before.letter in "d.(" or before.value in _POSSESSIVE


def _timed(tokens: Sequence[Token], index: int) -> bool:
    """Whether a preposition of time or an opening bracket stands before a token."""
    return index > 0 and (tokens[index - 1].letter in "iFB(" or tokens[index - 1].value.lower() in _TIMES)


def _counted(tokens: Sequence[Token], index: int) -> bool:
    """Whether the token after a number makes it a count, a quantity or a year before our era."""
    word = tokens[index].value if index < len(tokens) else ""
    if word == "per":
        return index + 1 < len(tokens) and tokens[index + 1].value == "cent"
    return word in _COUNTED or word == "%" or word.lower() in ("bc", "bce")


def _plural(word: str) -> bool:
    """Whether a small word after a number may be the noun that it counts."""
    return word[:1].islower() and word.endswith(("s", "people", "men", "women")) and word not in _NO_NOUN
