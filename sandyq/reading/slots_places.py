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
from sandyq.reading.slots import CLASSES, CONTEXT, DATE, FIGURE, NAME, POSSESSIVE, WORD, runs

if TYPE_CHECKING:
    from sandyq.reading.model import Mention, Span
    from sandyq.reading.slots import Sentence

CENTRAL_ASIA = frozenset({"KAZ", "KGZ", "TJK", "TKM", "UZB"})

ORGANISATIONS = frozenset(row["code"] for row in plain_table("organisations"))
"""Codes that lend, give or report, and have no economy of their own."""

_ITEM_GAP = frozenset({"(", ":", "–", "—", "with", "at", "on", "for", "the"})
_FOLLOWS = frozenset({"in", "for", "to", "from"})
_THROUGH = frozenset({"to", "from", "by"})
"""What leads to a country's firm leads to the country: "owed to Turkey's Eximbank"."""
_FAR = 2.0
"""Distance tells no more beyond this."""
_NEAREST = 10
"""At most so many names of one sentence are weighed for one figure."""

_LISTING = frozenset({",", "and", "or", "/", "the", "&"})
_HYPHENS = frozenset({"-", "–", "—", "/", "‑", " – ", " - "})
_SUPERLATIVES = CONTEXT["superlative"]
_SIZES = CONTEXT["size"]

_DEEDS = frozenset({"purchases", "attract"})
"""Concepts of verbs: before them stands who acts."""

_BETWEEN_TWO = frozenset({"trade_partner", "export_partner", "import_partner", "foreign_investor"})
_OTHER_FLOWS = frozenset({"import", "export"})

_NO_NOUN = frozenset().union(
    *(CLASSES[name] for name in ("be", "reach", "give", "receive", "preposition", "reporting"))
)
_PARTS = frozenset({"poss", "adj", "pair", "subject", "giver", "receiver"})
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


def cast(line: Sentence) -> None:
    """Set the part each name plays (poss, adj, pair, share, subject, giver, receiver, or its preposition)

    and for each figure the name that stands before it as in a list.
    """
    if not line.names:
        line.roles, line.items = [], [None] * len(line.places)
        line.followers = line.items
        return
    line.roles = []
    for i, (mention, a, b) in enumerate(line.names):
        line.roles.append(_role(line, i, mention, a, b, line.roles))
    line.items = [_item(line, q) for q in range(len(line.places))]
    if "respectively" in line.words:
        _respectively(line)
    line.followers = [_follower(line, b) for _, b in line.places]


def _role(line: Sentence, i: int, mention: Mention, a: int, b: int, before: list[str]) -> str:
    words, kinds = line.words, line.kinds
    after = words[b] if b < len(words) else ""
    previous = line.names[i - 1] if i else None
    if previous is not None and _hyphen(line.text[previous[0].end : mention.start]):
        before[i - 1] = "pair"
        return "pair"
    if a and kinds[a - 1] == WORD and words[a - 1] in CLASSES["give"]:
        return "receiver"  # "lent Kyrgyzstan $300m"
    if a and words[a - 1] in CONTEXT["owe"]:
        return "lender"  # "owes Japan's Eximbank $300m"
    lead = _preposition(line, a)
    if lead == "between":
        return lead
    if _standard(line, a):
        return "than"
    if lead == "of" and "ahead" in words[max(0, a - 3) : a]:
        return "behind"
    if lead == "by" and a > 1 and "followed" in words[a - 3 : a]:
        return "followed"
    behind = previous is not None and before[i - 1] == "behind" and not line.heavy(previous[2], a)
    if behind:
        return "behind"
    if "share" in words[b : b + 4] or (lead == "of" and _sharing(line, a) and not _flowing(line, b)):
        return "share"
    if (
        previous is not None
        and previous[2] <= a
        and _LISTING.issuperset(words[previous[2] : a])
        and previous[2] < a
    ):
        if after in POSSESSIVE and before[i - 1] in _PARTS:
            return "poss"
        if before[i - 1] in ("subject", "giver", "receiver") and "and" in words[previous[2] : a]:
            before[i - 1] = "pair"
        return before[i - 1]
    if after in POSSESSIVE and previous is not None and _surpassed(line, previous[2], a, b):
        return "than"
    if after == "," and words[b + 1 : b + 2] == ["whose"]:
        return "whose"
    if after in POSSESSIVE and not (lead in _THROUGH and not any(b < h.start < b + 4 for h in line.hits)):
        return "poss"
    if after in CLASSES["source"] and kinds[b] == WORD:
        return "source"  # "by Chinese customs data"
    if lead == "of" and mention.kind == "demonym" and _of_import(line, a):
        return "made"
    if mention.kind == "demonym" and any(
        h.start == b and h.concept in ("import", "export") for h in line.hits
    ):
        return "adj"  # "with Polish exports at $5m"
    if lead:
        follows = b < len(words) and kinds[b] == WORD and _noun_like(after)
        return "adj" if mention.kind == "demonym" and follows and lead in ("of", "by") else lead
    if mention.kind == "demonym" and b < len(words) and kinds[b] == WORD and _noun_like(after):
        return "adj"
    if (
        any(hit.start == b and hit.concept not in _DEEDS for hit in line.hits)
        and after not in CLASSES["receive"]
        and after not in CLASSES["give"]
    ):
        return "adj"
    return _subject(line, b)


def _of_import(line: Sentence, a: int) -> bool:
    """Whether a name is that of the goods bought: "imports of Polish goods"."""
    return any(hit.concept == "import" and hit.end <= a <= hit.end + 2 for hit in line.hits)


