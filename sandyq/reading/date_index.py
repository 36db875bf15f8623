"""All rules for expressions of time, by the class of the token that they begin with."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sandyq.reading.date_lone import LONE
from sandyq.reading.date_relative import LEANING
from sandyq.reading.date_rules import RULES

if TYPE_CHECKING:
    from sandyq.reading.date_rules import Rule


def _by_letter() -> dict[str, tuple[Rule, ...]]:
    everything = (*LEANING, *RULES, *LONE)
    return {
        letter: tuple(one for one in everything if letter in one.starts)
        for letter in sorted({letter for one in everything for letter in one.starts})
    }


BY_LETTER = _by_letter()
"""The rules that may begin with a token of a class, in the order in which they are tried."""

ANY_BY_LETTER = {
    letter: re.compile("|".join(re.sub(r"\(\?P<\w+>", "(?:", one.pattern.pattern) for one in rules))
    for letter, rules in BY_LETTER.items()
}
"""What tells in one look whether any of those rules fits; mostly none does."""
