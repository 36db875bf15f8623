from __future__ import annotations

from typing import Any

import pytest
import yaml
from huggingface_hub import DatasetCard, DatasetCardData

from sandyq.release.cards import header


def card(package: Any) -> DatasetCardData:
    return DatasetCard(f"{header(package)}\n# Words\n").data


def test_every_table_is_a_configuration_over_its_parquet_file(dated: Any) -> None:
    assert card(dated)["configs"] == [
        {
            "config_name": "towns",
            "data_files": [{"split": "train", "path": "towns.parquet"}],
            "default": True,
        },
        {"config_name": "sources", "data_files": [{"split": "train", "path": "sources.parquet"}]},
    ]


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
    assert "language" not in yaml.safe_load(header(package()).strip("-\n"))


def test_words_that_yaml_would_take_otherwise_stay_words(package: Any) -> None:
    odd = package(title='Towns: "no", yes & - #1', keywords=("no", "1.0", "қала"))
    assert card(odd)["pretty_name"] == 'Towns: "no", yes & - #1'
    assert card(odd)["tags"] == ["no", "1.0", "қала"]
