"""Published quotes against the texts that they were read from."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import polars as pl
import pyarrow as pa

from sandyq.release import contract
from sandyq.release.rows import InMemory

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sandyq.release.rows import Rows

_SPANS = (
    ("start", "end", "quote", "quote_sha256"),
    ("sentence_start", "sentence_end", "sentence", "sentence_sha256"),
)
"""Columns that say where a run of text starts and ends, what it is, and its SHA-256."""


def changed_sources(sources: pa.Table | Rows, texts: Mapping[str, str]) -> dict[str, str]:
    """Sources whose quotes cannot be checked, with the reason: the text is another now, or is not at hand."""
    rows = InMemory(sources) if isinstance(sources, pa.Table) else sources
    reasons: dict[str, str] = {}
    for batch in contract.frames(rows, ["source_id", "sha256"]):
        for source, digest in batch.iter_rows():
            if source not in texts:
                reasons[source] = "is not among the sources given"
            elif _sha256(texts[source]) != digest:
                reasons[source] = "has another text now than this version was read from"
    return reasons


def false_spans(data: pa.Table | Rows, key: str, texts: Mapping[str, str]) -> Iterator[str]:
    """One sentence for each run of words that its source does not hold there; only sources in ``texts``.

    A text is asked for once for each run of rows that name its source, so ``texts`` may read it from a disk.
    """
    rows = InMemory(data) if isinstance(data, pa.Table) else data
    present = set(rows.schema.names)
    for start, end, words, digest in _SPANS:
        if not {start, end, "source_id"} <= present:
            continue
        there = [name for name in (key, "source_id", start, end, words, digest) if name in present]
        for batch in contract.frames(rows, there):
            frame = batch.with_columns(
                pl.lit(None, pl.String).alias(missing) for missing in sorted({words, digest} - present)
            )
            for (source,), of_source in frame.partition_by(
                "source_id", as_dict=True, maintain_order=True
            ).items():
                if source in texts:
                    said = of_source.select(key, start, end, words, digest)
                    yield from _false(said, str(source), texts[str(source)], words, digest)


def _false(said: pl.DataFrame, source: str, text: str, words: str, digest: str) -> Iterator[str]:
    """The same of the rows of one source: key, start, end, words and hash."""
    # Figures of one sentence have it once each: its hash is made once.
    of_run: dict[str, str] = {}
    for name, begin, stop, found, hashed in said.iter_rows():
        there = text[begin:stop]
        if found is not None and found != there:
            yield f"{name}: {words} is not what stands at {begin}-{stop} of {source}"
        elif hashed is not None:
            if there not in of_run:
                of_run[there] = _sha256(there)
            if of_run[there] != hashed:
                yield f"{name}: {digest} is not that of {begin}-{stop} of {source}"


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
