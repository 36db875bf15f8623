"""What a number counts in: currency signs and codes before it; currencies, units and rates after it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sandyq.reading.lexicon import table
from sandyq.reading.scan import GAP


@dataclass(slots=True)
class Unit:
    """One unit found in the text: its span, the reader's name for it, the kind of figure it makes."""

    start: int
    end: int
    name: str
    kind: str
    factor: float = 1.0


SIGNS: dict[str, str] = {row["sign"]: row["currency"] for row in table("currency_signs")}
CODES = frozenset(row["currency"] for row in table("currencies"))
"""ISO 4217 codes of the currencies in use."""

_Entry = tuple[str, str, float]
_SYMBOLS: dict[str, _Entry] = {}
_FORMS: dict[str, list[tuple[tuple[str, ...], _Entry]]] = {}


def _load() -> None:
    for row in table("units"):
        _add(row["form"], (row["unit"], row["kind"], 1.0), bool(row["exact"]))
    for row in table("unit_words"):
        _add(row["form"], (row["unit"], row["kind"], float(row["factor"] or 1)), bool(row["exact"]))
    for name in ("currencies", "currency_words"):
        for row in table(name):
            _add(row["form"], (row["currency"], "money", 1.0), False)
    for entries in _FORMS.values():
        entries.sort(key=lambda entry: -len(entry[0]))


def _add(form: str, entry: _Entry, exact: bool) -> None:
    if exact:
        _SYMBOLS[form] = entry
        return
    words = tuple(form.lower().replace("-", " ").replace(".", "").split())
    entries = _FORMS.setdefault(words[0], [])
    entries[:] = [old for old in entries if old[0] != words]
    entries.append((words, entry))


_load()
DURATIONS = frozenset(
    entry[0] for entries in _FORMS.values() for words, entry in entries if entry[1] == "duration"
)
"""Names of the units of time."""
MEASURES = frozenset(
    entry[0]
    for entries in _FORMS.values()
    for words, entry in entries
    if entry[1] == "quantity" and len(words) == 1 and words[0] == entry[0]
) - {"cent", "degree", "bit", "times", "penny"}
"""Units of one word that may stand after an adjective ("20 additional megawatts")."""

