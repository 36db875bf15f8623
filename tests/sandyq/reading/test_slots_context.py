"""What a figure takes from the figures before it: comparisons, appositions, parts of a total, two sides."""

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


@pytest.mark.parametrize("beside", ["compared to", "compared with", "against", "up from"])
def test_what_a_growth_is_set_beside_is_a_growth(beside: str) -> None:
    figure = figures(f"Armenia's economy grew by 8.7% in 2023, {beside} 5.8% in 2021.")["5.8%"]
    assert slots(figure) == ("gdp_growth", "ARM", None, "2021")
    assert (figure.measure, figure.direction) == ("change", "increase")


def test_a_figure_with_its_own_noun_is_not_what_the_one_before_is() -> None:
    found = figures("Georgia's exports rose by 8 percent in 2022, compared with 3 percent for imports.")
    assert found["3 percent"].indicator == "imports"


@pytest.mark.parametrize("lead", ["That is", "This was", "It is"])
def test_a_sentence_that_points_back_goes_on_with_what_was_told(lead: str) -> None:
    found = figures(
        f"Mongolia's imports from Japan reached $600 million in 2023. {lead} 12 percent more than a year ago."
    )
    assert slots(found["12 percent"]) == ("imports", "MNG", "JPN", "2023")


def test_up_after_a_comma_is_of_the_count_before() -> None:
    found = figures("Some 900 firms from Italy worked in Kazakhstan in 2023, up 15 percent.")
    assert slots(found["15 percent"])[:3] == slots(found["900 firms"])[:3] == ("company_count", "KAZ", "ITA")


def test_up_after_another_noun_is_of_that_noun() -> None:
    found = figures("Armenia's exports made $4 billion and imports of cars boomed, up 15 percent.")
    assert found["15 percent"].indicator == "imports"


@pytest.mark.parametrize("opening", ["Of this,", "Of that,"])
def test_a_part_of_a_total_has_its_sides_and_time(opening: str) -> None:
    found = figures(
        "Trade between Kazakhstan and Latvia came to $300 million in 2022.\n\n"
        f"{opening} exports from Kazakhstan amounted to $240 million and imports $60 million."
    )
    assert slots(found["$240 million"]) == ("exports", "KAZ", "LVA", "2022")
    assert slots(found["$60 million"]) == ("imports", "KAZ", "LVA", "2022")


def test_total_exports_after_trade_with_one_partner_are_to_all() -> None:
    found = figures(
        "Kazakhstan's trade with Latvia came to $300 million in 2022. "
        "Kazakhstan's total exports amounted to $84 billion."
    )
    assert found["$84 billion"].partner is None


def test_agreements_of_others_are_with_the_country_of_the_text() -> None:
    found = figures(
        "Kazakhstan is courting Europe. Kazakhstan's ministers met bankers.\n\n"
        "Italian firms signed eight agreements worth $700 million."
    )
    assert slots(found["eight agreements"])[:3] == ("agreements_signed", "KAZ", "ITA")
    assert slots(found["$700 million"])[:3] == ("agreement_value", "KAZ", "ITA")


def test_partners_with_their_trade_are_partners_of_whom_the_text_is_about() -> None:
    found = figures(
        "Uzbekistan's trade grew in 2023. China was the largest partner ($14 billion), ahead of Russia "
        "($10 billion) and Turkey ($3 billion)."
    )
    assert [slots(figure)[:3] for figure in found.values()] == [
        ("total_trade", "UZB", code) for code in ("CHN", "RUS", "TUR")
    ]


def test_a_share_of_what_another_owns() -> None:
    found = figures("Iran's share of Armenia's total trade turnover was 7.5 percent in 2022.")
    assert slots(found["7.5 percent"]) == ("share_of_foreign_trade", "ARM", "IRN", "2022")


def test_that_with_another_is_trade_with_another() -> None:
    found = figures(
        "Kazakhstan's trade with India grew to $2 billion, overtaking that with Japan, at $1.8 billion."
    )
    assert slots(found["$1.8 billion"])[:3] == ("total_trade", "KAZ", "JPN")


@pytest.mark.parametrize("said", ["expects", "forecasts", "predicts"])
def test_growth_that_a_bank_foresees_is_a_forecast(said: str) -> None:
    found = figures(f"Kazakhstan's economy is doing well. The bank {said} growth of 4.1 percent in 2024.")
    assert slots(found["4.1 percent"])[:2] == ("gdp_growth_forecast", "KAZ")


