"""Sorted tables side by side: whatever the batches, all rows of one key come together and none is lost."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from sandyq.release.merge import aligned, increases

if TYPE_CHECKING:
    from collections.abc import Iterator

KEY = st.tuples(st.sampled_from(["", "a", "a:", "a-b", "ab", "é"]), st.integers(0, 2))
SIDE = st.lists(KEY, max_size=12).map(sorted)
SCHEMA = {"k": pl.String(), "n": pl.Int64()}


def batches(rows: list[tuple[str, int]], size: int) -> Iterator[pl.DataFrame]:
    for begin in range(0, len(rows), size):
        yield pl.DataFrame(rows[begin : begin + size], schema=SCHEMA, orient="row")


@given(st.lists(st.tuples(SIDE, st.integers(1, 5)), min_size=1, max_size=3))
def test_rows_of_one_key_come_together(sides: list[tuple[list[tuple[str, int]], int]]) -> None:
    slices = [
        [part.rows() for part in parts]
        for parts in aligned(
            [batches(rows, size) for rows, size in sides], [SCHEMA] * len(sides), [("k", "n")] * len(sides)
        )
    ]
    for place, (rows, _) in enumerate(sides):
        assert [row for parts in slices for row in parts[place]] == rows
    keys = [{row for part in parts for row in part} for parts in slices]
    for before, after in itertools.pairwise(keys):
        assert not before or not after or max(before) < min(after)


@given(st.lists(KEY, min_size=1, max_size=6))
def test_a_key_increases_where_it_does(rows: list[tuple[str, int]]) -> None:
    found = increases(pl.DataFrame(rows, schema=SCHEMA, orient="row")).to_list()
    assert found == [after > before for before, after in itertools.pairwise(rows)]
