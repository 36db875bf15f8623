"""Whose figure it is, and with whom: reporter and partner.

Each name plays a part in its sentence, which the word before it or its place tells (``role``). What a part
means depends on what is measured: "to" leads to the partner of exports but to the receiver, hence the
reporter, of investment. ``en/role_words.csv`` says so for each family of indicators; the pair of names that
fits best and stands nearest is taken.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sandyq.reading.indicators import plain_table
from sandyq.reading.lexicon import table
from sandyq.reading.slots import CLASSES
from sandyq.reading.slots_roles import PARTS

if TYPE_CHECKING:
    from sandyq.reading.model import Mention, Span
    from sandyq.reading.slots import Sentence

CENTRAL_ASIA = frozenset({"KAZ", "KGZ", "TJK", "TKM", "UZB"})

ORGANISATIONS = frozenset(row["code"] for row in plain_table("organisations"))
"""Codes that lend, give or report, and have no economy of their own."""

_ACTORS = frozenset({"subject", "pair", "giver", "receiver", "agent"})
"""Parts of who the whole sentence is about, figures in between or not."""
_FAR = 2.0
"""Distance tells no more beyond this."""
_NEAREST = 10
"""At most so many names of one sentence are weighed for one figure."""


_OTHER_FLOWS = frozenset({"import", "export"})

_PLAIN = (("reporter", 0.8), ("partner", 0.4))
"""What a part counts for that the table does not weigh; any other preposition counts nothing."""

FAMILY = {row["indicator"]: row["family"] for row in plain_table("indicator_traits")}

_WEIGHTS: dict[tuple[str, str], tuple[tuple[str, float], ...]] = {}
for _row in table("role_words"):
    _key = (_row["family"], _row["role"])
    _WEIGHTS[_key] = (*_WEIGHTS.get(_key, ()), (_row["side"], float(_row["weight"])))


class Parties(NamedTuple):
    """Reporter and partner with the words they came from; None where the sentence names none."""

    reporter: str | None
    partner: str | None
    reporter_at: Span | None
    partner_at: Span | None


NOBODY = Parties(None, None, None, None)


class _Seen(NamedTuple):
    mention: Mention
    role: str
    score: float
    at: int


def lender(line: Sentence) -> Mention | None:
    """The organisation that the sentence speaks of, if it speaks of one."""
    for (mention, _, _), role in zip(line.names, line.roles, strict=True):
        if mention.code in ORGANISATIONS and role in ("subject", "giver", "receiver"):
            return mention
    return None


def lends(line: Sentence, q: int) -> bool:
    """Whether a bank gives an amount that no word calls a loan: "The EIB approved a $9m operation"."""
    a = line.places[q][0]
    return lender(line) is not None and any(word in CLASSES["give"] for word in line.words[max(0, a - 4) : a])


def is_side(mention: Mention) -> bool:
    """Whether a name can be reporter or partner at all."""
    return mention.kind != "person" and bool(mention.code)


def area(line: Sentence, at: Span | None, among_areas: bool = False) -> Span | None:
    """The city or region that a figure is of, where the words for its reporter name one.

    A city that is neither "in" nor "of" stands for its country ("Ankara exported $5bn"), unless the text is
    ``among_areas``: going through cities and regions.
    """
    if at is None:
        return None
    for i, (name, _, _) in enumerate(line.names):
        if (name.start, name.end) == at:
            after = line.words[line.names[i][2] : line.names[i][2] + 1]
            local = name.kind == "region" or (
                name.kind == "city"
                and (among_areas or line.roles[i] in ("in", "of") or (after and after[0] in CLASSES["area"]))
            )
            return at if local else None
    return None


def inhabited(line: Sentence, q: int) -> Span | None:
    """The city or region whose people figure ``q`` counts: the last place named before it.

    Examples: "The capital, Bishkek, has a population of 1 million", "Osh grows; its population is 300,000".
    Not "Kazakhstan, whose capital is Astana, has ...".
    """
    a = line.places[q][0]
    for i in range(len(line.names) - 1, -1, -1):
        name, start, _ = line.names[i]
        if start >= a or name.kind in ("anaphor", "person"):
            continue
        named_by = line.words[start - 1] if start else ""
        local = name.kind in ("city", "region") and named_by not in CLASSES["be"]
        return (name.start, name.end) if local else None
    return None


def parties(line: Sentence, q: int, anchor: Span, family: str) -> Parties:
    """Reporter and partner of figure ``q`` as its sentence tells; its indicator stands at ``anchor``."""
    if not line.names:
        return NOBODY
    seen = _weigh(line, q, anchor, family)
    best: tuple[float, _Seen | None, _Seen | None] = (0.0, None, None)
    for r in [*seen["reporter"], None]:
        for p in [*seen["partner"], None]:
            if r is not None and p is not None and (r.at == p.at or r.mention.code == p.mention.code):
                continue
            score = (r.score if r else 0.0) + (p.score if p else 0.0)
            if score > best[0] + 1e-9:
                best = (score, r, p)
    _, r, p = best
    result = Parties(
        r.mention.code if r else None,
        _joined(line, p) if p else None,
        (r.mention.start, r.mention.end) if r else None,
        (p.mention.start, p.mention.end) if p else None,
    )
    return settle(result, family, r.role if r else "")


def settle(result: Parties, family: str, role: str = "") -> Parties:
    """Put the Central Asian side of a two-sided total first, and part "the two countries" into its two."""
    reporter, partner, at, with_at = result
    if family == "inflow" and reporter is None and partner in CENTRAL_ASIA:
        return Parties(partner, None, with_at, None)
    if not family.startswith("trade"):
        return result
    for code, where in ((reporter, at), (partner, with_at)):
        if code and code.count(";") == 1:
            one, two = code.split(";")
            if two in CENTRAL_ASIA and one not in CENTRAL_ASIA:
                one, two = two, one
            return Parties(one, two, where, where)
    if family == "trade" and partner in CENTRAL_ASIA and reporter not in CENTRAL_ASIA:
        return Parties(partner, reporter, with_at, at)
    return result


def _joined(line: Sentence, seen: _Seen) -> str:
    """Codes of a partner and of those named beside it: "to Russia and China"."""
    codes = [seen.mention.code]
    if seen.role in ("to", "from", "with", "into", "giver"):
        for i in range(seen.at + 1, len(line.names)):
            before, here = line.names[i - 1], line.names[i]
            gap = line.words[before[2] : here[1]]
            if line.roles[i] != seen.role or not gap or any(w not in (",", "and", "the") for w in gap):
                break
            if is_side(here[0]) and here[0].code not in codes:
                codes.append(here[0].code)
    return ";".join(codes[:3])


def _gives(line: Sentence, q: int) -> bool:
    """Whether the subject is where investment comes from: it has a share of it, or is called an investor."""
    a = line.places[q][0]
    told = any(hit.concept == "foreign_investor" and hit.start < a for hit in line.hits)
    return told or line.quantities[q].measure == "share"


def _gap(line: Sentence, start: int, end: int, first: int, last: int) -> tuple[int, bool]:
    """Tokens between a name and a phrase or figure, and whether another figure stands there."""
    if first > end:
        return first - end, line.figure_between(end, first)
    if start > last:
        return start - last, line.figure_between(last, start)
    return 0, False


def _new_clause(line: Sentence, start: int, end: int) -> bool:
    """Whether another clause has begun among these tokens, that of who acts in it."""
    return ";" in line.words[start:end] or line.words[start : start + 1] == ["as"]


def _weigh(line: Sentence, q: int, anchor: Span, family: str) -> dict[str, list[_Seen]]:
    """The names that speak for a side, by side; those that speak against it are left out."""
    a, b = line.places[q]
    clause = line.clause[min(a, len(line.clause) - 1)] if line.clause else 0
    near = list(range(len(line.names)))
    if len(near) > _NEAREST:
        near = sorted(sorted(near, key=lambda i: (abs(line.names[i][1] - a), i))[:_NEAREST])
    local, own = line.items[q], line.followers[q]
    seen: dict[str, list[_Seen]] = {"reporter": [], "partner": []}
    for i in near:
        mention, start, end = line.names[i]
        if not is_side(mention) or (family == "home" and mention.code in ORGANISATIONS):
            continue
        if family == "group" and mention.kind == "demonym" and line.roles[i] not in ("adj", "poss"):
            continue  # "Uzbeks made up 5%": a people of the country spoken of
        role = "item" if i == local and line.roles[i] != "receiver" else line.roles[i]
        if role == "subject" and family == "inflow" and _gives(line, q):
            role = "giver"
        if (
            role == "subject"
            and family == "trade"
            and any(h.concept == "trade_partner" for h in line.hits)
            and "with" not in line.roles
        ):
            role = "with"
        if (
            role == "subject"
            and (family, "to") in _WEIGHTS
            and any(h.concept == "export_partner" and h.start >= end for h in line.hits)
        ):
            role = "to"  # "Japan was the main buyer with $5bn"
        if i != local and (i in line.items or (own is not None and i != own and i in line.followers)):
            continue
        if role == "adj" and family.endswith("_share") and not any(hit.start == end for hit in line.hits):
            role = "subject"  # "Russian goods make up a third of imports"
        gap, between = min(_gap(line, start, end, *anchor), _gap(line, start, end, *line.places[q]))
        other = line.clause[min(start, len(line.clause) - 1)] != clause
        loss = min(0.12 * gap, _FAR) + 2.5 * other + (0.0 if not between else 0.4 if role in _ACTORS else 3.2)
        if (
            start > a
            and "and" in line.words[a : start - 1]
            and any(
                line.words[j] == "and" and line.words[j + 1] in CLASSES["be"] for j in range(a, start - 1)
            )
        ):
            loss += 2.5  # "holds 4% of it and is a friend of Japan"
        if start > b and role == "subject" and family in ("home", "debt") and "," in line.words[b:start]:
            loss += 4.0  # "of the debt of $5bn, JAPAN holds a third"
        if (
            start > b
            and "and" in line.words[b:start]
            and any(
                b <= h.start < start and h.concept in _OTHER_FLOWS and "and" in line.words[b : h.start]
                for h in line.hits
            )
        ):
            loss += 2.5  # "exports made $5m, and imports FROM JAPAN $3m"
        if start > b and role in _ACTORS and _new_clause(line, b, start):
            loss += 4.0  # "inflows came to $5bn; JAPAN invested $2bn", "fell by 5% as JAPANESE firms left"
        if mention.kind in ("city", "region"):
            loss += 0.7
        if i == own:
            loss -= 0.5
        if mention.code in ORGANISATIONS and family in ("loan", "inflow"):
            loss -= 1.5  # banks lend
        for side, weight in _WEIGHTS.get((family, role), _PLAIN if role in PARTS else ()):
            if mention.code in ORGANISATIONS and side == "reporter" and family != "aid":
                continue
            for one in ("reporter", "partner") if side == "either" else (side,):
                value = weight - loss
                if one == "partner" and family in ("home",):
                    continue
                if value > 0:
                    seen[one].append(_Seen(mention, role, value, i))
    return seen
