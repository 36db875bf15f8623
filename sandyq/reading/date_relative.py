"""The rules for expressions of time that lean on the text's own date or on what was said before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandyq.reading import periods
from sandyq.reading.date_rules import PART, Calendar, Found, Rule, number, part, rule, run, season_of

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence

    from sandyq.reading.date_tokens import Token

LEANING: list[Rule] = []
_WAYS = {"l": -1, "g": -1, "t": 0, "n": 1, "h": 1}
"""Of the text's own date: last, past, this, next, coming."""
_TURNS = {"v": -1, "s": 0, "T": 0, "f": 1}
"""Of what was spoken of before: previous, same, that, following."""


def moved(calendar: Calendar, way: str, unit: str) -> str | None:
    """The year, month, week ... that ``last``, ``this``, ``following`` and the like mean."""
    if way in _WAYS and unit == "day":
        day = calendar.latest("day")  # "the next day" follows the day that was told of
        return None if day is None else periods.shift(day, "day", 1)
    if way in _WAYS:
        base = calendar.this(unit)
        if base is None or way == "t":
            return base
        if unit == "decade" and way != "t":
            year = periods.year_of(calendar.this("year")) or 0
            return periods.interval(*(periods.point(y) for y in sorted((year, year + 10 * _WAYS[way]))))
        if unit == "year" and way == "g":
            return periods.interval(periods.shift(base, "year", -1), base)
        return periods.shift(base, unit, _WAYS[way])
    base = _spoken_of(calendar, unit)
    return None if base is None else periods.shift(base, unit, _TURNS[way])


