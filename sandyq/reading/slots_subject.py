"""The text's own words for what is measured, and what narrows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandyq.reading.indicators import NONE, THING, base
from sandyq.reading.slots import CLASSES, CONTEXT, FIGURE, NAME, WORD

if TYPE_CHECKING:
    from sandyq.reading.model import Span
    from sandyq.reading.slots import Sentence
    from sandyq.reading.slots_indicator import Choice

MOST_WORDS = 8

_VERBS = (
    CLASSES["be"]
    | CLASSES["reach"]
    | CLASSES["rise"]
    | CLASSES["fall"]
    | CLASSES["give"]
    | CLASSES["receive"]
)
_STOPS = (
    CLASSES["clause"] | CLASSES["reporting"] | {",", ";", ":", "(", ")", ".", "–", "—", "-", "[", "]", "/"}
)
_LINKS = frozenset({"of", "in", "to", "from", "with", "between", "into", "for"})
_LEADS = (CLASSES["preposition"] | CLASSES["article"] | CLASSES["function"]) - {"per"}


def subject(line: Sentence, q: int, choice: Choice, colon: int) -> Span | None:
    """The words for what figure ``q`` measures: its noun, the phrase found, or the clause's subject."""
    quantity = line.quantities[q]
    if quantity.noun is not None:
        return _trim(line, *quantity.noun)
    if choice.hit is not None and choice.rule != "within":
        return _grown(line, choice.hit.start, choice.hit.end)
    if colon > 0 and line.places[q][0] > colon:
        return _cut(line, 0, _label_end(line, colon))
    if quantity.kind == "duration":
        return None  # what lasts so long is seldom the word before it: "for the past two years"
    return _clause_subject(line, q) or _after(line, q)


def _trim(line: Sentence, start: int, end: int) -> Span | None:
    words = line.text[start:end].split()
    if not words:
        return None
    if len(words) <= MOST_WORDS:
        return start, end
    at = start
    for _ in range(len(words) - MOST_WORDS):
        at = line.text.index(" ", at) + 1 if " " in line.text[at:end] else at
    return at, end


def _label_end(line: Sentence, colon: int) -> int:
    return next((i for i in range(colon) if line.words[i] == "(" and i > 0), colon)


def _cut(line: Sentence, start: int, end: int) -> Span | None:
    """Tokens start to end as offsets, at most eight words, none of them a lone mark at either side."""
    while start < end and (
        line.words[start] in _STOPS or (line.words[start] in _LEADS and line.kinds[start] == WORD)
    ):
        start += 1
    while end > start and (line.words[end - 1] in _STOPS or line.words[end - 1] in _LEADS):
        end -= 1
    size, stop = 0, start
    for i in range(start, end):
        if line.words[i][0] not in "'’,":
            size += 1
        if size > MOST_WORDS:
            break
        stop = i + 1
    while stop > start and (line.words[stop - 1] in _LEADS or line.words[stop - 1] in _STOPS):
        stop -= 1
    return line.chars(start, stop) if stop > start else None


def _grown(line: Sentence, start: int, end: int) -> Span | None:
    """The phrase with the names and adjectives before it and what "of" or "with" adds to it."""
    while start > 0 and end - start < 9:
        before = start - 1
        word, kind = line.words[before], line.kinds[before]
        if kind == NAME or (
            kind == WORD and word not in _VERBS and word not in _STOPS and word not in _LEADS
        ):
            start = before
        else:
            break
    follows = next((hit for hit in line.hits if hit.start == end), None)
    stop = follows.end if follows else end
    while stop < len(line.words) and line.words[stop] in _LINKS and stop - start < MOST_WORDS:
        reach = stop + 1
        while reach < len(line.words) and _part(line, reach):
            reach += 1
        if reach == stop + 1:
            break
        stop = reach
    return _cut(line, start, stop)


def _part(line: Sentence, i: int) -> bool:
    word, kind = line.words[i], line.kinds[i]
    if kind == NAME:
        return True
    if kind != WORD or word in _STOPS or word in _VERBS:
        return False
    return word not in CLASSES["preposition"] or word == "of"


