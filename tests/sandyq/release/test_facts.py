from __future__ import annotations

from datetime import date
from typing import Any

from sandyq.release import facts


def test_a_release_is_as_old_as_its_newest_source_and_a_month_ends_on_its_last_day(dated: Any) -> None:
    assert facts.updated(dated) == date(2023, 2, 28)


def test_a_year_ends_on_its_last_day(package: Any, sources: Any) -> None:
    letters = [
        {"letter": "a", "published": "2024", "language": "en", "period_start": None},
        {"letter": "b", "published": "2024-11-30", "language": "en", "period_start": None},
    ]
    assert facts.updated(package(sources(letters))) == date(2024, 12, 31)


def test_languages_are_named_once(dated: Any) -> None:
    assert facts.languages(dated) == ("en", "kk")


def test_coverage_takes_in_every_period_of_every_table(dated: Any) -> None:
    assert facts.coverage(dated) == (date(2018, 1, 1), date(2020, 6, 30))


def test_without_sources_nothing_is_made_up(package: Any, sources: Any) -> None:
    for bare in (package(), package(sources([]))):
        assert facts.described(bare) == {}


def test_a_descriptor_says_the_same_in_words(dated: Any) -> None:
    assert facts.described(dated) == {
        "updated": "2023-02-28",
        "languages": ["en", "kk"],
        "temporal": {"start": "2018-01-01", "end": "2020-06-30"},
    }
