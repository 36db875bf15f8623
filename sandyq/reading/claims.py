"""Figures in context: every quantity with what it measures, whose it is, with whom, and when.

A figure is read in its sentence first. What the sentence leaves out is taken from what stands before it: the
figure before ("($20m)", "a 5% rise"), the paragraph, the heading, and last the country the text is about.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from sandyq.reading import slots_period
from sandyq.reading.claims_choice import choice_of
from sandyq.reading.indicators import plain_table
from sandyq.reading.lexicon import table
from sandyq.reading.model import Figure
from sandyq.reading.slots import CLASSES, Sentence, sentence
from sandyq.reading.slots_context import parties_of
from sandyq.reading.slots_indicator import Choice, in_deficit, measure
from sandyq.reading.slots_places import area, inhabited
from sandyq.reading.slots_roles import cast
from sandyq.reading.slots_scene import Claim, Places, Scene, is_fresh
from sandyq.reading.slots_subject import part, scope, subject
from sandyq.reading.slots_time import period_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandyq.reading.model import DateMention, Quantity, Span
    from sandyq.reading.slots_places import Parties
    from sandyq.reading.text import Document

_LONGEST, _MOST = 2400, 40
"""A sentence with more characters or figures than this is read in pieces: time stays in proportion."""

_NO_PROSE = 400
"""A sentence with more figures than this is no sentence but a table or noise; its figures stand alone."""

_GROWTH, _FORECAST = "gdp_growth", "gdp_growth_forecast"
"""Growth of a year to come is foretold; what is foretold is no target."""

_POINTS = ("percentage_point", "basis_point")
"""Units of the change of a rate."""

_BALANCES = frozenset({"trade_balance", "current_account_balance"})
"""Indicators that are negative where the text speaks of a deficit."""

_STOCKS: dict[str | None, str | None] = {"fdi": "fdi_stock", "foreign_investment": None}
"""What has come in until a day is a stock; a flow takes a month at least."""


_TOLD_BLOCKS = 2000
"""Figures that are asked which blocks have some, to tell the country a text is about."""


_LABEL = re.compile(r"[^:;!?\n]{1,90}:(?=\s)")
_HOMES = {row["currency"]: row["country"] for row in table("home_currencies")}
_FIXED = {row["indicator"]: row["measure"] for row in plain_table("indicator_traits") if row["measure"]}


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
    blocks: list[int] = []
    for quantity in quantities[:_TOLD_BLOCKS]:
        if not blocks or quantity.start >= doc.blocks[blocks[-1]].end:
            blocks.append(doc.block_index(quantity.start))
    homes = Counter(_HOMES[quantity.unit] for quantity in quantities if quantity.unit in _HOMES)
    scene = Scene(doc, places, relative_span, blocks, dates, homes, is_fresh(doc, dates))
    at_date = 0
    for first, last, span, number in _pieces(doc, quantities):
        if last - first > _NO_PROSE:
            figures += [_alone(doc.text, quantity) for quantity in quantities[first:last]]
            continue
        while at_date < len(dates) and dates[at_date].end <= span[0]:
            at_date += 1
        stop = at_date
        while stop < len(dates) and dates[stop].start < span[1]:
            stop += 1
        names = places.in_span(span[0], span[1])
        line = sentence(doc.text, span, quantities[first:last], dates[at_date:stop], names)
        scene.block, scene.number, scene.done = doc.block_index(quantities[first].start), number, []
        _read(line, scene)
        figures += [_figure(line, claim) for claim in scene.done]
    return figures


def _alone(text: str, quantity: Quantity) -> Figure:
    """A figure of which only the number is known."""
    return Figure(
        quantity.start, quantity.end, text[quantity.start : quantity.end], quantity.kind,
        quantity.value, quantity.value_low, quantity.value_high, quantity.unit, quantity.modifier,
        quantity.measure, quantity.direction, None, None, None, None, None, None, quantity.rule,
        tuple(sorted((name, *span) for name, span in quantity.spans.items())),
    )  # fmt: skip


def _read(line: Sentence, scene: Scene) -> None:
    """Read the figures of one sentence into ``scene.done``."""
    cast(line)
    dated = slots_period.periods(line)
    colon = _colon(line, scene)
    for q, quantity in enumerate(line.quantities):
        before = scene.done[-1] if scene.done else None
        host = before if before is not None and _bracketed(line, q) else None
        choice, copied = choice_of(line, q, colon, scene, host)
        if copied and before is None:
            before = scene.last
        kind, direction = _measure(line, q, choice)
        where = None
        if copied and before is not None:
            sides, when, when_at, narrowed = before.parties, before.period, before.period_at, before.scope
        else:
            sides = parties_of(line, q, choice, scene)
            when, when_at = period_of(line, q, choice, dated, scene)
            if when is None and not line.dates and kind != "target" and scene.goes_on(choice, sides, line):
                when, when_at = scene.ongoing()
            where = scope(line, q, choice) or _area(line, q, choice, sides, scene)
            if where is None and sides.partner is None:
                where = part(line, q, choice)
            narrowed = _words(line.text, where)
        if choice.concept in _STOCKS and kind == "level" and quantity.kind == "money" and _is_day(when):
            choice = choice._replace(indicator=_STOCKS[choice.concept])
        if choice.indicator == _GROWTH and kind == "change" and scene.ahead(when) and not _aimed(line, q):
            choice = choice._replace(indicator=_FORECAST)
        if choice.indicator in _BALANCES and kind == "level" and in_deficit(line, q):
            quantity = _negative(quantity)
        own = None if choice.rule == "pointed" else subject(line, q, choice, colon)
        what = _words(line.text, own) or (before.subject if before and copied else None)
        rule = f"{quantity.rule}, {choice.rule}" if choice.rule else quantity.rule
        scene.note(
            Claim(
                quantity, scene.block, scene.number, choice, sides, when, when_at, kind, direction,
                narrowed, where, what, rule,
            )
        )  # fmt: skip


def _negative(quantity: Quantity) -> Quantity:
    """An amount as it enters a balance that it is missing from; one with a sign keeps its own."""
    low, high = quantity.value_low, quantity.value_high
    if min(v for v in (quantity.value, low, high, 0.0) if v is not None) < 0:
        return quantity
    return replace(
        quantity,
        value=None if quantity.value is None else -quantity.value,
        value_low=None if high is None else -high,
        value_high=None if low is None else -low,
    )


def _area(line: Sentence, q: int, choice: Choice, sides: Parties, scene: Scene) -> Span | None:
    """The city or region a figure is of; in a list of such, a capital is a city and not its country."""
    if choice.indicator is None:
        return None
    if choice.indicator == "population":
        return inhabited(line, q) or area(line, sides.reporter_at)
    among_areas = choice.indicator == "fdi_inflow" and scene.among_areas(line)
    return area(line, sides.reporter_at, among_areas)


def _is_day(period: str | None) -> bool:
    return period is not None and len(period) == 10


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
        if (end - start <= _LONGEST and last - first <= _MOST) or last - first > _NO_PROSE:
            pieces.append((first, last, (start, end), start))
        else:
            _cut(quantities, first, last, (start, end), pieces)
        first = last
    return pieces


def _cut(
    quantities: list[Quantity],
    first: int,
    last: int,
    span: Span,
    pieces: list[tuple[int, int, Span, int]],
) -> None:
    """Cut a sentence that is too long into pieces around its figures."""
    at = first
    while at < last:
        begin = max(span[0], quantities[at].start - _LONGEST // 4)
        stop = at + 1
        while stop < last and stop - at < _MOST and quantities[stop].end <= begin + _LONGEST:
            stop += 1
        close = span[1] if stop == last else quantities[stop].start
        end = max(quantities[stop - 1].end, min(close, begin + _LONGEST))
        pieces.append((at, stop, (begin, end), span[0]))
        at = stop


def _words(text: str, span: Span | None) -> str | None:
    return " ".join(text[span[0] : span[1]].split()) or None if span else None


def _colon(line: Sentence, scene: Scene) -> int:
    """The token of the colon after a record's label, -1 where the sentence opens no record."""
    span = scene.doc.blocks[scene.block]
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


