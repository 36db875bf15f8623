from __future__ import annotations

from itertools import permutations
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandyq import agreement
from sandyq.agreement import folded, stated, together, valued, valued_of
from sandyq.vocabulary import MODIFIERS

SCHEMA = {
    "quote": pl.String,
    "value": pl.Float64,
    "value_low": pl.Float64,
    "value_high": pl.Float64,
    "modifier": pl.String,
    "measure": pl.String,
    "direction": pl.String,
}


def said(
    quote: str, value: float | tuple[float, float], modifier: str = "none", **more: Any
) -> dict[str, Any]:
    low, high = value if isinstance(value, tuple) else (None, None)
    return {
        "quote": quote,
        "value": None if isinstance(value, tuple) else value,
        "value_low": low,
        "value_high": high,
        "modifier": modifier,
        "measure": "level",
        "direction": None,
        **more,
    }


def bounds(*figures: dict[str, Any]) -> list[tuple[float, float]]:
    found = stated(pl.DataFrame(figures, schema=SCHEMA))
    return list(found.select("least", "greatest").iter_rows())


def agree(*figures: dict[str, Any]) -> bool:
    return bool(stated(pl.DataFrame(figures, schema=SCHEMA)).select(together()).item())


@pytest.mark.parametrize(
    ("figure", "least", "greatest"),
    [
        (said("$31.17 billion", 31.17e9), 31.165e9, 31.175e9),
        (said("$6 billion", 6e9), 5.5e9, 6.5e9),
        (said("6.0 bn", 6e9), 5.95e9, 6.05e9),
        (said("31,17 Mrd", 31.17e9), 31.165e9, 31.175e9),
        (said("1 234 567", 1234567.0), 1234566.5, 1234567.5),
        (said("30,000", 30000.0), 29500.0, 30500.0),
        (said("30 000", 30000.0), 29500.0, 30500.0),
        (said("2.000", 2.0), 1.9995, 2.0005),
        (said("two million", 2e6), 1.5e6, 2.5e6),
        (said("half a million", 5e5), 499_500.0, 500_500.0),
        (said("1.5 lakh", 150_000.0), 145_000.0, 155_000.0),
        (said("a third", 100 / 3), 100 / 3 - 0.5, 100 / 3 + 0.5),
        (said("12 dozen", 144.0), 143.5, 144.5),
        (said("0%", 0.0), -0.5, 0.5),
        (said("-$18.7 billion", -18.7e9), -18.75e9, -18.65e9),
        (said("over 100", 100.0, "over"), 99.5, 200.0),
        (said("over 31 billion", 31e9, "over"), 30.5e9, 34.1e9),
        (said("under 6 percent", 6.0, "under"), 5.0, 6.5),
        (said("almost 30 percent", 30.0, "almost"), 28.5, 30.5),
        (said("about 200", 200.0, "about"), 190.0, 210.0),
        (said("at least 5", 5.0, "at least"), 4.5, float("inf")),
        (said("up to 5", 5.0, "up to"), 0.0, 5.5),
        (said("6-7 billion", (6e9, 7e9)), 5.5e9, 7.5e9),
        (said("second", 2.0, measure="rank"), 1.75, 2.25),
        (said("over 11.2%", 11.2, "over", measure="change", direction="decrease"), -12.32, -11.15),
        (said("up to 5%", 5.0, "up to", measure="change", direction="decrease"), -5.5, 0.0),
    ],
    ids=lambda value: value["quote"] if isinstance(value, dict) else "",
)
def test_what_a_number_leaves_open(figure: dict[str, Any], least: float, greatest: float) -> None:
    assert bounds(figure)[0] == pytest.approx((least, greatest))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (said("almost 30 percent", 30.0, "almost"), said("29.7%", 29.7), True),
        (said("almost 30 percent", 30.0, "almost"), said("27%", 27.0), False),
        (said("$6 billion", 6e9), said("$6.1 billion", 6.1e9), True),
        (said("$6.0 billion", 6e9), said("$6.1 billion", 6.1e9), False),
        (said("6.1", 6.1), said("6.2", 6.2), False),
        (said("over $16 billion", 16e9, "over"), said("$17.2 billion", 17.2e9), True),
        (said("over $16 billion", 16e9, "over"), said("$31 billion", 31e9), False),
        (said("at least 16", 16.0, "at least"), said("31", 31.0), True),
        (said("at least 16", 16.0, "at least"), said("14", 14.0), False),
        (said("up to 16", 16.0, "up to"), said("17", 17.0), False),
        (said("6-7 billion", (6e9, 7e9)), said("6.8 billion", 6.8e9), True),
        (said("6-7 billion", (6e9, 7e9)), said("7.8 billion", 7.8e9), False),
        (said("second", 2.0, measure="rank"), said("third", 3.0, measure="rank"), False),
        (said("five countries", 5.0), said("six countries", 6.0), False),
        (said("9,000 firms", 9000.0), said("9,312 firms", 9312.0), True),
    ],
    ids=lambda value: value["quote"] if isinstance(value, dict) else "",
)
def test_what_agrees(one: dict[str, Any], other: dict[str, Any], same: bool) -> None:
    assert agree(one, other) is same
    assert agree(other, one) is same


