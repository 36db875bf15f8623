"""Where an expression of time may be, and its words as tokens of a few classes.

The text is searched once for what every expression of time has in it (a number of four digits, the name of a
month, a unit of time); only the surroundings of those places are cut into tokens. Each token has a class of
one letter, so that the classes of a stretch of text make a string on which the rules are regular expressions.
"""

from __future__ import annotations

import re
from itertools import accumulate, repeat
from typing import TYPE_CHECKING, NamedTuple

from sandyq.reading import periods
from sandyq.reading.lexicon import table

if TYPE_CHECKING:
    from collections.abc import Iterator

BEFORE, AFTER = 36, 24
"""How far (in characters) around its anchor an expression of time may reach."""

CLASSES = {
    "month": "M",
    "month_short": "M",
    "season": "S",
    "season_also_verb": "S",
    "weekday": "W",
    "unit": "U",
    "units": "V",
    "ordinal": "O",
    "cardinal": "N",
    "part": "P",
    "last": "l",
    "past": "g",
    "previous": "v",
    "next": "n",
    "coming": "h",
    "following": "f",
    "this": "t",
    "that": "T",
    "same": "s",
    "earlier": "e",
    "ago": "A",
    "the": "d",
    "a": "a",
    "of": "o",
    "in": "i",
    "on": "@",
    "from": "F",
    "between": "B",
    "to": "R",
    "and": "&",
    "preposition": "p",
    "fiscal": "k",
    "yesterday": "y",
}
"""Class of a row of date_words.csv -> letter. The lexer adds D (1 to 31), Y (year), K (decade), I (a whole
date), Q (quarter or half, "Q1"), X (any other number), r (dash or slash), c (comma), w and C (other words, in
small letters and capitalised), '.' (end of a sentence or block), ( and ) and x (any other mark)."""


class Token(NamedTuple):
    """One word, number or mark: its letter, its place, and what it stands for."""

    letter: str
    start: int
    end: int
    value: str


WORDS = {row["word"]: (CLASSES[row["class"]], row["value"]) for row in table("date_words")}
SHORT_MONTHS = frozenset(row["word"] for row in table("date_words") if row["class"] == "month_short")
_CASED = frozenset(word.lower() for word in WORDS if word[0].isupper())
_MONTHS = sorted((word for word, (letter, _) in WORDS.items() if letter == "M"), key=len, reverse=True)
_WEEKDAYS = [word for word, (letter, _) in WORDS.items() if letter == "W"]


def _anchor() -> re.Pattern[str]:
    """What every absolute time has in it; a set of characters comes first, so that the search skips fast."""
    names: dict[str, list[str]] = {}
    for word in (*_MONTHS, *_WEEKDAYS):
        names.setdefault(word[0], []).append(word[1:])
    spelled = "|".join(f"(?<={first})(?:{'|'.join(rest)})" for first, rest in sorted(names.items()))
    return re.compile(
        rf"[0-9QH{''.join(sorted(names))}]"
        rf"(?:(?<=[0-9])(?:[0-9]{{3}}(?![0-9])|0['’]?s\b)|(?:{spelled})(?![^\W\d_])|(?<=[QH])[1-4](?!\w))"
    )


_ANCHOR = _anchor()
_UNITS = tuple(word for word, (letter, _) in WORDS.items() if letter in "US")
_BESIDE_UNIT = frozenset(
    word for word, (letter, _) in WORDS.items() if letter in "ltnvfsTghdaO" and word not in ("the", "a", "an")
)
_AFTER_UNIT = re.compile(r"\s+(?:ago|earlier|later|before|after)\b|[-–](?:end|start)\b")
_FIRST = re.compile(r"\b[Ff]irst\s[^\W_]+\Z")
"""What makes several months a date: "in the first NINE months"."""
_COUNTED_UNITS = re.compile(r"\b[\w-]+\s(?:days|weeks|months|years|decades)\Z")
"""What "later" and "earlier" may count: "two DAYS later"."""
_PART_BEFORE = re.compile(r"\b(?:half|quarters?|months|end|beginning|start|middle|close) (?:of|in|into) \Z")

