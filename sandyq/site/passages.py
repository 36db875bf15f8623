"""A source's text with every figure marked: as pieces, so that whatever the text holds stays text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence


_HEADING = re.compile(r"#{1,6} +")
"""Marks a heading in Markdown."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text: plain, or the words of figures."""

    words: str
    figures: tuple[str, ...] = ()
    """Ids of the figures that begin in this run and hold it; the first gives the link."""
    anchors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph; ``gap`` tells that text was left out before it."""

    pieces: tuple[Piece, ...]
    gap: bool = False
    heading: bool = False
    """Whether it is a heading of the text, whose marks are left out."""


def anchor(start: int, end: int) -> str:
    """The name of a figure's place in its source's page."""
    return f"f-{start}-{end}"


def whole(text: str, figures: Sequence[Mapping[str, Any]]) -> list[Passage]:
    """All of a text, paragraph by paragraph."""
    found = []
    for start, end in _paragraphs(text):
        match = _HEADING.match(text, start, end)
        begin = match.end() if match else start
        found.append(Passage(tuple(_pieces(text[begin:end], begin, figures)), heading=match is not None))
    return found


def from_sentences(figures: Sequence[Mapping[str, Any]], characters: int) -> list[Passage]:
    """What the published sentences give of a text of so many characters, with its gaps.

    Sentences that touch or overlap become one passage. A figure whose sentence is held back gives none.
    """
    rows = sorted(
        (row for row in figures if row["sentence"] is not None),
        key=lambda row: (row["sentence_start"], -row["sentence_end"]),
    )
    found: list[Passage] = []
    runs: list[tuple[int, str]] = []
    for row in rows:
        start, sentence = row["sentence_start"], row["sentence"]
        if runs and start <= runs[-1][0] + len(runs[-1][1]):
            begin, known = runs[-1]
            runs[-1] = (begin, known + sentence[max(0, begin + len(known) - start) :])
        else:
            runs.append((start, sentence))
    end = 0
    for start, text in runs:
        # One blank between two sentences is no text left out.
        found.append(Passage(tuple(_pieces(text, start, rows)), gap=start > end + 2))
        end = start + len(text)
    if found and characters > end + 2:
        found.append(Passage((), gap=True))
    return found


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Spans of the lines of a text that hold anything."""
    start = 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            yield start, start + len(line.rstrip())
        start += len(line)


def _pieces(text: str, offset: int, figures: Iterable[Mapping[str, Any]]) -> Iterator[Piece]:
    """``text``, which begins at ``offset`` of its source, cut where figures begin and end.

    Figures that overlap become one piece, for links cannot stand in links.
    """
    stop = offset + len(text)
    inside = sorted(
        (row["start"], row["end"], row["figure_id"])
        for row in figures
        if offset <= row["start"] and row["end"] <= stop
    )
    at = offset
    while inside:
        start, end, _ = inside[0]
        together = []
        while inside and inside[0][0] < end:
            together.append(inside.pop(0))
            end = max(end, together[-1][1])
        if start > at:
            yield Piece(text[at - offset : start - offset])
        yield Piece(
            text[start - offset : end - offset],
            tuple(one[2] for one in together),
            tuple(anchor(one[0], one[1]) for one in together),
        )
        at = end
    if at < stop:
        yield Piece(text[at - offset :])
