"""A sentence laid out for what is asked of it: which words, figures, dates and names stand where.

Everything is counted in tokens, so that "three words before" means the same in every rule; ``starts`` and
``ends`` lead back to the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sandyq.reading.indicators import Hit, Tag, base, find, tags
from sandyq.reading.lexicon import table

if TYPE_CHECKING:
    from sandyq.reading.model import DateMention, Mention, Quantity, Span

WORD, FIGURE, DATE, NAME = "word", "figure", "date", "name"

_TOKEN = re.compile(r"[^\W\d_]+|\d+(?:[.,]\d+)*|['’]s?(?!\w)|[,;:()\[\]–—/.]")

CLASSES: dict[str, frozenset[str]] = {}
for _row in table("claim_words"):
    CLASSES[_row["class"]] = CLASSES.get(_row["class"], frozenset()) | {_row["word"], base(_row["word"])}

POSSESSIVE = frozenset({"'s", "’s", "'", "’"})

BREAK = CLASSES["clause"] | {";"}
"""Words after which another clause begins."""

LIGHT = frozenset().union(*(words for name, words in CLASSES.items() if name != "reporting"))
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

    def chars(self, start: int, end: int) -> Span:
        """Tokens -> offsets."""
        return self.starts[start], self.ends[end - 1]

    def figure_between(self, start: int, end: int) -> bool:
        """Whether a figure stands among the tokens from ``start`` to ``end``."""
        return FIGURE in self.kinds[start:end]

    def heavy(self, start: int, end: int) -> bool:
        """Whether a word that names something stands among these tokens, figures, dates and names aside."""
        words, kinds = self.words, self.kinds
        return any(
            kinds[i] == WORD and words[i] not in LIGHT and words[i].isalpha() for i in range(start, end)
        )


def sentence(
    text: str,
    span: Span,
    quantities: list[Quantity],
    dates: list[DateMention],
    names: list[Mention],
) -> Sentence:
    """Lay out the sentence at ``span`` with what was found in it."""
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for match in _TOKEN.finditer(text, span[0], span[1]):
        words.append(base(match.group().lower()))
        starts.append(match.start())
        ends.append(match.end())
    kinds = [WORD] * len(words)

    def tokens(start: int, end: int) -> Span:
        first = bisect_right(ends, start)
        return first, max(first, bisect_left(starts, end))

    laid_names: list[tuple[Mention, int, int]] = []
    amounts = [(q.start, q.end) for q in quantities if q.kind == "money"]
    for name in names:
        if any(start <= name.start and name.end <= end for start, end in amounts):
            continue  # the US of US$5bn
        a, b = tokens(name.start, name.end)
        laid_names.append((name, a, b))
        kinds[a:b] = [NAME] * (b - a)
    laid_dates: list[tuple[DateMention, int, int]] = []
    for date in dates:
        a, b = tokens(date.start, date.end)
        laid_dates.append((date, a, b))
        kinds[a:b] = [DATE] * (b - a)
    places: list[Span] = []
    for quantity in quantities:
        a, b = tokens(quantity.start, quantity.end)
        places.append((a, b))
        kinds[a:b] = [FIGURE] * (b - a)
    clause: list[int] = []
    number = 0
    for word, kind in zip(words, kinds, strict=True):
        number += kind is WORD and word in BREAK
        clause.append(number)
    # Phrases are found over the words without possessive marks: "the world's uranium".
    bare = [i for i, word in enumerate(words) if word not in POSSESSIVE]
    plain = [words[i] for i in bare]
    hits = [
        Hit(bare[a], bare[b - 1] + 1, concept)
        for a, b, concept in find(plain)
        if kinds[bare[a]] != NAME or kinds[bare[b - 1]] != NAME
    ]
    bends = [Tag(bare[a], bare[b - 1] + 1, tag, near) for a, b, tag, near in tags(plain)]
    return Sentence(
        text, span[0], span[1], words, starts, ends, kinds, quantities, places,
        laid_dates, laid_names, hits, bends, clause,
    )  # fmt: skip
