"""What a series is called, for people: countries, indicators, units and periods in words."""

from __future__ import annotations

from functools import cache

from sandyq.reading import periods
from sandyq.reading.lexicon import table
from sandyq.vocabulary import BLOCS, NOT_NAMED

SCALES = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"), (1e4, "thousand"))
"""From which size on an axis counts in what; ten thousand is the least that is told in thousands."""

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def place(codes: str) -> str:
    """Countries and blocs in words: ``CHN;USA`` is "China and the United States"."""
    named = [_names().get(code, code) for code in codes.split(";")]
    return " and ".join((", ".join(named[:-1]), named[-1])) if len(named) > 1 else named[0]


def title(indicator: str, reporter: str, partner: str, measure: str) -> str:
    """What a series is: "Exports of Kazakhstan to China: change"."""
    row = _indicators().get(indicator)
    if row is None:
        words = f"{indicator.replace('_', ' ').capitalize()} of {place(reporter)}"
        with_whom = f"with {place(partner)}"
    else:
        words = row["title"].format(reporter=place(reporter))
        with_whom = row["partner"].format(partner=place(partner))
    if partner != NOT_NAMED:
        words = f"{words} {with_whom}"
    return words if measure in ("level", _own_measures().get(indicator)) else f"{words}: {measure}"


def scale(unit: str, largest: float) -> tuple[float, str]:
    """What an axis divides its values by, and what it is called: (1e9, "$ billion").

    ``largest`` is the largest magnitude that it shows.
    """
    divisor, word = next(((size, word) for size, word in SCALES if largest >= size), (1.0, ""))
    divisor = 1e3 if word == "thousand" else divisor
    row = _units().get(unit)
    if row is not None and row["before"]:
        return divisor, f"{row['title']} {word}".strip()
    return divisor, f"{word} {plural(unit) if row is None else row['title']}".strip()


def plural(unit: str) -> str:
    """A unit in words, in the plural: ``barrel_per_day`` is "barrels per day"; a code stays as it is."""
    if unit.isupper():
        return unit
    head, per, rest = unit.replace("_", " ").partition(" per ")
    first, _, last = head.rpartition(" ")
    if last.endswith("y") and last[-2:-1] not in "aeiou":
        regular = f"{last[:-1]}ies"
    else:
        regular = f"{last}es" if last.endswith(("s", "x", "ch", "sh")) else f"{last}s"
    many = last if last == "percent" else _plurals().get(last, regular)
    return f"{first} {many}".strip() + per + rest


def period(iso: str) -> str:
    """A period in words: "2022", "May 2023", "14 Jul 2023", "Jan–Sep 2023", "since 2007", "until 2024"."""
    start, slash, end = iso.partition("/")
    if not slash:
        return _point(iso)
    if end == periods.OPEN:
        return f"since {_point(start)}"
    if start == periods.OPEN:
        return f"until {_point(end)}"
    if start[:4] == end[:4] and len(start) == len(end) == len("2023-01"):
        return f"{_MONTHS[int(start[5:7]) - 1]}–{_point(end)}"
    return f"{_point(start)}–{_point(end)}"


def _point(point: str) -> str:
    year, *rest = point.split("-")
    month = f"{_MONTHS[int(rest[0]) - 1]} " if rest else ""
    day = f"{int(rest[1])} " if len(rest) > 1 else ""
    return f"{day}{month}{year}"


@cache
def _names() -> dict[str, str]:
    """The short name of each code; where names are of one length, the first of the alphabet."""
    names: dict[str, str] = {}
    for row in sorted(table("territories"), key=lambda row: (len(row["name"]), row["name"])):
        names.setdefault(row["code"], row["name"])
    return {**names, **BLOCS, **{row["code"]: row["name"] for row in table("code_names")}}


@cache
def _indicators() -> dict[str, dict[str, str]]:
    return {row["indicator"]: row for row in table("indicator_titles")}


@cache
def _own_measures() -> dict[str, str]:
    """Indicators that are a share, a rank or a change by what they are."""
    return {row["indicator"]: row["measure"] for row in table("indicator_traits", ".")}


@cache
def _units() -> dict[str, dict[str, str]]:
    return {row["unit"]: row for row in table("unit_titles")}


@cache
def _plurals() -> dict[str, str]:
    return {row["singular"]: row["plural"] for row in reversed(table("irregular_plurals"))}