def _measure(line: Sentence, q: int, choice: Choice) -> tuple[str, str | None]:
    quantity = line.quantities[q]
    kind, direction = measure(line, q), quantity.direction
    fixed = _FIXED.get(choice.indicator or "")
    planned = kind == "target" and choice.indicator != _FORECAST
    if fixed and not planned and not (fixed == "level" and quantity.unit in _POINTS):
        kind = fixed
        if fixed == "change":
            direction = _growth(line, q)
    return kind, direction


def _aimed(line: Sentence, q: int) -> bool:
    """Whether what leads to a figure speaks of a wish rather than a forecast: "wants growth of 6%"."""
    return not CLASSES["aim"].isdisjoint(line.words[: line.places[q][0]])


def _growth(line: Sentence, q: int) -> str:
    """Growth of the economy is an increase, slow as it may be, unless the economy shrank."""
    a = line.places[q][0]
    shrank = not CLASSES["shrink"].isdisjoint(line.words[max(0, a - 6) : a + 4])
    return "decrease" if shrank or (line.quantities[q].value or 0) < 0 else "increase"


def _figure(line: Sentence, claim: Claim) -> Figure:
    quantity, choice = claim.quantity, claim.choice
    evidence = [(name, start, end) for name, (start, end) in quantity.spans.items()]
    if choice.hit is not None:
        evidence.append(("indicator", *line.chars(choice.hit.start, choice.hit.end)))
    for name, span in (
        ("reporter", claim.parties.reporter_at),
        ("partner", claim.parties.partner_at),
        ("period", claim.period_at),
        ("scope", claim.scope_at),
    ):
        if span is not None:
            evidence.append((name, *span))
    evidence.sort()
    return Figure(
        quantity.start, quantity.end, line.text[quantity.start : quantity.end], quantity.kind,
        quantity.value, quantity.value_low, quantity.value_high, quantity.unit, quantity.modifier,
        claim.measure, claim.direction, choice.indicator, claim.parties.reporter, claim.parties.partner,
        claim.subject, claim.scope, claim.period, claim.rule,
        tuple(evidence),
    )  # fmt: skip
