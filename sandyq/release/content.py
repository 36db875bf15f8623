"""A hash of what a table says, not of how a file says it.

Parquet files of the same rows differ between versions of their writer. This hash does not: it is SHA-256 over
a form that is written down here and that anybody can make from any copy of the table.

For each column, in order: its name and its type (string, integer, number, date or boolean) in UTF-8, each
followed by a zero byte; then for each row one byte, 1 where there is a value and 0 where there is none; then
the values of all rows, a null standing as zero or as no bytes. Integers, and dates as days since 1970-01-01,
are 8 bytes, little-endian; numbers are IEEE 754 doubles, little-endian, with no negative zero; booleans are
one byte; strings are first all lengths in bytes (8 bytes each, little-endian), then all bytes in UTF-8.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Iterator


def content_hash(table: pa.Table) -> str:
    """``sha256:`` and the hash of the table's columns and rows in their order. TypeError for other types."""
    digest = hashlib.sha256()
    for name, column in zip(table.column_names, table.columns, strict=True):
        for piece in _column(name, column):
            digest.update(piece)
    return f"sha256:{digest.hexdigest()}"


def _column(name: str, column: Any) -> Iterator[bytes | memoryview]:
    kind = column.type
    present = np.asarray(pc.is_valid(column)).astype(np.uint8)
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        yield _head(name, "string") + present.tobytes()
        yield from _strings(column)
    elif pa.types.is_integer(kind):
        yield _head(name, "integer") + present.tobytes()
        yield _numbers(column, pa.int64())
    elif pa.types.is_floating(kind):
        yield _head(name, "number") + present.tobytes()
        yield (np.asarray(pc.fill_null(column, 0.0), dtype="<f8") + 0.0).tobytes()
    elif pa.types.is_date32(kind):
        yield _head(name, "date") + present.tobytes()
        yield _numbers(column.cast(pa.int32()), pa.int64())
    elif pa.types.is_boolean(kind):
        yield _head(name, "boolean") + present.tobytes()
        yield np.asarray(pc.fill_null(column, False)).astype(np.uint8).tobytes()
    else:
        raise TypeError(f"column {name}: no canonical form for {kind}")


def _head(name: str, kind: str) -> bytes:
    return f"{name}\0{kind}\0".encode()


def _numbers(column: Any, to: pa.DataType) -> bytes:
    return np.asarray(pc.fill_null(column.cast(to), 0), dtype="<i8").tobytes()


def _strings(column: Any) -> Iterator[bytes | memoryview]:
    array = pc.fill_null(column.cast(pa.large_string()), "").combine_chunks()
    yield np.asarray(pc.binary_length(array), dtype="<i8").tobytes()
    _, offsets, data = array.buffers()
    if data is None:
        return
    ends = np.frombuffer(offsets, dtype=np.int64)[array.offset : array.offset + len(array) + 1]
    if len(ends):
        yield memoryview(data)[int(ends[0]) : int(ends[-1])]
