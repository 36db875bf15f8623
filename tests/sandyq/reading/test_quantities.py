"""Figures as a text has them: spans, values, units, modifiers, and what only looks like a figure."""

from __future__ import annotations

import itertools
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandyq.reading.model import DateMention, Quantity
from sandyq.reading.quantities import quantities
from sandyq.reading.text import Document
from sandyq.vocabulary import KINDS, MEASURES, MODIFIERS

if TYPE_CHECKING:
    from collections.abc import Callable


def read(text: str, *dates: str) -> list[Quantity]:
    """The figures of ``text``; ``dates`` are the expressions of time that stand in it."""
    mentions = [
        DateMention(text.index(quote), text.index(quote) + len(quote), quote, None, "given")
        for quote in dates
    ]
    return quantities(Document(text, None), sorted(mentions, key=lambda m: m.start))


def seen(text: str, *dates: str) -> list[tuple[str, float | tuple[float | None, float | None], str | None]]:
    return [
        (text[q.start : q.end], (q.value_low, q.value_high) if q.value is None else q.value, q.unit)
        for q in read(text, *dates)
    ]


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        # glued and abbreviated scales
        ("Sales hit $4.3bn there.", [("$4.3bn", 4.3e9, "USD")]),
        ("It lent €17m to farms.", [("€17m", 17e6, "EUR")]),
        ("Ships took 3.1 mln tonnes away.", [("3.1 mln tonnes", 3.1e6, "tonne")]),
        ("It spent 2 tr tenge there.", [("2 tr tenge", 2e12, "KZT")]),
        ("It spent 14,7 bln. tenge there.", [("14,7 bln. tenge", 14.7e9, "KZT")]),
        # what rises from one number to another is counted, not dated, where the first is no year of our time
        ("It grew from 1500 to 2500 workers.", [("1500", 1500, "worker"), ("2500 workers", 2500, "worker")]),
        ("The mine goes from 1200 to 2000 jobs.", [("1200 to 2000 jobs", (1200, 2000), "job")]),
        ("From 1990 to 2000 prices grew.", []),
        # ages said of somebody
        ("He will be 35, and she turned 41.", [("35", 35, "year_of_age"), ("41", 41, "year_of_age")]),
        ("She was 5 of them.", []),
        # initials that say what kind of thing is counted, and initials of places
        ("They built two LNG terminals.", [("two LNG terminals", 2, "lng_terminal")]),
        ("It met six ASEAN members.", [("six ASEAN members", 6, "member")]),
        # signs
        ("The flow was -$12.4bn then.", [("-$12.4bn", -12.4e9, "USD")]),
        ("The flow was $-12.4bn then.", [("$-12.4bn", -12.4e9, "USD")]),
        ("The balance was negative $3 million.", [("negative $3 million", -3e6, "USD")]),
        ("It was minus-15 degrees outside.", [("minus-15 degrees", -15, "degree")]),
        ("It cost (−€4m) in all.", [("−€4m", -4e6, "EUR")]),
        # white space inside a figure
        ("They raised $2.5\nbillion there.", [("$2.5\nbillion", 2.5e9, "USD")]),
        ("They raised $ 2.5\u00a0billion there.", [("$ 2.5\u00a0billion", 2.5e9, "USD")]),
        ("In 2020 1 500 tonnes left.", [("1 500 tonnes", 1500, "tonne")]),
        ("It has 12\u2009400 wagons.", [("12\u2009400 wagons", 12400, "wagon")]),
        # currencies
        ("Fees are US$5, A$7, HK$9 and RM11.", [("US$5", 5, "USD"), ("A$7", 7, "AUD"), ("HK$9", 9, "HKD"),
                                                 ("RM11", 11, "MYR")]),
        ("It needs INR2 trillion or CHF 3m.", [("INR2 trillion", 2e12, "INR"), ("CHF 3m", 3e6, "CHF")]),
        ("It gave $15 billion tenge away.", [("$15 billion tenge", 15e9, "KZT")]),
        ("It paid 7bn tenge ($16m) for it.", [("7bn tenge", 7e9, "KZT"), ("$16m", 16e6, "USD")]),
        ("Pay 300 €, 45 US$ or 20£.", [("300 €", 300, "EUR"), ("45 US$", 45, "USD"), ("20£", 20, "GBP")]),
        ("It lent SDR 90 million, or 90 million special drawing rights.", [
            ("SDR 90 million", 90e6, "XDR"), ("90 million special drawing rights", 90e6, "XDR")]),
        ("It costs 80 $90 notes.", [("$90", 90, "USD")]),
        ("They paid 45 U.S. dollars.", [("45 U.S. dollars", 45, "USD")]),
        # ranges
        ("It costs $4–6 billion.", [("$4–6 billion", (4e9, 6e9), "USD")]),
        ("Some 70–85 percent agree.", [("70–85 percent", (70, 85), "percent")]),
        ("Growth of 3-4\npercent is likely.", [("3-4\npercent", (3, 4), "percent")]),
        ("Between 8 and 11 million tonnes go there.", [("8 and 11 million tonnes", (8e6, 11e6), "tonne")]),
        ("It takes two to three weeks.", [("two to three weeks", (2, 3), "week")]),
        ("Prices range from $30 to $90 there.", [("$30 to $90", (30, 90), "USD")]),
        ("Loans of $300,000 to $2 million are given.", [("$300,000 to $2 million", (3e5, 2e6), "USD")]),
        ("It lasts three or four years.", [("three or four years", (3, 4), "year")]),
        # not ranges
        ("Trade grew from $6bn to $9bn.", [("$6bn", 6e9, "USD"), ("$9bn", 9e9, "USD")]),
        ("The levy fell from 14 to 11 percent.", [("14", 14, "percent"), ("11 percent", 11, "percent")]),
        ("It fell by 2 points to 40 points.", [("2 points", 2, "point"), ("40 points", 40, "point")]),
        ("They sold 5- and 12-year notes.", [("5-", 5, "year"), ("12-year", 12, "year")]),
        # units said once
        ("Sales gained 14 percent, orders 6.", [("14 percent", 14, "percent"), ("6", 6, "percent")]),
        ("Gains were 3, 5 and 8 percent.", [("3", 3, "percent"), ("5", 5, "percent"),
                                            ("8 percent", 8, "percent")]),
        ("Only 9 towns out of 12 agreed.", [("9 towns", 9, "town"), ("12", 12, "town")]),
        ("It ships 4 million cars, up from 3 million.", [("4 million cars", 4e6, "car"),
                                                         ("3 million", 3e6, "car")]),
        ("They cost 2.5 and 3.1 billion tenge.", [("2.5", 2.5e9, "KZT"),
                                                  ("3.1 billion tenge", 3.1e9, "KZT")]),
        ("The number of students grew from 900 to 1,250.", [("900", 900, "student"),
                                                            ("1,250", 1250, "student")]),
        ("Its population is 7.4 million.", [("7.4 million", 7.4e6, "person")]),
        ("Its population is 3 million (9 per sq. km).", [("3 million", 3e6, "person"),
                                                         ("9 per sq. km", 9, "person_per_square_kilometre")]),
        ("It grew 12 million tonnes and exported 7 million.", [("12 million tonnes", 12e6, "tonne"),
                                                               ("7 million", 7e6, "tonne")]),
        ("It grew 12 million tonnes and earned 7 million.", [("12 million tonnes", 12e6, "tonne"),
                                                             ("7 million", 7e6, None)]),
        ("A line of 9 bcm/y serves 40+ plants.", [("9 bcm/y", 9e9, "cubic_metre_per_year"),
                                                  ("40+ plants", 40, "plant")]),
        # fractions and multiples
        ("One-third of the crop failed.", [("One-third", 33.33, "percent")]),
        ("Nearly a fifth of it is sold.", [("a fifth", 20, "percent")]),
        ("More than half of the firms agree.", [("half", 50, "percent")]),
        ("About 3/4 of the sum is paid.", [("3/4", 75, "percent")]),
        ("One in four farmers borrows.", [("One in four", 25, "percent")]),
        ("One in every ten farmers borrows.", [("One in every ten", 10, "percent")]),
        ("Half a billion euros went there.", [("Half a billion euros", 5e8, "EUR")]),
        ("It cost two and a half million euros.", [("two and a half million euros", 2.5e6, "EUR")]),
        ("Output doubled, stocks tripled.", [("doubled", 2, "times"), ("tripled", 3, "times")]),
        ("A fourfold rise and a 6-fold one.", [("fourfold", 4, "times"), ("6-fold", 6, "times")]),
        ("It is 2.5 times the old price.", [("2.5 times", 2.5, "times")]),
        ("It sold twice as many as before.", [("twice", 2, "times")]),
        # number words
        ("Twenty-two firms and one million euros.", [("Twenty-two firms", 22, "firm"),
                                                     ("one million euros", 1e6, "EUR")]),
        ("About a million visitors came.", [("a million visitors", 1e6, "visitor")]),
        ("Tens of thousands of visitors came.", [("Tens of thousands of visitors", (1e4, 1e5), "visitor")]),
        # ranks
        ("It is the third-largest buyer of grain.", [("third-largest buyer", 3, "buyer")]),
        ("It is the 14th biggest economy.", [("14th biggest economy", 14, "economy")]),
        ("It ranks 41st there.", [("41st", 41, "country")]),
        ("Wages (#17 in the world) are fair.", [("#17", 17, "country")]),
        ("It is in the top ten buyers of steel.", [("top ten buyers", 10, "buyer")]),
        # rates, counts, lengths of time
        ("The field gives 90,000 barrels per day.", [("90,000 barrels per day", 9e4, "barrel_per_day")]),
        ("It has 14 trains per day.", [("14 trains per day", 14, "train_per_day")]),
        ("It signed 90 MoUs for a 6-million population.", [("90 MoUs", 90, "mou"),
                                                           ("6-million", 6e6, "person")]),
        ("Oil fell below $60, far from a factor of 4.", [("$60", 60, "USD"), ("4", 4, "times")]),
        ("Pay rose 1.4x there.", [("1.4x", 1.4, "times")]),
        ("A 20-seat council and three-year plans.", [("20-seat", 20, "seat"), ("three-year", 3, "year")]),
        ("They waited five long years.", [("five long years", 5, "year")]),
        ("It marked the 25th anniversary of it.", [("25th anniversary", 25, "year")]),
        ("Grain yields rose 7. 5% there.", [("7. 5%", 7.5, "percent")]),
        ("A 52-year-old farmer left.", [("52-year-old", 52, "year_of_age")]),
        ("A now-7 month-old calf and a then-61-year-old vet.", [("7 month-old", 7, "month_of_age"),
                                                                ("61-year-old", 61, "year_of_age")]),
        ("A 40,000 to-60,000 year-old bone.", [("40,000 to-60,000 year-old", (4e4, 6e4), "year_of_age")]),
        ("It left 9 dead and 31 injured, and 14 dead seals.", [("9 dead", 9, "person"), (
            "31 injured", 31, "person"), ("14 dead seals", 14, "dead_seal")]),
        ("The 31-year-olds run it.", [("31-year-olds", 31, "year_of_age")]),
        ("It is off by plus or minus 2 points, not minus 2.5%.", [("2 points", 2, "point"),
                                                                  ("minus 2.5%", -2.5, "percent")]),
        ("It burns 7.4 L/100km or 6 l/100 km.", [("7.4 L/100km", 7.4, "litre_per_100_kilometres"),
                                                 ("6 l/100 km", 6, "litre_per_100_kilometres")]),
        ("It is 3×10^6 km off.", [("3×10^6 km", 3e6, "kilometre")]),
        ("Some 30 US and Kazakh firms came.", [("30 US and Kazakh firms", 30, "firm")]),
        # a country's initials before a noun are no currency
        ("Some 720 U.S. growers and 45 US mills came.", [("720 U.S. growers", 720, "grower"),
                                                         ("45 US mills", 45, "mill")]),
        ("It costs $75 US, or C$98.", [("$75 US", 75, "USD"), ("C$98", 98, "CAD")]),
        ("One US gallon and 6 US pints.", [("One US gallon", 1, "gallon"), ("6 US pints", 6, "pint")]),
        # marks and rates of science and sport
        ("It flew at a height of 850' there.", [("850'", 850, "foot")]),
        ("It draws 4 A/cm2 and weighs 3.2 g/cm3.", [("4 A/cm2", 4, "ampere_per_square_centimetre"),
                                                    ("3.2 g/cm3", 3.2, "gram_per_cubic_centimetre")]),
        ("He has 80 mg/dL, she has 5 ppm.", [("80 mg/dL", 80, "milligram_per_decilitre"),
                                             ("5 ppm", 5, "part_per_million")]),
        ("She had 21.4 ppg and he had 1.1 WAR.", [("21.4 ppg", 21.4, "point_per_game"),
                                                  ("1.1 WAR", 1.1, "win_above_replacement")]),
        ("Ovens at 220C (428F) cook it; seat 14C is taken.", [("220C", 220, "celsius"),
                                                              ("428F", 428, "fahrenheit")]),
        ("It has a 48MP lens for 4K films.", [("48MP", 48, "megapixel")]),
        ("It paid 70,000 won in fees.", [("70,000 won", 70000, "KRW")]),
        ("Some 60,000 won the prize.", [("60,000", 60000, None)]),
        ("They built three 250-MW units.", [("three", 3, "unit"), ("250-MW", 250, "megawatt")]),
        ("A 10-to-15-percent fee.", [("10-to-15-percent", (10, 15), "percent")]),
        ("They cut it from 8 to 9 per cent to 2 to 3 per cent.", [("8 to 9 per cent", (8, 9), "percent"),
                                                                  ("2 to 3 per cent", (2, 3), "percent")]),
        ("It lost 31 points to 2,804 and the other added 9.5.", [("31 points", 31, "point"), (
            "2,804", 2804, "point"), ("9.5", 9.5, "point")]),
        # an index and its change; what a conversion or a small count does not lend
        ("The index (4310.2 down 12.5 points) fell.", [("4310.2", 4310.2, "point"),
                                                       ("12.5 points", 12.5, "point")]),
        ("It is 910,000 yen ($6,100) in 3 shops and 870,000 ($5,800) online.", [
            ("910,000 yen", 910000, "JPY"), ("$6,100", 6100, "USD"), ("3 shops", 3, "shop"),
            ("870,000", 870000, "JPY"), ("$5,800", 5800, "USD")]),
        ("It made 1.4m combined rail and bus trips.", [("1.4m combined rail and bus trips", 1.4e6,
                                                        "rail_bus_trip")]),
    ],
)  # fmt: skip
def test_figures(text: str, figures: list[tuple[str, object, str]]) -> None:
    assert seen(text) == figures


