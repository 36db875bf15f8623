"""Numerals and number words to values.

A numeral is read where it starts; its scale ("bn", "million", "hundred thousand") belongs to it, its unit
does not. Nothing here looks to the left.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sandyq.reading.lexicon import table
from sandyq.reading.scan import GAP, NUMBER_WORDS, VULGAR

DIGITS_MAX = 18
"""Longer runs of digits are codes, not amounts."""


@dataclass(slots=True)
class Numeral:
    """One number as written: ``value`` is ``mantissa`` times ``scale``."""

    start: int
    end: int
    mantissa: float
    scale: float
    form: str
    """integer (a bare run of digits), grouped, decimal, words, fraction."""

    @property
    def value(self) -> float:
        """The number in base units, rounded to what was written."""
        return exact(self.mantissa, self.scale)


def exact(mantissa: float, scale: float) -> float:
    """``mantissa * scale`` without the dust of binary fractions (16.1 * 1e9 is 16100000000)."""
    return float(f"{mantissa * scale:.15g}") if scale > 1 else mantissa * scale


SCALES: dict[str, tuple[float, bool]] = {
    row["form"]: (float(row["value"]), bool(row["glued"])) for row in table("scales")
}
"""form -> (value, whether it counts only when glued to the digits or after a currency sign)."""

_NUMERAL = re.compile(
    r"(?P<grouped>[1-9][0-9]{0,2}(?:,[0-9]{3}(?![0-9])){1,8}(?:\.[0-9]{1,12})?"
    r"|[0-9]{1,3}(?:,[0-9]{2}){1,5},[0-9]{3}(?![0-9])"
    r"|[0-9]{1,3}(?:[\u00a0\u202f\u2009\u2007'’][0-9]{3}(?![0-9])){1,8}(?:[.,][0-9]{1,12})?"
    r"|[1-9][0-9]{0,2}(?:\x20[0-9]{3}(?![0-9.,%])){1,8}(?:[.,][0-9]{1,2}(?![0-9]))?)"
    r"|(?P<dotted>[0-9]{1,3}(?:\.[0-9]{3}(?![0-9])){2,8}(?:,[0-9]{1,6})?)"
    r"|(?P<broken>[0-9]{1,3}\.\x20[0-9]{1,2}(?=\s?(?:%|per\x20?cent\b)))"
    r"|(?P<decimal>[0-9]{1,18}\.[0-9]{1,15}|[0-9]{1,6},[0-9]{1,2}(?![0-9])|0,[0-9]{1,6})"
    r"|(?P<integer>[0-9]+)"
)
_RUN = re.compile(r"[0-9]+")
_CONTINUES = frozenset(",./⁄'’- \u00a0\u202f\u2009\u2007×xX") | frozenset(VULGAR) | {"\n", "\t"}
"""What may stand after the first digits of a numeral that is more than a plain integer."""

_NOT_NUMBER = re.compile(r"[\u00a0\u202f\u2009\u2007'’\x20]")
_POWER = re.compile(r"\s?[×xX]\s?10(?:\^?([−-]?[0-9]{1,2})(?![0-9])|([⁻]?[⁰¹²³⁴-⁹]{1,2}))")
_TIMES = frozenset("×xX")
_SUPERSCRIPT = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
_RATIO = re.compile(r"(?:([0-9]{1,3})[\x20-])?([0-9]{1,3})[/⁄]([0-9]{1,3})(?![0-9/⁄])")
_SCALE = re.compile(rf"({GAP}-?)([A-Za-z]{{1,11}})(?![\w])")
_WORD = re.compile(r"[A-Za-z]+")
_JOIN = re.compile(r"(?:[^\S\n\r]{1,3}|[-‑]|[^\S\n\r]?\r?\n[^\S\n\r]{0,4})(and[^\S\n\r]{1,2})?(?=[A-Za-z])")


def digits(text: str, start: int, limit: int, after_sign: bool) -> Numeral | None:
    """The numeral of digits at ``start``; None for codes too long to be amounts.

    ``after_sign`` says that a currency sign stands before it, which lets a lone letter be a scale ("$5 m").
    """
    run = _RUN.match(text, start, limit)
    if run is None:
        return None
    after = text[run.end() : run.end() + 2]
    if after[:1] not in _CONTINUES or (after[0] == " " and not "0" <= after[1:] <= "9"):
        # Most numbers are plain integers; only the others need the whole grammar of numerals.
        if run.end() - start > DIGITS_MAX:
            return None
        return _scaled(text, Numeral(start, run.end(), float(run.group()), 1, "integer"), limit, after_sign)
    ratio = _RATIO.match(text, start, limit) if after[0] in " -/⁄" else None
    if ratio:
        whole, over, under = ratio.groups()
        if int(under) and int(over) < int(under):
            return Numeral(start, ratio.end(), int(whole or 0) + int(over) / int(under), 1, "fraction")
        return None
    found = _NUMERAL.match(text, start, limit)
    if found is None:
        return None
    raw, form = found.group(), str(found.lastgroup)
    end = found.end()
    if len(raw) > DIGITS_MAX + 9 or (form == "integer" and len(raw) > DIGITS_MAX):
        return None
    if form == "grouped":
        plain = _NOT_NUMBER.sub("", raw)
        plain = (
            plain.replace(",", "") if "," in raw and not _NOT_NUMBER.search(raw) else plain.replace(",", ".")
        )
    elif form == "dotted":
        plain, form = raw.replace(".", "").replace(",", "."), "grouped"
    elif form == "broken":
        plain, form = raw.replace(" ", ""), "decimal"
    else:
        plain = raw.replace(",", ".")
    mantissa = float(plain)
    if text[end : end + 1] in VULGAR and end < limit:
        mantissa, end, form = mantissa + VULGAR[text[end]], end + 1, "decimal"
    power = _POWER.match(text, end, limit) if text[end : end + 2].lstrip()[:1] in _TIMES else None
    if power:
        exponent = (power.group(1) or power.group(2).translate(_SUPERSCRIPT)).replace("−", "-")
        return Numeral(start, power.end(), float(f"{mantissa!r}e{exponent}"), 1, "decimal")
    return _scaled(text, Numeral(start, end, mantissa, 1, form), limit, after_sign)


_FRACTION_DIGITS = re.compile(r"[0-9]{1,15}")


def leading_point(text: str, start: int, limit: int) -> Numeral | None:
    """A decimal without its nought (".5 per cent"); ``start`` is its first digit, after the point."""
    found = _FRACTION_DIGITS.match(text, start, limit)
    if found is None:
        return None
    return _scaled(
        text, Numeral(start - 1, found.end(), float("0." + found.group()), 1, "decimal"), limit, False
    )


def _scaled(text: str, numeral: Numeral, limit: int, after_sign: bool) -> Numeral:
    """Take in the scale words that follow, two at most ("5 hundred million")."""
    for _ in range(2):
        found = _SCALE.match(text, numeral.end, limit)
        if found is None:
            break
        gap, word = found.groups()
        scale = SCALES.get(word) or (SCALES.get(word.lower()) if len(word) > 1 else None)
        if scale is None:
            break
        value, glued_only = scale
        if glued_only and not _letter_scale(text, found, bool(gap), after_sign):
            break
        if word.lower() in ("tn", "t") and not after_sign:
            break
        if not gap and len(word) > 1 and word.lower() in ("hundred", "dozen"):
            break
        numeral.scale *= value
        numeral.end = found.end()
        if len(word) < 5 and _ABBREVIATED.match(text, numeral.end, limit):
            numeral.end += 1
    return numeral


_ABBREVIATED = re.compile(r"\.\x20(?=[a-z$€])")
_YEAR_NEXT = re.compile(r"\s?(?:19|20)[0-9]{2}\b")
_AFTER_MILLION = re.compile(r"[^\S\n\r]{1,2}([a-z]+)")
_LENGTH_WORDS = frozenset(
    [
        "long",
        "high",
        "wide",
        "deep",
        "tall",
        "above",
        "below",
        "away",
        "race",
        "dash",
        "sprint",
        "freestyle",
        "hurdles",
    ]
)


def _letter_scale(text: str, found: re.Match[str], spaced: bool, after_sign: bool) -> bool:
    """Whether a lone letter after the digits is a scale: "$4.3M", "25k", "2.7m sales", but "100 m", "5 K"."""
    letter = found.group(2)
    if after_sign:
        return not spaced or letter in "mbMB"
    if letter in "tT":
        return False
    if letter == "m":
        follower = _AFTER_MILLION.match(text, found.end())
        word = follower.group(1) if follower else ""
        return (
            not spaced
            and len(word) > 2
            and word not in _LENGTH_WORDS
            and word.endswith(("s", "ople", "ed", "al"))
        )
    return (not spaced or letter == "B") and not _YEAR_NEXT.match(text, found.end())


def words(text: str, start: int, limit: int) -> Numeral | None:
    """The number spelled out at ``start``: "twenty-five", "two hundred and ten thousand", "three million".

    None where the word there is no cardinal.
    """
    total = group = 0.0
    end = position = start
    last = ""
    scale_seen = last_scale = 0.0
    count = 0
    while count < 12:
        found = _WORD.match(text, position, limit)
        if found is None:
            break
        entry = NUMBER_WORDS.get(found.group().lower())
        if entry is None:
            break
        value, kind, _ = entry
        if kind == "cardinal":
            if last and not (last == "tens" and 0 < value < 10) and last != "scale":
                break
            group += value
        elif kind == "tens":
            if last and last != "scale":
                break
            group += value
        elif kind == "scale":
            last_scale = value
            if not last:
                group = 1
            if value == 100 or value == 12:
                group = (group or 1) * value
            else:
                total += (group or 1) * value if group or not total else 0
                if not group and total:
                    total *= value
                group = 0
                scale_seen = value
        else:
            break
        last, end = kind, found.end()
        count += 1
        joint = _JOIN.match(text, end, limit)
        if joint is None:
            break
        if joint.group(1) and (last != "scale" or _starts_scaled(text, joint.end(), limit, last_scale)):
            break
        position = joint.end()
    if not last:
        return None
    value = total + group
    half = _AND_A_HALF.match(text, end, limit)
    if half:
        value, end = value + 0.5, half.end()
        return _scaled(text, Numeral(start, end, value, 1, "words"), limit, False)
    if scale_seen and value % scale_seen == 0:
        return Numeral(start, end, value / scale_seen, scale_seen, "words")
    return Numeral(start, end, value, 1, "words")


_AND_A_HALF = re.compile(r"[\s-]and[\s-]a[\s-]half\b")


_SCALED_WORD = re.compile(r"[A-Za-z]+[\s-]([a-z]+)")


def _starts_scaled(text: str, position: int, limit: int, scale: float) -> bool:
    """Whether a number with a scale of its own, no larger, starts here ("two hundred and THREE HUNDRED")."""
    found = _SCALED_WORD.match(text, position, limit)
    if found is None:
        return False
    value, kind, _ = NUMBER_WORDS.get(found.group(1), (0.0, "", ""))
    return kind == "scale" and value <= scale
