"""Values, periods and places as pages show them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandyq.site import links, show


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (31_170_000_000.0, "31.17\u00a0billion"),
        (1_000_000.0, "1\u00a0million"),
        (999_999.0, "999,999"),
        (2.5e12, "2.5\u00a0trillion"),
        (-18.7e9, "−18.7\u00a0billion"),
        (0.1 + 0.2, "0.3"),
        (-0.0, "0"),
        (1e-7, "0.0000001"),
        (12_345_678_901.0, "12.345678901\u00a0billion"),
    ],
)
def test_numbers_are_shown_as_people_read_them(value: float, shown: str) -> None:
    assert show.number(value) == shown


@given(st.floats(min_value=-1e18, max_value=1e18, allow_nan=False))
def test_a_number_says_what_it_is_to_twelve_digits(value: float) -> None:
    shown = show.number(value)
    digits, _, word = shown.partition("\u00a0")
    scale = dict(show.SCALES).get(word, 1.0)
    read = float(digits.replace(",", "").replace("−", "-")) * scale
    assert read == pytest.approx(value, rel=1e-11, abs=1e-300)
    assert re.fullmatch(r"−?\d{1,3}(,\d{3})*(\.\d*[1-9])?", digits)


def test_a_range_shows_both_ends() -> None:
    assert show.value({"value": None, "value_low": 2e6, "value_high": 3e6}) == "2\u00a0million–3\u00a0million"
    assert show.value({"value": None, "lowest": 1.0, "highest": 2.0}) == "1–2"
    assert show.value({"value": None, "value_low": None, "value_high": None}) == show.NOTHING


def test_periods_lose_no_end() -> None:
    assert show.period("2022") == "2022"
    assert show.period("2022-01/2022-06") == "2022-01 – 2022-06"
    assert show.period("2007/..") == "2007 –"
    assert show.period("../2024") == "– 2024"
    assert show.period(None) == show.NOTHING


def test_codes_become_names_and_what_is_no_code_stays() -> None:
    assert show.places("KAZ;CHN") == "Kazakhstan, China"
    assert show.places("none") == show.NOTHING
    assert show.places("Ada Steppe") == "Ada Steppe"
    assert show.indicator("fdi_inflow") == "FDI inflow"


@pytest.mark.parametrize(
    ("count", "shown"), [(999, "999\u00a0B"), (12_345, "12.3\u00a0kB"), (2_500_000, "2.5\u00a0MB")]
)
def test_sizes(count: int, shown: str) -> None:
    assert show.size(count) == shown


def test_an_address_comes_from_the_id_alone() -> None:
    assert links.figure("2024-a:12-20") == "figures/2024-a/12-20.html"
    assert links.written(links.source("a #1?")) == "sources/a%20%231%3F.html"
    assert links.root("series/exports/KAZ-none-level-USD.html") == "../../"
    row = {
        "indicator": "exports",
        "reporter": "KAZ;UZB",
        "partner": "none",
        "measure": "level",
        "unit": "USD",
    }
    assert links.series(row) == "series/exports/KAZ+UZB-none-level-USD.html"


def test_a_text_fragment_hides_what_has_a_meaning_there() -> None:
    found = links.text_fragment("https://example.org/a#part", "5-6, & more")
    assert found == "https://example.org/a#:~:text=5%2D6%2C%20%26%20more"
