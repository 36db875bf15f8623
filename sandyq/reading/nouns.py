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
_PEOPLES = frozenset(
    f"{word.lower()}s"
    for row in table("demonyms")
    for word in row["words"].split("|")
    if not word.endswith(("sh", "ch", "se", "s"))
) | frozenset(("tatars", "uyghurs", "uighurs", "slavs", "westerners", "asians", "europeans"))
_NOT_PLURAL = frozenset(row["word"] for row in table("not_plural"))
_TREND_VERBS = frozenset(row["word"] for row in table("trends") if row["class"] in ("verb", "transitive"))
_WORD = re.compile(rf"({GAP}|[-‑])((?:[A-Z]\.){{2,4}}|[^\W\d_][\w]*(?:[-‑/&][^\W_]+)*(?:['’]s?(?!\w))?\.?)")
_SUPERLATIVE = re.compile(
    r"(?:most|least|(?:long|larg|bigg|small|great|high|low|old|young|new|rich|poor|strong|fast)est)\Z"
)
_NO_NOUN = re.compile(r"(?:[^e]ed|ly|ing|['’]s)\Z")
_ACRONYM = re.compile(r"[A-Z]{3,5}\Z")
_PLACES = frozenset(row["name"] for row in table("names"))
_ACRONYMS = re.compile(r"[A-Z]s\Z")
"""Plurals of acronyms: SMEs, MoUs."""
_CASUALTIES = frozenset(("dead", "hurt", "injured", "missing", "wounded"))
"""Adjectives that count people where no noun follows: "12 dead and 40 injured"."""
_SNAKE = re.compile(r"[^a-z0-9]+")
_FEDERAL = frozenset(
    (
        "US",
        "U.S.",
        "American",
        "Indian",
        "German",
        "Brazilian",
        "Mexican",
        "Nigerian",
        "Malaysian",
        "Australian",
    )
)
"""Of these peoples a state is no country."""
_POINTERS = frozenset(
    [
        "more",
        "other",
        "additional",
        "further",
        "such",
        "previous",
        "last",
        "next",
        "past",
        "first",
        "same",
        "new-old",
        "own",
    ]
)


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
    """Whether the word has the form of a plural noun: irregular, or in -s and no known exception."""
    word = word.lower()
    if word in _IRREGULAR:
        return True
    if word.endswith("men"):
        return len(word) > 4 and word not in _NOT_PLURAL
    return (
        len(word) > 2
        and word[-1] == "s"
        and word[-2] not in "su'’"
        and not word.endswith(("ous", "sis", "ics"))
        and word not in _NOT_PLURAL
        and word not in CLOSED
    )


_PAIRED = re.compile(r"(?:and|or)[^\S\n]{1,2}[A-Za-z][\w-]+[^\S\n]{1,2}[a-z]+s\b")
"""Two adjectives before one noun: "small AND MEDIUM ENTERPRISES"."""


def counted_noun(text: str, end: int, limit: int, value: float | None) -> Noun | None:
    """The noun that a number ending at ``end`` counts, by the shape of the words alone.

    The phrase runs to its first plural ("five former Soviet COUNTRIES"), or on to a second that follows at
    once ("two sports CLUBS"); after a hyphen its first word is the noun ("18-MEMBER"); after "one" it runs to
    the first closed-class word. Verbs, prepositions and conjunctions end it; no noun, no count.
    """
    found = _WORD.match(text, end, limit)
    if found is None:
        return None
    if found.group(1) in ("-", "‑"):
        if found.group(2) == "odd":  # "20-odd firms"
            return counted_noun(text, found.end(), limit, value)
        return _hyphenated(found)
    words: list[tuple[int, int, str]] = []
    head = -1
    while found is not None and len(words) < WORDS_MAX:
        raw = found.group(2)
        word = raw.rstrip(".").rstrip("'’") if not raw.endswith(("'s", "’s")) else raw
        lower = word.lower()
        if lower in ("and", "or") and words and head < 0 and _PAIRED.match(text, found.start(2), limit):
            found = _WORD.match(text, found.end(), limit)
            continue
        if (lower in CLOSED and word != "US") or (lower in NUMBER_WORDS and words):
            break
        stop = found.start(2) + len(word)
        words.append((found.start(2), stop, word))
        if raw.endswith(("'s", "’s")) or "." in word:
            pass
        elif is_plural(word.rpartition("-")[2]) or _ACRONYMS.search(word):
            head = len(words) - 1
            if raw != word or lower == "people" or not _plural_follows(text, stop, limit):
                break
        elif head >= 0:
            break
        elif lower in _TREND_VERBS and not lower.endswith(("ing", "ed")):
            words.pop()
            break
        if raw.endswith((".", "'", "’")) and "." not in word:
            break
        found = _WORD.match(text, found.end(), limit)
        if found is not None and found.group(1) in ("-", "‑"):
            break
    if head < 0:
        return _single(words, value)
    return Noun(words[0][0], words[head][1], compound([word for _, _, word in words[: head + 1]]), False)