_SIGN_AFTER = re.compile(
    rf"{GAP}(?:(?P<percent>[%٪％])|((?:US|A|C|HK|S|NZ)?\$|[€£₸₽₴₺₹₩₪])(?![\w$€£₸₽]|[^\S\n]?\.?[0-9]))"
)
"""A percent sign, or a currency sign after its number ("300 €", "45 US$"), as much of Europe writes it."""
_TOKEN = re.compile(
    rf"({GAP}(?:[-‑]{GAP})?)((?:[^\W\d_]+/[^\W\d_]+(?:[²³]|[23](?!\w))?|[Ll]/100\x20?km\b|°\s?[CF]\b|°|[″′]|['’](?=[\s,.;)]|\Z)|[^\W\d_]+(?:\.[^\W\d_](?!\w))*(?:[²³]|[23](?!\w))?))"
)
_LENGTH_CUE = re.compile(
    r"\b(?:altitude|elevation|depth|height|length|width|deep|high|long|tall|wide)\b[^.;:'’]*\Z"
)
"""Words that make an apostrophe after a number the mark of feet ("an altitude of 900'")."""
_NEXT_WORD = re.compile(rf"\.?({GAP}-?)([^\W\d_]+[²³]?)")
_PREFIX = re.compile(
    r"(?:(?<![^\W\d_])(?P<code>[A-Z]{3})|(?<![^\W\d_])(?P<word>RM|Rs\.?|Rp|PS|Y=|RMB|Tk)"
    r"|(?P<sign>(?:(?<![^\W\d_])(?:U\.S\.|[A-Z]{2,3}|Can|Mex)[^\S\n\r]?|(?<![^\W\d_])[A-Z])?[$¥￥＄]|\$(?:US|A)|[€£₸₽₴₺₹₩₪₫₱₮₾₼฿₿₦₵₲₡₭៛﷼]))"
    rf"{GAP}(?P<minus>[-−–]?)\Z"
)
_SIGN_ENDS = frozenset("$¥￥＄€£₸₽₴₺₹₩₪₫₱₮₾₼฿₿₦₵₲₡₭៛﷼=.")
_NEVER_BEFORE = frozenset("abcdefghijlmnoqrtuvwxyz,;()")
"""What no sign of a currency ends in: most words before a number, told without a search."""
_NO_DOLLAR = _NEVER_BEFORE - {"n", "x"}
"""What no name of a dollar ends in: "for $5", but "Can $5", "US $5"."""
_ALONE = frozenset("€£₸₽₴₺₹₩₪₫₱₮₾₼฿₿₦₵₲₡₭៛﷼")
"""Signs to which nothing before them belongs."""
_PER = re.compile(rf"[^\S\n\r]?/[^\S\n\r]?|{GAP}(?:(?P<per>per|each|every)|(?P<article>an?))\b{GAP}(?=\w)")
_OF_WHAT = re.compile(rf"{GAP}of(?:{GAP}(?!per\b|an?\b|the\b)[a-z]{{2,14}}){{1,3}}?(?={GAP}(?:per|an?)\b)")
_PER_WORD = re.compile(
    r"(sq\.?\s(?:km|mi|m|ft|miles?)|[^\W\d_]+[²³]?(?:\s(?:kilomet(?:er|re)|met(?:er|re)|mile|foot))?)"
)
_TIMES = frozenset(["second", "minute", "hour", "day", "week", "month", "quarter", "year", "annum", "decade"])
_PER_EXTRA = {
    "annum": "year", "d": "day", "h": "hour", "hr": "hour", "yr": "year", "y": "year", "s": "second",
    "sec": "second",
    "capita": "capita", "person": "person", "head": "capita", "share": "share", "household": "household",
    "inhabitant": "inhabitant", "worker": "worker", "game": "game", "unit": "unit", "quarter": "quarter",
    "sq km": "square_kilometre", "sq mi": "square_mile", "sq mile": "square_mile", "sq miles": "square_mile",
    "sq m": "square_metre", "sq ft": "square_foot", "min": "minute",
    "vehicle": "vehicle", "passenger": "passenger",
}  # fmt: skip


_GLUED = {"C": "celsius", "F": "fahrenheit", "MP": "megapixel"}
"""Symbols that are units only where they touch their number: "a 12MP camera", "a high of 31C"."""
_WARM = re.compile(
    r"\b(?:temperatures?|degrees|heat|highs?|lows?|cold|hot|warm\w*|weather|ovens?)\b[^.;]*\Z|[°CF]\s?\(\Z",
    re.I,
)


def _glued(text: str, token: re.Match[str]) -> Unit | None:
    """A symbol that touches its number; degrees only in talk of warmth or in a conversion."""
    name = _GLUED[token.group(2)]
    if name != "megapixel":
        at = token.start()
        begin = at
        while begin > 0 and (text[begin - 1].isdigit() or text[begin - 1] in ".-−"):
            begin -= 1
            if at - begin > 6:
                return None
        if not _WARM.search(text, max(0, begin - 60), begin):
            return None
    return Unit(token.start(2), token.end(), name, "quantity")


_AFTER_WON = re.compile(r"\s?(?:[,.;:()]|\Z)|\s(?:in|to|for|per|and|on|as|of|at|or)\b")
"""What follows Korea's won; after the verb stands what was won."""
_OVER: dict[str, _Entry] = {
    "A": ("ampere", "quantity", 1.0),
    "J": ("joule", "quantity", 1.0),
    "L": ("litre", "quantity", 1.0),
    "N": ("newton", "quantity", 1.0),
}
"""Symbols that are units only before a stroke ("2 A/cm2"); alone they are letters."""


