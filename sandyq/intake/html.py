"""Web pages: the main text without what stands round it, and what the page declares of itself."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from sandyq.intake.errors import RefusedError
from sandyq.intake.extract import Extract, tidy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

_DATES = {"extensive_search": False, "original_date": True}
"""Only a date that the page declares: one found somewhere in its text may be another page's."""

_LANG = re.compile(r"<html\b[^>]*\blang\s*=\s*[\"']?\s*([a-z]{2})\b", re.IGNORECASE)


def read_html(text: str, where: str) -> Extract:
    """The main text of a page with headings, lists, tables and quotations; without links and comments.

    Raises RefusedError where nothing can be parsed or there is no main text.
    """
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what fails is told by what it returns
    logging.getLogger("htmldate").setLevel(logging.CRITICAL)
    from trafilatura import bare_extraction

    address = where if "://" in where else None
    options: dict[str, Any] = {
        "include_comments": False,
        "with_metadata": True,
        "date_extraction_params": _DATES,
    }
    found = bare_extraction(text, url=address, **options)
    body = getattr(found, "body", None)
    if found is None or isinstance(found, dict) or body is None:
        remedy = "It may be drawn by scripts or shown to subscribers alone: add a file that has the text"
        raise RefusedError(where, "has no text that can be read", remedy)
    return Extract(
        text=tidy("\n\n".join(_blocks(body))),
        title=found.title or None,
        publisher=_publisher(found.sitename, found.url or ""),
        author=_author(found.author),
        published=found.date or None,
        language=_language(text),
        licence_named=found.license or None,
    )


def _publisher(name: str | None, url: str) -> str | None:
    """The declared name of the site; its host's, which stands in where there is none, is no publisher."""
    host = urlsplit(url).netloc.lower().removeprefix("www.")
    return name if name and name.lower().removeprefix("www.") != host else None


def _author(found: str | None) -> str | None:
    return ", ".join(name.strip() for name in found.split(";")) if found else None


def _language(text: str) -> str | None:
    """ISO 639-1 code of the page's lang."""
    found = _LANG.search(text, 0, 4096)
    return found[1].lower() if found else None


def _blocks(body: _Element) -> Iterator[str]:
    """The blocks of a text as trafilatura gives it, in order."""
    for element in body:
        if element.tag == "head":
            level = str(element.get("rend", "h2")).removeprefix("h")
            yield f"{'#' * (int(level) if level in '123456' else 2)} {_words(element)}"
        elif element.tag == "list":
            yield "\n".join(f"- {_words(item)}" for item in element.iter("item") if _words(item))
        elif element.tag == "table":
            yield "\n\n".join(_rows(element))
        elif element.tag in ("quote", "div") and len(element):
            yield from _blocks(element)
        else:
            yield _words(element)


def _rows(table: _Element) -> Iterator[str]:
    """Rows as lines: ``Italy: Trade $19.9 billion; Exports $3 billion`` below a row of heads, else cells."""
    heads: list[str] = []
    for row in table.iter("row"):
        cells = [_words(cell) for cell in row.iter("cell")]
        if all(cell.get("role") == "head" for cell in row.iter("cell")):
            heads = cells
        elif len(heads) == len(cells) > 1:
            named = (
                f"{head} {cell}".strip() for head, cell in zip(heads[1:], cells[1:], strict=True) if cell
            )
            yield f"{cells[0]}: {'; '.join(named)}"
        else:
            yield " | ".join(filter(None, cells))


def _words(element: _Element) -> str:
    """The words of an element on one line; where the page breaks the line, on several."""
    parts: list[str] = []
    for part in element.iter():
        if part.tag == "lb":
            parts.append("\n")
        parts.append(part.text or "")
        if part is not element:
            parts.append(part.tail or "")
    return "\n".join(" ".join(line.split()) for line in "".join(parts).split("\n")).strip()
