"""When: the period a figure holds for, out of the dates of its sentence.

A date belongs to the figure it stands beside ("$5bn in 2021"), else to the figures that follow it ("In 2021
..."), else, where it closes the sentence, to those before it. A date that something is measured against
("than in 2017", "since 2021") dates no figure.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sandyq.reading.slots import CLASSES, CONTEXT, FIGURE, NAME, WORD, runs

if TYPE_CHECKING:
    from sandyq.reading.model import DateMention, Span
    from sandyq.reading.slots import Sentence

_STOPS = frozenset({";", ".", "–", "—"})
_JOINTS = frozenset({",", "and", "or", "(", "when", "while", "but"})
_BEFORE = CONTEXT["earlier"]
_MARKS = CONTEXT["baseline"]
"""What a change is measured against: "double the figure for 2021"."""
_LAST = frozenset({"to", "until", "through", "till"})
"""What leads from the beginning of a time to its end."""
_INDEPENDENT = ["since", "independence", "in"]
_AROUND = frozenset({"past", "last", "next", "coming", "over", "previous", "recent"})
"""What leads to a length of time that is counted from now."""
_BESIDE = 7
"""A date further than so many tokens after a figure is not beside it."""


def periods(line: Sentence) -> list[DateMention | None]:
    """For each figure of the sentence the date that dates it, None where none does."""
    count = len(line.places)
    if not line.dates:
        return [None] * count
    own: list[DateMention | None] = [None] * count
    direct = [False] * count
    lead: list[tuple[int, DateMention]] = []
    trailing: list[tuple[int, DateMention]] = []
    for n, (date, a, b) in enumerate(line.dates):
        if date.period is None and n and line.quantities and "same" in date.quote.lower():
            date = replace(date, period=line.dates[n - 1][0].period)
        if date.period is None:
            continue
        left, right = _neighbours(line, a, b)
        if _compared(line, n, a, left, right):
            if right is not None and not line.heavy(b, line.places[right][0]) and _opens(line, b, right):
                own[right] = own[right] or date
            continue
        since = line.words[a - 1 : a] == ["since"] or line.words[max(0, a - 3) : a] == _INDEPENDENT
        if (since and ".." not in date.period and "/" not in date.period) or (
            right is not None and _from_then(line, n, a, right)
        ):
            date = replace(date, period=f"{date.period}/..")
        if left is not None and _said_then(line, left, a, date):
            continue
        if left is not None and _beside(line, left, a, right, b):
            if right is None and lead and _appended(line, left, a):
                trailing.append((a, date))
                continue
            if own[left] is None or not direct[left]:
                own[left], direct[left] = date, True
            if right is not None and _opens(line, b, right) and not line.heavy(b, line.places[right][0]):
                own[right] = own[right] or date
            if date.period is not None and not date.period.endswith(".."):
                trailing.append((a, date))
        elif right is not None:
            lead.append((a, date))
        else:
            trailing.append((a, date))
    _share_out(line, own)
    for q in range(count):
        if own[q] is not None:
            continue
        at = line.places[q][0]
        before = [(a, date) for a, date in lead if a < at]
        previous = max((k for k in range(q) if direct[k] and not _base(line, k)), default=None)
        if before and (previous is None or line.places[previous][0] < before[-1][0]):
            own[q] = before[-1][1]
        elif (
            previous is not None
            and not left_behind(line, previous, q)
            and not _closed(line, own, previous, q)
        ):
            own[q] = own[previous]
    for q in range(count - 1, -1, -1):
        if own[q] is None:
            after = [(a, date) for a, date in trailing if a >= line.places[q][1] and not _parted(line, q, a)]
            if q + 1 < count and "after" in line.words[line.places[q][1] : line.places[q + 1][0]]:
                continue  # "grew by 3 percent after 4 percent in 2021"
            if q + 1 < count and _came_from(line, q):
                continue  # "fell to $2bn from $3bn in 2021"
            if after and not (q + 1 < count and line.places[q + 1][1] <= after[0][0] and _base(line, q + 1)):
                own[q] = after[0][1]
    if "respectively" in line.words:
        _respectively(line, own)
    return own


def _respectively(line: Sentence, own: list[DateMention | None]) -> None:
    """Pair a run of dates with a run of as many figures: "5% and 7% in 2021 and 2022, respectively"."""
    dated = runs([(a, b) for _, a, b in line.dates], line)
    for figures in runs(line.places, line):
        days = next((run for run in dated if len(run) == len(figures) > 1), [])
        for q, n in zip(figures, days, strict=False):
            own[q] = line.dates[n][0]


def _said_then(line: Sentence, left: int, a: int, date: DateMention) -> bool:
    """Whether a day is that of the saying: "exports made $5bn, the minister said on June 3"."""
    day = len(date.period or "") == 10
    return day and not CLASSES["saying"].isdisjoint(line.words[line.places[left][1] : a])


def left_behind(line: Sentence, previous: int, q: int) -> bool:
    """Whether one figure is where another came from: "from 9 percent in May to 7 percent"."""
    start, end = line.places[previous][0], line.places[q][0]
    return line.words[start - 1 : start] == ["from"] and "to" in line.words[max(0, end - 3) : end]


def _came_from(line: Sentence, q: int) -> bool:
    """Whether the next figure, with a date after it, is where figure ``q`` came from."""
    (a, end), (start, b) = line.places[q], line.places[q + 1]
    return (
        line.words[end:start] == ["from"]
        and "to" in line.words[max(0, a - 3) : a]
        and any(b <= at <= b + 2 for _, at, _ in line.dates)
    )


def _share_out(line: Sentence, own: list[DateMention | None]) -> None:
    """Part "from $2m to $25m between 2000 and 2005": the first figure is of 2000, the second of 2005."""
    for q in range(1, len(own)):
        date = own[q]
        if (
            date is None
            or date.period is None
            or date.period.count("/") != 1
            or own[q - 1] not in (None, date)
        ):
            continue
        start, end = line.places[q - 1][0], line.places[q][0]
        if line.words[start - 1 : start] == ["from"] and line.words[line.places[q - 1][1] : end] == ["to"]:
            first, _, last = date.period.partition("/")
            own[q - 1], own[q] = replace(date, period=first), replace(date, period=last)


def _neighbours(line: Sentence, a: int, b: int) -> tuple[int | None, int | None]:
    """The figures right before and after the date at tokens a to b; a length of time is none of them."""
    left = right = None
    for q, (start, end) in enumerate(line.places):
        if line.quantities[q].kind == "duration":
            continue
        if end <= a:
            left = q
        elif start >= b:
            right = q
            break
    return left, right


def _compared(line: Sentence, n: int, a: int, left: int | None, right: int | None) -> bool:
    """Whether the date is what something is measured against: "compared to 2017", "than in 2017"."""
    words = line.words
    date, _, end = line.dates[n]
    change = left is not None and line.quantities[left].measure == "change"
    if left is not None and a - line.places[left][1] <= 2 and _base(line, left):
        return False
    if (
        change
        and any(w in _BEFORE for w in words[a : end + 1])
        and not _BEFORE.isdisjoint(date.quote.lower().split())
    ):
        return True
    if change and (not _MARKS.isdisjoint(words[line.places[left or 0][1] : a]) or "same" in words[a - 4 : a]):
        return True
    for j in range(a - 1, max(-1, a - 7), -1):
        word = words[j]
        if change and word in ("on", "over") and j == a - 1 and len(date.period or "") == 4:
            return True  # "4% up on 2020"
        if change and word == "as" and j >= a - 2 and "as" in words[max(0, j - 3) : j]:
            return True  # "twice as much as in 2020"
        if word in ("than", "compared", "versus", "vs", "against", "relative"):
            return True
        if word == "since":
            return (
                change
                and "(" not in words[line.places[left or 0][1] : a]
                and not _noun_change(line, left or 0)
            )
        if word == "from":
            # "up 5% from 2020", "up from the same period of 2020"; but "imports from Turkey in 2020".
            return (
                left is not None
                and not _until(line, n)
                and not line.heavy(j, a)
                and NAME not in line.kinds[j:a]
            )
        if line.kinds[j] == FIGURE or word in _STOPS or word == ",":
            return False
    return False


def _base(line: Sentence, q: int) -> bool:
    """Whether a figure is itself what another is compared with: "4.8%, compared with 5.1% a year earlier"."""
    a = line.places[q][0]
    if CLASSES["compare"].isdisjoint(line.words[max(0, a - 3) : a]):
        return False
    return any(
        line.words[j] in CLASSES["compare"]
        and line.words[j] != "since"
        and not (line.words[j] == "from" and NAME in line.kinds[j:a])  # "imports from Japan of $5m"
        for j in range(max(0, a - 3), a)
    )


def _noun_change(line: Sentence, q: int) -> bool:
    """An "average growth of 1.6% since 2007" holds from then on; "rose 1.6% since 2007" compares with it."""
    a = line.places[q][0]
    return line.words[max(0, a - 2) : a][-1:] == ["of"] and "growth" in line.words[max(0, a - 3) : a]


def _until(line: Sentence, n: int) -> bool:
    """Whether "to" or "until" and another date follow, or are in the date: "from 2010 to 2015"."""
    date, _, end = line.dates[n]
    if not _LAST.isdisjoint(date.quote.split()):
        return True
    return end < len(line.words) and line.words[end] in _LAST


def _from_then(line: Sentence, n: int, a: int, right: int) -> bool:
    """Whether a plan holds from a date on: "From 2024 the duty will be 5 percent"."""
    return (
        line.words[a - 1 : a] == ["from"]
        and (a == 1 or line.words[a - 2] == ",")
        and line.quantities[right].measure == "target"
        and "/" not in (line.dates[n][0].period or "/")
        and not _until(line, n)
    )


def _opens(line: Sentence, b: int, right: int) -> bool:
    """Whether a clause of the date's own leads to the next figure: "since 2021, when it was $5bn"."""
    return "when" in line.words[b : line.places[right][0]]


