"""Where a figure may be: one fast pass over the whole text, and what only looks like one.

The pass finds digits, number words, vulgar fractions and words of multiplication. All careful work happens at
these places alone, and every look to the left or right is bounded, so that time grows with length only.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from sandyq.reading.lexicon import table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sandyq.reading.model import Span

GAP = r"[^\S\n\r]{0,3}(?:\n[^\S\n\r]{0,4}|\r\n[^\S\n\r]{0,4}|)"
"""White space inside a figure: a few spaces of any kind and at most one line break.

Alternatives that begin with a character are passed over faster than a group that may be absent.
"""

NUMBER_WORDS: dict[str, tuple[float, str, str]] = {
    row["word"]: (float(row["value"]), row["class"], row["direction"]) for row in table("numerals")
}
"""word -> (value, class, direction); the classes are the column of that name in numerals.csv."""

NAME_WORDS = frozenset(row["word"] for row in table("number_names"))
"""Words after which a number is a label: Article 5, Resolution 2254, Boeing 787."""

VULGAR = {"½": 1 / 2, "⅓": 1 / 3, "⅔": 2 / 3, "¼": 1 / 4, "¾": 3 / 4, "⅕": 1 / 5, "⅖": 2 / 5, "⅛": 1 / 8}


_Node: TypeAlias = "dict[str, _Node]"


def _small(branch: tuple[str, _Node]) -> str:
    return branch[0].swapcase()


def trie(words: Iterable[str]) -> str:
    """A regular expression for a list of words that looks at each character once, small letters first."""
    root: _Node = {}
    for word in words:
        node = root
        for char in word:
            node = node.setdefault(char, {})
        node[""] = {}

    def build(node: _Node) -> str:
        branches = [
            re.escape(char) + build(below) for char, below in sorted(node.items(), key=_small) if char
        ]
        if not branches:
            return ""
        if len(branches) == 1 and "" not in node:
            return branches[0]
        return "(?:" + "|".join(branches) + ")" + ("?" if "" in node else "")

    return build(root)


_SPELLED = [w for w in NUMBER_WORDS if w not in ("first",)]
_ALL_SPELLED = [*_SPELLED, *map(str.capitalize, _SPELLED), *(w.upper() for w in _SPELLED if len(w) > 3)]
_SPELLED_HIT = trie(_ALL_SPELLED)
_DIGIT_HITS = re.compile(rf"[0-9{''.join(VULGAR)}](?:(?<=[0-9])[0-9]+)?")
_WORD_HITS = re.compile(
    rf"[^A-Za-z0-9_](?=[{''.join(sorted({word[0] for word in _ALL_SPELLED}))}])({_SPELLED_HIT})\b"
)
"""With the character before it: a set of characters first lets the search skip most of a text.

So few characters are told faster than by ``\\W``, which looks each one up; rare other letters are told after.
"""
_FIRST_HIT = re.compile(rf"({_SPELLED_HIT})\b")


def hits(text: str) -> list[Span]:
    """Every place where a figure may begin, in order; a run of digits is one place, however long."""
    found = [match.span() for match in _DIGIT_HITS.finditer(text)]
    first = _FIRST_HIT.match(text)
    if first:
        found.append(first.span(1))
    found += [match.span(1) for match in _WORD_HITS.finditer(text) if not match[0][0].isalnum()]
    found.sort()
    return found


_RUN = re.compile(r"[0-9]+")
_LABEL_MARKS = frozenset(":./-–aApPoO'’′x×")
_DECIMAL = re.compile(r"[0-9]+\.[0-9]+(?=[%bm]|\s[^\W\daAoOpP])")
"""What most of the numbers with a point are, told before the labels are tried."""
_CLOCK = re.compile(
    r"[0-9]{1,2}(?:[:.][0-9]{2})?\s?(?:[ap]\.?m\b\.?|o['’]clock)|[0-9]{1,3}:[0-9]{2}(?::[0-9]{2})?", re.I
)
_CALENDAR = re.compile(
    r"(?:[0-9]{1,2}[./][0-9]{1,2}[./](?:[0-9]{4}|[0-9]{2})|[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2}|[12][0-9]{3}/[0-9]{2})(?![0-9])"
)
_CHAIN = re.compile(
    r"[0-9]+(?:[-–][0-9]+){2,20}|[0-9]+(?:\.[0-9]+){2,20}|24/7\b|9/11\b|[0-9]{1,4}[x×](?!10[\^⁻⁰¹²³⁴-⁹−-])[0-9]{1,5}|[0-9]['’′][0-9]{1,2}(?:[\"”″]|''|\b)"
)
_FOOTNOTE = re.compile(r"\[[0-9]{1,3}(?:[,–-]\s?[0-9]{1,3}){0,5}\]")
_DOTTED_THOUSANDS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3}(?![0-9])){2,8}(?![.0-9])")
_SCORE = re.compile(r"([0-9]{1,3})[-–]([0-9]{1,3})(?![-–]?\w|\s?%|[.,][0-9])")


def label_end(text: str, start: int) -> int:
    """End of the thing at ``start`` that has digits and is no number (clock, calendar date, chain), or 0.

    Example: "7:30 a.m.", "14.06.2022", "the 7-20-25 scheme", "[22]", "version 2.0.1".
    """
    if text[start - 1 : start] == "[":
        found = _FOOTNOTE.match(text, start - 1)
        if found:
            return found.end()
    run = _RUN.match(text, start)
    after = text[run.end() : run.end() + 2].lstrip()[:1] if run else ""
    if after not in _LABEL_MARKS or (after == "." and _DECIMAL.match(text, start)):
        return 0
    for pattern in (_CLOCK, _CALENDAR, _CHAIN):
        found = pattern.match(text, start)
        if found and not (pattern is _CHAIN and _DOTTED_THOUSANDS.match(text, start)):
            return found.end()
    return 0


def score_end(text: str, start: int) -> int:
    """End of a result such as "won 3-1": two whole numbers joined by a hyphen, the first not the smaller."""
    found = _SCORE.match(text, start)
    if found and int(found.group(1)) >= int(found.group(2)):
        return found.end()
    return 0


def glued_name(text: str, start: int) -> bool:
    """Whether the digits at ``start`` continue a name or an address: G20, COVID-19, C5+1, /files/12.png."""
    before = text[start - 1 : start]
    if not before or before.isspace():
        return False
    if before.isalpha() or before == "_" or (before.isalnum() and not before.isdecimal()):
        return True
    if before in "-–‑+" and start > 1:
        return text[start - 2].isalnum() or text[start - 2] in ")_"
    if before in "/=?&@~\\":
        return start > 1 and not (text[start - 2].isspace() or text[start - 2] in "$€£0123456789%)")
    if before == "." and start > 1:
        return text[start - 2].isalpha()
    return before == ":" and start > 1 and text[start - 2].isdigit()
