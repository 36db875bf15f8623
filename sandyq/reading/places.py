"""Mentions of countries, blocs, organisations, cities, regions, peoples and office holders, as codes.

Blocks are read only where they are asked for. What a block says does not depend on which blocks were asked
for before it: names of one block are found from its text alone, and words such as "the two countries" look
back at the names of a bounded number of blocks.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from sandyq.reading.anaphora import Anaphora
from sandyq.reading.gazetteer import GAP, WORD, Name, names, surname_of, words
from sandyq.reading.lexicon import table
from sandyq.reading.model import Mention

if TYPE_CHECKING:
    from sandyq.reading.text import Document

_CAPITAL = re.compile(r"[A-ZÀ-ÞĀ-ɏ](?:\.(?:[A-Z]\.)+|[^\W_]*)")
_AFTER_CITY = frozenset(row["word"] for row in table("name_words") if row["class"] == "after_city")
_NO_PERSON = frozenset(row["word"] for row in table("name_words") if row["class"] == "not_person")
_TITLE = re.compile(
    "(?:"
    + "|".join(re.escape(row["title"]) for row in sorted(table("titles"), key=lambda row: -len(row["title"])))
    + r")(?![^\W_])"
)
_PERSON = r"[A-Z][\w’'-]{1,30}(?:[ \n][A-Z][\w’'.-]{0,30}){1,3}"
_AFTER_TITLE = re.compile(
    r"(?:[ \n]of[ \n](?:the[ \n])?(?P<of>[A-Z][a-z]+(?:[ \n][A-Z][a-z]+)?),?)?" rf"[ \n](?P<name>{_PERSON})"
)
_BEFORE_TITLE = re.compile(rf"(?<![\w.])(?P<name>{_PERSON}),[ \n](?:the[ \n]|then[- ])?[^,.;:\n]{{0,40}}\Z")
_ROLE = re.compile(r"[^,.;:]{0,60}")
BEFORE_TITLE = 48
"""A person's country stands at most this many characters before the title ("Kazakh Deputy Minister X")."""

MOST_NAMESAKES = 20
"""Of persons whom a text introduces under one first name no more than these are kept."""

FOCUS_BLOCKS, FOCUS_CHARACTERS = 12, 6000
"""The country a text is about is told from its beginning."""

_REGION = frozenset({"KAZ", "KGZ", "TJK", "TKM", "UZB"})
_NO_FOCUS = ("EUU", "WLD", "OAS", "EIB", "WEF", "WTO")


