"""Published quotes against the texts that they were read from."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import polars as pl

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
        wanted = [name for name in (words, digest) if name in present]
        frame = pl.DataFrame(table.select([key, "source_id", start, end, *wanted]))
        frame = frame.filter(pl.col("source_id").is_in(list(texts)))
        # Many figures share one sentence: each run is looked up once.
        for row in frame.unique(
            ["source_id", start, end, *wanted], keep="first", maintain_order=True
        ).iter_rows(named=True):
            found = texts[row["source_id"]][row[start] : row[end]]
            where = f"{row[start]}-{row[end]} of {row['source_id']}"
            if row.get(words) is not None and row[words] != found:
                yield f"{row[key]}: {words} is not what stands at {where}"
            elif row.get(digest) is not None and _sha256(found) != row[digest]:
                yield f"{row[key]}: {digest} is not that of {where}"


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