NUMBERS = st.decimals(-10_000, 10_000, places=2).map(lambda number: (f"{number:,}", float(number)))
FIGURES = st.builds(
    lambda number, modifier, measure, direction: said(
        number[0], number[1], modifier, measure=measure, direction=direction
    ),
    NUMBERS,
    st.sampled_from(list(MODIFIERS)),
    st.sampled_from(["level", "share", "change", "rank", "target"]),
    st.sampled_from([None, "increase", "decrease"]),
)


@given(st.lists(FIGURES, min_size=1, max_size=3))
def test_the_order_never_matters(figures: list[dict[str, Any]]) -> None:
    assert len({agree(*order) for order in permutations(figures)}) == 1


@given(FIGURES, FIGURES)
def test_a_claim_agrees_with_itself_and_with_the_same_number_in_other_words(
    figure: dict[str, Any], other: dict[str, Any]
) -> None:
    assert agree(figure, figure)
    assert agree(figure, {**figure, "modifier": other["modifier"]})


@given(FIGURES)
def test_the_number_lies_in_its_own_interval(figure: dict[str, Any]) -> None:
    found = stated(pl.DataFrame([figure], schema=SCHEMA)).row(0, named=True)
    assert found["least"] <= found["low"] == found["high"] <= found["greatest"]
    assert found["step"] > 0


@given(st.lists(FIGURES, min_size=2, max_size=4))
def test_all_agree_together_where_each_two_do(figures: list[dict[str, Any]]) -> None:
    pairs = all(agree(one, other) for one in figures for other in figures)
    assert agree(*figures) == pairs


@given(
    st.lists(
        st.tuples(st.text("ab:1", max_size=3), st.floats(-9, 9)), max_size=9, unique_by=lambda row: row[0]
    ),
    st.integers(0, 9),
)
def test_figures_are_found_in_whatever_parts_they_come(rows: list[tuple[str, float]], cut: int) -> None:
    figures = pl.DataFrame(
        [said("1", value, figure_id=name) for name, value in rows], SCHEMA | {"figure_id": pl.String}
    )
    wanted = figures.select("figure_id", number=pl.int_range(pl.len())).filter(pl.col("number") % 2 == 0)
    found = pl.concat(valued_of(wanted, [figures.tail(cut), figures.head(-cut) if cut else figures.clear()]))
    whole = figures if cut else figures.clear()
    assert found.sort("figure_id").equals(valued(whole.join(wanted, on="figure_id")).sort("figure_id"))


@given(st.lists(st.lists(st.integers(0, 5), max_size=6), min_size=1, max_size=6), st.integers(0, 3))
def test_parts_are_folded_into_what_all_together_would_be(parts: list[list[int]], held: int) -> None:
    def count(frame: pl.DataFrame) -> pl.DataFrame:
        return frame.group_by("value").agg(pl.col("number").sum()).sort("value")

    frames = [
        pl.DataFrame({"value": part, "number": [1] * len(part)}, {"value": pl.Int64, "number": pl.Int64})
        for part in parts
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(agreement, "_HELD", held)
        assert folded(frames, count).equals(count(pl.concat(frames)))
