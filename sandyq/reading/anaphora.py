"""Words that stand for countries named before: "the two countries", "the bloc", "its"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sandyq.reading.lexicon import table
from sandyq.reading.model import Mention
from sandyq.reading.scan import trie

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sandyq.reading.places import Places

MOST_NAMES = 60
"""No more names of one block than these are looked at, the nearest first."""

_NEAR = 1200
"""Characters before a phrase that are searched for what would make it mean another."""

LOOK_BACK = 2
"""Blocks before its own in which a phrase may find whom it means; the headings above come after them."""

_LENDERS = frozenset({"WB", "EBRD", "EIB", "ADB", "AIIB", "EDB", "ISDB"})
_CENTRAL_BANK = re.compile(r"\b(?:National|Central)\sBank\b")

CENTRAL_ASIA = ("KAZ", "KGZ", "TJK", "TKM", "UZB")
_CLASSES = {" ".join(row["phrase"].lower().split()): row["class"] for row in table("anaphors")}


def _phrases() -> tuple[str, str]:
    """A regular expression of all phrases, also with a capital at the beginning, and their first letters."""
    written = {" ".join(row["phrase"].split()) for row in table("anaphors")}
    forms = {form for phrase in written for form in (phrase, phrase[0].upper() + phrase[1:])}
    found = rf"(?P<phrase>{trie(forms)})(?![^\W_])".replace("\\ ", r"\s")
    return found, "".join(sorted({form[0] for form in forms}))


_FORMS, _LETTERS = _phrases()
_FIRST = re.compile(_FORMS)
_PHRASE = re.compile(rf"[^A-Za-z0-9](?=[{_LETTERS}])" + _FORMS)
"""With the character before it, which is of few kinds, so that the search skips fast.

