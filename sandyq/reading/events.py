"""Dated events: a date, the verb or noun that it dates, and who acts there."""

from __future__ import annotations

import re
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from sandyq.reading import periods
from sandyq.reading.event_quotes import own_words, trimmed
from sandyq.reading.event_types import PLACE, event_type, phrase_type
from sandyq.reading.event_words import NONE, PHRASE, Trigger, Verb, present, triggers
from sandyq.reading.lexicon import table
from sandyq.reading.model import Event, Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sandyq.reading.model import DateMention, Mention
    from sandyq.reading.places import Places
    from sandyq.reading.text import Document

SENTENCE_MAX, STEP = 900, 300
"""Of a longer sentence only this much around the date is looked at, from a start on this grid."""

LEAD = 4
"""A date at most so far from the start of its clause may stand before a colon as a label."""

_TIMES = "|".join(row["word"] for row in table("date_words") if row["class"] in ("month", "unit", "weekday"))
_BOUNDARY = re.compile(
    r"[;:,\s](?:(?<=[;:,])|(?=[wabt–—-]))"  # most white space has none of these letters after it
    r"(?:(?<=;)|(?<=:)\s|(?<=\s)(?:[–—]|--)\s"
    r"|(?:(?<=\s)|(?<=,)\s)(?:while|whereas|although|though|when|because|but|who|whom|which"
    rf"|that(?<! (?:in|of|on|at|to|by) that)(?<! for that)(?! (?:{_TIMES})\b))\s"
    r"|(?<=,)\s(?:and(?!\s[A-Z])|where|with|as|adding|saying|noting)\s"
    r"|(?<=\s)and\s(?=(?:had|has|have|was|were|is|are|will|then|later|in|on|since|signed|agreed|held|met)\s))"
)
_NO_EVENT_BEFORE = re.compile(
    r"(?:\b(?:by|until|till|through|than|than in|to|compared (?:to|with)(?: in)?|as of|as at|est\.?"
    r"|(?:up|down|percent|%|increase|rise|fall|drop)\s+from)\s+(?:the\s+)?|\()\Z",
    re.IGNORECASE,
)
_RECORD_SINCE = re.compile(
    r"(?:first|highest|lowest|largest|biggest|best|worst|most)\b[^.;]{0,60}\bsince\s+(?:the\s+)?\Z",
    re.IGNORECASE,
)
_NEXT_DATE = re.compile(r",?\s+(?:(?:in|on|of)\s+)?(?:the\s+)?\Z")
_STATISTICS = frozenset(
    (
        "part-of-year", "part-of-that-year", "months-of-year", "months-of-that-year",
        "months-of-the-year", "short-quarter",
        "part-of-the-year", "years", "decades", "decade", "century", "same-part-of-another-year",
        "month-to-month", "end-of-the-unit", "year-end",
    )
)  # fmt: skip
"""Rules of dates whose periods are those of statistics."""


def events(doc: Document, dates: Sequence[DateMention], places: Places) -> list[Event]:
    """The dated events of a text, in reading order; at most one for each date.

    A date makes an event where it dates a verb or noun that tells of one, in its own clause; a date that is
    the period of a statistic, a deadline or a base of comparison makes none.
    """
    found: list[Event] = []
    sentence = _Sentence((0, 0), [], [])
    for index, date in enumerate(dates):
        if date.period is None or date.rule in _STATISTICS or _of_years(date.period):
            continue
        if doc.blocks[doc.block_index(date.start)].kind == "heading":
            continue
        span = _window(doc, date)
        if _is_bound(doc.text, span[0], date.start):
            continue
        follower = dates[index + 1] if index + 1 < len(dates) else None
        if (
            follower is not None
            and follower.start < span[1]
            and _NEXT_DATE.match(doc.text[date.end : follower.start])
            and not _is_listed(date, follower)
        ):
            continue  # "a month later, on 12 October": the second says it
        lead = dates[index - 1] if index else None
        if (
            lead is not None
            and lead.start >= span[0]
            and len(date.period) == 4
            and _SINCE_CLAUSE.search(doc.text, lead.end, date.start)
        ):
            continue  # "came in May, for the first time since the border was closed in 2020"
        if span != sentence.span:
            boundaries = [match.span() for match in _BOUNDARY.finditer(doc.text, *span)]
            sentence = _Sentence(span, _telling(doc.text, span), boundaries)
        event = _event(doc, date, sentence, places)
        if event is not None:
            found.append(event)
    found.sort(key=attrgetter("start"))  # that of a later date may begin before that of an earlier one
    return found


