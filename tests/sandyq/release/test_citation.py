from __future__ import annotations

from typing import Any

import jsonschema
import pytest
import yaml
from datacite import schema45

from sandyq.release.citation import cff, datacite
from sandyq.release.files import Written
from sandyq.release.site import Site

SITE = Site("https://data.example.org/")
FILES = {"towns.parquet": Written(3, "0" * 64), "towns.csv": Written(5, "1" * 64)}

CFF_1_2: dict[str, Any] = {
    "type": "object",
    "required": ["authors", "cff-version", "message", "title"],
    "additionalProperties": False,
    "properties": {
        "abstract": {"type": "string", "minLength": 1},
        "authors": {
            "type": "array",
            "minItems": 1,
            "uniqueItems": True,
            "items": {
                "type": "object",
                "required": ["name"],
                "additionalProperties": False,
                "properties": {"name": {"type": "string", "minLength": 1}},
            },
        },
        "cff-version": {"const": "1.2.0"},
        "date-released": {"type": "string", "pattern": r"^\d{4}-(0[1-9]|1[012])-(0[1-9]|[12]\d|3[01])$"},
        "keywords": {"type": "array", "minItems": 1, "uniqueItems": True, "items": {"type": "string"}},
        "license": {"type": "string", "pattern": r"^[A-Za-z0-9.+-]+$"},
        "message": {"type": "string", "minLength": 1},
        "title": {"type": "string", "minLength": 1},
        "type": {"enum": ["dataset", "software"]},
        "url": {"type": "string", "pattern": r"^(https|http|ftp|sftp)://.+"},
        "version": {"type": "string", "minLength": 1},
    },
}
"""Of the Citation File Format 1.2.0: what it says of the keys that a version uses."""


@pytest.mark.parametrize("site", [Site(), SITE])
def test_datacite_s_own_schema_accepts_it(dated: Any, site: Site) -> None:
    said = datacite(dated, "1.0.0", FILES, site)
    schema45.validator.validate(said)
    assert schema45.tostring(said | {"doi": "10.1234/x"}).startswith("<?xml")


def test_the_schema_would_refuse_a_version_without_a_year(dated: Any) -> None:
    said = datacite(dated, "1.0.0", FILES, SITE)
    assert said is not None
    del said["publicationYear"]
    assert not schema45.validator.is_valid(said)


def test_datacite_says_what_the_package_says(dated: Any) -> None:
    said = datacite(dated, "1.0.0", FILES, SITE)
    assert said is not None
    assert said["publicationYear"] == "2023"
    assert said["version"] == "1.0.0"
    assert said["url"] == "https://data.example.org/towns-of-the-steppe/1.0.0/"
    assert said["sizes"] == ["towns: 3 rows", "sources: 3 rows", "8 bytes"]
    assert said["dates"][0]["date"] == "2023-02-28"
    assert said["dates"][1]["date"] == "2018-01-01/2020-06-30"
    assert [one["relatedIdentifier"] for one in said["relatedIdentifiers"]] == ["https://example.org/towns"]
    assert "language" not in said, "DataCite knows one language, and there are two"


def test_without_a_dated_source_there_is_no_datacite(package: Any) -> None:
    assert datacite(package(), "1.0.0", FILES, SITE) is None


@pytest.mark.parametrize("site", [Site(), SITE])
def test_cff_has_what_the_format_asks_for(dated: Any, package: Any, site: Site) -> None:
    for one in (dated, package()):
        jsonschema.Draft7Validator(CFF_1_2).validate(yaml.safe_load(cff(one, "1.10.0", site)))


def test_cff_gives_version_and_day_as_words(dated: Any) -> None:
    said = yaml.safe_load(cff(dated, "1.10.0", SITE))
    assert said["version"] == "1.10.0"
    assert said["date-released"] == "2023-02-28"
    assert said["type"] == "dataset"
    assert said["url"] == "https://data.example.org/towns-of-the-steppe/1.10.0/"
