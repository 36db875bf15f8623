"""One amount where it stands: sign, currency, numeral, scale, unit or counted noun."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandyq.reading.nouns import counted_noun
from sandyq.reading.numbers import digits, leading_point, words
from sandyq.reading.scan import NAME_WORDS, NUMBER_WORDS, glued_name, label_end, score_end
from sandyq.reading.units import DURATIONS, MEASURES, currency_before, per_after, unit_after

if TYPE_CHECKING:
    from sandyq.reading.model import Span
    from sandyq.reading.numbers import Numeral
    from sandyq.reading.units import Unit


@dataclass(slots=True)
class Amount:
    """A number with what stands directly around it; ``unit`` is None while only a bare number was seen."""

    start: int
    end: int
    number_end: int
    value: float
    mantissa: float
    scale: float
    form: str
    kind: str = "count"
    unit: str | None = None
    unit_span: Span | None = None
    noun: Span | None = None
    sign: str = ""
    rule: str = "bare_number"


_LETTERS = re.compile(r"[A-Za-z]+")
_PREVIOUS = re.compile(r"(\w++(?:&\w++)?+)['’]?+[\s\-‑]++\Z")
"""The word before a number. Nothing is given back: no shorter part of a word could be the word before it."""
_SIGN_WORD = re.compile(r"(?<!\bor )\b(?:minus|negative)[\s-]+\Z", re.I)
_NOW = re.compile(r"\b(?:minus|negative|now|then)[\s-]+\Z", re.I)
"""Words that a hyphen may join to a number: "a now-40-year-old plant"."""
_YEAR_BEFORE = frozenset(
    [
        "in",
        "since",
        "by",
        "until",
        "till",
        "from",
        "during",
        "to",
        "of",
        "and",
        "between",
        "before",
        "after",
        "year",
        "early",
        "late",
        "mid",
        "through",
        "for",
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ]
)
_OLD = re.compile(r"[\s-]{1,2}(?:olds?\b|of[\s-]age\b)", re.I)
_AGED = re.compile(r"(?:\s?(?:to|and|or|[-–])\s?[0-9]{1,3})?")
_AGE_OF = re.compile(r"\bage of\s{1,3}\Z", re.I)
_AGE_SAID = re.compile(
    r"\b(?:he|she)(?:(?:\s(?:will|would))?\s(?:is|was|be|turns|turned|turn)|['’](?:s|ll\sbe))\s"
    r"(?:now\s|only\s|just\s|about\s)?\Z",
    re.I,
)
_GROWN, _OLDEST = 15, 110
"""Bare numbers that can be the age of somebody of whom the news tells."""
_YEARS_BEGIN = 1800
"""The least number of four digits that is taken for a year where nothing but its place says so."""
_RISES_TO = re.compile(r"\s{1,3}to\s{1,3}[0-9]")
_RISEN_FROM = re.compile(r"\bfrom\s{1,3}([0-9]{1,4})\s{1,3}to\s{1,3}\Z")
_RULES = {"money": "currency_after", "percent": "percent", "duration": "time_unit"}


def digit_amount(text: str, start: int, limit: int) -> Amount | int:
    """The amount whose digits begin at ``start``; where they are no amount, the offset to go on from.

    Example: "-$18.7bn", "16,1 bln tenge", "1.6 million barrels per day", "65 new tech startups".
    """
    before = text[start - 1 : start]
    money = currency_before(text, start) if before else None
    if money is not None and money[1] == "COP" and _CONFERENCE.match(text, money[0]):
        money = None
    if money is None:
        if glued_name(text, start) and not _NOW.search(text, max(0, start - 12), start):
            return _token_end(text, start)
        label = label_end(text, start)
        if label:
            return label
    if before == "." and (start < 2 or not text[start - 2].isalnum()):
        numeral = leading_point(text, start, limit)
    else:
        numeral = digits(text, start, limit, money is not None)
    if numeral is None:
        return _token_end(text, start)
    unit = unit_after(text, numeral.end, limit, numeral.mantissa, numeral.scale > 1)
    if _runs_on(text, numeral.end, unit):
        return _token_end(text, start)
    amount = _amount(numeral)
    of = _OF.match(text, numeral.end, limit) if numeral.form == "fraction" and unit is None else None
    if of:
        part = unit_after(text, of.end() - 1, limit, 1.0, False)
        if part and part.kind == "quantity":
            _take_unit(text, amount, part, limit)
            return amount
        amount.value, amount.kind, amount.unit = round(100 * numeral.mantissa, 2), "percent", "percent"
        amount.rule = "fraction"
        return amount
    amount.start, amount.sign = _signed(text, money[0] if money else numeral.start, bool(money and money[2]))
    if money:
        amount.kind, amount.unit, amount.rule = "money", money[1], "currency_before"
        amount.unit_span = (money[0], numeral.start)
        if unit and unit.kind == "money":
            amount.unit, amount.unit_span, amount.end = unit.name, (unit.start, unit.end), unit.end
        elif american := _AMERICAN.match(text, numeral.end, limit):
            amount.end = american.end()
    elif unit:
        _take_unit(text, amount, unit, limit)
    else:
        refused = _settle_bare(text, amount, limit)
        if refused:
            return refused
        if amount.mantissa in _NAMED_K and text[amount.number_end - 1] == "K" and amount.form == "integer":
            return amount.number_end
    if amount.sign == "-":
        amount.value, amount.mantissa = -amount.value, -amount.mantissa
    return amount


_NAMED_K = (4.0, 5.0, 8.0, 10.0)
"""Kinds of screen and of race: "a 4K film", "the 10K run"."""
_CONFERENCE = re.compile(
    r"COP[ -]?[0-9]{1,2}(?![\w.,]*[0-9]|\s?(?:thousand|million|billion|mln|bn|m)\b|[a-z])"
)
"""A climate conference ("COP27"), not Colombia's pesos."""
_OF = re.compile(r"\s{1,3}of\b(?:\san?\s(?:US\s|UK\s)?)?")
_AMERICAN = re.compile(r"\x20(?:US\b|U\.S\.?)(?!\x20?[A-Za-z$])")


