"""Which phrase of the sentence a figure measures.

The candidates are the phrases whose concept can carry a number of this kind at all; which of them it is
follows from where they stand: inside the figure ("12 investment projects"), right after it ("$6 million of
imports"), or before it as what the sentence speaks of ("exports to China reached $5bn").
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sandyq.reading.indicators import NONE, SAME, Hit, resolve
from sandyq.reading.slots import CLASSES, CONTEXT, FIGURE, NAME, POSSESSIVE, WORD
from sandyq.reading.slots_reach import TELLS, bars, cost_of

if TYPE_CHECKING:
    from sandyq.reading.slots import Sentence

_LEANING = frozenset(
    ["growth", "turnover", "production", "trade", "debt", "deposit", "gap", "sales", "purchases", "attract"]
)
GENERAL = frozenset({"turnover", "sales", "attract"})
"""Concepts of words that mean what was spoken of before."""
_FLOWS = frozenset({"trade", "trade_partner", "export", "import", "export_partner", "import_partner"})
_PARTNER_REACH = 6
"""So many words after a partner's figure lead to what it is: "is the country's third largest partner"."""
_SOLD_REACH = 6
"""So many words after "sales" lead to the buyer."""
_MADE = frozenset({"oil_production", "gas_production", "uranium_production", "world_supply"})
_MADE_OF = {"world_supply": "uranium_production", "oil_reserves": "oil_production"}
"""What "production" means after talk of something else that comes out of the ground."""
_STRAIGHT: frozenset[str] = frozenset()
_REMADE = CONTEXT["remake"]
"""Verbs that leave a railway as long as it was."""
_NEAREST = 8
"""At most so many phrases on either side of a figure are weighed."""


class Choice(NamedTuple):
    """What a figure measures: its indicator, the phrase that says so, and the name of the rule."""

    concept: str | None
    indicator: str | None
    hit: Hit | None
    rule: str


NOTHING = Choice(None, None, None, "")


def choose(line: Sentence, q: int, colon: int, previous: str | None) -> Choice:
    """The phrase that figure ``q`` measures; ``colon`` is the token of a record's colon, else -1.

    ``previous`` is the concept last spoken of, to which "this figure" points. Where nothing fits, NOTHING.
    """
    a = line.places[q][0]
    best: tuple[float, Choice] = (99.0, NOTHING)
    hits = line.hits
    if len(hits) > _NEAREST:
        befores = [hit for hit in hits if hit.start < a]
        hits = befores[-_NEAREST:] + hits[len(befores) : len(befores) + _NEAREST]
    for hit in hits:
        concept = _concept(line, hit, previous)
        if concept is None:
            continue
        cost, rule = cost_of(line, q, hit, concept, colon)
        if cost >= best[0]:
            continue
        fits, indicator = _resolve(line, q, hit, concept)
        if fits and not bars(line, q, hit, concept, rule):
            best = (cost, Choice(concept, indicator, hit, rule))
    if best[1] is NOTHING and line.quantities[q].kind == "money" and _put_into(line, q):
        return named(line, q, "invest", "put into")
    if best[1] is NOTHING and (partner := _partnered(line, q)) is not None:
        return named(line, q, partner, "subject")
    if best[1] is NOTHING and previous is not None and _continues(line, q):
        fits, indicator = _resolve(line, q, Hit(a, a, previous), previous)
        if fits:
            return Choice(previous, indicator, None, "continued")
    return best[1]


def named(line: Sentence, q: int, concept: str, rule: str) -> Choice:
    """Figure ``q`` as one of a concept that its sentence does not name; NOTHING where that cannot be."""
    a = line.places[q][0]
    fits, indicator = _resolve(line, q, Hit(a, a, concept), concept)
    return Choice(concept, indicator, None, rule) if fits else NOTHING


_DEFICIT, _SURPLUS = CONTEXT["deficit"], CONTEXT["surplus"]


def in_deficit(line: Sentence, q: int) -> bool:
    """Whether what is said of a balance is that it is negative: "a deficit of $2bn", "a $2bn trade gap"."""
    a, b = line.places[q]
    for word in line.words[b : b + 3]:
        if not word.isalpha() or word in CLASSES["preposition"] or word in CLASSES["be"]:
            break
        if word in _DEFICIT or word in _SURPLUS:
            return word in _DEFICIT
    for word in reversed(line.words[:a]):
        if word in _DEFICIT or word in _SURPLUS:
            return word in _DEFICIT
    return False


def per_head(line: Sentence, q: int) -> bool:
    """Whether an amount is each person's: "or $3,000 per capita"."""
    b = line.places[q][1]
    return line.words[b : b + 2] in (["per", "capita"], ["per", "head"], ["per", "person"])


_WORKS = CONTEXT["works"]
_BUILT_REACH = 4


def built(line: Sentence, q: int) -> bool:
    """Whether an amount stands before the one thing that it builds: "a $90 million cement plant"."""
    a, b = line.places[q]
    if not a or not (line.words[a - 1] in CLASSES["article"] or line.words[a - 1] in POSSESSIVE):
        return False
    for j in range(b, min(b + _BUILT_REACH, len(line.words))):
        word = line.words[j]
        if line.kinds[j] == FIGURE or not word.isalpha() or word in CLASSES["preposition"] or word in TELLS:
            return False
        if word in _WORKS:
            return not line.text[line.starts[j] : line.ends[j]].lower().endswith("s")
    return False


