"""PDF: the text layer, its broken lines and hyphenated words joined to paragraphs again."""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from typing import TYPE_CHECKING

from sandyq.intake.errors import RefusedError
from sandyq.intake.extract import Extract, tidy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pdfminer.layout import LTPage
    from pdfminer.pdfdocument import PDFDocument

REPEATED = 3
"""A line that stands at the edge of this many pages is a running head or foot."""

FEWEST_WORDS = 5
"""A block of fewer words is a heading, a label or a cell, and no sentence that goes on in the next one."""

_NUMBER = re.compile(r"(?:page |p\. ?)?[-–—| ]*\d{1,4}[-–—| ]*(?:(?:of|/) ?\d{1,4})?", re.IGNORECASE)
_HYPHENATED = re.compile(r"([^\W\d_]+)-\n([^\W\d_]+)")
_HYPHEN = re.compile(r"(?<=\w)-\n(?=\w)")
_COMPOUND = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)+")
_WORD = re.compile(r"[^\W\d_]+")
_JUNK_TITLE = re.compile(
    r"microsoft word|untitled|\.(?:docx?|pdf|indd|qxd|pptx?|xlsx?|rtf|tex|dvi)\b", re.IGNORECASE
)
_BULLET = re.compile(r"\A[•●▪◦‣■○]\s*")
_ENDS = re.compile(r"[.!?:;…][\"'”’»)\]]*\Z")


def read_pdf(content: bytes, where: str) -> Extract:
    """The text layer of a PDF and its title, where that is more than a file's name.

    Its other properties say who made the file and when, not who published the work. Raises RefusedError where
    it is locked or broken, or a scan without text.
    """
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    from pdfminer.high_level import extract_pages
    from pdfminer.layout import LAParams
    from pdfminer.pdfdocument import PDFDocument, PDFPasswordIncorrect, PDFTextExtractionNotAllowed
    from pdfminer.pdfparser import PDFParser

    try:
        document = PDFDocument(PDFParser(io.BytesIO(content)))
        pages = [_boxes(page) for page in extract_pages(io.BytesIO(content), laparams=LAParams())]
    except (PDFPasswordIncorrect, PDFTextExtractionNotAllowed):
        raise RefusedError(where, "is locked with a password", "Unlock it, and add the copy") from None
    except Exception as error:  # whatever a broken file makes of the parser
        message = f"is no PDF that can be read: {type(error).__name__}"
        raise RefusedError(where, message, "Open and save it anew, and add the copy") from error
    blocks = _without_running(pages)
    if not any(blocks):
        remedy = "It is a scan: run text recognition over it, and add the copy"
        raise RefusedError(where, "has no text layer", remedy)
    return Extract(text=tidy("\n\n".join(paragraphs(blocks))), title=_title(document))


def paragraphs(pages: Iterable[list[str]]) -> list[str]:
    """The blocks of each page with their lines joined; one that a page or a gap breaks is one again.

    A word that a line's end breaks is joined; its hyphen stays where the text has it elsewhere, or before a
    capital or a digit, where nothing is broken. An item of a list is a block of its own, that begins with -.
    """
    blocks: list[str] = []
    for page in pages:
        for block in _items(page):
            if blocks and _goes_on(blocks[-1], block):
                blocks[-1] += f"\n{block}"
            else:
                blocks.append(block)
    whole = "\n\n".join(blocks)
    compounds = {found.lower() for found in _COMPOUND.findall(whole)}
    words = {found.lower() for found in _WORD.findall(whole)}

    def join(match: re.Match[str]) -> str:
        head, tail = match.groups()
        compound, word = f"{head}-{tail}", head + tail
        kept = tail[0].isupper() or (compound.lower() in compounds and word.lower() not in words)
        return compound if kept else word

    return [" ".join(_HYPHEN.sub("-", _HYPHENATED.sub(join, block)).split()) for block in blocks]


def _goes_on(before: str, block: str) -> bool:
    """Whether ``block`` goes on with the sentence of the block before it; a few words are no sentence."""
    return block[:1].islower() and not _ENDS.search(before.rstrip()) and len(before.split()) >= FEWEST_WORDS


def _items(page: list[str]) -> Iterator[str]:
    """The blocks of a page, each item of a list apart, also where its bullet is a block of its own."""
    mark = ""
    for block in page:
        if _BULLET.fullmatch(block):
            mark = "- "
            continue
        for item in re.split(r"\n(?=[•●▪◦‣■○])", block):
            yield mark + _BULLET.sub("- ", item)
            mark = ""


def _boxes(page: LTPage) -> list[str]:
    """The blocks of text on a page in reading order, their lines as they stand."""
    from pdfminer.layout import LTTextContainer

    texts = (element.get_text() for element in page if isinstance(element, LTTextContainer))
    lines = ("\n".join(line.strip() for line in text.splitlines() if line.strip()) for text in texts)
    return [text.replace("\u00ad\n", "").replace("\u00ad", "") for text in lines if text]


def _without_running(pages: list[list[str]]) -> list[list[str]]:
    """Pages without the heads, feet and page numbers that stand on each of them."""
    seen = Counter(key for page in pages for key in {_running(block) for block in page})
    return [
        [
            block
            for block in page
            if not _NUMBER.fullmatch(block.strip()) and (seen[_running(block)] < REPEATED or len(block) > 120)
        ]
        for page in pages
    ]


def _running(block: str) -> str:
    return re.sub(r"\d+", "0", block)


def _title(document: PDFDocument) -> str | None:
    from pdfminer.utils import decode_text

    for info in document.info:
        said = info.get("Title")
        if isinstance(said, bytes):
            title = " ".join(decode_text(said).replace("\0", "").split())
            if title and not _JUNK_TITLE.search(title):
                return title
    return None
