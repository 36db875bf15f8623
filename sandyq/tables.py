"""Readings to tables: one row per figure, event and source, in an order that depends on the data alone.

The licence rule is kept here, before anything is written. Of a source whose licence does not allow its
sentences to be published, a row holds at most `MAX_WORDS` words of the text: the figure's own words, then its
scope and its subject as far as they fit. What is held back can still be proved: offsets and a SHA-256 stay.
"""

from __future__ import annotations

import hashlib
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import polars as pl

from sandyq.reading.periods import bounds
from sandyq.reading.text import Document

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sandyq.reading.model import Event, Figure, Reading, Span
    from sandyq.sources import Source

Frames = dict[str, pl.DataFrame]
"""Tables by name: figures, events, sources, indicators, and once gathered, observations."""

MAX_WORDS = 12
"""The most words of a text that a row may hold where the licence keeps sentences back."""

FIGURES: dict[str, pl.DataType] = {
    "figure_id": pl.String(),
    "source_id": pl.String(),
    "start": pl.Int64(),
    "end": pl.Int64(),
    "quote": pl.String(),
    "kind": pl.String(),
    "value": pl.Float64(),
    "value_low": pl.Float64(),
    "value_high": pl.Float64(),
    "unit": pl.String(),
    "modifier": pl.String(),
    "measure": pl.String(),
    "direction": pl.String(),
    "indicator": pl.String(),
    "theme": pl.String(),
    "reporter": pl.String(),
    "partner": pl.String(),
    "subject": pl.String(),
    "scope": pl.String(),
    "period": pl.String(),
    "period_start": pl.Date(),
    "period_end": pl.Date(),
    "sentence": pl.String(),
    "sentence_start": pl.Int64(),
    "sentence_end": pl.Int64(),
    "sentence_sha256": pl.String(),
    "rule": pl.String(),
    "evidence": pl.String(),
    "corrected": pl.String(),
}

EVENTS: dict[str, pl.DataType] = {
    "event_id": pl.String(),
    "source_id": pl.String(),
    "start": pl.Int64(),
    "end": pl.Int64(),
    "quote": pl.String(),
    "quote_sha256": pl.String(),
    "type": pl.String(),
    "period": pl.String(),
    "period_start": pl.Date(),
    "period_end": pl.Date(),
    "actors": pl.String(),
    "place": pl.String(),
    "rule": pl.String(),
}

SOURCES: dict[str, pl.DataType] = {
    "source_id": pl.String(),
    "title": pl.String(),
    "publisher": pl.String(),
    "author": pl.String(),
    "published": pl.String(),
    "url": pl.String(),
    "licence": pl.String(),
    "open_text": pl.Boolean(),
    "kind": pl.String(),
    "basis": pl.String(),
    "language": pl.String(),
    "characters": pl.Int64(),
    "sha256": pl.String(),
    "duplicate_of": pl.String(),
}

INDICATORS: dict[str, pl.DataType] = {
    "indicator": pl.String(),
    "theme": pl.String(),
    "definition": pl.String(),
    "world_bank": pl.String(),
}


def rows(read: Iterable[tuple[Source, Reading]]) -> Frames:
    """Frames ``figures``, ``events``, ``sources`` and ``indicators`` of sources with their readings.

    Rows are sorted by key, so the order of ``read`` does not matter. Keys are made from the source id and the
    span (``source-id:start-end``, further events of one clause adding ``.2``, ``.3``) and stay the same from
    run to run.
    """
    known = indicators()
    themes: dict[str, str] = dict(known.select("indicator", "theme").iter_rows())
    figures: list[tuple[Any, ...]] = []
    events: list[tuple[Any, ...]] = []
    sources: list[tuple[Any, ...]] = []
    for source, reading in read:
        document = Document(source.text, source.published_date)
        sources.append(source_row(source))
        figures += (_figure(source, document, figure, themes) for figure in reading.figures)
        events += (_event(source, event, number) for event, number in _numbered(reading.events))
    return {
        "figures": _frame(figures, FIGURES),
        "events": _frame(events, EVENTS),
        "sources": _frame(sources, SOURCES),
        "indicators": known,
    }


def mark_copies(sources: pl.DataFrame, copies: Mapping[str, str]) -> pl.DataFrame:
    """``sources`` with ``duplicate_of`` filled in from ``copies``, as `sandyq.duplicates.groups` gives them.

    The first source of a group is a copy of none.
    """
    marks = {name: first for name, first in copies.items() if name != first}
    found = pl.col("source_id").replace_strict(marks, default=None, return_dtype=pl.String)
    return sources.with_columns(duplicate_of=found)