def _is_listed(date: DateMention, follower: DateMention) -> bool:
    """Whether two dates side by side are of a list ("in May 2019, June 2021") and no time said twice."""
    return (
        (
            "/" not in date.period + follower.period
            and len(date.period) == len(follower.period) > len("2021")
            and date.period != follower.period
            and date.rule == follower.rule
            and date.quote[-1].isdigit()
        )
        if date.period and follower.period
        else False
    )


class _Sentence(NamedTuple):
    """A sentence with its telling words and the places where clauses end; its dates share it."""

    span: Span
    words: list[Trigger]
    boundaries: list[Span]


def _telling(text: str, span: Span) -> list[Trigger]:
    """The words of a sentence that may tell of an event; of verbs that need a phrase those that have it."""
    return [
        word
        for word in triggers(text, *span)
        if word.verb is None or word.verb.type != PHRASE or phrase_type(text, word) is not None
    ]


def _window(doc: Document, date: DateMention) -> Span:
    """The sentence of a date, or of a very long one the part around the date."""
    low, high = doc.sentence(date.start)
    if high - low <= SENTENCE_MAX:
        return low, high
    low += max(0, (date.start - low) // STEP - 1) * STEP
    return low, min(high, max(low + SENTENCE_MAX, date.end))


def _event(doc: Document, date: DateMention, sentence: _Sentence, places: Places) -> Event | None:
    words = [word for word in sentence.words if word.end <= date.start or word.start >= date.end]
    clause = _clause(doc.text, sentence, date)
    trigger, rule = _trigger(doc.text, words, clause, date)
    if trigger is None and rule != "attribute":
        earlier = max((end for _, end in sentence.boundaries if end < clause[0]), default=sentence.span[0])
        clause = (earlier, clause[1])
        trigger, rule = _trigger(doc.text, words, clause, date)
    kind: str | None
    if trigger is not None:
        kind = event_type(doc.text, trigger, words, clause, date)
    else:
        there = places.in_span(*clause) if periods.grain(periods.first(date.period or "")) == "day" else []
        kind, rule = "other" if there and _is_on_a_day(doc.text, date) else None, "dated-day"
        if any(mention.kind == "person" for mention in there) and _STAYED.search(doc.text, *clause):
            kind, rule = "visit", "stay"
        elif kind is None and _is_entry(doc.text, clause, date) and places.in_span(*clause):
            kind, rule = "visit", "list-entry"
    if kind is None:
        return None
    inner = own = trimmed(doc.text, *clause)
    if trigger is not None:
        at, when = (trigger.start, trigger.end), (date.start, date.end)
        own = own_words(doc.text, clause, at, when, trigger.verb is None)
    mentions = places.in_span(*inner) or places.in_span(*sentence.span)
    acting = mentions
    if not mentions and sentence.span[0] > doc.blocks[doc.block_index(date.start)].start:
        acting = places.in_span(*doc.sentence(sentence.span[0] - 2))  # "They also had a call in May"
    return Event(
        *own,
        doc.text[own[0] : own[1]],
        kind,
        date.period or "",
        _actors(acting, places),
        _place(doc.text, mentions),
        rule,
    )


def _is_entry(text: str, clause: Span, date: DateMention) -> bool:
    """Whether a line of a list says only who went where and when: "Prime Minister Li to Rome, May 2019"."""
    return (
        " to " in text[clause[0] : date.start] and _ENTRY.fullmatch(text, clause[0], date.start) is not None
    )


def _is_on_a_day(text: str, date: DateMention) -> bool:
    """Whether a date is a day on which something is said to happen, whatever the verb."""
    return periods.grain(date.period or "") == "day" and bool(
        _ON.search(text, max(0, date.start - 8), date.start)
    )


def _is_bound(text: str, low: int, at: int) -> bool:
    """Whether the words before a date make it a deadline, an end or a base of comparison."""
    near = text[max(low, at - 32) : at]
    # Most dates follow "in" or "on", which only a comparison makes a base: told without a search.
    lower = near.lower()
    plain = lower.endswith((" in ", " on ")) and "than" not in lower and "compared" not in lower
    if not plain and _NO_EVENT_BEFORE.search(near):
        return True
    return "ince " in near and _is_record(text, low, at)


def _is_record(text: str, low: int, at: int) -> bool:
    """Whether what stands at ``at`` is what a first or highest is counted from: "the first visit since"."""
    near = text[max(low, at - 90) : at]
    return "ince " in near[-12:] and _RECORD_SINCE.search(near) is not None


def _of_years(period: str) -> bool:
    """Whether a period runs over several years."""
    return "/" in period and len(periods.first(period)) == 4


def _clause(text: str, sentence: _Sentence, date: DateMention) -> Span:
    """The stretch between the boundaries on both sides of the date."""
    start, end = sentence.span
    for low, high in sentence.boundaries:
        if high <= date.start:
            start = high
        elif low >= date.end:
            if date.start - start <= LEAD and low - date.end <= 1:
                continue  # "2015: the bank opens" is one clause
            end = low
            break
    opened = text.rfind("(", start, date.start)
    if opened >= 0 and text.find(")", opened, date.start) < 0:
        closed = text.find(")", date.end, end)
        return opened + 1, closed if closed >= 0 else end
    return start, end


def _trigger(
    text: str, words: Sequence[Trigger], clause: Span, date: DateMention
) -> tuple[Trigger | None, str]:
    """The word that a date dates, and the name of the rule that says so."""
    inside = [word for word in words if word.start >= clause[0] and word.end <= clause[1]]
    after = [word for word in inside if word.start >= date.end]
    before = [word for word in inside if word.end <= date.start]
    if (
        not text.startswith((" in ", " on "), max(0, date.start - 4))  # as most are, told without a search
        and _ATTRIBUTE_BEFORE.search(text, max(0, date.start - 8), date.start)
        and _NOUN_AFTER.match(text, date.end)
    ):
        near = after[:1] if after and after[0].start - date.end <= NOUN_REACH else []
        if near and near[0].noun and near[0].noun.alone and text[near[0].start].islower():
            return near[0], "dated-noun"
        return None, "attribute"
    if after and after[0].noun and after[0].noun.alone and after[0].start - date.end <= 2:
        return after[0], "dated-noun"
    finite = [word for word in before if word.verb and word.verb.finite]
    alone = [word for word in before if word.noun and word.noun.alone == "yes"]
    if not alone and text[max(0, date.start - 6) : date.start].lower() == "since ":
        lasting = [word for word in before if word.noun and word.noun.alone in ("since", "state")]
        told = finite and finite[-1].verb and finite[-1].verb.type != NONE
        if lasting and not told:
            return lasting[-1], "member-since"
    if finite:
        idle = finite[-1].verb == _IDLE
        if idle and alone and _BESIDE.fullmatch(text, alone[-1].end, date.start):
            return alone[-1], "noun-then-date"  # "trade grew after the visit in May"
        if alone and _is_aside(text, finite[-1], alone[-1], date):
            return alone[-1], "noun-then-date"
        return finite[-1], "verb-then-date"
    finite = [word for word in after if word.verb and word.verb.finite]
    if finite and not (alone and "," not in text[alone[-1].end : date.start]):
        return finite[0], "date-then-verb"
    if alone and _is_record(text, clause[0], alone[-1].start):
        return None, ""  # "the first visit since the election of 2019"
    if alone and not _SINCE_ELSE.search(text, alone[-1].end, date.start):
        return alone[-1], "noun-then-date"
    loose = [word for word in before if word.verb]
    if _is_label(text, clause, date):
        return _labelled(text, after, clause)
    if loose:
        return loose[-1], "participle-then-date"
    return None, ""


def _is_label(text: str, clause: Span, date: DateMention) -> bool:
    """Whether a date stands before a mark as the label of what follows: "May 2019: talks in Rome"."""
    return date.start - clause[0] <= LEAD and _LABEL_END.match(text, date.end) is not None


def _labelled(text: str, after: Sequence[Trigger], clause: Span) -> tuple[Trigger | None, str]:
    """What a dated line tells of: its first noun that tells by itself, or its verb in the present."""
    alone = [word for word in after if word.noun and word.noun.alone == "yes"]
    told = present(text, *clause)
    if told is not None and not (alone and alone[0].start < told.start):
        return told, "label-then-verb"
    return (alone[0], "label-then-noun") if alone else (None, "")


_LABEL_END = re.compile(r"\s?[:–—-]\s")
NOUN_REACH = 30
"""How far after "the 2019 ..." the noun may stand that the date dates."""
_ATTRIBUTE_BEFORE = re.compile(r"(?:\b(?:the|an?|its|their|his|her|this|that|our)|['’]s|s['’])\s\Z", re.I)
_NOUN_AFTER = re.compile(
    r"\s(?!(?:and|or|to|in|at|with|by|when|while|the|was|were|is|has|had|that)\b)[^\W\d_]"
)
_FOLLOWED = re.compile(r"followed by\s[^,;]*")
_DURING = re.compile(r"[^,;]*\b(?:during|after|following|before|at)\s[^,;]*")
_TO_A_PLACE = re.compile(r"\s+(?:to|in|with)\s+(?:the\s+)?[A-Z][\w’'-]*(?:\s[A-Z][\w’'-]*)?")


def _is_aside(text: str, verb: Trigger, noun: Trigger, date: DateMention) -> bool:
    """Whether a date is that of a noun and not of a verb that tells of nothing.

    Example: "The accords REACHED during his visit to Rome on 18 January are being carried out": the visit.
    """
    if verb.verb is None or verb.verb.type != NONE or noun.start < verb.end:
        return False
    place = _TO_A_PLACE.match(text, noun.end)
    return bool(
        (_DURING.fullmatch(text, verb.end, noun.start) or _FOLLOWED.fullmatch(text, verb.start, noun.start))
        and _BESIDE.fullmatch(text, place.end() if place else noun.end, date.start)
    )


_STAYED = re.compile(rf"\b(?:was|were|is|are|will\s+be|had\s+been)\s+in\s+{PLACE}")
"""Where somebody is said to be on a day: "the minister was in Rome on 4-5 April"."""
_SINCE_CLAUSE = re.compile(r"\bsince\s+(?:the\s+|its\s+|his\s+)?[^\W\d][^,;.]{2,60}\s(?:in|on)\s(?:the\s)?\Z")
_SINCE_ELSE = re.compile(r"\bsince\s+[^\W\d]")
"""What happened since something else: "his first visit since the war in 2019" dates no visit."""
_ENTRY = re.compile(
    rf"[-*•\s]*(?:[A-Z][\w.’'-]*\s|(?:of|and|the|for)\s){{2,9}}to\s{PLACE}[\w’'-]*(?:\s[A-Z][\w’'-]*)?,?\s(?:in\s|on\s)?"
)
_IDLE = Verb(NONE, frozenset(), True)
_BESIDE = re.compile(r"\s+(?:(?:in|on|of|from|during)\s+)?(?:(?:the|that)\s+)?")
_ON = re.compile(r"\b[Oo]n (?:the )?\Z")


def _actors(mentions: Sequence[Mention], places: Places) -> tuple[str, ...]:
    """Persons by name, then codes, in reading order; where nobody is named, whom the text is about."""
    if not mentions:
        focus = places.focus()
        return (focus,) if focus else ()
    actors: list[str] = []
    for mention in mentions:
        if mention.kind == "person" and mention.name not in actors:
            actors.append(mention.name)
    for mention in mentions:
        actors += [code for code in mention.code.split(";") if code not in actors]
    return tuple(actors)


_TOWARDS = re.compile(r"\b(?:in|at|to|visit\w*)\s+(?:the\s+)?\Z")


def _place(text: str, mentions: Sequence[Mention]) -> str | None:
    """The city, else the country, that stands after a preposition of place."""
    for kind in ("city", "country"):
        for mention in mentions:
            if mention.kind == kind and _TOWARDS.search(text[max(0, mention.start - 16) : mention.start]):
                return mention.name
    return None
