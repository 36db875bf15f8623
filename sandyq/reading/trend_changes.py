"""Changes: figures that say by how much something rose or fell, and which way it went to a level."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandyq.reading.trend_words import COMPARATIVES, CUES, MOVES, NOUNS, TREND, VERBS, Clause, Token

if TYPE_CHECKING:
    from sandyq.reading.model import Quantity, Span


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


def said_twice(q: Quantity, clause: Clause) -> bool:
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


def put(q: Quantity, measure: str, direction: str | None, token: Token) -> None:
    """Set measure and direction of a figure, which ``token`` tells."""
    q.measure, q.direction = measure, direction
    q.spans["measure"] = token[:2]
    if direction:
        q.spans["direction"] = token[:2]


def change_after(q: Quantity, clause: Clause) -> bool:
    """A change named right after its figure: "a 12% drop", "5 percent higher", "3 times the level"."""
    right = clause.right
    if not right or right[0].start - q.end > 3 or not right[0].word[0].isalpha():
        return False
    first = right[0].word
    second = right[1].word if len(right) > 1 else ""
    if q.unit == "times":
        if (first == "the" and second in CUES["base"]) or first in (
            "more",
            "higher",
            "greater",
            "less",
            "lower",
        ):
            put(q, "change", COMPARATIVES.get(first, "increase"), right[0])
        elif first == "as" and second in _AS_MUCH:  # "three times as much as a year before"
            put(q, "change", "increase", right[0])
        elif first in NOUNS:  # "a fivefold rise"
            put(q, "change", NOUNS[first], right[0])
        return q.measure == "change"
    nouns = NOUNS if q.kind == "percent" else TREND["difference"]
    if q.kind not in ("percent", "money"):
        return False
    for token in right[:3]:
        if not token.word[0].isalpha() or token.word in _STOPS:
            break
        if token.word in nouns:
            put(q, "change", nouns[token.word], token)
            return True
    if first in ("up", "down") and (
        not second[:1].isalpha() or second in ("on", "from", "in", "and", "year")
    ):
        put(q, "change", VERBS[first], right[0])
    elif first in COMPARATIVES and (q.kind == "percent" or second == "than"):
        put(q, "change", COMPARATIVES[first], right[0])
    return q.measure == "change"


def change_before(q: Quantity, clause: Clause) -> None:
    """A change named before its figure: "rose by 5%", "growth of 4%", "up 30 percent"."""
    near = clause.near
    at = len(near) - 1
    modifier = q.spans.get("modifier")
    while at >= 0 and modifier and modifier[0] <= near[at].start < modifier[1]:
        at -= 1
    definite = False
    while at >= 0 and near[at].word in CUES["filler"] and near[at].word != "up":
        definite = definite or near[at].word == "the"
        if near[at].word == "at" and q.kind != "percent":
            return  # "closed 3% higher at $14" says where it stands
        at -= 1
    if at < 0:
        return
    token = near[at]
    before = near[max(0, at - 9) : at]
    if token.word == "by":
        move = _nearest(before, MOVES) or _coordinate(q, clause, "by")
        if move:
            put(q, "change", move[0], move[1])
    elif token.word == "of":
        move = _nearest(before[-4:], NOUNS if q.kind == "percent" else TREND["difference"])
        if move:
            put(q, "change", move[0], move[1])
    elif token.word == "up" and before and before[-1].word in CUES["phrasal"]:
        return
    elif token.word in ("to", "and"):
        if not definite and not (before and before[-1].word in _SET_BESIDE):
            _moved_to(q, clause, token, before)
    elif token.word in VERBS and modifier and _crosses(q, clause, VERBS[token.word], modifier):
        q.direction = VERBS[token.word]
        q.spans["direction"] = token[:2]
    elif (token.word in VERBS and token.word not in NOUNS) or token.word in (
        "rise",
        "fall",
        "drop",
        "increase",
    ):
        if q.kind == "percent" or q.unit in _SMALL_UNITS:
            put(q, "change", VERBS.get(token.word, NOUNS.get(token.word, "increase")), token)
        elif q.kind == "money" and token.word in TREND["verb"]:
            put(q, "change", VERBS[token.word], token)
    elif token.word == "plus" and q.kind == "percent" and before[-1:] and before[-1].word in ("(", ","):
        put(q, "change", "increase", token)
    elif token.word != "from" and q.kind == "percent":
        move = _nearest([t for t in near[max(0, at - 9) : at + 1] if t.word != ":"], NOUNS)
        if move and not any(t.word in (",", ";") for t in near[at:]):
            put(q, "change", move[0], move[1])


def _crosses(q: Quantity, clause: Clause, direction: str, modifier: Span) -> bool:
    """Whether the figure is a mark that was passed: "fell below 5%"; "rose under 5%" says by how much."""
    mark = clause.text[modifier[0] : modifier[1]].lower()
    upward = direction == "increase"
    return mark in _CROSSED and not (q.kind == "percent" and mark in ("under", "below") and upward)


def _moved_to(q: Quantity, clause: Clause, token: Token, before: list[Token]) -> None:
    """Where something went: "rose to $5bn" is a level with a direction; so is the end of "from 4 to 5"."""
    move = None
    last = clause.previous
    if token.word == "to":
        move = _nearest(before, VERBS if q.kind in ("count", "quantity") else MOVES)
        if move is None and last and last.measure == "change" and last.direction and q.start - last.end < 24:
            q.direction = last.direction
            q.spans["direction"] = last.spans.get("direction", (token.start, token.end))
            return
        if move is None and clause.previous is not None and clause.previous.kind == q.kind:
            earlier = [t for t in clause.left if t.end <= clause.previous.start]
            modified = 0
            while modified < len(earlier) and earlier[-1 - modified].word in CUES["filler"]:
                modified += 1
            if modified < len(earlier) and earlier[-1 - modified].word == "from":
                move = _nearest(earlier[-10 - modified :], MOVES)
    if move is None:
        move = _coordinate(q, clause, token.word)
    if move is None:
        return
    q.direction = move[0]
    q.spans["direction"] = move[1][:2]


def _coordinate(q: Quantity, clause: Clause, joint: str) -> tuple[str, Token] | None:
    """The movement of the figure before, which this one continues: "rose to 3% in May and to 4% in June"."""
    last = clause.previous
    if last is None or last.direction is None or last.kind != q.kind or "direction" not in last.spans:
        return None
    if (joint == "by") != (last.measure == "change" or last.measure == "target"):
        return None
    if joint != "by" and q.start - last.end > 30:
        return None
    if any(t.word in MOVES or t.word in CUES["break"] or t.word == ";" for t in clause.near):
        return None
    start, end = last.spans["direction"]
    return last.direction, Token(start, end, "")


def _nearest(tokens: list[Token], words: dict[str, str]) -> tuple[str, Token] | None:
    for token in reversed(tokens):
        if token.word in words:
            return words[token.word], token
        if token.word in (";", ":"):
            return None
    return None
