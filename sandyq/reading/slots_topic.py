"""What a sentence that names nothing measurable speaks of: it points back, or goes on with a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandyq.reading.indicators import NONE, SAME, THING, bases, find, tags
from sandyq.reading.slots import CLASSES, CONTEXT, FIGURE, NAME, POSSESSIVE, TOKEN, WORD

if TYPE_CHECKING:
    from sandyq.reading.model import Span
    from sandyq.reading.slots import Sentence
    from sandyq.reading.text import Document

_PRONOUNS = CONTEXT["pronoun"]
_NO_TOPIC = frozenset({NONE, THING, SAME, "country", "company", "growth", "economy"})
"""Concepts of words that are named in passing; of no such word does a pronoun speak."""

_VERBS = CLASSES["be"] | CLASSES["reach"] | CLASSES["rise"] | CLASSES["fall"]

_LEAD_WORDS = 12
"""A figure further than so many words after its pronoun is not what the pronoun reached."""

_FIRST_WORDS = 9
"""The subject of a sentence stands among so many words at its beginning."""

_LONGEST = 600
"""Characters of the sentence before that are looked at."""


def pronoun(line: Sentence, q: int) -> bool:
    """Whether what reached a figure is a pronoun: "They came to $5bn", "In 2019 it had risen by 4 percent".

    Between pronoun and figure only verbs, small words and earlier figures stand; before it, only names,
    dates, and what a comma closes: "To Iran, so the ministry found, they doubled".
    """
    a, b = line.places[q]
    words, kinds = line.words, line.kinds
    if any(hit.start < a and hit.concept != SAME for hit in line.hits):
        return False
    if words[b : b + 1] == ["of"] and "gdp" not in words[b : b + 4] and "gross" not in words[b : b + 4]:
        return False
    at = next((j for j in range(a - 2, max(-1, a - _LEAD_WORDS), -1) if _stands_alone(line, j)), -1)
    return (
        at >= 0
        and words[at + 1] in _VERBS
        and (at == 0 or words[at - 1] == "," or not line.heavy(0, at))
        and not line.heavy(at + 1, a)
        and NAME not in kinds[at + 1 : a]
    )


def _stands_alone(line: Sentence, j: int) -> bool:
    """Whether token ``j`` is a pronoun and no article: "this reached", not "this firm reached"."""
    return (
        line.words[j] in _PRONOUNS
        and line.kinds[j] in (WORD, NAME)
        and j + 1 < len(line.words)
        and line.words[j + 1].isalpha()
    )


def spoken_of(doc: Document, start: int, opening: int) -> str | None:
    """The concept that the sentence before offset ``start`` is about, not before ``opening``; else None.

    Example: "Remittances matter less than they did. They came to 3 percent of GDP": remittances.
    """
    end = start
    while end > opening and doc.text[end - 1].isspace():
        end -= 1
    if end <= opening:
        return None
    first, _ = doc.sentence(end - 1)
    first = max(first, opening, end - _LONGEST)
    words = [word for word in TOKEN.findall(doc.text[first:end].lower()) if word not in POSSESSIVE]
    for hit in find(bases(words)):
        if hit.start >= _FIRST_WORDS:
            break
        if hit.concept not in _NO_TOPIC:
            return hit.concept
    return None


_MINED = {"oil": "oil_production", "gas": "gas_production", "uranium": "uranium_production"}


def mined(doc: Document, line: Sentence, q: int, opening: int) -> str | None:
    """What is produced, as only the sentence before says: "OIL comes first. Iran PRODUCED 9m tonnes"."""
    a = line.places[q][0]
    if not any(hit.concept == "production" and hit.start < a for hit in line.hits):
        return None
    end = line.start
    while end > opening and doc.text[end - 1].isspace():
        end -= 1
    if end <= opening:
        return None
    first = max(doc.sentence(end - 1)[0], opening, end - _LONGEST)
    words = bases(TOKEN.findall(doc.text[first:end].lower()))
    told = {tag.tag for tag in tags(words) if tag.start < _FIRST_WORDS and tag.tag in _MINED}
    return _MINED[told.pop()] if len(told) == 1 else None


def runs_on(line: Sentence, q: int) -> bool:
    """Whether a figure is the next in a list of its own kind: "to 2% in 2022, to 3% in 2023"."""
    if not q or line.quantities[q - 1].unit != line.quantities[q].unit:
        return False
    first, a = line.places[q - 1][1], line.places[q][0]
    if line.words[first : first + 1] == ["of"]:  # "2 percent OF GDP in 2022, 3 percent in 2023"
        first = next((hit.end for hit in line.hits if first < hit.start <= first + 2), first)
    return not line.heavy(first, a) and NAME not in line.kinds[first:a]


_LISTED = 8
"""Words from one figure to the next in a list of peoples, at most."""


def listed_people(line: Sentence, q: int) -> bool:
    """Whether a percentage after that of one people is that of the next: "Tajiks came to 5%, Pamiris to 2%".

    The peoples need not be known: nothing else is measured in between, and the gap is short.
    """
    if not q or line.quantities[q].unit != "percent" or line.quantities[q - 1].unit != "percent":
        return False
    first, a = line.places[q - 1][1], line.places[q][0]
    return a - first <= _LISTED and not any(first < hit.start < a for hit in line.hits)


def restated(line: Sentence, q: int) -> bool:
    """Whether a figure says the one before it in other terms: "debt is 30 percent of GDP, OR about $12bn"."""
    first, a = line.places[q - 1][1] if q else 0, line.places[q][0]
    gap = line.words[first:a]
    said = next((word for word in gap if word == "or" or word in _EQUAL), None)
    if not q or said is None or line.quantities[q - 1].unit == line.quantities[q].unit:
        return False
    lead = first + gap.index(said)
    return a - lead <= 4 and not line.heavy(lead + 1, a) and NAME not in line.kinds[lead:a]


_EQUAL = CONTEXT["equal"]

_GROWING = frozenset({"gdp", "gdp_growth", "economy"})


def foretold(line: Sentence, q: int, previous: str | None) -> bool:
    """Whether a list of forecasts goes on with growth: "its forecast for Asia: 3% in 2021"."""
    a = line.places[q][0]
    return (
        previous in _GROWING
        and line.quantities[q].unit == "percent"
        and any(tag.tag == "forecast" and tag.start < a for tag in line.tags)
        and not any(hit.start < a and hit.concept not in (NONE, SAME) for hit in line.hits)
    )


def among(line: Sentence, q: int) -> Span | None:
    """The group that a figure after another is of, in tokens: "Poverty is 5 percent, and 9 AMONG THE OLD"."""
    b = line.places[q][1]
    if not q or line.words[b : b + 1] != ["among"] or line.heavy(line.places[q - 1][1], line.places[q][0]):
        return None
    end = b + 1
    while (
        end < min(len(line.words), b + 6)
        and line.kinds[end] not in (FIGURE, NAME)
        and line.words[end].isalpha()
        and line.words[end] not in CLASSES["clause"]
        and (line.words[end] not in CLASSES["preposition"])
        and line.words[end] != "and"
    ):
        end += 1
    return (b + 1, end) if end > b + 1 else None


_GROWN_REACH = 5
"""So many words at most lead from a country to the percentage by which it grows."""


def grows(line: Sentence, q: int) -> bool:
    """Whether a country itself grows or shrinks: "the IMF expects GEORGIA TO GROW by 5 percent"."""
    a = line.places[q][0]
    if line.quantities[q].unit != "percent" or line.quantities[q].measure not in ("change", "target"):
        return False
    mention, start, end = next((name for name in reversed(line.names) if name[2] <= a), (None, 0, 0))
    told = line.words[end:a]
    return (
        mention is not None
        and mention.kind != "demonym"
        and 0 < len(told) <= _GROWN_REACH
        and not CONTEXT["grow"].isdisjoint(told)
        and all(w in CONTEXT["grow"] or w in CLASSES["be"] or w in ("to", "by") for w in told)
        and (not start or line.words[start - 1] not in CLASSES["preposition"])
    )


def put_into(line: Sentence, q: int) -> bool:
    """Whether money goes into something: "has PUT $5bn INTO mines"."""
    a, b = line.places[q]
    return line.words[b : b + 1] == ["into"] and any(
        word in CONTEXT["put"] and not line.heavy(j + 1, a)
        for j, word in enumerate(line.words[max(0, a - 4) : a], max(0, a - 4))
    )
