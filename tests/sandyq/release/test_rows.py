"""Rows in memory and rows in Parquet files are the same rows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandyq.release import InMemory, InParquet, Package, Rows, Table, plan, publish, verify
from sandyq.release.rows import Scratch, spooled

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


def test_rows_on_disk_are_released_as_rows_in_memory(
    package: Callable[..., Package],
    table: Callable[..., Table],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Two versions, of which the second has new, changed and withdrawn rows all over; to the same bytes."""

    def edition(second: bool) -> Package:
        rows: list[dict[str, Any]] = [
            {"code": f"t{n:03}", "kind": "warm", "degrees": n / 7, "people": n, "seen": None, "open": True}
            for n in range(40 + 5 * second)
            if not (second and n % 20 == 3)
        ]
        for row in rows if second else ():
            row["people"] += row["people"] % 5 == 0
        lakes = table(rows, name="lakes", key=("kind", "code"))
        made: Package = package(table(rows), lakes)
        return made

    def on_disk(made: Package, folder: Path) -> Package:
        folder.mkdir()
        tables = []
        for one in made.tables:
            here = folder / one.name
            here.mkdir()
            tables.append(replace(one, rows=in_files(one.data, [7, 8, 8, 30], here)))
        return replace(made, tables=tuple(tables))

    whole, parts = tmp_path / "whole", tmp_path / "parts"
    for second in (False, True):
        publish(plan(edition(second), whole))
    for name, number in (("rows.BATCH", 6), ("rows.KEPT", 5), ("content.HELD", 50), ("contract.GATHERED", 3)):
        monkeypatch.setattr(f"sandyq.release.{name}", number)
    for second in (False, True):
        publish(plan(on_disk(edition(second), tmp_path / str(second)), parts))
    files = {path.relative_to(whole) for path in whole.rglob("*") if path.is_file()}
    assert len(files) > 20
    for name in files:
        assert (parts / name).read_bytes() == (whole / name).read_bytes(), name
    assert verify(parts) == []
    changed = pq.read_table(next(parts.rglob("1.1.0/changes.parquet")))
    assert {"add", "remove", "change"} == set(changed["operation"].to_pylist())
    assert plan(on_disk(edition(True), tmp_path / "again"), parts).version is None


def test_a_spool_goes_with_who_holds_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sandyq.release.rows.KEPT", 5)
    rows = spooled((towns(4) for _ in range(3)), SCHEMA)
    assert rows.table().equals(pa.concat_tables([towns(4)] * 3))
    assert isinstance(rows, InParquet)
    scratch = rows._keep
    assert isinstance(scratch, Scratch)
    path = scratch.path
    assert path.is_dir()
    del rows, scratch
    assert not path.exists()


def test_nulls_are_counted_by_the_footers_as_by_the_rows(tmp_path: Path) -> None:
    made = pa.table([["a", "b", "c"], [None, 1, None]], schema=SCHEMA)
    assert InMemory(made).null_counts() == {"code": 0, "people": 2}
    assert in_files(made, [1], tmp_path).null_counts() == {"code": 0, "people": 2}
    pq.write_table(made, tmp_path / "bare.parquet", write_statistics=False)
    assert InParquet([tmp_path / "bare.parquet"]).null_counts() == {"code": 0, "people": 2}
