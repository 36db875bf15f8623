"""What a sentence that names nothing measurable speaks of, and of whom its figures are."""

from __future__ import annotations

import datetime as dt

import pytest

from sandyq import Figure, read

PUBLISHED = dt.date(2024, 6, 15)


def figures(text: str) -> dict[str, Figure]:
    """The figures of a text by their words."""
    return {figure.quote: figure for figure in read(text, PUBLISHED).figures}


def slots(figure: Figure) -> tuple[str | None, str | None, str | None, str | None]:
    return figure.indicator, figure.reporter, figure.partner, figure.period


@pytest.mark.parametrize(
    ("text", "quote", "expected"),
    [
        (
            "Inflation worries Georgia most. It reached 12.3% in 2022.",
            "12.3%",
            ("inflation_rate", "GEO", None, "2022"),
        ),
        (
            "Remittances feed many homes in Tajikistan. They made 30% of GDP in 2021, 33% in 2022.",
            "30%",
            ("remittances_share_of_gdp", "TJK", None, "2021"),
        ),
        (
            "Remittances feed many homes in Tajikistan. They made 30% of GDP in 2021, 33% in 2022.",
            "33%",
            ("remittances_share_of_gdp", "TJK", None, "2022"),
        ),
        (
            "Armenia's exports to Georgia rose by 5% in 2021. To Iran they fell by 9% in 2022.",
            "9%",
            ("exports", "ARM", "IRN", "2022"),
        ),
    ],
)
def test_a_pronoun_speaks_of_the_subject_before_it(
    text: str, quote: str, expected: tuple[str | None, ...]
) -> None:
    assert slots(figures(text)[quote]) == expected


def test_a_pronoun_before_a_noun_is_none() -> None:
    found = figures("Inflation worries Georgia. This year schools got 12% more pupils.")
    assert found["12%"].indicator is None


def test_what_is_said_in_other_terms_is_the_same() -> None:
    found = figures("Mongolia's public debt equals 60% of GDP, or $9 billion.")
    assert slots(found["$9 billion"])[:2] == ("public_debt", "MNG")


def test_a_group_has_the_rate_of_the_figure_before() -> None:
    found = figures("Unemployment in Armenia is 13%, and 30% among the young.")
    assert found["30%"].indicator == "unemployment_rate"


def test_a_list_goes_on_in_the_next_sentence() -> None:
    found = figures(
        "Of Georgia's imports in 2022, 18% came from Turkey. There follow Russia with 14% and China with 8%."
    )
    assert slots(found["14%"]) == ("import_share", "GEO", "RUS", "2022")
    assert slots(found["8%"]) == ("import_share", "GEO", "CHN", "2022")


def test_forecasts_go_on_after_a_colon() -> None:
    found = figures(
        "The bank forecasts that Georgia's economy will grow by 5% in 2025. "
        "Its forecast for the world as a whole: 3% in 2025."
    )
    assert slots(found["3%"]) == ("gdp_growth_forecast", "WLD", None, "2025")


def test_an_amount_that_gives_a_place() -> None:
    found = figures("GDP was $24 billion in 2022, which put Georgia in 105th place.")
    assert slots(found["105th place"])[:2] == ("gdp_rank", "GEO")


def test_a_multiple_of_that_is_a_growth_of_what_was_told() -> None:
    found = figures("Georgia's exports made $200 million in 2022. That was twice as much as before.")
    assert slots(found["twice"]) == slots(found["$200 million"])
    assert (found["twice"].measure, found["twice"].direction) == ("change", "increase")


PEOPLES = (
    "In 2019 Tajiks made up 84% of the population of Tajikistan and Uzbeks 12%. "
    "Kyrgyz came to 0.8%, Pamiris to 0.6% and Russians to 0.4%."
)


@pytest.mark.parametrize(
    ("quote", "people"),
    [("84%", "Tajiks"), ("12%", "Uzbeks"), ("0.8%", "Kyrgyz"), ("0.6%", "Pamiris"), ("0.4%", "Russians")],
)
def test_a_people_has_a_share_and_is_no_party(quote: str, people: str) -> None:
    figure = figures(PEOPLES)[quote]
    assert slots(figure) == ("population_share", "TJK", None, "2019")
    assert figure.scope == people


def test_a_product_with_a_share_narrows_it() -> None:
    found = figures("Textiles make up 15% of Uzbekistan's exports, food 9% and copper 8%.")
    assert [figure.scope for figure in found.values()] == ["Textiles", "food", "copper"]


def test_those_who_live_somewhere_narrow_the_population() -> None:
    assert figures("Of Mongolia's population, 69% live in towns.")["69%"].scope == "towns"


@pytest.mark.parametrize(
    ("text", "quote", "city"),
    [
        ("The capital of Kyrgyzstan, Bishkek, has a population of 1.1 million.", "1.1 million", "Bishkek"),
        ("Shymkent grows; its population stood at 1.2 million in 2023.", "1.2 million", "Shymkent"),
        ("Kazakhstan, whose capital is Astana, has a population of 20 million.", "20 million", None),
    ],
)
def test_the_people_of_a_city_are_not_the_country_s(text: str, quote: str, city: str | None) -> None:
    assert figures(text)[quote].scope == city


