"""A text and what is known of it to a source file of raw/.

What has no free licence is written to raw/private/, which is kept out of git: its sentences are not published
(the licence rule), and neither is the file.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from sandyq.intake.errors import IncompleteError, RefusedError
from sandyq.intake.fetch import plain_url
from sandyq.intake.front import front_matter, split_front
from sandyq.source_fields import REQUIRED, wrong_values
from sandyq.sources import Source, parse

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from sandyq.intake.extract import Extract

PRIVATE = "private"
UNFREE = "all-rights-reserved"

ADDED, UPDATED, UNCHANGED = "added", "updated", "unchanged"

_TITLE_LENGTH = 60
_HEAD_BYTES = 4096
"""Front matter is looked for in so much of a file."""


@dataclass(frozen=True, slots=True)
class Given:
    """What whoever takes a source in says of it; it goes before what the source says of itself."""

    title: str | None = None
    publisher: str | None = None
    author: str | None = None
    published: str | None = None
    url: str | None = None
    licence: str | None = None
    kind: str | None = None
    language: str | None = None

    @property
    def values(self) -> dict[str, str]:
        """What is given, by the name of its field."""
        return {name: value for name, value in asdict(self).items() if value}

    def wrong(self) -> list[tuple[str, str, str]]:
        """Field, message and remedy of each value that cannot stand."""
        return list(wrong_values(self.values))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one source."""

    path: Path
    what: str
    """added, updated or unchanged."""
    notes: tuple[str, ...] = ()

    @property
    def line(self) -> str:
        """``raw/2024-a-title.md: added``."""
        return f"{self.path}: {self.what}"


@dataclass(slots=True)
class Shelf:
    """The source files of a raw folder by id and by address, as far as they have one."""

    raw: Path
    ids: dict[str, Path]
    urls: dict[str, Path]

    @classmethod
    def of(cls, raw: Path) -> Shelf:
        """Look at the head of each file, and no further."""
        shelf = cls(raw, {}, {})
        for path in sorted(raw.rglob("*.md")) if raw.is_dir() else ():
            inside = path.relative_to(raw)
            if path.name == "README.md" or any(part.startswith(".") for part in inside.parts):
                continue
            with path.open("rb") as file:
                head = file.read(_HEAD_BYTES).decode("utf-8-sig", "replace")
            try:
                fields, _ = split_front(head, str(path))
            except RefusedError:
                fields = {}  # a refresh says what is wrong with it
            # A digest is no copy of the page whose address it names.
            shelf.put(path, fields.get("url") if fields.get("kind") != "digest" else None)
        return shelf

    @property
    def paged(self) -> Collection[Path]:
        """The files that have an address."""
        return self.urls.values()

    def put(self, path: Path, url: str | None) -> None:
        """Remember a file."""
        self.ids[path.stem.casefold()] = path
        if url:
            self.urls[plain_url(url)] = path


def describe(found: Extract, given: Given, where: str, url: str | None = None) -> dict[str, str]:
    """The front matter of a source: what is given, else what its own front matter or its page says.

    Raises IncompleteError with each field that must be there and is not known, and the option that gives it.
    """
    page = {
        "title": found.title,
        "publisher": found.publisher,
        "author": found.author,
        "published": found.published,
        "url": url,
        "kind": "article",
        "licence": UNFREE,
        "language": found.language or _script_language(found.text),
    }
    said = {name: value for name, value in page.items() if value}
    fields = {**said, **(found.fields or {}), **given.values}
    missing = [(name, "is not known", f"Give --{name}") for name in REQUIRED if name not in fields]
    wrong = [*missing, *wrong_values(fields)]
    if wrong:
        raise IncompleteError(where, wrong)
    return fields


