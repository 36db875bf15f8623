"""Figures in context: every quantity with what it measures, whose it is, with whom, and when.

A figure is read in its sentence first. What the sentence leaves out is taken from what stands before it: the
figure before ("($20m)", "a 5% rise"), the paragraph, the heading, and last the country the text is about.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from sandyq.reading import slots_period
from sandyq.reading.indicators import plain_table
from sandyq.reading.model import Figure
from sandyq.reading.slots import CLASSES, Sentence, sentence
from sandyq.reading.slots_indicator import Choice, choose, measure
from sandyq.reading.slots_places import (
    CENTRAL_ASIA,
    FAMILY,
    ORGANISATIONS,
    Parties,
    is_side,
    item,
    parties,
    roles,
    settle,
)
from sandyq.reading.slots_subject import scope, subject

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandyq.reading.model import DateMention, Mention, Quantity, Span
    from sandyq.reading.text import Document

_LONGEST, _MOST = 2400, 40
"""A sentence with more characters or figures than this is read in pieces: time stays in proportion."""

_LABEL = re.compile(r"[^:;!?\n]{1,90}:(?=\s)")
_FIXED = {row["indicator"]: row["measure"] for row in plain_table("indicator_traits") if row["measure"]}
_NO_REPORTER = frozenset({"country_count"})
_LOCAL = frozenset({"project_count", "project_value"})
"""Indicators whose reporter is not looked for beyond the paragraph."""
_FIRST_BLOCKS = 5


class Places(Protocol):
    """Where names are found; satisfied by ``places.Places``."""

    def in_block(self, index: int) -> list[Mention]:
        """Names of one block."""

    def in_span(self, start: int, end: int) -> list[Mention]:
        """Names between two offsets."""


@dataclass(slots=True)
class Claim:
    """What one figure was found to say, kept for those after it."""

    quantity: Quantity
    block: int
    sentence: int
    choice: Choice
    parties: Parties
    period: str | None
    period_at: Span | None
    measure: str
    direction: str | None
    scope: str | None
    scope_at: Span | None
    subject: str | None
    rule: str


class _Scene:
    """The text around a sentence: what was said last, and which country is spoken of."""

    def __init__(self, doc: Document, quantities: list[Quantity], places: Places) -> None:
        self.doc = doc
        self.places = places
        self._blocks = sorted({doc.block_index(q.start) for q in quantities[:2000]})
        self._main: str | None = None
        self._counted = False
        self.last: Claim | None = None
        """The last figure that measures something, wherever it stands."""
        self.newest: Claim | None = None
        """Of the figures of its block that measure the same as the last one, that of the newest period."""

    def note(self, claim: Claim) -> None:
        """Remember a claim for those after it; a bare count ("45 goods") is no topic."""
        concept = claim.choice.concept
        if concept is None or (
            claim.choice.indicator is None and claim.quantity.kind in ("count", "duration", "rank")
        ):
            return
        self.last = claim
        newest = self.newest
        if (
            newest is None
            or newest.block != claim.block
            or newest.choice.concept != concept
            or (claim.period is not None and claim.period >= (newest.period or ""))
        ):
            self.newest = claim

    def main(self) -> str | None:
        """The country named most in the opening and wherever there are figures."""
        if not self._counted:
            self._counted = True
            seen: Counter[str] = Counter()
            opening = range(min(_FIRST_BLOCKS, len(self.doc.blocks)))
            for index in sorted({*opening, *self._blocks[:200]}):
                seen.update(m.code for m in self.places.in_block(index) if _land(m))
            if seen:
                best = max(seen.values())
                near = [code for code, count in seen.items() if count == best]
                self._main = next((c for c in near if c in CENTRAL_ASIA), near[0])
        return self._main

    def reporter(self, line: Sentence, block: int, barred: str | None, far: bool) -> str | None:
        """Whom a sentence that does not say so speaks of; never ``barred``, which is already the partner."""
        last = self.last
        if last is not None and last.block == block and last.parties.reporter not in (None, barred):
            return last.parties.reporter
        span = self.doc.blocks[block]
        if span.kind == "paragraph":
            before = [
                m
                for m in self.places.in_block(block)
                if m.end <= line.start and _land(m) and m.code != barred
            ]
            if before:
                return next((m.code for m in reversed(before) if m.code in CENTRAL_ASIA), before[-1].code)
        if not far:
            return None
        for heading in self.doc.headings(block):
            found = [
                m for m in self.places.in_span(heading.start, heading.end) if _land(m) and m.code != barred
            ]
            if len({m.code for m in found}) == 1:
                return found[0].code
        main = self.main()
        return main if main != barred else None

    def other(self, line: Sentence, block: int, reporter: str | None) -> str | None:
        """The other side of "bilateral trade" where the sentence names none: the nearest named before it."""
        for mention in reversed(self.places.in_block(block)):
            if mention.end <= line.start and _land(mention) and mention.code != reporter:
                return mention.code
        for heading in self.doc.headings(block):
            for mention in self.places.in_span(heading.start, heading.end):
                if _land(mention) and mention.code != reporter:
                    return mention.code
        return None


def _land(mention: Mention) -> bool:
    return is_side(mention) and ";" not in mention.code and mention.code not in ORGANISATIONS


def claims(
    doc: Document,
    quantities: list[Quantity],
    dates: list[DateMention],
    places: Places,
    relative_span: Callable[[Document, int, int], str | None],
) -> list[Figure]:
    """Every quantity as a Figure, in reading order.

    ``quantities`` and ``dates`` are in reading order; ``relative_span`` gives the period of a length of time
    such as "the past five years".
    """
    figures: list[Figure] = []
    scene = _Scene(doc, quantities, places)
    at_date = 0
    for first, last, span, number in _pieces(doc, quantities):
        while at_date < len(dates) and dates[at_date].end <= span[0]:
            at_date += 1
        stop = at_date
        while stop < len(dates) and dates[stop].start < span[1]:
            stop += 1
        line = sentence(
            doc.text, span, quantities[first:last], dates[at_date:stop], places.in_span(span[0], span[1])
        )
        block = doc.block_index(quantities[first].start)
        _read(line, doc, block, number, scene, relative_span, figures)
    return figures


def _pieces(doc: Document, quantities: list[Quantity]) -> list[tuple[int, int, Span, int]]:
    """Runs of quantities that share a sentence: first, last (exclusive), its span, its number."""
    pieces: list[tuple[int, int, Span, int]] = []
    first = 0
    while first < len(quantities):
        start, end = doc.sentence(quantities[first].start)
        end = max(end, quantities[first].end)
        last = first + 1
        while last < len(quantities) and quantities[last].start < end:
            end = max(end, quantities[last].end)
            last += 1
        if end - start <= _LONGEST and last - first <= _MOST:
            pieces.append((first, last, (start, end), start))
        else:
            at = first
            while at < last:
                begin = max(start, quantities[at].start - _LONGEST // 4)
                stop = at + 1
                while stop < last and stop - at < _MOST and quantities[stop].end <= begin + _LONGEST:
                    stop += 1
                close = end if stop == last else quantities[stop].start
                piece = (begin, max(quantities[stop - 1].end, min(close, begin + _LONGEST)))
                pieces.append((at, stop, piece, start))
                at = stop
        first = last
    return pieces


def _read(
    line: Sentence,
    doc: Document,
    block: int,
    number: int,
    scene: _Scene,
    relative_span: Callable[[Document, int, int], str | None],
    figures: list[Figure],
) -> None:
    parts = roles(line)
    dated = slots_period.periods(line)
    colon = _colon(line, doc, block)
    done: list[Claim] = []
    for q, quantity in enumerate(line.quantities):
        before = done[-1] if done else None
        bracket = before is not None and _bracketed(line, q)
        choice, copied = _choice(line, q, colon, scene, block, before if bracket else None)
        kind, direction = _measure(line, q, choice, bracket)
        if copied and before is not None:
            sides, when, when_at = before.parties, before.period, before.period_at
        else:
            sides = _parties(line, parts, q, choice, scene, block, number, done)
            when, when_at = _period(line, q, choice, dated, doc, block, number, scene, relative_span, done)
        where = scope(line, q, choice) if not copied else None
        what = subject(line, q, choice, colon)
        claim = Claim(
            quantity, block, number, choice, sides, when, when_at, measure, direction,
            _words(line.text, where) if where else (before.scope if copied and before else None), where,
            _words(line.text, what) if what else (before.subject if before and bracket else None),
            f"{quantity.rule}, {choice.rule}" if choice.rule else quantity.rule,
        )  # fmt: skip
        done.append(claim)
        scene.note(claim)
        figures.append(_figure(line, claim))


def _words(text: str, span: Span | None) -> str | None:
    return " ".join(text[span[0] : span[1]].split()) or None if span else None


def _colon(line: Sentence, doc: Document, block: int) -> int:
    """The token of the colon after a record's label, -1 where the sentence opens no record."""
    span = doc.blocks[block]
    if span.kind == "paragraph" or line.start != span.start:
        return -1
    match = _LABEL.match(line.text, line.start, line.end)
    if not match:
        return -1
    return next((i for i, start in enumerate(line.starts) if start == match.end() - 1), -1)


