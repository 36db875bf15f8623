from __future__ import annotations

from typing import Any

import pytest
import yaml
from huggingface_hub import DatasetCard, DatasetCardData

from sandyq.release.cards import header


def card(package: Any) -> DatasetCardData:
    return DatasetCard(f"{header(package, '1.2.0')}\n# Words\n").data


def test_every_table_is_a_configuration_over_its_parquet_file(dated: Any) -> None:
    found = card(dated)["configs"]
    assert [one["config_name"] for one in found] == ["towns", "sources"]
    assert [one["data_files"] for one in found] == [
        [{"split": "train", "path": "towns.parquet"}],
        [{"split": "train", "path": "sources.parquet"}],
    ]
    assert [one.get("default", False) for one in found] == [True, False]


def test_configurations_of_other_datasets_and_versions_are_others(dated: Any, package: Any) -> None:
    said = card(dated)["configs"][0]
    assert (said["description"], said["version"]) == ("Towns of the steppe: Towns", "1.2.0")
    assert card(package(title="Other towns"))["configs"][0] != said


def test_a_table_without_rows_is_no_configuration(package: Any, table: Any, sources: Any) -> None:
    (only,) = card(package(table([]), sources()))["configs"]
    assert (only["config_name"], only["default"]) == ("sources", True)


def test_the_card_names_licence_languages_and_size(dated: Any) -> None:
    said = card(dated)
    assert said["pretty_name"] == "Towns of the steppe"
    assert said["license"] == "cc-by-4.0"
    assert said["language"] == ["en", "kk"]
    assert said["tags"] == ["towns", "steppe"]
    assert said["size_categories"] == ["n<1K"]


@pytest.mark.parametrize(("rows", "word"), [(999, "n<1K"), (1000, "1K<n<10K"), (12_345, "10K<n<100K")])
def test_size_follows_the_number_of_rows(package: Any, sources: Any, rows: int, word: str) -> None:
    letters = [
        {"letter": f"{number:06}", "published": "2020", "language": "en", "period_start": None}
        for number in range(rows)
    ]
    assert card(package(sources(letters)))["size_categories"] == [word]


def test_no_language_is_made_up(package: Any) -> None:
    assert "language" not in yaml.safe_load(header(package(), "1.2.0").strip("-\n"))


def test_words_that_yaml_would_take_otherwise_stay_words(package: Any) -> None:
    odd = package(title='Towns: "no", yes & - #1', keywords=("no", "1.0", "қала"))
    assert card(odd)["pretty_name"] == 'Towns: "no", yes & - #1'
    assert card(odd)["tags"] == ["no", "1.0", "қала"]
