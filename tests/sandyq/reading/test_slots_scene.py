"""What a figure takes from its text: title, heading, the paragraph before, the kind of its money."""

from __future__ import annotations

import datetime as dt

from sandyq import Figure, read

PUBLISHED = dt.date(2024, 6, 15)


def figures(text: str) -> dict[str, Figure]:
    """The figures of a text by their words."""
    return {figure.quote: figure for figure in read(text, PUBLISHED).figures}


def slots(figure: Figure) -> tuple[str | None, str | None, str | None, str | None]:
    return figure.indicator, figure.reporter, figure.partner, figure.period


def test_the_other_of_two_countries_is_told_by_the_title() -> None:
    found = figures(
        "Georgia and Poland\n\nGeorgia sends Poland wine, and Poland sends Georgia cars. "
        "Trade between Georgia and Poland made $200 million in 2022.\n\nIn 2023 turnover grew by 8 percent."
    )
    assert slots(found["8 percent"]) == ("total_trade", "GEO", "POL", "2023")


def test_total_exports_have_no_partner_even_in_a_text_on_two() -> None:
    found = figures(
        "Georgia and Poland\n\nGeorgia sends Poland wine, and Poland sends Georgia cars. "
        "Trade between Georgia and Poland made $200 million in 2022.\n\n"
        "Georgia's total exports came to $6 billion in 2022."
    )
    assert found["$6 billion"].partner is None


def test_a_heading_names_the_partner_of_what_stands_below() -> None:
    found = figures(
        "Kazakhstan's trade\n\nIn 2021 Kazakhstan's trade made $90 billion.\n\n## Japan\n\n"
        "Turnover reached $2 billion in 2021, a tenth more than in 2020."
    )
    assert slots(found["$2 billion"]) == ("total_trade", "KAZ", "JPN", "2021")


def test_the_two_countries_are_no_bloc() -> None:
    found = figures(
        "Latvia is Uzbekistan's third trading partner in the European Union. "
        "In 2022 trade between the two countries made $90 million."
    )
    assert slots(found["$90 million"]) == ("total_trade", "UZB", "LVA", "2022")


def test_news_goes_on_with_the_year_of_the_paragraph_before() -> None:
    found = figures(
        "Trade between Armenia and Iran came to $700 million in 2023.\n\n"
        "Armenian exports accounted for $100 million and imports for $600 million.\n\n"
        "Armenia has reserves of $3 billion."
    )
    assert [found[f"${n} million"].period for n in (100, 600)] == ["2023", "2023"]
    assert found["$3 billion"].period is None


def test_a_target_is_not_of_the_day_it_was_set() -> None:
    found = figures("In March 2023 Kazakhstan and Oman set a target of $5 billion for trade.")
    assert found["$5 billion"].period is None
    due = figures("Kazakhstan and Oman aim for trade of $5 billion by 2030.")
    assert due["$5 billion"].period == "2030"


def test_what_may_come_is_not_of_the_past() -> None:
    found = figures("The line opened in 2014, and it could carry 9 million tonnes of freight.")
    assert found["9 million tonnes"].period is None


def test_a_date_in_what_a_comma_adds_dates_nothing_before() -> None:
    found = figures(
        "On 3 May 2022, Kazakhstan and Serbia signed six agreements, among them a plan of work for 2023."
    )
    assert found["six agreements"].period == "2022-05-03"


def test_a_clause_with_when_dates_what_follows() -> None:
    found = figures("Georgia's exports are a third of what they were in 2019, when they made $4 billion.")
    assert found["$4 billion"].period == "2019"


def test_a_list_of_givers_follows_a_total() -> None:
    found = figures(
        "Georgia attracted $2 billion of direct investment in 2022. Japan led with $700 million, followed by "
        "Italy on $300 million."
    )
    assert slots(found["$700 million"]) == ("fdi_inflow", "GEO", "JPN", "2022")
    assert slots(found["$300 million"]) == ("fdi_inflow", "GEO", "ITA", "2022")


def test_a_deficit_is_a_negative_balance() -> None:
    found = figures("Georgia's trade deficit was $5 billion in 2022 after a surplus of $1 billion in 2010.")
    assert found["$5 billion"].value == -5e9
    assert found["$1 billion"].value == 1e9
    budget = figures("Georgia's budget deficit was $5 billion in 2022.")
    assert budget["$5 billion"].value == 5e9


def test_a_figure_in_home_money_is_of_its_country() -> None:
    found = figures(
        "Kazakhstan met its neighbour. Kyrgyzstan agreed to a complex. The works will cost 14 billion tenge."
    )
    assert found["14 billion tenge"].reporter == "KAZ"


def test_official_data_have_no_part_in_what_they_tell() -> None:
    found = figures(
        "Mongolia's exports to China made $9 billion in 2022. Chinese customs data put it at $11 billion."
    )
    assert slots(found["$11 billion"])[:3] == ("exports", "MNG", "CHN")


def test_per_head() -> None:
    found = figures("Armenia's GDP was $24 billion in 2023, or $8,000 per capita.")
    assert found["$8,000"].indicator == "gdp_per_capita"


def test_an_interview_goes_on_over_a_question() -> None:
    found = figures(
        "Georgia's trade with Iran made $300 million in 2022.\n\n**And this year?**\n\n"
        "From January to March 2024 the figure was $80 million."
    )
    assert slots(found["$80 million"]) == ("total_trade", "GEO", "IRN", "2024-01/2024-03")


def test_a_date_leads_to_no_place() -> None:
    found = figures("Kyrgyzstan builds roads. In May the World Bank approved a loan of $40 million for them.")
    assert slots(found["$40 million"])[:3] == ("loan", "KGZ", "WB")


def test_who_holds_a_debt_owes_it_not() -> None:
    found = figures("Kyrgyzstan borrowed much: of its external debt of $4 billion, China holds a third.")
    assert found["$4 billion"].reporter == "KGZ"


def test_where_remittances_come_from_is_not_whose_they_are() -> None:
    found = figures("Tajikistan's remittances, mainly from Russia, made 40 percent of GDP in 2021.")
    assert slots(found["40 percent"]) == ("remittances_share_of_gdp", "TJK", None, "2021")


def test_buyers_are_the_partners_of_exports() -> None:
    found = figures(
        "Georgia's exports to the European Union made $900 million in 2022. Italy was the main buyer with "
        "$300 million, ahead of Spain with $90 million."
    )
    assert slots(found["$300 million"])[:3] == ("exports", "GEO", "ITA")
    assert slots(found["$90 million"])[:3] == ("exports", "GEO", "ESP")


def test_a_month_after_a_base_of_comparison_is_of_this_year() -> None:
    found = figures(
        "Georgia's inflation was 4 percent in January against 9 percent in March 2023. "
        "The central bank cut its rate to 8 percent in May."
    )
    assert slots(found["8 percent"]) == ("policy_rate", "GEO", None, "2024-05")


def test_since_independence_runs_on() -> None:
    found = figures("Japan has invested $6 billion in Kazakhstan since independence in 1991.")
    assert slots(found["$6 billion"]) == ("investment", "KAZ", "JPN", "1991/..")