def _bracketed(line: Sentence, q: int) -> bool:
    """Whether a figure stands in brackets after another: "9bn tenge ($20m)", "$8bn (a 48% increase)"."""
    a = line.places[q][0]
    end = line.places[q - 1][1]
    gap = line.words[end:a]
    return gap[:1] == ["("] and ")" not in gap and not line.heavy(end, a)


def _choice(
    line: Sentence, q: int, colon: int, scene: _Scene, block: int, host: Claim | None
) -> tuple[Choice, bool]:
    """What figure ``q`` measures, and whether all its slots are those of the figure before it."""
    quantity = line.quantities[q]
    if host is not None:
        if quantity.kind == "money" and host.quantity.kind == "money":
            return host.choice._replace(rule="conversion"), True
        if quantity.kind == "percent" and _closed(line, q) and host.choice.concept:
            return host.choice._replace(rule="bracket"), True
    last = scene.last
    recent = last is not None and (last.block in (block, block - 1))
    concept = last.choice.concept if last is not None and recent else None
    return choose(line, q, colon, concept), False


def _closed(line: Sentence, q: int) -> bool:
    """Whether nothing but words of rising or falling stands between a figure and its closing bracket."""
    b = line.places[q][1]
    for j in range(b, min(b + 4, len(line.words))):
        word = line.words[j]
        if word == ")":
            return True
        if word not in CLASSES["rise"] and word not in CLASSES["fall"] and word not in CLASSES["function"]:
            return False
    return False


