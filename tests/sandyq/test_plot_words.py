"""Widths of words in charts, and lines that fit."""

from __future__ import annotations

import re
import string

import pytest
import vl_convert
from hypothesis import given
from hypothesis import strategies as st

from sandyq.plot_words import width, wrapped


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
