"""A page for every source: who published it, and its text with every figure marked where that is allowed."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from sandyq.site import links, passages
from sandyq.site.columns import FIGURES, heads
from sandyq.site.pages.figure import original

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandyq.site.build import Build

_COLUMNS = tuple(one for one in FIGURES if one[0] != "source_id")


def pages(build: Build) -> Iterator[tuple[str, bytes]]:
    """The pages of all sources, those that are gone included."""
    holdings = build.holdings
    figures = _by_source(holdings.frames["figures"])
    events = _by_source(holdings.frames["events"])
    for source_id, source in sorted(build.sources.items()):
        yield (
            links.source(source_id),
            _page(build, source, figures.get(source_id, []), events.get(source_id, []), gone=False),
        )
    for source_id, source in sorted(holdings.sources_gone.items()):
        yield links.source(source_id), _page(build, source, [], [], gone=True)


def _by_source(frame: Any) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    if "start" in frame.columns:
        for row in frame.sort("source_id", "start", "end").iter_rows(named=True):
            found.setdefault(row["source_id"], []).append(row)
    return found


def _page(build: Build, source: dict[str, Any], figures: list[Any], events: list[Any], gone: bool) -> bytes:
    t = build.press.words
    text = _text(build, source)
    if text is not None and not gone:
        found = passages.whole(text, figures)
    else:
        found = passages.from_sentences(figures, source["characters"])
    marked = {one for passage in found for piece in passage.pieces for one in piece.figures}
    originals = {row["figure_id"]: original(source, row) for row in figures} if source["url"] else {}
    return build.press.page(
        links.source(source["source_id"]),
        "source.html",
        title=source["title"],
        description=t("source_about", publisher=source["publisher"], published=source["published"]),
        source=source,
        gone=gone,
        passages=found,
        whole=text is not None,
        figures=figures,
        marked=marked,
        originals=originals,
        events=events,
        columns=_COLUMNS,
        heads=heads(_COLUMNS, t) + ([t("original")] if originals else []),
    )


def _text(build: Build, source: dict[str, Any]) -> str | None:
    """The whole text, where it is at hand, may be shown, and is the one that was read."""
    text = build.texts.get(source["source_id"]) if source["open_text"] else None
    if text is None or hashlib.sha256(text.encode("utf-8")).hexdigest() != source["sha256"]:
        return None
    return text
