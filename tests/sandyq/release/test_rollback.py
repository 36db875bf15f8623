"""An older catalog in the place of the newest is noticed by whoever remembers."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from sandyq.release import ReleaseError, plan, publish, remember, verify, yank

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Make = Callable[..., Any]

NAME = "towns-of-the-steppe"


@pytest.fixture
def less(package: Make, table: Make, rows: list[dict[str, Any]]) -> Any:
    return package(table(rows[1:]))


@pytest.fixture
def published(tmp_path: Path) -> Path:
    return tmp_path / "published"


def rollbacks(published: Path, seen: Path) -> list[str]:
    return [one.message for one in verify(published, since=seen.read_bytes()) if one.check == "rollback"]


def test_the_serial_only_grows(package: Make, less: Any, published: Path) -> None:
    def serial() -> int:
        return int(json.loads((published / "catalog.json").read_text())["serial"])

    publish(plan(less, published))
    serials = [serial()]
    for made in (package(), package(name="other"), package()):
        publish(plan(made, published))
        serials.append(serial())
    yank(published, NAME, "1.1.0", "wrong")
    assert [*serials, serial()] == [1, 2, 3, 3, 4]


def test_what_was_seen_is_remembered(package: Make, less: Any, published: Path, tmp_path: Path) -> None:
    seen = tmp_path / "seen.json"
    publish(plan(less, published))
    remember(published, seen)
    assert rollbacks(published, seen) == []
    publish(plan(package(), published))
    assert rollbacks(published, seen) == [], "newer is no rollback"
    remember(published, seen)
    assert seen.read_bytes() == (published / "catalog.json").read_bytes()


def test_an_older_state_is_noticed(package: Make, less: Any, published: Path, tmp_path: Path) -> None:
    publish(plan(less, published))
    shutil.copytree(published, tmp_path / "mirror")
    publish(plan(package(), published))
    remember(published, tmp_path / "seen.json")
    assert verify(tmp_path / "mirror") == [], "by itself nothing is wrong with it"
    assert rollbacks(tmp_path / "mirror", tmp_path / "seen.json") == [
        "is older than the one seen before: its serial is 1, and was 2",
        f"lists {NAME} 1.1.0 no more",
    ]


def test_another_history_of_the_same_length_is_noticed(
    package: Make, less: Any, published: Path, tmp_path: Path
) -> None:
    publish(plan(less, published))
    remember(published, tmp_path / "seen.json")
    publish(plan(package(), tmp_path / "other"))
    assert verify(tmp_path / "other") == []
    assert rollbacks(tmp_path / "other", tmp_path / "seen.json") == [f"lists {NAME} 1.0.0 with another hash"]


def test_a_yank_that_is_taken_back_is_noticed(
    package: Make, less: Any, published: Path, tmp_path: Path
) -> None:
    publish(plan(less, published))
    publish(plan(package(), published))
    yank(published, NAME, "1.1.0", "wrong")
    remember(published, tmp_path / "seen.json")
    (published / NAME / "yanked.json").unlink()
    publish(plan(package(), published))
    assert rollbacks(published, tmp_path / "seen.json") == [
        "is older than the one seen before: its serial is 2, and was 3"
    ]


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"{}", b'{"serial": "x", "datasets": []}'])
def test_what_is_no_catalog_is_not_remembered_by(package: Make, published: Path, content: bytes) -> None:
    publish(plan(package(), published))
    with pytest.raises(ReleaseError, match="--since: is no catalog"):
        verify(published, since=content)


def test_only_all_of_it_can_be_remembered(package: Make, published: Path, tmp_path: Path) -> None:
    folder = publish(plan(package(), published)).path
    for place in (folder, folder.parent):
        with pytest.raises(ReleaseError, match="--since is for all that is published"):
            remember(place, tmp_path / "seen.json")
        with pytest.raises(ReleaseError, match="--since is for all that is published"):
            verify(place, since=(published / "catalog.json").read_bytes())
