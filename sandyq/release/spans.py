"""Published quotes against the texts that they were read from."""

from __future__ import annotations

import hashlib
from itertools import repeat
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from sandyq.release import contract
from sandyq.release.rows import InMemory

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

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

    First those of quotes, then those of sentences. A text is asked for once for each run of rows that name
    its source, so ``texts`` may read it from a disk.
    """
    rows = InMemory(data) if isinstance(data, pa.Table) else data
    present = set(rows.schema.names)
    spans = [span for span in _SPANS if {span[0], span[1], "source_id"} <= present]
    named = (key, "source_id", *(name for span in spans for name in span))
    there = [name for name in dict.fromkeys(named) if name in present]
    later: list[str] = []
    for batch in contract.frames(rows, there) if spans else ():
        values = {name: batch[name].to_list() for name in there}
        begin = 0
        for length, source in batch["source_id"].rle().struct.unnest().iter_rows():
            end = begin + length
            if source in texts:
                text = texts[source]
                for span in spans:
                    said = (values[name][begin:end] if name in present else repeat(None) for name in span)
                    found = _false(zip(values[key][begin:end], *said, strict=False), source, text, span)
                    if span is spans[0]:
                        yield from found
                    else:
                        later += found
            begin = end
    yield from later


def _false(rows: Iterable[tuple[Any, ...]], source: str, text: str, span: tuple[str, ...]) -> Iterator[str]:
    """The same of one kind of span of one source; each of ``rows`` is a key, start, end, words and hash."""
    _, _, words, digest = span
    # Figures of one sentence have it once each: its hash is made once.
    of_run: dict[str, str] = {}
    for name, start, end, found, hashed in rows:
        there = text[start:end]
        if found is not None and found != there:
            yield f"{name}: {words} is not what stands at {start}-{end} of {source}"
        elif hashed is not None:
            if there not in of_run:
                of_run[there] = _sha256(there)
            if of_run[there] != hashed:
                yield f"{name}: {digest} is not that of {start}-{end} of {source}"


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
