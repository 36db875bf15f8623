"""Counted nouns: the head of the noun phrase that follows a number, and its singular."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from sandyq.reading.lexicon import table
from sandyq.reading.scan import GAP, NUMBER_WORDS

WORDS_MAX = 6
"""Adjectives and nouns between a number and the end of its noun phrase, at most."""

CLOSED = frozenset(row["word"] for row in table("closed_class"))
_IRREGULAR = {row["plural"]: row["singular"] for row in table("irregular_plurals")}
_NOT_PLURAL = frozenset(row["word"] for row in table("not_plural"))
_TREND_VERBS = frozenset(row["word"] for row in table("trends") if row["class"] == "verb")
_WORD = re.compile(rf"({GAP}|[-‑])([^\W\d_][\w]*(?:[-‑/&][^\W_]+)*(?:['’]s?(?!\w))?\.?)")
_SUPERLATIVE = re.compile(r"(?:most|least|[a-z]{2,}est)\Z")


@dataclass(frozen=True, slots=True)
class Noun:
    """The noun phrase after a number: its span, the head in the singular, whether a hyphen joins it."""

    start: int
    end: int
    name: str
    hyphenated: bool


@lru_cache(maxsize=8192)
def singular(word: str) -> str:
    """The singular of an English plural, by rule with the irregular ones from the lexicon."""
    word = word.lower()
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith("men") and len(word) > 4:
        return word[:-2] + "an"
    if not is_plural(word):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zzes", "oes")) and len(word) > 4:
        return word[:-2]
    return word[:-1]


@lru_cache(maxsize=8192)
def is_plural(word: str) -> bool:
    """Whether the word has the form of a plural noun: irregular, or in -s and none of the known exceptions."""
    word = word.lower()
    if word in _IRREGULAR:
        return True
    if (
        word.endswith("men")
        and len(word) > 4
        and word not in ("women", "turkmen", "specimen", "regimen", "acumen")
    ):
        return True
    return (
        len(word) > 2
        and word[-1] == "s"
        and word[-2] not in "su'’"
        and not word.endswith(("ous", "sis", "ics"))
        and word not in _NOT_PLURAL
        and word not in CLOSED
    ) or word in (
        "topics",
        "clinics",
        "critics",
        "mechanics",
        "ethnics",
        "mosaics",
        "menus",
        "gurus",
        "republics",
    )


def counted_noun(text: str, end: int, limit: int, value: float | None) -> Noun | None:
    """The noun that a number ending at ``end`` counts, by the shape of the words alone.

    The phrase runs to its first plural ("five former Soviet COUNTRIES"), or on to a second that follows at once
    ("two sports CLUBS"); after a hyphen its first word is the noun ("18-MEMBER"); after "one" it runs to the
    first closed-class word. Verbs, prepositions and conjunctions end it; no noun, no count.
    """
    found = _WORD.match(text, end, limit)
    if found is None:
        return None
    if found.group(1) in ("-", "‑"):
        return _hyphenated(text, found)
    words: list[tuple[int, int, str]] = []
    head = -1
    while found is not None and len(words) < WORDS_MAX:
        raw = found.group(2)
        word = raw.rstrip(".").rstrip("'’") if not raw.endswith(("'s", "’s")) else raw
        lower = word.lower()
        if lower in CLOSED or (lower in NUMBER_WORDS and words):
            break
        stop = found.start(2) + len(word)
        words.append((found.start(2), stop, word))
        if raw.endswith(("'s", "’s")):
            pass
        elif is_plural(word.rpartition("-")[2]):
            head = len(words) - 1
            if raw != word or not _plural_follows(text, stop, limit):
                break
        elif head >= 0:
            break
        elif lower in _TREND_VERBS and not lower.endswith(("ing", "ed")):
            words.pop()
            break
        if raw.endswith((".", "'", "’")):
            break
        found = _WORD.match(text, found.end(), limit)
        if found is not None and found.group(1) in ("-", "‑"):
            break
    if head < 0:
        return _single(words, value)
    start, stop, word = words[head]
    return Noun(words[0][0], stop, _name(word), False)


def _plural_follows(text: str, position: int, limit: int) -> bool:
    found = _WORD.match(text, position, limit)
    return bool(found) and found is not None and "\n" not in found.group(1) and is_plural(found.group(2))


def _hyphenated(text: str, found: re.Match[str]) -> Noun | None:
    word = found.group(2).split("-")[0].rstrip(".'’")
    lower = word.lower()
    if lower in CLOSED or not word.islower() or len(word) < 3:
        return None
    return Noun(found.start(2), found.start(2) + len(word), singular(lower), True)


def _single(words: list[tuple[int, int, str]], value: float | None) -> Noun | None:
    """A noun without plural mark: what "one" counts."""
    if value != 1 or not words:
        return None
    chosen = words[:3]
    while len(chosen) > 1 and chosen[-1][2].lower().endswith(("ed", "ly", "ing")):
        chosen.pop()
    start, stop, word = chosen[-1]
    if word.lower().endswith(("'s", "’s", "ly")):
        return None
    return Noun(words[0][0], stop, _name(word), False)


def ranked_noun(text: str, end: int, limit: int) -> Noun | None:
    """The noun phrase of a place in an order: "second-largest TRADING PARTNER", "9th largest COUNTRY"."""
    words: list[tuple[int, int, str]] = []
    found = _WORD.match(text, end, limit)
    while found is not None and len(words) < 4:
        raw = found.group(2)
        word = raw.rstrip(".")
        lower = word.lower()
        if lower in CLOSED or lower in _TREND_VERBS or (lower in NUMBER_WORDS and words):
            break
        words.append((found.start(2), found.start(2) + len(word), word))
        if raw != word or (is_plural(word) and not _plural_follows(text, found.end(), limit)):
            break
        found = _WORD.match(text, found.end(), limit)
    while words and (_SUPERLATIVE.search(words[0][2].lower()) and len(words) > 1):
        words.pop(0)
    if not words or words[-1][2].lower().endswith(("'s", "’s")):
        return None
    first = words[0][0]
    name = "_".join(_name(word) for _, _, word in words[-2:] if word.islower()) or _name(words[-1][2])
    return Noun(first, words[-1][1], name, False)


def _name(word: str) -> str:
    """The head in the singular and in snake_case."""
    return singular(word.rpartition("-")[2]).replace("’", "").replace("'", "")
