"""The fields of a source: which there are, and what each may hold.

Whatever writes a source (front matter, a row of a corpus, `sandyq add`) is held to these.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

from sandyq.reading.periods import bounds
from sandyq.vocabulary import LICENCES, SOURCE_KINDS

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

LANGUAGES = ("en",)
"""Languages that the reader has a lexicon for."""

REQUIRED = ("title", "publisher", "published", "licence", "kind", "language")
OPTIONAL = ("author", "url", "basis")

_PUBLISHED = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?\Z")
_DATE_REMEDY = "Write a day, month or year that exists: 2024-02-29, 2024-02 or 2024"
_URL = re.compile(r"https?://[^\s/]+\.[^\s]+\Z")


def wrong_values(values: dict[str, str]) -> Iterable[tuple[str, str, str]]:
    """(field, message, remedy) for each of a source's values that is there but cannot stand."""
    if "published" in values and not _is_date(values["published"]):
        message = f"{values['published']!r} is no date"
        yield "published", message, _DATE_REMEDY
    if "licence" in values and licence(values["licence"]) is None:
        message = f"{values['licence']!r} is no licence that is known"
        yield "licence", message, f"Use an SPDX id such as CC-BY-4.0, or {' or '.join(LICENCES)}"
    if "kind" in values and values["kind"] not in SOURCE_KINDS:
        yield "kind", f"{values['kind']!r} is no kind of source", f"Use one of {', '.join(SOURCE_KINDS)}"
    if "language" in values and values["language"] not in LANGUAGES:
        yield "language", f"{values['language']!r} cannot be read", f"Use one of {', '.join(LANGUAGES)}"
    if "url" in values and not _URL.match(values["url"]):
        yield "url", f"{values['url']!r} is no web address", "Begin it with https://, or leave the field out"
    if values.get("kind") == "digest" and "basis" not in values:
        yield "kind", "a digest names the work it restates", "Add a line basis: ..."


@cache
def licence(value: str) -> str | None:
    """The licence as SPDX spells it; None where there is no such licence."""
    if value in LICENCES:
        return value
    try:
        canonical = str(canonicalize_license_expression(value))
    except InvalidLicenseExpression:
        return None
    return canonical if " " not in canonical else None


def last_day(published: str) -> dt.date:
    """The day that an ISO 8601 day, month or year stands for: the last one of it. Raises ValueError."""
    day = bounds(published)[1] if _PUBLISHED.match(published) else None
    if day is None:
        raise ValueError(f"{published!r} is no date. {_DATE_REMEDY}.")
    return day


def _is_date(value: str) -> bool:
    try:
        last_day(value)
    except ValueError:
        return False
    return True