def _measure(line: Sentence, q: int, choice: Choice, bracket: bool) -> tuple[str, str | None]:
    quantity = line.quantities[q]
    kind, direction = measure(line, q), quantity.direction
    fixed = _FIXED.get(choice.indicator or "")
    if fixed and kind != "target" and not (fixed == "level" and quantity.unit == "percentage_point"):
        kind = fixed
        if fixed == "change" and direction is None and quantity.kind == "percent":
            direction = "decrease" if (quantity.value or 0) < 0 else "increase"
    elif choice.rule == "bracket" and bracket and kind != "change":
        kind = "change"
        direction = direction or "increase"
    return kind, direction


def _parties(
    line: Sentence,
    parts: list[str],
    q: int,
    choice: Choice,
    scene: _Scene,
    block: int,
    number: int,
    done: list[Claim],
) -> Parties:
    family = FAMILY.get(choice.indicator or "", "home")
    if choice.indicator in _NO_REPORTER:
        return Parties(None, None, None, None)
    hit = choice.hit
    anchor = (hit.start, hit.end) if hit is not None else line.places[q]
    found = parties(line, parts, q, anchor, family)
    reporter, partner = found.reporter, found.partner
    before = done[-1] if done else None
    if choice.indicator is not None and before is not None and reporter is None and item(line, q) is None:
        again = before.choice.hit is not None and before.choice.hit == hit
        kin = FAMILY.get(before.choice.indicator or "") == family
        named = any(line.clause[a] == line.clause[line.places[q][0]] for _, a, _ in line.names)
        if again or (kin and not named):
            return before.parties._replace(partner=partner or before.parties.partner)
        if kin and before.parties.reporter != partner:
            reporter = before.parties.reporter
    if reporter is None and choice.indicator is not None:
        pointed = hit is not None and hit.concept == "same" and scene.last is not None
        if pointed and partner is None and scene.last is not None:
            return scene.last.parties
        reporter = scene.reporter(line, block, partner, choice.indicator not in _LOCAL)
    if choice.indicator is not None and family == "trade" and partner is None and _mutual(line):
        partner = scene.other(line, block, reporter)
    return settle(Parties(reporter, partner, found.reporter_at, found.partner_at), family)