def _plural_follows(text: str, position: int, limit: int) -> bool:
    found = _WORD.match(text, position, limit)
    return bool(found) and found is not None and "\n" not in found.group(1) and is_plural(found.group(2))


def _hyphenated(found: re.Match[str]) -> Noun | None:
    word = found.group(2).split("-")[0].rstrip(".'’")
    lower = word.lower()
    if lower in CLOSED or lower == "way" or not word.islower() or len(word) < 3:
        return None  # "two-way trade" counts no ways
    name = "person" if lower == "strong" else _name(word)
    return Noun(found.start(2), found.start(2) + len(word), name, True)


def _single(words: list[tuple[int, int, str]], value: float | None) -> Noun | None:
    """A noun without plural mark: what "one" counts, or a first noun before a second ("3 seat bench")."""
    if len(words) == 1 and words[0][2] in _CASUALTIES:
        return Noun(words[0][0], words[0][1], "person", False)
    while len(words) > 1 and _NO_NOUN.search(words[-1][2].lower()):
        words.pop()
    if not words or _NO_NOUN.search(words[0][2].lower()):
        return None
    if value == 1:
        chosen = words[:3]
        return Noun(chosen[0][0], chosen[-1][1], compound([word for _, _, word in chosen]), False)
    first = words[0]
    if len(words) < 2 or not (first[2].islower() and words[1][2].islower()) or not value or value >= 1000:
        return None
    return Noun(first[0], first[1], _name(first[2]), False)


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
    return Noun(words[0][0], words[-1][1], compound([word for _, _, word in words]), False)


def compound(words: list[str]) -> str:
    """A noun phrase as a unit: its common words in snake_case, the head in the singular.

    Proper adjectives, superlatives, participles and pointers ("other", "next") narrow what is counted and are
    no part of the unit: "two largest Chinese rail projects" -> rail_project. Initials that name no place say
    what kind it is: "two LNG terminals" -> lng_terminal. A people counts persons.
    """
    head = _name(words[-1])
    if head == "person":
        return head
    if head == "state" and any(
        word not in _FEDERAL and any(letter.isupper() for letter in word) for word in words[:-1]
    ):
        head = "country"  # "the five Gulf states"
    proper = words[-1][0].isupper()
    parts = [
        _snake(word)
        for word in words[:-1]
        if (proper or word.islower() or (_ACRONYM.match(word) and word not in _PLACES))
        and not (
            _SUPERLATIVE.match(word)
            or word in _POINTERS
            or (_NO_NOUN.search(word) and not word.endswith("ing"))
        )
    ]
    return "_".join([*filter(None, parts), head])


@lru_cache(maxsize=8192)
def _name(word: str) -> str:
    """The head in the singular and in snake_case; "item" where it has no Latin letters to name it."""
    head = word.rpartition("-")[2]
    if head[:1].isupper() and head.lower() in _PEOPLES:
        return "person"
    one = head[:-1].lower() if _ACRONYMS.search(head) else singular(head)
    return _snake(one) or "item"


@lru_cache(maxsize=8192)
def _snake(word: str) -> str:
    """Letters a to z and digits, joined by underscores, beginning with a letter."""
    return _SNAKE.sub("_", word.lower()).strip("_0123456789")
