from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandyq.reading.model import Reading
from sandyq.tables import EVENTS, FIGURES, MAX_WORDS, SOURCES, indicators, rows

if TYPE_CHECKING:
    import random

Make = Callable[..., Any]

TEXT = "Wool sales abroad came to $7 million in 2022. Buyers in Osh took most of it.\nGuests came in May."


def one(frame: pl.DataFrame) -> dict[str, Any]:
    return frame.row(0, named=True)


def test_a_figure_in_its_row(source: Make, figure: Make) -> None:
    read = figure(
        TEXT, "$7 million", 7e6, subject="Wool sales", evidence=(("period", 40, 44), ("unit", 26, 27))
    )
    row = one(rows([(source("wool", TEXT), Reading((read,), (), ()))])["figures"])
    sentence = "Wool sales abroad came to $7 million in 2022."
    assert row["figure_id"] == "wool:26-36"
    assert (row["source_id"], row["quote"], row["value"], row["unit"]) == ("wool", "$7 million", 7e6, "USD")
    assert (row["theme"], row["subject"]) == ("trade", "Wool sales")
    assert (row["period_start"], row["period_end"]) == (dt.date(2022, 1, 1), dt.date(2022, 12, 31))
    assert row["sentence"] == sentence == TEXT[row["sentence_start"] : row["sentence_end"]]
    assert row["sentence_sha256"] == hashlib.sha256(sentence.encode()).hexdigest()
    assert row["evidence"] == "period:40-44;unit:26-27"


def test_an_event_in_its_row(source: Make, event: Make) -> None:
    read = event(TEXT, "Guests came in May", period="2022-05")
    row = one(rows([(source("wool", TEXT), Reading((), (), (read,)))])["events"])
    assert row["event_id"] == f"wool:{read.start}-{read.end}"
    assert (row["quote"], row["actors"], row["place"]) == ("Guests came in May", "KAZ;Somebody", "Astana")
    assert (row["period_start"], row["period_end"]) == (dt.date(2022, 5, 1), dt.date(2022, 5, 31))
    assert row["quote_sha256"] == hashlib.sha256(b"Guests came in May").hexdigest()


def test_events_of_one_clause_have_ids_of_their_own(source: Make, event: Make) -> None:
    may, june = (event(TEXT, "Guests came in May", period=period) for period in ("2022-05", "2022-06"))
    frame = rows([(source("wool", TEXT), Reading((), (), (may, june, may)))])["events"]
    found = frame.select("event_id", "period").rows()
    # What was read twice keeps one id, so that the models refuse it.
    assert found == [("wool:77-95", "2022-05"), ("wool:77-95", "2022-05"), ("wool:77-95.2", "2022-06")]


def test_a_source_in_which_nothing_was_found_has_a_row(source: Make) -> None:
    frames = rows([(source("wool", TEXT, author="A. Writer"), Reading((), (), ()))])
    row = one(frames["sources"])
    assert (row["source_id"], row["author"], row["open_text"]) == ("wool", "A. Writer", True)
    assert (row["characters"], row["sha256"]) == (len(TEXT), hashlib.sha256(TEXT.encode()).hexdigest())
    assert frames["figures"].is_empty()


def test_no_sources_still_have_tables() -> None:
    frames = rows([])
    assert {name: dict(frame.schema) for name, frame in frames.items() if name != "indicators"} == {
        "figures": FIGURES,
        "events": EVENTS,
        "sources": SOURCES,
    }


@pytest.mark.parametrize("licence", ["CC0-1.0", "CC-BY-4.0", "CC-BY-SA-3.0", "public-domain"])
def test_sentences_where_the_licence_allows_them(
    source: Make, figure: Make, event: Make, licence: str
) -> None:
    reading = Reading((figure(TEXT, "$7 million", 7e6),), (), (event(TEXT, "Guests came in May"),))
    frames = rows([(source("wool", TEXT, licence=licence), reading)])
    assert one(frames["figures"])["sentence"] is not None
    assert one(frames["events"])["quote"] is not None


