from __future__ import annotations

import json

import pytest

from sandyq.release.site import Site, parse


@pytest.mark.parametrize(
    "said", ["https://data.example.org/chest", "https://data.example.org/chest/", "http://127.0.0.1:8000"]
)
def test_a_base_ends_with_a_slash(said: str) -> None:
    site = parse(json.dumps({"base_url": said}).encode())
    assert site.base_url == said.rstrip("/") + "/"


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"[]",
        b"{}",
        b'{"base_url": null}',
        b'{"base_url": ""}',
        b'{"base_url": "data.example.org"}',
        b'{"base_url": "ftp://data.example.org/"}',
        b'{"base_url": "https:///chest"}',
        b'{"base_url": "https://data.example.org/?page=1"}',
        b'{"base_url": "https://data.example.org/#top"}',
        b'{"base_url": "https://data.example.org/two words/"}',
        b'{"base_url": "https://[::1/"}',
        b'{"base_url": "https://data.example.org/", "theme": "dark"}',
    ],
)
def test_what_is_no_base_is_refused_with_the_name_of_the_file(said: bytes) -> None:
    with pytest.raises(ValueError, match=r"site\.json"):
        parse(said)


def test_addresses_are_relative_without_a_base_and_absolute_with_one() -> None:
    assert Site().address("towns", "1.0.0", "a b.csv") == "towns/1.0.0/a%20b.csv"
    assert Site().version("towns", "1.0.0") is None
    site = Site("https://data.example.org/")
    assert site.address("towns", "1.0.0", "a b.csv") == "https://data.example.org/towns/1.0.0/a%20b.csv"
    assert site.version("towns", "1.0.0") == "https://data.example.org/towns/1.0.0/"
