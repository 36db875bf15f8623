"""What is measured: every indicator of the vocabulary in sentences of different build."""

from __future__ import annotations

import csv
import datetime as dt
from collections import Counter
from pathlib import Path

import pytest

from sandyq import read
from sandyq.reading.indicators import NONE, bases, find, resolve, tags, vocabulary
from sandyq.reading.lexicon import table
from sandyq.reading.slots_places import FAMILY

PUBLISHED = dt.date(2024, 6, 15)
SENTENCES = Path(__file__).parent / "indicator_sentences.csv"


def _rows() -> list[dict[str, str]]:
    with SENTENCES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


ROWS = _rows()
NAMES = [row["indicator"] for row in vocabulary()]


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['indicator']}-{row['quote']}" for row in ROWS])
def test_a_sentence_gives_indicator_parties_and_period(row: dict[str, str]) -> None:
    sentence = row["sentence"]
    at = sentence.index(row["quote"])
    figures = read(sentence, PUBLISHED).figures
    figure = next(f for f in figures if f.start < at + len(row["quote"]) and f.end > at)
    got = (figure.indicator, figure.reporter, figure.partner, figure.period)
    assert got == tuple(row[slot] or None for slot in ("indicator", "reporter", "partner", "period"))


def test_every_indicator_has_three_sentences() -> None:
    counts = Counter(row["indicator"] for row in ROWS)
    assert not [name for name in NAMES if counts[name] < 3]


def test_tables_speak_of_the_vocabulary_alone() -> None:
    reached = {
        resolve(row["concept"], frozenset(bent), kind, measure, unit)[1]
        for row in table("indicator_words")
        for bent in ((), ("gas",), ("oil",), ("uranium",), ("ban",), ("gdp",), ("pledge",), ("forecast",))
        for kind in ("money", "percent", "count", "rank", "quantity")
        for measure in ("level", "change", "share", "rank")
        for unit in (None, "tonne", "kilometre", "barrel")
    }
    assert reached - {None} <= set(NAMES)
    assert set(FAMILY) == set(NAMES)


@pytest.mark.parametrize(
    ("words", "concepts"),
    [
        ("the wheat export", ["export"]),
        ("shares of foreign direct investment", ["fdi"]),
        ("exports revenue", ["export"]),
        ("the volume of trade", ["trade"]),
        ("stock trades", [NONE]),
        ("a walk in the hills", []),
    ],
)
def test_the_longest_phrase_counts_and_general_words_join_it(words: str, concepts: list[str]) -> None:
    assert [hit.concept for hit in find(bases(words.split()))] == concepts


def test_tags_may_lie_inside_phrases() -> None:
    assert {tag.tag for tag in tags(bases(["pledged", "natural", "gas", "exports"]))} == {"pledge", "gas"}


@pytest.mark.parametrize(
    ("concept", "bent", "kind", "measure", "expected"),
    [
        ("export", (), "money", "level", (True, "exports")),
        ("export", (), "percent", "share", (True, "export_share")),
        ("export", ("gas",), "quantity", "level", (True, "gas_exports")),
        ("export", (), "quantity", "level", (True, None)),
        ("gdp", ("forecast",), "percent", "change", (True, "gdp_growth_forecast")),
        ("gdp", (), "duration", "level", (False, None)),
        (NONE, (), "money", "level", (True, None)),
    ],
)
def test_a_concept_is_an_indicator_by_the_kind_of_number(
    concept: str, bent: tuple[str, ...], kind: str, measure: str, expected: tuple[bool, str | None]
) -> None:
    assert resolve(concept, frozenset(bent), kind, measure, None) == expected
