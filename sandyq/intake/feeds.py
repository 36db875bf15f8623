"""RSS, Atom and sitemaps to the addresses of their items; and raw/feeds.yaml, which lists feeds."""

from __future__ import annotations

import datetime as dt
import gzip
import io
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import yaml

from sandyq.intake.errors import RefusedError
from sandyq.intake.write import Given
from sandyq.source_fields import wrong_values
from sandyq.sources import Problem

if TYPE_CHECKING:
    from pathlib import Path

    from lxml.etree import _Element

FILE = "feeds.yaml"
FIELDS = ("url", "publisher", "licence", "kind", "language")
MAX_UNPACKED = 60_000_000
"""Bytes of a sitemap: more than its format allows."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed or sitemap, and what is known of all of its items."""

    url: str
    given: Given


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a feed."""

    url: str
    title: str | None = None
    author: str | None = None
    published: str | None = None
    """ISO 8601 day, in the feed's own time zone."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What a feed lists: items, newest first where it says when; or further sitemaps."""

    items: tuple[Item, ...]
    sitemaps: tuple[str, ...] = ()


def read_feed(content: bytes, url: str, content_type: str) -> Listing:
    """The items of an RSS or Atom feed or a sitemap, plain or gzipped; RefusedError where it is neither."""
    if content[:2] == b"\x1f\x8b":
        content = _unpack(content, url)
    root = _root(content)
    kind = "" if root is None else _local(root)
    if root is not None and kind == "urlset":
        return Listing(_sitemap_items(root, url))
    if root is not None and kind == "sitemapindex":
        return Listing((), tuple(urljoin(url, place) for place, _ in _places(root)))
    import feedparser

    headers = {"content-type": content_type or "application/xml", "content-location": url}
    found: Any = feedparser.parse(io.BytesIO(content), response_headers=headers)
    if not found.get("version"):
        remedy = "Give the address of an RSS or Atom feed or of a sitemap; of a page, without --feed"
        raise RefusedError(url, "is no feed and no sitemap", remedy)
    return Listing(tuple(_item(entry, url) for entry in found.entries if entry.get("link")))


def load_feeds(raw: Path) -> tuple[tuple[Feed, ...], tuple[Problem, ...]]:
    """The feeds of raw/feeds.yaml, which need not be there, and what is wrong in it; the others go on."""
    path = raw / FILE
    try:
        content = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return (), ()
    except (OSError, UnicodeDecodeError) as error:
        problem = Problem(FILE, None, None, f"cannot be read: {error}", "Save it as a file in UTF-8")
        return (), (problem,)
    try:
        node = yaml.compose(content, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        why = getattr(error, "problem", None) or "cannot be parsed"
        problem = Problem(
            FILE, mark.line + 1 if mark else None, None, f"is not YAML: {why}", "Mend this line"
        )
        return (), (problem,)
    if node is None:
        return (), ()
    if not isinstance(node, yaml.SequenceNode):
        remedy = "Write one entry for each feed: - url: https://..."
        return (), (Problem(FILE, 1, None, "is no list", remedy),)
    feeds: dict[str, Feed] = {}
    problems: list[Problem] = []
    for entry in node.value:
        outcome = _entry(entry)
        if isinstance(outcome, list):
            problems += outcome
        elif outcome.url in feeds:
            line = entry.start_mark.line + 1
            problems.append(Problem(FILE, line, "url", f"{outcome.url} stands twice", "Keep one of them"))
        else:
            feeds[outcome.url] = outcome
    return tuple(feeds.values()), tuple(problems)


def _entry(node: yaml.Node) -> Feed | list[Problem]:
    line = node.start_mark.line + 1
    if not isinstance(node, yaml.MappingNode):
        return [Problem(FILE, line, None, "is no feed", "Write - url: https://...")]
    values: dict[str, str] = {}
    lines: dict[str, int] = {}
    problems: list[Problem] = []
    for key, value in node.value:
        field, here = str(key.value), key.start_mark.line + 1
        if field not in FIELDS:
            problems.append(Problem(FILE, here, field, "is no field of a feed", f"Use {', '.join(FIELDS)}"))
        elif field in values:
            problems.append(Problem(FILE, here, field, "stands twice", "Keep one of them"))
        elif not isinstance(value, yaml.ScalarNode) or not value.value.strip():
            problems.append(Problem(FILE, here, field, "is not a single value", "Write one plain value"))
        else:
            values[field], lines[field] = " ".join(value.value.split()), here
    if "url" not in values and not any(problem.field == "url" for problem in problems):
        problems.append(Problem(FILE, line, "url", "is missing", "Add url: https://..."))
    problems += [Problem(FILE, lines.get(field, line), field, *rest) for field, *rest in wrong_values(values)]
    if problems:
        return problems
    return Feed(values.pop("url"), Given(**values))


def _item(entry: Any, url: str) -> Item:
    return Item(
        url=urljoin(url, str(entry.link)),
        title=" ".join(str(entry.get("title") or "").split()) or None,
        author=" ".join(str(entry.get("author") or "").split()) or None,
        published=_day(str(entry.get("published") or "")),
    )


def _day(said: str) -> str | None:
    """The day of a date as RSS (RFC 822) or Atom (ISO 8601) writes it; None where it is neither."""
    try:
        return dt.datetime.fromisoformat(said.strip()).date().isoformat()
    except ValueError:
        pass
    try:
        return parsedate_to_datetime(said).date().isoformat()
    except (ValueError, TypeError, IndexError):
        return None


def _sitemap_items(root: _Element, url: str) -> tuple[Item, ...]:
    found: list[tuple[str, Item]] = []
    for place, element in _places(root):
        news = {_local(child): (child.text or "").strip() for child in element.iter() if child is not element}
        item = Item(
            urljoin(url, place),
            title=news.get("title") or None,
            published=_day(news.get("publication_date", "")),
        )
        found.append((item.published or news.get("lastmod", ""), item))
    return tuple(item for _, item in sorted(found, key=lambda pair: pair[0], reverse=True))


def _places(root: _Element) -> list[tuple[str, _Element]]:
    """The address of each entry of a sitemap, with the entry."""
    places = []
    for entry in root:
        place = next((child.text for child in entry if _local(child) == "loc" and child.text), None)
        if place:
            places.append((place.strip(), entry))
    return places


def _local(element: _Element) -> str:
    """The name of an element without its namespace; empty of a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _root(content: bytes) -> _Element | None:
    from lxml import etree

    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=False)
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        return None


def _unpack(content: bytes, url: str) -> bytes:
    try:
        with gzip.open(io.BytesIO(content)) as file:
            found = file.read(MAX_UNPACKED + 1)
    except (OSError, EOFError):
        raise RefusedError(url, "its compression is broken", "Look at the address") from None
    if len(found) > MAX_UNPACKED:
        raise RefusedError(url, f"unpacks to more than {MAX_UNPACKED / 1e6:.0f} MB", "Give a part of it")
    return found