def indicators() -> pl.DataFrame:
    """The core vocabulary of indicators, sorted by name."""
    path = files("sandyq.reading.lexicon") / "indicators.csv"
    frame = pl.read_csv(path.read_bytes(), schema_overrides=INDICATORS)
    return frame.select(list(INDICATORS)).sort("indicator")


def _frame(found: list[tuple[Any, ...]], columns: dict[str, pl.DataType]) -> pl.DataFrame:
    frame = pl.DataFrame(found, schema=columns, orient="row")
    # Every column, so that even rows of one key (which quarantine will refuse) have one order.
    return frame.sort(list(columns), nulls_last=True)


def source_row(source: Source) -> tuple[Any, ...]:
    """The row of one source, in the columns of `SOURCES`."""
    return (
        source.id,
        source.title,
        source.publisher,
        source.author,
        source.published,
        source.url,
        source.licence,
        source.open_text,
        source.kind,
        source.basis,
        source.language,
        len(source.text),
        source.sha256,
        None,  # told from all texts together: see mark_copies
    )


def _figure(source: Source, document: Document, figure: Figure, themes: dict[str, str]) -> tuple[Any, ...]:
    text = source.text
    start, end = figure.start, figure.end
    scope, subject = figure.scope, figure.subject
    if not source.open_text:
        end, scope, subject = _own_words(text, start, end, scope, subject)
    begin, stop = _sentence(document, start, figure.end)
    sentence = text[begin:stop]
    first, last = _bounds(figure.period)
    return (
        _id(source, start, end),
        source.id,
        start,
        end,
        text[start:end],
        figure.kind,
        figure.value,
        figure.value_low,
        figure.value_high,
        figure.unit,
        figure.modifier,
        figure.measure,
        figure.direction,
        figure.indicator,
        None if figure.indicator is None else themes.get(figure.indicator),
        figure.reporter,
        figure.partner,
        subject,
        scope,
        figure.period,
        first,
        last,
        sentence if source.open_text else None,
        begin,
        stop,
        _sha256(sentence),
        figure.rule,
        ";".join(f"{name}:{a}-{b}" for name, a, b in figure.evidence) or None,
        None,  # a reading is as it was read: see sandyq.corrections
    )


def _numbered(events: Iterable[Event]) -> Iterator[tuple[Event, int]]:
    """Each event with its number among the different events of its clause, from 1 in reading order."""
    by_clause: dict[Span, list[Event]] = {}
    for event in events:
        known = by_clause.setdefault((event.start, event.end), [])
        if event not in known:
            known.append(event)
        yield event, known.index(event) + 1


def _event(source: Source, event: Event, number: int) -> tuple[Any, ...]:
    quote = source.text[event.start : event.end]
    first, last = _bounds(event.period)
    return (
        _id(source, event.start, event.end) + (f".{number}" if number > 1 else ""),
        source.id,
        event.start,
        event.end,
        # An event's clause is as good as its sentence: it is published whole or not at all.
        quote if source.open_text else None,
        _sha256(quote),
        event.type,
        event.period,
        first,
        last,
        ";".join(event.actors) or None,
        event.place,
        event.rule,
    )


def _id(source: Source, start: int, end: int) -> str:
    return f"{source.id}:{start}-{end}"


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _bounds(period: str | None) -> tuple[Any, Any]:
    """First and last day; both null where the period is null or no period, which the models then refuse."""
    if period is None:
        return None, None
    try:
        return bounds(period)
    except ValueError:
        return None, None


def _sentence(document: Document, start: int, end: int) -> Span:
    """The sentence of a figure, or the run of sentences where a full stop stands inside the figure."""
    begin, stop = document.sentence(start)
    if stop < end:
        stop = max(end, document.sentence(end - 1)[1])
    return min(begin, start), stop


def _own_words(
    text: str, start: int, end: int, scope: str | None, subject: str | None
) -> tuple[int, str | None, str | None]:
    """End of the quote, scope and subject that together hold at most `MAX_WORDS` words of the text."""
    quote = text[start:end]
    words = quote.split()
    if len(words) > MAX_WORDS:
        end = start + _prefix(quote, MAX_WORDS)
        return end, None, None
    left = MAX_WORDS - len(words)
    kept: list[str | None] = []
    for part in (scope, subject):
        size = len(part.split()) if part else 0
        kept.append(part if size <= left else None)
        left -= size if size <= left else 0
    return end, kept[0], kept[1]


def _prefix(quote: str, words: int) -> int:
    """Length of the first ``words`` words of ``quote``."""
    position = 0
    for word in quote.split()[:words]:
        position = quote.index(word, position) + len(word)
    return position
