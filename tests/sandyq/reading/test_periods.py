"""The algebra of periods."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandyq.reading import periods

points = st.one_of(
    st.integers(1, 9999).map(periods.point),
    st.dates().map(lambda day: day.isoformat()[:7]),
    st.dates().map(lambda day: day.isoformat()),
)


@pytest.mark.parametrize(
    ("period", "low", "high"),
    [
        ("2024", dt.date(2024, 1, 1), dt.date(2024, 12, 31)),
        ("2024-02", dt.date(2024, 2, 1), dt.date(2024, 2, 29)),
        ("2024-02-29", dt.date(2024, 2, 29), dt.date(2024, 2, 29)),
        ("2023-01/2023-09", dt.date(2023, 1, 1), dt.date(2023, 9, 30)),
        ("1993/..", dt.date(1993, 1, 1), None),
        ("../2030", None, dt.date(2030, 12, 31)),
        ("2024-03/2025", dt.date(2024, 3, 1), dt.date(2025, 12, 31)),
    ],
)
def test_bounds(period: str, low: dt.date | None, high: dt.date | None) -> None:
    assert periods.is_valid(period)
    assert periods.bounds(period) == (low, high)


@pytest.mark.parametrize(
    "period",
    [
        "",
        "/",
        "../..",
        "2023-13",
        "2023-02-30",
        "0000",
        "20233",
        "2023/2022",
        "2023-1",
        "2023/",
        "x",
        "2023//2024",
    ],
)
def test_what_is_no_period(period: str) -> None:
    assert not periods.is_valid(period)
    with pytest.raises(ValueError, match="not a period"):
        periods.bounds(period)


def test_a_day_outside_the_calendar_is_none() -> None:
    assert periods.point(2023, 2, 31) is None
    assert periods.point(2023, 13) is None
    assert periods.point(0) is None
    assert periods.point(2024, 2, 29) == "2024-02-29"


def test_interval() -> None:
    assert periods.interval("2018", "2019") == "2018/2019"
    assert periods.interval("2018", "2018") == "2018"
    assert periods.interval("2019", "2018") is None
    assert periods.interval(None, "2018") is None


@pytest.mark.parametrize(
    ("period", "unit", "count", "moved"),
    [
        ("2023-12", "month", 1, "2024-01"),
        ("2023-01-31", "month", 1, "2023-02-28"),
        ("2024-02-29", "year", -1, "2023-02-28"),
        ("2023-01/2023-09", "year", -2, "2021-01/2021-09"),
        ("2023-04/2023-06", "quarter", 1, "2023-07/2023-09"),
        ("2023-12-28", "week", 1, "2024-01-04"),
        ("2014", "decade", -1, "2004"),
        ("2023", "month", 1, None),
        ("2023-05", "day", 1, None),
        ("0001", "year", -1, None),
        ("9999-12-31", "day", 1, None),
        ("nonsense", "year", 1, None),
    ],
)
def test_shift(period: str, unit: str, count: int, moved: str | None) -> None:
    assert periods.shift(period, unit, count) == moved


def test_the_same_stretch_of_another_year() -> None:
    assert periods.in_year("2023-01/2023-06", 2022) == "2022-01/2022-06"
    assert periods.in_year("2023-10-04", 2019) == "2019-10-04"


def test_decades_centuries_and_what_joins_them() -> None:
    assert periods.decade(1980) == "1980/1989"
    assert periods.century(19) == "1801/1900"
    assert periods.span("1970/1979", "1980/1989") == "1970/1989"
    assert periods.months(2021, 1, 3) == "2021-01/2021-03"
    assert periods.since("2010-05") == "2010-05/.."


@given(points, points)
def test_an_interval_runs_from_the_first_day_of_one_to_the_last_of_the_other(one: str, other: str) -> None:
    joined = periods.interval(one, other)
    if joined is not None:
        assert periods.is_valid(joined)
        assert periods.bounds(joined) == (periods.bounds(one)[0], periods.bounds(other)[1])


@given(st.text())
def test_any_text_is_a_period_or_is_not(text: str) -> None:
    if periods.is_valid(text):
        low, high = periods.bounds(text)
        assert low is not None or high is not None
    assert periods.parts(text) is None or periods.is_valid(text)


@given(points, st.sampled_from(["day", "week", "month", "quarter", "year", "decade"]), st.integers(-400, 400))
def test_what_is_moved_is_valid(period: str, unit: str, count: int) -> None:
    moved = periods.shift(period, unit, count)
    assert moved is None or periods.is_valid(moved)
