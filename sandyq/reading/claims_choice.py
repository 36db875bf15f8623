"""What a figure measures, in its sentence or after the figures before it.

A figure without a word of its own may be that of the one before in other words ("9bn tenge ($20m)"), its
growth ("$8bn, an increase of 48%"), or what it is compared with ("4.1%, against 6% a year before").
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandyq.reading.slots import CLASSES, FIGURE, NAME
from sandyq.reading.slots_indicator import GENERAL, NOTHING, Choice, built, choose, named, per_head
from sandyq.reading.slots_places import ORGANISATIONS, lender, lends
from sandyq.reading.slots_topic import among, foretold, listed_people, mined, pronoun, restated, runs_on

if TYPE_CHECKING:
    from sandyq.reading.slots import Sentence
    from sandyq.reading.slots_scene import Claim, Scene


_POINTED = 6
"""So many words may lead to a figure that is told of "that"."""

_BESIDE = (["compared", "to"], ["compared", "with"], ["up", "from"], ["down", "from"], ["relative", "to"])

_PEOPLES = "population_share"

_RUN_ON = frozenset({"pronoun", "run on"})
"""Rules that give what is measured without a word beside the figure; the next in its list gets the same."""


def choice_of(line: Sentence, q: int, colon: int, scene: Scene, host: Claim | None) -> tuple[Choice, bool]:
    """What figure ``q`` measures, and whether all its slots are those of the figure before it."""
    quantity = line.quantities[q]
    if host is not None:
        if quantity.kind == "money" and host.quantity.kind == "money":
            return host.choice._replace(rule="conversion"), True
        if quantity.measure == "change" and _closed(line, q) and host.choice.concept:
            return host.choice._replace(rule="bracket"), True
    if scene.done and quantity.measure == "change" and _apposed(line, q) and scene.done[-1].choice.concept:
        return scene.done[-1].choice._replace(rule="apposition"), True
    if (
        q
        and line.quantities[q - 1].unit == quantity.unit
        and _set_beside(line, q)
        and scene.done[-1].choice.concept
    ):
        return scene.done[-1].choice._replace(rule="set beside"), False
    last = scene.last
    recent = last is not None and scene.recent(last.block)
    if last is not None and last.block == scene.block and _pointed(line, q) and quantity.measure == "change":
        return last.choice._replace(rule="pointed", hit=None), True
    concept = last.choice.concept if last is not None and recent else None
    if scene.done and quantity.kind == "count" and quantity.rule == "unit_of_neighbour":
        counted = next((c for c in reversed(scene.done) if c.quantity.kind == "count"), scene.done[-1])
        return counted.choice._replace(rule="shared noun", hit=None), False
    if concept is None and any(hit.concept in GENERAL for hit in line.hits):
        choice = choose(line, q, colon, scene.spoken(line) or scene.traded())
    else:
        choice = choose(line, q, colon, concept)
    if scene.done and scene.done[-1].choice.indicator == _PEOPLES and listed_people(line, q):
        return scene.done[-1].choice._replace(rule="listed"), False
    if choice.concept in ("gdp", "economy") and quantity.kind == "money" and per_head(line, q):
        return choice._replace(indicator="gdp_per_capita"), False
    if (
        choice.concept == "cost"
        and choice.indicator is None
        and quantity.kind == "money"
        and scene.works(line)
    ):
        return choice._replace(concept="one_project", indicator="project_cost"), False
    if choice.concept == "pledge" and quantity.kind == "money" and _lent(line, scene):
        return choice._replace(concept="loan", indicator="loan"), False
    if quantity.kind == "money" and choice is NOTHING and lends(line, q):
        return Choice("loan", "loan", None, "lender"), False
    if quantity.kind == "money" and (choice is NOTHING or choice.concept == "project") and built(line, q):
        return Choice("one_project", "project_cost", None, "built"), False
    goods = None
    if choice is NOTHING and quantity.kind == "quantity":
        goods = mined(scene.doc, line, q, scene.doc.blocks[scene.block].start)
    if goods is not None and (found := named(line, q, goods, "sentence before")) is not NOTHING:
        return found, False
    if _open(choice) and quantity.kind in ("money", "percent", "quantity"):
        topic, rule = None, ""
        if scene.done and restated(line, q):
            topic, rule = scene.done[-1].choice.concept, "restated"
        elif scene.done and among(line, q):
            topic, rule = scene.done[-1].choice.concept, "among"
        elif foretold(line, q, concept):
            topic, rule = "gdp_growth", "foretold"
        elif pronoun(line, q):
            topic, rule = scene.topic(line), "pronoun"
        elif scene.done and _same_unit(line, q):
            topic, rule = scene.done[-1].choice.concept, "same unit"
        elif scene.done and scene.done[-1].choice.rule in _RUN_ON and runs_on(line, q):
            return scene.done[-1].choice._replace(rule="run on"), False
        elif scene.done and scene.done[-1].choice.concept and _of_gdp_elsewhere(line, q):
            return scene.done[-1].choice._replace(rule="run on", hit=None), False
        found = named(line, q, topic, rule) if topic is not None else NOTHING
        return (found, False) if found is not NOTHING else (choice, False)
    return choice, False


def _lent(line: Sentence, scene: Scene) -> bool:
    """Whether what is committed is lent: by a bank, or in the portfolio that the paragraph tells of."""
    if lender(line) is not None:
        return True
    last = scene.last
    return last is not None and last.block == scene.block and last.parties.partner in ORGANISATIONS


def _same_unit(line: Sentence, q: int) -> bool:
    """Whether an amount is in the tonnes of the one before it, and nothing else is named between."""
    before, quantity = line.quantities[q - 1], line.quantities[q]
    end, a = line.places[q - 1][1], line.places[q][0]
    return (
        quantity.kind == before.kind == "quantity"
        and quantity.unit == before.unit
        and quantity.unit != "times"
        and not any(end <= hit.start < a for hit in line.hits)
    )


def _of_gdp_elsewhere(line: Sentence, q: int) -> bool:
    """Whether a percentage is a share of another's GDP: "5% of GDP in Iran and 6% IN IRAQ"."""
    first, a = line.places[q - 1][1], line.places[q][0]
    return (
        line.quantities[q].unit == line.quantities[q - 1].unit == "percent"
        and line.followers[q] is not None
        and line.followers[q - 1 : q] != [line.followers[q]]
        and all(hit.concept == "gdp" for hit in line.hits if first <= hit.start < a)
        and not line.heavy(next((h.end for h in line.hits if first <= h.start < a), first), a)
    )


