"""Words that tell of events: verbs with their forms, nouns, and what a verb's object makes of it."""

from __future__ import annotations

import re
from functools import cache
from itertools import accumulate
from typing import NamedTuple

from sandyq.reading.lexicon import table

ANY = "any"
NONE = "none"
"""A verb that tells of no event: a statistic, a plan, a lasting state."""

_BEFORE_INFINITIVE = frozenset(
    ("to", "will", "would", "shall", "may", "might", "can", "could", "should", "must", "did", "not")
)
_ADVERBS = frozenset(
    ("also", "again", "next", "first", "now", "soon", "then", "still", "even", "never", "not")
)
_WORD = re.compile(r"([A-Za-z][a-z]{1,30}(?:-[a-z]{1,30})*)")


PHRASE = "phrase"
"""A verb that tells of something only with words of event_phrases.csv after it; else it is passed over."""


class Verb(NamedTuple):
    """What a verb tells of: ``type`` is one of EVENT_TYPES, report, announce, none or phrase."""

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
    """Every form of every verb of event_verbs.csv; of those that are nouns as well only the past and -ing."""
    found: dict[str, Verb] = {}
    for row in table("event_verbs"):
        kinds = frozenset(row["objects"].split("|")) - {""}
        irregular = row["forms"].split("|") if row["forms"] else []
        past, third, ing = _forms(row["verb"])
        forms = [*irregular, ing] if irregular else [past, ing]
        for form in forms if row["noun"] else [*forms, third]:
            found.setdefault(form, Verb(row["type"], kinds, not form.endswith("ing")))
    return found


@cache
def infinitives() -> dict[str, Verb]:
    """Verbs as they stand after ``will`` and ``to``."""
    return {
        row["verb"]: Verb(row["type"], frozenset(row["objects"].split("|")) - {""}, True)
        for row in reversed(table("event_verbs"))
    }


@cache
def _presents() -> dict[str, Verb]:
    """The third person of verbs that are nouns as well: a verb where a line is told in the present."""
    return {
        _forms(row["verb"])[1]: Verb(row["type"], frozenset(row["objects"].split("|")) - {""}, True)
        for row in reversed(table("event_verbs"))
        if row["noun"]
    }


def present(text: str, start: int, end: int) -> Trigger | None:
    """The first verb in the third person of the present in ``text[start:end]`` that tells of an event."""
    for match in _WORD.finditer(text, start, end):
        verb = _presents().get(match.group())
        if verb is not None and (verb.type != NONE or verb.objects):
            return Trigger(*match.span(), verb, None)
    return None


def _forms(verb: str) -> tuple[str, str, str]:
    """The regular past, third person and -ing form: ``signed``, ``signs``, ``signing``."""
    if verb.endswith("e"):
        return f"{verb}d", f"{verb}s", f"{verb[:-1]}ing"
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return f"{verb[:-1]}ied", f"{verb[:-1]}ies", f"{verb}ing"
    third = f"{verb}es" if verb.endswith(("s", "sh", "ch", "x", "z", "o")) else f"{verb}s"
    return f"{verb}ed", third, f"{verb}ing"


@cache
def nouns() -> dict[str, Noun]:
    """The nouns of event_nouns.csv with their plurals."""
    found: dict[str, Noun] = {}
    for row in table("event_nouns"):
        noun = Noun(row["type"], row["alone"])
        found[row["noun"]] = noun
        if not row["noun"].endswith("s"):
            found.setdefault(_forms(row["noun"])[1], noun)
    return found


class _Word(NamedTuple):
    """All that a word in lower case may be: a verb, its infinitive, a noun, the second word of a noun."""

    verb: Verb | None
    infinitive: Verb | None
    noun: Noun | None
    after: dict[str, Noun]


@cache
def _words() -> dict[str, _Word]:
    pairs: dict[str, dict[str, Noun]] = {}
    for noun, meaning in nouns().items():
        first, _, second = noun.partition(" ")
        if second:
            pairs.setdefault(second, {})[first] = meaning
    everything = {*verbs(), *infinitives(), *pairs, *nouns()}
    return {
        word.lower(): _Word(
            verbs().get(word), infinitives().get(word), nouns().get(word), pairs.get(word, {})
        )
        for word in sorted(everything)
    }


def triggers(text: str, start: int, end: int) -> list[Trigger]:
    """The words of ``text[start:end]`` that may tell of an event, in order."""
    known = _words()
    found: list[Trigger] = []
    # Splitting gives what is between the words, a word, what is between, ... in one step.
    parts = _WORD.split(text[start:end])
    words = list(map(str.lower, parts[1::2]))
    told = [at for at, word in enumerate(words) if word in known]
    if not told:
        return found
    offsets = list(accumulate(map(len, parts), initial=start))
    for at in told:
        word, before = known[words[at]], words[at - 1] if at else ""
        low, high = offsets[2 * at + 1], offsets[2 * at + 2]
        noun = word.after.get(before) or word.noun
        if low > start and text[low].isupper():
            verb = None  # "the United States"
        else:
            if at > 1 and (before in _ADVERBS or before.endswith("ly")):
                before = words[at - 2]  # "will also chair"
            verb = word.infinitive if before in _BEFORE_INFINITIVE else word.verb
        if noun is not None or verb is not None:
            found.append(Trigger(low, high, verb, noun))
    return found
