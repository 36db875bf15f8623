"""What a figure says of its quantity: a level, a change, a share, a rank, a target; and which way it went.

Decided from the words of the figure's own clause: what stands right before it ("rose by", "an increase of", "up",
"from", "to"), right after it ("growth", "higher", "of GDP"), and what kind of clause it is (a plan, a rate, a
list of shares). Nothing crosses a sentence.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sandyq.reading.inherit import inherit
from sandyq.reading.lexicon import table

if TYPE_CHECKING:
    from sandyq.reading.model import Quantity
    from sandyq.reading.text import Document

_TOKEN = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*|[,;:()–—]|-(?=\s)")
LEFT_MAX = 26
"""Words looked at before a figure, at most."""

_VERBS: dict[str, str] = {}
_NOUNS: dict[str, str] = {}
_COMPARATIVES: dict[str, str] = {}
for _row in table("trends"):
    {"verb": _VERBS, "noun": _NOUNS, "comparative": _COMPARATIVES}[_row["class"]][_row["word"]] = _row[
        "direction"
    ]
_CUES: dict[str, set[str]] = {}
for _row in table("measure_cues"):
    _CUES.setdefault(_row["cue"], set()).add(_row["word"])
_TARGET, _FORECAST = frozenset(_CUES["target"]), frozenset(_CUES["forecast"])
_SHARE, _RATE = frozenset(_CUES["share"]), frozenset(_CUES["rate"])
_SKIP = frozenset(
    ["about", "around", "roughly", "approximately", "nearly", "almost", "over", "more", "than", "less", "just", "only", "a", "an", "the", "further", "another", "some", "at", "least", "up", "as", "much", "well", "slightly", "additional", "close", "estimated", "average", "total", "combined", "whopping", "record", "sharp", "modest", "full", "nearly", "under", "below", "above", "even"]
)
_TRANSITIVE = frozenset(
    ["raise", "raises", "raised", "raising", "cut", "cuts", "cutting", "reduce", "reduces", "reduced", "reducing", "lower", "lowers", "lowered", "lowering", "boost", "boosts", "boosted", "boosting", "lose", "loses", "losing", "recover", "recovers", "recovered", "recovering", "exceed", "strengthen", "improve", "improves", "improved", "improving", "expand", "expands", "expanding", "contract", "contracts", "slash", "slashed", "shed", "sheds", "bring"]
)
_LEVEL_RIGHT = frozenset(
    ["rate", "rates", "tariff", "tariffs", "tax", "duty", "duties", "interest", "yield", "stake", "commission", "discount", "vat"]
)

_Token = tuple[int, int, str]


def settle(doc: Document, quantities: list[Quantity]) -> list[Quantity]:
    """Complete the figures sentence by sentence: units they share, then ``measure`` and ``direction``."""
    done: list[Quantity] = []
    index = 0
    text = doc.text
    while index < len(quantities):
        start, end = doc.sentence(quantities[index].start)
        group = [quantities[index]]
        index += 1
        while index < len(quantities) and quantities[index].start < end:
            group.append(quantities[index])
            index += 1
        strong = {q.start for q in group if _is_strong(text, q)}
        group = inherit(text, start, end, group, strong)
        if group:
            _measure_all(text, start, end, group)
            done += group
    return done


def _is_strong(text: str, q: Quantity) -> bool:
    return (
        any(char in text[q.start : q.end] for char in ",.")
        or (q.value or q.value_high or 0) >= 1e5
        or q.rule == "range"
    )


def _measure_all(text: str, start: int, end: int, group: list[Quantity]) -> None:
    tokens = [(m.start(), m.end(), m.group().lower()) for m in _TOKEN.finditer(text, start, end)]
    forecast = any(token[2] in _FORECAST for token in tokens[:200])
    cursor = 0
    percents: list[Quantity] = []
    for place, q in enumerate(group):
        while cursor < len(tokens) and tokens[cursor][0] < q.start:
            cursor += 1
        floor = group[place - 1].end if place else start
        left = [t for t in tokens[max(0, cursor - LEFT_MAX) : cursor] if t[1] <= q.start]
        ceiling = group[place + 1].start if place + 1 < len(group) else end
        right = [t for t in tokens[cursor : cursor + 12] if q.end <= t[0] < ceiling][:8]
        near = [t for t in left if t[0] >= floor]
        _measure(
            text,
            q,
            near,
            left,
            right,
            percents[-1] if percents else None,
            forecast,
            group[place - 1] if place else None,
        )
        if q.kind == "percent":
            percents.append(q)


def _measure(
    text: str,
    q: Quantity,
    near: list[_Token],
    left: list[_Token],
    right: list[_Token],
    last: Quantity | None,
    forecast: bool,
    previous: Quantity | None,
) -> None:
    if q.kind == "rank":
        return
    if q.kind == "duration":
        q.measure = "level"
        return
    if q.measure != "change":
        _change(text, q, near, right)
    if q.kind == "percent" and q.measure != "change":
        _part(text, q, near, left, right, last)
    if not q.measure:
        q.measure = "level"
    if (
        (not forecast
        and q.measure in ("level", "change", "share")
        and q.unit != "times")
        or (q.unit == "times" and q.direction)
    ):
        if not forecast and _planned(text, q, near, left, right, previous):
            q.measure = "target"


def _set(q: Quantity, measure: str, direction: str | None, token: _Token) -> None:
    q.measure, q.direction = measure, direction
    if direction:
        q.spans["direction"] = (token[0], token[1])
    q.spans["measure"] = (token[0], token[1])


def _change(text: str, q: Quantity, near: list[_Token], right: list[_Token]) -> None:
    sign = q.spans.pop("sign", None)
    if sign and (q.kind == "percent" or text[sign[0]] == "+"):
        q.measure, q.direction = "change", "increase" if text[sign[0]] == "+" else "decrease"
        q.spans["direction"] = q.spans["measure"] = sign
        return
    if _change_right(text, q, right):
        return
    _change_left(text, q, near)


def _change_right(text: str, q: Quantity, right: list[_Token]) -> bool:
    """ "a 12% drop", "5 percent higher", "(3 percent down)", "a $2bn increase"."""
    if not right or right[0][0] - q.end > 3:
        return False
    words = [t[2] for t in right[:3]]
    first = words[0]
    if q.kind in ("percent", "money") or q.unit == "times":
        for at, word in enumerate(words):
            if word in _NOUNS and text[q.end : right[at][0]].count(" ") <= at + 1:
                if at == 0 or (
                    words[0].isalpha()
                    and words[0] not in _STOPS
                    and all(w.isalpha() and w not in _STOPS for w in words[:at])
                ):
                    _set(q, "change", _NOUNS[word], right[at])
                    return True
        if first in ("up", "down") and (
            len(words) < 2 or not words[1].isalpha() or words[1] in ("on", "from", "in")
        ):
            _set(q, "change", _VERBS[first], right[0])
            return True
        if first in _COMPARATIVES and (q.kind == "percent" or (len(words) > 1 and words[1] == "than")):
            if q.unit == "times" and first not in ("more", "higher", "greater", "larger", "less", "lower"):
                return False
            _set(q, "change", _COMPARATIVES[first], right[0])
            return True
    if (
        q.unit == "times"
        and first == "the"
        and len(words) > 1
        and words[1]
        in ("level", "figure", "amount", "volume", "number", "previous", "same", "value", "total", "rate")
    ):
        _set(q, "change", "increase", right[1])
        return True
    return False


_STOPS = frozenset(
    ["of", "in", "the", "a", "an", "and", "to", "from", "for", "by", "on", "at", "with", "or", "as", ",", ";", ":", "(", ")", "–", "—", "that", "which", "is", "was", "were", "are"]
)


def _change_left(text: str, q: Quantity, near: list[_Token]) -> None:
    at = len(near) - 1
    while at >= 0 and near[at][2] in _SKIP and near[at][2] != "up":
        at -= 1
    if at < 0:
        return
    token = near[at]
    word = token[2]
    before = near[max(0, at - 9) : at]
    if word == "by":
        found = _nearest(before, (_VERBS, _NOUNS))
        if found:
            _set(q, "change", found[0], found[1])
        return
    if word == "of":
        found = _nearest(before[-4:], (_NOUNS,))
        if found and q.kind in ("percent", "money", "count", "quantity"):
            _set(q, "change", found[0], found[1])
        return
    if word in ("to", "at") or word in _REACHING:
        found = _nearest(before, (_VERBS, _NOUNS))
        if word == "to" and found:
            if q.kind == "percent" and found[1][2] in _NOUNS and found[1][2] not in _VERBS:
                _set(q, "change", found[0], found[1])
            else:
                q.direction = found[0]
                q.spans["direction"] = found[1][:2]
            return
        if word == "to":
            return
    if word == "from":
        return
    if word in _VERBS:
        if (
            q.kind == "percent"
            or q.unit in ("point", "basis_point", "sen", "cent")
            or (
                q.kind in ("money", "count")
                and word not in _TRANSITIVE
                and word in ("rose", "fell", "up", "down", "gained", "dropped", "climbed", "grew", "lost")
            )
        ):
            if q.kind == "count" and q.unit != "point":
                return
            _set(q, "change", _VERBS[word], token)
        return
    if q.kind == "percent":
        subject = _nearest(near[max(0, at - 9) : at + 1], (_NOUNS,))
        if subject and subject[1][2] not in ("cut", "loss"):
            _set(q, "change", subject[0], subject[1])


_REACHING = frozenset(
    ["reached", "reaching", "reach", "reaches", "totaled", "totalled", "amounted", "stood", "stands", "was", "is", "were", "made", "comprised"]
)


def _nearest(tokens: list[_Token], tables: tuple[dict[str, str], ...]) -> tuple[str, _Token] | None:
    for token in reversed(tokens):
        for words in tables:
            if token[2] in words:
                return words[token[2]], token
        if token[2] in (";", ":"):
            return None
    return None


def _part(
    text: str, q: Quantity, near: list[_Token], left: list[_Token], right: list[_Token], last: Quantity | None
) -> None:
    """Share, level or, in a list, the same as the percentage before."""
    if q.unit == "percentage_point":
        q.measure = "level"
        return
    touching = bool(right) and right[0][0] - q.end <= 4
    if touching and right[0][2] == "of":
        _set_measure(q, "share", right[0])
        return
    if touching:
        for token in right[:2]:
            if token[2] in _LEVEL_RIGHT or token[2] in _RATE:
                _set_measure(q, "level" if token[2] not in ("stake", "deficit") else "share", token)
                return
    for token in reversed(near):
        if token[2] in _SHARE:
            _set_measure(q, "share", token)
            return
        if token[2] in _RATE:
            _set_measure(q, "level", token)
            return
    if last is not None and last.measure in ("change", "share", "level", "target"):
        verbs = [t for t in near if t[2] in _VERBS]
        if not verbs:
            q.measure = last.measure
            q.direction = last.direction if last.measure in ("change", "target") else q.direction
            for key in ("measure", "direction"):
                if key in last.spans:
                    q.spans[key] = last.spans[key]
            return
    if text[q.start - 1 : q.start] == "(" or q.rule == "fraction":
        q.measure = "share"
        return
    for token in reversed(left):
        if token[2] in _SHARE:
            _set_measure(q, "share", token)
            return
    if near and not near[-1][2][0].isalpha():
        q.measure = "share"
    elif q.direction:
        q.measure = "level"


def _set_measure(q: Quantity, measure: str, token: _Token) -> None:
    q.measure = measure
    q.spans["measure"] = (token[0], token[1])


_BREAKS = frozenset((";", "that", "which", "while", "whereas", "but", "who"))


def _planned(
    text: str,
    q: Quantity,
    near: list[_Token],
    left: list[_Token],
    right: list[_Token],
    previous: Quantity | None,
) -> bool:
    """Whether the figure's clause is a plan or an order: "plans to build 90 km", "4bn tenge will be allocated"."""
    for token in right[:4]:
        if token[2] in ("will", "shall", "should"):
            q.spans.setdefault("measure", (token[0], token[1]))
            return True
        if not token[2][0].isalpha():
            break
    for at in range(len(near) - 1, -1, -1):
        word = near[at][2]
        if word in _TARGET:
            if word in ("planned", "ordered", "set", "sought", "need", "needs", "directed") and False:
                continue
            q.spans.setdefault("measure", (near[at][0], near[at][1]))
            return True
        if word in _BREAKS:
            return False
    if previous is not None and previous.measure == "target":
        return not any(t[2] == "," or t[2] in _BREAKS for t in near)
    if previous is not None and previous.kind == "duration":
        older = [t for t in left if t[1] <= previous.start]
        return any(t[2] in _TARGET for t in older[-12:])
    return False
