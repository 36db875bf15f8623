"""What a figure says of its quantity: a level, a change, a share, a rank, a target; and which way it went.

Decided from the words of the figure's own clause: what stands right before it ("rose by", "an increase of",
"up", "from", "to"), right after it ("growth", "higher", "of GDP"), and what kind of clause it is (a plan, a
rate, a list of shares). Nothing crosses a sentence.
"""

from __future__ import annotations

import re
from itertools import accumulate, repeat
from typing import TYPE_CHECKING, NamedTuple

from sandyq.reading.inherit import inherit
from sandyq.reading.lexicon import table
from sandyq.reading.modifiers import convert

if TYPE_CHECKING:
    from sandyq.reading.model import Quantity, Span
    from sandyq.reading.text import Document

LEFT_MAX = 26
"""Words looked at before a figure, at most."""

RIGHT_MAX = 8
"""Words looked at after a figure, at most."""

WINDOW = 900
"""Characters between two figures of which every word is looked at."""

_TOKEN = re.compile(r"([A-Za-z]+(?=[\s,.])|(?! )(?:[^\W\d_]+(?:[-'’][^\W\d_]+)*|[,;:()–—]|-(?=\s)))")
"""A word or mark; plain words and spaces, of which there are most, are told first."""

_TREND: dict[str, dict[str, str]] = {}
for _row in table("trends"):
    _TREND.setdefault(_row["class"], {})[_row["word"]] = _row["direction"]
_NOUNS, _COMPARATIVES = _TREND["noun"], _TREND["comparative"]
_VERBS = _TREND["verb"] | _TREND["transitive"]
_MOVES = _VERBS | _NOUNS
_CUES: dict[str, set[str]] = {}
for _row in table("measure_cues"):
    _CUES.setdefault(_row["cue"], set()).add(_row["word"])
_FORECAST = _CUES["forecast"]
_PLANS = _CUES["target"] | _CUES["target_to"] | _CUES["break"] | {"can", ";"}
"""Words that a look for a plan heeds; it passes over all others."""
_STOPS = frozenset(
    (
        "of", "in", "the", "a", "an", "and", "to", "from", "for", "by", "on", "at", "with", "or",
        "as", "than", "that", "which", "is", "was", "were", "are",
    )
)  # fmt: skip


_CROSSED = frozenset(("below", "under", "above", "beyond"))
"""After a verb of movement these name a mark that was passed, not an amount: "fell below $70"."""


_SMALL_UNITS = frozenset(("times", "point", "basis_point", "sen", "cent", "penny", "kopeck", "tiyn"))
"""Units of changes: what rises or falls so many of them moves by so much."""


_SET_BESIDE = frozenset(("compared", "relative", "opposed"))
"""With "to" these set a figure beside the one before; they lead to no new level."""


_AS_MUCH = frozenset(("much", "many", "high"))
"""With "as" before and after, these set a multiple against an earlier amount."""


class _Token(NamedTuple):
    start: int
    end: int
    word: str


_token = tuple.__new__
"""Makes a token of a tuple, without the call in between that its own constructor costs."""


class _Clause(NamedTuple):
    """What is seen of a figure's sentence: its own words before and after, all before it, its neighbours."""

    text: str
    near: list[_Token]
    left: list[_Token]
    right: list[_Token]
    previous: Quantity | None
    last_percent: Quantity | None
    forecast: bool


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
    left: list[_Token] = []
    last_percent: Quantity | None = None
    for place, q in enumerate(group):
        near = gaps[place][-LEFT_MAX:]
        left = (left + near)[-LEFT_MAX:]
        right = gaps[place + 1][:RIGHT_MAX]
        previous = group[place - 1] if place else None
        _measure(q, _Clause(text, near, left, right, previous, last_percent, forecast))
        if previous is not None:
            convert(text, previous, q)
        if q.kind == "percent":
            last_percent = q


def _tokens(text: str, start: int, end: int) -> tuple[list[_Token], bool]:
    """Words and marks between two figures, of a long stretch only its ends; whether a word foretells."""
    if end - start > WINDOW:
        head, tail = start + WINDOW // 3, end - WINDOW // 2
        (first, early), (last, late) = _tokens(text, start, head), _tokens(text, tail, end)
        return first + last, early or late
    parts = _TOKEN.split(text[start:end])
    offsets = list(accumulate(map(len, parts), initial=start))
    words = list(map(str.lower, parts[1::2]))
    laid = zip(offsets[1:-1:2], offsets[2::2], words, strict=True)
    return list(map(_token, repeat(_Token), laid)), not _FORECAST.isdisjoint(words)


def _measure(q: Quantity, clause: _Clause) -> None:
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
        elif not _said_twice(q, clause) and not _change_after(q, clause):
            _change_before(q, clause)
    if q.kind == "percent" and not q.measure:
        _part(q, clause)
    q.measure = q.measure or "level"
    if not clause.forecast and (q.unit != "times" or q.direction) and _planned(q, clause):
        q.measure = "target"