@pytest.mark.parametrize(
    "text",
    [
        "The C5+1 and the G20 met with Q3 in mind.",
        "COVID-19 and Expo-2017 were on the list.",
        "Code 720410 and HS code 1001 apply.",
        "Resolution 1373, Article 9 and page 14 say so.",
        "The 5-10-15 scheme is over.",
        "He agreed [14] and left.",
        "A Boeing 737 landed at 10:45 p.m. there.",
        "Vision 2050 and Agenda 2030 are plans.",
        "The zone is UTC+06:00 now.",
        "See http://a.kz/12/b34 or map2020.png there.",
        "One of them, no one else, has a one-stop shop.",
        "For a second opinion ask third parties in the first half.",
        "The 21st century and the 4th summit began.",
        "They are twofold, with double taxation and a half-brother.",
        "The team won 3-1 on Sunday.",
        "The iPhone 14 has 5G and 3D.",
        "By the millions of old.",
        "A a an in to million.",
        "It polled men aged 18 to 34 and the ages 7-9 there.",
        "The 51/49 split and the 80:20 rule hold.",
        "It grew in 9M 2023 there.",
        "The S&P 500 e-minis and Nasdaq 100 shares fell.",
        "They named it 'the club of 30' there.",
        "Rows 3\n5\n7\n12 of it",
        "The 4x200m relay and a 4x4 were there.",
        "It lies at 48° 15′ N there.",
        "He is 6'4\" and ran the 5K run.",
    ],
)
def test_names_and_words_that_are_no_figures(text: str) -> None:
    assert seen(text) == []


