"""A sentence laid out for what is asked of it: which words, figures, dates and names stand where.

Everything is counted in tokens, so that "three words before" means the same in every rule; ``starts`` and
``ends`` lead back to the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from itertools import accumulate
from typing import TYPE_CHECKING

from sandyq.reading.indicators import Hit, Tag, base, bases, find, openings, tags
from sandyq.reading.lexicon import table

if TYPE_CHECKING:
    from sandyq.reading.model import DateMention, Mention, Quantity, Span

WORD, FIGURE, COUNT, DATE, NAME = "word", "figure", "count", "date", "name"
"""What a token is part of; a count ("27 EU countries") parts no name from the amount after it."""

TOKEN = re.compile(r"([a-z]+[^\W\d_]*|(?! )(?:[^\W\d_]+|\d+(?:[.,]\d+)*|['’]s?(?!\w)|[,;:()\[\]–—/.]))")
"""A word, number or mark of a text in lower case; words of plain letters and spaces are told first."""

CLASSES: dict[str, frozenset[str]] = {}
for _row in table("claim_words"):
    CLASSES[_row["class"]] = CLASSES.get(_row["class"], frozenset()) | {_row["word"], base(_row["word"])}
for _row in table("trends"):
    if _row["class"] == "verb" and _row["direction"] in ("increase", "decrease"):
        _moved = "rise" if _row["direction"] == "increase" else "fall"
        CLASSES[_moved] |= {_row["word"]}

_RUNNING = frozenset((",", "and", "the", "by", "to", "of", "with", "in"))

POSSESSIVE = frozenset({"'s", "’s", "'", "’"})

CONTEXT: dict[str, frozenset[str]] = {
    name: frozenset(row["word"] for row in table("context_words") if row["class"] == name)
    for name in sorted({row["class"] for row in table("context_words")})
}
"""Words that single rules ask for, as they stand; they make no stretch of a sentence light or heavy."""

BREAK = CLASSES["clause"] | {";"}
"""Words after which another clause begins."""

_HEAVY = frozenset(
    {"reporting", "sector", "kept", "generic", "whole", "saying", "pace"}
)  # classes whose words name something all the same
LIGHT = frozenset().union(*(words for name, words in CLASSES.items() if name not in _HEAVY))
"""Words that name nothing: between two figures they leave what is measured as it was."""


@dataclass(slots=True)
class Sentence:
    """One sentence in tokens. Token spans are (start, end), end exclusive."""

    text: str
    start: int
    end: int
    words: list[str]
    starts: list[int]
    ends: list[int]
    kinds: list[str]
    quantities: list[Quantity]
    places: list[Span]
    """Where each quantity stands, in tokens."""
    dates: list[tuple[DateMention, int, int]]
    names: list[tuple[Mention, int, int]]
    hits: list[Hit]
    tags: list[Tag]
    clause: list[int] = field(default_factory=list)
    """For each token the number of its clause."""
    roles: list[str] = field(default_factory=list)
    """The part each name plays; for each figure the name before it in a list, and the one right after it.

    All three are set by ``slots_places.cast``.
    """
    items: list[int | None] = field(default_factory=list)
    followers: list[int | None] = field(default_factory=list)
    _heavy: list[int] | None = None

    def chars(self, start: int, end: int) -> Span:
        """Tokens -> offsets."""
        return self.starts[start], self.ends[end - 1]

    def figure_between(self, start: int, end: int) -> bool:
        """Whether a figure stands among the tokens from ``start`` to ``end``."""
        return FIGURE in self.kinds[start:end]

    def heavy(self, start: int, end: int) -> bool:
        """Whether a word that names something stands among these tokens, figures, dates and names aside."""
        if self._heavy is None:
            pairs = zip(self.words, self.kinds, strict=True)
            self._heavy = [
                i
                for i, (word, kind) in enumerate(pairs)
                if kind is WORD and word not in LIGHT and word.isalpha()
            ]
        at = bisect_left(self._heavy, start)
        return at < len(self._heavy) and self._heavy[at] < end


def sentence(
    text: str,
    span: Span,
    quantities: list[Quantity],
    dates: list[DateMention],
    names: list[Mention],
) -> Sentence:
    """Lay out the sentence at ``span`` with what was found in it."""
    first, last = span
    lower = text[first:last].lower()
    if len(lower) != last - first:  # a letter whose lower case is two
        lower = "".join([char.lower() if len(char.lower()) == 1 else char for char in text[first:last]])
    # Splitting gives what is between the tokens, a token, what is between, ... in one step.
    parts = TOKEN.split(lower)
    offsets = list(accumulate(map(len, parts), initial=first))
    words, starts, ends = bases(parts[1::2]), offsets[1:-1:2], offsets[2::2]
    kinds = [WORD] * len(words)
    laid_names: list[tuple[Mention, int, int]] = []
    amounts = [(q.start, q.end) for q in quantities if q.kind == "money"] if names else []
    for name in names:
        if any(start <= name.start and name.end <= end for start, end in amounts):
            continue  # the US of US$5bn
        a, b = _tokens(starts, ends, name.start, name.end)
        laid_names.append((name, a, b))
        kinds[a:b] = [NAME] * (b - a)
    laid_dates: list[tuple[DateMention, int, int]] = []
    for date in dates:
        a, b = _tokens(starts, ends, date.start, date.end)
        laid_dates.append((date, a, b))
        kinds[a:b] = [DATE] * (b - a)
    places: list[Span] = []
    for quantity in quantities:
        a, b = _tokens(starts, ends, quantity.start, quantity.end)
        places.append((a, b))
        kinds[a:b] = [COUNT if quantity.kind == "count" else FIGURE] * (b - a)
    clause = [0] * len(words)
    if not BREAK.isdisjoint(words):
        for i in [i for i, word in enumerate(words) if word in BREAK and kinds[i] is WORD]:
            clause[i] = 1
        clause = list(accumulate(clause))
    return Sentence(
        text, first, last, words, starts, ends, kinds, quantities, places,
        laid_dates, laid_names, *_phrases(words, kinds), clause,
    )  # fmt: skip


def _tokens(starts: list[int], ends: list[int], start: int, end: int) -> Span:
    """Offsets -> the tokens that lie between them."""
    first = bisect_right(ends, start)
    return first, bisect_left(starts, end, first)


def _phrases(words: list[str], kinds: list[str]) -> tuple[list[Hit], list[Tag]]:
    """Phrases and tags, found over the words without possessive marks: "the world's uranium"."""
    if POSSESSIVE.isdisjoint(words):
        at_words = openings(words)
        hits, bends = find(words, at_words), tags(words, at_words)
    else:
        bare = [i for i, word in enumerate(words) if word not in POSSESSIVE]
        plain = [words[i] for i in bare]
        at_words = openings(plain)
        hits = [Hit(bare[a], bare[b - 1] + 1, concept) for a, b, concept in find(plain, at_words)]
        bends = [Tag(bare[a], bare[b - 1] + 1, tag, near) for a, b, tag, near in tags(plain, at_words)]
    return [hit for hit in hits if kinds[hit.start] != NAME or kinds[hit.end - 1] != NAME], bends


def runs(spans: list[Span], line: Sentence) -> list[list[int]]:
    """Indices of neighbours that nothing but commas, "and" and small words part, run by run."""
    found: list[list[int]] = []
    for i, (start, _) in enumerate(spans):
        gap = line.words[spans[i - 1][1] : start] if i else []
        if gap and all(word in _RUNNING for word in gap):
            found[-1].append(i)
        else:
            found.append([i])
    return found
