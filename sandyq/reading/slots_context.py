"""Reporter, partner and period of a figure: from its sentence, and what that leaves out from around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandyq.reading.indicators import SAME
from sandyq.reading.lexicon import table
from sandyq.reading.slots import CLASSES, NAME
from sandyq.reading.slots_places import (
    CENTRAL_ASIA,
    FAMILY,
    NOBODY,
    ORGANISATIONS,
    Parties,
    is_side,
    lender,
    parties,
    settle,
)
from sandyq.reading.slots_time import NO_REPORTER, opens_with_part

if TYPE_CHECKING:
    from sandyq.reading.indicators import Hit
    from sandyq.reading.model import Span
    from sandyq.reading.slots import Sentence
    from sandyq.reading.slots_indicator import Choice
    from sandyq.reading.slots_scene import Claim, Scene

_LOCAL = frozenset({"project_count", "project_value"})
"""Indicators whose reporter is not looked for beyond the paragraph."""

_OUTWARD = frozenset({"invest", "pledge"})
"""Concepts of which "China's" means that China gives, where the text is about another country."""

_TWO_SIDED = frozenset({"agreement", "trade_partner"})
"""Concepts that need two: "Italian firms signed 5 deals", in a text about another country, are its deals."""

_LISTS_PARTNERS = frozenset(
    ["inflow", "trade", "export", "import", "trade_share", "export_share", "import_share"]
)
"""Families of indicators of which a list of countries after a total is one of partners."""

_OPENING_WORDS = 3
"""The subject of a sentence stands behind so many words at most."""


_RECKONED = 5
"""So many words at most lead from who expects something to what is expected."""

_MUTUAL = frozenset({"total_trade"})
"""Indicators of which two Central Asian sides stand in the order of the text's own country."""


_HOMES = {row["currency"]: row["country"] for row in table("home_currencies")}

_WORLD, CENTRAL = "WLD", "CAS"

_FLOWS = frozenset({"trade", "export", "import"})
_KINDS = {
    family: "flow" if (kind := family.split("_")[0]) in _FLOWS else kind
    for family in ("home", *FAMILY.values())
}
"""Families by what is before their underscore; those of trade are one."""


def parties_of(line: Sentence, q: int, choice: Choice, scene: Scene) -> Parties:
    """Reporter and partner of figure ``q``, which measures ``choice``; nobody is their own partner."""
    found = _parties_of(line, q, choice, scene)
    if choice.indicator == "total_trade":
        found = settle(found, "trade")
    if (
        choice.indicator in _MUTUAL
        and found.partner == scene.main()
        and found.reporter in CENTRAL_ASIA
        and found.reporter_at == found.partner_at
    ):
        found = Parties(found.partner, found.reporter, found.partner_at, found.reporter_at)
    home = _HOMES.get(line.quantities[q].unit or "") if found.reporter_at is None else None
    if home and choice.indicator and _family(choice) in ("home", "inflow"):
        found = found._replace(reporter=home, partner=None if found.partner == home else found.partner)
    if found.partner is None and choice.concept in _GIVEN and choice.hit is not None:
        found = _giver(line, choice.hit, found)
    if found.partner is None and (choice.indicator == "loan" or choice.concept in _LENT_FOR):
        found = found._replace(partner=_lending(line, choice, scene))
    if found.partner is None and choice.concept in _SHARED and "joint" in line.words:
        reporter = found.reporter or scene.main()
        partner = scene.counterpart(reporter)
        found = found._replace(reporter=reporter if partner else found.reporter, partner=partner)
    if found.partner is not None and found.partner == found.reporter:
        return found._replace(partner=None, partner_at=None)
    return found


_GIVEN = frozenset({"invest", "pledge"})
_SHARED = frozenset({"project", "investment_project", "company"})


_LENT_FOR = frozenset({"project"})


def _lending(line: Sentence, choice: Choice, scene: Scene) -> str | None:
    """The bank whose loans the sentence, or the paragraph in its loans, tells of, where none is named.

    Of projects only those of its portfolio: "Since then THE BANK has financed 50 projects".
    """
    bank = lender(line)
    if bank is not None:
        return bank.code
    last = scene.last
    told = last is not None and last.block == scene.block and last.parties.partner in ORGANISATIONS
    if last is None or not told or not (choice.indicator == "loan" or "portfolio" in line.words):
        return None
    return last.parties.partner


