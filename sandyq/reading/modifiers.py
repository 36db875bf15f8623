"""Words that say how exact a number is: "over", "almost", "up to", "or more"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sandyq.reading.lexicon import table

if TYPE_CHECKING:
    from sandyq.reading.model import Quantity

_BEFORE: dict[tuple[str, ...], str] = {
    tuple(row["phrase"].split()): row["modifier"] for row in table("modifiers") if row["place"] == "before"
}
_AFTER = {row["phrase"]: row["modifier"] for row in table("modifiers") if row["place"] == "after"}
_LONGEST = max(map(len, _BEFORE))
_LAST = frozenset(phrase[-1] for phrase in _BEFORE)
_BETWEEN = frozenset(("the", "just", "only", "additional", "an"))
"""Words that may stand between a modifier and its figure."""
_ENDS = _LAST | _BETWEEN
"""The words that stand right before a figure where there is a modifier."""
_SIGNS = frozenset("~≈∼<>≥≤")
_UP_VERBS = frozenset(
    f"{verb}{ending}"
    for verb in ("pick", "add", "speed", "move", "end", "scale", "open", "ramp")
    for ending in ("", "s", "ed", "ing")
) | frozenset(("go", "goes", "went", "gone", "going", "edging", "ticking", "inching", "sped", "came"))
_MARKS = '(,;:“"'
_AFTER_WORDS = re.compile(
    r"\s{0,2}(\+|plus\b|(?:or|and)\s(?:so|more|less|higher|lower|above|below|fewer|greater)\b)"
)
_PLUS = re.compile(r"[0-9]\+\s")
_DURING = frozenset(
    ("for", "of", "lasting", "after", "than", "is", "was", "are", "took", "takes", "spent", "with")
)


def modifier_of(text: str, quantity: Quantity, floor: int, limit: int) -> None:
    """Set ``modifier`` from the words right before or after the figure, within its block.

    Example: "just over $4bn" over; "nearly a third" almost; "5% or more" at least. "over three years" is how
    long something took, no modifier, unless a word such as "for" goes before it.
    """
    if quantity.modifier != "none":
        return
    start = quantity.start
    window = text[max(floor, start - 30) : start]
    if window and not (window[-1].isspace() or window[-1] in _SIGNS or window[-1] in "(-"):
        return
    bare = window.rstrip()
    if bare.endswith((",", ";", ":", ".", ")", "(")) and not bare.endswith(("approx.", "ca.", "c.")):
        window = ""
    last = bare.rpartition(" ")[2].lower().strip(_MARKS) if window else ""
    words: list[str] = []
    if last in _ENDS or last[-1:] in _SIGNS or not last.isalpha():
        words = [word.strip(_MARKS) for word in window.lower().split()[-_LONGEST:]]
    if words and len(words[-1]) > 1 and words[-1][-1] in _SIGNS:
        words[-1] = words[-1][-1]
    while words and words[-1] in _BETWEEN and quantity.kind != "duration":
        words.pop()
    if words and words[-1] in _LAST:
        for size in range(len(words), 0, -1):
            modifier = _BEFORE.get(tuple(words[-size:]))
            if modifier is None:
                continue
            if words[-size:] == ["up", "to"] and size < len(words) and words[-size - 1] in _UP_VERBS:
                return  # "picked up to 4 percent"
            alone = size == len(words) or words[-2] not in _DURING
            if quantity.kind == "duration" and words[-size:] == ["over"] and alone:
                return
            quantity.modifier = modifier
            lowered = window.lower()
            at = lowered.rfind(words[-size]) if len(lowered) == len(window) else 0
            left = start - len(window)
            quantity.spans["modifier"] = (left + at, left + len(window.rstrip()))
            return
    plus = text.find("+", start + 1, quantity.end)
    if plus >= 0 and _PLUS.search(text, start, quantity.end):  # "60+ firms"
        at = plus
        quantity.modifier, quantity.spans["modifier"] = "over", (at, at + 1)
        return
    after = _AFTER_WORDS.match(text, quantity.end, limit)
    if after:
        phrase = re.sub(r"\s", " ", after.group(1))
        if phrase in _AFTER and not (phrase == "plus" and text[quantity.end : quantity.end + 1].isspace()):
            quantity.modifier = _AFTER[phrase]
            quantity.spans["modifier"] = after.span(1)


def convert(text: str, last: Quantity, quantity: Quantity) -> None:
    """An amount said again in another unit is as exact as the first: "under 300 hp (224 kW / 304 PS)"."""
    if (
        last.modifier != "none"
        and quantity.modifier == "none"
        and last.kind == quantity.kind
        and last.unit != quantity.unit
        and quantity.start - last.end < 6
        and text[last.end : quantity.start].strip() in ("(", "/")
    ):
        quantity.modifier, quantity.spans["modifier"] = last.modifier, last.spans["modifier"]
