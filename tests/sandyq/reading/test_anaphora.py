"""Phrases and pronouns that stand for countries named before."""

from __future__ import annotations

import pytest

from sandyq.reading.places import Places
from sandyq.reading.text import Document


def leaning(text: str) -> list[tuple[str, str]]:
    doc = Document(text, None)
    places = Places(doc)
    return [
        (text[one.start : one.end], one.code)
        for block in range(len(doc.blocks))
        for one in places.in_block(block)
        if one.kind == "anaphor"
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ghana sells to Togo. The two countries met.", [("The two countries", "GHA;TGO")]),
        ("Ghana sells to Togo.\n\nBoth sides met.", [("Both sides", "GHA;TGO")]),
        ("# Ghana and Togo\n\nThe two nations met.", [("The two nations", "GHA;TGO")]),
        ("Mali, Ghana and Togo met. The three countries left.", [("The three countries", "MLI;GHA;TGO")]),
        ("Ghana met. The two countries left.", []),
        ("Ghana grew. Exports of the country rose.", [("the country", "GHA")]),
        ("Ghana, due to the country's gold, grew.", [("the country", "GHA")]),
        ("Ghana fears Togo. Mali visited the country.", [("the country", "TGO")]),
        ("The EU met Ghana. The bloc paid.", [("The bloc", "EUU")]),
        ("Once part of the USSR, Ghana left the bloc.", []),
        ("Uzbekistan sells to France. The Central Asian nation grew.", [("The Central Asian nation", "UZB")]),
        ("Trade with Central Asia grew. Rail in the region is old.", [("the region", "CAS")]),
        ("Ghana sold its gold.", [("its", "GHA")]),
        ("Ghana told Togo of its gold.", []),
        ("Ghana grew. It paid.", [("It", "GHA")]),
        ("Growth in Ghana rose. It was fast.", []),
        ("Our country grows.", []),
        ("Ghana and Ghana again. Our country grows.", [("Our country", "GHA")]),
        ("Growth is above the world average.", [("world average", "WLD")]),
        ("Nothing is known of the country.", []),
    ],
)
def test_phrases(text: str, expected: list[tuple[str, str]]) -> None:
    assert leaning(text) == expected


def test_a_phrase_looks_back_no_further_than_a_few_blocks() -> None:
    filler = "A paragraph that names no place.\n\n"
    assert leaning("Ghana sells to Togo.\n\n" + filler + "Both sides met.") == [("Both sides", "GHA;TGO")]
    assert leaning("Ghana sells to Togo.\n\n" + filler * 4 + "Both sides met.") == []


def test_a_phrase_takes_the_place_of_the_name_inside_it() -> None:
    text = "Uzbekistan grew. The Central Asian state paid."
    assert [one.code for one in Places(Document(text, None)).in_block(0)] == ["UZB", "UZB"]
