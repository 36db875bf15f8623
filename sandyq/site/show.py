"""How values are shown: the same on every page, and again in the script of the tables."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from sandyq import titles
from sandyq.site.wording import words as wording

if TYPE_CHECKING:
    from collections.abc import Mapping

NOTHING = "–"
"""Stands where there is no value."""

SCALES: tuple[tuple[str, float], ...] = (("trillion", 1e12), ("billion", 1e9), ("million", 1e6))
DIGITS = 12
"""Significant digits at most: all that a text gives, and none that floating point adds."""

_NO_BREAK = "\u00a0"
_MINUS = "−"


def plain_number(value: float) -> str:
    """All digits in groups, without an exponent: ``24,500,000,000``."""
    digits = f"{Decimal(f'{value:.{DIGITS}g}'):,f}"
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    return "0" if digits in ("-0", "0") else digits.replace("-", _MINUS)


def number(value: float) -> str:
    """As people read it: ``24.5 billion``."""
    for word, scale in SCALES:
        if abs(value) >= scale:
            return f"{plain_number(value / scale)}{_NO_BREAK}{word}"
    return plain_number(value)


def value(row: Mapping[str, Any]) -> str:
    """The value of a figure or an observation, or both ends of its range."""
    if row["value"] is not None:
        return number(row["value"])
    low = row.get("value_low", row.get("lowest"))
    high = row.get("value_high", row.get("highest"))
    if low is None or high is None:
        return NOTHING
    return f"{number(low)}–{number(high)}"


def words(name: str | None) -> str:
    """A name in snake_case as words."""
    return NOTHING if name is None else name.replace("_", " ")


def indicator(name: str) -> str:
    """The name of an indicator in words: ``fdi_inflow`` is "FDI inflow"."""
    return " ".join(_acronyms().get(word, word) for word in name.split("_"))


@cache
def _acronyms() -> dict[str, str]:
    return {word.lower(): word for word in wording("en")("acronyms").split()}


def title(name: str) -> str:
    """The name of an indicator at the beginning of a line."""
    words_of = indicator(name)
    return words_of[:1].upper() + words_of[1:]


def period(name: str | None) -> str:
    """A period with a dash for its slash: ``2007/..`` is ``2007 –``."""
    if name is None:
        return NOTHING
    return " – ".join("" if end == ".." else end for end in name.split("/")).strip(" ")


@cache
def place(code: str) -> str:
    """The name of a country or a bloc; the code itself where it is neither."""
    return titles.place(code)


def codes(joined: str | None) -> list[str]:
    """Codes that are joined by ';'; none for null and for 'none', which stands for no partner."""
    return [] if joined in (None, "none") else str(joined).split(";")


def places(joined: str | None) -> str:
    """The names of codes that are joined by ';'."""
    return ", ".join(place(code) for code in codes(joined)) or NOTHING


def size(count: int) -> str:
    """Bytes as people read them: ``12.3 kB``."""
    if count < 1000:
        return f"{count}{_NO_BREAK}B"
    if count < 1_000_000:
        return f"{count / 1000:.1f}{_NO_BREAK}kB"
    return f"{count / 1_000_000:,.1f}{_NO_BREAK}MB"