def test_in_a_list_of_cities_a_capital_is_a_city() -> None:
    found = figures(
        "Kazakhstan's inflow of foreign direct investment was $9 billion in 2022. "
        "The city of Almaty received $3 billion of it. Astana took in $1 billion."
    )
    assert found["$1 billion"].scope == "Astana"


def test_a_capital_alone_stands_for_its_country() -> None:
    assert figures("Ankara recorded exports of $9 billion in 2022.")["$9 billion"].scope is None


ONE = "Kyrgyzstan has many lakes. In Kyrgyzstan hay is mown late. "


@pytest.mark.parametrize(
    ("said", "quote", "parties"),
    [
        ("Its frontier with Kazakhstan is 1,212 km long.", "1,212 km", ("KGZ", None)),
        ("That with Tajikistan measures 984 km.", "984 km", ("KGZ", "TJK")),
        ("Mean pay was 30,000 soms.", "30,000 soms", ("KGZ", None)),
    ],
)
def test_a_text_that_speaks_of_one_country_goes_on_speaking_of_it(
    said: str, quote: str, parties: tuple[str, str | None]
) -> None:
    found = figures(ONE + ONE + said)[quote]
    assert (found.reporter, found.partner) == parties


def test_the_standard_of_a_comparison_is_no_reporter() -> None:
    assert figures("Bread costs 10 percent less in Georgia than in Turkey.")["10 percent"].reporter == "GEO"


def test_where_a_figure_is_extreme_is_not_whose_it_is() -> None:
    found = figures(
        "Mongolia has a small budget. Public debt makes 24 percent of GDP, one of the lowest in Central Asia."
    )
    assert slots(found["24 percent"])[:2] == ("public_debt_share_of_gdp", "MNG")


def test_what_counted_projects_are_worth_has_their_sides() -> None:
    found = figures("Armenian firms have carried out 19 projects worth $2.9 billion in Kazakhstan.")
    assert (found["$2.9 billion"].reporter, found["$2.9 billion"].partner) == ("KAZ", "ARM")


def test_the_share_of_one_in_the_imports_of_another() -> None:
    found = figures("In telecom equipment, the German share of Uzbek imports rose to 20% in 2022.")
    assert slots(found["20%"]) == ("import_share", "UZB", "DEU", "2022")


def test_with_a_trade_partner_that_leads_the_sentence() -> None:
    found = figures("With Turkey, its main trade partner, Georgia signed 12 agreements in May 2021.")
    assert slots(found["12 agreements"]) == ("agreements_signed", "GEO", "TUR", "2021-05")


def test_an_address_to_the_nation_is_to_the_speaker_s_own() -> None:
    found = figures(
        "Iran, China and the Emirates buy Kazakh grain.\n\nPresident Tokayev spoke of it in his address "
        "to the nation. Policy should be steady, so that the economy grows by 6%."
    )
    assert slots(found["6%"])[:2] == ("gdp_growth", "KAZ")
    assert found["6%"].measure == "target"


@pytest.mark.parametrize("said", ["means to lend 40% more", "was told to lend 40% more"])
def test_what_is_meant_or_told_is_a_target(said: str) -> None:
    assert figures(f"The bank {said}.")["40%"].measure == "target"


def test_what_is_ordered_to_be_done_is_a_target() -> None:
    assert figures("The minister ordered that pay be doubled by 2027.")["doubled"].measure == "target"


def test_a_plan_from_a_year_on_has_no_end() -> None:
    found = figures("From 2025 the subsidies should be cut to 3 billion soms.")
    assert found["3 billion soms"].period == "2025/.."


def test_a_share_that_stands_has_no_year() -> None:
    found = figures("Armenia's GDP was $20 billion in 2022. Mining and farming make up 14% of GDP.")
    assert found["14%"].period is None


def test_the_ends_of_a_span_are_of_its_first_and_last_year() -> None:
    found = figures("Over the past 5 years Georgia's grants rose from $70 million to over $90 million.")
    assert (found["$70 million"].period, found["$90 million"].period) == ("2019", "2024")


def test_what_came_in_until_a_day_is_a_stock() -> None:
    found = figures("Foreign direct investment in Georgia stood at $20 billion on 1 January 2020.")
    assert slots(found["$20 billion"]) == ("fdi_stock", "GEO", None, "2020-01-01")


def test_a_product_inside_the_figure_tells_what_is_produced() -> None:
    found = figures("Turkmenistan produced 240,000 barrels of oil per day in 2022.")
    assert slots(found["240,000 barrels of oil per day"])[:2] == ("petroleum_production", "TKM")


def test_track_that_is_repaired_makes_no_railway_longer() -> None:
    assert figures("Georgia will repair 300 km of railway track by 2027.")["300 km"].indicator is None


def test_trade_in_a_list_of_branches_is_a_branch() -> None:
    found = figures("Construction in Georgia grew by 12%, followed by trade with 10%.")
    assert found["10%"].indicator is None


def test_the_time_before_goes_on_in_that_period() -> None:
    found = figures("Georgia's exports made $5bn in 2021; as others count, imports made $7bn in that period.")
    assert found["$7bn"].period == "2021"
