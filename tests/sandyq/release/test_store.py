"""Publishing: whole or not at all, never twice, never upon what is damaged."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import itertools
import json
import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from sandyq.release import ReleaseError, plan, publish, status, verify
from sandyq.release.files import Written
from sandyq.release.storage import at
from sandyq.release.store import damage, versions

if TYPE_CHECKING:
    from collections.abc import Callable

    Make = Callable[..., Any]


def tree(folder: Path) -> dict[str, str]:
    """Every file with the hash of what it holds."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def less(package: Make, table: Make, rows: list[dict[str, Any]]) -> Any:
    """The package before its first row came."""
    return package(table(rows[1:]))


def test_a_first_version(package: Make, tmp_path: Path) -> None:
    intended = plan(package(), tmp_path / "published")
    assert (intended.previous, intended.version, intended.level) == (None, "1.0.0", "first")
    assert not (tmp_path / "published").exists(), "a plan writes nothing"
    done = publish(intended)
    assert (done.dataset, done.version, done.new, done.rows) == (
        "towns-of-the-steppe",
        "1.0.0",
        True,
        {"towns": 3},
    )
    assert sorted(tree(tmp_path / "published")) == [
        "catalog.json",
        "catalog.jsonld",
        *(
            f"towns-of-the-steppe/1.0.0/{name}"
            for name in (
                "CHANGES.md",
                "CITATION.cff",
                "README.md",
                "SHA256SUMS",
                "changes.csv",
                "changes.parquet",
                "croissant.json",
                "datapackage.json",
                "issues.json",
                "towns.csv",
                "towns.parquet",
            )
        ),
        "towns-of-the-steppe/latest.json",
    ]


def test_pointer_and_catalog_lead_to_the_descriptor(package: Make, less: Any, tmp_path: Path) -> None:
    publish(plan(less, tmp_path))
    folder = publish(plan(package(), tmp_path)).path.parent
    pointer = json.loads((folder / "latest.json").read_text())
    named = (folder / pointer["path"]).read_bytes()
    assert pointer["version"] == json.loads(named)["version"] == "1.1.0"
    assert pointer["sha256"] == hashlib.sha256(named).hexdigest()
    (entry,) = json.loads((tmp_path / "catalog.json").read_text())["datasets"]
    assert (entry["name"], entry["title"], entry["latest"]) == (folder.name, "Towns of the steppe", "1.1.0")
    for listed in entry["versions"]:
        content = (tmp_path / listed["path"]).read_bytes()
        assert listed["sha256"] == hashlib.sha256(content).hexdigest()
    assert [listed["version"] for listed in entry["versions"]] == ["1.0.0", "1.1.0"]


def test_sha256sum_agrees(package: Make, tmp_path: Path) -> None:
    folder = publish(plan(package(), tmp_path)).path
    subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=folder, check=True)


def test_nothing_changed_nothing_written(package: Make, tmp_path: Path) -> None:
    publish(plan(package(), tmp_path))
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    again = plan(package(), tmp_path)
    assert (again.previous, again.version, again.level) == ("1.0.0", None, "none")
    assert again.reasons == ("nothing changed",)
    done = publish(again)
    assert (done.version, done.new) == ("1.0.0", False)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_a_later_version_leaves_the_earlier_alone(package: Make, less: Any, tmp_path: Path) -> None:
    first = publish(plan(less, tmp_path)).path
    before = tree(first)
    intended = plan(package(), tmp_path)
    assert (intended.previous, intended.version, intended.level) == ("1.0.0", "1.1.0", "minor")
    assert intended.reasons == ("towns: 1 new row",)
    publish(intended)
    assert tree(first) == before
    assert [(one.version, one.rows) for one in status(tmp_path)] == [("1.1.0", {"towns": 3})]


def test_versions_are_ordered_as_numbers(tmp_path: Path) -> None:
    for name in ("1.10.0", "1.9.0", "1.2.0", ".1.11.0.partial", "notes"):
        (tmp_path / name).mkdir()
    assert versions(tmp_path) == ["1.2.0", "1.9.0", "1.10.0"]
    assert versions(tmp_path / "nowhere") == []