def word_amount(text: str, start: int, limit: int) -> Amount | None:
    """The amount spelled out from ``start``: "twenty-five percent", "two countries", "one billion euros"."""
    numeral = words(text, start, limit)
    return _plain(text, numeral, limit) if numeral else None


def _amount(numeral: Numeral) -> Amount:
    return Amount(
        numeral.start,
        numeral.end,
        numeral.end,
        numeral.value,
        numeral.mantissa,
        numeral.scale,
        numeral.form,
    )


def _runs_on(text: str, end: int, unit: Unit | None) -> bool:
    """Whether letters touch the digits that are no unit: "5G", "787s"."""
    after = text[end : end + 1]
    return (after.isalpha() or after == "_") and not (unit is not None and unit.start == end)


def _plain(text: str, numeral: Numeral, limit: int) -> Amount | None:
    """The amount of a numeral without sign, with its unit or counted noun."""
    amount = _amount(numeral)
    unit = unit_after(text, numeral.end, limit, numeral.mantissa, numeral.scale > 1)
    if _runs_on(text, numeral.end, unit):
        return None
    if unit:
        _take_unit(text, amount, unit, limit)
    else:
        _take_noun(text, amount, limit)
    return amount


def _take_unit(text: str, amount: Amount, unit: Unit, limit: int) -> None:
    amount.kind, amount.unit, amount.unit_span = unit.kind, unit.name, (unit.start, unit.end)
    amount.end, amount.rule = unit.end, _RULES.get(unit.kind, "unit_after")
    if unit.factor != 1:
        amount.value = float(round(amount.value * unit.factor, 6))
        amount.scale *= unit.factor
    if unit.kind == "duration" and unit.name in ("year", "month"):
        old = _OLD.match(text, unit.end, limit)
        if old or _AGE_OF.search(text, max(0, amount.start - 10), amount.start):
            amount.unit, amount.rule = f"{unit.name}_of_age", "age"
            amount.end = old.end() if old else amount.end


def _take_noun(text: str, amount: Amount, limit: int) -> bool:
    """Give the amount the noun it counts; lengths of time by their own kind ("five consecutive years")."""
    plus = text[amount.end : amount.end + 2] in ("+ ", "+\u00a0")
    noun = counted_noun(text, amount.end + plus, limit, amount.value)
    if noun is None:
        between = _SIZED.match(text, amount.end, limit)
        noun = counted_noun(text, between.end(), limit, amount.value) if between else None
        if noun is not None and not noun.hyphenated:
            # What is counted stands behind a figure of its own: only the number is this figure's span.
            amount.unit, amount.unit_span, amount.rule = noun.name, (noun.start, noun.end), "counted_noun"
            return True
        return False
    amount.noun, amount.end = (noun.start, noun.end), noun.end
    amount.unit, amount.unit_span, amount.rule = noun.name, amount.noun, "counted_noun"
    head = noun.name.rpartition("_")[2]
    if head in DURATIONS:
        amount.unit, amount.kind, amount.noun, amount.rule = head, "duration", None, "time_unit"
    elif rate := per_after(text, amount.end, limit):
        amount.end, amount.unit, amount.kind = rate[0], f"{noun.name}_per_{rate[1]}", "quantity"
        amount.rule = "counted_rate"
    elif head in MEASURES and not noun.hyphenated:
        amount.unit, amount.kind, amount.noun, amount.rule = head, "quantity", None, "unit_after_adjective"
    return True


_SIZED = re.compile(r"[^\S\n]{1,2}[0-9][0-9.,]{0,6}[-‑][A-Za-z]{1,12}(?:[-‑]old)?(?=\s)")
"""A size between a number and its noun: "two 300-MW units"."""


