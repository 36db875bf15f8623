"""Numerals and number words: values, scales, spans, and what is no numeral."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandyq.reading.numbers import digits, exact, words
from sandyq.reading.scan import glued_name, hits, label_end


def value_of(text: str, after_sign: bool = False) -> tuple[float, str] | None:
    numeral = digits(text, 0, len(text), after_sign)
    return (numeral.value, text[: numeral.end]) if numeral else None


@pytest.mark.parametrize(
    ("text", "value", "span"),
    [
        ("7 wagons", 7, "7"),
        ("7,450 wagons", 7450, "7,450"),
        ("12,345,678.9 tenge", 12345678.9, "12,345,678.9"),
        ("12,34,567 rupees", 1234567, "12,34,567"),
        ("3 200 wagons", 3200, "3 200"),
        ("3\u00a0200\u00a0000 t", 3200000, "3\u00a0200\u00a0000"),
        ("3\u2009200 t", 3200, "3\u2009200"),
        ("3\u202f200,5 t", 3200.5, "3\u202f200,5"),
        ("3'200 francs", 3200, "3'200"),
        ("1.234.567 Stück", 1234567, "1.234.567"),
        ("14,7 bln", 14700000000, "14,7 bln"),
        ("0,375 ha", 0.375, "0,375"),
        ("6. 5% more", 6.5, "6. 5"),
        ("2.4bn", 2400000000, "2.4bn"),
        ("2.4 bn.", 2400000000, "2.4 bn"),
        ("8.3 mln. tonnes", 8300000, "8.3 mln."),
        ("16.1 bln", 16100000000, "16.1 bln"),
        ("9 hundred million", 900000000, "9 hundred million"),
        ("4\u00a0million", 4000000, "4\u00a0million"),
        ("4\nmillion", 4000000, "4\nmillion"),
        ("4\r\n  million", 4000000, "4\r\n  million"),
        ("2½ times", 2.5, "2½"),
        ("3/8 of", 0.375, "3/8"),
        ("2 1/2 inches", 2.5, "2 1/2"),
        ("6.02×10^23", 6.02e23, "6.02×10^23"),
        ("1.5×10−8", 1.5e-8, "1.5×10−8"),
        ("40k", 40000, "40k"),
        ("3.6M visitors", 3600000, "3.6M"),
        ("1.9m tons", 1900000, "1.9m"),
    ],
)
def test_digits(text: str, value: float, span: str) -> None:
    assert value_of(text) == (value, span)


@pytest.mark.parametrize(
    ("text", "span"),
    [("100 m long", "100"), ("100m below", "100"), ("5 K of", "5"), ("90 m, then", "90"), ("12 t of", "12")],
)
def test_a_lone_letter_is_a_scale_only_where_a_currency_or_a_noun_makes_it_one(text: str, span: str) -> None:
    assert value_of(text) == (float(span), span)


def test_after_a_currency_sign_a_letter_is_a_scale() -> None:
    assert value_of("5m for", after_sign=True) == (5e6, "5m")
    assert value_of("5 m for", after_sign=True) == (5e6, "5 m")
    assert value_of("5tn for", after_sign=True) == (5e12, "5tn")


def test_a_line_break_too_many_ends_the_number() -> None:
    assert value_of("4\n\nmillion") == (4, "4")


@pytest.mark.parametrize("text", ["1" * 40, "7/3 of"])
def test_codes_and_impossible_ratios_are_no_numerals(text: str) -> None:
    assert value_of(text) is None


@pytest.mark.parametrize(
    ("text", "value", "span"),
    [
        ("twelve", 12, "twelve"),
        ("twenty-five", 25, "twenty-five"),
        ("Forty two", 42, "Forty two"),
        ("two hundred and ten thousand", 210000, "two hundred and ten thousand"),
        ("one hundred and five men", 105, "one hundred and five"),
        ("three million two hundred thousand", 3200000, "three million two hundred thousand"),
        ("two hundred and three hundred", 200, "two hundred"),
        ("five and seven", 5, "five"),
        ("five, seven", 5, "five"),
        ("two and a half million", 2500000, "two and a half million"),
        ("one and a half times", 1.5, "one and a half"),
        ("three dozen", 36, "three dozen"),
        ("six\nmillion", 6000000, "six\nmillion"),
    ],
)
def test_words(text: str, value: float, span: str) -> None:
    numeral = words(text, 0, len(text))
    assert numeral is not None
    assert (numeral.value, text[: numeral.end]) == (value, span)


@given(st.integers(1, 999_999), st.sampled_from([1e3, 1e6, 1e9, 1e12]))
def test_scaling_leaves_no_dust(tenths: int, scale: float) -> None:
    assert exact(tenths / 10, scale) == float(tenths * int(scale) // 10)


@given(st.integers(0, 10**12))
def test_grouping_does_not_change_a_number(number: int) -> None:
    for text in (str(number), f"{number:,}", f"{number:,}".replace(",", "\u00a0")):
        assert value_of(text) == (number, text)


@given(st.floats(0, 1e6, allow_nan=False).map(lambda x: round(x, 3)))
def test_decimals_are_read_as_written(number: float) -> None:
    read = value_of(f"{number:.3f}")
    assert read is not None
    assert math.isclose(read[0], number, abs_tol=1e-9)


@given(st.text(max_size=80), st.integers(0, 80))
def test_any_text_is_survived_and_spans_stay_inside(text: str, start: int) -> None:
    text = text[start:]
    for begin, _ in hits(text):
        for numeral in (
            digits(text, begin, len(text), True) if text[begin].isdigit() else None,
            words(text, begin, len(text)),
        ):
            assert numeral is None or begin < numeral.end <= len(text)


def test_figures_may_begin_at_digits_number_words_and_fractions_in_order() -> None:
    text = "Two of 14 firms gave twenty-five or 3½, none of them ten5 or Often."
    assert [text[start:end] for start, end in hits(text)] == ["Two", "14", "twenty", "five", "3", "½", "5"]


@pytest.mark.parametrize("text", ["G20", "COVID-19", "C5+1", "info24", "site.kz/a1/34", "v2.5", "image_01"])
def test_digits_inside_a_name_are_seen_as_such(text: str) -> None:
    first = hits(text)[0][0]
    assert glued_name(text, first) or text[first - 1] == "+"


@pytest.mark.parametrize(
    "text",
    ["10:30", "7 p.m.", "14.06.2022", "2022-06-14", "2024/25", "7-20-25", "2.0.1", "24/7", "11 o'clock"],
)
def test_labels_made_of_digits(text: str) -> None:
    assert label_end(text, 0) == len(text)


def test_a_footnote_is_a_label_up_to_its_bracket() -> None:
    assert label_end("said[22] that", 5) == len("said[22]")
