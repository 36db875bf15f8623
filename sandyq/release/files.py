"""The data files of a version: Parquet and CSV, the same bytes for the same rows however they come."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from sandyq.release.rows import InMemory, InParquet, Scratch

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from sandyq.release.rows import Rows

ROW_GROUP = 128 * 1024
"""Rows in a row group: small enough to skip, large enough to pack well."""


@dataclass(frozen=True, slots=True)
class Written:
    """What was handed to the disk as one file."""

    size: int
    """Bytes."""
    sha256: str
    """Hexadecimal."""


class Hashing:
    """A file for writing that counts and hashes what is handed to it, whatever the disk makes of it."""

    closed = False

    def __init__(self, file: IO[bytes]) -> None:
        """``file`` stays open."""
        self._file = file
        self._digest = hashlib.sha256()
        self._size = 0

    def write(self, content: Any) -> int:
        """Hand on ``content``: bytes, or what holds them."""
        self._digest.update(content)
        size = memoryview(content).nbytes
        self._size += size
        self._file.write(content)
        return size

    def flush(self) -> None:
        """As of any file."""
        self._file.flush()

    def tell(self) -> int:
        """Bytes so far."""
        return self._size

    def readable(self) -> bool:
        """It is not."""
        return False

    def writable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is not."""
        return False

    def close(self) -> None:
        """Nothing: whoever opened the file closes it."""

    def written(self) -> Written:
        """What has been handed to it."""
        return Written(self._size, self._digest.hexdigest())


class Packed(InParquet):
    """Rows in one Parquet file of the run, which holds the bytes that are going to be published."""

    def __init__(self, path: Path, schema: pa.Schema, written: Written, keep: object) -> None:
        """``written`` is what was handed to the file; it stands as long as ``keep`` is held."""
        super().__init__([path], schema, keep)
        self.path = path
        self.written = written


def packed(rows: Rows) -> Packed:
    """The same rows in one file: to go through many files again and again costs more than to copy them."""
    scratch = Scratch()
    path = scratch.path / "rows.parquet"
    with path.open("wb") as file:
        hashing = Hashing(file)
        write_parquet(rows, hashing)
    return Packed(path, rows.schema, hashing.written(), scratch)


def write_parquet(rows: Rows, file: Any) -> None:
    """The rows in Parquet: zstd, statistics, the Arrow schema with its field metadata.

    OSError where rows that are packed already read otherwise than they were written.
    """
    if isinstance(rows, Packed):
        _copy(rows, file)
        return
    with pq.ParquetWriter(file, rows.schema, compression="zstd") as writer:
        groups = 0
        for group in _groups(rows.batches(), rows.schema):
            writer.write_table(group, row_group_size=ROW_GROUP)
            groups += 1
        if not groups:
            writer.write_table(rows.schema.empty_table(), row_group_size=ROW_GROUP)


def _copy(rows: Packed, file: Any) -> None:
    digest = hashlib.sha256()
    with rows.path.open("rb") as packed_file:
        while piece := packed_file.read(_PIECE):
            digest.update(piece)
            file.write(piece)
    if digest.hexdigest() != rows.written.sha256:
        raise OSError(None, "what was written there reads otherwise", str(rows.path))


_PIECE = 2**20


def write_csv(rows: Rows, file: Any) -> None:
    """The rows in CSV: UTF-8, header, commas, LF, quoted where needed, nulls empty, ISO dates."""
    file.write(csv(rows.schema.empty_table()))
    for batch in rows.batches():
        file.write(csv(pa.table(batch), header=False))


def parquet(table: pa.Table) -> bytes:
    """A table in Parquet, as `write_parquet` makes it."""
    buffer = io.BytesIO()
    write_parquet(InMemory(table), buffer)
    return buffer.getvalue()


def csv(table: pa.Table | pl.DataFrame, header: bool = True) -> bytes:
    """A table in CSV, as `write_csv` makes it."""
    buffer = io.BytesIO()
    pl.DataFrame(table).write_csv(buffer, include_header=header)
    return buffer.getvalue()


def _groups(batches: Iterable[pa.RecordBatch], schema: pa.Schema) -> Iterator[pa.Table]:
    """The same rows in tables of one chunk and `ROW_GROUP` rows each, the last one of what is left."""
    held: list[pa.RecordBatch] = []
    room = ROW_GROUP
    for batch in batches:
        rest = batch
        while rest.num_rows:
            part = rest.slice(0, room)
            held.append(part)
            room -= part.num_rows
            rest = rest.slice(part.num_rows)
            if not room:
                yield pa.Table.from_batches(held, schema).combine_chunks()
                held, room = [], ROW_GROUP
    if held:
        yield pa.Table.from_batches(held, schema).combine_chunks()


def file_sha256(path: Path) -> str:
    """Hexadecimal SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
