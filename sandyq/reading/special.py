"""Numbers that are words of another kind: fractions, multiples, places in an order, vague plurals."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sandyq.reading.model import Quantity
from sandyq.reading.nouns import counted_noun, ranked_noun
from sandyq.reading.numbers import SCALES, exact
from sandyq.reading.scan import GAP, NUMBER_WORDS
from sandyq.reading.units import unit_after

if TYPE_CHECKING:
    from sandyq.reading.model import Span

_WORD = re.compile(r"[A-Za-z]+")
_HALF_SCALE = re.compile(
    rf"(?:half|quarter)(?:{GAP}of)?(?:{GAP}-?an?)?[\s-]{{1,3}}(hundred|thousand|million|billion|trillion|dozen)\b",
    re.I,
)
_HALF_UNIT = re.compile(r"half(?:\s(an?)\s|-|\s)", re.I)
_OF = re.compile(
    rf"{GAP}of\b(?!{GAP}(?:[12][0-9]{{3}}|this year|last year|next year|the (?:year|month|week|century)))"
)
_HALF_OF_WHAT = re.compile(rf"{GAP}(?:the|its|their|all|that|his|her)\b(?!{GAP}(?:time|way)\b)")
_PERIOD_HALF = re.compile(
    r"\b(?:first|second|third|fourth|final|latter|last|previous|next|other|this|each|every|same|current|per"
    r"|in an?)"
    r"[\s-]+\Z", re.I,
)  # fmt: skip
_LEANING = re.compile(
    r"\b(?:nearly|almost|about|around|roughly|approximately|over|(?:more|less) than|only|just|by|least|under"
    r"|barely|hardly|scarcely|to|up)"
    r"\s+\Z",
    re.I,
)
_TAKES = re.compile(
    r"\b(?:bought|took|takes?|buys?|owns?|owned|holds?|held|supplie[sd]|supply|made up|makes? up"
    r"|accounts? for|accounted for|received?|receives)\s+\Z",
    re.I,
)
"""Verbs whose object may be a part: "Russia bought a quarter, and France the rest"."""
_ARTICLE = re.compile(r"\b(an?|one)[\s-]{1,2}\Z", re.I)
_DENOMINATOR = re.compile(
    r"[\s-]{1,2}(half|third|fourth|quarter|fifth|sixth|seventh|eighth|ninth|tenth)(s?)\b", re.I
)
_CLOSES = re.compile(
    rf"{GAP}(?:[,.;:)]|\b(?:in|of|the|from|since|over|to|on|between|during|and|compared|year|last|by)\b|\Z)"
)
_COMPARED = re.compile(rf"{GAP}(?:higher|lower|larger|smaller|bigger|more|less|fewer|up|down|above|below)\b")
"""What sets a part against a whole: "a third higher than in May"."""
_IS = re.compile(rf"{GAP}(?:is|are|was|were|has|have|had|went|goes|go|come|came)\b")
_PARTS = {"half": 2, "third": 3, "fourth": 4, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
          "ninth": 9, "tenth": 10}  # fmt: skip


def quantity(
    start: int, end: int, kind: str, value: float | None, unit: str | None, rule: str, measure: str = ""
) -> Quantity:
    """A Quantity with a single value, its meaning still to be settled."""
    return Quantity(start, end, kind, value, None, None, unit, "none", measure, None, rule)


def half_number(text: str, start: int, limit: int) -> Quantity | None:
    """Half or a quarter of a scale or unit. Example: "half a billion dollars", "half a century"."""
    scale = _HALF_SCALE.match(text, start, limit)
    part = 0.5 if text[start] in "hH" else 0.25
    if scale:
        value = exact(part, SCALES[scale.group(1).lower()][0])
        unit = unit_after(text, scale.end(), limit, value, True)
        if unit:
            found = quantity(start, unit.end, unit.kind, value * unit.factor, unit.name, "half_scale")
            found.spans["unit"] = (unit.start, unit.end)
            return found
        noun = counted_noun(text, scale.end(), limit, value)
        found = quantity(
            start,
            noun.end if noun else scale.end(),
            "count",
            value,
            noun.name if noun else None,
            "half_scale",
        )
        found.noun = (noun.start, noun.end) if noun else None
        return found
    lead = _HALF_UNIT.match(text, start, limit) if part == 0.5 else None
    if lead:
        unit = unit_after(text, lead.end() - (0 if text[lead.end() - 1] == "-" else 1), limit, 0.5, False)
        if unit and unit.kind in ("duration", "quantity") and (lead.group(1) or unit.kind == "quantity"):
            return quantity(start, unit.end, unit.kind, 0.5, unit.name, "half_unit")
    return None


def fraction(text: str, start: int, limit: int, word: str) -> Quantity | None:
    """A part of a whole as a percentage. Example: "two-thirds of", "a third", "more than half of exports".

    Halves and quarters of a year are time, and "third parties" is no fraction; both give None.
    """
    value, kind, _ = NUMBER_WORDS[word]
    end = start + len(word)
    article = _ARTICLE.search(text, max(0, start - 6), start)
    begin = article.start() if article else start
    if _PERIOD_HALF.search(text, max(0, begin - 12), begin):
        return None
    of = bool(_OF.match(text, end, limit))
    leaning = bool(_LEANING.search(text, max(0, begin - 16), begin))
    if word == "half":
        if not (of or _HALF_OF_WHAT.match(text, end, limit) or (leaning and _CLOSES.match(text, end, limit))):
            return None
        return quantity(begin if article else start, end, "percent", 50.0, "percent", "fraction")
    if kind == "fraction" and word not in ("quarter",):
        return None  # "thirds" and "quarters" stand after their numerator, which reads them
    if not article or not (
        of
        or _COMPARED.match(text, end, limit)
        or (leaning and (_CLOSES.match(text, end, limit) or _IS.match(text, end, limit)))
        or (_TAKES.search(text, max(0, begin - 16), begin) and _CLOSES.match(text, end, limit))
    ):
        return None
    part = 25.0 if word == "quarter" else round(100 / value, 2)
    return quantity(begin, end, "percent", part, "percent", "fraction")


def numerator(text: str, end: int, limit: int, over: float) -> tuple[int, float] | None:
    """(end, percent) of a denominator after a number word. Example: "two-thirds", "one quarter of"."""
    found = _DENOMINATOR.match(text, end, limit)
    if found is None or over != int(over):
        return None
    under = _PARTS[found.group(1).lower()]
    plural = bool(found.group(2))
    if over >= under or plural != (over > 1):
        return None
    hyphen = found.group()[0] == "-"
    if (
        not hyphen
        and not _OF.match(text, found.end(), limit)
        and not (found.group(1).lower() != "quarter" and _CLOSES.match(text, found.end(), limit))
    ):
        return None
    return found.end(), round(100 * over / under, 2)


_DOUBLE_AFTER = re.compile(
    rf"{GAP}(?:(?:the|its|their|his|in|from|by|since|over|that|what|to|as|between|during|every|year|last|this|on)\b|[,.;:)])|\Z"
)
_DOUBLE_BEFORE = re.compile(
    r"\b(?:to|will|would|could|can|may|more than|nearly|almost|over|should|than)\s+\Z", re.I
)
_LIKE_AFTER = re.compile(
    rf"{GAP}(?:(?:the|its|their|that|what|higher|larger|bigger|faster|greater|those)\b|as [\w-]+ as\b"
    r"|as (?:many|much|often)\b)"
)
_STATE_BEFORE = re.compile(r"\b(?:is|are|was|were|be|been)\s+\Z", re.I)


def multiple(text: str, start: int, limit: int, word: str) -> Quantity | None:
    """A word of multiplication. Example: "trade doubled", "a threefold rise", "twice the level of 2020".

    "double taxation", "twice a year" and reasons that are "twofold" give None.
    """
    value, kind, direction = NUMBER_WORDS[word]
    end = start + len(word)
    if kind == "fold":
        if _STATE_BEFORE.search(text, max(0, start - 8), start):
            return None
    elif kind == "times":
        if not _LIKE_AFTER.match(text, end, limit):
            return None
    elif word in ("double", "triple", "treble", "quadruple", "halve") and not (
        _DOUBLE_AFTER.match(text, end, limit) or _DOUBLE_BEFORE.search(text, max(0, start - 12), start)
    ):
        return None
    if text[end : end + 1] == "-" or text[start - 1 : start] == "-":
        return None
    found = quantity(start, end, "quantity", value, "times", "multiple")
    if direction:
        found.measure, found.direction = "change", direction
        found.spans["direction"] = (start, end)
    return found


_SUPERLATIVE = re.compile(r"[\s-]{1,3}(?:(?:most|least)[\s-]\w+|[a-z]{2,}est)\b", re.I)
_ANNIVERSARY = re.compile(rf"{GAP}anniversary\b", re.I)
_RANKED = re.compile(
    r"\b(?:rank(?:s|ed|ing)?|placed?|places|came|comes|finish(?:ed)?|positioned|position|standing|stands|rated|slipped|rose|moved|climbed)\b"
    r"(?:\s+(?:in|at|as|to|from|the|only|up|down|itself)){0,3}\s+\Z", re.I,
)  # fmt: skip
_PLACE_AFTER = re.compile(rf"{GAP}(?:place|position|spot|rank)\b", re.I)
_PARTNER_AFTER = re.compile(
    rf"{GAP}(?:(?:most{GAP})?(?:important|main|major|key|principal){GAP})?(?:trade|trading|economic|export|import)"
    rf"{GAP}(?:partner|market|destination)\b(?!s)", re.I,
)  # fmt: skip
"""What a country is the third of, though none is called largest: "its third trading partner"."""
_AMONG_PARTNERS = re.compile(
    rf"{GAP}among{GAP}(?:(?:the|all|its|his|[A-Z][\w-]+['’]s?|[A-Z][\w-]+){GAP}){{0,3}}(trad(?:e|ing){GAP}partner)s\b"
)
_WORLD_AFTER = re.compile(rf"{GAP}(?:globally|worldwide|in the world|overall|out of|among)\b", re.I)
_RANK_VERB_NEAR = re.compile(r"\brank(?:s|ed|ing|ings)?\b", re.I)


def rank(text: str, start: int, number_end: int, limit: int, value: float) -> Quantity | None:
    """A place in an order. Example: "second-largest trading partner", "ranked 59th", "third place".

    Plain ordinals ("the second summit", "21st century") give None; an anniversary gives its years.
    """
    if _ANNIVERSARY.match(text, number_end, limit):
        found_end = _ANNIVERSARY.match(text, number_end, limit)
        assert found_end is not None
        return quantity(start, found_end.end(), "duration", value, "year", "anniversary")
    superlative = _SUPERLATIVE.match(text, number_end, limit)
    if superlative:
        noun = ranked_noun(text, superlative.end(), limit)
        return _ranked(start, noun.end if noun else superlative.end(), value, noun.name if noun else None,
                       (noun.start, noun.end) if noun else None, "ordinal_superlative")  # fmt: skip
    named = _PARTNER_AFTER.match(text, number_end, limit) if value > 1 else None
    if named:
        noun = ranked_noun(text, number_end, limit)
        if noun:
            span = (noun.start, noun.end)
            return _ranked(start, noun.end, value, noun.name, span, "ordinal_partner")
    partners = _AMONG_PARTNERS.match(text, number_end, limit)
    if partners and value > 1:
        found = _ranked(start, number_end, value, "trading_partner", None, "ranked_ordinal")
        found.spans["unit"] = partners.span(1)
        return found
    if _RANKED.search(text, max(0, start - 40), start) and text[start - 1 : start] != "-":
        place = _PLACE_AFTER.match(text, number_end, limit)
        return _ranked(start, place.end() if place else number_end, value, None, None, "ranked_ordinal")
    place = _PLACE_AFTER.match(text, number_end, limit)
    if place and value > 1:
        return _ranked(start, place.end(), value, None, None, "ranked_ordinal")
    if _WORLD_AFTER.match(text, number_end, limit) and value > 1:
        return _ranked(start, number_end, value, None, None, "ranked_ordinal")
    return None


def _ranked(start: int, end: int, value: float, unit: str | None, noun: Span | None, rule: str) -> Quantity:
    found = quantity(start, end, "rank", value, unit or "country", rule, "rank")
    found.noun = noun
    if noun:
        found.spans["unit"] = noun
    return found


_TOP = re.compile(r"\btop[\s-]\Z", re.I)


def top(text: str, start: int, number_end: int, limit: int, value: float) -> Quantity | None:
    """The first so many of an order. Example: "the top five buyers", "top-10 donors"; None without "top"."""
    if text[start - 2 : start - 1] not in ("p", "P"):
        return None
    found = _TOP.search(text, max(0, start - 6), start)
    if found is None:
        return None
    noun = counted_noun(text, number_end, limit, value)
    result = _ranked(found.start(), noun.end if noun else number_end, value, noun.name if noun else None,
                     (noun.start, noun.end) if noun else None, "top_n")  # fmt: skip
    result.modifier = "up to"
    result.spans["modifier"] = (found.start(), found.start() + 3)
    return result


_NUMBERED = re.compile(r"\brank(?:s|ed|ing)?\s(?:as\s|at\s)?((?:no|nr)\.?|number|№|#)\s?\Z", re.I)
_NUMBER_SIGN_ENDS = frozenset(".orOR№#")
_ONE_IN = re.compile(r"one\sin\s(?:every\s)?([0-9]{1,3}\b|[a-z]+)\b", re.I)


def one_in(text: str, start: int, limit: int) -> Quantity | None:
    """One of so many as a percentage. Example: "one in five workers" is 20 percent."""
    found = _ONE_IN.match(text, start, limit)
    if found is None:
        return None
    word = found.group(1).lower()
    value, kind, _ = NUMBER_WORDS.get(word, (0.0, "", ""))
    under = float(word) if word.isdecimal() else value if kind in ("cardinal", "tens") else 0.0
    if under < 2:
        return None
    return quantity(start, found.end(), "percent", round(100 / under, 2), "percent", "one_in", "share")


_HASH_AFTER = re.compile(rf"{GAP}(?:(?:in|by|among|worldwide|globally)\b|[,.;)])")


def hash_rank(text: str, start: int, number_end: int, limit: int, value: float) -> Quantity | None:
    """A place written with the number sign. Example: "(#42 in the world)", "ranked No. 3"."""
    before = text[start - 1 : start]
    if before == "#" and _HASH_AFTER.match(text, number_end, limit):
        return _ranked(start - 1, number_end, value, None, None, "number_sign")
    if before in ("#", ".", "№") or (before == " " and text[start - 2 : start - 1] in _NUMBER_SIGN_ENDS):
        sign = _NUMBERED.search(text, max(0, start - 24), start)
        if sign:
            return _ranked(sign.start(1), number_end, value, None, None, "number_sign")
    return None


_VAGUE_OF = re.compile(rf"{GAP}of\b")
_LOWER_WORD = re.compile(rf"{GAP}([a-z]+)")


def vague(text: str, start: int, limit: int, word: str) -> Quantity | None:
    """A plural that names an order of magnitude. Example: "dozens of firms", "tens of millions of dollars".

    The range runs from one to ten of it. Without "of" or a counted noun ("by the thousands") it is None.
    """
    low = NUMBER_WORDS[word][0]
    end = start + len(word)
    for _ in range(2):
        of = _VAGUE_OF.match(text, end, limit)
        if of is None:
            break
        follower = _LOWER_WORD.match(text, of.end(), limit)
        entry = NUMBER_WORDS.get(follower.group(1)) if follower else None
        if follower is None or entry is None or entry[1] != "vague":
            unit = unit_after(text, of.end(), limit, low, True)
            if unit:
                return _vague_range(start, unit.end, low, unit.kind, unit.name, None)
            noun = counted_noun(text, of.end(), limit, low)
            return (
                _vague_range(start, noun.end, low, "count", noun.name, (noun.start, noun.end))
                if noun
                else None
            )
        low, end = exact(low, entry[0]), follower.end()
    return None


def _vague_range(start: int, end: int, low: float, kind: str, unit: str, noun: Span | None) -> Quantity:
    return Quantity(start, end, kind, None, low, low * 10, unit, "none", "", None, "vague_plural", noun)
