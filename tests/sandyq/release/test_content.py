from __future__ import annotations

import datetime as dt
import hashlib
import io
import struct
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sandyq.release.content import content_hash

CELLS: dict[str, st.SearchStrategy[Any]] = {
    "s": st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=5),
    "i": st.integers(-(2**63), 2**63 - 1),
    "x": st.none() | st.floats(allow_nan=False, allow_infinity=False),
    "d": st.none() | st.dates(),
    "b": st.booleans(),
}
SCHEMA = pa.schema(
    [("s", pa.string()), ("i", pa.int64()), ("x", pa.float64()), ("d", pa.date32()), ("b", pa.bool_())]
)
ROWS = st.lists(st.fixed_dictionaries(CELLS), max_size=6)


def table(rows: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def test_the_form_that_is_written_down_is_the_form_that_is_hashed() -> None:
    made = pa.table(
        {
            "s": pa.array(["да", None]),
            "i": pa.array([1, -1], pa.int64()),
            "x": pa.array([None, -0.0], pa.float64()),
            "d": pa.array([dt.date(1970, 1, 2), None], pa.date32()),
            "b": pa.array([True, False]),
        }
    )
    form = b"s\0string\0" + b"\1\0" + struct.pack("<qq", 4, 0) + "да".encode()
    form += b"i\0integer\0" + b"\1\1" + struct.pack("<qq", 1, -1)
    form += b"x\0number\0" + b"\0\1" + struct.pack("<dd", 0.0, 0.0)
    form += b"d\0date\0" + b"\1\0" + struct.pack("<qq", 1, 0)
    form += b"b\0boolean\0" + b"\1\1" + b"\1\0"
    assert content_hash(made) == f"sha256:{hashlib.sha256(form).hexdigest()}"


@given(ROWS, st.integers(0, 6))
def test_chunks_slices_and_string_types_do_not_matter(rows: list[dict[str, Any]], at: int) -> None:
    whole = table(rows)
    assert content_hash(pa.concat_tables([whole.slice(0, at), whole.slice(at)])) == content_hash(whole)
    padded = table([*rows, *rows]).slice(len(rows))
    assert content_hash(padded) == content_hash(whole)
    large = whole.cast(SCHEMA.set(0, pa.field("s", pa.large_string())))
    assert content_hash(large) == content_hash(whole)


@given(ROWS, st.sampled_from(["none", "snappy", "zstd"]), st.sampled_from(["1.0", "2.6"]))
def test_how_a_file_is_written_does_not_matter(
    rows: list[dict[str, Any]], packing: str, version: Any
) -> None:
    file = io.BytesIO()
    pq.write_table(table(rows), file, compression=packing, version=version, row_group_size=2)
    assert content_hash(pq.read_table(file)) == content_hash(table(rows))


@given(ROWS, st.data())
def test_every_cell_matters(rows: list[dict[str, Any]], data: st.DataObject) -> None:
    assume(rows)
    row = data.draw(st.integers(0, len(rows) - 1))
    name = data.draw(st.sampled_from(sorted(CELLS)))
    other = data.draw(CELLS[name])
    assume(other != rows[row][name])
    changed = [*rows[:row], {**rows[row], name: other}, *rows[row + 1 :]]
    assert content_hash(table(changed)) != content_hash(table(rows))


def test_names_types_and_order_matter() -> None:
    one = pa.table({"a": [1, 2]})
    others = [
        pa.table({"b": [1, 2]}),
        pa.table({"a": [2, 1]}),
        pa.table({"a": [1.0, 2.0]}),
        pa.table({"a": [1, 2, 2]}),
        pa.table({"a": ["1", "2"]}),
    ]
    assert len({content_hash(made) for made in (one, *others)}) == 6


def test_a_type_without_a_form_is_refused() -> None:
    with pytest.raises(TypeError, match="column a: no canonical form"):
        content_hash(pa.table({"a": [[1]]}))
