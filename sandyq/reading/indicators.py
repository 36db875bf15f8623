"""What is measured: phrases of the text -> concepts -> indicators of the core vocabulary.

Two steps keep language and meaning apart. ``en/indicator_words.csv`` says which words speak of which
*concept* ("shipments abroad": export). ``indicator_senses.csv``, which no language touches, says which
*indicator* a concept is for a number of a given kind: a percentage of exports that is a share is
``export_share``, one that is a growth is ``exports``.
"""

from __future__ import annotations

import csv
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from sandyq.reading import lexicon
from sandyq.reading.lexicon import table

NONE = "none"
"""Concept of words that measure something outside the core vocabulary ("wages")."""

SAME = "same"
"""Concept of words that point back to what was measured before ("this figure")."""


class Hit(NamedTuple):
    """A phrase of the lexicon in a sentence, by token: start, end (exclusive) and what it stands for."""

    start: int
    end: int
    concept: str


class Tag(NamedTuple):
    """A word that bends a concept ("pledged", "gas"), by token; ``near`` binds it to its noun."""

    start: int
    end: int
    tag: str
    near: bool


def plain_table(name: str) -> tuple[dict[str, str], ...]:
    """Rows of a table that no language touches."""
    text = (files(lexicon) / f"{name}.csv").read_text(encoding="utf-8")
    return tuple({k: v.strip() for k, v in row.items()} for row in csv.DictReader(text.splitlines()))


@cache
def vocabulary() -> tuple[dict[str, str], ...]:
    """The core vocabulary: indicator, theme, definition and World Bank code ('' where there is none)."""
    return plain_table("indicators")


def _forms() -> dict[str, str]:
    """Plural -> singular, for the words of the lexicon alone."""
    words = {
        w for t in ("indicator_words", "indicator_tags") for row in table(t) for w in row["phrase"].split()
    }
    kept = {row["word"] for row in table("claim_words") if row["class"] == "kept"}
    forms: dict[str, str] = {}
    for word in words:
        if len(word) > 2 and not word.endswith("s") and word + "s" not in kept:
            forms[word + "s"] = word
            if word.endswith("y"):
                forms[word[:-1] + "ies"] = word
    return forms


_FORMS = _forms()

_Entry = tuple[tuple[str, ...], str, bool]


def _index(name: str, column: str) -> dict[str, list[_Entry]]:
    """First word -> its phrases, longest first."""
    index: dict[str, list[_Entry]] = {}
    for row in table(name):
        words = tuple(base(word) for word in row["phrase"].split())
        index.setdefault(words[0], []).append((words, row[column], row.get("reach") == "near"))
    for entries in index.values():
        entries.sort(key=lambda entry: (-len(entry[0]), entry[0]))
    return index


def base(word: str) -> str:
    """``word`` (lower case) as the lexicon writes it."""
    return _FORMS.get(word, word)


_PHRASES = _index("indicator_words", "concept")
_TAGS = _index("indicator_tags", "tag")
# A general word after a phrase belongs to it: "trade turnover", "export revenue"; these heads stay their own.
_OWN_HEADS = frozenset({"company", "country", "population", "project", "agreement", "economy", SAME, NONE})


def find(words: list[str]) -> list[Hit]:
    """Phrases among ``words`` (lower case, as ``base`` gives them), longest first, in order, no overlaps."""
    hits: list[Hit] = []
    free = 0
    for at, word in enumerate(words):
        entries = _PHRASES.get(word)
        if entries is None or at < free:
            continue
        for phrase, concept, _ in entries:
            size = len(phrase)
            if size > 1 and tuple(words[at : at + size]) != phrase:
                continue
            follower = words[at + size] if at + size < len(words) else ""
            if concept == SAME and follower == "of":
                break
            free = at + size
            if concept == NONE and hits and hits[-1].end == at and hits[-1].concept not in _OWN_HEADS:
                hits[-1] = Hit(hits[-1].start, free, hits[-1].concept)
            else:
                hits.append(Hit(at, free, concept))
            break
    return hits


def tags(words: list[str]) -> list[Tag]:
    """Words that bend a meaning, in order; they may lie inside a phrase of ``find``."""
    found: list[Tag] = []
    for at, word in enumerate(words):
        for phrase, tag, near in _TAGS.get(word, ()):
            size = len(phrase)
            if size == 1 or tuple(words[at : at + size]) == phrase:
                found.append(Tag(at, at + size, tag, near))
                break
    return found


def _senses() -> dict[str, list[dict[str, str]]]:
    senses: dict[str, list[dict[str, str]]] = {}
    for row in plain_table("indicator_senses"):
        senses.setdefault(row["concept"], []).append(row)
    return senses


_SENSES = _senses()
_GROUPS = frozenset((row["unit"], row["group"]) for row in plain_table("unit_groups"))


@lru_cache(maxsize=8192)
def resolve(
    concept: str, bent: frozenset[str], kind: str, measure: str, unit: str | None
) -> tuple[bool, str | None]:
    """Whether ``concept`` can be what a number of this kind measures, and the indicator it then is.

    (True, None) means: it is measured, but the core vocabulary has no name for it. ``bent`` are the tags.
    """
    if concept == NONE:
        return True, None
    for row in _SENSES.get(concept, ()):
        if (
            (not row["kind"] or row["kind"] == kind)
            and (not row["measure"] or row["measure"] == measure)
            and (not row["tag"] or row["tag"] in bent)
            and (not row["unit"] or (unit or "", row["unit"]) in _GROUPS)
        ):
            return True, row["indicator"] or None
    return False, None
