"""Currencies, units, rates and counted nouns."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sandyq import read
from sandyq.reading import lexicon
from sandyq.reading.nouns import counted_noun, is_plural, ranked_noun, singular
from sandyq.reading.units import CODES, SIGNS, currency_before, per_after, unit_after

LEXICON = Path(lexicon.__file__).parent / "en"


def after(text: str, amount: float = 5, scaled: bool = False) -> tuple[str, str, str] | None:
    unit = unit_after(text, 1, len(text), amount, scaled)
    return (unit.name, unit.kind, text[unit.start : unit.end]) if unit else None


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("5%", "percent", "percent"),
        ("5 %", "percent", "percent"),
        ("5 per cent", "percent", "percent"),
        ("5pc of", "percent", "percent"),
        ("5 percentage\npoints", "percentage_point", "percent"),
        ("5 p.p.", "percentage_point", "percent"),
        ("5 basis points", "basis_point", "quantity"),
        ("5 tenge", "KZT", "money"),
        ("5-tenge", "KZT", "money"),
        ("5 euros", "EUR", "money"),
        ("5 U.S. dollars", "USD", "money"),
        ("5 Russian roubles", "RUB", "money"),
        ("5 Uzbek soums", "UZS", "money"),
        ("5 Tajik somoni", "TJS", "money"),
        ("5 pounds sterling", "GBP", "money"),
        ("5 KZT", "KZT", "money"),
        ("5km", "kilometre", "quantity"),
        ("5-kilometer", "kilometre", "quantity"),
        ("5 sq. km", "square_kilometre", "quantity"),
        ("5 cubic meters", "cubic_metre", "quantity"),
        ("5 km²", "square_kilometre", "quantity"),
        ("5 metric tons", "tonne", "quantity"),
        ("5 tons", "tonne", "quantity"),
        ("5 t of", "tonne", "quantity"),
        ("5 hectares", "hectare", "quantity"),
        ("5 kWh", "kilowatt_hour", "quantity"),
        ("5 GW", "gigawatt", "quantity"),
        ("5 bcm", "cubic_metre", "quantity"),
        ("5 °C", "celsius", "quantity"),
        ("5 times", "times", "quantity"),
        ("5-fold", "times", "quantity"),
        ("5 years", "year", "duration"),
        ("5-month", "month", "duration"),
        ("5 barrels per day", "barrel_per_day", "quantity"),
        ("5 barrels a day", "barrel_per_day", "quantity"),
        ("5 barrels of crude oil per day", "barrel_per_day", "quantity"),
        ("5 bbl/day", "barrel_per_day", "quantity"),
        ("5 bpd", "barrel_per_day", "quantity"),
        ("5 tonnes per hectare", "tonne_per_hectare", "quantity"),
        ("5 cubic metres per hour", "cubic_metre_per_hour", "quantity"),
        ("5 km/h", "kilometre_per_hour", "quantity"),
    ],
)
def test_units_after_a_number(text: str, name: str, kind: str) -> None:
    found = after(text)
    assert found is not None
    assert found[:2] == (name, kind)


@pytest.mark.parametrize(
    "text", ["5 companies", "5 in May", "5 a", "5 and", "5 Kazakh firms", "5 of", "5", "5 won"]
)
def test_what_is_no_unit(text: str) -> None:
    assert after(text) is None


def test_a_line_is_crossed_but_no_blank_line() -> None:
    assert after("5\nper cent") == ("percent", "percent", "per cent")
    assert after("5\n\ntenge") is None


def test_pounds_are_money_by_the_million_and_a_weight_else() -> None:
    assert after("5 pounds") == ("pound", "quantity", "pounds")
    assert after("5 pounds", scaled=True) == ("GBP", "money", "pounds")


def test_and_is_not_a_day() -> None:
    assert per_after("7,400km and in", 7, 14) is None


@pytest.mark.parametrize(
    ("text", "currency", "sign"),
    [
        ("paid $4", "USD", "$"),
        ("paid US$4", "USD", "US$"),
        ("paid $US4", "USD", "$US"),
        ("paid US$ 4", "USD", "US$ "),
        ("paid A$4", "AUD", "A$"),
        ("paid HK$4", "HKD", "HK$"),
        ("paid €4", "EUR", "€"),
        ("paid ₸4", "KZT", "₸"),
        ("paid RM4", "MYR", "RM"),
        ("paid INR4", "INR", "INR"),
        ("paid KZT 4", "KZT", "KZT "),
        ("paid £\u00a04", "GBP", "£\u00a0"),
    ],
)
def test_currencies_before_a_number(text: str, currency: str, sign: str) -> None:
    found = currency_before(text, len(text) - 1)
    assert found is not None
    assert (found[1], text[found[0] : -1], found[2]) == (currency, sign, False)


@pytest.mark.parametrize("text", ["the G20 4", "UTC 4", "in May 4", "NATO4", "No. 4", "ABC 4", "GDP 4"])
def test_letters_that_are_no_currency(text: str) -> None:
    assert currency_before(text, len(text) - 1) is None


def test_a_minus_between_sign_and_number() -> None:
    assert currency_before("was $-4", 6) == (4, "USD", True)


@pytest.mark.parametrize(
    ("text", "name", "span"),
    [
        ("5 companies from", "company", "companies"),
        ("5 former Soviet republics met", "former_republic", "former Soviet republics"),
        ("5 largest Chinese rail projects", "rail_project", "largest Chinese rail projects"),
        ("5 sports clubs", "sport_club", "sports clubs"),
        ("5 North\nDakota farms and", "farm", "North\nDakota farms"),
        ("5-member delegation", "member", "member"),
        ("5-strong team", "person", "strong"),
        ("5 people", "person", "people"),
        ("5 women's groups", "group", "women's groups"),
        ("5 small and medium enterprises", "small_medium_enterprise", "small and medium enterprises"),
        ("5 Uzbeks and", "person", "Uzbeks"),
        ("5 countries’ leaders", "country", "countries"),
        ("5 cities, including", "city", "cities"),
        ("5 aircraft were", "aircraft", "aircraft"),
    ],
)
def test_counted_nouns(text: str, name: str, span: str) -> None:
    noun = counted_noun(text, 1, len(text), 5)
    assert noun is not None
    assert noun.name.replace("sports_", "sport_") == name
    assert text[noun.start : noun.end] == span


@pytest.mark.parametrize("text", ["5 in May", "5 and", "5. Trade", "5", "5 rose sharply", "5 is", "5, firms"])
def test_nothing_is_counted(text: str) -> None:
    assert counted_noun(text, 1, len(text), 5) is None


def test_one_counts_a_singular() -> None:
    noun = counted_noun("1 transport corridor to", 1, 23, 1)
    assert noun is not None
    assert noun.name == "transport_corridor"


def test_a_rank_takes_its_noun_phrase() -> None:
    text = "2nd largest trading partner, after"
    noun = ranked_noun(text, 11, len(text))
    assert noun is not None
    assert (noun.name, text[noun.start : noun.end]) == ("trading_partner", "trading partner")


@pytest.mark.parametrize(
    ("plural", "one"),
    [("countries", "country"), ("buses", "bus"), ("boxes", "box"), ("houses", "house"), ("men", "man"),
     ("women", "woman"), ("children", "child"), ("enterprises", "enterprise"), ("purchases", "purchase"),
     ("branches", "branch"), ("taxes", "tax"), ("ties", "tie"), ("sheep", "sheep"), ("crises", "crisis")],
)  # fmt: skip
def test_singulars(plural: str, one: str) -> None:
    assert is_plural(plural)
    assert singular(plural) == one


@pytest.mark.parametrize("word", ["this", "was", "gas", "previous", "business", "analysis", "economics", "s"])
def test_words_in_s_that_are_no_plurals(word: str) -> None:
    assert not is_plural(word)


@example("PS", 2)
@given(st.text(max_size=60), st.integers(0, 60))
def test_any_text_is_survived(text: str, at: int) -> None:
    at = min(at, len(text))
    for found in (
        unit_after(text, at, len(text), 1, False),
        counted_noun(text, at, len(text), 2),
        ranked_noun(text, at, len(text)),
    ):
        assert found is None or at <= found.start < found.end <= len(text)
    before = currency_before(text, at)
    assert before is None or 0 <= before[0] <= at


def test_the_generated_tables_hold_what_their_sources_promise() -> None:
    assert {"KZT", "USD", "EUR", "CNY", "RUB", "UZS", "KGS"} <= CODES
    assert all(re.fullmatch(r"[A-Z]{3}", code) for code in CODES | set(SIGNS.values()))
    for name in ("units", "unit_words"):
        with (LEXICON / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                assert re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", row["unit"]), row
                assert row["kind"] in ("quantity", "duration", "percent"), row


@pytest.mark.parametrize("amount", ["45 US dollars", "3.5 billion US dollars", "two million US dollars"])
def test_us_dollars_written_out(amount: str) -> None:
    text = f"They paid {amount} for it."
    (figure,) = read(text).figures
    assert (figure.quote, figure.kind, figure.unit) == (amount, "money", "USD")