def _signed(text: str, begin: int, negative: bool) -> tuple[int, str]:
    """(start with the sign taken in, sign): "-", "−", "+", "minus", "negative"."""
    if negative:
        return begin, "-"
    before = text[begin - 1 : begin]
    if (before.isspace() or before in ("-", "−")) and text[begin - 2 : begin - 1] in ("s", "e", "S", "E"):
        found = _SIGN_WORD.search(text, max(0, begin - 12), begin)
        if found:
            return found.start(), "-"
    if before in ("-", "−", "–", "+"):
        further = text[begin - 2 : begin - 1]
        if begin < 2 or further in "([:/" or (further.isspace() and before != "–"):
            return begin - 1, "+" if before == "+" else "-"
    return begin, ""


def _settle_bare(text: str, amount: Amount, limit: int) -> int:
    """Give a number without unit its counted noun; the offset to go on from where it is a label, else 0.

    Example: "Resolution 2254" and "Boeing 787" are labels, "in 2020" is a year, "14 regions" is a count.
    """
    whole = amount.form == "integer" and amount.scale == 1
    if whole:
        previous = _PREVIOUS.search(text, max(0, amount.start - 24), amount.start)
        word = previous.group(1) if previous else ""
        lower = word.lower()
        score = score_end(text, amount.start)
        if score:
            return score
        if lower in NAME_WORDS and text[amount.start - 1] != "-":
            return amount.end
        aged = _AGED.match(text, amount.end, limit) if lower in ("aged", "ages") else None
        if aged:
            return aged.end()
    found = _take_noun(text, amount, limit)
    if whole:
        end = amount.number_end
        if end - amount.start == 4 and 1000 <= amount.value < 2200:
            if found and _is_year(text, amount, lower):
                return end
            if not found and (amount.value >= _YEARS_BEGIN or lower in _YEAR_BEFORE - {"of", "to"}):
                rises = amount.value < _YEARS_BEGIN and lower == "from" and _RISES_TO.match(text, end, limit)
                return 0 if rises else end
        if not found and _is_age(text, amount):
            amount.unit, amount.kind, amount.rule = "year_of_age", "duration", "age"
            return 0
        if not found and word[:1].isupper() and lower not in _YEAR_BEFORE and not _opens(text, previous):
            return end
    if not found:
        rate = per_after(text, amount.end, limit)
        if rate is not None:
            amount.end, amount.unit = rate[0], "_per_" + rate[1]
            amount.kind, amount.rule = "quantity", "bare_rate"
    return 0


def _is_age(text: str, amount: Amount) -> bool:
    """Whether a bare number is somebody's age: "the age of 40", "she turned 41"."""
    start = amount.start
    if _AGE_OF.search(text, max(0, start - 10), start):
        return True
    return _GROWN <= amount.value <= _OLDEST and bool(_AGE_SAID.search(text, max(0, start - 24), start))


def _is_year(text: str, amount: Amount, previous: str) -> bool:
    """Whether four digits before a noun are a year all the same: "in 2020 exports fell", "2016 Games"."""
    noun = amount.noun
    if previous == "to":
        risen = _RISEN_FROM.search(text, max(0, amount.start - 20), amount.start)
        if risen and int(risen[1]) < _YEARS_BEGIN:
            return False  # "from 1200 to 2000 jobs"
    return (
        previous in _YEAR_BEFORE or noun is None or not text[noun[0]].islower() or text[noun[0] - 1] in "-‑"
    )


def _opens(text: str, previous: re.Match[str] | None) -> bool:
    """Whether the word before the number opens its sentence, so that its capital says nothing."""
    if previous is None:
        return True
    before = text[max(0, previous.start(1) - 3) : previous.start(1)].rstrip()
    return not before or before[-1] in ".!?:"


def _token_end(text: str, start: int) -> int:
    """Where reading goes on after a number inside a name: the end of the run without a space."""
    end = start
    stop = min(len(text), start + 400)
    while end < stop and (
        (not text[end].isspace() and text[end] not in ',;()[]|“”"–—$€£')
        or (text[end] == "," and _THOUSANDS.match(text, end))
    ):
        end += 1
    return max(end, start + 1)


_THOUSANDS = re.compile(r",[0-9]{3}(?![0-9])")
_NUMBER_AT = re.compile(r"[-−+]?(?:[A-Z]{0,3}[$€£¥₸₽₹]|[A-Z]{2,3})?[^\S\n\r]{0,2}\.?(?=[0-9])|(?=[a-z])")


def second_amount(text: str, joint_end: int, limit: int) -> Amount | None:
    """The amount right after a joining word or dash, or None."""
    lead = _NUMBER_AT.match(text, joint_end, limit)
    if lead is None or lead.end() >= limit:
        return None
    position = lead.end()
    if "0" <= text[position] <= "9":
        if position > joint_end:
            amount = digit_amount(text, position, limit)
            return amount if isinstance(amount, Amount) else None
        # Read without looking left: the dash that joins two numbers is neither minus nor hyphen of a name.
        numeral = digits(text, position, limit, False)
        return _plain(text, numeral, limit) if numeral else None
    found = _LETTERS.match(text, position, limit)
    if found and NUMBER_WORDS.get(found.group(), (0, "", ""))[1] in ("cardinal", "tens", "scale"):
        return word_amount(text, position, limit)
    return None