def test_years_and_dates_are_no_figures_with_or_without_a_date_span() -> None:
    text = "In 2021 exports fell, as in 1998, and in the first nine months of 2023 they rose."
    assert seen(text, "in the first nine months of 2023") == []


def test_a_figure_stops_before_a_date() -> None:
    text = "It sold 40 2019 models."
    assert seen(text, "2019") == []
    assert seen("It made 40 percent 2019.", "2019") == [("40 percent", 40, "percent")]


@pytest.mark.parametrize(
    ("text", "modifier"),
    [
        ("It sold 90 cars.", "none"),
        ("It sold about 90 cars.", "about"),
        ("It sold some 90 cars.", "about"),
        ("It sold nearly 90 cars.", "almost"),
        ("It spent close to $90.", "almost"),
        ("It spent just over $90.", "over"),
        ("It spent more than $90.", "over"),
        ("Its costs exceed $90.", "over"),
        ("It sold 90+ cars.", "over"),
        ("It sold 90+, they say.", "over"),
        ("It sold at least 90 cars.", "at least"),
        ("It sold no less than 90 cars.", "at least"),
        ("A share of 90% or more is asked.", "at least"),
        ("It sold up to 90 cars.", "up to"),
        ("It sold no more than 90 cars.", "up to"),
        ("It sold fewer than 90 cars.", "under"),
        ("It spent under $90.", "under"),
        ("Over 90 days it sold nothing.", "none"),
        ("It sold barely 90 cars.", "about"),
        ("It is for those over the age of 90 years.", "over"),
        ("It is for those under the age of 90 years.", "under"),
        ("It worked for over 90 days.", "over"),
        ("It came close. 90 cars were sold.", "none"),
    ],
)
def test_modifiers(text: str, modifier: str) -> None:
    (figure,) = read(text)
    assert figure.modifier == modifier
    assert not text[figure.start : figure.end].startswith(("about", "over", "up"))
    if modifier != "none":
        start, end = figure.spans["modifier"]
        assert text[start:end].strip()


