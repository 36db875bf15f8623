"""The words of rising and falling, of shares, rates and plans, and what is seen around a figure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sandyq.reading.lexicon import table

if TYPE_CHECKING:
    from sandyq.reading.model import Quantity


TREND: dict[str, dict[str, str]] = {}
for _row in table("trends"):
    TREND.setdefault(_row["class"], {})[_row["word"]] = _row["direction"]
NOUNS, COMPARATIVES = TREND["noun"], TREND["comparative"]
VERBS = TREND["verb"] | TREND["transitive"]
MOVES = VERBS | NOUNS
CUES: dict[str, set[str]] = {}
for _row in table("measure_cues"):
    CUES.setdefault(_row["cue"], set()).add(_row["word"])


class Token(NamedTuple):
    """A word or mark, in small letters, with where it stands in the text."""

    start: int
    end: int
    word: str


class Clause(NamedTuple):
    """What is seen of a figure's sentence: its own words before and after, all before it, its neighbours."""

    text: str
    near: list[Token]
    left: list[Token]
    right: list[Token]
    previous: Quantity | None
    last_percent: Quantity | None
    forecast: bool
