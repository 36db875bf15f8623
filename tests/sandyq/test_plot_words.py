"""Widths of words in charts, lines that fit, and letters that stand for words."""

from __future__ import annotations

import re
import string

import pytest
import vl_convert
from hypothesis import given
from hypothesis import strategies as st

from sandyq.plot_words import StandIns, width, wrapped


def measured(words: str, size: float, bold: bool) -> float:
    """Pixels that vl-convert takes for words, rounded up."""
    look = {"font": "Liberation Sans", "fontSize": size, "fontWeight": "bold" if bold else "normal"}
    update = {name: {"value": value} for name, value in {"text": words, **look}.items()}
    spec = {"padding": 0, "marks": [{"type": "text", "encode": {"update": update}}]}
    found = re.search(r' width="([\d.]+)"', vl_convert.vega_to_svg(spec))
    assert found
    return float(found[1])


@pytest.mark.parametrize("bold", [False, True])
@pytest.mark.parametrize(
    "words",
    [
        string.ascii_lowercase,
        string.ascii_uppercase,
        string.digits,
        "a–b — 5.2% (of $7, £3 & €4)",
        "Қазақстан",
    ],
)
def test_words_are_no_wider_than_is_said(words: str, bold: bool) -> None:
    said = width(words, 100, bold)
    assert measured(words, 100, bold) <= said + 1
    if words.isascii() and not bold:
        assert measured(words, 100, bold) >= said - 1


@given(st.lists(st.text(string.ascii_letters, min_size=1, max_size=12), max_size=30), st.floats(60, 600))
def test_lines_hold_all_words_and_fit(words: list[str], room: float) -> None:
    lines = wrapped(" ".join(words), room, 12)
    assert " ".join(lines) == " ".join(words)
    assert all(width(line, 12) <= room or " " not in line for line in lines)


@given(st.lists(st.text(max_size=20), max_size=60, unique=True))
def test_words_come_back_for_their_letters(words: list[str]) -> None:
    alone = [word for word in words if len(word) == 1]
    letters = StandIns(alone)
    put = [letters.letter(word) for word in words]
    assert len(set(put)) == len(put), "no two words have one letter, nor one that a chart has itself"
    drawn = "".join(f"<text>{letter}</text>" for letter in put if letter not in words)
    back = letters.replaced(drawn + "<text>31.2</text>")
    assert back.count("<text>") == len([letter for letter in put if letter not in words]) + 1
    assert letters.replaced("<text>&lt;b&gt;</text>") == "<text>&lt;b&gt;</text>"


def test_words_are_escaped_and_strangers_left_alone() -> None:
    letters = StandIns(["A"])
    assert letters.letter("<b>&c") == "B"
    assert (
        letters.replaced("<text>B</text><tspan>A</tspan>") == "<text>&lt;b&gt;&amp;c</text><tspan>A</tspan>"
    )