def _mutual(line: Sentence) -> bool:
    return any(word in CLASSES["both"] for word in line.words)


def _period(
    line: Sentence,
    q: int,
    choice: Choice,
    dated: list[DateMention | None],
    doc: Document,
    block: int,
    number: int,
    scene: _Scene,
    relative_span: Callable[[Document, int, int], str | None],
    done: list[Claim],
) -> tuple[str | None, Span | None]:
    quantity = line.quantities[q]
    if quantity.kind == "duration":
        return relative_span(doc, quantity.start, quantity.end), None
    date = dated[q]
    if date is not None:
        period = date.period
        if period is not None and len(period) == 7 and _to_date(line):
            period = f"{period[:4]}-01/{period}"
        return period, (date.start, date.end)
    for start, end in slots_period.spans(line, q):
        period = relative_span(doc, start, end)
        return period, (start, end) if period else None
    if done and done[-1].period is not None and done[-1].choice.concept == choice.concept and choice.concept:
        return done[-1].period, done[-1].period_at
    if "currently" in line.words and doc.published is not None and slots_period.present(line, q):
        return str(doc.published.year), None
    if done and not line.dates:
        first = next((claim for claim in done if claim.quantity.kind != "duration"), None)
        return (first.period, first.period_at) if first is not None else (None, None)
    last = scene.last
    if last is not None and scene.newest is not None and choice.concept == scene.newest.choice.concept:
        last = scene.newest
    if (
        last is not None
        and last.block == block
        and last.period is not None
        and number != last.sentence
        and doc.blocks[block].kind == "paragraph"
        and not slots_period.present(line, q)
        and quantity.kind not in ("rank", "count")
    ):
        return last.period, last.period_at
    return None, None


def _to_date(line: Sentence) -> bool:
    """Whether the sentence counts from the beginning of the year: "year-to-date exports"."""
    words = line.words
    return any(words[i : i + 3] == ["year", "to", "date"] for i in range(len(words)))


def _figure(line: Sentence, claim: Claim) -> Figure:
    quantity, choice = claim.quantity, claim.choice
    evidence: dict[str, Span] = dict(quantity.spans)
    if choice.hit is not None:
        evidence["indicator"] = line.chars(choice.hit.start, choice.hit.end)
    spans = {
        "reporter": claim.parties.reporter_at,
        "partner": claim.parties.partner_at,
        "period": claim.period_at,
        "scope": claim.scope_at,
    }
    evidence.update({name: span for name, span in spans.items() if span is not None})
    return Figure(
        quantity.start, quantity.end, line.text[quantity.start : quantity.end], quantity.kind,
        quantity.value, quantity.value_low, quantity.value_high, quantity.unit, quantity.modifier,
        claim.measure, claim.direction, choice.indicator, claim.parties.reporter, claim.parties.partner,
        claim.subject, claim.scope, claim.period, claim.rule,
        tuple(sorted((name, start, end) for name, (start, end) in evidence.items())),
    )  # fmt: skip