def currency_before(text: str, start: int) -> tuple[int, str, bool] | None:
    """(start of the sign, currency, negative) of a currency sign or code that ends right before ``start``.

    Example: "US$ 4bn", "KZT 900 million", "$-3bn" (negative), "RM79".
    """
    before = text[start - 1 : start]
    if not before or (
        before not in _SIGN_ENDS and not before.isspace() and not before.isalpha() and before not in "-−–"
    ):
        return None
    if before == " " and text[start - 2 : start - 1] in _NEVER_BEFORE:
        return None
    if before in _ALONE or (
        before == "$" and text[start - 2 : start - 1] == " " and text[start - 3 : start - 2] in _NO_DOLLAR
    ):
        return start - 1, SIGNS[before], False
    found = _PREFIX.search(text, max(0, start - 12), start)
    if found is None:
        return None
    minus = bool(found.group("minus"))
    code = found.group("code")
    if code:
        known = code if code in CODES else SIGNS.get(code)
        return (found.start(), known, minus) if known else None
    sign = found.group("word") or found.group("sign")
    after = found.end("word")  # -1 where it is no word
    if after > 0 and text[after : after + 1].isspace() and sign in ("PS", "Tk"):
        return None
    begin = found.start()
    currency = SIGNS.get(re.sub(r"\s", "", sign))
    if currency is None:
        currency = SIGNS[sign[-1]]
        begin += len(sign) - 1
    return begin, currency, minus


def unit_after(text: str, end: int, limit: int, amount: float, scaled: bool) -> Unit | None:
    """The currency, unit or percent sign right after a number that ends at ``end``.

    ``amount`` and ``scaled`` (whether a scale word was read) settle "pounds", which are money by the million.
    A people's adjective may stand before a currency ("2 billion Tajik somoni").
    """
    sign = _SIGN_AFTER.match(text, end, limit)
    if sign:
        if sign["percent"]:
            return Unit(sign.end() - 1, sign.end(), "percent", "percent")
        return Unit(sign.start(2), sign.end(), SIGNS[sign[2]], "money")
    token = _TOKEN.match(text, end, limit)
    if token is None:
        return None
    word = token.group(2)
    if word in ("'", "’"):
        cued = not token.group(1) and _LENGTH_CUE.search(text, max(0, end - 32), end)
        return Unit(token.start(2), token.end(), "foot", "quantity") if cued else None
    if word in _GLUED and not token.group(1):
        return _glued(text, token)
    if word == "′" and "°" in text[max(0, end - 8) : end]:
        return None  # minutes of arc
    if word == "won" and ((amount < 1000 and not scaled) or not _AFTER_WON.match(text, token.end())):
        return None
    if word == "US":
        named = _longest(text, token, _FORMS["us"], amount, scaled, limit)
        if named is not None:  # "2 billion US dollars"
            return named
        unit = unit_after(text, token.end(), limit, amount, scaled)
        return unit if unit and unit.kind == "quantity" else None
    forms = _FORMS.get(word.lower().replace(".", ""))
    if forms is not None and len(forms[0][0]) > 1:
        unit = _longest(text, token, forms, amount, scaled, limit)
        if unit is not None:
            return unit
    entry = _symbol(text, token, word, bool(token.group(1)))
    if entry is not None:
        return _per(text, Unit(token.start(2), token.end(), *entry), limit)
    if forms is not None:
        return _longest(text, token, forms, amount, scaled, limit)
    if "/" in word:
        return _slashed(token)
    if word.isupper() and word in CODES:
        return Unit(token.start(2), token.end(), word, "money")
    if word[0].isupper():
        noun = _NEXT_WORD.match(text, token.end(), limit)
        entry = _single(noun.group(2)) if noun else None
        if noun and entry and entry[1] == "money" and entry[0] != noun.group(2):
            return Unit(token.start(2), noun.end(), entry[0], "money")
    return None


