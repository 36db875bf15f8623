"""What stands around a sentence: the figures before it, its paragraph, its heading, the country spoken of."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from sandyq.reading.indicators import THING
from sandyq.reading.periods import year_of
from sandyq.reading.slots import CLASSES, CONTEXT, TOKEN
from sandyq.reading.slots_places import CENTRAL_ASIA, ORGANISATIONS, Parties, is_side
from sandyq.reading.slots_topic import spoken_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandyq.reading.model import DateMention, Mention, Quantity, Span
    from sandyq.reading.slots import Sentence
    from sandyq.reading.slots_indicator import Choice
    from sandyq.reading.text import Document

CORRIDORS = ("TITR", "INSTC")
"""Routes, of which cargo is told and nothing else."""

_STATISTICS = frozenset(
    (
        "total_trade", "exports", "imports", "trade_balance", "export_share", "import_share",
        "share_of_foreign_trade", "gas_exports", "fdi_inflow", "gdp", "gdp_growth", "petroleum_production",
        "gas_production", "uranium_production", "uranium_production_share", "cargo_volume",
        "remittances_share_of_gdp", "current_account_balance",
    )
)  # fmt: skip
"""Indicators of a span of time, as a report gives them one after the other."""

_TRADED = frozenset({"trade", "export", "import"})

_DAY = 10
"""Characters of a period that is a day."""

_YEAR = re.compile(r"\d{4}")
_TELLING = re.compile(r"\b(?:[Ii]n|[Dd]uring|[Ff]or)\s(?:the\s)?\Z")
_TOLD = 4
"""So many dates before a sentence are asked what time the paragraph tells of."""

_FIRST_BLOCKS, _MOST_BLOCKS = 5, 200
"""The country a text is about is told from its opening and from so many blocks with figures."""


_SENTENCE = 600
"""Characters of the sentence before that are looked at."""

_MOST_NAMES = 100
"""So many names before a sentence are asked whom it may speak of."""

_AHEAD = 2.5
"""So many times as often as any other a text names the one country that it speaks of throughout."""

_PAIRED = 2.5
"""So many times as often as any third country a text on two names the second of them."""

_TITLE = 2
"""A text on two countries names both in so many blocks: its title and the one below."""

_AROUND = frozenset({"CAS"})
"""Regions that hold the countries a text is on, and are no third beside them."""

_PAIR_LEAST = 3
"""A text that names its second country less often is on one alone."""

_HOME_MOST = 3
"""Amounts in its own money speak for a country as its name would, so often at most."""


class Places(Protocol):
    """Where names are found; satisfied by ``places.Places``."""

    def in_block(self, block: int) -> list[Mention]:
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


@dataclass(slots=True)
class Scene:
    """The text around a sentence. ``block``, ``number`` and ``done`` are those of the sentence being read."""

    doc: Document
    places: Places
    relative_span: Callable[[Document, int, int], str | None]
    blocks: list[int]
    """Blocks with figures."""
    dates: list[DateMention]
    """All dates of the text, in reading order."""
    homes: Counter[str]
    """The countries whose money the text counts in, by the number of amounts: "135 trillion tenge"."""
    fresh: bool
    """Whether "now" and "this year" can be counted from the text's date: its dates reach up to it."""
    block: int = 0
    number: int = -1
    done: list[Claim] = field(default_factory=list)
    """The figures of this sentence so far."""
    last: Claim | None = None
    """The last figure that measures something, wherever it stands."""
    listed: bool = False
    """Whether the figures of the last sentence are of several partners, so that none goes on."""
    newest: Claim | None = None
    """Of the figures of its sentence, or that measure the same as the last one, that of the newest period."""
    statistic: Claim | None = None
    """The last figure of a span of time that its text tells."""
    _main: str | None = None
    _second: str | None = None
    _alone: bool = False
    _counted: bool = False

    def note(self, claim: Claim) -> None:
        """Remember a claim for those after it; a bare count ("45 goods", "five countries") is no topic."""
        self.done.append(claim)
        concept = claim.choice.concept
        aside = claim.quantity.kind in ("count", "duration", "rank")
        if concept in (None, THING) or (
            aside and (claim.choice.indicator is None or concept in ("country", "company"))
        ):
            return
        earlier = self.last
        if earlier is None or earlier.sentence != claim.sentence or earlier.block != claim.block:
            self.listed = False
        elif earlier.parties.partner != claim.parties.partner:
            self.listed = True
        self.last = claim
        if claim.choice.indicator in _STATISTICS and claim.period is not None and claim.measure != "target":
            self.statistic = claim
        if claim.period is None and claim.quantity.kind in ("rank", "count"):
            return  # "the second buyer", which is so at all times, ends no talk of a year
        newest = self.newest
        if (
            newest is None
            or newest.block != claim.block
            or (newest.choice.concept != concept and newest.sentence != claim.sentence)
            or (claim.period is not None and claim.period >= (newest.period or ""))
        ):
            self.newest = claim

    def ahead(self, period: str | None) -> bool:
        """Whether a period lies after the text's own year: a plan or a forecast, of which nothing else is."""
        published, year = self.doc.published, year_of(period)
        return published is not None and year is not None and year > published.year

    def future(self, period: str) -> bool:
        """Whether a day or month is not over at the text's own date."""
        published = self.doc.published
        return published is None or period >= published.isoformat()[: len(period)]

    def main(self) -> str | None:
        """The country named most in the opening and wherever there are figures.

        A Central Asian one is taken before another that is named up to twice as often.
        """
        if not self._counted:
            self._counted = True
            opening = range(min(_FIRST_BLOCKS, len(self.doc.blocks)))
            told = sorted({*opening, *self.blocks[:_MOST_BLOCKS]})
            seen = Counter([m.code for index in told for m in self.places.in_block(index) if land(m)])
            seen.update({code: min(times, _HOME_MOST) for code, times in self.homes.items()})
            if seen:
                best = max(seen.values())
                ranked = sorted(seen, key=lambda code: -seen[code])
                near = (code for code in ranked if code in CENTRAL_ASIA and seen[code] * 2 >= best)
                self._main = next(near, ranked[0])
                others = max((times for code, times in seen.items() if code != self._main), default=0)
                self._alone = seen[self._main] > _AHEAD * others
                rest = [code for code in ranked if code != self._main]
                third = next((seen[code] for code in rest[1:] if code not in _AROUND), 0)
                opened = {m.code for index in opening[:_TITLE] for m in self.places.in_block(index)}
                if rest and rest[0] in opened and seen[rest[0]] >= max(_PAIR_LEAST, _PAIRED * third):
                    self._second = rest[0]
        return self._main

    def counterpart(self, reporter: str | None) -> str | None:
        """The other side of a flow in a text, or under a heading, that is on two countries; else None.

        Only for prose: what a list or record leaves out is said of all partners.
        """
        if reporter is None or self.doc.blocks[self.block].kind != "paragraph":
            return None
        main = self.main()
        for heading in self.doc.headings(self.block)[:1]:
            named = self.places.in_span(heading.start, heading.end)
            codes = {m.code for m in named if land(m)}
            if codes == {main} and heading.start:
                return None  # a section on the one country alone
            if len(codes) == 1 and codes != {main}:
                other = codes.pop()
                return other if reporter == main else main if reporter == other else None
        if self._second is None or reporter not in (main, self._second):
            return None
        return self._second if reporter == main else main

    def alone(self) -> str | None:
        """The country of a text that speaks of one throughout: no other is named nearly as often."""
        main = self.main()
        return main if self._alone else None

    def reporter(self, line: Sentence, barred: str | None, far: bool) -> str | None:
        """Whom a sentence that does not say so speaks of; never ``barred``, which is already the partner."""
        last = self.last
        skip = (None, barred, *CORRIDORS)
        told = last is not None and last.block == self.block and last.choice.indicator is not None
        if last is not None and told and last.parties.reporter not in skip:
            return last.parties.reporter
        if self.doc.blocks[self.block].kind == "paragraph":
            before = [m.code for m in self.before(line) if m.code not in skip]
            if before:
                return next((code for code in reversed(before) if code in CENTRAL_ASIA), before[-1])
        if not far:
            return None
        for heading in self.doc.headings(self.block):
            found = self.places.in_span(heading.start, heading.end)
            codes = {m.code for m in found if land(m) and m.code != barred}
            if len(codes) == 1:
                return codes.pop()
        main = self.main()
        return main if main != barred else None

    def other(self, line: Sentence, reporter: str | None) -> str | None:
        """The other side of "bilateral trade" where the sentence names none: the nearest named before it."""
        for mention in reversed(self.before(line)):
            if mention.code != reporter:
                return mention.code
        for heading in self.doc.headings(self.block):
            for mention in self.places.in_span(heading.start, heading.end):
                if land(mention) and mention.code != reporter:
                    return mention.code
        return None

    def told(self, line: Sentence) -> DateMention | None:
        """The year or month an earlier sentence of the paragraph tells of: "China led in 2023. Trade ..."."""
        opening = self.doc.blocks[self.block].start
        stop = bisect_left(self.dates, line.start, key=lambda date: date.start)
        for date in reversed(self.dates[max(0, stop - _TOLD) : stop]):
            if date.start < opening:
                break
            if _TELLING.search(self.doc.text, max(opening, date.start - 12), date.start) and not _is_day(
                date
            ):
                return date
        return None

    def headed(self) -> DateMention | None:
        """The time its heading or the text's title is of, if one alone: "Farm exports in May-July 2025"."""
        title = [block for block in self.doc.blocks[:1] if block.kind == "heading"]
        for heading in (*self.doc.headings(self.block)[:1], *title):
            first = bisect_left(self.dates, heading.start, key=lambda date: date.start)
            last = bisect_left(self.dates, heading.end, key=lambda date: date.start)
            if last != first + 1 or _is_day(self.dates[first]):
                continue
            date = self.dates[first]
            if date.start == heading.start or _TELLING.search(
                self.doc.text, max(heading.start, date.start - 12), date.start
            ):
                return date
        return None

    def recent(self, block: int) -> bool:
        """Whether a block is this one, the one before, or parted from it by a speaker's question alone."""
        at = self.block
        while at - 1 > block and self.doc.text[
            self.doc.blocks[at - 1].end - 4 : self.doc.blocks[at - 1].end
        ].rstrip('*_"”’ ').endswith("?"):
            at -= 1
        return block >= at - 1

    def goes_on(self, choice: Choice, sides: Parties, line: Sentence) -> bool:
        """Whether a paragraph goes on with a country's statistics that the one before it ended with.

        News has a sentence to a paragraph: "Trade of A with B reached $5bn in 2021. [New paragraph] Exports
        made up $3bn of it."
        """
        last = self.statistic
        return (
            last is not None
            and last.block == self.block - 1
            and self.doc.blocks[self.block].kind == self.doc.blocks[last.block].kind == "paragraph"
            and choice.indicator in _STATISTICS
            and sides.reporter == last.parties.reporter
            and not self.ahead(last.period)
            and len(last.period or "") != _DAY
            and not (last.period or "").endswith("..")
            and CLASSES["aim"].isdisjoint(line.words)
        )

    def ongoing(self) -> tuple[str | None, Span | None]:
        """The period, with its place, of the last statistic of the paragraph before."""
        told = self.statistic
        return (told.period, told.period_at) if told is not None else (None, None)

    def spoken(self, line: Sentence) -> str | None:
        """The concept of the sentence before, of its own paragraph."""
        return spoken_of(self.doc, line.start, self.doc.blocks[self.block].start)

    def works(self, line: Sentence) -> bool:
        """Whether the sentence before names what costs so much: "A dam is planned. It will cost $2bn"."""
        if line.words[:1] not in (["it"], ["its"], ["this"]):
            return False
        opening, start = self.doc.blocks[self.block].start, line.start
        while start > opening and self.doc.text[start - 1].isspace():
            start -= 1
        if start <= opening:
            return False
        first, _ = self.doc.sentence(start - 1)
        words = TOKEN.findall(self.doc.text[max(first, opening, start - _SENTENCE) : start].lower())
        return not CONTEXT["works"].isdisjoint(words)

    def traded(self) -> str | None:
        """Trade, where it is what the text last gave a figure of, however long before."""
        concept = self.last.choice.concept if self.last is not None else None
        return concept if concept in _TRADED else None

    def topic(self, line: Sentence) -> str | None:
        """What a pronoun that opens a sentence speaks of: the subject before it, else the last figure's."""
        earlier = self.done[-1] if self.done else None
        if earlier is not None:
            return earlier.choice.concept
        spoken = spoken_of(self.doc, line.start, self.doc.blocks[self.block].start)
        last = self.last
        if spoken is None and last is not None and last.block == self.block:
            return last.choice.concept
        return spoken

    def met(self, line: Sentence) -> set[str]:
        """The countries that its block names before a sentence, those of its persons included."""
        named = self._before(line)
        return {
            m.code for m in named if m.kind != "bloc" and len(m.code) == 3 and m.code not in ORGANISATIONS
        }

    def among_areas(self, line: Sentence) -> bool:
        """Whether the paragraph has named a city or region before a sentence."""
        return any(m.kind in ("city", "region") for m in self._before(line))

    def before(self, line: Sentence) -> list[Mention]:
        """Countries and blocs that its block names before a sentence."""
        return [m for m in self._before(line) if land(m)]

    def _before(self, line: Sentence) -> list[Mention]:
        """The last names of its block before a sentence, so many at most that time stays in proportion."""
        named = self.places.in_block(self.block)
        stop = bisect_right(named, line.start, key=lambda mention: mention.end)
        return named[max(0, stop - _MOST_NAMES) : stop]


def land(mention: Mention) -> bool:
    """Whether a name is one country or bloc that figures can be of."""
    return is_side(mention) and ";" not in mention.code and mention.code not in ORGANISATIONS


def _is_day(date: DateMention) -> bool:
    return date.period is None or (date.period.count("-") > 1 and "/" not in date.period)


def is_fresh(doc: Document, dates: list[DateMention]) -> bool:
    """Whether the newest year a text names, its plans aside, is one and a half years back at most.

    A text that was put on a page years after it was written says "this year" of another year.
    """
    if doc.published is None:
        return True
    now, month = doc.published.year, doc.published.month
    oldest = now - 1 if month > 6 else now - 2
    fresh = True
    for date in dates:
        year = year_of(date.period)
        if year is not None and year <= now and _YEAR.search(date.quote):
            if year >= oldest:
                return True
            fresh = False
    return fresh
