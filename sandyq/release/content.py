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

from sandyq.release.rows import InMemory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sandyq.release.rows import Rows


HELD = 128 * 2**20
"""The most bytes of strings of one column that are held."""


def content_hash(data: pa.Table | Rows) -> str:
    """``sha256:`` and the hash of all columns and rows in their order. TypeError for other types.

    Held are 9 bytes a row of one column, and its strings where they are less than `HELD`; else they are gone
    through twice.
    """
    rows = InMemory(data) if isinstance(data, pa.Table) else data
    digest = hashlib.sha256()
    for field in rows.schema:
        for piece in _column(rows, field):
            digest.update(piece)
    return f"sha256:{digest.hexdigest()}"


def _column(rows: Rows, field: Any) -> Iterator[bytes | memoryview]:
    name = field.name
    kind, of_batch = _form(field)
    yield f"{name}\0{kind}\0".encode()
    values, texts, room = [], [], HELD
    for column in _pieces(rows, name):
        yield _bytes(np.asarray(pc.is_valid(column)).astype(np.uint8))
        values.append(of_batch(column))
        if kind == "string" and room > 0:
            texts.append(_text(column))
            room -= len(texts[-1])
    yield from (_bytes(piece) for piece in values)
    yield from texts if room > 0 else (_text(column) for column in _pieces(rows, name))


def _pieces(rows: Rows, name: str) -> Iterator[Any]:
    return (batch.column(0) for batch in rows.batches([name]))


def _form(field: Any) -> tuple[str, Callable[[Any], Any]]:
    """The name of a type, and what makes the values of a batch, or of strings their lengths."""
    kind = field.type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return "string", _lengths
    if pa.types.is_integer(kind):
        return "integer", _integers
    if pa.types.is_floating(kind):
        return "number", _numbers
    if pa.types.is_date32(kind):
        return "date", lambda column: _integers(column.cast(pa.int32()))
    if pa.types.is_boolean(kind):
        return "boolean", lambda column: np.asarray(pc.fill_null(column, False)).astype(np.uint8)
    raise TypeError(f"column {field.name}: no canonical form for {kind}")


def _bytes(array: Any) -> memoryview:
    return np.ascontiguousarray(array).data.cast("B")


def _integers(column: Any) -> Any:
    return np.asarray(pc.fill_null(column.cast(pa.int64()), 0), dtype="<i8")


def _numbers(column: Any) -> Any:
    return np.asarray(pc.fill_null(column, 0.0), dtype="<f8") + 0.0


def _lengths(column: Any) -> Any:
    return np.asarray(pc.fill_null(pc.binary_length(column), 0), dtype="<i8")


def _text(column: Any) -> memoryview:
    """The bytes of all strings of a batch, one after the other."""
    array = pc.fill_null(column.cast(pa.large_string()), "") if column.null_count else column
    _, offsets, data = array.buffers()
    if data is None or not len(array):
        return memoryview(b"")
    width = np.int64 if pa.types.is_large_string(array.type) else np.int32
    ends = np.frombuffer(offsets, dtype=width)[array.offset : array.offset + len(array) + 1]
    return memoryview(data)[int(ends[0]) : int(ends[-1])]
