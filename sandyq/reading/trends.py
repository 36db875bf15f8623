"""What a figure says of its quantity: a level, a change, a share, a rank, a target; and which way it went.

Decided from the words of the figure's own clause: what stands right before it ("rose by", "an increase of",
"up", "from", "to"), right after it ("growth", "higher", "of GDP"), and what kind of clause it is (a plan, a
rate, a list of shares). Nothing crosses a sentence.
"""

from __future__ import annotations

import re
from itertools import accumulate, repeat
from typing import TYPE_CHECKING

from sandyq.reading.inherit import inherit
from sandyq.reading.modifiers import convert
from sandyq.reading.trend_changes import change_after, change_before, said_twice
from sandyq.reading.trend_words import CUES, NOUNS, VERBS, Clause, Token

if TYPE_CHECKING:
    from sandyq.reading.model import Quantity
    from sandyq.reading.text import Document

LEFT_MAX = 26
"""Words looked at before a figure, at most."""

RIGHT_MAX = 8
"""Words looked at after a figure, at most."""

WINDOW = 900
"""Characters between two figures of which every word is looked at."""

_TOKEN = re.compile(r"([A-Za-z]+(?=[\s,.])|(?! )(?:[^\W\d_]+(?:[-'’][^\W\d_]+)*|[,;:()–—]|-(?=\s)))")
"""A word or mark; plain words and spaces, of which there are most, are told first."""

_FORECAST = CUES["forecast"]
_PLANS = CUES["target"] | CUES["target_to"] | CUES["break"] | {"can", ";"}
"""Words that a look for a plan heeds; it passes over all others."""


_token = tuple.__new__
"""Makes a token of a tuple, without the call in between that its own constructor costs."""


def settle(doc: Document, quantities: list[Quantity]) -> list[Quantity]:
    """Complete the figures sentence by sentence: units they share, then ``measure`` and ``direction``."""
    done: list[Quantity] = []
    index = 0
    while index < len(quantities):
        start, end = doc.sentence(quantities[index].start)
        group = [quantities[index]]
        index += 1
        while index < len(quantities) and quantities[index].start < end:
            group.append(quantities[index])
            index += 1
        group = inherit(doc.text, start, group)
        if group:
            _measure_all(doc.text, start, end, group)
            done += group
    return done


def _measure_all(text: str, start: int, end: int, group: list[Quantity]) -> None:
    bounds = zip([start, *[q.end for q in group]], [*[q.start for q in group], end], strict=True)
    read = [_tokens(text, low, high) for low, high in bounds]
    gaps = [tokens for tokens, _ in read]
    forecast = any(foretells for _, foretells in read)
    left: list[Token] = []
    last_percent: Quantity | None = None
    for place, q in enumerate(group):
        near = gaps[place][-LEFT_MAX:]
        left = (left + near)[-LEFT_MAX:]
        right = gaps[place + 1][:RIGHT_MAX]
        previous = group[place - 1] if place else None
        _measure(q, Clause(text, near, left, right, previous, last_percent, forecast))
        if previous is not None:
            convert(text, previous, q)
        if q.kind == "percent":
            last_percent = q


def _tokens(text: str, start: int, end: int) -> tuple[list[Token], bool]:
    """Words and marks between two figures, of a long stretch only its ends; whether a word foretells."""
    if end - start > WINDOW:
        head, tail = start + WINDOW // 3, end - WINDOW // 2
        (first, early), (last, late) = _tokens(text, start, head), _tokens(text, tail, end)
        return first + last, early or late
    parts = _TOKEN.split(text[start:end])
    offsets = list(accumulate(map(len, parts), initial=start))
    words = list(map(str.lower, parts[1::2]))
    laid = zip(offsets[1:-1:2], offsets[2::2], words, strict=True)
    return list(map(_token, repeat(Token), laid)), not _FORECAST.isdisjoint(words)