@pytest.mark.parametrize(
    "name", ["towns.csv", "towns.parquet", "README.md", "datapackage.json", "SHA256SUMS"]
)
def test_nothing_is_built_upon_a_damaged_version(package: Make, less: Any, tmp_path: Path, name: str) -> None:
    path = publish(plan(less, tmp_path)).path / name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    before = tree(tmp_path)
    with pytest.raises(ReleaseError, match=r"1\.0\.0 is damaged.*Restore") as caught:
        plan(package(), tmp_path)
    assert str(path.parent) in str(caught.value)
    assert tree(tmp_path) == before


def test_a_version_with_a_file_too_few_or_too_many_is_damaged(package: Make, tmp_path: Path) -> None:
    folder = publish(plan(package(), tmp_path)).path
    (folder / "notes.txt").write_text("mine")
    assert damage(folder) == [("notes.txt", "unexpected")]
    (folder / "towns.csv").unlink()
    assert damage(folder) == [("notes.txt", "unexpected"), ("towns.csv", "missing")]
    (folder / "SHA256SUMS").unlink()
    assert damage(folder) == [("SHA256SUMS", "missing")]


def test_sums_made_to_fit_a_forged_descriptor_are_found(package: Make, tmp_path: Path) -> None:
    folder = publish(plan(package(), tmp_path)).path
    old = (folder / "datapackage.json").read_bytes()
    new = old.replace(b"steppe", b"STEPPE", 1)
    (folder / "datapackage.json").write_bytes(new)
    sums = (folder / "SHA256SUMS").read_text()
    digests = [hashlib.sha256(content).hexdigest() for content in (old, new)]
    (folder / "SHA256SUMS").write_text(sums.replace(*digests))
    with pytest.raises(ReleaseError, match=r"not what latest\.json says"):
        plan(package(), tmp_path)


def test_a_pointer_to_a_lost_version_stops_everything(package: Make, less: Any, tmp_path: Path) -> None:
    publish(plan(less, tmp_path))
    lost = publish(plan(package(), tmp_path)).path
    lost.rename(tmp_path / "elsewhere")
    with pytest.raises(ReleaseError, match=r"names version 1\.1\.0, which is not there"):
        plan(package(), tmp_path)


@pytest.mark.parametrize("content", [None, "", "{", "[]", '{"version": "1.0.0", "path": "x"}'])
@pytest.mark.parametrize("name", ["towns-of-the-steppe/latest.json", "catalog.json"])
def test_pointer_and_catalog_are_made_anew(
    package: Make, less: Any, tmp_path: Path, name: str, content: str | None
) -> None:
    # As after a run that was killed between the rename and the pointer.
    publish(plan(less, tmp_path))
    publish(plan(package(), tmp_path))
    before = tree(tmp_path)
    if content is None:
        (tmp_path / name).unlink()
    else:
        (tmp_path / name).write_text(content)
    done = publish(plan(package(), tmp_path))
    assert (done.version, done.new) == ("1.1.0", False)
    assert tree(tmp_path) == before


def test_the_catalog_never_lists_the_hash_of_a_damaged_file(package: Make, less: Any, tmp_path: Path) -> None:
    folder = publish(plan(package(name="other"), tmp_path)).path
    publish(plan(less, tmp_path))
    before = json.loads((tmp_path / "catalog.json").read_text())["datasets"][0]
    (folder / "datapackage.json").write_text("{")
    publish(plan(package(), tmp_path))
    assert json.loads((tmp_path / "catalog.json").read_text())["datasets"][0] == before


def test_what_a_killed_run_left_is_removed(package: Make, tmp_path: Path) -> None:
    folder = tmp_path / "towns-of-the-steppe"
    (folder / ".1.0.0.partial").mkdir(parents=True)
    (folder / ".1.0.0.partial" / "towns.csv").write_text("half of i")
    (folder / ".latest.json.partial").write_text("{")
    (tmp_path / ".catalog.json.partial").write_text("{")
    assert plan(package(), tmp_path).level == "first"
    publish(plan(package(), tmp_path))
    assert not list(tmp_path.rglob("*.partial"))
    assert verify(tmp_path) == []


def test_two_at_a_time_is_one_too_many(package: Make, tmp_path: Path) -> None:
    intended = plan(package(), tmp_path)
    handle = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    with pytest.raises(ReleaseError, match="another run is publishing here"):
        publish(intended)
    os.close(handle)
    assert publish(intended).new