The rare letters beyond these are told after.
"""
_TOWARDS = re.compile(
    r"\b(?:(?<!due )(?<!ing )(?<!thanks )(?<!address )(?<!speech )"
    r"(?<!message )(?<!appeal )to|from|into|with|visit\w*|entered|invaded|left)\s+\Z",
    re.IGNORECASE,
)


_OWNS = re.compile(r"[Tt]he\s[\w\s]{3,24}?['’]s?\s")
_COUNTRY_S = re.compile(r"\b[Tt]he\s(?:country|nation|republic)['’]s\b")
_OPENING = re.compile(r"(?:To date|So far|Since then|In total|In all|Altogether|By now),?\s")
_COPULA = re.compile(
    r"\s(?:[a-z]+\s)?(?:is|was|are|were|remain(?:s|ed)|became|becomes|stay(?:s|ed))\s(?:still\s|also\s|now\s)?\Z"
)
_LED = re.compile(r"\b(?:from|to|with|by|into)\s+(?:the\s+)?\Z")


class Anaphora:
    """The phrases of one text that lean on names."""

    def __init__(self, places: Places) -> None:
        """Lean on the names that ``places`` finds."""
        self._places = places

    def in_block(self, block: int) -> list[Mention]:
        """The phrases of a block that could be resolved, in reading order."""
        doc = self._places.doc
        span = doc.blocks[block]
        found: list[Mention] = []
        matches = list(_PHRASE.finditer(doc.text, max(0, span.start - 1), span.end))
        first = _FIRST.match(doc.text) if span.start == 0 else None
        for match in [first, *matches] if first else matches:
            start, end = match.span("phrase")
            if start and doc.text[start - 1].isalnum():
                continue
            phrase = " ".join(match["phrase"].lower().split())
            code = self._resolve(_CLASSES[phrase], block, start)
            if code:
                found.append(Mention(start, end, code, "anaphor", phrase))
        return found

    def _resolve(self, kind: str, block: int, offset: int) -> str | None:
        if kind == "world":
            return "WLD"
        if kind == "own":
            return self._country_of_the_text()
        if kind == "subject":
            return self._subject(block, offset)
        before = self._before(block, offset)
        if kind in ("pair", "lands", "three"):
            among = [one for one in before if one.kind != "bloc"] if kind == "lands" else before
            return (
                _several(among, 3 if kind == "three" else 2)
                or self._with_the_text_s(kind, before)
                or (_several(before, 2) if kind == "lands" else None)
            )
        if kind == "bank":
            return self._bank(before, block, offset)
        if kind == "neighbour":
            return self._neighbour(before, offset)
        if kind == "five":
            return "CAS" if any(one.code == "CAS" or one.code in CENTRAL_ASIA for one in before) else None
        if kind == "central":
            return next((one.code for one in before if one.code in CENTRAL_ASIA), None) or self._focus_of(
                CENTRAL_ASIA
            )
        if kind == "bloc":
            return next((one.code for one in before if one.kind == "bloc" and one.code != "CAS"), None)
        if kind == "west":
            return next((one.code for one in before if one.code == "EUU"), None)
        if kind == "region":
            return next((one.code for one in before if one.code == "CAS"), None)
        return self._one(before, offset) if kind == "one" else None

    def _bank(self, before: Sequence[Mention], block: int, offset: int) -> str | None:
        """The lender named last, or by the title; None where a central bank was spoken of just now."""
        doc = self._places.doc
        lately = doc.blocks[max(0, block - 1)].start
        for one in (*before, *self._places.names_before(0, offset, MOST_NAMES)):
            if one.code in _LENDERS and one.start < offset:
                return (
                    None
                    if _CENTRAL_BANK.search(doc.text, max(lately, one.end, offset - _NEAR), offset)
                    else one.code
                )
        return None

    def _neighbour(self, before: Sequence[Mention], offset: int) -> str | None:
        """The country named last that is neither the text's own nor named in the same sentence."""
        low, _ = self._places.doc.sentence(offset)
        here = {one.code for one in before if one.start >= low}
        topic = self._country_of_the_text()
        named = (one.code for one in before if _is_country(one) and one.code not in here)
        return next((code for code in named if code != topic), None)

    def _with_the_text_s(self, kind: str, before: Sequence[Mention]) -> str | None:
        """The one country named, under its heading, and the one that the text is about."""
        topic = self._country_of_the_text()
        codes = {one.code for one in before if _is_country(one)}
        if kind == "three" or topic is None or len(codes) != 1 or topic in codes:
            return None
        return f"{topic};{codes.pop()}"

    def _focus_of(self, codes: Sequence[str]) -> str | None:
        focus = self._places.focus()
        return focus if focus in codes else None

    def _before(self, block: int, offset: int) -> list[Mention]:
        """The names before a place, nearest first: of its block, those before it, the headings above."""
        places = self._places
        found: list[Mention] = []
        for index in range(block, max(-1, block - LOOK_BACK - 1), -1):
            found += places.names_before(index, offset, MOST_NAMES)
        for heading in places.doc.headings(block):
            found += places.names_before(places.doc.block_index(heading.start), offset, MOST_NAMES)
        return found

    def _one(self, before: Sequence[Mention], offset: int) -> str | None:
        """The nearest country of the sentence, else the one the text is about, else the nearest before.

        Not the one that acts on "the country" in the same sentence.
        """
        doc = self._places.doc
        low, _ = doc.sentence(offset)
        towards = _TOWARDS.search(doc.text, max(low, offset - 24), offset)
        actors = {one.code for one in before if one.start >= low} if towards else set()
        countries = [one for one in before if _is_country(one) and one.code not in actors]
        topic = self._country_of_the_text()
        here = any(one.start >= low and one.kind == "country" for one in countries)
        if not here and any(one.code == topic for one in countries):
            return topic  # named lately, if not last: after "followed by Iran and Iraq"
        if countries and countries[0].start >= low and _COPULA.search(doc.text, countries[0].end, offset):
            others = [one for one in countries if one.code != countries[0].code]
            if others and _OWNS.match(doc.text, offset):
                if any(one.code == topic for one in others):
                    return topic
                countries = others  # "Russia remained the country's second partner"
        named = [one for one in countries if not _LED.search(doc.text, max(0, one.start - 12), one.start)]
        countries = named or countries  # "remittances from Russia to the country"
        for kinds in (("country",), ("country", "demonym", "city", "region", "person")):
            for one in countries:
                if one.kind in kinds and one.start > low - 600:
                    return one.code
        return self._country_of_the_text()

    def _country_of_the_text(self) -> str | None:
        focus = self._places.focus()
        return None if focus == "CAS" else focus

    def _subject(self, block: int, offset: int) -> str | None:
        """Whom ``it`` or ``its`` means, where only one country or bloc of the sentence can be meant."""
        doc = self._places.doc
        low, _ = doc.sentence(offset)
        named = self._places.names_before(block, offset, MOST_NAMES)
        here = {one.code for one in named if one.start >= low and one.kind != "person"}
        if len(here) == 1:
            if _COUNTRY_S.search(doc.text, max(low, offset - _NEAR), offset):
                return None  # "Russia is the country's first partner, with a third of its trade"
            return here.pop() or None
        if here or (offset - low > 2 and not _OPENING.fullmatch(doc.text, low, offset)):
            return None
        earlier = [one for one in named if one.start < low]
        if not earlier:
            return None
        start, _ = doc.sentence(earlier[0].start)
        subject = [one for one in earlier if one.start >= start][-1]
        return subject.code if subject.start - start < 5 and _leads(subject) else None


def _leads(mention: Mention) -> bool:
    """Whether "it" at the head of the next sentence can be one that led this: a country, bloc or lender."""
    return mention.kind in ("country", "bloc") or mention.code in _LENDERS


def _is_country(mention: Mention) -> bool:
    return len(mention.code) == 3 and mention.kind not in ("bloc", "organisation")


def _several(before: Sequence[Mention], wanted: int) -> str | None:
    """The codes of the nearest parties, in the order of the text; None where there are too few."""
    codes: list[str] = []
    for mention in before:
        if (
            mention.code
            and ";" not in mention.code
            and mention.kind != "organisation"
            and mention.code not in codes
        ):
            codes.append(mention.code)
            if len(codes) == wanted:
                return ";".join(reversed(codes))
    return None
