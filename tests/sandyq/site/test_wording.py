"""The words of the interface: each is used, and each that is used is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sandyq.release import changes
from sandyq.site import wording

SITE = Path(wording.__file__).parent
MADE = (
    "section_",
    "rows_",
    "step_",
    "level_",
    "operation_",
    "agreement_",
    "gone_",
    "issues_",
    "feed_",
    "js_",
)
"""Keys with these beginnings are put together at run time."""
PLURAL = re.compile(r"_(one|other)$")


def catalogue() -> dict[str, str]:
    import csv

    with (SITE / "words" / "en.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len({row["key"] for row in rows}) == len(rows), "a key stands twice"
    return {row["key"]: row["text"] for row in rows}


def sources() -> str:
    paths = [*SITE.rglob("*.py"), *(SITE / "templates").glob("*.html")]
    return "\n".join(path.read_text(encoding="utf-8") for path in paths if "js" not in path.parts)


def test_every_word_that_is_named_is_there() -> None:
    known = catalogue()
    named = set(re.findall(r"\bt\(\s*\"(\w+)\"", sources()))
    counted = set(re.findall(r"\bt\.count\(\s*\"(\w+)\"", sources()))
    assert named - known.keys() - {one for one in named if one.endswith("_")} == set()
    for key in counted - {"rows_"}:
        assert {f"{key}_one", f"{key}_other"} <= known.keys()


def test_every_word_is_used() -> None:
    text = sources()
    unused = [
        key
        for key in catalogue()
        if not key.startswith(MADE) and f'"{PLURAL.sub("", key)}"' not in text and f'"{key}"' not in text
    ]
    assert unused == []


@pytest.mark.parametrize("operation", ["first", changes.ADD, changes.REMOVE, changes.CHANGE])
def test_words_that_are_put_together_are_there(operation: str) -> None:
    t = wording.words("en")
    assert t(f"step_{operation}", column="value", old="1", new="2")
    if operation != "first":
        assert t(f"operation_{operation}")


def test_one_and_many() -> None:
    t = wording.words("en")
    assert [t.count("rows_figures", number) for number in (0, 1, 2_000)] == [
        "0 figures",
        "1 figure",
        "2,000 figures",
    ]


def test_a_language_without_a_catalogue_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        wording.words("xx")