def _put_into(line: Sentence, q: int) -> bool:
    """Whether money goes into something: "has PUT $5bn INTO mines"."""
    a, b = line.places[q]
    return line.words[b : b + 1] == ["into"] and any(
        word in CONTEXT["put"] and not line.heavy(j + 1, a)
        for j, word in enumerate(line.words[max(0, a - 4) : a], max(0, a - 4))
    )


def _partnered(line: Sentence, q: int) -> str | None:
    """What makes a country a partner whose figure stands beside it: "Iran, WITH $2bn, IS the first BUYER"."""
    a, b = line.places[q]
    led = line.words[a - 2 : a] == [",", "with"] and any(end == a - 2 for _, _, end in line.names)
    if not led or line.words[b : b + 1] != [","]:
        return None
    hit = next((hit for hit in line.hits if hit.start > b), None)
    if hit is None or hit.concept not in _FLOWS or hit.start - b > _PARTNER_REACH:
        return None
    is_so = line.words[b + 1 : b + 2] and line.words[b + 1] in CLASSES["be"]
    return hit.concept if is_so else None


def _continues(line: Sentence, q: int) -> bool:
    """Whether nothing is named before a figure but countries: "Turkey came second with $5bn"."""
    a = line.places[q][0]
    acts = (CLASSES["receive"] | CLASSES["give"]) - CONTEXT["put"]
    return (
        line.quantities[q].kind in ("money", "percent")
        and bool(line.names)
        and not line.heavy(0, a)
        and acts.isdisjoint(line.words[:a])
        and not any(hit.start < a for hit in line.hits)
        and line.words[line.places[q][1] : line.places[q][1] + 1] != ["of"]
    )


def _concept(line: Sentence, hit: Hit, previous: str | None) -> str | None:
    if hit.concept == SAME:
        return _own_subject(line, hit) or previous
    if (
        hit.concept == "invest"
        and previous in ("fdi", "foreign_investor")
        and line.words[max(0, hit.start - 1)] in ("the", "this", "these", "such")
    ):
        # "the investment" after talk of direct investment is that investment.
        return previous
    if hit.concept == "invest":
        earlier = [
            h.concept for h in line.hits if h.end <= hit.start and h.concept in ("fdi", "foreign_investor")
        ]
        if earlier and line.words[hit.start] in CLASSES["give"]:
            return "fdi"  # "direct investment made $5bn; Japan invested $1bn"
        if earlier and line.words[hit.start - 1] in ("of", "in", "(", "the", "this"):
            return "fdi"
    if hit.concept in _LEANING:
        return _leaning(line, hit, previous)
    if hit.concept == "project" and previous == "investment_project":
        return previous
    return hit.concept


def _own_subject(line: Sentence, hit: Hit) -> str | None:
    """What the clause itself names before "a peak of" and the like: "inflation fell FROM A PEAK of 21%"."""
    if line.words[hit.end - 1] != "of":
        return None
    for other in reversed(line.hits):
        if other.end > hit.start:
            continue
        same_clause = line.clause[other.start] == line.clause[hit.start]
        told = same_clause and not line.figure_between(other.end, hit.start)
        return other.concept if told and other.concept not in (NONE, SAME, *GENERAL, *_LEANING) else None
    return None


def _leaning(line: Sentence, hit: Hit, previous: str | None) -> str | None:
    """What a general word means after what was spoken of: growth (of the economy), turnover (of trade)."""
    before = hit.start - 1
    if hit.concept == "growth":
        while before >= 0 and line.kinds[before] == WORD and line.words[before] in CLASSES["pace"]:
            before -= 1
        paced = before < hit.start - 1 or line.words[hit.start] in CLASSES["pace"]
        bare = (
            before < 0
            or paced
            or (
                line.kinds[before] == WORD
                and (line.words[before] in CLASSES["reporting"] or not line.heavy(before, before + 1))
            )
        )
        alone = all(other.end != hit.start for other in line.hits)
        spoken = previous in (None, "gdp", "gdp_growth", "economy") or any(
            tag.tag == "forecast" for tag in line.tags
        )
        return "gdp_growth" if bare and alone and spoken else None
    if hit.concept == "turnover":
        trading = previous in _FLOWS or any(other.concept in _FLOWS for other in line.hits)
        others = any(other.concept in (NONE, "company") for other in line.hits)
        return "trade" if trading or (line.names and not others) else NONE
    if hit.concept == "gap":
        told = {other.concept for other in line.hits if other.end <= hit.start} | {previous}
        if "current_account" in told:
            return "current_account"
        return "balance" if told & {"trade", "export", "import", "balance"} else NONE
    if hit.concept in ("sales", "purchases"):
        return _sold(line, hit, previous)
    if hit.concept == "attract":
        if previous in ("fdi", "foreign_investor"):
            return "fdi"
        return "invest" if previous in ("invest", "foreign_investment") else None
    if hit.concept == "deposit":
        mined = any(tag.near and tag.tag in ("oil", "gas", "uranium") for tag in line.tags)
        return "reserves" if mined else NONE
    if hit.concept == "debt":
        end = hit.end
        owed = (
            line.words[end : end + 1] == ["to"] and end + 1 < len(line.kinds) and line.kinds[end + 1] == NAME
        )
        return "external_debt" if owed else "debt"
    if hit.concept == "production" and not any(
        tag.near and (hit.start <= tag.start < hit.end or _near(line, tag.start, tag.end, hit))
        for tag in line.tags
    ):
        return (
            _MADE_OF.get(previous or "", previous)
            if previous in _MADE or previous in _MADE_OF
            else "production"
        )
    if hit.concept == "trade" and hit.end - hit.start == 1 and not CLASSES["sector"].isdisjoint(line.words):
        # "construction (13%) and trade (9%)": the branch of the economy
        return (
            NONE
            if line.words[hit.start - 1] in (",", "and", "by") and line.kinds[hit.start - 1] == WORD
            else "trade"
        )
    return hit.concept