def _closed(line: Sentence, own: list[DateMention | None], previous: int, q: int) -> bool:
    """Whether a time that runs on is of one figure alone: "$9bn since 2005, AND 12 plants are at work"."""
    date = own[previous]
    if date is None or not (date.period or "").endswith(".."):
        return False
    gap = line.words[line.places[previous][1] : line.places[q][0]]
    return ("and" in gap or ";" in gap) and line.heavy(line.places[previous][1], line.places[q][0])


def _appended(line: Sentence, left: int, a: int) -> bool:
    """Whether a date stands in what a comma adds: "In May 2021 they signed 5 deals, one of them FOR 2022"."""
    gap = line.words[line.places[left][1] : a]
    return "," in gap and line.heavy(line.places[left][1] + gap.index(","), a)


def _beside(line: Sentence, left: int, a: int, right: int | None, b: int) -> bool:
    """Whether the date at token a stands beside the figure before it and not with the next one."""
    end = line.places[left][1]
    gap = line.words[end:a]
    if right is not None:
        until = line.words[b : line.places[right][0]]
        joined = [
            j for j, w in enumerate(gap) if w in ("and", ",", ";", "but", "while", "whereas", "compared")
        ]
        if (
            joined
            and len(gap) - joined[-1] <= 4
            and not line.heavy(end + joined[-1], a)
            and (gap[joined[-1]] == "and" or not any(w in (",", ";", ")") for w in until))
        ):
            return False  # "and in 2023 80 percent", ", in 2020 it was 5"
        closed = until[:1] == [","] and "," not in gap
        if len(gap) > _BESIDE and len(until) < len(gap) and not closed:
            return False
    if any(w in _STOPS for w in gap):
        return False
    if "," in gap and right is not None:
        return False
    return len(gap) <= 2 * _BESIDE or right is None


