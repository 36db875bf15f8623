"""The feeds, read back by a stock reader and held to what their formats say must be there."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree as ET

import feedparser
import jsonschema
import pytest

from sandyq.release.feeds import RECENT, atom, json_feed
from sandyq.release.site import Site

SITE = Site("https://data.example.org/chest/")
ATOM = "{http://www.w3.org/2005/Atom}"

JSON_FEED: dict[str, Any] = {
    "type": "object",
    "required": ["version", "title", "items"],
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        "home_page_url": {"type": "string", "format": "uri", "pattern": "^https?://"},
        "feed_url": {"type": "string", "pattern": "^https?://"},
        "authors": {"type": "array", "items": {"type": "object", "minProperties": 1}},
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "content_text"],
                "properties": {
                    "id": {"type": "string", "minLength": 1},
                    "url": {"type": "string", "pattern": "^https?://"},
                    "date_published": {
                        "type": "string",
                        "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$",
                    },
                    "tags": {"type": "array", "items": {"type": "string"}},
                    "attachments": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["url", "mime_type"],
                            "properties": {"url": {"type": "string", "pattern": "^https?://"}},
                        },
                    },
                },
            },
        },
    },
}
"""What JSON Feed 1.1 asks of the keys that are used."""


def dataset(name: str, **days: str | None) -> dict[str, Any]:
    """An entry of catalog.json; ``v1_0_0="2020-01-31"`` is version 1.0.0 of that day."""
    versions = [
        {
            "version": key[1:].replace("_", "."),
            "path": f"{name}/{key[1:].replace('_', '.')}/datapackage.json",
            "sha256": f"{key}{day}",
            **({"updated": day} if day else {}),
            "files": [
                {"name": "towns", "path": "towns.parquet", "mediatype": "x/parquet", "rows": 3},
                {"name": "towns-csv", "path": "towns.csv", "mediatype": "text/csv", "bytes": 40},
            ],
        }
        for key, day in days.items()
    ]
    return {
        "name": name,
        "title": f"Title of {name}",
        "description": "What <it> is & more.",
        "keywords": ["towns", "steppe"],
        "contributors": [{"title": "Somebody"}],
        "latest": versions[-1]["version"],
        "versions": versions,
    }


@pytest.fixture
def catalog() -> dict[str, Any]:
    return {
        "datasets": [
            dataset("alpha", v1_0_0="2020-01-31", v1_0_1="2020-01-31", v1_10_0="2021-05-01"),
            dataset("beta", v1_0_0=None, v1_9_0="2021-05-01"),
        ]
    }


def ids(catalog: dict[str, Any], site: Site = SITE) -> list[str]:
    said = json_feed(catalog, site)
    assert said is not None
    return [item["id"] for item in said["items"]]


@pytest.mark.parametrize("site", [Site(), SITE])
def test_a_stock_reader_reads_the_atom_feed(catalog: dict[str, Any], site: Site) -> None:
    read = feedparser.parse(atom(catalog, site))
    assert not read.bozo
    assert read.version == "atom10"
    assert [entry.title for entry in read.entries] == [
        "Title of alpha, version 1.10.0",
        "Title of beta, version 1.9.0",
        "Title of alpha, version 1.0.1",
        "Title of alpha, version 1.0.0",
    ]
    assert read.entries[0].summary == "What <it> is & more. Rows: 3 towns."


@pytest.mark.parametrize("site", [Site(), SITE])
def test_atom_has_what_rfc_4287_says_it_must(catalog: dict[str, Any], site: Site) -> None:
    feed = ET.fromstring(atom(catalog, site) or b"")
    for element in (feed, *feed.findall(f"{ATOM}entry")):
        for required in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{required}")) == 1
        assert re.match(r"(urn:uuid:|https://)", element.findtext(f"{ATOM}id") or "")
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00Z", element.findtext(f"{ATOM}updated") or "")
    assert feed.find(f"{ATOM}author/{ATOM}name") is not None
    related = [link.get("href") or "" for link in feed.findall(f"{ATOM}entry/{ATOM}link[@rel='related']")]
    assert [href.removeprefix(site.base_url or "") for href in related[:2]] == [
        "alpha/1.10.0/CHANGES.md",
        "alpha/1.10.0/datapackage.json",
    ]
    alternates = [entry.findall(f"{ATOM}link[@rel='alternate']") for entry in feed.findall(f"{ATOM}entry")]
    assert [len(found) for found in alternates] == [1, 1, 1, 1]


def test_the_feed_is_as_old_as_its_newest_release(catalog: dict[str, Any]) -> None:
    assert ET.fromstring(atom(catalog, SITE) or b"").findtext(f"{ATOM}updated") == "2021-05-01T00:00:00Z"


@pytest.mark.parametrize("site", [Site(), SITE])
def test_json_feed_has_what_its_format_asks_for(catalog: dict[str, Any], site: Site) -> None:
    jsonschema.Draft7Validator(JSON_FEED).validate(json_feed(catalog, site))


def test_both_feeds_tell_of_the_same_releases(catalog: dict[str, Any]) -> None:
    entries = feedparser.parse(atom(catalog, SITE)).entries
    assert [entry.id for entry in entries] == ids(catalog)
    said = json_feed(catalog, SITE)
    assert said is not None
    assert [entry.link for entry in entries] == [item["url"] for item in said["items"]]


def test_another_address_is_no_news(catalog: dict[str, Any]) -> None:
    assert ids(catalog, SITE) == ids(catalog, Site()) == ids(catalog, Site("https://elsewhere.example.org/"))


def test_ids_are_never_shared(catalog: dict[str, Any]) -> None:
    found = ids(catalog)
    assert len(set(found)) == len(found) == 4


def test_a_new_release_leaves_the_others_as_they_were(catalog: dict[str, Any]) -> None:
    before = ids(catalog)
    catalog["datasets"].append(dataset("gamma", v1_0_0="2022-01-01"))
    assert ids(catalog)[1:] == before


def test_the_oldest_leave_when_there_are_too_many() -> None:
    many = {f"v1_{number}_0": "2020-01-31" for number in range(RECENT + 5)}
    said = json_feed({"datasets": [dataset("alpha", **many)]}, SITE)
    assert said is not None
    assert len(said["items"]) == RECENT
    assert said["items"][0]["title"].endswith(f"1.{RECENT + 4}.0")


def test_a_yanked_release_says_so_first(catalog: dict[str, Any]) -> None:
    before = ids(catalog)
    catalog["datasets"][0]["versions"][1]["yanked"] = "Two towns were swapped."
    said = json_feed(catalog, SITE)
    assert said is not None
    assert [item["id"] for item in said["items"]] == before
    (yanked,) = (item for item in said["items"] if item["content_text"].startswith("Yanked"))
    assert yanked["title"].endswith("1.0.1")
    assert "Two towns were swapped." in yanked["content_text"]


def test_without_a_date_there_is_no_feed() -> None:
    bare = {"datasets": [dataset("beta", v1_0_0=None)]}
    assert atom(bare, SITE) is None
    assert json_feed(bare, SITE) is None
