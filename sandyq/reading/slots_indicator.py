"""Which phrase of the sentence a figure measures.

The candidates are the phrases whose concept can carry a number of this kind at all; which of them it is
follows from where they stand: inside the figure ("12 investment projects"), right after it ("$6 million of
imports"), or before it as what the sentence speaks of ("exports to China reached $5bn").
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sandyq.reading.indicators import NONE, SAME, THING, Hit, resolve
from sandyq.reading.slots import CLASSES, CONTEXT, DATE, FIGURE, NAME, POSSESSIVE, WORD

if TYPE_CHECKING:
    from sandyq.reading.model import Quantity
    from sandyq.reading.slots import Sentence

_LINKS = frozenset({"of", "in", "worth", "as"})
_LEANING = frozenset(
    ["growth", "turnover", "production", "trade", "debt", "deposit", "gap", "sales", "purchases", "attract"]
)
_TELLS = CLASSES["be"] | CLASSES["reach"] | CLASSES["rise"] | CLASSES["fall"] | CLASSES["clause"]
GENERAL = frozenset({"turnover", "sales", "attract"})
"""Concepts of words that mean what was spoken of before."""
_FLOWS = frozenset({"trade", "trade_partner", "export", "import", "export_partner", "import_partner"})
_GROWN = 4
"""So many words at most lead from the economy to its size: "double the economy TO about $90bn"."""
_SOLD_REACH = 6
"""So many words after "sales" lead to the buyer."""
_MADE = frozenset({"oil_production", "gas_production", "uranium_production", "world_supply"})
_MADE_OF = {"world_supply": "uranium_production", "oil_reserves": "oil_production"}
"""What "production" means after talk of something else that comes out of the ground."""
_WITHIN_COUNT = frozenset({"company", "country", "agreement", "project", "investment_project"})
_LABELS = frozenset(
    ["population", "ethnic_groups", "export_partner", "import_partner", "trade_partner", "export", "import"]
)
_PEOPLE = frozenset({None, "person", "people", "inhabitant", "resident", "citizen"})
_STRAIGHT: frozenset[str] = frozenset()
_RANK_REACH, _LINK_REACH, _BARE_REACH = 9, 8, 2
_RANKING = CONTEXT["ranking"]
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
        cost, rule = _cost(line, q, hit, concept, colon)
        if cost >= best[0]:
            continue
        fits, indicator = _resolve(line, q, hit, concept)
        if fits and not _bars(line, q, hit, concept, rule):
            best = (cost, Choice(concept, indicator, hit, rule))
    if best[1] is NOTHING and line.quantities[q].kind == "money" and _put_into(line, q):
        return named(line, q, "invest", "put into")
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
        if line.kinds[j] == FIGURE or not word.isalpha() or word in CLASSES["preposition"] or word in _TELLS:
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
        return previous
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


def _cost(line: Sentence, q: int, hit: Hit, concept: str, colon: int) -> tuple[float, str]:
    """How far a phrase is from figure ``q``, by the rule that would join them; 99 is out of reach."""
    a, b = line.places[q]
    if hit.start < b and hit.end > a:
        # A noun of no indicator gives way to "banned the export of 100 products".
        return 1.6 if concept in (NONE, THING) else 0.0, "within"
    if concept == "gdp" and _part_of(line, hit):
        # "12% of GDP" is a share of something else.
        return (2.5, "after") if hit.start >= b and not line.figure_between(b, hit.start) else (99.0, "")
    if concept == NONE and colon > 0 and hit.start < colon and "(" in line.words[: hit.start]:
        return 99.0, ""
    if hit.start >= b:
        return _after(line, q, hit), "after"
    return _before(line, q, hit, concept, colon)


def _after(line: Sentence, q: int, hit: Hit) -> float:
    """What follows: "$6 million of imports", "a 5% rise in exports", "a $200 million loan"."""
    b = line.places[q][1]
    gap = line.words[b : hit.start]
    dated = "and" in gap and DATE in line.kinds[b : b + gap.index("and")]  # "5% in 2021, and exports ..."
    apart = "and" in gap and (gap[0] not in _LINKS or dated or line.quantities[q].kind == "rank")
    if apart or hit.concept == SAME or line.clause[hit.start] != line.clause[b - 1]:
        return 99.0
    for i in range(b, hit.start):
        if line.kinds[i] == FIGURE and not _duration(line, i):
            return 99.0
        if line.words[i] in (",", ";", ".", ":", "(", ")", "–", "—"):
            return 99.0
    if not CLASSES["be"].isdisjoint(gap):
        # "$5m will be allocated"
        passive = (
            all(word in CLASSES["be"] for word in gap) and line.words[hit.start] in CLASSES["participle"]
        )
        return 0.8 if passive else 99.0
    if line.quantities[q].kind == "rank":
        return 0.4 + 0.1 * len(gap) if len(gap) <= _RANK_REACH else 99.0
    if not gap:
        return 0.2
    if gap[0] in _LINKS or gap[0] in CLASSES["rise"] or gap[0] in CLASSES["fall"] or "of" in gap[:3]:
        return 0.3 + 0.15 * len(gap) if len(gap) <= _LINK_REACH else 99.0
    names = line.kinds[b : hit.start].count(NAME)
    if len(gap) - names <= _BARE_REACH:
        return 1.2 + 0.2 * len(gap)
    return 3.0 + 0.3 * len(gap) if len(gap) <= 5 else 99.0


def _part_of(line: Sentence, hit: Hit) -> bool:
    """Whether a figure and "of" lead to the phrase: "12% of the country's GDP"."""
    for j in range(hit.start - 1, max(-1, hit.start - 5), -1):
        if line.words[j] in ("of", "to"):
            return j > 0 and line.kinds[j - 1] == FIGURE
    return False


def _duration(line: Sentence, token: int) -> bool:
    return any(
        start <= token < end and quantity.kind == "duration"
        for (start, end), quantity in zip(line.places, line.quantities, strict=True)
    )


def _before(line: Sentence, q: int, hit: Hit, concept: str, colon: int) -> tuple[float, str]:
    """What the sentence speaks of: "exports to China reached $5bn"; a record's label reaches all of it."""
    a = line.places[q][0]
    if concept == "invest" and a - hit.end <= 1 and line.words[hit.start] in CLASSES["give"]:
        following = next((other.concept for other in line.hits if other.start >= a), "")
        if following in ("project", "investment_project"):
            return 0.2, "subject"  # "invested $5m in projects"
    cost = 1.0 + 0.1 * (a - hit.end)
    if hit.end <= colon:
        return min(cost, 2.0), "label"
    rule = "subject"
    if line.clause[hit.start] != line.clause[a]:
        cost += 4.0
        rule = "other clause"
        opening = line.clause.index(line.clause[a])
        if line.heavy(opening + 1, a):
            return 99.0, rule
    last = line.places[q - 1][1] if q else -1
    if last >= hit.end:
        rule = "beside"
        cost += 0.5
        lead = line.words[max(0, a - 3) : a]
        if line.heavy(last, a) and "worth" not in lead and lead[-2:] != ["value", "of"]:
            if concept not in _LABELS or line.quantities[q].kind != "percent":
                return 99.0, rule
            cost += 2.0
    if concept == THING and _aside(line, hit):
        return 99.0, rule
    if concept in (NONE, THING):
        cost += 1.5 if rule == "beside" and ")" in line.words[last : last + 1] else 0.3
    return cost, rule