def write(shelf: Shelf, fields: Mapping[str, str], text: str, given: Given, where: str) -> Outcome:
    """Write a source file, or bring the one of this address up to date.

    A source that is there already keeps its file, its id and its fields; its text is replaced where the
    page's is another, and fields that are given are set. Raises RefusedError where a file of the same name
    holds another work, IncompleteError where the result would be no source, OSError where it cannot be
    written.
    """
    known = shelf.urls.get(plain_url(fields["url"])) if "url" in fields else None
    identifier = _identifier(fields, text) if known is None else known.stem
    if known is None and identifier in shelf.ids and "url" in fields and shelf.ids[identifier] in shelf.paged:
        # Two pages of one day and one title are two works.
        identifier += "-" + hashlib.sha256(plain_url(fields["url"]).encode()).hexdigest()[:6]
    if known is None and identifier in shelf.ids:
        there = shelf.ids[identifier]
        before = _source(there)
        if before is None or before.text.strip() != _nfc(text):
            remedy = "Remove that file, or give another --title"
            raise RefusedError(where, f"{there} is there already with another text", remedy)
        known = there
    if known is not None:
        before = _source(known)
        if before is None:
            raise RefusedError(
                str(known), "is no whole source", "Mend it, as sandyq refresh says, or remove it"
            )
        fields = {**_fields(before), **given.values}
        if before.text.strip() == _nfc(text) and fields == _fields(before):
            return Outcome(known, UNCHANGED)
    content = (front_matter(fields) + text.strip() + "\n").encode()
    source = parse(content, f"{identifier}.md")
    if not isinstance(source, Source):
        raise IncompleteError(where, ((p.field or "text", p.message, p.remedy) for p in source))
    folder = shelf.raw if source.open_text else shelf.raw / PRIVATE
    if known is not None and "licence" not in given.values:
        folder = known.parent
    path = folder / f"{identifier}.md"
    _put(path, content, private=not source.open_text)
    if known is not None and known != path:
        known.unlink()
    shelf.put(path, source.url)
    return Outcome(path, ADDED if known is None else UPDATED)


def _identifier(fields: Mapping[str, str], text: str) -> str:
    """``2024-02-the-publisher-and-the-title``, of letters that every file system has."""
    parts = [fields["published"], _slug(fields["publisher"], 30), _slug(fields["title"], _TITLE_LENGTH)]
    if not parts[2]:
        parts[2] = hashlib.sha256(text.encode()).hexdigest()[:8]
    return "-".join(filter(None, parts))


def _slug(words: str, most: int) -> str:
    """Words in lower-case ASCII with hyphens between, cut before the word that goes over ``most``."""
    plain = unicodedata.normalize("NFKD", re.sub("['’]", "", words)).encode("ascii", "ignore").decode()
    slug = ""
    for word in re.findall(r"[a-z0-9]+", plain.lower()):
        longer = f"{slug}-{word}" if slug else word[:most]
        if len(longer) > most:
            break
        slug = longer
    return slug


def _source(path: Path) -> Source | None:
    found = parse(path.read_bytes(), path.name)
    return found if isinstance(found, Source) else None


def _fields(source: Source) -> dict[str, str]:
    found = {name: getattr(source, name) for name in (*REQUIRED, "author", "url", "basis")}
    return {name: value for name, value in found.items() if value}


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip()


def _script_language(text: str) -> str | None:
    """English, of the languages that are read the one in Latin letters; None of a text in another script."""
    letters = [character for character in text[:20_000] if character.isalpha()]
    latin = sum("LATIN" in unicodedata.name(character, "") for character in letters)
    return "en" if letters and latin > 0.8 * len(letters) else None


def _put(path: Path, content: bytes, private: bool) -> None:
    """Write a file whole or not at all; a private folder keeps itself out of git."""
    path.parent.mkdir(parents=True, exist_ok=True)
    ignore = path.parent / ".gitignore"
    if private and path.parent.name == PRIVATE and not ignore.exists():
        ignore.write_text("*\n", encoding="utf-8")
    aside = path.with_name(f".{path.name}.part")
    aside.write_bytes(content)
    aside.replace(path)
