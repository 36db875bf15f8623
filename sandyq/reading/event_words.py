"""Words that tell of events: verbs with their forms, nouns, and what a verb's object makes of it."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from sandyq.reading.lexicon import table

ANY = "any"
NONE = "none"
"""A verb that tells of no event: a statistic, a plan, a lasting state."""

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


class Verb(NamedTuple):
    """What a verb tells of: ``type`` is one of EVENT_TYPES, report, announce or none."""

    type: str
    objects: frozenset[str]
    """Types that its object may make of it ("signed a decree" is a measure)."""
    finite: bool
    """False for the form in -ing, which tells of an event only where nothing else does."""


class Noun(NamedTuple):
    """What a noun tells of; ``alone`` is yes where it needs no verb, since where it needs that word."""

    type: str
    alone: str


class Trigger(NamedTuple):
    """A word of a sentence that may tell of an event."""

    start: int
    end: int
    verb: Verb | None
    noun: Noun | None


@cache
def verbs() -> dict[str, Verb]:
    """Every form of every verb of event_verbs.csv but the infinitive of those that are nouns as well."""
    found: dict[str, Verb] = {}
    nouns_too = nouns()
    for row in table("event_verbs"):
        kinds = frozenset(row["objects"].split("|")) - {""}
        irregular = row["forms"].split("|") if row["forms"] else []
        for form in (*irregular, *_forms(row["verb"], bool(irregular))):
            if form not in nouns_too:
                found.setdefault(form, Verb(row["type"], kinds, not form.endswith("ing")))
    return found


def _forms(verb: str, irregular: bool) -> list[str]:
    """The regular forms: ``signs``, ``signed``, ``signing``, ``sign``."""
    if verb.endswith("e"):
        stem, past = verb[:-1], f"{verb}d"
    elif verb.endswith("y") and verb[-2] not in "aeiou":
        stem, past = verb, f"{verb[:-1]}ied"
    else:
        stem, past = verb, f"{verb}ed"
    third = f"{verb}es" if verb.endswith(("s", "sh", "ch", "x", "z", "o")) else f"{verb}s"
    if past.endswith("ied"):
        third = f"{verb[:-1]}ies"
    return [third, f"{stem}ing", verb] + ([] if irregular and past != f"{verb}d" else [past])


@cache
def nouns() -> dict[str, Noun]:
    """The nouns of event_nouns.csv with their plurals."""
    found: dict[str, Noun] = {}
    for row in table("event_nouns"):
        noun = Noun(row["type"], row["alone"])
        found[row["noun"]] = noun
        if not row["noun"].endswith("s"):
            found.setdefault(f"{row['noun']}s", noun)
    return found


def triggers(text: str, start: int, end: int) -> list[Trigger]:
    """The words of ``text[start:end]`` that may tell of an event, in order."""
    known_verbs, known_nouns = verbs(), nouns()
    found: list[Trigger] = []
    before = ""
    for match in _WORD.finditer(text, start, end):
        word = match.group().lower()
        noun = known_nouns.get(f"{before} {word}") or known_nouns.get(word)
        verb = known_verbs.get(word)
        if noun is not None or verb is not None:
            found.append(Trigger(match.start(), match.end(), verb, noun))
        before = word
    return found