_TOKEN = re.compile(
    r"([A-Za-z]+(?=[ ,])|(?! )(?:"  # plain words and spaces, of which there are most, are told first
    r"(?:https?://|www\.)\S{1,500}"  # an address
    r"|[\n\r\u2028\u2029](?:[^\S\n]{0,20}[\n\r\u2028\u2029]|[^\S\n]{0,20}(?=[^\w\s(]))"  # end of a block
    r"|[0-9]{1,20}(?:[.,/:-][0-9]{1,20}){0,6}(?:['’]?[^\W\d_]{1,12})?"
    r"|(?:[QH][1-4]|FY[0-9]{4})(?!\w)"
    rf"|(?:{'|'.join(sorted(SHORT_MONTHS))})\."
    r"|[^\W\d_]+"
    r"|[^\s\w]))"
)
_WORD = re.compile(r"[^\W\d_]+")
_PARTS = re.compile(r"([0-9.,/:-]+)(.*)")
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})(?:-([0-9]{2}))?")
_DOTTED = re.compile(r"([0-9]{1,2})([./])([0-9]{1,2})\2([0-9]{4})")
_YEARS = re.compile(r"([0-9]{4})([-/])([0-9]{4}|[0-9]{2})")
_DAYS = re.compile(r"([0-9]{1,2})-([0-9]{1,2})")
_ORDINAL_SUFFIX = frozenset(("st", "nd", "rd", "th"))
_NOT_BEFORE = "$€£¥₸₽₹₺#№@\\_=&+~^"
EARLIEST, LATEST = 1000, 2199
"""Years outside these are taken for other numbers."""


def zones(text: str) -> Iterator[tuple[int, int]]:
    """The stretches of text around anchors, in order and apart from one another."""
    anchors = [match.span() for match in _ANCHOR.finditer(text)]
    anchors += _units(text)
    anchors.sort()
    start, end = 0, -1
    for low, high in anchors:
        if low - BEFORE <= end:
            end = high + AFTER
            continue
        if end >= 0:
            yield start, end
        start, end = max(0, low - BEFORE), high + AFTER
    if end >= 0:
        yield start, min(end, len(text))


def _units(text: str) -> list[tuple[int, int]]:
    """The units of time (and seasons) that a word beside them may make a date: ``last year``."""
    found: list[tuple[int, int]] = []
    for word in _UNITS:
        length = len(word)
        at = text.find(word)
        while at >= 0:
            end = at + length
            if not text[end : end + 1].isalpha() and _is_beside(text, at, end):
                found.append((at, end))
            at = text.find(word, end)
    for word in ("centuries", "yesterday", "tomorrow", "Yesterday", "Tomorrow"):
        at = text.find(word)
        while at >= 0:
            found.append((at, at + len(word)))
            at = text.find(word, at + len(word))
    for turn in ("s later", "s earlier"):
        at = text.find(turn)
        while at >= 0:
            counted = _COUNTED_UNITS.search(text, max(0, at - 18), at + 1)
            if counted is not None:
                found.append(counted.span())
            at = text.find(turn, at + len(turn))
    at = text.find(" months")
    while at >= 0:
        if _FIRST.search(text, max(0, at - 16), at):
            found.append((at + 1, at + 7))
        at = text.find(" months", at + 7)
    return found


def _is_beside(text: str, at: int, end: int) -> bool:
    """Whether the word before a unit, or what stands after it, may make it a date."""
    before = text[max(0, at - 13) : at]
    last = before.replace("-", " ").replace("–", " ").split()[-1:] if before[-1:] in " -–\n\r\u00a0" else []
    word = last[0].lower() if last else ""
    if word in _BESIDE_UNIT or word[:1].isdigit():
        return True
    if WORDS[text[at:end]][0] == "S":
        return word in ("in", "the", "since", "during", "by")
    if word == "the" and _PART_BEFORE.search(text, max(0, at - 24), at - 4):
        return True
    return _AFTER_UNIT.match(text, end) is not None


