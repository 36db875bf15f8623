"""Bytes to text: Markdown, plain text, HTML, PDF and DOCX, with what each says of itself.

Paragraphs stand between blank lines, headings begin with #, list items with -. Nothing is guessed: what a
file does not say of itself stays unknown.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from sandyq.intake.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping

KINDS: Mapping[str, str] = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/plain": "text",
    "text/markdown": "markdown",
    "text/x-markdown": "markdown",
    "application/pdf": "pdf",
    "application/x-pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
}
"""What a server calls each kind."""

ENDINGS: Mapping[str, str] = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".txt": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".pdf": "pdf",
    ".docx": "docx",
}

FEWEST_LETTERS = 40
"""A page with fewer letters has no text worth reading: it is a shell that scripts fill, or a wall."""

_UNSAID = ("", "application/octet-stream", "binary/octet-stream", "application/zip")
_NO_TEXT = (
    "It may be drawn by scripts, shown to subscribers alone, or be a picture: add a file that has the text"
)
_HEADING = re.compile(r"^#[ \t]+(.+?)[ \t#]*$", re.MULTILINE)
_SPACES = re.compile(r"[ \t\u00a0\u202f]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\u00ad]")
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Extract:
    """A text with what its file says of it; None where it says nothing."""

    text: str
    title: str | None = None
    publisher: str | None = None
    author: str | None = None
    published: str | None = None
    """ISO 8601 day."""
    language: str | None = None
    """ISO 639-1 code."""
    licence_named: str | None = None
    """A licence that the page names somewhere; it may be that of a picture, so nothing follows from it."""
    fields: Mapping[str, str] | None = None
    """The front matter of a Markdown file that has one."""


def extract(content: bytes, where: str, content_type: str = "", charset: str | None = None) -> Extract:
    """The text of ``content``, found at ``where`` (a path or an address).

    ``content_type`` and ``charset`` are what its server said; without a type the ending of ``where`` decides.
    Raises RefusedError where there is no text, or none that can be read.
    """
    kind = _kind(content, where, content_type)
    if kind == "html":
        from sandyq.intake.html import read_html

        found = read_html(decode(content, where, charset or _declared(content)), where)
    elif kind == "pdf":
        from sandyq.intake.pdf import read_pdf

        found = read_pdf(content, where)
    elif kind == "docx":
        from sandyq.intake.docx import read_docx

        found = read_docx(content, where)
    else:
        found = _plain(decode(content, where, charset), where, markdown=kind == "markdown")
    letters = sum(character.isalpha() for character in found.text)
    if letters < FEWEST_LETTERS:
        raise RefusedError(where, "has no text that can be read", _NO_TEXT)
    return found


def decode(content: bytes, where: str, charset: str | None) -> str:
    """``content`` as text: in ``charset``, or UTF-8 where none is said; its BOM goes before both.

    As browsers do, ISO 8859-1 and ASCII are read as Windows-1252. Raises RefusedError where a byte does not
    fit.
    """
    import codecs

    boms = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
    named = next((name for mark, name in boms if content.startswith(mark)), charset or "utf-8")
    try:
        known = codecs.lookup(named).name
    except LookupError:
        raise RefusedError(
            where, f"is in an encoding {named!r} that is not known", "Save it in UTF-8"
        ) from None
    try:
        text = content.decode("cp1252" if known in ("iso8859-1", "ascii") else known)
    except UnicodeDecodeError as error:
        message = f"byte {error.start} is not {named.upper()}"
        raise RefusedError(where, message, "Save it in UTF-8, and add the file") from None
    if "\0" in text:
        raise RefusedError(
            where, "holds a NUL byte, so it is no text", "Add a file of text, HTML, PDF or DOCX"
        )
    return text


def tidy(text: str) -> str:
    """NFC, no control characters, single spaces, and at most one blank line; ends with a line feed."""
    lines = (_SPACES.sub(" ", line).strip() for line in _CONTROL.sub("", text).splitlines())
    joined = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    return unicodedata.normalize("NFC", joined) + "\n"


def _kind(content: bytes, where: str, content_type: str) -> str:
    path = unquote(urlsplit(where).path) if "://" in where else where
    ending = PurePosixPath(path.replace("\\", "/")).suffix.lower()
    if content.lstrip()[:5] == b"%PDF-":
        return "pdf"
    by_ending = ENDINGS.get(ending)
    if content_type in _UNSAID:
        if by_ending is None:
            known = ", ".join(sorted(ENDINGS))
            raise RefusedError(
                where, f"is of a kind {ending or '(no ending)'} that is not read", f"Add one of {known}"
            )
        return by_ending
    kind = KINDS.get(content_type)
    if kind is None:
        remedy = "Give the address of a page, a PDF, a DOCX or a text; of a feed, with --feed"
        raise RefusedError(where, f"is {content_type}, which is not read", remedy)
    return "markdown" if kind == "text" and by_ending == "markdown" else kind


def _declared(content: bytes) -> str | None:
    found = _META_CHARSET.search(content, 0, 4096)
    return found[1].decode("ascii") if found else None


def _plain(text: str, where: str, markdown: bool) -> Extract:
    """Text as it stands, but for its line ends; of Markdown, the front matter apart."""
    text = unicodedata.normalize("NFC", "\n".join(text.splitlines())) + "\n"
    if not markdown:
        return Extract(text.lstrip("\n"))
    from sandyq.intake.front import split_front

    fields, body = split_front(text, where)
    heading = _HEADING.search(body)
    return Extract(body.lstrip("\n"), title=heading[1] if heading else None, fields=fields)