def test_a_conversion_is_as_exact_as_what_it_converts() -> None:
    figures = read("It gives more than 180 hp (132 kW / 183 PS), not 90 Nm (66 lb-ft).")
    assert [q.modifier for q in figures] == ["over", "over", "over", "none", "none"]


def test_a_figure_never_crosses_a_block() -> None:
    text = "- Workers: 19.1 million\n- Steel plants: 4\n- Towns: 12\nCities are apart."
    assert seen(text)[0][0] == "19.1 million"
    assert all("\n" not in quote for quote, _, _ in seen(text))


def test_the_numbers_of_a_list_are_no_figures() -> None:
    assert seen("1. Steel rose.\n2. Coal fell.\n3) Grain held.") == []


def test_the_rule_and_the_unit_are_explained() -> None:
    text = "It sold 40 million tonnes."
    (figure,) = read(text)
    assert figure.rule == "unit_after"
    start, end = figure.spans["unit"]
    assert text[start:end] == "tonnes"
    assert figure.noun is None


def test_a_count_names_its_noun_phrase() -> None:
    text = "It helped 40 young Kazakh tech firms there."
    (figure,) = read(text)
    assert figure.noun is not None
    assert text[figure.noun[0] : figure.noun[1]] == "young Kazakh tech firms"


WORDS = re.findall(
    r"\S+|\s{2,3}|\u00a0",
    """7 40 1,250 2022 3.5 12 000 $ € US$ % per cent percent bn million half a third of one two dozens to and
    from between - – ( ) , . rose by fell share plans about over tonnes km people firms day year-old top
    second-largest times doubled #9 [3] KZT tenge - \u00a0""",
)