def _parted(line: Sentence, q: int, a: int) -> bool:
    """Whether a new clause begins between a figure and a later date: "5 km, and by 2030 it will ..."."""
    gap = range(line.places[q][1], a)
    words = line.words
    for j in gap:
        if words[j] in ("and", "but", ",", ";", "while") and j + 1 < a:
            nxt = words[j + 1]
            if nxt in ("in", "by", "during", "since") and j + 2 >= a - 1:
                return True
    return line.clause[min(a, len(line.clause) - 1)] != line.clause[line.places[q][0]]


def spans(line: Sentence, q: int) -> list[Span]:
    """Lengths of time in the clause of figure ``q``, as offsets, nearest first: "the past five years"."""
    at = line.places[q][0]
    found = [
        (abs(line.places[k][0] - at), (quantity.start, quantity.end))
        for k, quantity in enumerate(line.quantities)
        if quantity.kind == "duration"
        and k != q
        and line.clause[line.places[k][0]] == line.clause[at]
        and not _AROUND.isdisjoint(line.words[max(0, line.places[k][0] - 3) : line.places[k][0]])
    ]
    return [span for _, span in sorted(found)]


def end_of(line: Sentence, q: int, span: str | None) -> str | None:
    """The end of a span that a figure is of: "in the past 5 years it rose from 70,000 to 90,000"."""
    if span is None or span.count("/") != 1:
        return span
    first, _, last = span.partition("/")
    a, b = line.places[q]
    if line.words[a - 1 : a] == ["from"] and "to" in line.words[b : b + 4]:
        return first
    if q and left_behind(line, q - 1, q):
        return last
    return span


def present(line: Sentence, q: int) -> bool:
    """Whether the clause speaks of a state that lasts: "has a network of", "plans to"."""
    a = line.places[q][0]
    if CLASSES["state"].isdisjoint(line.words[max(0, a - 11) : a]):
        return False
    for j in range(a - 1, max(-1, a - 12), -1):
        if line.kinds[j] == FIGURE:
            break
        if line.kinds[j] == WORD and line.words[j] in CLASSES["state"]:
            moved = line.words[j] in CLASSES["be"] and line.words[j + 1] in ("up", "down")
            return not moved  # "sales ARE UP by 5 percent"
    return False
