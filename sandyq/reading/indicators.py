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
from typing import TYPE_CHECKING, NamedTuple

from sandyq.reading import lexicon
from sandyq.reading.lexicon import table

if TYPE_CHECKING:
    from collections.abc import Iterable

NONE = "none"
"""Concept of words that measure something outside the core vocabulary ("wages")."""

THING = "thing"
"""Concept of words that are counted or measured but are worth nothing in money ("roads", "jobs")."""

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


class _Node:
    """Where the words so far lead: what they stand for, if anything, and the words that may follow."""

    __slots__ = ("after", "near", "stands")

    def __init__(self) -> None:
        self.after: dict[str, _Node] = {}
        self.stands: str | None = None
        self.near = False


def _trie(name: str, column: str) -> dict[str, _Node]:
    root = _Node()
    for row in table(name):
        node = root
        for word in row["phrase"].split():
            node = node.after.setdefault(base(word), _Node())
        node.stands = row[column]
        node.near = row.get("reach") == "near"
    return root.after


def base(word: str) -> str:
    """``word`` (lower case) as the lexicon writes it."""
    return _FORMS.get(word, word)


def bases(words: list[str]) -> list[str]:
    """``base`` of each word."""
    return list(map(_FORMS.get, words, words))


_PHRASES = _trie("indicator_words", "concept")
_TAGS = _trie("indicator_tags", "tag")
# A general word after a phrase belongs to it: "trade turnover", "export revenue"; these heads stay their own.
_OWN_HEADS = frozenset({"company", "country", "population", "project", "agreement", "economy", SAME, NONE})


def _longest(root: dict[str, _Node], words: list[str], at: int) -> tuple[int, _Node | None]:
    """The longest phrase that begins at word ``at``: its end, and what it leads to."""
    node: _Node | None = root[words[at]]
    found: _Node | None = None
    end = at
    step = at + 1
    while node is not None:
        if node.stands is not None:
            found, end = node, step
        if step == len(words):
            break
        node = node.after.get(words[step])
        step += 1
    return end, found


def _openings() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for word in _PHRASES.keys() | _TAGS.keys():
        nodes = [root[word] for root in (_PHRASES, _TAGS) if word in root]
        alone = any(node.stands is not None for node in nodes)
        found[word] = frozenset() if alone else frozenset().union(*(node.after for node in nodes))
    return found


_OPENINGS = _openings()
"""First word of a phrase -> the words of which one must follow, empty where it stands for something alone."""


def openings(words: list[str]) -> list[int]:
    """Where a phrase of ``find`` or ``tags`` may begin, told for both in one pass."""
    found: list[int] = []
    last = len(words) - 1
    for i in [i for i, word in enumerate(words) if word in _OPENINGS]:
        second = _OPENINGS[words[i]]
        if not second or (i < last and words[i + 1] in second):
            found.append(i)
    return found


def find(words: list[str], at_words: Iterable[int] | None = None) -> list[Hit]:
    """Phrases among ``words`` (lower case, as ``base`` gives them), longest first, in order, no overlaps."""
    hits: list[Hit] = []
    free = 0
    for at in openings(words) if at_words is None else at_words:
        if at < free or words[at] not in _PHRASES:
            continue
        end, found = _longest(_PHRASES, words, at)
        if found is None or found.stands is None:
            continue
        concept = found.stands
        if concept == SAME and end < len(words) and words[end] == "of":
            continue
        free = end
        if concept == NONE and hits and hits[-1].end == at and hits[-1].concept not in _OWN_HEADS:
            hits[-1] = Hit(hits[-1].start, end, hits[-1].concept)
        else:
            hits.append(Hit(at, end, concept))
    return hits


def tags(words: list[str], at_words: Iterable[int] | None = None) -> list[Tag]:
    """Words that bend a meaning, in order; they may lie inside a phrase of ``find``."""
    bends: list[Tag] = []
    for at in openings(words) if at_words is None else at_words:
        if words[at] not in _TAGS:
            continue
        end, found = _longest(_TAGS, words, at)
        if found is not None and found.stands is not None:
            bends.append(Tag(at, end, found.stands, found.near))
    return bends


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

    (True, None) means: it is measured, but the core vocabulary has no name for it. ``bent`` are the tags; a
    share of GDP is an indicator of its own, or none.
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
            named = row["tag"] == "gdp" or "gdp" not in bent
            return True, (row["indicator"] or None) if named else None
    return False, None