def test_a_country_of_so_many_people() -> None:
    found = figures("Mongolia, a country of 3.4 million people, exports coal.")
    assert slots(found["3.4 million people"])[:2] == ("population", "MNG")


def test_the_country_is_the_one_the_text_is_about_though_others_were_named_last() -> None:
    found = figures(
        "Kyrgyzstan trades with many. Kyrgyzstan's main partners are Russia, Iran and Turkey.\n\n"
        "The country exported gold worth $1.1 billion."
    )
    assert found["$1.1 billion"].reporter == "KGZ"


def test_money_tells_whose_figures_a_speech_gives() -> None:
    found = figures(
        "We shall spend 300 billion tenge on schools and 20 billion tenge on roads. "
        "We met our friends in Mongolia.\n\nOur exports should reach $40 billion."
    )
    assert found["$40 billion"].reporter == "KAZ"


def test_a_corridor_takes_out_no_loans() -> None:
    found = figures(
        "Kazakhstan builds ports.\n\nThe Middle Corridor carried 2 million tons of cargo in 2022. "
        "The EBRD approved a $90 million loan in 2023."
    )
    assert slots(found["$90 million"])[:3] == ("loan", "KAZ", "EBRD")


def test_a_year_before_a_comma_dates_what_stands_before_it() -> None:
    found = figures(
        "Kazakhstan built ports in March 2023. About 2 million tons of cargo travelled along the Middle "
        "Corridor in 2022, 20 percent more than before."
    )
    assert found["2 million tons"].period == "2022"


def test_documents_signed_on_a_visit_are_with_the_visitor_s_country() -> None:
    found = figures(
        "Kazakhstan has new friends.\n\nPresident Luis Lacalle Pou of Uruguay came to Astana in May 2023. "
        "Nine documents were signed in Astana."
    )
    assert slots(found["Nine documents"])[:3] == ("agreements_signed", "KAZ", "URY")


def test_the_day_of_the_saying_dates_no_figure() -> None:
    found = figures(
        "Trade with Latvia should reach $400 million, Kazakhstan's minister said in Riga on March 3, 2024."
    )
    assert found["$400 million"].period is None


def test_a_debt_to_another_country_s_bank_is_owed_by_the_first() -> None:
    found = figures(
        "Mongolia's external debt was $30 billion, including $2 billion owed to Japan's Exim bank."
    )
    assert found["$2 billion"].reporter == "MNG"


def test_growth_is_no_part_of_the_trade_told_after_it() -> None:
    found = figures("Armenia's GDP grew by 7 percent in 2022 and its trade with Iran rose to $700 million.")
    assert slots(found["7 percent"]) == ("gdp_growth", "ARM", None, "2022")


def test_a_total_before_a_bracket_is_not_what_the_bracket_names() -> None:
    found = figures(
        "Bilateral trade of Kazakhstan and Latvia made $300 million (exports - $200 million) in 2022."
    )
    assert found["$300 million"].indicator == "total_trade"
    assert found["$200 million"].indicator == "exports"


def test_money_from_another_country_is_not_the_country() -> None:
    found = figures(
        "Armenia's debt was $11 billion in 2023. "
        "Remittances from Russia equal 9 percent of the country's GDP."
    )
    assert slots(found["9 percent"])[:2] == ("remittances_share_of_gdp", "ARM")


def test_respectively_pairs_names_and_figures() -> None:
    found = figures("Kazakhstan's exports to Japan, Latvia and Iran were $9m, $7m and $4m, respectively.")
    assert [slots(figure)[2] for figure in found.values()] == ["JPN", "LVA", "IRN"]
    prices = figures("Inflation in Armenia and Georgia reached 9 percent and 5 percent, respectively.")
    assert [slots(figure)[1] for figure in prices.values()] == ["ARM", "GEO"]


def test_respectively_pairs_years_and_figures() -> None:
    found = figures("Georgia's economy grew by 5.1% and 7.4% in 2018 and 2021, respectively.")
    assert [figure.period for figure in found.values()] == ["2018", "2021"]


def test_where_something_came_from_does_not_date_where_it_went() -> None:
    found = figures("Inflation in Georgia fell from 13 percent in March 2022 to 2 percent.")
    assert (found["13 percent"].period, found["2 percent"].period) == ("2022-03", None)


def test_buyers_with_amounts_are_export_partners() -> None:
    found = figures(
        "Kazakhstan sells copper. The main buyers were Japan ($4 billion) and Turkey ($1 billion)."
    )
    assert [slots(figure)[:3] for figure in found.values()] == [
        ("exports", "KAZ", "JPN"),
        ("exports", "KAZ", "TUR"),
    ]


