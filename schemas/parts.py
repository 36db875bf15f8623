"""Tables that stand in many Parquet files, one after the other in the order of their keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from sandyq.release import InParquet, Rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


class Parts(InParquet):
    """The rows of all the files, or those of one theme."""

    def __init__(self, files: Sequence[Path], schema: pa.Schema, theme: str | None = None) -> None:
        """``schema`` is that of the table; the files have its columns, in types that can be cast to it."""
        super().__init__(files, schema)
        self.files = tuple(files)
        self.theme = theme
        self._of_theme: int | None = None

    @property
    def num_rows(self) -> int:
        """How many rows there are, counted once."""
        if self.theme is None:
            return super().num_rows
        if self._of_theme is None:
            self._of_theme = int(self.lazy().select(pl.len()).collect(engine="streaming").item())
        return self._of_theme

    def null_counts(self) -> dict[str, int]:
        """How many nulls each column has."""
        return super().null_counts() if self.theme is None else Rows.null_counts(self)

    def batches(self, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
        """Batches of one file after the other, in the table's schema."""
        if self.theme is None:
            yield from super().batches(columns)
            return
        names = self.schema.names if columns is None else list(columns)
        wanted = names if "theme" in names else [*names, "theme"]
        for batch in super().batches(wanted):
            of_theme = batch.filter(pc.equal(batch.column("theme"), pa.scalar(self.theme)))
            yield of_theme.select(names)

    def of(self, theme: str) -> Parts:
        """Those of a theme."""
        return Parts(self.files, self.schema, theme)

    def lazy(self) -> pl.LazyFrame:
        """The rows for polars; nothing is read yet."""
        if not self.files:
            empty = pl.DataFrame(self.schema.empty_table())
            assert isinstance(empty, pl.DataFrame)
            return empty.lazy()
        rows = pl.scan_parquet(list(self.files), glob=False)
        return rows if self.theme is None else rows.filter(pl.col("theme") == self.theme)

    def frames(self, columns: Sequence[str]) -> Iterator[pl.DataFrame]:
        """Some columns, those of a few files at once; one frame at least."""
        for start in range(0, max(len(self.files), 1), _AT_ONCE):
            some = Parts(self.files[start : start + _AT_ONCE], self.schema, self.theme)
            yield some.lazy().select(columns).collect()


_AT_ONCE = 8
"""Files that are read in one go."""