def _giver(line: Sentence, hit: Hit, found: Parties) -> Parties:
    """Who invested, where the verb is far from its subject: "Japan, which grows, has INVESTED $2bn in it"."""
    if found.reporter is None or line.words[hit.start] not in CLASSES["give"]:
        return found
    for (name, start, end), role in zip(line.names, line.roles, strict=True):
        if end <= hit.start and role == "subject" and is_side(name) and start <= _OPENING_WORDS:
            if name.code == found.reporter:
                return found
            return found._replace(partner=name.code, partner_at=(name.start, name.end))
    return found


def _parties_of(line: Sentence, q: int, choice: Choice, scene: Scene) -> Parties:
    if choice.indicator in NO_REPORTER:
        return Parties(None, None, None, None)
    family = _family(choice)
    hit = choice.hit
    anchor = (hit.start, hit.end) if hit is not None and choice.rule != "within" else line.places[q]
    found = parties(line, q, anchor, family)
    if _world_average(line, q):
        return Parties(_WORLD, None, None, None)
    if choice.indicator is None:
        return _unmeasured(line, q, found, scene)
    reporter, partner = found.reporter, found.partner
    last = scene.last
    if choice.rule == "continued" and last is not None and _has_givers(line, q, last, family):
        name, at = (partner, found.partner_at) if partner else (reporter, found.reporter_at)
        led = line.items[q]
        if line.roles and set(line.roles) == {"source"}:
            return last.parties  # "Official Polish data put it at $5bn"
        if led is not None:
            name, at = line.names[led][0].code, (line.names[led][0].start, line.names[led][0].end)
        return Parties(last.parties.reporter, name, last.parties.reporter_at, at)
    if choice.rule == "pronoun" and last is not None and last.choice.concept == choice.concept:
        return _of_before(line, q, choice, last)
    before = next((claim for claim in reversed(scene.done) if claim.choice.indicator is not None), None)
    paired = line.items[q]
    if before is not None and paired is not None and "respectively" in line.words:
        mention = line.names[paired][0]
        at = (mention.start, mention.end)
        if family in ("home", "rank", "group", "debt"):
            return Parties(mention.code, None, at, None)
        return before.parties._replace(partner=mention.code, partner_at=at)
    if before is not None and before.choice.hit == hit and hit is not None:
        after = line.followers[q]
        if (
            after is not None
            and family not in ("home", "rank", "group", "debt")
            and line.names[after][0].code != before.parties.reporter
        ):
            mention = line.names[after][0]
            return before.parties._replace(partner=mention.code, partner_at=(mention.start, mention.end))
        if _runs_on(line, q):
            return before.parties
    if before is not None and _kind(before.choice) == _kind(choice):
        listed = line.items[q]
        named = any(line.clause[a] == line.clause[line.places[q][0]] for _, a, _ in line.names)
        same = before.choice.hit is not None and before.choice.hit == hit
        if not named or _unnamed(line, q) or _restated(line, q):
            return before.parties
        if same and reporter is None and listed is None:
            return before.parties._replace(partner=partner or before.parties.partner)
        if (
            listed is not None
            and family not in ("home", "rank", "group")
            and before.parties.partner is not None
        ):
            item = line.names[listed][0]
            if is_side(item) and item.code != before.parties.reporter:
                return before.parties._replace(partner=item.code, partner_at=(item.start, item.end))
            return before.parties._replace(partner=partner, partner_at=found.partner_at)
        if reporter is None and before.parties.reporter != partner:
            reporter = before.parties.reporter
    if family == "trade" and reporter is None and partner and set(partner.split(";")) <= CENTRAL_ASIA:
        bank = lender(line)  # "The EIB signed contracts with Kazakhstan"
        at = (bank.start, bank.end) if bank else None
        return Parties(partner, bank.code if bank else None, found.partner_at, at)
    if partner is None and last is not None and last.parties.partner is not None and hit is not None:
        sides = _of_both(line, q, choice, last, scene)
        if sides is not None:
            return sides
    if last is not None and hit is not None and hit.concept == SAME and _reckons(line, found, hit):
        return last.parties
    if reporter is None:
        if hit is not None and hit.concept == SAME and partner is None and last is not None:
            return last.parties
        flows = last is not None and _kind(last.choice) == _kind(choice) == "flow"
        if flows and last is not None and last.block == scene.block and not line.names:
            return last.parties._replace(partner=None, partner_at=None) if scene.listed else last.parties
        reporter = scene.reporter(line, partner, choice.indicator not in _LOCAL)
        main = scene.main()
        if family == "inflow" and reporter not in CENTRAL_ASIA and main in CENTRAL_ASIA and partner != main:
            reporter = main if reporter is not None else None  # those named before were givers
    if family == "aid" and partner is None and scene.main() != reporter:
        partner = scene.main()
    if choice.concept in _OUTWARD and reporter not in CENTRAL_ASIA and found.reporter_at:
        host = scene.main()
        apart = partner is None or (partner == host and not _into(line, found.partner_at))
        if host in CENTRAL_ASIA and apart and _owned(line, found.reporter_at):
            return Parties(host, reporter, None, found.reporter_at)
    if family == "trade" and partner is None and not CLASSES["both"].isdisjoint(line.words):
        partner = scene.other(line, reporter)
    main = scene.main()
    if partner is None and _kind(choice) == "flow" and _between_two(line, q, choice, reporter):
        partner = scene.counterpart(reporter)
    if choice.concept == "agreement" and partner is None and reporter in CENTRAL_ASIA:
        others = scene.met(line) - {reporter}
        partner = others.pop() if len(others) == 1 else None
    if (
        choice.concept in _TWO_SIDED
        and partner is None
        and main in CENTRAL_ASIA
        and reporter not in CENTRAL_ASIA
        and reporter not in ORGANISATIONS
        and reporter != CENTRAL
    ):
        return Parties(main, reporter, None, found.reporter_at)
    return settle(Parties(reporter, partner, found.reporter_at, found.partner_at), family)