@pytest.mark.parametrize("licence", ["all-rights-reserved", "CC-BY-NC-4.0", "CC-BY-ND-4.0", "ODbL-1.0"])
def test_no_sentence_where_it_does_not(source: Make, figure: Make, event: Make, licence: str) -> None:
    reading = Reading((figure(TEXT, "$7 million", 7e6),), (), (event(TEXT, "Guests came in May"),))
    frames = rows([(source("wool", TEXT, licence=licence), reading)])
    row = one(frames["figures"])
    assert row["sentence"] is None
    # What is held back can be proved by whoever has the text.
    held_back = TEXT[row["sentence_start"] : row["sentence_end"]]
    assert row["sentence_sha256"] == hashlib.sha256(held_back.encode()).hexdigest()
    assert one(frames["events"])["quote"] is None


WORDS = st.lists(st.sampled_from(["wool", "7", "sheep,", "of", "the\n", "steppe"]), min_size=1, max_size=16)


@given(WORDS, st.none() | WORDS, st.none() | WORDS)
def test_twelve_words_at_most(
    source: Make, figure: Make, quote: list[str], scope: list[str] | None, subject: list[str] | None
) -> None:
    words = [" ".join(part) if part else None for part in (quote, scope, subject)]
    text = f"Begin: {words[0]} . End."
    read = figure(text, words[0], 7.0, scope=words[1], subject=words[2])
    row = one(rows([(source("s", text, licence="all-rights-reserved"), Reading((read,), (), ()))])["figures"])
    kept = [row["quote"], row["scope"], row["subject"]]
    assert sum(len(part.split()) for part in kept if part) <= MAX_WORDS
    assert row["quote"] == text[row["start"] : row["end"]]
    assert kept[1] in (None, words[1])
    assert kept[2] in (None, words[2])
    if sum(len(part.split()) for part in words if part) <= MAX_WORDS:
        assert kept == words


def test_a_figure_that_holds_a_full_stop_has_all_its_sentences(source: Make, figure: Make) -> None:
    text = "First. It was 7 Mr. Then goods. Last."
    row = one(
        rows([(source("s", text), Reading((figure(text, "7 Mr. Then goods", 7.0),), (), ()))])["figures"]
    )
    assert row["sentence_start"] <= row["start"] < row["end"] <= row["sentence_end"]


def test_an_impossible_period_is_left_to_the_models(source: Make, figure: Make) -> None:
    read = figure(TEXT, "$7 million", 7e6, period="2022-13")
    row = one(rows([(source("s", TEXT), Reading((read,), (), ()))])["figures"])
    assert (row["period"], row["period_start"], row["period_end"]) == ("2022-13", None, None)


@given(st.randoms(use_true_random=False))
def test_the_order_of_sources_does_not_matter(source: Make, figure: Make, rng: random.Random) -> None:
    read = [
        (source(name, TEXT), Reading((figure(TEXT, "2022", 2022.0), figure(TEXT, "$7 million", 7e6)), (), ()))
        for name in ("a", "b", "c", "a-b", "a.b")
    ]
    expected = rows(read)
    rng.shuffle(read)
    shuffled = rows(read)
    assert all(expected[name].equals(shuffled[name]) for name in expected)
    assert expected["figures"]["figure_id"].is_sorted()
    assert expected["sources"]["source_id"].is_sorted()


def test_the_indicators_are_those_of_the_lexicon() -> None:
    frame = indicators()
    assert frame["indicator"].is_sorted()
    assert frame["indicator"].is_unique().all()
    row = one(frame.filter(pl.col("indicator") == "exports"))
    assert (row["theme"], row["world_bank"]) == ("trade", "TX.VAL.MRCH.CD.WT")
    assert one(frame.filter(pl.col("indicator") == "total_trade"))["world_bank"] is None
