"""One amount where it stands: sign, currency, numeral, scale, unit or counted noun, without its surroundings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandyq.reading.nouns import counted_noun
from sandyq.reading.numbers import Numeral, digits, leading_point, words
from sandyq.reading.scan import GAP, NAME_WORDS, NUMBER_WORDS, glued_name, label_end, score_end
from sandyq.reading.units import currency_before, per_after, unit_after

if TYPE_CHECKING:
    from sandyq.reading.model import Span


@dataclass(slots=True)
class Amount:
    """A number with what stands directly around it; ``unit`` is None while only a bare number was seen."""

    start: int
    end: int
    number_end: int
    value: float
    mantissa: float
    scale: float
    kind: str
    unit: str | None
    unit_span: Span | None
    noun: Span | None
    sign: str
    form: str
    rule: str


_LETTERS = re.compile(r"[A-Za-z]+")
_ORDINAL_END = re.compile(r"(?:st|nd|rd|th)\b")
_PREVIOUS = re.compile(r"([^\s\W]+)['’]?[\s\-‑]+\Z")
_SIGN_WORD = re.compile(r"(?:\bminus|\bnegative)[\s-]+\Z", re.I)
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
_AGE_AFTER = re.compile(r"[\s-]years?[\s-]olds?\b|[\s-]years?[\s-]of[\s-]age\b", re.I)
_AGED = frozenset(("aged", "ages", "age"))


def digit_amount(text: str, start: int, limit: int) -> Amount | int:
    """The amount whose digits begin at ``start``; where they are no amount, the offset to go on from.

    Example: "-$18.7bn", "16,1 bln tenge", "1.6 million barrels per day", "65 Kazakh tech startups".
    """
    before = text[start - 1 : start]
    money = currency_before(text, start) if before else None
    if money is None and (glued_name(text, start) or (before == "[" and label_end(text, start))):
        if not _SIGN_WORD.search(text, max(0, start - 12), start):
            return _token_end(text, start)
    label = label_end(text, start) if money is None else 0
    if label:
        return label
    numeral: Numeral | None
    if before == "." and (start < 2 or not text[start - 2].isalnum()):
        numeral = leading_point(text, start, limit)
    else:
        numeral = digits(text, start, limit, money is not None)
    if numeral is None:
        return _token_end(text, start)
    after = text[numeral.end : numeral.end + 1]
    currency = money[1] if money else None
    unit = unit_after(text, numeral.end, limit, numeral.mantissa, numeral.scale > 1)
    if after and (after.isalpha() or after == "_") and not (unit and unit.start == numeral.end):
        return _token_end(text, start)
    begin = money[0] if money else numeral.start
    begin, sign = _signed(text, begin, bool(money and money[2]))
    amount = Amount(
        begin, numeral.end, numeral.end, numeral.value, numeral.mantissa, numeral.scale,
        "count", None, None, None, sign, numeral.form, "bare_number",
    )  # fmt: skip
    if currency:
        amount.kind, amount.unit, amount.unit_span = "money", currency, (begin, numeral.start)
        amount.rule = "currency_before"
        if unit and unit.kind == "money":
            amount.unit, amount.unit_span, amount.end = unit.name, (unit.start, unit.end), unit.end
        elif (
            text[numeral.end : numeral.end + 3] == " US"
            and not text[numeral.end + 3 : numeral.end + 4].isalnum()
        ):
            amount.end = numeral.end + 3
    elif unit:
        _take_unit(amount, unit.start, unit.end, unit.name, unit.kind, unit.factor)
    else:
        refused = _settle_bare(text, amount, limit)
        if refused:
            return refused
    if sign == "-":
        amount.value, amount.mantissa = -amount.value, -amount.mantissa
    return amount


def _take_unit(amount: Amount, start: int, end: int, name: str, kind: str, factor: float) -> None:
    amount.kind, amount.unit, amount.unit_span, amount.end = kind, name, (start, end), end
    amount.value = float(round(amount.value * factor, 6)) if factor != 1 else amount.value
    amount.scale *= factor
    amount.rule = {"money": "currency_after", "percent": "percent", "duration": "time_unit"}.get(
        kind, "unit_after"
    )


def _signed(text: str, begin: int, negative: bool) -> tuple[int, str]:
    """(start with the sign taken in, sign): "-", "−", "+", "minus", "negative"."""
    if negative:
        return begin, "-"
    before = text[begin - 1 : begin]
    if before in ("-", "−", "–", "+") and before:
        further = text[begin - 2 : begin - 1]
        if begin < 2 or further.isspace() or further in "([:/":
            if before == "–" and further.isspace() and begin > 1:
                return begin, ""
            if before == "-" and begin > 1 and further.isspace() and text[begin : begin + 1].isspace():
                return begin, ""
            return begin - 1, "+" if before == "+" else "-"
        return begin, ""
    if before.isspace() or before in ("-", "−"):
        found = _SIGN_WORD.search(text, max(0, begin - 12), begin)
        if found:
            return found.start(), "-"
    return begin, ""


def _settle_bare(text: str, amount: Amount, limit: int) -> int:
    """Give a number without unit its counted noun; the offset to go on from where it is a label, else 0.

    Example: "Resolution 2254" and "Boeing 787" are labels, "in 2020" is a year, "14 regions" is a count.
    """
    numeral_start = amount.number_end
    previous = _PREVIOUS.search(text, max(0, amount.start - 24), amount.start)
    word = previous.group(1) if previous else ""
    lower = word.lower()
    whole = amount.form == "integer" and amount.scale == 1
    score = score_end(text, amount.start) if whole else 0
    if score:
        return score
    if (
        whole
        and (lower in NAME_WORDS or (lower in _AGED))
        and not text[amount.start - 1 : amount.start] == "-"
    ):
        return amount.end
    noun = counted_noun(text, amount.end, limit, amount.value)
    year_like = whole and 1000 <= amount.value < 2200 and amount.end - amount.start == 4
    if year_like and (
        noun is None or noun.hyphenated or lower in _YEAR_BEFORE or not text[noun.start].islower()
    ):
        return amount.end
    if (
        whole
        and noun is None
        and word[:1].isupper()
        and lower not in _YEAR_BEFORE
        and not _opens(text, previous)
    ):
        return amount.end
    if noun is not None:
        amount.noun, amount.unit, amount.end = (noun.start, noun.end), noun.name, noun.end
        amount.unit_span, amount.rule = amount.noun, "counted_noun"
        return 0
    rate = per_after(text, amount.end, limit)
    if rate is not None and amount.value:
        amount.end, amount.unit, amount.kind, amount.rule = (
            rate[0],
            "_per_" + rate[1],
            "quantity",
            "bare_rate",
        )
        return 0
    del numeral_start
    return 0


def _opens(text: str, previous: re.Match[str] | None) -> bool:
    """Whether the word before the number opens its sentence, so that its capital says nothing."""
    if previous is None:
        return True
    before = text[max(0, previous.start(1) - 3) : previous.start(1)].rstrip()
    return not before or before[-1] in ".!?:"


def _token_end(text: str, start: int) -> int:
    """Where reading goes on after a number inside a name: the end of the run of characters without a space."""
    end = start
    stop = min(len(text), start + 400)
    while end < stop and not text[end].isspace() and text[end] not in ',;()[]|“”"–—$€£':
        end += 1
    return max(end, start + 1)


def word_amount(text: str, start: int, limit: int) -> Amount | int:
    """The amount spelled out from ``start``: "twenty-five percent", "two countries", "one billion dollars"."""
    numeral = words(text, start, limit)
    if numeral is None:
        return start + 1
    amount = Amount(
        numeral.start, numeral.end, numeral.end, numeral.value, numeral.mantissa, numeral.scale,
        "count", None, None, None, "", "words", "bare_number",
    )  # fmt: skip
    unit = unit_after(text, numeral.end, limit, numeral.mantissa, numeral.scale > 1)
    if unit:
        _take_unit(amount, unit.start, unit.end, unit.name, unit.kind, unit.factor)
        return amount
    noun = counted_noun(text, numeral.end, limit, numeral.value)
    if noun is not None:
        amount.noun, amount.unit, amount.end = (noun.start, noun.end), noun.name, noun.end
        amount.unit_span, amount.rule = amount.noun, "counted_noun"
    return amount


SECOND = re.compile(
    rf"({GAP}(?:[-–—‒−‑]|\bto\b|\band\b|\bor\b){GAP})(?=[-−+$€£¥₸₽A-Z]{{0,4}}{GAP}[0-9.]|[a-z])"
)
_NUMBER_AT = re.compile(r"[-−+]?(?:[A-Z]{0,3}[$€£¥₸₽₹]|[A-Z]{2,3})?[^\S\n\r]{0,2}\.?(?=[0-9])|(?=[a-z])")


def second_amount(text: str, joint_end: int, limit: int) -> Amount | None:
    """The amount right after a joining word or dash, or None."""
    lead = _NUMBER_AT.match(text, joint_end, limit)
    if lead is None:
        return None
    position = lead.end()
    if position >= limit:
        return None
    if text[position].isdigit():
        # A dash that joins two numbers must not be taken for a minus or a name's hyphen.
        if position == joint_end:
            return _plain_amount(text, position, limit)
        amount = digit_amount(text, position, limit)
        return amount if isinstance(amount, Amount) else None
    found = _LETTERS.match(text, position, limit)
    if (
        found
        and found.group() in NUMBER_WORDS
        and NUMBER_WORDS[found.group()][1] in ("cardinal", "tens", "scale")
    ):
        amount = word_amount(text, position, limit)
        return amount if isinstance(amount, Amount) else None
    return None


def _plain_amount(text: str, start: int, limit: int) -> Amount | None:
    numeral = digits(text, start, limit, False)
    if numeral is None:
        return None
    unit = unit_after(text, numeral.end, limit, numeral.mantissa, numeral.scale > 1)
    after = text[numeral.end : numeral.end + 1]
    if after.isalpha() and not (unit and unit.start == numeral.end):
        return None
    amount = Amount(
        numeral.start, numeral.end, numeral.end, numeral.value, numeral.mantissa, numeral.scale,
        "count", None, None, None, "", numeral.form, "bare_number",
    )  # fmt: skip
    if unit:
        _take_unit(amount, unit.start, unit.end, unit.name, unit.kind, unit.factor)
    else:
        noun = counted_noun(text, amount.end, limit, amount.value)
        if noun is not None:
            amount.noun, amount.unit, amount.end = (noun.start, noun.end), noun.name, noun.end
            amount.unit_span, amount.rule = amount.noun, "counted_noun"
    return amount