def test_a_plan_is_carried_out_once(package: Make, less: Any, tmp_path: Path) -> None:
    intended, other = plan(package(), tmp_path), plan(less, tmp_path)
    publish(intended)
    before = tree(tmp_path)
    with pytest.raises(ReleaseError, match="another run has published meanwhile"):
        publish(other)
    assert tree(tmp_path) == before


class Failing:
    """Lets ``calls`` calls of some functions through and fails at the next, as a full disk would.

    A write that fails has written half.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch, calls: int, number: int) -> None:
        self.left, self.number, self.failed = calls, number, False
        for owner, name in (
            (os, "fsync"),
            (Path, "mkdir"),
            (Path, "rename"),
            (Path, "replace"),
        ):
            monkeypatch.setattr(owner, name, self.wrapped(getattr(owner, name)))
        whole = Path.open
        opened = self.wrapped(whole)
        monkeypatch.setattr(Path, "open", lambda *args, **kwargs: File(opened(*args, **kwargs), self))

    def wrapped(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            self.count()
            return function(*args, **kwargs)

        return call

    def count(self) -> None:
        if self.left == 0 and not self.failed:
            self.failed = True
            raise OSError(self.number, os.strerror(self.number))
        self.left -= 1


class File:
    """An open file whose writes are counted."""

    def __init__(self, file: Any, failing: Failing) -> None:
        self.file, self.failing = file, failing

    def __getattr__(self, name: str) -> Any:
        return getattr(self.file, name)

    def __enter__(self) -> File:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()

    def write(self, content: bytes) -> int:
        try:
            self.failing.count()
        except OSError:
            self.file.write(content[: len(content) // 2])
            raise
        return int(self.file.write(content))


@pytest.mark.parametrize(("number", "step"), [(errno.ENOSPC, 1), (errno.EACCES, 5), (errno.EIO, 7)])
def test_a_failure_anywhere_leaves_the_old_or_the_new(
    package: Make, less: Any, tmp_path: Path, number: int, step: int
) -> None:
    for calls in itertools.count(0, step):
        published = tmp_path / str(calls)
        publish(plan(less, published))
        old = tree(published)
        intended = plan(package(), published)
        said = ""
        with pytest.MonkeyPatch.context() as monkeypatch:
            failing = Failing(monkeypatch, calls, number)
            try:
                publish(intended)
            except ReleaseError as error:
                said = str(error)
        if not failing.failed:
            break  # so many calls are never made: every one of them has failed once, for the first step
        assert os.strerror(number) in said
        assert str(published) in said
        look_at_what_is_left(published, old)
        # The next run finishes the job.
        publish(plan(package(), published))
        assert verify(published) == []
        assert status(published)[0].version == "1.1.0"
    assert calls > 40


def look_at_what_is_left(published: Path, old: dict[str, str]) -> None:
    """Old files untouched but for pointer and catalog, new ones whole, nothing half."""
    after = tree(published)
    changed = {name for name in old if after.get(name) != old[name]}
    assert changed <= {"catalog.json", "catalog.jsonld", "towns-of-the-steppe/latest.json"}
    assert not [name for name in after if "partial" in name]
    folder = published / "towns-of-the-steppe"
    assert all(damage(folder / version) == [] for version in versions(folder))
    pointer = json.loads((folder / "latest.json").read_text())
    assert (folder / pointer["path"]).is_file()


def test_a_file_in_the_place_of_a_folder(package: Make, tmp_path: Path) -> None:
    (tmp_path / "published").write_text("mine")
    with pytest.raises(ReleaseError, match="A file stands where a folder is needed"):
        publish(plan(package(), tmp_path / "published"))
    assert (tmp_path / "published").read_text() == "mine"


def test_a_folder_that_may_not_be_written(
    package: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, *args: Any, **kwargs: Any) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(ReleaseError, match=r"Permission denied.*--published"):
        publish(plan(package(), tmp_path))


def test_what_reads_otherwise_than_it_was_written_is_not_published(tmp_path: Path) -> None:
    def write(folder: Path) -> dict[str, Written]:
        (folder / "towns.csv").write_bytes(b"code\nakto\n")
        return {"towns.csv": Written(10, hashlib.sha256(b"code\nbalk\n").hexdigest())}

    storage = at(tmp_path).storage
    with (
        storage.publishing(),
        pytest.raises(ReleaseError, match=r"towns\.csv: what was written"),
    ):
        storage.add("towns/1.0.0", None, write)
    assert not list((tmp_path / "towns").iterdir())