def _sold(line: Sentence, hit: Hit, previous: str | None) -> str | None:
    """What is sold over a border: "deliveries to Japan", "sales of Polish goods", or in talk of trade.

    Other sales are measured, but by no indicator; other deliveries and purchases are no measure at all.
    """
    words = line.words
    for mention, start, end in line.names:
        if not hit.end < start <= hit.end + _SOLD_REACH or not mention.code:
            continue
        lead = next((w for w in reversed(words[hit.end : start]) if w not in CLASSES["article"]), "")
        if lead == "from":
            return "import"
        if hit.concept == "sales" and (
            lead == "to"
            or (lead == "of" and mention.kind == "demonym" and line.kinds[end : end + 1] == [WORD])
        ):
            return "export"
    if hit.concept == "sales" and previous in _FLOWS:
        return "export"
    return NONE if words[hit.start] in ("sale", "sales") else None


def _resolve(line: Sentence, q: int, hit: Hit, concept: str) -> tuple[bool, str | None]:
    quantity = line.quantities[q]
    unit = quantity.unit if quantity.kind == "quantity" else None
    if concept == "rail" and not _REMADE.isdisjoint(
        line.words[max(0, line.places[q][0] - 3) : line.places[q][0]]
    ):
        return True, None  # "repair 900 km of track"
    return resolve(concept, bent(line, q, hit), quantity.kind, measure(line, q), unit)


def measure(line: Sentence, q: int) -> str:
    """The measure of figure ``q``; "20% of all imports" is a share, whatever verb leads to it."""
    quantity = line.quantities[q]
    if quantity.kind != "percent":
        return quantity.measure
    b = line.places[q][1]
    if quantity.unit == "percent" and quantity.measure != "target":
        if line.words[b : b + 1] == ["of"]:
            return "share"
        a = line.places[q][0]
        near = line.words[max(0, a - 4) : a]
        if "up" in near:
            led = [word for word in near if word not in CLASSES["function"] or word == "up"]
            if led[-1] == "up" and len(led) > 1 and led[-2] in ("make", "made", "makes", "making"):
                return "share"
    return quantity.measure


def bent(line: Sentence, q: int, hit: Hit) -> frozenset[str]:
    """The tags that hold for a phrase as the measure of figure ``q``."""
    a, b = line.places[q]
    found: set[str] = set()
    if line.words[b : b + 1] == ["of"]:
        follow = line.words[b : b + 6]
        if "gdp" in follow or "gross" in follow:
            found.add("gdp")
    for tag in line.tags:
        if tag.near:
            if (
                hit.start <= tag.start < hit.end
                or _near(line, tag.start, tag.end, hit)
                or (a <= tag.start < b and hit.concept == "production")  # "produced 5 barrels of oil a day"
                or (hit.concept == "world_supply" and line.clause[tag.start] == line.clause[a])
                or (b <= tag.start and _near(line, tag.start, tag.end, Hit(a, b, "")))
            ):
                found.add(tag.tag)
        elif tag.tag in found:
            continue
        elif tag.tag == "forecast":
            if _foretold(line, tag.start, q):
                found.add(tag.tag)
        elif line.clause[tag.start] == line.clause[a] and (tag.tag != "pledge" or tag.start < b + 5):
            found.add(tag.tag)
    return frozenset(found) if found else _STRAIGHT


def _near(line: Sentence, start: int, end: int, hit: Hit) -> bool:
    if end <= hit.start:
        gap = range(end, hit.start)
        reach = 3
    else:
        gap = range(hit.end, start)
        reach = 4
    return len(gap) <= reach and all(
        line.kinds[i] != FIGURE and line.words[i] not in (",", ";", ":", "(") for i in gap
    )


def _foretold(line: Sentence, at: int, q: int) -> bool:
    """Whether a word of forecasting at token ``at`` reaches figure ``q``: leads it, or ends the sentence."""
    start = line.places[q][0]
    if at < start:
        return True
    return not any(a > at for a, _ in line.places) and line.clause[at] == line.clause[start]
