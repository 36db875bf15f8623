"""The shape of a text: blocks (headings, list items, records, paragraphs) and the sentences inside them.

Everything is offsets into the text as given; nothing is rewritten, so every span stays true. Blocks are found
once for the whole text; sentences only where they are asked for, since most of a text holds no figure.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandyq.reading.lexicon import table

if TYPE_CHECKING:
    import datetime as dt

    from sandyq.reading.model import Span

WRAP_MAX = 140
"""Lines longer than this are paragraphs of their own; shorter ones of even length are a wrapped paragraph."""

HEADING_MAX = 90
"""A line alone, of at most this many characters and without an end mark, is a heading."""

_LINE = re.compile(r"[^\n\r\u2028\u2029]+")
_LEAD = re.compile(r"[ \t\u00a0]*(?:(#{1,6})[ \t]+|([-*•–—▪◦]|\(?\d{1,2}[.)])[ \t]+)?")
_RECORD = re.compile(r"[^\W\d_][^:.;!?]{0,80}:[ \t\u00a0]*\S")
_BOLD = re.compile(r"(__|\*\*)[^_*]{1,80}\1:?[ \t]*\Z")
_END = re.compile(r"[.!?…][\"'”’»)\]]*(?:\[\d{1,3}\])*(?=\s)")
_WORD_BEFORE = re.compile(r"[^\W_][\w.]*+\Z")
_ABBREVIATIONS = frozenset(row["abbreviation"].lower() for row in table("abbreviations"))


@dataclass(frozen=True, slots=True)
class Block:
    """A run of text that reads as one: start and end (exclusive), marks such as ``#`` left outside."""

    start: int
    end: int
    kind: str
    """heading, item, record ("Label: value" on a line of its own) or paragraph."""
    level: int
    """Of a heading 1 to 6, lower is higher; 0 for everything else."""


class Document:
    """A text with its date, its blocks, and their sentences on demand."""

    __slots__ = ("_above", "_sentences", "_starts", "blocks", "published", "text")

    def __init__(self, text: str, published: dt.date | None) -> None:
        """Find the blocks of ``text``; ``published`` is the day from which relative dates count."""
        self.text = text
        self.published = published
        self.blocks = _blocks(text)
        self._above = _headings_above(self.blocks)
        self._starts = [block.start for block in self.blocks]
        self._sentences: dict[int, list[Span]] = {}

    def block_index(self, offset: int) -> int:
        """Index in ``blocks`` of the block that holds ``offset``, or of the one before it."""
        index = bisect_right(self._starts, offset) - 1
        return index if index > 0 else 0

    def sentences(self, block: int) -> list[Span]:
        """The sentences of one block, in order; they cover it but for white space between them."""
        found = self._sentences.get(block)
        if found is None:
            span = self.blocks[block]
            found = self._sentences[block] = _sentences(self.text, span.start, span.end)
        return found

    def sentence(self, offset: int) -> Span:
        """The sentence that holds ``offset``."""
        block = self.block_index(offset)
        sentences = self._sentences.get(block) or self.sentences(block)
        if len(sentences) == 1:
            return sentences[0]
        at = bisect_right(sentences, (offset, len(self.text) + 1)) - 1
        return sentences[at if at > 0 else 0]

    def headings(self, block: int) -> list[Block]:
        """The headings above a block, nearest first, each of a higher level than the one before it."""
        found: list[Block] = []
        above = self._above[block]
        while above >= 0:
            found.append(self.blocks[above])
            above = self._above[above]
        return found


def _headings_above(blocks: list[Block]) -> list[int]:
    """For each block the index of the heading it stands under, -1 where there is none."""
    above: list[int] = []
    open_headings: list[int] = []
    for index, block in enumerate(blocks):
        if block.kind == "heading":
            while open_headings and blocks[open_headings[-1]].level >= block.level:
                open_headings.pop()
        above.append(open_headings[-1] if open_headings else -1)
        if block.kind == "heading":
            open_headings.append(index)
    return above


