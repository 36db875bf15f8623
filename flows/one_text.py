"""The text that `sandyq read` is given: a file or standard input, plain or with front matter."""

from __future__ import annotations

import re
import sys
import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from sandyq.sources import Source, parse

if TYPE_CHECKING:
    import datetime as dt

STDIN = "-"

_FRONT_MATTER = re.compile(rb"(?:\xef\xbb\xbf)?---[ \t]*\r?\n")


def load_text(file: str, published: dt.date | None) -> tuple[str, dt.date | None]:
    """The text, in NFC, and the day it was published, where that is known.

    ``published`` goes before the front matter's own date. Raises ValueError with the file, what is wrong
    with it and the remedy.
    """
    name = "standard input" if file == STDIN else file
    try:
        content = sys.stdin.buffer.read() if file == STDIN else Path(file).read_bytes()
    except OSError as error:
        raise ValueError(
            f"{name}: cannot be read: {error.strerror}. Name a text file, or - for stdin."
        ) from None
    if _FRONT_MATTER.match(content):
        # The file's name is an id only in raw/, so here any name will do.
        source = parse(content, "text.md")
        if not isinstance(source, Source):
            raise ValueError("\n".join(str(replace(problem, file=name)) for problem in source))
        return source.text, published or source.published_date
    return _plain(content, name), published


def _plain(content: bytes, name: str) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"{name}: byte {error.start} is not UTF-8. Save the file in the UTF-8 encoding."
        raise ValueError(message) from None
    if "\0" in text:
        raise ValueError(f"{name}: holds a NUL byte. Save the file as plain text.")
    return unicodedata.normalize("NFC", text)
