"""The reader against hand-made gold, where that stands beside the project: each score has a floor."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest

from sandyq import read

GOLD = Path(__file__).resolve().parents[3] / "shared" / "evaluation"

pytestmark = pytest.mark.skipif(not GOLD.is_dir(), reason=f"the gold is not at {GOLD}")

FLOORS = {
    "span": 99,
    "value": 99,
    "unit": 97.5,
    "meaning": 97.5,
    "money+percent, value+unit": 99.5,
    "claim": 89,
    "date span": 99,
    "date period": 98,
    "event": 97,
}
SLOT_FLOORS = {"indicator": 99, "reporter": 98, "partner": 94.5, "period": 96}
NEWSQUANT_FLOORS = {"value": 91.5, "value+unit": 82.5, "value+unit+change": 75}


def _score() -> Any:
    spec = importlib.util.spec_from_file_location("score", GOLD / "score.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def articles() -> Any:
    return _score().score_articles(read, GOLD, 0)


@pytest.mark.parametrize(("what", "floor"), FLOORS.items())
def test_articles(articles: Any, what: str, floor: float) -> None:
    assert articles[what]["f1"] >= floor


@pytest.mark.parametrize(("slot", "floor"), SLOT_FLOORS.items())
def test_slots(articles: Any, slot: str, floor: float) -> None:
    assert articles["slots"][slot] >= floor


def test_every_quote_reproduces(articles: Any) -> None:
    same, spans = articles["quotes that reproduce"].split("/")
    assert same == spans


@pytest.fixture(scope="module")
def newsquant() -> Any:
    return _score().score_newsquant(read, GOLD / "newsquant-dev.jsonl", 0)


@pytest.mark.parametrize(("what", "floor"), NEWSQUANT_FLOORS.items())
def test_newsquant(newsquant: Any, what: str, floor: float) -> None:
    assert newsquant[what]["f1"] >= floor