def test_who_stands_behind_has_no_share() -> None:
    found = figures(
        "Japan is Mongolia's top trading partner, ahead of Russia, with a share of 23% of its trade."
    )
    assert slots(found["23%"])[:3] == ("share_of_foreign_trade", "MNG", "JPN")


def test_what_began_once_is_no_period_of_the_next_sentence() -> None:
    found = figures("Armenia's key rate has been 9 percent since May 2023. Unemployment is 12 percent.")
    assert (found["9 percent"].period, found["12 percent"].period) == ("2023-05/..", None)


def test_the_region_s_share_does_not_make_the_region_the_reporter_of_what_follows() -> None:
    found = figures(
        "Kazakhstan makes about 60 percent of the GDP of Central Asia. Real GDP grew by 4.8 percent in 2023."
    )
    assert found["4.8 percent"].reporter == "KAZ"


@pytest.mark.parametrize("word", ["negative", "record", "robust", "combined"])
def test_words_that_judge_narrow_nothing(word: str) -> None:
    (figure,) = read(f"Georgia's {word} exports of $5 billion in 2021 were news.", PUBLISHED).figures
    assert figure.scope is None


def test_a_length_of_time_takes_no_word_beside_it_for_its_subject() -> None:
    assert figures("For the past two years Armenia has waited.")["two years"].subject is None


def test_nobody_is_their_own_partner() -> None:
    for text in (
        "The EBRD, which put 50 million euros into 12 projects in Georgia, is back in Georgia.",
        "Japanese firms run 40 projects in Japan with Japan's banks.",
    ):
        assert all(f.partner is None or f.partner != f.reporter for f in read(text, PUBLISHED).figures)


def test_the_biggest_source_gives_and_does_not_receive() -> None:
    found = figures(
        "Kazakhstan drew $20 billion in foreign direct investment in 2023.\n\n"
        "Italy was again the biggest source, with $4 billion. "
        "Japan, whose investments rose 12 percent, was next. "
        "Inflows from Latvia shrank to $1 billion."
    )
    assert [slots(figure)[1:3] for figure in found.values()][1:] == [
        ("KAZ", "ITA"),
        ("KAZ", "JPN"),
        ("KAZ", "LVA"),
    ]


def test_the_two_countries_under_a_heading_of_one() -> None:
    found = figures(
        "# Foreign relations of Mongolia\n\nMongolia has many friends.\n\n## Japan\n\n"
        "Trade between the two countries grew to $800 million in 2022."
    )
    assert {slots(found["$800 million"])[1], slots(found["$800 million"])[2]} == {"MNG", "JPN"}


def test_a_year_at_the_end_dates_exports_and_imports_alike() -> None:
    found = figures(
        "Georgia's exports to Turkey made $400 million and imports from Turkey $2 billion in 2021."
    )
    assert [figure.period for figure in found.values()] == ["2021", "2021"]


@pytest.mark.parametrize(
    ("record", "indicator"),
    [("Major markets", "export_share"), ("Major suppliers", "import_share")],
)
def test_markets_and_suppliers_of_a_fact_sheet(record: str, indicator: str) -> None:
    found = figures(f"Georgia: facts\n\nPopulation: 3.7 million\n{record}: Turkey 14%, Russia 9%")
    assert [slots(figure)[:3] for figure in list(found.values())[1:]] == [
        (indicator, "GEO", "TUR"),
        (indicator, "GEO", "RUS"),
    ]


@pytest.mark.parametrize("gap", ["deficit", "surplus"])
def test_what_is_left_of_exports_and_imports_is_the_balance(gap: str) -> None:
    found = figures(
        f"Armenia's exports were $9 billion and imports $6 billion, leaving a {gap} of $3 billion."
    )
    assert slots(found["$3 billion"])[:2] == ("trade_balance", "ARM")


def test_a_deficit_of_something_else_is_no_balance_of_trade() -> None:
    found = figures("Armenia spent more on schools in 2021. Its deficit of $2 billion worried the cabinet.")
    assert found["$2 billion"].indicator is None


def test_a_surplus_against_a_deficit_of_the_current_account() -> None:
    found = figures(
        "Georgia's current account showed a deficit of $2 billion, after a surplus of $1 billion."
    )
    assert found["$1 billion"].indicator == "current_account_balance"


