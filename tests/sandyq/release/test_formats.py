"""The other formats as `publish` writes them: with every version, beside the catalog, under one address."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from sandyq.release import ReleaseError, plan, publish, verify
from sandyq.release.disk import Folder
from sandyq.release.formats import MADE_OF_THE_CATALOG

if TYPE_CHECKING:
    from pathlib import Path

    from sandyq.release import Package

BASE = "https://data.example.org/chest/"


def tree(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def set_base(published: Path, base: str) -> None:
    published.mkdir(exist_ok=True)
    (published / "site.json").write_text(json.dumps({"base_url": base}))


def test_each_version_carries_all_formats(dated: Package, tmp_path: Path) -> None:
    folder = publish(plan(dated, tmp_path)).path
    names = {path.name for path in folder.iterdir()}
    assert {"datapackage.json", "croissant.json", "datacite.json", "CITATION.cff", "README.md"} <= names
    assert (folder / "README.md").read_text(encoding="utf-8").startswith("---\npretty_name: ")
    assert set(MADE_OF_THE_CATALOG) <= {path.name for path in tmp_path.iterdir()}
    assert verify(tmp_path) == []


def test_the_same_package_gives_the_same_bytes(dated: Package, tmp_path: Path) -> None:
    for name in ("one", "two"):
        publish(plan(dated, tmp_path / name))
    assert tree(tmp_path / "one") == tree(tmp_path / "two")


def test_the_descriptor_says_where_and_of_when_it_is(dated: Package, tmp_path: Path) -> None:
    set_base(tmp_path, BASE)
    folder = publish(plan(dated, tmp_path)).path
    said = json.loads((folder / "datapackage.json").read_text())
    assert said["homepage"] == f"{BASE}towns-of-the-steppe/1.0.0/"
    assert said["updated"] == "2023-02-28"


def test_another_address_makes_no_version_and_changes_none(dated: Package, tmp_path: Path) -> None:
    set_base(tmp_path, BASE)
    publish(plan(dated, tmp_path))
    before = tree(tmp_path)
    set_base(tmp_path, "https://elsewhere.example.org/")
    intended = plan(dated, tmp_path)
    assert intended.version is None
    publish(intended)
    after = tree(tmp_path)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"site.json", *MADE_OF_THE_CATALOG}
    assert verify(tmp_path) == []


def test_the_next_version_has_the_new_address(dated: Package, package: Any, tmp_path: Path) -> None:
    set_base(tmp_path, BASE)
    publish(plan(dated, tmp_path))
    set_base(tmp_path, "https://elsewhere.example.org/")
    folder = publish(plan(package(*dated.tables, title="Towns"), tmp_path)).path
    assert json.loads((folder / "croissant.json").read_text())["url"].startswith("https://elsewhere.example")
    old = json.loads((folder.parent / "1.0.0" / "croissant.json").read_text())
    assert old["url"].startswith(BASE)


@pytest.mark.parametrize("name", MADE_OF_THE_CATALOG)
def test_what_is_made_of_the_catalog_is_verified_and_made_anew(
    dated: Package, tmp_path: Path, name: str
) -> None:
    publish(plan(dated, tmp_path))
    before = tree(tmp_path)
    (tmp_path / name).write_bytes(before[name].replace(b"2023", b"2024"))
    assert [(one.file, one.check) for one in verify(tmp_path)] == [(name, "catalog")]
    (tmp_path / name).unlink()
    assert [(one.file, one.check) for one in verify(tmp_path)] == [(name, "catalog")]
    publish(plan(dated, tmp_path))
    assert tree(tmp_path) == before


def test_another_run_that_replaces_the_catalog_meanwhile_is_not_undone(
    dated: Package, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = Folder.replace

    def overtaken(self: Folder, path: str, make: Any) -> None:
        if path == MADE_OF_THE_CATALOG[0]:
            said = json.loads((tmp_path / "catalog.json").read_text())
            said["datasets"][0]["title"] = "Written meanwhile"
            (tmp_path / "catalog.json").write_text(json.dumps(said))
        replace(self, path, make)

    monkeypatch.setattr(Folder, "replace", overtaken)
    publish(plan(dated, tmp_path))
    for name in MADE_OF_THE_CATALOG:
        assert "Written meanwhile" in (tmp_path / name).read_text(), name


def test_a_setting_that_is_none_is_refused_before_anything_is_written(dated: Package, tmp_path: Path) -> None:
    set_base(tmp_path, "not an address")
    before = tree(tmp_path)
    with pytest.raises(ReleaseError, match=r"site\.json.*not an address"):
        publish(plan(dated, tmp_path))
    assert tree(tmp_path) == before
