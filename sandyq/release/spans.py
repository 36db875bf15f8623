"""Published quotes against the texts that they were read from."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import polars as pl

from sandyq.release import contract

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pyarrow as pa

_SPANS = (
    ("start", "end", "quote", "quote_sha256"),
    ("sentence_start", "sentence_end", "sentence", "sentence_sha256"),
)
"""Columns that say where a run of text starts and ends, what it is, and its SHA-256."""


def changed_sources(sources: pa.Table, texts: Mapping[str, str]) -> dict[str, str]:
    """Sources whose quotes cannot be checked, with the reason: the text is another now, or is not at hand."""
    reasons: dict[str, str] = {}
    for source, digest in pl.DataFrame(sources.select(["source_id", "sha256"])).iter_rows():
        if source not in texts:
            reasons[source] = "is not among the sources given"
        elif hashlib.sha256(texts[source].encode("utf-8")).hexdigest() != digest:
            reasons[source] = "has another text now than this version was read from"
    return reasons


def false_spans(table: pa.Table, key: str, texts: Mapping[str, str]) -> Iterator[str]:
    """One sentence for each run of words that its source does not hold there; only sources in ``texts``."""
    present = set(table.column_names)
    for start, end, words, digest in _SPANS:
        if not {start, end, "source_id"} <= present:
            continue
        there = [name for name in (key, "source_id", start, end, words, digest) if name in present]
        frame = contract.frame(table.select(there))
        frame = frame.filter(pl.col("source_id").is_in(list(texts)))
        for missing in {words, digest} - present:
            frame = frame.with_columns(pl.lit(None, pl.String).alias(missing))
        # Figures of one sentence have it once each: its hash is made once.
        of_run: dict[str, str] = {}
        for name, source, begin, stop, said, hashed in frame.select(
            key, "source_id", start, end, words, digest
        ).iter_rows():
            found = texts[source][begin:stop]
            if said is not None and said != found:
                yield f"{name}: {words} is not what stands at {begin}-{stop} of {source}"
            elif hashed is not None:
                if found not in of_run:
                    of_run[found] = _sha256(found)
                if of_run[found] != hashed:
                    yield f"{name}: {digest} is not that of {begin}-{stop} of {source}"


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
