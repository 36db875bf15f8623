"""The algebra of periods: ISO 8601 years, months, days, intervals and half-open intervals, as strings.

A period is ``2023``, ``2023-07``, ``2023-07-14``, an interval of two of these (``2023-01/2023-06``), or a
half-open interval (``2024-03/..`` or ``../2024``). Everything here is pure; nothing raises on odd input but
where a docstring says so.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from functools import lru_cache

OPEN = ".."
_PART = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")

Parts = tuple[int, ...]
"""(year,), (year, month) or (year, month, day)."""


@lru_cache(maxsize=4096)
def parts(point: str) -> Parts | None:
    """The numbers of a year, month or day; None where it is none of them or is not in the calendar."""
    match = _PART.fullmatch(point)
    if match is None:
        return None
    numbers = tuple(int(group) for group in match.groups() if group is not None)
    return numbers if _exists(numbers) else None


def _exists(numbers: Parts) -> bool:
    if not 1 <= numbers[0] <= 9999:
        return False
    if len(numbers) > 1 and not 1 <= numbers[1] <= 12:
        return False
    return len(numbers) < 3 or 1 <= numbers[2] <= calendar.monthrange(numbers[0], numbers[1])[1]


@lru_cache(maxsize=4096)
def point(year: int, month: int | None = None, day: int | None = None) -> str | None:
    """The period of one year, month or day; None where there is no such day in the calendar."""
    numbers: Parts = (year,) if month is None else (year, month) if day is None else (year, month, day)
    return format_parts(numbers) if _exists(numbers) else None


def format_parts(numbers: Parts) -> str:
    """``(2023, 7)`` as ``2023-07``."""
    written = f"{numbers[0]:04d}"
    for number in numbers[1:]:
        written += f"-{number:02d}"
    return written


def interval(start: str | None, end: str | None) -> str | None:
    """The interval between two points, both ends included; the point itself where they are the same.

    None where an end is None or not valid, or where the interval would run backwards.
    """
    if start is None or end is None:
        return None
    if start == end:
        return start if is_valid(start) else None
    period = f"{start}/{end}"
    return period if is_valid(period) else None


def since(start: str) -> str:
    """The half-open interval that begins with a point: ``2007`` gives ``2007/..``."""
    return f"{first(start)}/{OPEN}"


def is_valid(period: str) -> bool:
    """Whether ``period`` is well formed, exists in the calendar and does not run backwards."""
    try:
        bounds(period)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=4096)
def bounds(period: str) -> tuple[dt.date | None, dt.date | None]:
    """First and last day of a period, None for an open end.

    Raises ValueError where the period is not valid.
    """
    if "/" not in period:
        return _first_day(period), _last_day(period)
    start, _, end = period.partition("/")
    if start == end == OPEN:
        raise ValueError(f"not a period: {period!r} is open at both ends")
    low = None if start == OPEN else _first_day(start)
    high = None if end == OPEN else _last_day(end)
    if low is not None and high is not None and low > high:
        raise ValueError(f"not a period: {period!r} ends before it starts")
    return low, high


def _parts_or_raise(point: str) -> Parts:
    numbers = parts(point)
    if numbers is None:
        raise ValueError(f"not a period: {point!r} is no year, month or day of the calendar")
    return numbers


def _first_day(point: str) -> dt.date:
    year, month, day = (*_parts_or_raise(point), 1, 1)[:3]
    return dt.date(year, month, day)


def _last_day(point: str) -> dt.date:
    numbers = _parts_or_raise(point)
    if len(numbers) == 3:
        return dt.date(*numbers)
    year, month = (*numbers, 12)[:2]
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def first(period: str) -> str:
    """The point at which a period starts: ``2023-01/2023-06`` gives ``2023-01``."""
    return period.partition("/")[0]


def last(period: str) -> str:
    """The point at which a period ends: ``2023-01/2023-06`` gives ``2023-06``."""
    return period.rpartition("/")[2]


@lru_cache(maxsize=4096)
def year_of(period: str | None) -> int | None:
    """The year in which a period ends (starts, where its end is open); None for no period."""
    if period is None:
        return None
    numbers = parts(last(period)) or parts(first(period))
    return numbers[0] if numbers else None


@lru_cache(maxsize=4096)
def grain(period: str) -> str:
    """``year``, ``month``, ``day`` or ``interval``."""
    numbers = parts(period)
    return ("year", "month", "day")[len(numbers) - 1] if numbers else "interval"


def contains(outer: str, inner: str) -> bool:
    """Whether every day of ``inner`` lies in ``outer``; both must be valid."""
    outer_low, outer_high = bounds(outer)
    inner_low, inner_high = bounds(inner)
    starts = outer_low is None or (inner_low is not None and inner_low >= outer_low)
    ends = outer_high is None or (inner_high is not None and inner_high <= outer_high)
    return starts and ends


def shift(period: str, unit: str, count: int) -> str | None:
    """A period moved by ``count`` days, weeks, months, quarters, years, decades or centuries.

    A year moved by months becomes None: the text does not say which month. So does what leaves the calendar.
    """
    if "/" in period:
        start, _, end = period.partition("/")
        moved_start = start if start == OPEN else shift(start, unit, count)
        moved_end = end if end == OPEN else shift(end, unit, count)
        if moved_start is None or moved_end is None:
            return None
        return f"{moved_start}/{moved_end}"
    numbers = parts(period)
    if numbers is None:
        return None
    if unit in _YEARS:
        return _clipped((numbers[0] + count * _YEARS[unit], *numbers[1:]))
    if unit in _MONTHS and len(numbers) > 1:
        months = numbers[0] * 12 + numbers[1] - 1 + count * _MONTHS[unit]
        return _clipped((months // 12, months % 12 + 1, *numbers[2:]))
    if unit in _DAYS and len(numbers) == 3:
        try:
            moved = dt.date(*numbers) + dt.timedelta(days=count * _DAYS[unit])
        except OverflowError:
            return None
        return moved.isoformat()
    return None


_YEARS = {"year": 1, "decade": 10, "century": 100}
_MONTHS = {"month": 1, "quarter": 3, "half": 6}
_DAYS = {"day": 1, "week": 7}


def _clipped(numbers: Parts) -> str | None:
    """The same day of another month, or the last day of it where the month is shorter."""
    if not 1 <= numbers[0] <= 9999:
        return None
    if len(numbers) == 3:
        longest = calendar.monthrange(numbers[0], numbers[1])[1]
        numbers = (numbers[0], numbers[1], min(numbers[2], longest))
    return format_parts(numbers)


def in_year(period: str, year: int) -> str | None:
    """The same stretch of another year: ``2023-01/2023-09`` in 2021 is ``2021-01/2021-09``."""
    own = year_of(period)
    return None if own is None else shift(period, "year", year - own)


def months(year: int, start: int, end: int) -> str | None:
    """Months ``start`` to ``end`` of a year: ``months(2023, 1, 9)`` is ``2023-01/2023-09``."""
    return interval(point(year, start), point(year, end))


def decade(year: int) -> str | None:
    """The decade that begins with ``year``: 1990 gives ``1990/1999``."""
    return interval(point(year), point(year + 9))


def century(number: int) -> str | None:
    """The 15th century is ``1401/1500``."""
    return interval(point(number * 100 - 99), point(number * 100))


def span(start: str, end: str) -> str | None:
    """From the start of one period to the end of another: 1950/1959 and 1960/1969 give 1950/1969."""
    return interval(first(start), last(end))