@given(st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join) | st.text(max_size=120))
def test_what_holds_for_every_text(text: str) -> None:
    found = read(text)
    for q in found:
        assert 0 <= q.start < q.end <= len(text)
        assert (q.value is None) == (q.value_low is not None and q.value_high is not None)
        assert q.kind in KINDS
        assert q.measure in MEASURES
        assert q.modifier in MODIFIERS
        assert q.rule
        assert q.unit is None or re.fullmatch(r"[A-Z]{3}|[a-z][a-z0-9]*(_[a-z0-9]+)*", q.unit)
        for start, end in q.spans.values():
            assert 0 <= start < end <= len(text)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))


@given(st.lists(st.sampled_from(WORDS), max_size=20).map(" ".join))
def test_digits_of_other_scripts_do_no_harm(text: str) -> None:
    arabic = text.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert isinstance(read(arabic), list)


def test_a_text_in_two_halves_at_a_paragraph_gives_the_same_figures() -> None:
    first = "Exports rose 4% to $3bn, imports 2.\n\nThe five states sold 12 planes."
    second = "A third of it went abroad.\n\nIts population is 8 million, 3 million of them young."
    whole = f"{first}\n\n{second}"
    assert seen(whole) == seen(first) + seen(second)


@pytest.mark.parametrize(
    "piece",
    ["9", "$", "a million ", "(((", "a\u0301", "שלום ", "1,", "5%", "1 to ", "-", "$9 and 4 km ", "½"],
)
def test_work_grows_with_length_alone(piece: str, calls: Callable[[Callable[[], object]], int]) -> None:
    def work(size: int) -> int:
        text = (piece * (size // len(piece) + 1))[:size]
        return calls(lambda: read(text))

    work(1_000)
    assert work(40_000) < 12 * work(4_000) + 1_000


def test_the_hash_seed_changes_nothing() -> None:
    code = (
        "from sandyq.reading.quantities import quantities\n"
        "from sandyq.reading.text import Document\n"
        "print(quantities(Document('Sales rose 4% to $3bn; a third of 12 firms paid 5 euros.', None), []))"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1


@pytest.mark.parametrize("name", ["COP27", "COP28", "COP 29"])
def test_a_climate_conference_is_no_money(name: str) -> None:
    assert [q.kind for q in quantities(Document(f"They met at {name} in Egypt.", None), [])] == []


def test_pesos_stay_money() -> None:
    (found,) = quantities(Document("It costs COP 28 million.", None), [])
    assert (found.kind, found.unit, found.value) == ("money", "COP", 28e6)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("The six Gulf states met.", "country"),
        ("Three ex-Soviet states joined.", "country"),
        ("It works in 12 Indian states.", "state"),
    ],
)
def test_states_of_a_region_are_countries(text: str, unit: str) -> None:
    (found,) = quantities(Document(text, None), [])
    assert found.unit == unit


@pytest.mark.parametrize(
    "text", ["A $60 million loan was made.", "It is a loan. A $60 million one.", "A  $60 million"]
)
def test_an_article_is_no_part_of_a_currency(text: str) -> None:
    assert seen(text) == [("$60 million", 60e6, "USD")]


def test_a_currency_sign_with_its_letter_stays_whole() -> None:
    assert seen("It cost A$60 million.") == [("A$60 million", 60e6, "AUD")]


@pytest.mark.parametrize(
    ("text", "quote", "value"),
    [
        ("Sales are a third higher than in May.", "a third", 33.33),
        ("Only a quarter are at work.", "a quarter", 25.0),
        ("Barely a tenth was paid.", "a tenth", 10.0),
        ("Poland bought a quarter, and others the rest.", "a quarter", 25.0),
    ],
)
def test_a_part_by_what_stands_around_it(text: str, quote: str, value: float) -> None:
    assert seen(text) == [(quote, value, "percent")]


@pytest.mark.parametrize(
    "text", ["They met for a third time.", "In a quarter, much may change.", "A third, he said."]
)
def test_an_article_and_an_ordinal_are_no_part(text: str) -> None:
    assert seen(text) == []


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Latvia is its fourth trading partner.", "fourth trading partner"),
        ("Latvia is 30th among Georgia's trading partners.", "30th"),
    ],
)
def test_a_place_among_partners(text: str, quote: str) -> None:
    assert seen(text) == [(quote, float(quote[:2]) if quote[0].isdigit() else 4.0, "trading_partner")]


def test_people_after_money_are_people() -> None:
    found = seen("It has a GDP of $80 billion and a population of 9.8 million.")
    assert found[1] == ("9.8 million", 9.8e6, "person")
