"""What type of event a word tells of: its object, its subject and the words that follow it considered."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sandyq.reading import periods
from sandyq.reading.event_words import ANY, NONE, Trigger
from sandyq.reading.lexicon import table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sandyq.reading.model import DateMention, Span

OBJECT_REACH = 70
"""A verb's object is looked for at most this many characters after it (before it, in the passive)."""


def event_type(
    text: str, trigger: Trigger, words: Sequence[Trigger], clause: Span, date: DateMention
) -> str | None:
    """The type of the event that a word tells of, its object considered; None where it tells of none."""
    verb = trigger.verb
    if verb is not None:
        becomes = phrase_type(text, trigger)
        if becomes is not None:
            leaders = becomes == "meeting" and _OF_LEADERS.search(text, *clause)
            return "summit" if leaders else None if becomes == NONE else becomes
        moved = _MOVED.match(text, trigger.end)
        if moved is not None and not date.start < moved.end() <= date.end:
            return None  # "inflation eased to 9 percent in May" is a statistic
    if verb is None or (trigger.noun and trigger.noun.alone and verb.type == NONE):
        kind = trigger.noun.type if trigger.noun else None
    else:
        kind = verb.type
        allowed = verb.objects
        if allowed:
            kind = _object(text, trigger, words, clause, allowed) or kind
    if kind in (None, NONE):
        return None
    since = text[max(0, date.start - 6) : date.start].lower() == "since "
    if since and len(date.period or "") == 4 and _AMOUNT.search(text, clause[0], clause[1]):
        return None  # "since 2021 they have pledged $3 million" is a statistic
    if kind in ("report", "announce"):
        return "statement" if _says(text, trigger, kind, date) else None
    if kind == "meeting" and _is_summit(text, words, clause):
        return "summit"
    rest = text[date.end : clause[1]]
    if any(words in rest for words in _CALLED_OFF):
        return None  # "a visit planned for May was called off"
    if text.startswith(" alone", date.end) and periods.grain(date.period or "") == "year":
        return None  # "12 plants were opened in 2021 alone"
    if kind in ("other", "visit") and _COUNTED.search(
        text, min(trigger.end, date.end), max(trigger.start, date.start)
    ):
        return None  # "this year, 12 plants were opened" is a statistic
    if (
        (kind == "other" or since)
        and len(date.period or "") == 4
        and _AMOUNT.search(text, clause[0], clause[1])
    ):
        return None  # "2 million tons moved along it in 2021" is a statistic
    yearly = (
        bool({kind, verb and verb.type} & {"other", "measure"}) and periods.grain(date.period or "") == "year"
    )
    if verb is not None and yearly and _MANY.match(text, trigger.end):
        return None  # "opened 15 schools in 2021" is a statistic
    before = text[max(clause[0], trigger.start - 30) : trigger.start] if verb is not None else ""
    if "to" in before and _PLANNED.search(before):
        return None
    return kind


def phrase_type(text: str, verb: Trigger) -> str | None:
    """What a verb tells of with the words that follow it, where these are of event_phrases.csv."""
    for follows, becomes in _PHRASES.get(text[verb.start : verb.end].lower(), ()):
        if follows.match(text, verb.end):
            return becomes
    return None


_OFFICES = "|".join(
    sorted((re.escape(row["title"].lower()) for row in table("titles")), key=len, reverse=True)
)
PLACE = r"(?:the\s+)?(?!(?:MONTHS)\b)[A-Z]".replace(
    "MONTHS", "|".join(row["word"] for row in table("date_words") if row["word"][0].isupper())
)
_PHRASES: dict[str, list[tuple[re.Pattern[str], str]]] = {}
"""What a verb tells of, whatever else it does, where certain words follow it."""
for _row in table("event_phrases"):
    _follows = re.compile(rf"\s+(?:{_row['follows'].replace('OFFICE', _OFFICES).replace('PLACE', PLACE)})")
    for _form in _row["forms"].split("|"):
        _PHRASES.setdefault(_form, []).append((_follows, _row["type"]))
