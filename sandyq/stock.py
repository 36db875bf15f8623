"""All sources of a run: one table of them, and their texts in a file, however many there are.

`sandyq.sources.load` holds every text in memory; here a text is read when somebody asks for it. The file of
texts belongs to the run and is of no use after it.
"""

from __future__ import annotations

import os
import weakref
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from sandyq.sources import Problem, Refused, Source, doubles, each, problem_order
from sandyq.tables import SOURCES, source_row

if TYPE_CHECKING:
    from pathlib import Path

STOCK: dict[str, pl.DataType] = {
    **SOURCES,
    "path": pl.String(),
    "offset": pl.Int64(),
    "bytes": pl.Int64(),
}
"""Columns of `Stock.sources`: the table of sources, where each was read, its place in the file of texts."""

_CHUNK = 4096
"""Rows that are held as tuples before they become a frame."""


class Texts(Mapping[str, str]):
    """Texts by source id, each read from the file when it is asked for."""

    def __init__(self, file: Path, sources: pl.DataFrame) -> None:
        """``sources`` in the columns of `STOCK`."""
        self.file = file
        self._row = {name: row for row, name in enumerate(sources["source_id"])}
        self._offsets = array("q", sources["offset"])
        self._bytes = array("q", sources["bytes"])
        self._handle: int | None = None

    def __getitem__(self, source_id: str) -> str:
        """KeyError where there is no such source."""
        row = self._row[source_id]
        if self._handle is None:
            self._handle = os.open(self.file, os.O_RDONLY)
            weakref.finalize(self, os.close, self._handle)
        length = self._bytes[row]
        return _whole(os.pread(self._handle, length, self._offsets[row]), length)

    def __getstate__(self) -> dict[str, Any]:
        """All but the open file, which another process opens for itself."""
        return {**self.__dict__, "_handle": None}

    def __iter__(self) -> Iterator[str]:
        """The ids, sorted."""
        return iter(self._row)

    def __len__(self) -> int:
        """Number of sources."""
        return len(self._row)


@dataclass(frozen=True, slots=True)
class Stock:
    """What a raw folder holds."""

    sources: pl.DataFrame
    """In the columns of `STOCK`, sorted by source_id."""
    texts: Texts
    problems: tuple[Problem, ...]
    refused: frozenset[str]
    """Ids of what is there but is no source, as far as they can be told; none of an id of ``sources``."""
    untold: bool
    """Whether it cannot be told of something refused which source it is: any that is missing might be."""


def take(folder: Path, file: Path) -> Stock:
    """The sources under ``folder``, their texts written one after the other into the new file ``file``.

    As `sandyq.sources.load`, in the memory of a few sources beside their table. OSError where the texts
    cannot be written.
    """
    chunks = [pl.DataFrame(schema=STOCK)]
    rows: list[tuple[object, ...]] = []
    refused: list[Refused] = []
    with file.open("wb") as texts:
        for one in each(folder):
            if isinstance(one, Refused):
                refused.append(one)
                continue
            content = one.text.encode()
            rows.append((*source_row(one), one.path, texts.tell(), len(content)))
            texts.write(content)
            if len(rows) == _CHUNK:
                chunks.append(pl.DataFrame(rows, schema=STOCK, orient="row"))
                rows = []
    chunks.append(pl.DataFrame(rows, schema=STOCK, orient="row"))
    sources = pl.concat(chunks, rechunk=True).sort("source_id", "path")
    several = sources.filter(pl.col("source_id").is_duplicated())
    twice = doubles(several.select("source_id", "path").iter_rows())
    problems = [problem for one in (*refused, *twice) for problem in one.problems]
    kept = sources.filter(pl.col("source_id").is_unique())
    texts_of = Texts(file, kept)
    return Stock(
        kept,
        texts_of,
        tuple(sorted(problems, key=problem_order)),
        frozenset(one.id for one in (*refused, *twice) if one.id is not None and one.id not in texts_of),
        any(one.id is None for one in refused),
    )


def sources_of(rows: pl.DataFrame, file: Path) -> Iterator[Source]:
    """The sources that ``rows``, in the columns of `STOCK`, stand for, with their texts."""
    with file.open("rb", buffering=0) as texts:
        for row in rows.iter_rows(named=True):
            texts.seek(row["offset"])
            yield Source(
                id=row["source_id"],
                text=_whole(texts.read(row["bytes"]), row["bytes"]),
                path=row["path"],
                **{name: row[name] for name in _OF_SOURCE},
            )


_OF_SOURCE = (
    "title", "publisher", "author", "published", "url", "licence", "kind", "basis", "language", "sha256",
)  # fmt: skip


def _whole(content: bytes, length: int) -> str:
    if len(content) != length:
        raise OSError("the texts of this run were cut short by somebody else. Run again.")
    return content.decode()
