"""Names of countries, blocs, organisations, cities, regions, peoples and office holders.

A name is found from its first word: a dictionary leads from that word to the names that begin with it,
longest first. The names are rows of CSV tables: lexicon/generate_places.py makes territories.csv from CLDR
and ISO 3166, the others (office holders, capitals, peoples, what texts call them) are kept by hand.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from sandyq.reading.lexicon import table

WORD = re.compile(r"(?:[A-Z]\.){2,}|[^\W_]+")
"""A word of a name: letters and figures, or initials with their points."""

GAP = re.compile(r"[\s\-‐–'’.&+]{1,3}")
"""What may stand between two words of a name, line breaks and hyphens included."""


class Name(NamedTuple):
    """One name: the words after the first, its code ('' where it has none), kind, and canonical form."""

    rest: tuple[str, ...]
    code: str
    kind: str
    canonical: str


class Person(NamedTuple):
    """A person by surname."""

    code: str
    name: str


@cache
def names() -> dict[str, tuple[Name, ...]]:
    """First word -> the names that begin with it, longest first, then in the order of the tables."""
    found: dict[str, dict[tuple[str, ...], Name]] = {}

    def add(written: str, code: str, kind: str, canonical: str) -> None:
        first, *rest = words(written)
        found.setdefault(first, {}).setdefault(tuple(rest), Name(tuple(rest), code, kind, canonical))

    country = country_names()
    for row in table("names"):
        add(row["name"], row["code"], row["kind"], country.get(row["code"], row["name"])
            if row["kind"] == "country" else row["name"])  # fmt: skip
    for row in table("territories"):
        add(row["name"], row["code"], "country", country[row["code"]])
    for row in table("regions"):
        for kind in ("Region", "region", "Oblast", "oblast", "Province", "province", "Regions"):
            add(f"{row['name']} {kind}", row["code"], "region", f"{row['name']} Region")
    for row in table("regions"):
        add(row["name"], row["code"], "region", row["name"])
    for file in ("capitals", "cities"):
        for row in table(file):
            for written in row["names"].split("|"):
                add(written, row["code"], "city", written)
    for row in table("demonyms"):
        for written in row["words"].split("|"):
            add(written, row["code"], "demonym", written)
            if not written.endswith(("s", "ese", "ish", "ch", "men", "z")):
                add(f"{written}s", row["code"], "demonym", written)
    for row in table("leaders"):
        for written in row["names"].split("|"):
            add(written, row["code"], "person", written)
    for surname, person in surnames().items():
        found.setdefault(surname, {}).setdefault((), Name((), person.code, "person", person.name))
    return {
        first: tuple(sorted(by_rest.values(), key=lambda name: -len(name.rest)))
        for first, by_rest in found.items()
    }


def words(written: str) -> list[str]:
    """The words of a name."""
    return WORD.findall(written)


@cache
def country_names() -> dict[str, str]:
    """Code -> the name of a country in CLDR, which is what people call it."""
    found: dict[str, str] = {}
    for row in table("territories"):
        if row["source"].startswith("Babel") and len(row["name"]) < len(found.get(row["code"], "x" * 99)):
            found[row["code"]] = row["name"]
    for row in table("territories"):
        found.setdefault(row["code"], row["name"])
    return found


@cache
def surnames() -> dict[str, Person]:
    """Surnames that stand for one office holder wherever they are read; common ones are left out."""
    common = {row["word"] for row in table("name_words") if row["class"] == "common_surname"}
    found: dict[str, Person] = {}
    for row in table("leaders"):
        for written in row["names"].split("|"):
            surname = surname_of(written, row["code"])
            if surname not in common and len(surname) > 1:
                found.setdefault(surname, Person(row["code"], written))
    return found


@cache
def _family_first() -> frozenset[str]:
    return frozenset(row["word"] for row in table("name_words") if row["class"] == "family_first")


def surname_of(name: str, code: str) -> str:
    """The word by which a person is called later: the first of a Chinese name, the last of most others."""
    parts = words(name)
    return parts[0] if code in _family_first() else parts[-1]
