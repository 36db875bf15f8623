"""Blocks, headings and sentences: every span true to the text as given."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandyq.reading.text import Document


def blocks(text: str) -> list[tuple[str, str]]:
    """Kind and words of each block."""
    document = Document(text, None)
    return [(block.kind, text[block.start : block.end]) for block in document.blocks]


def sentences(text: str) -> list[str]:
    """The sentences of the first block."""
    return [text[start:end] for start, end in Document(text, None).sentences(0)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# Trade\n\nIt grew.", [("heading", "Trade"), ("paragraph", "It grew.")]),
        ("- one\n- two", [("item", "one"), ("item", "two")]),
        ("1. one\n2) two", [("item", "one"), ("item", "two")]),
        ("Oil: 5 tonnes", [("record", "Oil: 5 tonnes")]),
        (
            "Inflation: 5% in 2020\nUnemployment: 6% in 2020",
            [("record", "Inflation: 5% in 2020"), ("record", "Unemployment: 6% in 2020")],
        ),
        (
            "A line that has been wrapped at\nsome width or other.",
            [("paragraph", "A line that has been wrapped at\nsome width or other.")],
        ),
        ("The Road Ahead\n\nIt is long.", [("heading", "The Road Ahead"), ("paragraph", "It is long.")]),
        ("__Economy__\nGDP fell.", [("heading", "__Economy__"), ("paragraph", "GDP fell.")]),
        ("", [("paragraph", "")]),
        (" \n \n", [("paragraph", " \n \n")]),
    ],
)
def test_blocks(text: str, expected: list[tuple[str, str]]) -> None:
    assert blocks(text) == expected


def test_headings_above_come_nearest_first() -> None:
    text = "# Land\n\n## Trade\n\nIt grew.\n\n## Debt\n\nIt fell."
    document = Document(text, None)
    above = document.headings(document.block_index(text.index("fell")))
    assert [text[heading.start : heading.end] for heading in above] == ["Debt", "Land"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It rose. It fell.", ["It rose.", "It fell."]),
        ("It rose 4.8 percent. Then it fell.", ["It rose 4.8 percent.", "Then it fell."]),
        ("It rose 4. 8 percent.", ["It rose 4. 8 percent."]),
        ("The U.S. bought oil.", ["The U.S. bought oil."]),
        ("J. Smith said so. He left.", ["J. Smith said so.", "He left."]),
        ("“It rose.” It fell.", ["“It rose.”", "It fell."]),
        ("Did it rise? Yes! Indeed.", ["Did it rise?", "Yes!", "Indeed."]),
        ("It rose.[3] It fell.", ["It rose.[3]", "It fell."]),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@given(st.text(alphabet=st.sampled_from("Ab1 .!?:#-\n\u00a0\u2028é(")))
def test_blocks_and_sentences_cover_all_but_white_space_and_marks(text: str) -> None:
    document = Document(text, None)
    end = 0
    for index, block in enumerate(document.blocks):
        assert end <= block.start <= block.end <= len(text)
        end = block.end
        at = block.start
        for start, stop in document.sentences(index):
            assert not text[at:start].strip()
            assert start <= stop <= block.end
            at = stop
        assert not text[at : block.end].strip()


@given(st.text(), st.integers(0, 50))
def test_every_offset_has_a_block_and_a_sentence(text: str, offset: int) -> None:
    document = Document(text, None)
    at = min(offset, len(text))
    assert 0 <= document.block_index(at) < len(document.blocks)
    start, end = document.sentence(at)
    assert 0 <= start <= end <= len(text)
