"""Figures in context: what a sentence leaves out, lists, brackets, comparisons, and whose figure it is."""

from __future__ import annotations

import datetime as dt

import pytest

from sandyq import Figure, read

PUBLISHED = dt.date(2024, 6, 15)


def figures(text: str) -> dict[str, Figure]:
    """The figures of a text by their words, line breaks as spaces."""
    return {" ".join(figure.quote.split()): figure for figure in read(text, PUBLISHED).figures}


def slots(figure: Figure) -> tuple[str | None, str | None, str | None, str | None]:
    return figure.indicator, figure.reporter, figure.partner, figure.period


@pytest.mark.parametrize(
    ("text", "quote", "expected"),
    [
        # brackets: a growth and a conversion are of the figure before them
        ("Exports of Georgia came to $9bn (+14%) in 2021.", "+14%", ("exports", "GEO", None, "2021")),
        (
            "Kazakhstan's public debt was 20 trillion tenge ($45bn) in 2021.",
            "$45bn",
            ("public_debt", "KAZ", None, "2021"),
        ),
        # what a figure is compared with has its own period, or none
        (
            "Armenia's exports grew 8% in 2022 compared with 2021.",
            "8%",
            ("exports", "ARM", None, "2022"),
        ),
        (
            "Inflation in Georgia was 9.5% in 2021, compared with 5% in 2020.",
            "5%",
            ("inflation_rate", "GEO", None, "2020"),
        ),
        (
            "Georgia's GDP growth slowed to 7% in 2023 from 11% a year earlier.",
            "11%",
            ("gdp_growth", "GEO", None, "2022"),
        ),
        # each end of "from ... to ..." has its own date
        (
            "Trade between Kazakhstan and India fell from $3bn in 2019 to $2bn in 2021.",
            "$3bn",
            ("total_trade", "KAZ", "IND", "2019"),
        ),
        (
            "Trade between Kazakhstan and India fell from $3bn in 2019 to $2bn in 2021.",
            "$2bn",
            ("total_trade", "KAZ", "IND", "2021"),
        ),
        (
            "Polish exports to Kazakhstan rose from $300 million to $700 million between 2010 and 2020.",
            "$300 million",
            ("exports", "POL", "KAZ", "2010"),
        ),
        # ellipsis and coordination
        (
            "In 2020, exports from Armenia to Georgia made $1bn and imports $2bn.",
            "$2bn",
            ("imports", "ARM", "GEO", "2020"),
        ),
        (
            "Kazakh exports to Japan were worth $1.6bn in 2022, while imports stood at $0.9bn.",
            "$0.9bn",
            ("imports", "KAZ", "JPN", "2022"),
        ),
        # lists
        (
            "In 2021 Kazakhstan's exports went to Spain (5%), Greece (4%) and India (3%).",
            "4%",
            ("export_share", "KAZ", "GRC", "2021"),
        ),
        (
            "The top foreign investors in Kazakhstan in 2022 were Belgium ($1.9bn) and Japan ($1.1bn).",
            "$1.1bn",
            ("fdi_inflow", "KAZ", "JPN", "2022"),
        ),
        # pointing back
        (
            "Kazakhstan's trade with Poland came to $1bn in 2021. This figure was 4% up on 2020.",
            "4%",
            ("total_trade", "KAZ", "POL", "2021"),
        ),
        # forecasts, plans, contraction
        ("By 2030 Georgia wants GDP growth of at least 6%.", "6%", ("gdp_growth", "GEO", None, "2030")),
        (
            "The IMF expects Georgia's economy to expand by 5% in 2025.",
            "5%",
            ("gdp_growth_forecast", "GEO", None, "2025"),
        ),
        # the world beside a country
        (
            "Georgia's economy grew by 7% in 2022, above the world average of 3%.",
            "3%",
            ("gdp_growth", "WLD", None, "2022"),
        ),
        # the giver of aid reports, the receiver of investment does
        (
            "Japan gave Tajikistan $8 million in humanitarian aid in 2021.",
            "$8 million",
            ("aid_provided", "JPN", "TJK", "2021"),
        ),
        (
            "Japan invested $8 million in Tajikistan in 2021.",
            "$8 million",
            ("investment", "TJK", "JPN", "2021"),
        ),
        # branches of the economy are not trade with other countries
        (
            "Georgia's economy grew by 5% in 2022, led by construction (10%) and trade (9%).",
            "9%",
            (None, "GEO", None, "2022"),
        ),
    ],
)
def test_slots(text: str, quote: str, expected: tuple[str | None, ...]) -> None:
    assert slots(figures(text)[quote]) == expected


def test_the_record_s_label_reaches_all_of_its_figures() -> None:
    found = figures("# Georgia\n\nGDP growth: 7% in 2023, 11% in 2022\nUnemployment: 16.4% (youth - 37%)\n")
    assert slots(found["7%"]) == ("gdp_growth", "GEO", None, "2023")
    assert slots(found["11%"]) == ("gdp_growth", "GEO", None, "2022")
    assert slots(found["16.4%"]) == ("unemployment_rate", "GEO", None, None)
    assert found["37%"].indicator is None


def test_the_heading_says_whose_figures_they_are() -> None:
    text = "Uzbekistan in figures\n\nThe policy rate is 14 percent.\n\nInflation was 10 percent in 2021."
    assert {figure.reporter for figure in read(text, PUBLISHED).figures} == {"UZB"}


def test_bilateral_trade_finds_its_other_side_in_the_paragraph() -> None:
    text = "Kazakhstan and Mongolia are close. Bilateral trade was $140 million in 2022."
    assert slots(figures(text)["$140 million"]) == ("total_trade", "KAZ", "MNG", "2022")


@pytest.mark.parametrize("noun", ["Wages", "Salaries of teachers", "Consumption of sugar", "Budget revenues"])
def test_what_the_vocabulary_does_not_name_has_no_indicator_but_a_subject(noun: str) -> None:
    figure = figures(f"Trade grew in 2022. {noun} in Kazakhstan rose by 9 percent in 2022.")["9 percent"]
    assert figure.indicator is None
    assert figure.subject is not None
    assert figure.subject.lower().split()[0] in noun.lower()


def test_shares_ranks_and_growth_have_their_measure() -> None:
    found = figures(
        "Georgia's economy shrank by 6% in 2020. Turkey supplied 17% of Georgia's imports in 2021. "
        "Inflation rose to 9.6% in 2021."
    )
    assert (found["6%"].measure, found["6%"].direction) == ("change", "decrease")
    assert found["17%"].measure == "share"
    assert (found["9.6%"].measure, found["9.6%"].direction) == ("level", "increase")


def test_goods_narrow_exports() -> None:
    figure = figures("Kazakhstan's exports of ferrous metals to Japan reached $300 million in 2021.")
    assert figure["$300 million"].scope == "ferrous metals"


def test_a_run_of_hundreds_of_figures_is_no_sentence() -> None:
    found = read("Exports were $1m, " * 500, PUBLISHED).figures
    assert len(found) == 500
    assert {figure.indicator for figure in found} == {None}


def test_an_old_text_on_a_new_page_does_not_count_from_the_page_s_date() -> None:
    text = "In 2015 and 2016 trade fell. Over the past five years Kazakhstan's exports rose by 9 percent."
    assert figures(text)["9 percent"].period is None