def _spoken_of(calendar: Calendar, unit: str) -> str | None:
    """The unit that holds what was mentioned last."""
    if unit == "period":
        return calendar.latest("interval", "month") or calendar.latest()
    if unit == "quarter":
        return calendar.latest("interval")
    if unit in ("day", "week"):
        return _latest_day(calendar, "day")
    latest = _latest_day(calendar, "month", "day") if unit == "month" else calendar.latest()
    if latest is None:
        return calendar.this("year") if unit == "year" else None
    numbers = periods.parts(periods.last(latest)) or periods.parts(periods.first(latest))
    if numbers is None:
        return None
    if unit == "month":
        return periods.format_parts(numbers[:2])
    return periods.decade(numbers[0] // 10 * 10) if unit == "decade" else periods.point(numbers[0])


def _latest_day(calendar: Calendar, *grains: str) -> str | None:
    """The latest period of these grains; of a run of days ("6-11 November") its last day."""
    latest = calendar.latest(*grains, "interval")
    if latest is None or "/" not in latest:
        return latest
    last = periods.last(latest)
    return last if periods.grain(last) == "day" else calendar.latest(*grains)


def _year(tokens: Sequence[Token], match: re.Match[str], calendar: Calendar) -> int | None:
    """The year that the groups y, q (last, this ...) and w (its unit) give; without q that spoken of."""
    if "y" in match.re.groupindex and match.start("y") >= 0:
        return number(tokens, match, "y")
    if tokens[match.start("w")].value != "year":
        return None
    if match.start("q") < 0:
        return calendar.year()
    return periods.year_of(moved(calendar, tokens[match.start("q")].letter, "year"))


def _of_year(tokens: Sequence[Token], match: re.Match[str]) -> bool:
    return tokens[match.start("w")].value == "year"


@rule(LEANING, "PM", PART + "(?P<m>M)d?(?P<d>D)?c?[oi]?d?(?P<q>[ltnvfsT])(?P<w>U)")
def month_of_that_year(tokens: Sequence[Token], match: re.Match[str], calendar: Calendar) -> Found | None:
    """A month with a year that leans: ``June last year``, ``June 5 of the same year``."""
    if not _of_year(tokens, match):
        return None
    year = _year(tokens, match, calendar)
    if year is None:
        return Found(match.start(), match.end(), None)
    period = periods.point(year, number(tokens, match, "m"), number(tokens, match, "d"))
    return None if period is None else Found(match.start(), match.end(), period)


@rule(LEANING, "M", "(?P<m>M)[rR](?P<n>M)c?[oi]?d?(?P<q>[ltnvfsT])(?P<w>U)")
def months_then_that_year(tokens: Sequence[Token], match: re.Match[str], calendar: Calendar) -> Found | None:
    """A run of months of a year that leans: ``January-May this year``, ``March to June last year``."""
    if not _of_year(tokens, match):
        return None
    year = _year(tokens, match, calendar)
    start, end = number(tokens, match, "m") or 0, number(tokens, match, "n") or 0
    return Found(match.start(), match.end(), None if year is None else periods.months(year, start, end))


@rule(LEANING, "D", "(?P<d>D)o?(?P<m>M)c?[oi]?d?(?P<q>[ltnvfsT])(?P<w>U)")
def day_of_that_year(tokens: Sequence[Token], match: re.Match[str], calendar: Calendar) -> Found | None:
    """The same with the day first: ``5 June last year``."""
    return month_of_that_year(tokens, match, calendar)


@rule(LEANING, "ODl", "(?P<n>[ODl])r?(?P<u>U)(?:[oi]d?(?P<q>[ltnvfsT])?|(?P<p>[ltn]))(?P<w>U)")
def part_of_that_year(tokens: Sequence[Token], match: re.Match[str], calendar: Calendar) -> Found | None:
    """Halves and quarters: ``the second half of this year``, ``the first quarter of the year``."""
    if not _of_year(tokens, match) or tokens[match.start("u")].value not in ("half", "quarter"):
        return None
    year = _year(tokens, match, calendar)
    return Found(match.start(), match.end(),
                 part(tokens[match.start("n")].value, tokens[match.start("u")].value, year))  # fmt: skip


@rule(LEANING, "OlND", "(?P<n>[Ol])?(?P<c>[ND])(?P<u>V)[oi]d?(?P<q>[ltnvfsT])?(?P<w>U)")
def months_of_that_year(tokens: Sequence[Token], match: re.Match[str], calendar: Calendar) -> Found | None:
    """Runs of months: ``the first five months of this year``, ``the last two months of the year``."""
    which = tokens[match.start("n")].value if match.start("n") >= 0 else "1"
    unit = tokens[match.start("u")].value
    if not _of_year(tokens, match) or unit not in ("month", "quarter"):
        return None
    year = _year(tokens, match, calendar)
    return Found(match.start(), match.end(), run(which, number(tokens, match, "c") or 0, unit, year))


@rule(LEANING, "ds", "d?s(?P<u>U)c?(?:[oi]d?)?(?:(?P<y>Y)|(?P<q>[ltnv])(?P<w>U)|a(?P<x>U)(?P<e>[eAp]))")
def same_part_of_another_year(
    tokens: Sequence[Token], match: re.Match[str], calendar: Calendar
) -> Found | None:
    """What was spoken of, a year or more apart: ``the same period in 2019``, ``the same month last year``."""
    unit = tokens[match.start("u")].value
    if unit not in ("period", "month", "quarter", "half"):
        return None
    base = calendar.latest("month", "day") if unit == "month" else _spoken_of(calendar, "period")
    if base is None:
        return Found(match.start(), match.end(), None)
    if periods.grain(base) == "month" and unit == "period" and calendar.year_to_date():
        base = f"{base[:4]}-01/{base}"
    if match.start("y") >= 0:
        year = number(tokens, match, "y")
    elif match.start("x") >= 0 or tokens[match.start("q")].letter in "vl":
        year = (periods.year_of(base) or 0) - 1
    else:
        year = _year(tokens, match, calendar)
    return Found(match.start(), match.end(), None if year is None else periods.in_year(base, year))


@rule(
    LEANING,
    "Pedltnvfsgh",
    # "that" joins clauses too, so it needs a word of time before it.
    "(?:Po?r?|e)?d?t?(?P<q>[ltnvfsgh]|(?<=.)T)(?P<u>U)(?!r[p@w]|od?[YKU])(?!c?[i@]d?P?[DOM])",
)
def leaning_unit(tokens: Sequence[Token], match: re.Match[str], calendar: Calendar) -> Found | None:
    """A unit of time by where it lies: ``last year``, ``earlier this month``, ``the past decade``."""
    return _leaning(tokens, match, calendar)


@rule(LEANING, "PeT", "(?:(?:Po?r?|e)T|(?<=[ip.c(&@])T|T(?=U(?:[.c)C]|$)))(?P<u>U)(?!r[p@w])")
def that_unit(tokens: Sequence[Token], match: re.Match[str], calendar: Calendar) -> Found | None:
    """``later that year``, ``met in Rome that day``; not the conjunction of ``said that year after year``."""
    return _leaning(tokens, match, calendar)


_UNITS = {
    "l": ("year", "month", "quarter", "week", "decade", "century"),
    "g": ("year", "month", "quarter", "week", "decade", "century"),
    "t": ("year", "month", "quarter", "week", "decade", "century"),
    "n": ("year", "month", "quarter", "week", "day", "decade"),
    "h": ("year", "month", "quarter", "week", "decade"),
    "v": ("year", "month", "quarter", "day", "decade"),
    "f": ("year", "month", "quarter", "day", "week", "decade"),
    "s": ("year", "month", "quarter", "day", "period", "decade"),
    "T": ("year", "month", "quarter", "day", "period", "decade"),
}


def _leaning(tokens: Sequence[Token], match: re.Match[str], calendar: Calendar) -> Found | None:
    way = tokens[match.start("q")].letter if "q" in match.re.groupindex else "T"
    unit = tokens[match.start("u")].value
    if unit not in _UNITS[way]:
        return None
    return Found(match.start(), match.end(), moved(calendar, way, unit))


@rule(LEANING, "a", "a(?P<u>U)(?:(?P<e>[eA])|(?P<p>p)(?=[.c)]|$))")
def a_unit_apart(tokens: Sequence[Token], match: re.Match[str], calendar: Calendar) -> Found | None:
    """One unit from what was spoken of: ``a year earlier``, ``a month later``; ``a year ago`` from today."""
    unit = tokens[match.start("u")].value
    turn = tokens[max(match.start("e"), match.start("p"))]
    if unit not in ("year", "month", "week", "day", "quarter", "decade") or turn.value not in ("-1", "1"):
        return None
    if turn.letter == "A":
        base = calendar.this(unit)
    elif unit == "year":
        base = calendar.latest() or calendar.this(unit)
    elif unit == "decade":  # ten years from the year spoken of
        year = periods.year_of(calendar.latest())
        return Found(
            match.start(), match.end(), None if year is None else periods.point(year + 10 * int(turn.value))
        )
    else:
        base = _spoken_of(calendar, unit)
    if base is None or (unit == "decade" and turn.letter == "A"):
        return Found(match.start(), match.end(), None)
    return Found(match.start(), match.end(), periods.shift(base, unit, int(turn.value)))


@rule(LEANING, "ND", "(?P<n>[ND])(?P<u>V)(?P<e>e)(?![pi])")
def units_apart(tokens: Sequence[Token], match: re.Match[str], calendar: Calendar) -> Found | None:
    """Several units from what was spoken of: ``two days later``, ``eight months earlier``.

    Days and weeks count from a day, months from a month; years and decades give the year alone.
    """
    unit, turn = tokens[match.start("u")].value, tokens[match.start("e")].value
    count = (number(tokens, match, "n") or 0) * int(turn or 0)
    base: str | None
    if unit in ("year", "decade"):
        year = periods.year_of(calendar.latest())
        base = None if year is None else periods.point(year)
    elif unit in ("day", "week", "month"):
        base = _spoken_of(calendar, unit)
    else:
        return None
    period = None if base is None else periods.shift(base, unit, count)
    return None if period is None else Found(match.start(), match.end(), period)


@rule(LEANING, "d", "(?<=@)d(?P<n>O)(?P<u>U)(?!o)")
def day_of_the_stay(tokens: Sequence[Token], match: re.Match[str], calendar: Calendar) -> Found | None:
    """``on the second day``, of the run of days that was told of last."""
    stay, told = calendar.latest("interval"), calendar.latest("interval", "day")
    if tokens[match.start("u")].value != "day" or stay is None or told is None:
        return None
    first = periods.first(stay)
    day = periods.shift(first, "day", (number(tokens, match, "n") or 1) - 1)
    if day is None or len(first) < len("2021-06-30") or not periods.contains(stay, told):
        return None
    return Found(match.start(), match.end(), day) if periods.contains(stay, day) else None


@rule(LEANING, "d", "d(?P<u>U)(?P<p>[pe])(?=[.c)]|$)")
def the_unit_before(tokens: Sequence[Token], match: re.Match[str], calendar: Calendar) -> Found | None:
    """``the year before``, ``the month after``, at the end of a clause."""
    turn = tokens[match.start("p")].value
    unit = tokens[match.start("u")].value
    if turn not in ("-1", "1") or unit not in ("year", "month", "day", "quarter", "decade"):
        return None
    base = _spoken_of(calendar, unit)
    return Found(match.start(), match.end(), None if base is None else periods.shift(base, unit, int(turn)))


@rule(LEANING, "dP", "d?(?P<p>P)od(?P<u>U)(?!r)")
def end_of_the_unit(tokens: Sequence[Token], match: re.Match[str], calendar: Calendar) -> Found | None:
    """``the end of the year``, ``by the end of the decade``: a decade ends with the round year after it."""
    unit = tokens[match.start("u")].value
    if unit == "decade":
        this = periods.year_of(calendar.this("year"))
        low = None if this is None else this // 10 * 10
        late = tokens[match.start("p")].value == "late"
        return Found(match.start(), match.end(), None if low is None else periods.point(low + 10 * late))
    if unit == "year":
        year = calendar.year()
        return Found(match.start(), match.end(), None if year is None else periods.point(year))
    if unit in ("month", "quarter"):
        return Found(match.start(), match.end(), _spoken_of(calendar, unit) or calendar.this(unit))
    return None


@rule(LEANING, "U", "(?P<u>U)r(?P<p>P)(?P<y>Y)?")
def year_end(tokens: Sequence[Token], match: re.Match[str], calendar: Calendar) -> Found | None:
    """``by year-end``, ``year-end 2021``."""
    if tokens[match.start("u")].value != "year" or tokens[match.start("p")].value == "mid":
        return None
    year = number(tokens, match, "y") or calendar.year()
    return Found(match.start(), match.end(), None if year is None else periods.point(year))


@rule(LEANING, "Pltng", PART + "t?(?P<q>[lgtn])(?:(?P<m>M)(?!D)|(?P<s>S)|(?P<w>W))(?!c?Y)")
def leaning_name(tokens: Sequence[Token], match: re.Match[str], calendar: Calendar) -> Found | None:
    """A named month, season or weekday by where it lies: ``last June``, ``this summer``, ``next Monday``."""
    way = tokens[match.start("q")].letter
    if match.start("w") >= 0:
        name = "next" if way == "n" else "last"
        return Found(match.start(), match.end(), calendar.weekday(number(tokens, match, "w") or 0, name))
    today = calendar.this("day")
    if today is None:
        return Found(match.start(), match.end(), None)
    year, this_month = int(today[:4]), int(today[5:7])
    if match.start("s") >= 0:
        months = tokens[match.start("s")].value
        period = season_of(months, year)
        if way in "lg" and int(months[:2]) >= this_month:
            period = season_of(months, year - 1)
        elif way == "n" and int(months[:2]) <= this_month:
            period = season_of(months, year + 1)
        return Found(match.start(), match.end(), period)
    month = number(tokens, match, "m") or 0
    if way in "lg":
        year -= month >= this_month
    elif way == "n":
        year += month <= this_month
    return Found(match.start(), match.end(), periods.point(year, month))


@rule(LEANING, "d", "d(?P<q>[vf])(?P<m>M)(?!D|c?Y)")
def month_beside(tokens: Sequence[Token], match: re.Match[str], calendar: Calendar) -> Found | None:
    """A named month before or after what was spoken of: ``the previous June``, ``the following May``."""
    told = calendar.latest("month", "day", "interval")
    numbers = None
    if told is not None:
        numbers = periods.parts(periods.last(told)) or periods.parts(periods.first(told))
    if numbers is None or len(numbers) < 2:
        return None
    year, month = numbers[0], number(tokens, match, "m") or 0
    if tokens[match.start("q")].letter == "v":
        year -= month >= numbers[1]
    else:
        year += month <= numbers[1]
    return Found(match.start(), match.end(), periods.point(year, month))


@rule(LEANING, "y", "y")
def the_day_beside(tokens: Sequence[Token], match: re.Match[str], calendar: Calendar) -> Found | None:
    """``yesterday``, ``tomorrow``."""
    today = calendar.this("day")
    turn = int(tokens[match.start()].value)
    return Found(match.start(), match.end(), None if today is None else periods.shift(today, "day", turn))