def _aside(line: Sentence, hit: Hit) -> bool:
    """Whether a thing only narrows what is measured before it: "output at the old FIELDS reached 5bcm"."""
    for other in reversed(line.hits):
        if other.end > hit.start or other.concept in (NONE, THING, SAME):
            continue
        gap = range(other.end, hit.start)
        return (
            not line.figure_between(other.end, hit.start)
            and any(line.words[j] in CLASSES["preposition"] for j in gap)
            and not any(line.words[j] in _TELLS or not line.words[j][0].isalnum() for j in gap)
        )
    return False


def _bars(line: Sentence, q: int, hit: Hit, concept: str, rule: str) -> bool:
    """Whether a phrase that would fit by kind cannot be meant from where it stands."""
    quantity = line.quantities[q]
    kind = quantity.kind
    a, b = line.places[q]
    if kind == "count":
        unit_at = quantity.spans.get("unit")
        if concept in _WITHIN_COUNT and quantity.rule == "counted_subject" and unit_at is not None:
            return not line.starts[hit.start] <= unit_at[0] < line.ends[hit.end - 1]
        if concept in _WITHIN_COUNT:
            return rule != "within" and not (rule == "after" and quantity.noun is None)
        return concept == "population" and _not_people(line, quantity, hit, rule)
    if concept == "economy" and kind == "money":
        grown = a - hit.end <= _GROWN and line.words[hit.end : hit.end + 1] == ["to"]
        return not grown and (rule != "after" or hit.start > b)
    if concept == "agreement" and rule not in ("within", "after"):
        # "deals worth $5bn", but not "the deal, which came after $5bn of losses"
        return CLASSES["worth"].isdisjoint(line.words[hit.end : a])
    return kind == "rank" and (rule == "other clause" or (rule == "beside" and not _so_ranked(line, q)))


def _so_ranked(line: Sentence, q: int) -> bool:
    """Whether an amount gives a place: "GDP was $80bn in 2022, which put Georgia in 60th place"."""
    if not q:
        return False
    first, a = line.places[q - 1][1], line.places[q][0]
    return not _RANKING.isdisjoint(line.words[first:a]) and not any(first <= h.start < a for h in line.hits)


def _not_people(line: Sentence, quantity: Quantity, hit: Hit, rule: str) -> bool:
    """Whether a number is not one of all who live somewhere: "300 residents", "a population of 12 camels"."""
    if rule == "within" and hit.end - hit.start == 1 and line.words[hit.start] != "inhabitant":
        return True
    return quantity.unit not in _PEOPLE