def tokens(text: str, start: int, end: int) -> list[Token]:
    """The tokens of ``text[start:end]``; words cut by its ends are left out or made whole."""
    while start > 0 and start < end and (text[start - 1].isalnum() or text[start - 1] in ".,-/"):
        start += 1
    stop = min(len(text), end + 24)
    while 0 < end < stop and text[end].isalnum() and text[end - 1].isalnum():
        end += 1
    # Splitting gives what is between the tokens, a token, what is between, ... in one step.
    parts = _TOKEN.split(text[start:end])
    written = parts[1::2]
    if not written:
        return []
    offsets = list(accumulate(map(len, parts), initial=start))
    letters, values = zip(*map(_classified.__getitem__, written), strict=True)
    laid = zip(letters, offsets[1:-1:2], offsets[2::2], values, strict=True)
    found: list[Token] = list(map(_token, repeat(Token), laid))
    if _NUMBER in letters:
        for at in range(len(letters) - 1, -1, -1):
            if letters[at] == _NUMBER:
                found[at : at + 1] = _number(text, written[at], offsets[2 * at + 1])
    return found


_token = tuple.__new__
"""Makes a Token of a tuple, without the call in between that its own constructor costs."""
_NUMBER = "#"
"""For the time being the letter of a run of digits, of which its surroundings say what it is."""
_MARKS = {",": "c", "/": "r", "(": "(", ")": ")", "[": "(", "]": ")", ".": ".", ";": ".", "!": ".", "?": "."}
_DASHES = frozenset("-–—‒−")


class _Classes(dict[str, tuple[str, str]]):
    """``_classify`` of the words met so far; a look-up costs less than a call."""

    def __missing__(self, written: str) -> tuple[str, str]:
        if len(self) >= _REMEMBERED:
            self.clear()
        found = self[written] = _classify(written)
        return found


_REMEMBERED = 1 << 15
_classified = _Classes()


def _classify(written: str) -> tuple[str, str]:
    """The letter and value of a token, as far as it tells them by itself."""
    first = written[0]
    if "0" <= first <= "9":
        return _NUMBER, written
    if first.isalpha():
        if written.isalpha():
            return _word(written)
        if written[-1] == "." and written[:-1] in SHORT_MONTHS:
            return "M", WORDS[written[:-1]][1]
        if first in "QH":
            return "Q", written
        if first == "F":
            return "Y", written.removeprefix("FY")
    if _WORD.fullmatch(written):
        return _word(written)
    if first in _DASHES:
        return "r", written
    return (".", written) if first in "\n\r\u2028\u2029" else (_MARKS.get(written, "x"), written)


def _word(word: str) -> tuple[str, str]:
    known = WORDS.get(word)
    if known is None and word[0].isupper():
        lowered = word.lower()
        known = WORDS.get(word.capitalize() if lowered in _CASED else lowered)
        if known is not None and lowered in _CASED and len(word) < 5:
            known = None  # "MAY" and "MAR" are not months
    letter, value = known or ("C" if word[0].isupper() else "w", "")
    return letter, value or word


def _number(text: str, written: str, low: int) -> list[Token]:
    """The tokens of one run of digits with its separators: a day, a year, a whole date, two years."""
    if written.isdecimal():
        digits, suffix = written, ""
    else:
        digits, suffix = _PARTS.fullmatch(written).groups()  # type: ignore[union-attr]
    high, stop = low + len(digits), low + len(written)
    before = text[low - 1] if low else " "
    after = text[stop] if stop < len(text) else " "
    if suffix:
        return [_suffixed(digits, suffix, low, stop, high)]
    if before in _NOT_BEFORE or before.isalnum() or after == "%" or after == "°":
        return [Token("X", low, high, digits)]
    if before == "/" and not text[low - 2 : low - 1].isdigit():
        return [Token("X", low, high, digits)]
    if before == "-" and low > 1 and text[low - 2].isalpha() and not _joins(text, low - 1):
        return [Token("X", low, high, digits)]  # "Expo-2017"
    return _plain(digits, low, high)


