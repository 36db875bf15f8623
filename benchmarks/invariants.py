"""What holds for every reading of every text, whatever the text: shared by the fuzzer and the tests."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sandyq import read
from sandyq.reading import periods
from sandyq.vocabulary import DIRECTIONS, EVENT_TYPES, KINDS, MEASURES, MODIFIERS

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from sandyq import DateMention, Event, Figure, Reading


def violations(text: str, published: dt.date | None = None) -> list[str]:
    """Read ``text`` twice; what does not hold, one sentence each. Whatever reading raises is let through."""
    reading = read(text, published)
    found = list(of_reading(text, reading))
    if read(text, published) != reading:
        found.append("a second reading differs")
    return found


def of_reading(text: str, reading: Reading) -> Iterator[str]:
    """What does not hold of one reading of ``text``."""
    yield from _of_spans(text, "figure", reading.figures, apart=True)
    yield from _of_spans(text, "date", reading.dates, apart=True)
    yield from _of_spans(text, "event", reading.events, apart=False)
    for figure in reading.figures:
        yield from _of_figure(text, figure)
    for event in reading.events:
        if event.type not in EVENT_TYPES:
            yield f"not a type of event: {event.type!r}"


def _of_spans(
    text: str, name: str, spans: Sequence[Figure | DateMention | Event], *, apart: bool
) -> Iterator[str]:
    last_start = last_end = 0
    for span in spans:
        if not 0 <= span.start < span.end <= len(text):
            yield f"{name} out of bounds: {span.start} to {span.end} of {len(text)}"
        elif text[span.start : span.end] != span.quote:
            yield f"{name} not where it says: {span.quote!r}"
        if span.start < last_start:
            yield f"{name} out of order: {span.quote!r}"
        elif apart and span.start < last_end:
            yield f"{name} overlaps the one before: {span.quote!r}"
        if span.period is not None and not periods.is_valid(span.period):
            yield f"{name} has a period that is none: {span.period!r} of {span.quote!r}"
        last_start, last_end = span.start, span.end


def _of_figure(text: str, figure: Figure) -> Iterator[str]:
    numbers = (figure.value, figure.value_low, figure.value_high)
    if not all(number is None or math.isfinite(number) for number in numbers):
        yield f"not finite: {numbers} of {figure.quote!r}"
    if (figure.value is None) != (figure.value_low is not None and figure.value_high is not None):
        yield f"neither a value nor a range, or both: {numbers} of {figure.quote!r}"
    for word, words in (
        (figure.kind, KINDS),
        (figure.modifier, MODIFIERS),
        (figure.measure, MEASURES),
        (figure.direction or "increase", DIRECTIONS),
    ):
        if word not in words:
            yield f"not of the vocabulary: {word!r} of {figure.quote!r}"
    for field, start, end in figure.evidence:
        if not 0 <= start < end <= len(text):
            yield f"evidence of {field} out of bounds: {start} to {end} of {len(text)}"
    if list(figure.evidence) != sorted(figure.evidence):
        yield f"evidence out of order: {figure.evidence} of {figure.quote!r}"