def _clause_subject(line: Sentence, q: int) -> Span | None:
    """The words before the verb that leads to the figure."""
    a = line.places[q][0]
    verb = next(
        (j for j in range(a - 1, max(-1, a - 12), -1) if line.words[j] in _VERBS and line.kinds[j] == WORD),
        None,
    )
    end = verb if verb is not None else a
    start = end
    while start > 0 and end - start < 14:
        j = start - 1
        if line.kinds[j] == FIGURE or line.words[j] in _STOPS or (line.words[j] in _VERBS and j + 1 < end):
            break
        start -= 1
    return _cut(line, start, end)


def _after(line: Sentence, q: int) -> Span | None:
    b = line.places[q][1]
    end = b
    while end < len(line.words) and end - b < MOST_WORDS + 1:
        if line.kinds[end] == FIGURE or line.words[end] in _STOPS:
            break
        end += 1
    return _cut(line, b, end)


def scope(line: Sentence, q: int, choice: Choice) -> Span | None:
    """What narrows the indicator: the goods after "exports of", the noun before "exports", or a region."""
    if choice.indicator is None or choice.hit is None:
        return None
    start, end = choice.hit.start, choice.hit.end
    if choice.concept in ("export", "import", "invest", "fdi", "trade") and choice.rule != "within":
        words, kinds = line.words, line.kinds
        if end < len(words) and words[end] in ("of", "in"):
            reach = end + 1
            while (
                reach < len(words)
                and kinds[reach] == WORD
                and words[reach].isalpha()
                and (
                    (words[reach] not in _VERBS and (words[reach] not in CLASSES["preposition"]))
                    or words[reach] == "of"
                )
            ):
                reach += 1
            found = _goods(line, end + 1, reach)
            if found:
                return found
        back = start
        while (
            back > 0
            and kinds[back - 1] == WORD
            and words[back - 1].isalpha()
            and start - back < 3
            and not (words[back - 1] in _VERBS or words[back - 1] in _LEADS or words[back - 1] in _STOPS)
        ):
            back -= 1
        if choice.concept != "invest":
            found = _goods(line, back, start)
            if found:
                return found
    return None


_SHARED = frozenset({"population_share", "export_share", "import_share"})
_MOST_PART = 4


def part(line: Sentence, q: int, choice: Choice) -> Span | None:
    """What has the share: "TAJIKS made up 80%", "Of the population, 57% live IN TOWNS", "food 10%".

    Only for shares that no partner has.
    """
    if choice.indicator not in _SHARED or line.quantities[q].kind != "percent":
        return None
    a, b = line.places[q]
    end = a
    while (
        end
        and line.kinds[end - 1] == WORD
        and (
            line.words[end - 1] in _VERBS or line.words[end - 1] in _LEADS or line.words[end - 1] in _ADVERBS
        )
    ):
        end -= 1
    start = end
    while start and _named(line, start - 1):
        start -= 1
    if 0 < end - start <= _MOST_PART and not any(
        hit.start < end and hit.end > start and hit.concept not in (NONE, THING) for hit in line.hits
    ):
        return _cut(line, start, end)
    if (
        line.words[b : b + 1]
        and line.words[b] in ("live", "lives", "lived")
        and line.words[b + 1 : b + 2] == ["in"]
    ):
        end = b + 2
        while end < len(line.words) and end - b < 2 + _MOST_PART and _named(line, end):
            end += 1
        return _cut(line, b + 2, end)
    return None


_ADVERBS = CONTEXT["aside"]


def _named(line: Sentence, i: int) -> bool:
    """Whether a token can be part of a name of goods or people."""
    word = line.words[i]
    return (
        line.kinds[i] in (WORD, NAME)
        and word.isalpha()
        and word not in _VERBS
        and word not in _LEADS
        and word not in _STOPS
        and word != "and"
    )


def _goods(line: Sentence, start: int, end: int) -> Span | None:
    """The words of a product, unless they are all general ("goods and services")."""
    words = [line.words[i] for i in range(start, end)]
    if not any(
        w not in CLASSES["generic"] and w not in _LEADS and base(w) not in CLASSES["time"] for w in words
    ):
        return None
    return _cut(line, start, end)
