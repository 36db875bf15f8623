"""releases.atom and feed.json: every release, newest first, for whoever wants to be told of the next.

Atom is RFC 4287, JSON Feed is https://jsonfeed.org/version/1.1. A release is dated by the newest of its
sources (`sandyq.release.facts`), so a correction has the date of the version that it corrects, and stands
before it; a version that no source dates stands in neither feed. An entry's id is made from what it names
and not from where it is, so that another public address repeats no news.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from sandyq.release import changelog, descriptor
from sandyq.release.version import parse

if TYPE_CHECKING:
    from sandyq.release.site import Site

ATOM = "releases.atom"
JSON = "feed.json"
RECENT = 100
"""Releases in a feed; the catalog has all of them."""

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://datapackage.org/")
_ATOM = "http://www.w3.org/2005/Atom"

Release = dict[str, Any]


def releases(catalog: dict[str, Any]) -> list[Release]:
    """The dated versions that catalog.json names, newest first, each with its dataset's entry."""
    found = [
        {**one, "dataset": dataset}
        for dataset in catalog["datasets"]
        for one in dataset["versions"]
        if "updated" in one
    ]
    found.sort(key=lambda one: one["dataset"]["name"])
    found.sort(key=lambda one: (one["updated"], parse(one["version"]) or (0, 0, 0)), reverse=True)
    return found[:RECENT]


def atom(catalog: dict[str, Any], site: Site) -> bytes | None:
    """The Atom feed; None where no version has a date, for a feed must have one."""
    found = releases(catalog)
    if not found:
        return None
    feed = ET.Element("feed", xmlns=_ATOM)
    _add(feed, "id", _feed_id(found, site))
    _add(feed, "title", _title(found))
    _add(feed, "updated", _time(found[0]["updated"]))
    ET.SubElement(feed, "link", rel="self", type="application/atom+xml", href=site.address(ATOM))
    _add(ET.SubElement(feed, "author"), "name", _authors(found))
    for one in found:
        name, number = one["dataset"]["name"], one["version"]
        entry = ET.SubElement(feed, "entry")
        _add(entry, "id", _id(one))
        _add(entry, "title", _headline(one))
        _add(entry, "updated", _time(one["updated"]))
        # No type here: readers take an alternate for the page only where it is HTML, or says nothing.
        ET.SubElement(entry, "link", rel="alternate", href=site.address(name, number, "README.md"))
        for kind, file in (("text/markdown", changelog.NAME), ("application/json", descriptor.NAME)):
            ET.SubElement(entry, "link", rel="related", type=kind, href=site.address(name, number, file))
        for keyword in one["dataset"].get("keywords", []):
            ET.SubElement(entry, "category", term=keyword)
        _add(entry, "summary", _summary(one))
    ET.indent(feed)
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + bytes(ET.tostring(feed, encoding="utf-8")) + b"\n"


def json_feed(catalog: dict[str, Any], site: Site) -> dict[str, Any] | None:
    """The JSON Feed; None where no version has a date. Its addresses are absolute or left out."""
    found = releases(catalog)
    if not found:
        return None
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": _title(found),
        **({"home_page_url": site.base_url, "feed_url": site.address(JSON)} if site.base_url else {}),
        "authors": [{"name": _authors(found)}],
        "language": "en",
        "items": [_item(one, site) for one in found],
    }


def _item(one: Release, site: Site) -> dict[str, Any]:
    name, number = one["dataset"]["name"], one["version"]
    return {
        "id": _id(one),
        **({"url": site.address(name, number, "README.md")} if site.base_url else {}),
        "title": _headline(one),
        "content_text": _summary(one),
        "date_published": _time(one["updated"]),
        "tags": one["dataset"].get("keywords", []),
        **({"attachments": [_attachment(one, file, site) for file in one["files"]]} if site.base_url else {}),
    }


def _attachment(one: Release, file: dict[str, Any], site: Site) -> dict[str, Any]:
    return {
        "url": site.address(one["dataset"]["name"], one["version"], file["path"]),
        "mime_type": file["mediatype"],
        "title": file["path"],
        **({"size_in_bytes": file["bytes"]} if "bytes" in file else {}),
    }


def _id(one: Release) -> str:
    """The same for the same descriptor, wherever it is published."""
    return uuid.uuid5(_NAMESPACE, f"{one['dataset']['name']} {one['version']} {one['sha256']}").urn


def _feed_id(found: list[Release], site: Site) -> str:
    return site.address(ATOM) if site.base_url else uuid.uuid5(_NAMESPACE, _authors(found)).urn


def _title(found: list[Release]) -> str:
    return f"Releases of {_authors(found)}"


def _authors(found: list[Release]) -> str:
    names = {author["title"] for one in found for author in one["dataset"].get("contributors", [])}
    return ", ".join(sorted(names)) or "unnamed publishers"


def _headline(one: Release) -> str:
    return f"{one['dataset']['title']}, version {one['version']}"


def _summary(one: Release) -> str:
    rows = ", ".join(f"{file['rows']} {file['name']}" for file in one["files"] if "rows" in file)
    yanked = f"Yanked, do not use: {one['yanked']} " if "yanked" in one else ""
    return f"{yanked}{one['dataset']['description']} Rows: {rows}."


def _time(day: str) -> str:
    return f"{day}T00:00:00Z"


def _add(parent: ET.Element, name: str, words: str) -> None:
    ET.SubElement(parent, name).text = words