def _measure(q: Quantity, clause: Clause) -> None:
    sign = q.spans.pop("sign", None)
    if q.kind == "rank":
        return
    if q.kind == "duration":
        q.measure = "level"
        return
    if not q.measure:
        if sign and (q.kind == "percent" or clause.text[sign[0]] == "+"):
            q.measure, q.direction = "change", "increase" if clause.text[sign[0]] == "+" else "decrease"
            q.spans["direction"] = q.spans["measure"] = sign
        elif not said_twice(q, clause) and not change_after(q, clause):
            change_before(q, clause)
    if q.kind == "percent" and not q.measure:
        _part(q, clause)
    q.measure = q.measure or "level"
    if not clause.forecast and (q.unit != "times" or q.direction) and _planned(q, clause):
        q.measure = "target"


def _part(q: Quantity, clause: Clause) -> None:
    """A percentage that is no change: a rate by its name, what the list before it was, else a share."""
    if q.unit == "percentage_point":
        q.measure = "level"
        return
    right = clause.right
    if right and right[0].start - q.end <= 4:
        if right[0].word == "of":
            q.measure = "share"
            q.spans["measure"] = right[0][:2]
            return
        for token in right[:2]:
            if token.word in CUES["rate"]:
                q.measure = "share" if token.word == "deficit" else "level"
                q.spans["measure"] = token[:2]
                return
    for token in reversed(clause.near):
        for cue, measure in (("share", "share"), ("rate", "level")):
            if token.word in CUES[cue]:
                q.measure = measure
                q.spans["measure"] = token[:2]
                return
    lead = clause.near[-1].word if clause.near else ""
    if lead == "at":
        q.measure = "level"
        return
    if lead == "to" and q.direction:
        named = [cue for t in clause.left for cue in ("share", "rate") if t.word in CUES[cue]]
        q.measure = "level" if named[-1:] == ["rate"] else "share"
        return
    last = clause.last_percent
    if (
        last is not None
        and not any(t.word in VERBS and t.word not in NOUNS and t.word != "up" for t in clause.near)
        and q.rule != "fraction"
    ):
        q.measure = last.measure
        q.direction = last.direction if last.measure in ("change", "target") else q.direction
        for key in ("measure", "direction"):
            if key in last.spans:
                q.spans[key] = last.spans[key]
        return
    q.measure = "share"


def _leads_on(near: list[Token], at: int) -> bool:
    """Whether a "that" hands a wish on to its clause: "should act so that", "ordered that it be doubled"."""
    before = near[at - 1].word if at else ""
    return near[at].word == "that" and (before == "so" or before in CUES["target"])


def _following(near: list[Token], at: int) -> str:
    """The word right after another, '' where something stands between the two."""
    if at + 1 < len(near) and near[at + 1].start - near[at].end < 3:
        return near[at + 1].word
    return ""


def _planned(q: Quantity, clause: Clause) -> bool:
    """Whether the figure's clause is a plan or an order: "plans to build 90 km", "4bn will be allocated"."""
    if clause.right and clause.right[0].word in CUES["order"]:
        q.spans["measure"] = clause.right[0][:2]
        return True
    for at in range(len(clause.near) - 1, -1, -1):
        word = clause.near[at].word
        if word not in _PLANS:
            continue
        if (
            word in CUES["target"]
            or (word == "can" and _following(clause.near, at) in CUES["achieve"])
            or (
                word in CUES["target_to"]
                and at + 2 < len(clause.near)
                and _following(clause.near, at) == "to"
            )
        ):
            q.spans["measure"] = clause.near[at][:2]
            return True
        if word == ";" or (word in CUES["break"] and not _leads_on(clause.near, at)):
            return False
    previous = clause.previous
    if previous is None:
        return False
    if previous.measure == "target":
        comma = next((at for at, t in enumerate(clause.near) if t.word == ","), None)
        return comma is None or any(t.word.endswith("ing") for t in clause.near[comma + 1 : comma + 2])
    if previous.kind == "duration":
        return any(t.word in CUES["target"] for t in clause.left[-20:] if t.end <= previous.start)
    return False