def _blocks(text: str) -> list[Block]:
    blocks: list[Block] = []
    chunk: list[Span] = []
    last_end = 0
    for match in _LINE.finditer(text):
        start, end = match.span()
        if text[start:end].isspace():
            continue
        if chunk and text.count("\n", last_end, start) > 1:
            _chunk_blocks(text, chunk, blocks)
            chunk = []
        chunk.append((start, end))
        last_end = end
    if chunk:
        _chunk_blocks(text, chunk, blocks)
    if not blocks:
        blocks.append(Block(0, len(text), "paragraph", 0))
    return blocks


def _chunk_blocks(text: str, lines: list[Span], blocks: list[Block]) -> None:
    """Join the wrapped lines of one chunk (lines between blank ones) and append its blocks."""
    widest = max(end - start for start, end in lines)
    wrapped = widest <= WRAP_MAX and len(lines) > 1
    alone = len(lines) == 1
    open_start, open_end = -1, -1
    for start, end in lines:
        marked = _LEAD.match(text, start, end)
        has_mark = bool(marked and (marked.group(1) or marked.group(2)))
        continues = (
            open_start >= 0
            and wrapped
            and not has_mark
            and not _BOLD.match(text, open_start, open_end)
            and not (_RECORD.match(text, start, end) and _ends_record(text, open_start, open_end))
            and (open_end - _line_start(text, open_end) >= 0.7 * widest or text[start].islower())
        )
        if continues:
            open_end = end
            continue
        if open_start >= 0:
            _append(text, open_start, open_end, alone, blocks)
        open_start, open_end = start, end
    _append(text, open_start, open_end, alone, blocks)


def _ends_record(text: str, start: int, end: int) -> bool:
    """Whether the lines so far are whole, so that "Label: value" begins anew rather than goes on."""
    return text[end - 1] in ".!?)" or _RECORD.match(text, start, end) is not None


def _line_start(text: str, offset: int) -> int:
    return text.rfind("\n", 0, offset) + 1


def _append(text: str, start: int, end: int, alone: bool, blocks: list[Block]) -> None:
    lead = _LEAD.match(text, start, end)
    kind, level = "paragraph", 0
    begin = start
    if lead:
        begin = lead.end()
        if lead.group(1):
            kind, level = "heading", len(lead.group(1))
        elif lead.group(2):
            kind = "item"
    while end > begin and text[end - 1].isspace():
        end -= 1
    if kind == "paragraph" and end - begin <= HEADING_MAX:
        if _BOLD.match(text, begin, end):
            kind, level = "heading", 4
        elif _RECORD.match(text, begin, end):
            kind = "record"
        elif alone and text[end - 1] not in '.!?:;,)…”"':
            kind, level = "heading", 3
    elif kind == "paragraph" and _RECORD.match(text, begin, end) and "\n" not in text[begin:end]:
        kind = "record"
    if end > begin:
        blocks.append(Block(begin, end, kind, level))


def _sentences(text: str, start: int, end: int) -> list[Span]:
    spans: list[Span] = []
    begin = start
    for match in _END.finditer(text, start, end):
        dot, stop = match.span()
        after = stop
        while after < end and text[after].isspace():
            after += 1
        if after >= end:
            break
        if stop == dot + 1 and text[dot] == "." and not _closes(text, begin, dot, after):
            continue
        follower = text[after]
        if follower.islower():
            continue
        spans.append((begin, stop))
        begin = after
    if begin < end:
        spans.append((begin, end))
    return spans or [(start, end)]


def _closes(text: str, begin: int, dot: int, after: int) -> bool:
    """Whether the full stop at ``dot`` ends its sentence, or belongs to an abbreviation or a number."""
    token = text[max(begin, dot - 12) : dot].rpartition(" ")[2]
    if not token.isalpha():  # letters alone, as most are, need no search
        word = _WORD_BEFORE.search(text, max(begin, dot - 12), dot)
        if word is None:
            return True
        token = word.group()
    if len(token) == 1 and token.isupper():
        return False  # an initial
    if text[after].isdigit() and token.isdigit() and len(token) < 3:
        return False  # "4. 8%": a broken decimal
    if token.lower() not in _ABBREVIATIONS:
        return True
    # An abbreviation may still close a sentence: "in the U.S. The bank said".
    return (
        "." in token and text[after].isupper() and text[after : after + 4] in ("The ", "This", "It w", "In t")
    )
