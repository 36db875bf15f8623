"""Measure and direction: what a figure says of its quantity."""

from __future__ import annotations

import pytest

from sandyq.reading.quantities import quantities
from sandyq.reading.text import Document


def meanings(text: str) -> list[tuple[str, str, str | None]]:
    return [(text[q.start : q.end], q.measure, q.direction) for q in quantities(Document(text, None), [])]


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("Sales rose by 6% there.", "increase"),
        ("Sales fell by over 6% there.", "decrease"),
        ("Sales grew nearly 6 percent there.", "increase"),
        ("Sales were up 6 percent there.", "increase"),
        ("Sales were down 6 percent there.", "decrease"),
        ("Sales slid 6%, a bad year.", "decrease"),
        ("An increase of 6% was seen.", "increase"),
        ("A 6% drop was seen.", "decrease"),
        ("A 6 percent annual decline was seen.", "decrease"),
        ("Growth reached 6 % there.", "increase"),
        ("Real growth rate: 6%", "increase"),
        ("Sales were 6% more than before.", "increase"),
        ("Sales were 6% lower than before.", "decrease"),
        ("Sales (+6%) were good.", "increase"),
        ("Sales (-6%) were bad.", "decrease"),
        ("Sales (6 percent down) were bad.", "decrease"),
        ("Sales rose threefold there.", "increase"),
        ("Sales were 3 times the level of old.", "increase"),
        ("Sales doubled there.", "increase"),
        ("Sales halved there.", "decrease"),
        ("Sales rose under 6% there.", "increase"),
        ("Its shares fell 6p there.", "decrease"),
        ("Sales are poised to drop 6% there.", "decrease"),
        ("Sales increased by $6 million there.", "increase"),
    ],
)
def test_changes(text: str, direction: str) -> None:
    ((_, measure, got),) = meanings(text)
    assert (measure, got) == ("change", direction)


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("Sales rose to $6bn there.", "increase"),
        ("Sales fell to about $6bn there.", "decrease"),
        ("Sales reached $6bn there.", None),
        ("It raised $6bn in bonds.", None),
        ("Inflation slowed to 6 percent there.", "decrease"),
        ("Unemployment was 6 percent there.", None),
        ("It put a 6 percent tariff on it.", None),
        ("It lends at an interest of 6%.", None),
        ("It is 6 times the size of it.", None),
        ("It posted a $6bn loss.", None),
        ("It closed higher at $6 there.", None),
        ("Inflation fell below 6 percent there.", "decrease"),
    ],
)
def test_levels(text: str, direction: str | None) -> None:
    ((_, measure, got),) = meanings(text)
    assert (measure, got) == ("level", direction)


@pytest.mark.parametrize(
    "text",
    [
        "It gets 6% of all loans.",
        "Oil accounts for 6 percent there.",
        "Its share is 6 percent there.",
        "The debt is 6% of GDP.",
        "The debt fell to 6% of GDP.",
        "Farming makes up 6% of it.",
        "One-third of it is sold.",
        "It bought a 6% stake.",
    ],
)
def test_shares(text: str) -> None:
    ((_, measure, _),) = meanings(text)
    assert measure == "share"


@pytest.mark.parametrize(
    "text",
    [
        "It plans to build 60 homes.",
        "It will invest $6bn there.",
        "It aims to attract funds worth around $6bn.",
        "It seeks to sell 60 homes.",
        "The goal is growth of 6%.",
        "I instruct the ministry to spend 6 billion tenge.",
        "6 billion tenge will be spent there.",
        "Output is to grow to 6 million tonnes.",
        "They agreed to raise trade to $6bn.",
        "It should reach 60 percent there.",
        "It can reach 6% or higher.",
    ],
)
def test_targets(text: str) -> None:
    ((_, measure, _),) = meanings(text)
    assert measure == "target"


@pytest.mark.parametrize(
    "text",
    [
        "It is forecast that output will grow by 6 percent.",
        "The fund expects that output will grow 6 percent.",
    ],
)
def test_forecasts_are_changes(text: str) -> None:
    ((_, measure, direction),) = meanings(text)
    assert (measure, direction) == ("change", "increase")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Sales rose 14% to €2bn, and orders fell 3% to €1bn.",
            [("14%", "change", "increase"), ("€2bn", "level", "increase"), ("3%", "change", "decrease"),
             ("€1bn", "level", "decrease")],
        ),
        (
            "Sales grew from $6bn to $9bn.",
            [("$6bn", "level", None), ("$9bn", "level", "increase")],
        ),
        (
            "The share rose from 6% to 9%.",
            [("6%", "share", None), ("9%", "share", "increase")],
        ),
        (
            "Steel saw a 12% growth, coal – 10%, and grain – 8%.",
            [("12%", "change", "increase"), ("10%", "change", "increase"), ("8%", "change", "increase")],
        ),
        (
            "Partners: Peru 16%, Chile 15%, Japan 10%",
            [("16%", "share", None), ("15%", "share", None), ("10%", "share", None)],
        ),
        (
            "Leaders are Peru (18%), Chile (17%) and Japan (12%).",
            [("18%", "share", None), ("17%", "share", None), ("12%", "share", None)],
        ),
        (
            "The index lost 90 points, or 0.6%.",
            [("90 points", "change", "decrease"), ("0.6%", "change", "decrease")],
        ),
        (
            "Sales will grow by 4% this year and by 5% next year, it plans to say.",
            [("4%", "target", "increase"), ("5%", "target", "increase")],
        ),
        (
            "It is the third-largest buyer and waits five years.",
            [("third-largest buyer", "rank", None), ("five years", "level", None)],
        ),
        (
            "It plans to repave 40 km and repair 60 km.",
            [("40 km", "target", None), ("60 km", "target", None)],
        ),
        (
            "It plans to repave 40 km, adding that 60 km were done.",
            [("40 km", "target", None), ("60 km", "level", None)],
        ),
        (
            "Inflation slowed by 2 percentage points to 8 percent.",
            [("2 percentage points", "change", "decrease"), ("8 percent", "level", "decrease")],
        ),
    ],
)  # fmt: skip
def test_sentences_with_several_figures(text: str, expected: list[tuple[str, str, str | None]]) -> None:
    assert meanings(text) == expected


def test_the_words_decided_from_are_named() -> None:
    text = "Exports of grain rose by 6 percent."
    (figure,) = quantities(Document(text, None), [])
    start, end = figure.spans["direction"]
    assert text[start:end] == "rose"


def test_nothing_crosses_a_sentence() -> None:
    text = "Exports rose sharply. The tariff was 6 percent."
    assert meanings(text) == [("6 percent", "level", None)]


def test_a_manifold_rise_is_a_change() -> None:
    assert meanings("It was a sixfold rise.") == [("sixfold", "change", "increase")]


@pytest.mark.parametrize("beside", ["compared to", "relative to"])
def test_what_a_growth_is_set_beside_is_a_growth_too(beside: str) -> None:
    _, second = meanings(f"Sales grew by 6.5% there, {beside} 6.1% here.")
    assert second == ("6.1%", "change", "increase")


def test_up_to_after_a_verb_is_no_modifier() -> None:
    found = quantities(Document("Growth picked up to 4 percent. They took in up to 4 percent.", None), [])
    assert [quantity.modifier for quantity in found] == ["none", "up to"]
