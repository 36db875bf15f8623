"""A version that should not be used any more is marked, and stays as it is."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from sandyq.release import ReleaseError, plan, publish, status, verify, yank

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Make = Callable[..., Any]

NAME = "towns-of-the-steppe"


@pytest.fixture
def published(package: Make, table: Make, rows: list[dict[str, Any]], tmp_path: Path) -> Path:
    """Two versions."""
    publish(plan(package(table(rows[1:])), tmp_path))
    publish(plan(package(), tmp_path))
    return tmp_path


def said(published: Path) -> tuple[str, dict[str, str]]:
    """What latest.json leads to, and the reasons in the catalog."""
    latest = json.loads((published / NAME / "latest.json").read_text())["version"]
    (entry,) = json.loads((published / "catalog.json").read_text())["datasets"]
    assert entry["latest"] == latest
    return latest, {one["version"]: one["yanked"] for one in entry["versions"] if "yanked" in one}


def test_the_pointer_leads_to_the_newest_that_is_not_yanked(published: Path) -> None:
    files = {path: path.read_bytes() for path in published.glob("*/*/*")}
    assert yank(published, NAME, "1.1.0", "a town too many") == "1.0.0"
    assert said(published) == ("1.0.0", {"1.1.0": "a town too many"})
    assert {path: path.read_bytes() for path in published.glob("*/*/*")} == files
    (seen,) = status(published)
    assert (seen.version, seen.yanked) == ("1.0.0", {"1.1.0": "a town too many"})


def test_verification_says_so_and_finds_nothing_wrong(published: Path) -> None:
    yank(published, NAME, "1.1.0", "a town too many")
    (note,) = verify(published)
    assert (note.version, note.check, note.message, note.error) == (
        "1.1.0", "yanked", "is yanked: a town too many", False
    )  # fmt: skip


def test_an_older_version_may_be_yanked(published: Path) -> None:
    assert yank(published, NAME, "1.0.0", "a town too few") == "1.1.0"
    assert said(published) == ("1.1.0", {"1.0.0": "a town too few"})


def test_the_next_version_comes_after_the_yanked_one(published: Path, package: Make, table: Make) -> None:
    yank(published, NAME, "1.1.0", "a town too many")
    assert not publish(plan(package(), published)).new, "it is what was published last, yanked or not"
    assert said(published)[0] == "1.0.0"
    done = publish(plan(package(table(description="One row is a town.")), published))
    assert done.version == "1.1.1"
    assert said(published) == ("1.1.1", {"1.1.0": "a town too many"})


def test_the_last_version_cannot_be_yanked(published: Path) -> None:
    yank(published, NAME, "1.1.0", "wrong")
    with pytest.raises(ReleaseError, match=r"1\.0\.0 is the last that is not yanked"):
        yank(published, NAME, "1.0.0", "wrong too")
    assert said(published) == ("1.0.0", {"1.1.0": "wrong"})


def test_a_yank_that_was_cut_short_is_finished(published: Path) -> None:
    before = {name: (published / name).read_bytes() for name in ("catalog.json", f"{NAME}/latest.json")}
    yank(published, NAME, "1.1.0", "wrong")
    for name, content in before.items():
        (published / name).write_bytes(content)
    assert [one.check for one in verify(published) if one.error] == ["catalog", "pointer"]
    assert yank(published, NAME, "1.1.0", "wrong") == "1.0.0"
    assert [one for one in verify(published) if one.error] == []


@pytest.mark.parametrize(
    ("dataset", "version", "reason", "message"),
    [
        (NAME, "2.0.0", "wrong", "there is no such version"),
        ("elsewhere", "1.0.0", "wrong", "there is no such version"),
        (NAME, "1.1.0", " ", "say why"),
        (NAME, "1.0.0", "another reason", "is yanked already: wrong"),
    ],
)
def test_what_cannot_be_yanked(
    published: Path, dataset: str, version: str, reason: str, message: str
) -> None:
    yank(published, NAME, "1.0.0", "wrong")
    before = said(published)
    with pytest.raises(ReleaseError, match=message):
        yank(published, dataset, version, reason)
    assert said(published) == before


@pytest.mark.parametrize("content", ["{", "[]", '{"1.0.0": 1}'])
def test_a_broken_list_of_yanked_versions_stops_everything(
    published: Path, package: Make, content: str
) -> None:
    (published / NAME / "yanked.json").write_text(content)
    with pytest.raises(ReleaseError, match="Restore it from a copy"):
        plan(package(), published)
    with pytest.raises(ReleaseError, match="Restore it from a copy"):
        yank(published, NAME, "1.1.0", "wrong")
    assert any(one.error for one in verify(published))