def _symbol(text: str, token: re.Match[str], word: str, spaced: bool) -> _Entry | None:
    """A unit's short form; a lone letter must touch the number or be one that is written apart (5 W, 3 m)."""
    entry = _SYMBOLS.get(word.replace(" ", ""))
    if entry is None or (len(word) == 1 and spaced and word not in "mtgWVl°″"):
        return None
    if (
        len(word) == 1
        and word.isalpha()
        and spaced
        and text[token.end() : token.end() + 1] in ("'", "’", "-")
    ):
        return None
    return entry


def _longest(
    text: str,
    token: re.Match[str],
    forms: list[tuple[tuple[str, ...], _Entry]],
    amount: float,
    scaled: bool,
    limit: int,
) -> Unit | None:
    ends = [token.end()]
    found_words = [token.group(2).lower().replace(".", "")]
    position = token.end()
    for _ in range(len(forms[0][0]) - 1):  # the longest comes first
        follower = _NEXT_WORD.match(text, position, limit)
        if follower is None:
            break
        found_words.append(follower.group(2).lower())
        position = follower.end()
        ends.append(position)
    read = tuple(found_words)
    for words, (name, kind, factor) in forms:
        size = len(words)
        if read[:size] != words:
            continue
        end = ends[size - 1]
        if name == "pound" and size == 1 and (scaled or amount >= 1e6):
            name, kind = "GBP", "money"
        if kind == "money" or kind == "percent":
            return Unit(token.start(2), end, name, kind, factor)
        return _per(text, Unit(token.start(2), end, name, kind, factor), limit)
    return None


def _slashed(token: re.Match[str]) -> Unit | None:
    """A rate written with a stroke whose two halves are known: bbl/day, t/ha."""
    over, under = token.group(2).split("/", 1)
    entry = _SYMBOLS.get(over) or _single(over) or _OVER.get(over)
    below = _per_name(under)
    if entry is None or below is None or entry[1] in ("money", "percent"):
        return None
    return Unit(token.start(2), token.end(), f"{entry[0]}_per_{below}", "quantity", entry[2])


def _single(word: str) -> _Entry | None:
    for words, entry in _FORMS.get(word.lower(), ()):
        if len(words) == 1:
            return entry
    return None


def _per_name(word: str) -> str | None:
    """The singular of what a rate is per, or None: "day", "tonne", "dL" -> decilitre."""
    exact = _SYMBOLS.get(word)
    if exact is not None and len(word) > 1 and exact[1] == "quantity":
        return exact[0]
    word = word.lower().replace(".", "")
    if word in _PER_EXTRA:
        return _PER_EXTRA[word]
    if word in _TIMES:
        return word
    entry = _SYMBOLS.get(word)
    if entry is None:
        words = tuple(word.split())
        entry = next((e for w, e in _FORMS.get(words[0], ()) if w == words), None)
    return entry[0] if entry is not None and entry[1] in ("quantity", "duration") else None


def per_after(text: str, end: int, limit: int) -> tuple[int, str] | None:
    """(end, name) of a rate's second half right after ``end``: "per day", "a year", "per sq. mile"."""
    joint = _PER.match(text, end, limit)
    if joint is None:
        return None
    word = _PER_WORD.match(text, joint.end(), limit)
    if word is None:
        return None
    name = _per_name(word.group(1))
    stop = word.end()
    if name is None and " " in word.group(1) and "." not in word.group(1):
        first = word.group(1).split()[0]
        name, stop = _per_name(first), word.start() + len(first)
    if name is None or (joint.group("article") and name not in _TIMES):
        return None
    return stop, name


def _per(text: str, unit: Unit, limit: int) -> Unit:
    """The unit with its rate, where one follows: barrels (of crude oil) per day -> barrel_per_day."""
    if unit.kind != "quantity" or unit.name == "times":
        return unit
    rate = per_after(text, unit.end, limit)
    if rate is None:
        of = _OF_WHAT.match(text, unit.end, limit)
        rate = per_after(text, of.end(), limit) if of else None
    if rate is None:
        return unit
    return Unit(unit.start, rate[0], f"{unit.name}_per_{rate[1]}", "quantity", unit.factor)
