"""The part each name plays in its sentence, told by the word before it or by its place.

A name is a possessive, an adjective, a subject, the object of a preposition, or a member of a list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandyq.reading.slots import CLASSES, CONTEXT, DATE, FIGURE, NAME, POSSESSIVE, WORD, runs

if TYPE_CHECKING:
    from sandyq.reading.model import Mention
    from sandyq.reading.slots import Sentence


_ITEM_GAP = frozenset({"(", ":", "–", "—", "with", "at", "on", "for", "the"})

_FOLLOWS = frozenset({"in", "for", "to", "from"})

_THROUGH = frozenset({"to", "from", "by"})
"""What leads to a country's firm leads to the country: "owed to Turkey's Eximbank"."""

_LISTING = frozenset({",", "and", "or", "/", "the", "&"})

_HYPHENS = frozenset({"-", "–", "—", "/", "‑", " – ", " - "})

_SUPERLATIVES = CONTEXT["superlative"]

_SIZES = CONTEXT["size"]

_FIRMS = CONTEXT["firm"]
_FAR_SUBJECT = 6
"""So many words of a sentence may stand before the home of its subject."""

_DEEDS = frozenset({"purchases", "attract"})
"""Concepts of verbs: before them stands who acts."""

_BETWEEN_TWO = frozenset({"trade_partner", "export_partner", "import_partner", "foreign_investor"})

_NO_NOUN = frozenset().union(
    *(CLASSES[name] for name in ("be", "reach", "give", "receive", "preposition", "reporting"))
)

PARTS = frozenset({"poss", "adj", "agent", "pair", "subject", "giver", "receiver"})


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
    if mention.kind == "demonym" and after in CONTEXT["border"]:
        return "border"  # "a pipeline to the Chinese BORDER" leads to no one
    lead = _preposition(line, a)
    if lead == "between":
        return lead
    if _standard(line, a) or (lead and _mostly(line, a)):
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
        if after in POSSESSIVE and before[i - 1] in PARTS:
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
        if lead == "of" and words[a - 1] == "of" and _firm_of(line, a, b):
            return "agent"
        return "adj" if mention.kind == "demonym" and follows and lead in ("of", "by") else lead
    if mention.kind == "demonym" and after in _FIRMS and _apposed(line, a):
        return "agent"
    if mention.kind == "demonym" and b < len(words) and kinds[b] == WORD and _noun_like(after):
        return "adj"
    if (
        any(hit.start == b and hit.concept not in _DEEDS for hit in line.hits)
        and after not in CLASSES["receive"]
        and after not in CLASSES["give"]
    ):
        return "adj"
    return _subject(line, b)


def _apposed(line: Sentence, a: int) -> bool:
    """Whether a name opens a sentence or what tells of its subject: "Masdar, AN EMIRATI company, ..."."""
    if a and line.words[a - 1] in CLASSES["article"]:
        a -= 1
    return a == 0 or (line.words[a - 1] == "," and not line.figure_between(0, a) and a <= _FAR_SUBJECT)


def _firm_of(line: Sentence, a: int, b: int) -> bool:
    """Whether a name is the home of a firm that gives: "Orano OF FRANCE has invested $2bn"."""
    return (
        1 < a <= _FAR_SUBJECT
        and line.text[line.starts[a - 2]].isupper()
        and not any(hit.start < a for hit in line.hits)
        and _subject(line, b) == "giver"
    )


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


def _mostly(line: Sentence, a: int) -> bool:
    """Whether a name only tells of a part in passing: "what migrants send, MOST OF THEM IN ITALY, fell"."""
    j = a - 1
    if j > 0 and line.words[j] in CLASSES["article"]:
        j -= 1
    return (
        j > 3
        and line.words[j] in CLASSES["preposition"]
        and line.words[j - 2 : j] in (["of", "them"], ["of", "whom"])
        and line.words[j - 3] in CONTEXT["mostly"]
    )


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
            return "" if words[j : j + 2] == ["to", "date"] else word
        if line.kinds[j] in (FIGURE, NAME, DATE) or not word.isalpha() or word == "and":
            return ""  # "in May Japan ..." is not in Japan, "30% of imports and Russia 20%" not of Russia
        if word in CLASSES["be"] or word in CLASSES["reach"] or word in CLASSES["clause"]:
            return ""
    return ""


_LISTED = frozenset({",", "and", "the"})


def _subject(line: Sentence, b: int) -> str:
    """Giver or receiver where the verb after a name says so, else plain subject."""
    words = line.words
    listed = b
    while listed < len(words) and (line.kinds[listed] == NAME or words[listed] in _LISTED):
        listed += 1
    if line.kinds[listed - 1] == NAME:
        b = listed  # "JAPAN, Italy and the Netherlands together gave $5m"
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