def _said_twice(q: Quantity, clause: _Clause) -> bool:
    """The change of the figure before in another unit: "fell 190 points, or 0.6%", "by 4bn tenge ($9m)"."""
    last = clause.previous
    if last is None or last.measure != "change" or q.start - last.end > 6:
        return False
    between = clause.text[last.end : q.start].strip()
    if (between == "(" and last.kind == q.kind) or between in ("or", ", or"):
        q.measure, q.direction = "change", last.direction
        for key in ("measure", "direction"):
            if key in last.spans:
                q.spans[key] = last.spans[key]
        return True
    return False


def _set(q: Quantity, measure: str, direction: str | None, token: _Token) -> None:
    q.measure, q.direction = measure, direction
    q.spans["measure"] = token[:2]
    if direction:
        q.spans["direction"] = token[:2]


def _change_after(q: Quantity, clause: _Clause) -> bool:
    """A change named right after its figure: "a 12% drop", "5 percent higher", "3 times the level"."""
    right = clause.right
    if not right or right[0].start - q.end > 3 or not right[0].word[0].isalpha():
        return False
    first = right[0].word
    second = right[1].word if len(right) > 1 else ""
    if q.unit == "times":
        if (first == "the" and second in _CUES["base"]) or first in (
            "more",
            "higher",
            "greater",
            "less",
            "lower",
        ):
            _set(q, "change", _COMPARATIVES.get(first, "increase"), right[0])
        elif first == "as" and second in _AS_MUCH:  # "three times as much as a year before"
            _set(q, "change", "increase", right[0])
        elif first in _NOUNS:  # "a fivefold rise"
            _set(q, "change", _NOUNS[first], right[0])
        return q.measure == "change"
    nouns = _NOUNS if q.kind == "percent" else _TREND["difference"]
    if q.kind not in ("percent", "money"):
        return False
    for token in right[:3]:
        if not token.word[0].isalpha() or token.word in _STOPS:
            break
        if token.word in nouns:
            _set(q, "change", nouns[token.word], token)
            return True
    if first in ("up", "down") and (
        not second[:1].isalpha() or second in ("on", "from", "in", "and", "year")
    ):
        _set(q, "change", _VERBS[first], right[0])
    elif first in _COMPARATIVES and (q.kind == "percent" or second == "than"):
        _set(q, "change", _COMPARATIVES[first], right[0])
    return q.measure == "change"


def _change_before(q: Quantity, clause: _Clause) -> None:
    """A change named before its figure: "rose by 5%", "growth of 4%", "up 30 percent"."""
    near = clause.near
    at = len(near) - 1
    modifier = q.spans.get("modifier")
    while at >= 0 and modifier and modifier[0] <= near[at].start < modifier[1]:
        at -= 1
    definite = False
    while at >= 0 and near[at].word in _CUES["filler"] and near[at].word != "up":
        definite = definite or near[at].word == "the"
        if near[at].word == "at" and q.kind != "percent":
            return  # "closed 3% higher at $14" says where it stands
        at -= 1
    if at < 0:
        return
    token = near[at]
    before = near[max(0, at - 9) : at]
    if token.word == "by":
        move = _nearest(before, _MOVES) or _coordinate(q, clause, "by")
        if move:
            _set(q, "change", move[0], move[1])
    elif token.word == "of":
        move = _nearest(before[-4:], _NOUNS if q.kind == "percent" else _TREND["difference"])
        if move:
            _set(q, "change", move[0], move[1])
    elif token.word == "up" and before and before[-1].word in _CUES["phrasal"]:
        return
    elif token.word in ("to", "and"):
        if not definite and not (before and before[-1].word in _SET_BESIDE):
            _moved_to(q, clause, token, before)
    elif token.word in _VERBS and modifier and _crosses(q, clause, _VERBS[token.word], modifier):
        q.direction = _VERBS[token.word]
        q.spans["direction"] = token[:2]
    elif (token.word in _VERBS and token.word not in _NOUNS) or token.word in (
        "rise",
        "fall",
        "drop",
        "increase",
    ):
        if q.kind == "percent" or q.unit in _SMALL_UNITS:
            _set(q, "change", _VERBS.get(token.word, _NOUNS.get(token.word, "increase")), token)
        elif q.kind == "money" and token.word in _TREND["verb"]:
            _set(q, "change", _VERBS[token.word], token)
    elif token.word == "plus" and q.kind == "percent" and before[-1:] and before[-1].word in ("(", ","):
        _set(q, "change", "increase", token)
    elif token.word != "from" and q.kind == "percent":
        move = _nearest([t for t in near[max(0, at - 9) : at + 1] if t.word != ":"], _NOUNS)
        if move and not any(t.word in (",", ";") for t in near[at:]):
            _set(q, "change", move[0], move[1])


def _crosses(q: Quantity, clause: _Clause, direction: str, modifier: Span) -> bool:
    """Whether the figure is a mark that was passed: "fell below 5%"; "rose under 5%" says by how much."""
    mark = clause.text[modifier[0] : modifier[1]].lower()
    upward = direction == "increase"
    return mark in _CROSSED and not (q.kind == "percent" and mark in ("under", "below") and upward)


