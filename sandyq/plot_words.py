"""How wide words are in a chart, and letters that stand for words while Vega lays a chart out.

vl-convert measures a text by drawing the outline of each of its glyphs: a tenth of a millisecond a character,
several times for a label. That was most of the time of a chart. Words whose width moves nothing are therefore
put in their place after the layout; until then one letter stands for each.
"""

from __future__ import annotations

import html
import re
from string import ascii_letters
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_ADVANCE = {
    letter: advance
    for advance, letters in (
        (0.191, "'"),
        (0.222, "ijl‘’"),
        (0.260, "|"),
        (0.278, " \u00a0!,./:;I[\\]ft"),
        (0.333, "()-`r“”"),
        (0.334, "{}"),
        (0.355, '"'),
        (0.389, "*"),
        (0.469, "^"),
        (0.500, "Jckszvxy"),
        (0.556, "#$?L_abdeghnopqu0123456789–€£¥"),
        (0.584, "+<=>~−"),
        (0.611, "FTZ"),
        (0.667, "&ABEKPSVXY"),
        (0.722, "CDHNRUw"),
        (0.778, "GOQ"),
        (0.833, "Mm"),
        (0.889, "%"),
        (0.944, "W"),
    )
    for letter in letters
}
"""Advance widths of Helvetica, and so of Arial and Liberation Sans, in parts of the font size."""
_WIDEST = 1.1
"""Of any other letter."""
_BOLD = 0.056
"""What a bold letter is wider than a regular one, at most."""


def width(words: str, size: float, bold: bool = False) -> float:
    """Pixels that words take at a font size, at most."""
    return sum(_ADVANCE.get(letter, _WIDEST) + _BOLD * bold for letter in words) * size


def wrapped(words: str, room: float, size: float, bold: bool = False) -> list[str]:
    """Words in lines that are no wider than ``room`` pixels, but for a word that alone is wider."""
    lines: list[str] = []
    for word in words.split(" "):
        if lines and width(f"{lines[-1]} {word}", size, bold) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


class StandIns:
    """Letters of one chart and the words that they stand for."""

    def __init__(self, taken: Iterable[str]) -> None:
        """``taken`` are words of the chart; a letter among them stands for nothing else."""
        self._free = iter(sorted(set(ascii_letters) - set(taken)))
        self._words: dict[str, str] = {}

    def letter(self, words: str) -> str:
        """The letter that stands for ``words``; ``words`` themselves where no letter is left."""
        letter = next(self._free, None)
        if letter is None:
            return words
        self._words[letter] = words
        return letter

    def replaced(self, svg: str) -> str:
        """``svg`` with words where letters stood for them."""
        return _ALONE.sub(lambda found: self._escaped(found[1]), svg)

    def _escaped(self, letter: str) -> str:
        return f">{html.escape(self._words.get(letter, letter), quote=False)}</t"


_ALONE = re.compile(r">([A-Za-z])</t(?=ext>|span>)")