def test_growth_that_picks_up_again_is_foretold_too() -> None:
    found = figures(
        "Georgia's growth will slow to 3.1 percent in 2025 before picking up to 4.6 percent in 2026."
    )
    assert slots(found["4.6 percent"]) == ("gdp_growth_forecast", "GEO", None, "2026")


def test_a_country_of_the_region_may_stand_in_a_list_of_partners() -> None:
    found = figures(
        "Uzbekistan's main trade partner was Russia with $9 billion, followed by Kazakhstan with $4 billion."
    )
    assert slots(found["$4 billion"])[:3] == ("total_trade", "UZB", "KAZ")


def test_after_a_list_of_partners_no_partner_goes_on() -> None:
    found = figures(
        "Uzbekistan's trade with China was $12 billion and with Turkey $3 billion. "
        "Gold accounted for 28 percent of exports."
    )
    assert slots(found["28 percent"])[:3] == ("export_share", "UZB", None)


def test_whose_share_follows_by_name_alone() -> None:
    found = figures("In Kazakhstan's imports, China's share was 30%, Russia's 29% and Japan's 4%.")
    assert [slots(figure)[:3] for figure in found.values()] == [
        ("import_share", "KAZ", code) for code in ("CHN", "RUS", "JPN")
    ]


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("Grain trade of Georgia in January-May 2024", "2024-01/2024-05"),
        ("2023: the trade of Georgia", "2023"),
        ("Georgia since the flood of 2019", None),
        ("Georgia in 2022 and in 2023", None),
        ("Trade of Georgia on 3 May 2024", None),
    ],
)
def test_a_title_dates_the_figures_whose_paragraph_tells_no_time(title: str, period: str | None) -> None:
    found = figures(f"{title}\n\nPress office\n\nGeorgia's exports of grain to Turkey made $40 million.")
    assert found["$40 million"].period == period


def test_a_time_from_one_year_to_another_dates_what_stands_before_it() -> None:
    found = figures(
        "Foreign investment in Georgia totaled $9 billion from 2006 to 2022, with $2 billion in 2021 alone."
    )
    assert found["$9 billion"].period == "2006/2022"
    assert found["$2 billion"].period == "2021"


def test_basis_points_are_a_change_of_a_rate() -> None:
    figure = figures("Georgia's central bank cut its policy rate by 75 basis points in May 2024.")[
        "75 basis points"
    ]
    assert (figure.indicator, figure.measure, figure.direction) == ("policy_rate", "change", "decrease")


def _told(text: str, value: str) -> tuple[str | None, ...]:
    figure = next(f for f in read(text, dt.date(2024, 6, 30)).figures if f.quote.startswith(value))
    return figure.indicator, figure.reporter, figure.partner, figure.period


_BANK = "Uzbekistan and the World Bank\n\nUzbekistan became a member of the World Bank in 1992. "


