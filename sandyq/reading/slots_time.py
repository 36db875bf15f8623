"""The period of a figure: from its sentence, and what that leaves out from around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandyq.reading import slots_period
from sandyq.reading.slots import CLASSES

if TYPE_CHECKING:
    from sandyq.reading.model import DateMention, Span
    from sandyq.reading.slots import Sentence
    from sandyq.reading.slots_indicator import Choice
    from sandyq.reading.slots_scene import Scene


NO_REPORTER = frozenset({"country_count"})

_TIMELESS = frozenset({"project_cost"})
"""Indicators whose figures are of no time unless they are given one."""

_MODALS = frozenset({"could", "would", "will", "may", "might"})


def opens_with_part(line: Sentence) -> bool:
    """Whether a sentence goes on with a part of what was told before: "Of this, exports made $3bn"."""
    return line.words[:1] == ["of"] and line.words[1:2] in (["this"], ["that"], ["these"], ["those"], ["it"])


def period_of(
    line: Sentence, q: int, choice: Choice, dated: list[DateMention | None], scene: Scene
) -> tuple[str | None, Span | None]:
    """The period of figure ``q`` and where it is said; ``dated`` as ``slots_period.periods`` gives it."""
    quantity = line.quantities[q]
    if choice.indicator in NO_REPORTER:
        return None, None  # "the five countries" are so many whenever they meet
    if quantity.kind == "duration" and not _measured(line, q):
        return scene.relative_span(scene.doc, quantity.start, quantity.end) if scene.fresh else None, None
    date = dated[q]
    if date is not None and _set_then(line, q, date, scene):
        return None, None
    if date is not None:
        period = date.period
        if period is not None and len(period) == 7 and _to_date(line):
            period = f"{period[:4]}-01/{period}"
        return period, (date.start, date.end)
    for start, end in slots_period.spans(line, q):
        span = scene.relative_span(scene.doc, start, end) if scene.fresh else None
        return slots_period.end_of(line, q, span), (start, end) if span else None
    if scene.done and _in_that_time(line, q):
        return scene.done[-1].period, scene.done[-1].period_at
    last = scene.last
    if last is not None and last.block == scene.block and not line.dates and _opens_that_time(line, q):
        return last.period, last.period_at
    return _carried(line, q, choice, dated, scene)


def _set_then(line: Sentence, q: int, date: DateMention, scene: Scene) -> bool:
    """Whether a date is when a target was set, not when it is due: "In May they agreed on a goal of $9bn".

    Or when something came about that may grow: "It opened in 2014 and could carry 9 million tonnes".
    """
    quantity, period = line.quantities[q], date.period or ""
    if date.start >= quantity.start or "/" in period or scene.future(period):
        return False
    if quantity.measure == "target" and len(period) in (7, 10):
        return not any(
            line.words[a - 1] == "by" for mention, a, _ in line.dates if mention.start == date.start
        )
    a = line.places[q][0]
    end = next((b for mention, _, b in line.dates if mention.start == date.start), a)
    return not _MODALS.isdisjoint(line.words[end:a]) and not any(
        line.words[start - 1] == "by" for mention, start, _ in line.dates if mention.start == date.start
    )


def _carried(
    line: Sentence, q: int, choice: Choice, dated: list[DateMention | None], scene: Scene
) -> tuple[str | None, Span | None]:
    """The period of a figure whose clause gives none: that of the figure, sentence or paragraph before."""
    done = scene.done
    if choice.rule == "set beside" or choice.indicator in _TIMELESS:
        return None, None
    if q and dated[q - 1] is not None and slots_period.left_behind(line, q - 1, q):
        return None, None
    if q + 1 < len(line.places) and not line.dates and slots_period.left_behind(line, q, q + 1):
        return None, None
    if done and choice.concept and done[-1].period is not None and done[-1].choice.concept == choice.concept:
        return done[-1].period, done[-1].period_at
    lasting = slots_period.present(line, q)
    published = scene.doc.published
    if lasting and "currently" in line.words[: line.places[q][0]]:
        return (str(published.year) if published is not None and scene.fresh else None), None
    if done and (not line.dates or _follows(line, q)):
        first = next((claim for claim in done if claim.quantity.kind != "duration"), None)
        return (first.period, first.period_at) if first is not None else (None, None)
    last = scene.newest if scene.newest is not None and scene.newest.block == scene.block else scene.last
    if last is not None and (scene.ahead(last.period) or (last.period or "").endswith("..")):
        return None, None
    if last is not None and not line.dates and opens_with_part(line):
        return last.period, last.period_at
    if (
        last is not None
        and last.block == scene.block
        and scene.number != last.sentence
        and scene.doc.blocks[scene.block].kind == "paragraph"
        and not lasting
        and line.quantities[q].kind not in ("rank", "count")
    ):
        return last.period, last.period_at
    if (
        (last is None or last.block != scene.block)
        and scene.doc.blocks[scene.block].kind == "paragraph"
        and not lasting
        and line.quantities[q].kind not in ("rank", "count")
    ):
        told = scene.told(line) or scene.headed()
        if told is not None:
            return told.period, (told.start, told.end)
    return None, None


def _measured(line: Sentence, q: int) -> bool:
    """Whether a length of time is what a dated sentence gives as a value: "In 2018 the mean age was 31"."""
    a = line.places[q][0]
    verb = line.words[a - 1 : a]
    listed = q > 0 and line.quantities[q - 1].unit == line.quantities[q].unit and "and" in line.words[:a]
    return bool(line.dates) and (
        (bool(verb) and (verb[0] in CLASSES["be"] or verb[0] in CLASSES["reach"])) or listed
    )


def _in_that_time(line: Sentence, q: int) -> bool:
    """Whether a figure is of the time of the one before: "..., while imports made $3bn IN THAT PERIOD"."""
    if "period" not in line.words and "time" not in line.words:
        return False
    b = line.places[q][1]
    stop = line.places[q + 1][0] if q + 1 < len(line.places) else len(line.words)
    words = line.words[b : min(stop, b + 8)]
    return any(
        words[i] in ("that", "same") and words[i + 1] in ("period", "time") for i in range(len(words) - 1)
    )


def _opens_that_time(line: Sentence, q: int) -> bool:
    """Whether a sentence is of the time of the one before: "Exports IN THE SAME PERIOD came to $3bn"."""
    words = line.words[: line.places[q][0]]
    return "period" in words and words[words.index("period") - 1] in ("that", "same")


def _follows(line: Sentence, q: int) -> bool:
    """Whether a figure is the value of what was counted before it: "33 deals worth $5bn"."""
    a = line.places[q][0]
    return q > 0 and "worth" in line.words[line.places[q - 1][1] : a] and a - line.places[q - 1][1] <= 4


def _to_date(line: Sentence) -> bool:
    """Whether the sentence counts from the beginning of the year: "year-to-date exports"."""
    words = line.words
    return "date" in words and any(words[i : i + 3] == ["year", "to", "date"] for i in range(len(words)))
