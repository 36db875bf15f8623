"""Copies among texts: what makes two one, and that order, other texts and small edits change nothing."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandyq.duplicates import Sketch, grouped, groups, sketch
from sandyq.observations import origins

WORDS = [f"word{number}x" for number in range(3_000)]


def text(seed: int, length: int = 400) -> str:
    return " ".join(random.Random(seed).choices(WORDS, k=length))


REPORT = (
    "Trade between the two countries rose to ${value} billion in {month}, the statistics office said. "
    "Exports of grain, metals and oil made up the greater part of it, as they did in the months before. "
    "Most of the goods went by rail, since the ports of the Caspian were closed by wind for several days. "
    "The office will publish its next report when the customs service has closed the books of the month."
)


def test_a_copy_that_is_cut_and_touched_up_is_recognised() -> None:
    whole = text(1)
    words = whole.split()
    cut = " ".join(words[:280])
    touched = " ".join("changed" if number % 40 == 39 else word for number, word in enumerate(words))
    framed = "The agency reports:\n\n" + whole.upper().replace(" ", "\n", 30) + "\n\nRead more on our site."
    found = groups({"b-whole": whole, "a-cut": cut, "c-touched": touched, "d-framed": framed}.items())
    assert found == dict.fromkeys(("a-cut", "b-whole", "c-touched", "d-framed"), "a-cut")


def test_the_next_report_of_a_series_is_no_copy() -> None:
    texts = {
        "march": REPORT.format(value="31.17", month="March 2023"),
        "april": REPORT.format(value="28.4", month="April 2023"),
        "march-again": REPORT.format(value="31.17", month="March 2023") + " Subscribe to read more.",
    }
    assert groups(texts.items()) == {"march": "march", "march-again": "march"}


def test_texts_on_other_things_and_short_ones_stand_alone() -> None:
    texts = {f"t{seed}": text(seed) for seed in range(50)}
    shared = " " + text(99, 60)
    assert groups({name: words + shared for name, words in texts.items()}.items()) == {}
    assert groups({"a": "Five words are too few", "b": "Five words are too few", "c": ""}.items()) == {}


@given(
    seeds=st.lists(st.integers(0, 6), min_size=1, max_size=12),
    lengths=st.lists(st.integers(12, 300), min_size=12, max_size=12),
    order=st.randoms(use_true_random=False),
)
def test_order_does_not_matter_and_every_group_is_led_by_its_first(
    seeds: list[int], lengths: list[int], order: random.Random
) -> None:
    texts = [(f"s{place:02}", text(seed, lengths[place])) for place, seed in enumerate(seeds)]
    found = groups(texts)
    shuffled = list(texts)
    order.shuffle(shuffled)
    assert groups(shuffled) == found
    sketches = {name: made for name, words in texts if (made := sketch(words)) is not None}
    assert grouped(sketches) == found
    for name, first in found.items():
        members = sorted(other for other, leads in found.items() if leads == first)
        assert first == members[0]
        assert len(members) > 1
        assert name in members


@given(seed=st.integers(0, 10_000), length=st.integers(10, 900))
def test_the_same_words_are_always_one(seed: int, length: int) -> None:
    words = text(seed, length)
    assert groups([("a", words), ("b", words.replace(" ", "  \n"))]) == {"a": "a", "b": "a"}


@given(words=st.text(), seed=st.integers(0, 100))
def test_a_sketch_is_kept_as_it_is(words: str, seed: int) -> None:
    made = sketch(f"{words} {text(seed, 40)} 31.17 2022 {words}")
    assert made is not None
    again = Sketch.of(bytes(made))
    assert bytes(again) == bytes(made)
    assert grouped({"a": made, "b": again}) == {"a": "a", "b": "a"}
    with pytest.raises(ValueError, match="no sketch"):
        Sketch.of(b"short")


def test_thousands_of_texts_that_share_a_paragraph_are_told_apart() -> None:
    shared = text(0, 40)
    texts = {f"s{seed:04}": f"{shared} {text(seed, 90)}" for seed in range(1, 1_500)}
    texts["z-copy"] = texts["s0700"] + " And so on."
    assert groups(texts.items()) == {"s0700": "s0700", "z-copy": "s0700"}


def row(name: str, **more: str | None) -> dict[str, str | None]:
    fields = {"title": name, "publisher": "P", "published": "2024", "kind": "article", "basis": None}
    return {"source_id": name, **fields, "duplicate_of": None, **more}


def test_copies_share_an_origin_and_so_does_a_digest_of_one_of_them() -> None:
    digest = row("d", kind="digest", basis="P (2024). copy.")
    found = origins([row("first"), row("copy", duplicate_of="first"), row("other"), digest])
    assert found["first"] == found["copy"] == found["d"] != found["other"]


@pytest.mark.parametrize("first", [True, False])
def test_copies_share_an_origin_also_without_the_first_of_them(first: bool) -> None:
    copies = [row("b", duplicate_of="a"), row("c", duplicate_of="a")]
    assert len(set(origins([row("a"), *copies] if first else copies).values())) == 1
