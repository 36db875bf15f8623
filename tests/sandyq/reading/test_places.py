"""Names of countries, blocs, organisations, cities, regions, peoples and office holders."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandyq.reading.gazetteer import country_names, names, words
from sandyq.reading.lexicon import table
from sandyq.reading.places import Places
from sandyq.reading.text import Document

BLOCS = {
    "EUU",
    "EAEU",
    "CAS",
    "TITR",
    "INSTC",
    "OAS",
    "AU",
    "UN",
    "UNDP",
    "WB",
    "EIB",
    "EBRD",
    "WEF",
    "WTO",
    "OECD",
}


def read(text: str) -> list[tuple[str, str]]:
    doc = Document(text, None)
    places = Places(doc)
    return [
        (text[one.start : one.end], one.code) for i in range(len(doc.blocks)) for one in places.in_block(i)
    ]


def kinds(text: str) -> dict[str, str]:
    doc = Document(text, None)
    return {text[one.start : one.end]: one.kind for one in Places(doc).in_block(0)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Norway and Viet Nam trade with Türkiye.",
            [("Norway", "NOR"), ("Viet Nam", "VNM"), ("Türkiye", "TUR")],
        ),
        ("The U.S. and the UK met the UAE.", [("U.S.", "USA"), ("UK", "GBR"), ("UAE", "ARE")]),
        ("The Republic of Korea, not North Korea.", [("Republic of Korea", "KOR"), ("North Korea", "PRK")]),
        ("South Korean and Dutch firms", [("South Korean", "KOR"), ("Dutch", "NLD")]),
        ("Tajiks, Poles and Finns live there.", [("Tajiks", "TJK"), ("Poles", "POL"), ("Finns", "FIN")]),
        ("Lisbon asked Canberra.", [("Lisbon", "PRT"), ("Canberra", "AUS")]),
        ("A Kremlin aide flew to Brussels.", [("Kremlin", "RUS"), ("Brussels", "EUU")]),
        ("the Germany-Uzbekistan forum", [("Germany", "DEU"), ("Uzbekistan", "UZB")]),
        ("a Turkish-led and Sino-Russian fund", [("Turkish", "TUR"), ("Sino", "CHN"), ("Russian", "RUS")]),
        ("PAKISTAN OVERVIEW", [("PAKISTAN", "PAK")]),
        (
            "Côte d’Ivoire and Bosnia and\nHerzegovina",
            [("Côte d’Ivoire", "CIV"), ("Bosnia and\nHerzegovina", "BIH")],
        ),
        ("The EAEU, the WTO and the EBRD", [("EAEU", "EAEU"), ("WTO", "WTO"), ("EBRD", "EBRD")]),
        ("The World Trade Organization said", [("World Trade Organization", "WTO")]),
        ("Uzbek and other Central Asian buyers", [("Uzbek", "UZB"), ("Central Asian", "CAS")]),
        ("Freight on the Middle Corridor grew.", [("Middle Corridor", "TITR")]),
        (
            "Mangystau Region and West Kazakhstan region",
            [("Mangystau Region", "KAZ"), ("West Kazakhstan region", "KAZ")],
        ),
        ("Investors in Kentucky and Xi'an", [("Kentucky", "USA"), ("Xi'an", "CHN")]),
    ],
)
def test_names(text: str, expected: list[tuple[str, str]]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The Indian Ocean and the Persian Gulf are wide.",
        "The Paris Agreement, the Vienna Convention and the Geneva Process.",
        "Latin American and South American growers.",
        "The IMF, the SCO and NATO met.",
        "They paid US$5 million.",
        "The Moscow Times wrote.",
        "A chad, a turkey and a china cup.",
        "McChina and eIndia are firms.",
        "IT firms said it would not pay us.",
    ],
)
def test_what_stands_for_no_code(text: str) -> None:
    assert read(text) == []


def test_kinds() -> None:
    text = (
        "Uzbek firms in Tashkent, Uzbekistan, told the EU and the OECD of Navoi; Modi heard it in Mangystau."
    )
    assert kinds(text) == {
        "Uzbek": "demonym",
        "Tashkent": "city",
        "Uzbekistan": "country",
        "EU": "bloc",
        "OECD": "organisation",
        "Navoi": "city",
        "Modi": "person",
        "Mangystau": "region",
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Shavkat Mirziyoyev spoke. Mirziyoyev left.", ["Shavkat Mirziyoyev"] * 2),
        ("Xi arrived, and Wang Yi followed.", ["Xi Jinping", "Wang Yi"]),
        ("Japanese Trade Minister Kenta Sudo left. Sudo smiled.", ["Kenta Sudo"] * 2),
        ("Ann Poe, ambassador of Malta, left.", []),
        ("Ann Poe, the Ambassador of Malta, left. Poe smiled.", ["Ann Poe"] * 2),
        ("The Minister of Latvia, Juris Ozo, left. Ozo smiled.", ["Juris Ozo"] * 2),
        ("Minister John Ozo left. Ozo smiled.", []),
        ("Ozo smiled. Latvian Minister Juris Ozo left.", ["Juris Ozo"]),
        ("EU Special Representative Eva Maydt left.", ["Eva Maydt"]),
        ("Director General of the Estonia Trade Council spoke. Trade grew.", []),
    ],
)
def test_persons(text: str, expected: list[str]) -> None:
    doc = Document(text, None)
    assert [one.name for one in Places(doc).in_block(0) if one.kind == "person"] == expected


def test_a_person_is_introduced_for_the_blocks_after() -> None:
    doc = Document("Norwegian Minister Ola Bru spoke.\n\nA paragraph between.\n\nBru left.", None)
    assert [(one.name, one.code) for one in Places(doc).in_block(2)] == [("Ola Bru", "NOR")]


def test_a_block_reads_the_same_whichever_was_asked_for_first() -> None:
    text = (
        "Chile met Peru.\n\nThe two nations met. Chilean Minister Ana Paz left.\n\nPaz and both sides agreed."
    )
    doc = Document(text, None)
    forwards, backwards = Places(doc), Places(doc)
    first = [forwards.in_block(block) for block in range(3)]
    last = [backwards.in_block(block) for block in (2, 1, 0)][::-1]
    assert first == last


def test_in_span_gives_what_begins_there() -> None:
    text = "Chile met Peru in Lima.\n\nBolivia watched."
    places = Places(Document(text, None))
    assert [one.code for one in places.in_span(5, len(text))] == ["PER", "PER", "BOL"]
    assert places.in_span(0, 0) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("# Kenya's tea\n\nGrowers sold it to Egypt.", "KEN"),
        ("Central Asia and its roads. Central Asian trade with Iran grew in Central Asia.", "CAS"),
        ("Nothing here.", None),
    ],
)
def test_focus(text: str, code: str | None) -> None:
    assert Places(Document(text, None)).focus() == code


def test_every_row_of_the_tables_has_a_code_and_can_be_found() -> None:
    known = {row["code"] for row in table("territories")} | BLOCS | {"XKX"}
    for name in ("names", "capitals", "cities", "regions", "demonyms", "leaders"):
        for row in table(name):
            assert set(row["code"].split(";")) - {""} <= known, row
    found = names()
    for file, column in (
        ("capitals", "names"),
        ("cities", "names"),
        ("demonyms", "words"),
        ("leaders", "names"),
    ):
        for row in table(file):
            for written in row[column].split("|"):
                first, *rest = words(written)
                assert any(one.rest == tuple(rest) for one in found[first]), written


def test_every_country_has_its_name() -> None:
    territories = country_names()
    assert territories["KAZ"] == "Kazakhstan"
    assert len(territories) > 240
    assert all(re.fullmatch("[A-Z]{3}", code) for code in territories)


PIECES = st.sampled_from(
    [
        "Kazakhstan",
        "the two countries",
        "its",
        "It",
        "U.S.",
        "Xi",
        "President",
        "Aa Bb",
        ",",
        ".",
        "\n\n",
        "# ",
        "-",
    ]
)


@given(st.one_of(st.text(), st.lists(PIECES, max_size=30).map(" ".join)))
def test_mentions_are_ordered_apart_and_have_codes(text: str) -> None:
    doc = Document(text, None)
    places = Places(doc)
    end = 0
    for block in range(len(doc.blocks)):
        for one in places.in_block(block):
            assert end <= one.start < one.end <= len(text)
            assert one.code
            end = one.end


@pytest.mark.parametrize(
    "piece", ["Kazakhstan ", "it ", "President Aa Bb ", "Guinea-", "A.", "St. ", "Aa ", "both "]
)
def test_long_input_takes_linear_time(piece: str) -> None:
    assert isinstance(read(piece * (100_000 // len(piece))), list)
