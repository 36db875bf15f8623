"""Rows in memory and rows in Parquet files are the same rows."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandyq.release import InMemory, InParquet, Rows

if TYPE_CHECKING:
    from collections.abc import Callable

SCHEMA = pa.schema(
    [
        pa.field("code", pa.string(), nullable=False, metadata={"title": "Code"}),
        pa.field("people", pa.int64()),
    ],
    metadata={"title": "Towns"},
)


def towns(number: int) -> pa.Table:
    return pa.table([[f"t{place:06}" for place in range(number)], list(range(number))], schema=SCHEMA)


def in_files(table: pa.Table, cuts: list[int], folder: Path) -> InParquet:
    """The table in files that end at the cuts."""
    paths = []
    for place, (begin, end) in enumerate(zip([0, *cuts], [*cuts, len(table)], strict=True)):
        paths.append(folder / f"{place}.parquet")
        pq.write_table(table.slice(begin, end - begin), paths[-1], row_group_size=3)
    return InParquet(paths)


@given(st.integers(0, 20), st.lists(st.integers(0, 20), max_size=3))
def test_files_hold_what_memory_holds(number: int, cuts: list[int]) -> None:
    made = towns(number)
    with TemporaryDirectory() as scratch:
        rows = in_files(made, sorted(min(cut, number) for cut in cuts), Path(scratch))
        for again in (rows, rows, InMemory(made)):
            assert again.num_rows == number
            assert again.schema.equals(SCHEMA, check_metadata=True)
            assert again.table().equals(made, check_metadata=True)
            some = again.table(["people", "code"])
            assert some.equals(made.select(["people", "code"]), check_metadata=True)


@pytest.mark.parametrize("place", [lambda made, _: InMemory(made), lambda made, at: in_files(made, [9], at)])
def test_no_batch_is_large(
    place: Callable[[pa.Table, Path], Rows], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sandyq.release.rows.BATCH", 4)
    sizes = [len(batch) for batch in place(towns(21), tmp_path).batches(["code"])]
    assert sum(sizes) == 21
    assert max(sizes) <= 4


def test_files_take_the_schema_that_is_given(tmp_path: Path) -> None:
    bare = pa.table({"people": pa.array([1, 2], pa.int32()), "code": ["a", "b"]})
    pq.write_table(bare, tmp_path / "bare.parquet")
    rows = InParquet([tmp_path / "bare.parquet"], SCHEMA)
    assert rows.table().equals(pa.table([["a", "b"], [1, 2]], schema=SCHEMA), check_metadata=True)
    assert InParquet([], SCHEMA).table().num_rows == 0


def test_what_is_no_file_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        InParquet([tmp_path / "none.parquet"])
    with pytest.raises(ValueError, match="schema is needed"):
        InParquet([])
