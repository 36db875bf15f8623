"""The rules for a month, season, weekday or quarter that stands alone, without its year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandyq.reading import periods
from sandyq.reading.date_rules import PART, Calendar, Found, Rule, number, part, rule, run, season_of
from sandyq.reading.date_tokens import SHORT_MONTHS, WORDS

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence

    from sandyq.reading.date_tokens import Token

LONE: list[Rule] = []
_AMBIGUOUS = frozenset(SHORT_MONTHS | {"May", "March"})
_NAMES = frozenset(_AMBIGUOUS | {"April", "June", "August"})


@rule(LONE, "PM", PART + "(?P<m>M)")
def month(tokens: Sequence[Token], match: re.Match[str], calendar: Calendar) -> Found | None:
    """A month without its year: ``in June``, ``late June``, ``the June forum``; not the verb ``may``."""
    index = match.start("m")
    before = tokens[index - 1].letter if index else "."
    after = tokens[match.end()].letter if match.end() < len(tokens) else "."
    timed = before in "ipFBRoP" or (before == "&" and index > 1 and tokens[index - 2].letter == "M")
    word = _spelling(tokens[index])
    if word in _AMBIGUOUS and not timed and not (before == "d" and after == "w"):
        return None
    if word in _NAMES and not timed and (before == "C" or after == "C"):
        return None
    number_of_month = int(tokens[index].value)
    year = calendar.year_for(number_of_month, None, match.start(), match.end())
    return Found(match.start(), match.end(), None if year is None else periods.point(year, number_of_month))


_BY_LENGTH = {(value, len(word)): word for word, (letter, value) in WORDS.items() if letter == "M"}


def _spelling(token: Token) -> str:
    """The month's word as it is written, told by its length."""
    return _BY_LENGTH.get((token.value, token.end - token.start), "")


@rule(LONE, "S", "(?:(?<=[ip])|(?<=[ip]d))(?P<s>S)(?![Co])")
def season_alone(tokens: Sequence[Token], match: re.Match[str], calendar: Calendar) -> Found | None:
    """A season without its year, after a preposition: ``in the autumn``."""
    months = tokens[match.start("s")].value
    year = calendar.year_for(int(months[:2]), None, match.start(), match.end())
    return Found(match.start(), match.end(), season_of(months, year))


@rule(LONE, "W", "(?<=@)W|(?:(?<=[ipFwP])W|W(?=[c.]))(?!C)")
def weekday(tokens: Sequence[Token], match: re.Match[str], calendar: Calendar) -> Found | None:
    """A weekday: ``on Monday``; the last one before the text's own date, or the next where it is to come."""
    way = "next" if calendar.is_to_come(tokens[match.end() - 1].end) else "last"
    return Found(match.start(), match.end(), calendar.weekday(int(tokens[match.start()].value), way))


@rule(LONE, "OD", "(?P<n>O)r?(?P<u>U)(?![oO])")
def part_of_the_year(tokens: Sequence[Token], match: re.Match[str], calendar: Calendar) -> Found | None:
    """A quarter or half of the year that is spoken of: ``in the second quarter``."""
    which, unit = tokens[match.start("n")].value, tokens[match.start("u")].value
    months = part(which, unit, 2000)
    if months is None:
        return None
    year = calendar.year_for(int(months[5:7]), None, match.start(), match.end())
    return Found(match.start(), match.end(), part(which, unit, year))


_SPANNED = frozenset(("in", "In", "during", "During", "For"))


@rule(LONE, "O", "(?P<n>O)(?P<c>[ND])(?P<u>V)(?![oO])")
def months_of_the_year(tokens: Sequence[Token], match: re.Match[str], calendar: Calendar) -> Found | None:
    """The first months of the year that is spoken of: ``in the first nine months``."""
    which, unit = tokens[match.start("n")].value, tokens[match.start("u")].value
    before = tokens[max(0, match.start() - 2) : match.start()]
    if which != "1" or unit != "month" or not any(token.value in _SPANNED for token in before):
        return None
    count = number(tokens, match, "c") or 0
    if not 1 < count < 12:
        return None
    year = calendar.year_for(count, None, match.start(), match.end())
    return Found(match.start(), match.end(), run(which, count, unit, year))
