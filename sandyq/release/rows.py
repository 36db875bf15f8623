"""The rows of a table, wherever they stand: in memory, or in Parquet files that memory would not hold.

What releases a table goes through its rows batch by batch, several times, and asks for the columns that it
needs; so a table of any size is released in the memory of a few batches. Rows come in the order of the
table's key, by bytes for strings.

Keys of figures and events begin with their source's id and a colon, so batches of whole sources make a
sorted table when the sources come in the order of ``id + ":"`` -- which is not that of the ids alone:
``coal-2024:10-20`` stands before ``coal:10-20``.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import weakref
from abc import ABC, abstractmethod
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

BATCH = 16 * 1024
"""The most rows in a batch."""
KEPT = 50_000
"""The most rows that are spooled in memory."""


class Rows(ABC):
    """Rows that can be gone through again and again; rows of another origin need a class with these three."""

    @property
    @abstractmethod
    def schema(self) -> pa.Schema:
        """Names, types and nullability of the columns, with each field's metadata."""

    @property
    @abstractmethod
    def num_rows(self) -> int:
        """How many there are."""

    @abstractmethod
    def batches(self, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
        """All rows in order, from the first one on at every call; ``columns``, in that order, or all.

        The batches have the schema's fields as they are there, at most `BATCH` rows each, and may be empty.
        """

    def table(self, columns: Sequence[str] | None = None) -> pa.Table:
        """All rows at once."""
        return pa.Table.from_batches(self.batches(columns), self.schema_of(columns))

    def null_counts(self) -> dict[str, int]:
        """How many nulls each column has."""
        counts = dict.fromkeys(self.schema.names, 0)
        for batch in self.batches():
            for name, column in zip(batch.schema.names, batch.columns, strict=True):
                counts[name] += column.null_count
        return counts

    def schema_of(self, columns: Sequence[str] | None) -> pa.Schema:
        """The schema of some columns, in their order; of all where None."""
        if columns is None:
            return self.schema
        bare = pa.schema([self.schema.field(name) for name in columns])
        return bare.with_metadata(self.schema.metadata)


class InMemory(Rows):
    """The rows of an Arrow table."""

    def __init__(self, table: pa.Table) -> None:
        """Nothing is copied."""
        self._table = table

    @property
    def schema(self) -> pa.Schema:
        """That of the table."""
        return self._table.schema

    @property
    def num_rows(self) -> int:
        """That of the table."""
        return int(self._table.num_rows)

    def batches(self, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
        """Slices of the table."""
        yield from self.table(columns).to_batches(max_chunksize=BATCH)

    def table(self, columns: Sequence[str] | None = None) -> pa.Table:
        """The table itself."""
        return self._table if columns is None else self._table.select(list(columns))


class InParquet(Rows):
    """The rows of Parquet files, one after the other; the files stay as they are while this is used."""

    def __init__(
        self, paths: Sequence[Path], schema: pa.Schema | None = None, keep: object | None = None
    ) -> None:
        """``schema`` is that of the table, by default that of the first file; all files have its columns.

        ``keep`` is held as long as these rows are, such as the temporary folder that the files stand in.
        OSError or pyarrow.ArrowInvalid where a file is not there or is no Parquet file.
        """
        if not paths and schema is None:
            raise ValueError("without a file a schema is needed")
        self._paths = tuple(paths)
        self._schema = pq.read_schema(self._paths[0]) if schema is None else schema
        self._num_rows = sum(pq.read_metadata(path).num_rows for path in self._paths)
        self._keep = keep

    @property
    def schema(self) -> pa.Schema:
        """That of the table."""
        return self._schema

    @property
    def num_rows(self) -> int:
        """What the files' footers say, together."""
        return self._num_rows

    def null_counts(self) -> dict[str, int]:
        """What the files' statistics say, where they have them."""
        counts = dict.fromkeys(self._schema.names, 0)
        for path in self._paths:
            footer = pq.read_metadata(path)
            for group in range(footer.num_row_groups):
                for place in range(footer.num_columns):
                    chunk = footer.row_group(group).column(place)
                    if chunk.path_in_schema not in counts:
                        continue
                    nulls = None if chunk.statistics is None else chunk.statistics.null_count
                    if nulls is None:
                        return super().null_counts()
                    counts[chunk.path_in_schema] += nulls
        return counts

    def batches(self, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
        """Batches of one file after the other, each cast to the table's schema."""
        names = self._schema.names if columns is None else list(columns)
        schema = self.schema_of(columns)
        for path in self._paths:
            with pq.ParquetFile(path, pre_buffer=False) as file:
                for batch in file.iter_batches(BATCH, columns=names, use_threads=False):
                    chosen = batch.select(names)
                    yield chosen if chosen.schema.equals(schema, check_metadata=True) else chosen.cast(schema)


class Recast(Rows):
    """Some columns of other rows, under another schema."""

    def __init__(self, rows: Rows, schema: pa.Schema) -> None:
        """``schema`` names the columns; what it says of their types and metadata holds."""
        self._rows = rows
        self._schema = schema

    @property
    def schema(self) -> pa.Schema:
        """The one that was given."""
        return self._schema

    @property
    def num_rows(self) -> int:
        """That of the other rows."""
        return self._rows.num_rows

    def batches(self, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
        """The other's batches, cast."""
        schema = self.schema_of(columns)
        return (batch.cast(schema) for batch in self._rows.batches(schema.names))


def spooled(batches: Iterable[pa.Table], schema: pa.Schema) -> Rows:
    """What comes in batches, kept to be gone through again: in memory, or where it is much, in a file."""
    held: list[pa.Table] = []
    number = 0
    coming = iter(batches)
    for batch in coming:
        held.append(batch.cast(schema))
        number += batch.num_rows
        if number > KEPT:
            break
    else:
        return InMemory(pa.concat_tables([schema.empty_table(), *held]))
    scratch = Scratch()
    path = scratch.path / "rows.parquet"
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for batch in held:
            writer.write_table(batch, row_group_size=BATCH)
        held.clear()
        for batch in coming:
            writer.write_table(batch.cast(schema), row_group_size=BATCH)
    return InParquet([path], schema, keep=scratch)


class Scratch:
    """A temporary folder that goes when nobody holds this any more, and at the end of the run."""

    def __init__(self) -> None:
        """The folder is made at once, where TMPDIR says."""
        self.path = Path(tempfile.mkdtemp(prefix="sandyq-"))
        self._end = weakref.finalize(self, _remove, self.path, os.getpid())


def _remove(path: Path, owner: int) -> None:
    """Remove a folder, unless this process was forked from the one that made it."""
    if os.getpid() == owner:
        shutil.rmtree(path, ignore_errors=True)