class Places:
    """The mentions of one text, block by block."""

    def __init__(self, doc: Document) -> None:
        """Read nothing yet."""
        self.doc = doc
        self._names: dict[int, list[Mention]] = {}
        self._all: dict[int, list[Mention]] = {}
        self._starts: dict[int, list[int]] = {}
        self._ends: dict[int, list[int]] = {}
        self._persons: dict[str, list[tuple[int, Name]]] | None = None
        self._focus: str | None = None

    def in_block(self, block: int) -> list[Mention]:
        """All mentions of a block that stand for a code, in reading order, without overlaps."""
        found = self._all.get(block)
        if found is None:
            found = _merged([one for one in self.names(block) if one.code], Anaphora(self).in_block(block))
            self._all[block] = found
            self._starts[block] = [mention.start for mention in found]
        return found

    def in_span(self, start: int, end: int) -> list[Mention]:
        """The mentions that begin in ``text[start:end]``, in reading order."""
        found: list[Mention] = []
        first = self.doc.block_index(start)
        last = first if end <= self.doc.blocks[first].end else self.doc.block_index(max(start, end - 1))
        for block in range(first, last + 1):
            mentions = self.in_block(block)
            starts = self._starts[block]
            low = bisect_left(starts, start)
            found += mentions[low : bisect_left(starts, end, low)]
        return found

    def names(self, block: int) -> list[Mention]:
        """The names of a block; those that stand for no code of ours (the IMF, the USSR) have the code ''."""
        found = self._names.get(block)
        if found is None:
            span = self.doc.blocks[block]
            found = self._names[block] = self._scan(span.start, span.end)
        return found

    def names_before(self, block: int, offset: int, most: int) -> list[Mention]:
        """At most so many names of a block that end at or before an offset, nearest first."""
        named = self.names(block)
        ends = self._ends.get(block)
        if ends is None:
            ends = self._ends[block] = [mention.end for mention in named]
        high = bisect_right(ends, offset)
        return named[max(0, high - most) : high][::-1]

    def focus(self) -> str | None:
        """What the text is about: the country (or Central Asia) most named in its headings and beginning.

        A Central Asian one is taken before another that is named up to twice as often.
        """
        if self._focus is None:
            counts: dict[str, int] = {}
            for block in range(min(FOCUS_BLOCKS, len(self.doc.blocks))):
                if self.doc.blocks[block].start > FOCUS_CHARACTERS:
                    break
                weight = 3 if self.doc.blocks[block].kind == "heading" else 1
                for mention in self.names(block)[:200]:
                    if len(mention.code) == 3 and mention.code not in _NO_FOCUS:
                        counts[mention.code] = counts.get(mention.code, 0) + weight
            best = max(counts, key=lambda code: (counts[code], code), default="")
            near = [code for code in counts if code in _REGION and 2 * counts[code] >= counts[best]]
            self._focus = max(near, key=lambda code: (counts[code], code), default=best)
        return self._focus or None

    def _scan(self, start: int, end: int) -> list[Mention]:
        text = self.doc.text
        known = names()
        persons = self._introduced()
        found: list[Mention] = []
        position = start
        for match in _CAPITAL.finditer(text, start, end):
            word = match[0]
            candidates = known.get(word, ())
            if not candidates and len(word) > 4 and word.isupper():
                candidates = known.get(word.capitalize(), ())
            if word in persons:
                offset = match.start()
                candidates += tuple(name for introduced, name in persons[word] if introduced <= offset)
            if not candidates:
                continue
            begin, stop = match.span()
            if begin < position or not self._begins(begin):
                continue
            for name in candidates:
                if not name.rest:
                    position = stop
                elif (
                    text.find(name.rest[0][1:], stop, stop + len(name.rest[0]) + 3) < 0 and not word.isupper()
                ):
                    continue
                else:
                    position = self._matches(name, stop, end)
                if position >= 0:
                    mention = self._mention(name, begin, position, end)
                    if mention is not None:
                        found.append(mention)
                    break
            position = max(position, stop)
        return found

    def _begins(self, offset: int) -> bool:
        """Whether a word begins here, and not within another ("McKinsey", "eToro")."""
        before = self.doc.text[offset - 1] if offset else " "
        return not before.isalnum()

    def _matches(self, name: Name, position: int, end: int) -> int:
        """Where a name ends if its further words follow, else -1."""
        text = self.doc.text
        for word in name.rest:
            gap = GAP.match(text, position, end)
            follows = WORD.match(text, gap.end() if gap else position, end)
            if follows is None or (follows.group() != word and follows.group().capitalize() != word):
                return -1
            position = follows.end()
        return position

    def _mention(self, name: Name, start: int, stop: int, end: int) -> Mention | None:
        if name.kind == "none" or self.doc.text.startswith("$", stop):
            return None  # "US$5" is a currency
        if name.kind == "city":
            gap = GAP.match(self.doc.text, stop, end)
            follows = WORD.match(self.doc.text, gap.end(), end) if gap else None
            if follows is not None and follows.group() in _AFTER_CITY:
                return None  # "the Geneva Convention"
        return Mention(start, stop, name.code, name.kind, name.canonical)

    def _introduced(self) -> dict[str, list[tuple[int, Name]]]:
        """The persons whom the text introduces with office and country, each from where it does so."""
        if self._persons is None:
            self._persons = self._introductions()
        return self._persons

    def _introductions(self) -> dict[str, list[tuple[int, Name]]]:
        """First word or surname -> where the text first gives a person with an office of a country."""
        found: dict[str, list[tuple[int, Name]]] = {}
        text = self.doc.text
        for title in _TITLE.finditer(text):
            low = max(0, title.start() - BEFORE_TITLE)
            after = _AFTER_TITLE.match(text, title.end())
            if after is not None:
                code = _code_of(after.group("of") or "") or self._code_in(
                    text[low : title.start()], last=True
                )
                _add_person(found, after, code)
                continue
            before = _BEFORE_TITLE.search(text[max(0, title.start() - 110) : title.start()])
            role = _ROLE.match(text, title.end())
            if before is not None and role is not None:
                code = self._code_in(text[low : title.start()] + role.group())
                _add_person(found, before, code, max(0, title.start() - 110))
        return found

    def _code_in(self, phrase: str, last: bool = False) -> str:
        """The code of the first (or last) name in a few words of one clause; '' where there is none."""
        clause = re.split(r"[.;:!?](?=\s)|\n\n|,", phrase)[-1] if last else phrase
        codes = ""
        position = 0
        while match := _CAPITAL.search(clause, position):
            position = match.end()
            for name in names().get(match.group(), ()):
                pattern = r"[\s\-–'’.&+]{1,3}".join(map(re.escape, name.rest))
                rest = re.compile(r"[\s\-–'’.&+]{1,3}" + pattern) if name.rest else None
                if rest is None or rest.match(clause, position):
                    codes = name.code if name.kind != "person" else ""
                    if codes and not last:
                        return codes
                    break
        return codes


def _merged(named: list[Mention], leaning: list[Mention]) -> list[Mention]:
    """Names and phrases in reading order; a name inside a phrase ("the Central Asian state") gives way."""
    if not leaning:
        return named
    found: list[Mention] = []
    for mention in sorted(named + leaning, key=lambda one: (one.start, -one.end)):
        if found and mention.start < found[-1].end:
            if mention.kind == "anaphor" and found[-1].kind != "anaphor":
                found[-1] = mention
            continue
        found.append(mention)
    return found


def _code_of(name: str) -> str:
    """The code of a few words that are one name as a whole."""
    first, *rest = name.split() or [""]
    return next((one.code for one in names().get(first, ()) if one.rest == tuple(rest)), "")


def _add_person(
    found: dict[str, list[tuple[int, Name]]], match: re.Match[str], code: str, shift: int = 0
) -> None:
    """Add the person of an introduction by full name and surname; not where the words are no person's."""
    name = " ".join(match.group("name").removesuffix("’s").removesuffix("'s").split())
    parts = words(name)
    if not code or len(parts) < 2 or any(not one.rest for part in parts for one in names().get(part, ())):
        return
    if not _NO_PERSON.isdisjoint(parts):
        return
    start = shift + match.start("name")
    namesakes = found.get(parts[0], [])
    if len(namesakes) < MOST_NAMESAKES and all(one.canonical != name for _, one in namesakes):
        found.setdefault(parts[0], []).insert(0, (start, Name(tuple(parts[1:]), code, "person", name)))
        found.setdefault(surname_of(name, code), []).append((start, Name((), code, "person", name)))