def _reckons(line: Sentence, found: Parties, hit: Hit) -> bool:
    """Whether the one name of a sentence only says what it expects: "The IMF expects THE RATE to halve"."""
    return found.partner is None and any(
        (name.start, name.end) == found.reporter_at
        and role == "subject"
        and not CLASSES["reporting"].isdisjoint(line.words[end : hit.start])
        and hit.start - end <= _RECKONED
        for (name, _, end), role in zip(line.names, line.roles, strict=True)
    )


def _between_two(line: Sentence, q: int, choice: Choice, reporter: str | None) -> bool:
    """Whether a flow without partner can be one between the two countries that a text is on.

    Not "total exports" or "foreign trade", and not where the sentence names a third.
    """
    if choice.indicator == "cargo_volume" or not CLASSES["whole"].isdisjoint(line.words[: line.places[q][0]]):
        return False
    named = zip(line.names, line.roles, strict=True)
    return all(name.code == reporter for (name, _, _), role in named if is_side(name) and role != "source")


def _has_givers(line: Sentence, q: int, last: Claim, family: str) -> bool:
    """Whether a list goes through partners of what was told: "Japan led with $9bn, then Italy with $2bn"."""
    if last.parties.partner is not None:
        return True
    codes = {name.code for name, _, _ in line.names if is_side(name)}
    return (
        family in _LISTS_PARTNERS and last.parties.reporter is not None and last.parties.reporter not in codes
    )


def _unmeasured(line: Sentence, q: int, found: Parties, scene: Scene) -> Parties:
    """The reporter of what no indicator names: the sentence's, that of the figure before, or the text's.

    A name that only a "with", "to" or "from" leads to is the partner, where the text speaks of one country:
    "the frontier WITH TAJIKISTAN is 900 km long" in a text on Kyrgyzstan.
    """
    alone = scene.alone()
    marked = alone is not None and found.reporter not in (None, alone) and _led(line, found)
    before = scene.done[-1].parties if scene.done else NOBODY
    if found.reporter is not None and not marked:
        goes_on = found.partner is None and before.reporter == found.reporter and _runs_on(line, q)
        return before if goes_on else found  # "Kazagro borrowed $5m FOR 9 YEARS from the EIB"
    if not marked and before.reporter is not None:
        return before if _runs_on(line, q) else before._replace(partner=None)
    if alone is None or line.quantities[q].kind == "duration":
        return NOBODY
    return Parties(alone, found.reporter, None, found.reporter_at)


_MARKS = frozenset({"with", "to", "from", "than"})