def _open(choice: Choice) -> bool:
    """Whether a sentence does not say what its figure is, or only that it is a share of the whole economy."""
    return choice is NOTHING or (choice.concept == "gdp" and choice.indicator is None)


def _set_beside(line: Sentence, q: int) -> bool:
    """Whether a figure is only what the one before it is compared with: "4.1%, against 6% a year before"."""
    a, end = line.places[q][0], line.places[q - 1][1]
    if line.words[end : end + 1] == ["of"]:  # "20 percent OF Iran's GDP in 2020, from 30 percent in 2010"
        end = next((hit.end for hit in line.hits if hit.concept == "gdp" and end < hit.start <= end + 4), end)
    lead = [word for word in line.words[max(end, a - 4) : a] if word not in CLASSES["article"]]
    compared = lead[-1:] and (lead[-1] in CLASSES["compare"] or lead[-2:] in _BESIDE)
    b = line.places[q][1]
    stop = b
    while stop < min(b + 5, len(line.words)) and line.words[stop].isalpha() and line.kinds[stop] != FIGURE:
        stop += 1
    return (
        bool(compared)
        and NAME not in line.kinds[end:a]
        and not any(end <= hit.start < a or b <= hit.start < stop for hit in line.hits)
    )


def _pointed(line: Sentence, q: int) -> bool:
    """Whether a sentence says of the figure before it how it changed: "That is 5 percent more than ..."."""
    a = line.places[q][0]
    be = CLASSES["be"]
    return (
        q == 0
        and a <= _POINTED
        and line.words[:1] in (["that"], ["this"], ["it"], ["which"])
        and any(word in be or word in CLASSES["reach"] for word in line.words[1:a])
        and not line.heavy(1, a)
        and NAME not in line.kinds[1:a]
        and not any(1 <= hit.start < a for hit in line.hits)
    )


def _apposed(line: Sentence, q: int) -> bool:
    """Whether a growth is that of the figure before it: "$16bn worth of goods, an increase of 5 percent".

    Or with "up" and "down" alone: "2,000 firms were registered, up 7 percent"; unless something else is
    measured in between.
    """
    a = line.places[q][0]
    host_end = line.places[q - 1][1]
    if (
        line.words[a - 1] in ("up", "down")
        and line.words[a - 2] == ","
        and not any(host_end <= hit.start < a for hit in line.hits)
        and NAME not in line.kinds[line.words.index(",", host_end) : a]
    ):
        return True
    b = line.places[q][1]
    if (
        line.words[a - 1] == ","
        and line.words[b : b + 1]
        in (["higher"], ["lower"], ["more"], ["less"], ["larger"], ["smaller"], ["as"])
        and not any(host_end <= hit.start < a for hit in line.hits)
    ):
        return True  # "$5bn by official data, 9 percent more than in 2020"
    lead = line.words[max(line.places[q - 1][1], a - 6) : a]
    if "," not in lead:
        return False
    lead = lead[len(lead) - lead[::-1].index(",") :]
    nouns = CLASSES["rise"] | CLASSES["fall"]
    return (
        lead[:1] in (["a"], ["an"])
        and any(word in nouns for word in lead)
        and not line.heavy(a - len(lead), a)
    )


def _closed(line: Sentence, q: int) -> bool:
    """Whether nothing but words of rising or falling stands between a figure and its closing bracket."""
    b = line.places[q][1]
    for j in range(b, min(b + 4, len(line.words))):
        word = line.words[j]
        if word == ")":
            return True
        if word not in CLASSES["rise"] and word not in CLASSES["fall"] and word not in CLASSES["function"]:
            return False
    return False