def _surpassed(line: Sentence, end: int, a: int, b: int) -> bool:
    """Whether another is the first of what a name stands for: "Iran is ASIA's fourth-largest economy"."""
    follows = line.words[b + 1 : b + 4]
    return (
        not CLASSES["be"].isdisjoint(line.words[end:a])
        and not _SUPERLATIVES.isdisjoint(follows)
        and not any(b < hit.start <= b + 4 and hit.concept in _BETWEEN_TWO for hit in line.hits)
    )


def _flowing(line: Sentence, b: int) -> bool:
    """Whether a name owns the trade that is shared out: "the German share of Uzbek imports"."""
    return any(hit.start == b and hit.concept in ("import", "export", "trade") for hit in line.hits)


def _standard(line: Sentence, a: int) -> bool:
    """Whether a name is only what something is measured by: "less than in Iran", "twice the size of Iran".

    Or by where it is extreme: "one of the lowest in Central Asia".
    """
    words, j = line.words, a
    for j in range(a - 1, max(-1, a - 4), -1):
        if words[j] == "than":
            return True
        if line.kinds[j] != WORD or not (
            words[j] in CLASSES["preposition"] or words[j] in CLASSES["article"]
        ):
            break
    if j > 1 and words[j] in _SUPERLATIVES and "one" in words[max(0, j - 3) : j]:
        return True
    if "of" not in words[max(0, a - 2) : a]:
        return False
    size = [j for j in range(max(1, a - 4), a - 1) if words[j] in _SIZES and "of" in words[j + 1 : a]]
    return bool(size) and FIGURE in line.kinds[max(0, size[0] - 2) : size[0]]


def _sharing(line: Sentence, a: int) -> bool:
    """Whether a name has the share: "the share of Iran in exports", but not "Iran's share of our exports"."""
    words = line.words
    at = next((j for j in range(a - 2, max(-1, a - 4), -1) if words[j] == "share"), -1)
    return at >= 0 and not any(word in POSSESSIVE for word in words[max(0, at - 3) : at])


def _hyphen(gap: str) -> bool:
    return gap in _HYPHENS


def _noun_like(word: str) -> bool:
    return word.isalpha() and word not in _NO_NOUN


def _preposition(line: Sentence, a: int) -> str:
    """The preposition that leads to the name at token ``a``, over articles and one or two adjectives."""
    words = line.words
    for j in range(a - 1, max(-1, a - 4), -1):
        word = words[j]
        if line.kinds[j] == WORD and word in CLASSES["preposition"]:
            return word
        if line.kinds[j] in (FIGURE, NAME, DATE) or not word.isalpha():
            return ""  # "in May Japan ..." is not in Japan
        if word in CLASSES["be"] or word in CLASSES["reach"] or word in CLASSES["clause"]:
            return ""
    return ""


def _subject(line: Sentence, b: int) -> str:
    """Giver or receiver where the verb after a name says so, else plain subject."""
    words = line.words
    for j in range(b, min(len(words), b + 7)):
        word = words[j]
        if line.kinds[j] == FIGURE or word in (";", "."):
            break
        if word in CLASSES["receive"]:
            return "receiver"
        if word in CLASSES["give"]:
            return "giver"
    return "subject"


def _item(line: Sentence, q: int) -> int | None:
    """Index of the name right before a figure or its bracket, as in "Italy 18%", "Turkey ($2bn)"."""
    a = line.places[q][0]
    for i in range(len(line.names) - 1, -1, -1):
        end = line.names[i][2]
        if end <= a:
            gap = line.words[end:a]
            if gap and gap[0] in POSSESSIVE:  # "China's share was 30%, Russia's 29%"
                close = line.words[line.places[q][1] : line.places[q][1] + 1]
                bare = line.quantities[q].kind == "percent" and close in ([], [","], ["and"], [";"], ["."])
                return i if bare and len(gap) == 1 else None
            return i if len(gap) <= 3 and all(word in _ITEM_GAP for word in gap) else None
    return None


def _respectively(line: Sentence) -> None:
    """Pair a run of names with as many figures: "Italy and Iran bought $5m and $3m, respectively"."""
    named = runs([(a, b) for _, a, b in line.names], line)
    for figures in runs(line.places, line):
        if len(figures) < 2 or len({line.quantities[q].unit for q in figures}) > 1:
            continue
        names = next((run for run in named if len(run) == len(figures)), [])
        for q, name in zip(figures, names, strict=False):
            line.items[q] = name


def _follower(line: Sentence, b: int) -> int | None:
    """Index of the name right after a figure that ends at token ``b``, as in "6% in Uzbekistan"."""
    for i, (_, start, _) in enumerate(line.names):
        if start >= b:
            gap = line.words[b:start]
            return i if 1 <= len(gap) <= 2 and gap[0] in _FOLLOWS and gap[1:] in ([], ["the"]) else None
    return None


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
        loss = (
            min(0.12 * gap, _FAR)
            + 2.5 * other
            + (0.0 if not between else 0.4 if role in ("subject", "pair") else 3.2)
        )
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
        if mention.kind in ("city", "region"):
            loss += 0.7
        if i == own:
            loss -= 0.5
        if mention.code in ORGANISATIONS and family in ("loan", "inflow"):
            loss -= 1.5  # banks lend
        for side, weight in _WEIGHTS.get((family, role), _PLAIN if role in _PARTS else ()):
            if mention.code in ORGANISATIONS and side == "reporter":
                continue
            for one in ("reporter", "partner") if side == "either" else (side,):
                value = weight - loss
                if one == "partner" and family in ("home",):
                    continue
                if value > 0:
                    seen[one].append(_Seen(mention, role, value, i))
    return seen
