"""The words of an event: of the clause that tells of it, what its verb and its date hold together."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandyq.reading.model import Span

_OPENING = re.compile(
    r"(?:since|while|although|though|because|whereas|and|but|then)\s+(?=[^\W\d_])", re.IGNORECASE
)
"""Words that join a clause to another and are no part of what it tells."""
_SUBJECT = re.compile(r"\b(?:[A-ZÀ-Þ]|(?:he|she|it|they|we|who|which|the|its|their|his|her)\b)")
_STOP = re.compile(r"\s[(–—]|,\s(?=(?!(?:and|or)\b)[a-z“\"])")
"""Where a clause goes on to something else: a bracket, a dash, a comma that no list continues after."""
_EDGES = ",;:-–—"
_BEFORE, _AFTER = frozenset(_EDGES + ")"), frozenset(_EDGES + "(.")
"""Marks that tell nothing before and after a stretch of words."""


def own_words(text: str, clause: Span, told: Span, date: Span, noun: bool) -> Span:
    """The part of ``clause`` that tells of an event, without white space and marks at its ends.

    ``told`` is the word that tells of the event (``noun``: it is no verb). It stays with the date and what
    lies between. What leads up to them with a comma ("A week later, ...") and what follows behind one
    ("..., which was to ...") go, as long as a subject stays: "After the floods, Astana signed a deal in May,
    though late" becomes "Astana signed a deal in May".
    """
    start, end = clause
    core = min(told[0], date[0]), max(told[1], date[1])
    comma = text.rfind(", ", start, core[0])
    # With nothing between comma and verb the comma closes an apposition, and the subject stands before that.
    if comma >= 0 and (date[0] == core[0] or _SUBJECT.search(text, comma, core[0])):
        start = comma + 1
    if not noun and date[1] == core[1] and text.startswith(",", core[1]):
        end = core[1]
    else:
        stop = _STOP.search(text, core[1], end)
        end = stop.start() if stop else end
    start, end = trimmed(text, start, end)
    opening = _OPENING.match(text, start, core[0])
    return (opening.end(), end) if opening else (start, end)


def trimmed(text: str, start: int, end: int) -> Span:
    """A span without the white space and the marks at its ends."""
    while start < end and (text[start].isspace() or text[start] in _BEFORE):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in _AFTER):
        end -= 1
    return start, end