def _led(line: Sentence, found: Parties) -> bool:
    """Whether the reporter found is one that a preposition leads to which names no owner."""
    return any(
        (name.start, name.end) == found.reporter_at and role in _MARKS
        for (name, _, _), role in zip(line.names, line.roles, strict=True)
    )


def _of_both(line: Sentence, q: int, choice: Choice, last: Claim, scene: Scene) -> Parties | None:
    """The two sides of the flow told of before, where a sentence names one of them or none.

    Example: "Trade of Kazakhstan with Italy reached $20bn. Of this, Kazakhstan's exports made $18bn." But not
    of "total exports".
    """
    if not _kind(last.choice) == _kind(choice) == "flow" or choice.indicator == "cargo_volume":
        return None
    if scene.listed or not (last.block == scene.block or opens_with_part(line) or _neighbourly(line)):
        return None
    one, other = last.parties.reporter, last.parties.partner
    codes = {code for name, _, _ in line.names if is_side(name) for code in name.code.split(";")}
    if not codes <= {one, other} or not CLASSES["whole"].isdisjoint(line.words[: line.places[q][0]]):
        return None
    found = parties(line, q, (choice.hit.start, choice.hit.end), _family(choice)) if choice.hit else NOBODY
    if found.reporter == other:
        return Parties(other, one, found.reporter_at, None)
    return last.parties


def _of_before(line: Sentence, q: int, choice: Choice, last: Claim) -> Parties:
    """The parties of what a pronoun speaks of; "To Iran they doubled" has the partner of its own."""
    a = line.places[q][0]
    if not line.names or line.names[0][1] > a or _kind(choice) != "flow" or not is_side(line.names[0][0]):
        return last.parties
    name, start, _ = line.names[0]
    if start > 2 or line.roles[0] not in ("to", "from", "with", "into"):
        return last.parties
    return last.parties._replace(partner=name.code, partner_at=(name.start, name.end))


def _neighbourly(line: Sentence) -> bool:
    """Whether a sentence calls the other side its neighbour, as one who was named just now."""
    return any(word in ("neighbour", "neighbor") for word in line.words)


def _runs_on(line: Sentence, q: int) -> bool:
    """Whether no name stands between the figure before and figure ``q``: "1.8% in 2023 and 2% in 2024"."""
    return q > 0 and NAME not in line.kinds[line.places[q - 1][1] : line.places[q][0]]


def _unnamed(line: Sentence, q: int) -> bool:
    """Whether no name stands between the figures on either side: "..., and imports amounted to $5bn"."""
    first = line.places[q - 1][1] if q else 0
    last = line.places[q + 1][0] if q + 1 < len(line.places) else len(line.words)
    return q > 0 and NAME not in line.kinds[first:last]


def _restated(line: Sentence, q: int) -> bool:
    """Whether a figure says again what the one before it said: "15 percent of it, or over $5bn"."""
    return "or" in line.words[max(0, line.places[q][0] - 3) : line.places[q][0]]


def _kind(choice: Choice) -> str:
    """Indicators of one kind share their parties: trade, exports and imports are all flows between two."""
    return _KINDS[_family(choice)]


def _family(choice: Choice) -> str:
    return FAMILY.get(choice.indicator or "", "home")


def _owned(line: Sentence, at: Span) -> bool:
    """Whether a name owns the investment ("China's investment") rather than receives it."""
    i = next(k for k, (name, _, _) in enumerate(line.names) if (name.start, name.end) == at)
    after = line.words[line.names[i][2] : line.names[i][2] + 2]
    return line.roles[i] in ("poss", "adj") or after == [",", "whose"]


def _into(line: Sentence, at: Span | None) -> bool:
    """Whether a name is one that investment comes from or goes to: "in Iran", not "its trade with Iran"."""
    return any(
        (name.start, name.end) == at and role != "with"
        for (name, _, _), role in zip(line.names, line.roles, strict=True)
    )


def _world_average(line: Sentence, q: int) -> bool:
    """Whether a figure is the world's, set beside another: "above the world average of 2%"."""
    a = line.places[q][0]
    if "average" not in line.words[max(0, a - 5) : a]:
        return False
    for j in range(max(0, a - 6), a - 1):
        if line.words[j] in ("world", "global") and line.words[j + 1] == "average":
            return not line.figure_between(j, a)
    return False