def _joins(text: str, dash: int) -> bool:
    """Whether the word before a dash is one of time, or a prefix ("mid-2023", "January-2020", "pre-2022")."""
    word = re.search(r"[^\W\d_]{1,12}\Z", text[max(0, dash - 13) : dash])
    return word is not None and (
        word.group() in WORDS
        or word.group().lower() in WORDS
        or word.group().lower() in ("pre", "post", "end")
    )


def _suffixed(digits: str, suffix: str, low: int, high: int, cut: int) -> Token:
    bare = suffix.lstrip("'’")
    if digits.isdigit():
        if bare in _ORDINAL_SUFFIX and len(digits) <= 2:
            return Token("D" if 1 <= int(digits) <= 31 else "O", low, high, digits)
        owns = suffix != bare and int(digits[:4]) >= 2000  # "2020's budget", but "the 1990's"
        year = len(digits) == 4 and EARLIEST <= int(digits) <= LATEST
        if bare == "s" and digits[-1] == "0" and year and not owns:
            return Token("K", low, high, digits)
        if bare == "s" and digits[-1] == "0" and len(digits) == 2 and int(digits) >= 20:
            return Token("K", low, high, "19" + digits)
        if suffix[0] in "'’" and bare == "s" and len(digits) == 4:
            return Token("Y", low, cut, digits)
        if bare in ("H", "Q") and digits in ("1", "2", "3", "4"):
            return Token("Q", low, high, bare + digits)
    return Token("X", low, high, digits)


def _plain(digits: str, low: int, high: int) -> list[Token]:
    if digits.isdigit():
        return [Token(_letter(digits), low, high, digits)]
    if match := _DOTTED.fullmatch(digits):
        day, _, month, year = match.groups()
        return [Token("I", low, high, dotted(int(day), int(month), int(year), match[2]))]
    if match := _YEARS.fullmatch(digits):
        first, mark, second = match.groups()
        if len(second) == 2 and mark == "-" and _is_month(first, second):
            return [Token("I", low, high, periods.point(int(first), int(second)) or "")]
        cut = low + 5
        second = second if len(second) == 4 else first[:2] + second
        return [Token(_letter(first), low, cut - 1, first), Token("r", cut - 1, cut, mark),
                Token(_letter(second), cut, high, second)]  # fmt: skip
    if match := _ISO.fullmatch(digits):
        year, month, day = (int(part) for part in match.groups())
        return [Token("I", low, high, periods.point(year, month, day) or "")]
    if match := _DAYS.fullmatch(digits):
        middle = low + len(match[1])
        return [Token(_letter(match[1]), low, middle, match[1]), Token("r", middle, middle + 1, "-"),
                Token(_letter(match[2]), middle + 1, high, match[2])]  # fmt: skip
    return [Token("X", low, high, digits)]


def _is_month(year: str, second: str) -> bool:
    """Whether ``2023-05`` is a month; ``2018-19`` and ``2005-06`` are two years."""
    return 1 <= int(second) <= 12 and not int(year[2:]) < int(second)


def dotted(day: int, month: int, year: int, mark: str) -> str:
    """The period of ``24.02.2022`` or ``24/02/2022``; empty where there is no such day.

    With slashes both orders are in use: where both would do, only the year is sure.
    """
    if mark == "/" and day <= 12 and month <= 12 and day != month:
        return periods.point(year) or ""
    return periods.point(year, month, day) or periods.point(year, day, month) or ""


def _letter(digits: str) -> str:
    if len(digits) <= 2 and 1 <= int(digits) <= 31:
        return "D"
    if len(digits) == 4 and EARLIEST <= int(digits) <= LATEST:
        return "Y"
    return "X"
