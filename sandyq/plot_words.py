"""How wide the words of a chart are, and lines of them that fit."""

from __future__ import annotations

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
