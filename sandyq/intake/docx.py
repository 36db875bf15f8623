"""DOCX: the text of a word processor's file as it stands, without what was deleted."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from sandyq.intake.errors import RefusedError
from sandyq.intake.extract import Extract, tidy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

MAX_PART = 100_000_000
"""Unpacked bytes of one part of the file: a small archive may unpack to far more than any text has."""

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SKIPPED = frozenset({_FALLBACK, *(_W + name for name in ("del", "moveFrom", "instrText", "delText"))})
"""What is no text: deleted or moved away, a field's code, and the second writing of a text box."""
_SIGNS = {_W + "tab": "\t", _W + "br": "\n", _W + "cr": "\n", _W + "noBreakHyphen": "-"}


def read_docx(content: bytes, where: str) -> Extract:
    """The text of the body: paragraphs, headings, lists and tables; and the title in its properties.

    Changes that are marked but not accepted count as made. Footnotes, heads and feet are left out. Raises
    RefusedError where it is no DOCX.
    """
    from lxml import etree

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            body = _part(archive, "word/document.xml", where)
            names = set(archive.namelist())
            core = _part(archive, "docProps/core.xml", where) if "docProps/core.xml" in names else None
            styles = _part(archive, "word/styles.xml", where) if "word/styles.xml" in names else None
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError, NotImplementedError, RuntimeError):
        remedy = "Save it as DOCX in a word processor, and add the copy"
        raise RefusedError(where, "is no DOCX that can be read", remedy) from None
    title = core.findtext(_TITLE) if core is not None else None
    blocks = _blocks(body.iterchildren(), _headings(styles))
    return Extract(text=tidy("\n\n".join(blocks)), title=" ".join(title.split()) or None if title else None)


def _part(archive: zipfile.ZipFile, name: str, where: str) -> _Element:
    """One part, parsed: the body element of a document, else the root."""
    from lxml import etree

    if archive.getinfo(name).file_size > MAX_PART:
        raise RefusedError(where, f"its {name} unpacks to more than {MAX_PART / 1e6:.0f} MB", "Split it")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    root = etree.fromstring(archive.read(name), parser)
    found = root.find(_W + "body")
    return root if found is None else found


def _headings(styles: _Element | None) -> dict[str, int]:
    """Level, from 1, of each style that has a place in the outline."""
    found: dict[str, int] = {}
    for style in () if styles is None else styles.iter(_W + "style"):
        level = style.find(f"{_W}pPr/{_W}outlineLvl")
        value = "" if level is None else str(level.get(_W + "val"))
        if value.isdigit() and int(value) < 6:
            found[str(style.get(_W + "styleId"))] = int(value) + 1
    return found


def _blocks(elements: Iterator[_Element], headings: dict[str, int]) -> Iterator[str]:
    for element in elements:
        if element.tag == _W + "p":
            yield _mark(element, headings) + _words(element)
        elif element.tag == _W + "tbl":
            for row in element.iter(_W + "tr"):
                cells = (" ".join(_words(cell).split()) for cell in row.iter(_W + "tc"))
                yield " | ".join(filter(None, cells))
        elif element.tag in (_W + "sdt", _W + "sdtContent", _W + "ins", _W + "moveTo"):
            yield from _blocks(element.iterchildren(), headings)


def _mark(paragraph: _Element, headings: dict[str, int]) -> str:
    """``## `` before a heading, ``- `` before an item of a list."""
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    name = "" if style is None else str(style.get(_W + "val"))
    if name in headings:
        return "#" * headings[name] + " "
    return "- " if paragraph.find(f"{_W}pPr/{_W}numPr") is not None else ""


def _words(element: _Element) -> str:
    """The words of an element; a paragraph inside it ends a line."""
    parts: list[str] = []
    for child in element.iterchildren():
        if child.tag in _SKIPPED:
            continue
        if child.tag == _W + "t":
            parts.append(child.text or "")
        elif child.tag in _SIGNS:
            parts.append(_SIGNS[str(child.tag)])
        else:
            parts.append(_words(child) + ("\n" if child.tag == _W + "p" else ""))
    return "".join(parts)
