"""How far a phrase stands from a figure that may measure it, and what bars it from where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandyq.reading.indicators import NONE, SAME, THING, Hit
from sandyq.reading.slots import CLASSES, CONTEXT, DATE, FIGURE, NAME

if TYPE_CHECKING:
    from sandyq.reading.model import Quantity
    from sandyq.reading.slots import Sentence


_LINKS = frozenset({"of", "in", "worth", "as"})

TELLS = CLASSES["be"] | CLASSES["reach"] | CLASSES["rise"] | CLASSES["fall"] | CLASSES["clause"]

_GROWN = 4
"""So many words at most lead from the economy to its size: "double the economy TO about $90bn"."""

_WITHIN_COUNT = frozenset({"company", "country", "agreement", "project", "investment_project"})

_LABELS = frozenset(
    ["population", "ethnic_groups", "export_partner", "import_partner", "trade_partner", "export", "import"]
)

_PEOPLE = frozenset({None, "person", "people", "inhabitant", "resident", "citizen"})

_RANK_REACH, _LINK_REACH, _BARE_REACH = 9, 8, 2

_RANKING = CONTEXT["ranking"]


def cost_of(line: Sentence, q: int, hit: Hit, concept: str, colon: int) -> tuple[float, str]:
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
    if line.quantities[q].measure == "change" and "as" in gap and "a" not in gap:
        return 99.0  # "fell by 7% AS prices of oil came down"
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
    if line.words[hit.end : hit.end + 1] == ["worth"] and not line.heavy(hit.end + 1, a) and a - hit.end <= 4:
        return 0.15, "subject"  # "68 PROJECTS worth $2bn in the portfolio"
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
            and not any(line.words[j] in TELLS or not line.words[j][0].isalnum() for j in gap)
        )
    return False


def bars(line: Sentence, q: int, hit: Hit, concept: str, rule: str) -> bool:
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