_MOVED = re.compile(r"\s+(?:to|by|at|from)\s+(?:\w+\s+){0,2}[$€£]?[0-9]")
_AMOUNT = re.compile(
    r"[0-9]\s?(?:%|percent\b|per\scent\b|million\b|billion\b|trillion\b|thousand\b|tons\b|tonnes\b)"
)
_CALLED_OFF = (" called off", " cancelled", " canceled", " postponed", " put off")
_COUNTED = re.compile(
    r"(?:,\s*|\A\s)(?:some |over |more than |about |nearly |almost )?[0-9][0-9,.]*\s+(?:new\s+)?[A-Za-z]+"
)
_MANY = re.compile(
    r"\s+(?:some |over |about |nearly |almost |around |more than |up to |at least )?[0-9][0-9,.]*\s"
)
_PLANNED = re.compile(
    r"\b(?:plan|aim|intend|hope|want|seek|need|fail|yet|refuse|decline)(?:s|ned|d|ed)?\s+to\s+(?:\w+ly\s+)?\Z"
)
_SPEAKER = re.compile(
    r"(?:[A-Z][\w.]*|\b(?:he|she|it|they|has|had|have|also|was|were|government|ministry|officials"
    r"|minister|president|ambassador|spokes\w+|company|bank|agency|committee|parliament|council|court|commission|\w+ly))[\s,]+\Z"
)
_PAPERS = "|".join(row["word"] for row in table("name_words") if row["class"] == "newspaper")
_PAPER = re.compile(rf"\b(?:{_PAPERS})\s+\Z")
_PASSIVE = re.compile(r"\b(?:was|were|been|be|being|is|are)\s+(?:\w+ly\s+)?\Z")


def _says(text: str, trigger: Trigger, kind: str, date: DateMention) -> bool:
    """Whether a verb of saying tells of a statement: of a day, or of someone who is not a newspaper."""
    before = text[max(0, trigger.start - 40) : trigger.start]
    if _PAPER.search(before):
        return False
    grain = periods.grain(date.period or "")
    return grain == "day" or (bool(_SPEAKER.search(before)) and (grain == "month" or kind == "announce"))


def _object(
    text: str, trigger: Trigger, words: Sequence[Trigger], clause: Span, allowed: frozenset[str]
) -> str | None:
    """The type that a verb's noun makes of it: its object, or in the passive its subject."""
    things = [
        word
        for word in words
        if word.noun
        and word.noun.alone != "since"
        and not (word.noun.type == "summit" and _is_beside(text, word))
    ]
    low, high = max(clause[0], trigger.start - OBJECT_REACH), min(clause[1], trigger.end + OBJECT_REACH)
    after = [word for word in things if trigger.end <= word.start < high]
    before = [word for word in things if low <= word.start < trigger.start]
    before.sort(key=lambda word: (not (word.noun and word.noun.alone), -word.start))
    comes = after and text[after[0].start : after[0].end].lower() in ("force", "effect")
    if comes or _PASSIVE.search(text, max(0, trigger.start - 20), trigger.start):
        after = before + after
    earlier = [word for word in things if word.start < trigger.start][::-1]
    if comes and not before:  # "a law that came into force in May"
        after = earlier + after
    if not after and not before and ANY in allowed:  # "a vote, which took place in May"
        before = [word for word in earlier if word.noun and word.noun.alone]
    for word in (*after, *before)[:1]:
        if word.noun and (ANY in allowed or word.noun.type in allowed):
            return word.noun.type
    return None


def _is_summit(text: str, words: Sequence[Trigger], clause: Span) -> bool:
    """Whether a meeting is one of summits: it is called so, or leaders of a whole region meet in it."""
    low = 0 if _RELATIVE.search(text, max(0, clause[0] - 8), clause[0]) else clause[0]
    for word in words:
        named = word.noun is not None and word.noun.type == "summit" and low <= word.start < clause[1]
        if named and not _is_beside(text, word):
            return True
    return _OF_LEADERS.search(text, *clause) is not None


def _is_beside(text: str, noun: Trigger) -> bool:
    """Whether a noun names only what the event stood beside: "met on the sidelines of the summit"."""
    return _BESIDE_IT.search(text, max(0, noun.start - 60), noun.start) is not None


_BESIDE_IT = re.compile(r"\b(?:sidelines|margins|fringes|eve)\sof\s[^,;.]*\Z")
_RELATIVE = re.compile(r"\b(?:which|that|where)\s\Z")
_LEADERS = r"(?:presidents|leaders|heads of (?:state|government)|prime ministers)"
_OF_LEADERS = re.compile(
    rf"\b(?:(?:three|four|five|six|seven|eight|nine|ten|all|Asian|Arab|Turkic|Gulf|African)\s(?:[A-Z]\w+\s){{0,2}}{_LEADERS}"
    rf"|(?:region|bloc)['’]s\s{_LEADERS}|{_LEADERS}\s(?:of|from)\s(?:(?:all|the)\s){{0,2}}(?:(?:three|four|five|six|seven|eight|nine|ten)\b"
    r"|Central Asia|region\b|bloc\b|[A-Z]\w+(?:\s[A-Z]\w+)?,\s[A-Z]))"
)
"""Leaders of three countries and more, by their number, their region or their names in a row."""