@pytest.mark.parametrize(
    ("text", "value", "slots"),
    [
        # a bank by its short name, its portfolio, and a loan that names no lender
        (
            _BANK + "The Bank financed 31 projects and lent the country $4 billion.",
            "$4",
            ("loan", "UZB", "WB", None),
        ),
        (
            _BANK + "The Bank has a portfolio of 28 projects with commitments of $6 billion.",
            "$6",
            ("loan", "UZB", "WB", None),
        ),
        (
            _BANK + "The Bank has a portfolio of 28 projects with commitments of $6 billion.",
            "28",
            ("project_count", "UZB", "WB", None),
        ),
        # a firm by its nationality or home
        (
            "Uzbekistan needs power. Voltalia, a French company, is to build a 100-megawatt plant in Bukhara"
            " at a cost of $90 million.",
            "$90",
            ("project_cost", "UZB", "FRA", None),
        ),
        (
            "Uzbekistan needs power. Taqa of Abu Dhabi has agreed to invest $3 billion in the grids.",
            "$3",
            ("investment_pledge", "UZB", "ARE", None),
        ),
        # who acts in another clause
        (
            "Direct investment in Tajikistan made $300 million in 2021; Iran invested $20 million.",
            "$300",
            ("fdi_inflow", "TJK", None, "2021"),
        ),
        (
            "Tajik exports fell by 9 percent in 2021 as Iranian mills closed.",
            "9",
            ("exports", "TJK", None, "2021"),
        ),
        (
            "Japan supplied 30 percent of Tajik imports and Iran 12 percent.",
            "12",
            ("import_share", "TJK", "IRN", None),
        ),
        # what costs so much stands in the sentence before
        (
            "Tajikistan builds a second dam on the Vakhsh. It would cost a further $2 billion.",
            "$2",
            ("project_cost", "TJK", None, None),
        ),
        # whose partner another country is
        (
            "Tajikistan trades. Iran is still the country's third partner, making up 7 percent of its trade"
            " in 2021. Tajikistan sells little.",
            "7",
            ("share_of_foreign_trade", "TJK", "IRN", "2021"),
        ),
        # the time of what was told, and of where a figure came from
        (
            "Tajik exports made $900 million in 2021. Imports over the same period amounted to $3 billion.",
            "$3",
            ("imports", "TJK", None, "2021"),
        ),
        (
            "Tajik exports fell to $900 million from $950 million in 2019.",
            "$900",
            ("exports", "TJK", None, None),
        ),
        (
            "Tajik exports fell to $900 million from $950 million in 2019.",
            "$950",
            ("exports", "TJK", None, "2019"),
        ),
        # a length of time with the parties of what runs so long
        (
            "Tajikistan took a loan of $6 million for 12 years from the EBRD in 2015.",
            "12",
            (None, "TJK", "EBRD", None),
        ),
        # a partner with its figure before what it is
        (
            "Tajik imports made $3 billion in 2021. Iran, with $400 million, is the third trading partner.",
            "$400",
            ("total_trade", "TJK", "IRN", "2021"),
        ),
        # a lender that a pronoun stands for, and one that gives
        (
            "The EBRD is at home in Tajikistan. To date it has invested €700 million there.",
            "€700",
            ("investment", "TJK", "EBRD", None),
        ),
        (
            "The World Bank gave Tajikistan $80 million in grants.",
            "$80",
            ("aid_provided", "WB", "TJK", None),
        ),
        # a border leads to no one, trade with a country takes no investment
        (
            "Tajikistan is rich in gas. Qatar promised $2 billion for a pipeline to the Afghan border.",
            "$2",
            ("investment_pledge", "TJK", "QAT", None),
        ),
        (
            "Tajikistan is open. Iran's investment in 2021 came to $70 million, and its trade with Tajikistan"
            " to $200 million.",
            "$70",
            ("investment", "TJK", "IRN", "2021"),
        ),
        # joint projects of the two countries that the text is on
        (
            "Tajikistan and Iran\n\nTajikistan and Iran met. Iran and Tajikistan are old friends, Iran and"
            " Tajikistan said.\n\nIran and Tajikistan go on. They have 15 joint projects worth $400 million.",
            "$400",
            ("project_value", "TJK", "IRN", None),
        ),
        # the other of two countries
        (
            "Tajikistan trades with Uzbekistan as never before. Tajik exports to the neighbouring country"
            " amounted to $180 million in 2023.",
            "$180",
            ("exports", "TJK", "UZB", "2023"),
        ),
        # a share of the economy, in one country after another
        (
            "Money from migrants, or remittances, made up 40 percent of GDP in Tajikistan and 25 percent in"
            " Kyrgyzstan, but barely 2 percent in Kazakhstan.",
            "25",
            ("remittances_share_of_gdp", "KGZ", None, None),
        ),
        (
            "Kyrgyz remittances were high. Remittances made up 40 percent of GDP in Tajikistan and 25 percent"
            " in Kyrgyzstan, but barely 2 percent in Kazakhstan.",
            "2 ",
            ("remittances_share_of_gdp", "KAZ", None, None),
        ),
        # what the clause speaks of comes before what was spoken of earlier
        (
            "Kazakh GDP grew by 4 percent in 2023. Inflation declined from a peak of 20 percent in May 2023.",
            "20",
            ("inflation_rate", "KAZ", None, "2023-05"),
        ),
        (
            "Kazakh exports fell by 8 percent in 2023 as oil prices came down.",
            "8",
            ("exports", "KAZ", None, "2023"),
        ),
        (
            "Over 900 companies with Iranian owners work in Kazakhstan, twice as many as in 2019.",
            "twice",
            ("company_count", "KAZ", "IRN", None),
        ),
    ],
)
def test_who_and_what_in_clauses_banks_and_firms(
    text: str, value: str, slots: tuple[str | None, ...]
) -> None:
    assert _told(text, value) == slots


def test_a_bank_by_its_short_name_is_not_a_central_bank() -> None:
    text = (
        "The World Bank met Tajikistan. The National Bank of Tajikistan did. The Bank lent firms $5 million."
    )
    assert _told(text, "$5")[2] is None
