"""The words of the interface: rows of words/LANGUAGE.csv, so that a language is added without code."""

from __future__ import annotations

import csv
import io
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

PLURALS: dict[str, Callable[[int], str]] = {"en": lambda number: "one" if number == 1 else "other"}
"""CLDR's plural category of a whole number, by language."""

FOR_SCRIPT = "js_"
"""Words whose key begins so are handed to the script, without this beginning."""


class Words:
    """The words of one language, by key; KeyError names a key that the catalogue does not have."""

    def __init__(self, language: str, catalogue: Mapping[str, str]) -> None:
        """``catalogue`` maps keys to words with {fields}."""
        self.language = language
        self._catalogue = catalogue

    def __call__(self, key: str, **fields: object) -> str:
        """The words of ``key`` with its fields filled in."""
        words = self._catalogue[key]
        return words.format_map(fields) if "{" in words else words

    def count(self, key: str, number: int) -> str:
        """``key`` in the plural that ``number`` asks for: ``figures`` and 2 give ``2 figures``."""
        category = PLURALS[self.language](number)
        return self._catalogue[f"{key}_{category}"].format(n=f"{number:,}")

    def get(self, key: str, otherwise: str) -> str:
        """The words of ``key``; ``otherwise`` where there are none: for what is named in the data."""
        return self._catalogue.get(key, otherwise)

    def for_script(self) -> dict[str, str]:
        """The words that the script needs, by their keys there."""
        return {
            key.removeprefix(FOR_SCRIPT): words
            for key, words in self._catalogue.items()
            if key.startswith(FOR_SCRIPT)
        }


@cache
def words(language: str = "en") -> Words:
    """The words of a language; FileNotFoundError where it has no catalogue."""
    text = (files("sandyq.site") / "words" / f"{language}.csv").read_text(encoding="utf-8")
    return Words(language, {row["key"]: row["text"] for row in csv.DictReader(io.StringIO(text))})
