"""Texts for measuring, made from a seed: newspaper-like paragraphs on trade, investment and diplomacy.

Every sentence is this project's own (corpus.toml). The same seed and size give the same text everywhere.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).resolve().parent
RAW = HERE.parent / "raw"

ARTICLE_SHARES = {"plain": 0.65, "dated": 0.15, "figured": 0.20}
"""Of an article's sentences. Real articles of the field hold one to seven figures in 1,000 characters."""

DIGEST_EVERY = 25
"""In article text, one paragraph in so many is one of the digests in raw/, each in its turn."""

DATA = tomllib.loads((HERE / "corpus.toml").read_text(encoding="utf-8"))


class _Draw(Mapping[str, str]):
    """What a slot stands for, drawn anew each time it is asked for: ``template.format_map(draw)``."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def __getitem__(self, slot: str) -> str:
        if slot[0].isupper():
            return _capital(self[slot.lower()])
        number = self._number(slot)
        if number is not None:
            return number
        if slot == "country" and self.random.random() < 0.4:
            return "Kazakhstan"
        return str(self.random.choice(DATA["words"][slot])).format_map(self)

    def __iter__(self) -> Iterator[str]:
        return iter(DATA["words"])

    def __len__(self) -> int:
        return len(DATA["words"])

    def _number(self, slot: str) -> str | None:
        draw = self.random
        if slot == "number":
            return f"{draw.uniform(1, 90):.{draw.randrange(3)}f}"
        if slot == "figure":
            return f"{draw.uniform(0.2, 60):.{draw.randrange(2)}f}"
        if slot == "times":
            return f"{draw.uniform(1.1, 9):.1f}"
        if slot == "points":
            return f"{draw.uniform(0.1, 3):.2f}"
        if slot == "count":
            return self._count()
        ends = {"day": (1, 15), "day2": (15, 29), "year": (1998, 2022), "year2": (2022, 2030)}
        return str(draw.randrange(*ends[slot])) if slot in ends else None

    def _count(self) -> str:
        style = self.random.random()
        if style < 0.5:
            return str(self.random.randrange(11, 999))
        grouped = f"{self.random.randrange(1000, 950000):,}"
        return grouped if style < 0.9 else grouped.replace(",", "\u00a0")


def article_text(size: int, seed: int = 0) -> str:
    """``size`` characters of article text: most sentences hold no figure, and digests stand among them."""
    digests = [part for text in digest_texts() for part in text.strip().split("\n\n") if part[0] != "#"]
    return _text(size, seed, ARTICLE_SHARES, digests)


def dense_text(size: int, seed: int = 0) -> str:
    """``size`` characters of text in which every sentence holds at least one figure."""
    return _text(size, seed, {"figured": 1.0}, [])


PROMISED = ["nines", "dollars", "millions", "brackets", "combining marks", "right to left", "one line"]
"""Hostile texts of which a million characters are to be read within three seconds."""


def hostile_texts(size: int) -> dict[str, str]:
    """Texts of ``size`` characters on which a careless reader hangs, by name."""
    sentence = "Exports of wheat rose by 4.5 percent to $3.2 billion in 2021, and talks were held in Astana, "
    units = {
        "nines": "9",
        "dollars": "$",
        "millions": "a million ",
        "brackets": "(((",
        "combining marks": "e\u0301\u0302\u0323",
        "right to left": "\u0635\u0627\u062f\u0631\u0627\u062a \u05e9\u05dc\u05d5\u05dd 12% ",
        "one line": sentence,
        "one line without a space": "Exports4.5%",
        "newlines": "\n",
        "wrapped lines": sentence[:70] + "\n",
        "list marks": "- ",
        "dashes": "–",
        "years": "1990 ",
        "grouped digits": "1,000,",
        "spaced digits": "1 000 ",
        "decimal points": "1.1.",
        "months": "March ",
        "days": "12 March 2020 ",
        "relative dates": "the same year ",
        "countries": "China ",
        "partner shares": "China 5%, ",
        "percent": "5 percent, ",
        "ranges": "between 5 and ",
        "capitals": "Alma Ata ",
        "bare lines": "5\n",
        "months without a year": "In May ",
        "fractions": "1/2 ",
        "conversions": "$1 ($2) ",
        "visits": "visited Astana on 5 May 2020, ",
        "introductions": "President of Kazakhstan Serik Abenov, ",
        "suspended hyphens": "10-, 20-year, ",
        "anaphors": "the two countries ",
        "headings": "# A\n\n",
        "records": "Area: 5 ha\n",
        "spaces": " ",
        "no-break spaces": "5\u00a0",
        "hyphens": "a-",
        "one and two": "one and two ",
    }
    return {name: (unit * (size // len(unit) + 1))[:size] for name, unit in units.items()}


def digest_texts() -> list[str]:
    """The text of each digest in raw/, in the order of the files' names."""
    files = sorted(path for path in RAW.glob("*.md") if path.name != "README.md")
    return [path.read_text(encoding="utf-8").split("\n---\n", 1)[1] for path in files]


def _text(size: int, seed: int, shares: Mapping[str, float], digests: list[str]) -> str:
    draw = _Draw(seed)
    paragraphs: list[str] = []
    length = 0
    while length < size:
        turn = len(paragraphs) + 1
        if digests and turn % DIGEST_EVERY == 0:
            paragraph = digests[(seed + turn // DIGEST_EVERY) % len(digests)]
        else:
            paragraph = " ".join(_sentence(draw, shares) for _ in range(draw.random.randrange(3, 7)))
        paragraphs.append(paragraph)
        length += len(paragraph) + 2
    return "\n\n".join(paragraphs)[:size]


def _sentence(draw: _Draw, shares: Mapping[str, float]) -> str:
    (sort,) = draw.random.choices(list(shares), list(shares.values()))
    return _capital(draw.random.choice(DATA["sentences"][sort]).format_map(draw))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