def _moved_to(q: Quantity, clause: _Clause, token: _Token, before: list[_Token]) -> None:
    """Where something went: "rose to $5bn" is a level with a direction; so is the end of "from 4 to 5"."""
    move = None
    last = clause.previous
    if token.word == "to":
        move = _nearest(before, _VERBS if q.kind in ("count", "quantity") else _MOVES)
        if move is None and last and last.measure == "change" and last.direction and q.start - last.end < 24:
            q.direction = last.direction
            q.spans["direction"] = last.spans.get("direction", (token.start, token.end))
            return
        if move is None and clause.previous is not None and clause.previous.kind == q.kind:
            earlier = [t for t in clause.left if t.end <= clause.previous.start]
            modified = 0
            while modified < len(earlier) and earlier[-1 - modified].word in _CUES["filler"]:
                modified += 1
            if modified < len(earlier) and earlier[-1 - modified].word == "from":
                move = _nearest(earlier[-10 - modified :], _MOVES)
    if move is None:
        move = _coordinate(q, clause, token.word)
    if move is None:
        return
    q.direction = move[0]
    q.spans["direction"] = move[1][:2]


def _coordinate(q: Quantity, clause: _Clause, joint: str) -> tuple[str, _Token] | None:
    """The movement of the figure before, which this one continues: "rose to 3% in May and to 4% in June"."""
    last = clause.previous
    if last is None or last.direction is None or last.kind != q.kind or "direction" not in last.spans:
        return None
    if (joint == "by") != (last.measure == "change" or last.measure == "target"):
        return None
    if joint != "by" and q.start - last.end > 30:
        return None
    if any(t.word in _MOVES or t.word in _CUES["break"] or t.word == ";" for t in clause.near):
        return None
    start, end = last.spans["direction"]
    return last.direction, _Token(start, end, "")


def _nearest(tokens: list[_Token], words: dict[str, str]) -> tuple[str, _Token] | None:
    for token in reversed(tokens):
        if token.word in words:
            return words[token.word], token
        if token.word in (";", ":"):
            return None
    return None


def _part(q: Quantity, clause: _Clause) -> None:
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
            if token.word in _CUES["rate"]:
                q.measure = "share" if token.word == "deficit" else "level"
                q.spans["measure"] = token[:2]
                return
    for token in reversed(clause.near):
        for cue, measure in (("share", "share"), ("rate", "level")):
            if token.word in _CUES[cue]:
                q.measure = measure
                q.spans["measure"] = token[:2]
                return
    lead = clause.near[-1].word if clause.near else ""
    if lead == "at":
        q.measure = "level"
        return
    if lead == "to" and q.direction:
        named = [cue for t in clause.left for cue in ("share", "rate") if t.word in _CUES[cue]]
        q.measure = "level" if named[-1:] == ["rate"] else "share"
        return
    last = clause.last_percent
    if (
        last is not None
        and not any(t.word in _VERBS and t.word not in _NOUNS and t.word != "up" for t in clause.near)
        and q.rule != "fraction"
    ):
        q.measure = last.measure
        q.direction = last.direction if last.measure in ("change", "target") else q.direction
        for key in ("measure", "direction"):
            if key in last.spans:
                q.spans[key] = last.spans[key]
        return
    q.measure = "share"


def _leads_on(near: list[_Token], at: int) -> bool:
    """Whether a "that" hands a wish on to its clause: "should act so that", "ordered that it be doubled"."""
    before = near[at - 1].word if at else ""
    return near[at].word == "that" and (before == "so" or before in _CUES["target"])


def _following(near: list[_Token], at: int) -> str:
    """The word right after another, '' where something stands between the two."""
    if at + 1 < len(near) and near[at + 1].start - near[at].end < 3:
        return near[at + 1].word
    return ""


def _planned(q: Quantity, clause: _Clause) -> bool:
    """Whether the figure's clause is a plan or an order: "plans to build 90 km", "4bn will be allocated"."""
    if clause.right and clause.right[0].word in _CUES["order"]:
        q.spans["measure"] = clause.right[0][:2]
        return True
    for at in range(len(clause.near) - 1, -1, -1):
        word = clause.near[at].word
        if word not in _PLANS:
            continue
        if (
            word in _CUES["target"]
            or (word == "can" and _following(clause.near, at) in _CUES["achieve"])
            or (
                word in _CUES["target_to"]
                and at + 2 < len(clause.near)
                and _following(clause.near, at) == "to"
            )
        ):
            q.spans["measure"] = clause.near[at][:2]
            return True
        if word == ";" or (word in _CUES["break"] and not _leads_on(clause.near, at)):
            return False
    previous = clause.previous
    if previous is None:
        return False
    if previous.measure == "target":
        comma = next((at for at, t in enumerate(clause.near) if t.word == ","), None)
        return comma is None or any(t.word.endswith("ing") for t in clause.near[comma + 1 : comma + 2])
    if previous.kind == "duration":
        return any(t.word in _CUES["target"] for t in clause.left[-20:] if t.end <= previous.start)
    return False
