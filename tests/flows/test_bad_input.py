"""Bad input through the main job: an error that names file and remedy, exit code 1, and the rest goes on."""

from __future__ import annotations

import errno
import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest

import sandyq.sources

GOOD = {"2024-italy", "2024-turkey"}
FRONT = (
    "---\ntitle: t\npublisher: p\npublished: {published}\nlicence: {licence}\nkind: article\nlanguage: en\n"
)
TEXT = "Exports rose by 4 percent in 2023.\n"


def front(published: str = "2024-02", licence: str = "CC0-1.0", more: str = "") -> str:
    return FRONT.format(published=published, licence=licence) + more + "---\n" + TEXT


BAD = {
    "empty file": ({"bad.md": ""}, "bad.md: is empty"),
    "no front matter": ({"bad.md": TEXT}, "bad.md:1: has no front matter"),
    "front matter without end": (
        {"bad.md": "---\ntitle: t\n" + TEXT},
        "bad.md:1: its front matter does not end",
    ),
    "YAML that does not parse": ({"bad.md": front(more='basis: "open\n')}, "is not YAML"),
    "unknown field": ({"bad.md": front(more="colour: red\n")}, "bad.md:8: colour: is no field of a source"),
    "unknown licence": ({"bad.md": front(licence="Mine-1.0")}, "bad.md:5: licence: 'Mine-1.0'"),
    "impossible date": ({"bad.md": front(published="2023-02-30")}, "bad.md:4: published: '2023-02-30'"),
    "two files of one id": ({"a/bad.md": front(), "b/bad.md": front()}, "has the id of b/bad.md"),
    "not UTF-8": ({"bad.md": front().encode() + b"\xff\n"}, "is not UTF-8"),
    "NUL bytes": ({"bad.md": front() + "\0"}, "bad.md:10: holds a NUL byte"),
    "no text": ({"bad.md": front().removesuffix(TEXT)}, "bad.md: has no text"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_is_named_with_its_remedy_and_the_others_go_on(project, case: str) -> None:
    files, said = BAD[case]
    for name, content in files.items():
        project.add(name, content)
    result = project.refresh()
    assert result.exit_code == 1
    line = next(line for line in result.stderr.splitlines() if said in line)
    assert line.rstrip(".").count(". ") >= 1, f"no remedy: {line}"
    assert project.published_sources() == GOOD
    assert {problem["file"] for problem in project.report()["problems"]} == set(files)
    assert all(problem["remedy"] for problem in project.report()["problems"])


def test_a_text_without_a_figure_is_noted_and_no_fault(project) -> None:
    project.add("calm.md", front().replace(TEXT, "Nothing was said of numbers.\n"))
    result = project.refresh()
    assert result.exit_code == 0
    assert "calm.md: no figure was found in it" in result.stdout
    assert project.published_sources() == {*GOOD, "calm"}


def test_a_text_of_50_megabytes_is_refused_and_the_others_go_on(project) -> None:
    project.add("huge.md", front() + TEXT * (50_000_000 // len(TEXT)))
    result = project.refresh()
    assert result.exit_code == 1
    assert "huge.md: has 50 MB" in result.stderr
    assert "Split it" in result.stderr
    assert project.published_sources() == GOOD


def test_a_file_that_vanishes_during_the_run(project, monkeypatch: pytest.MonkeyPatch) -> None:
    last = project.add("zzz.md", front())
    parse = sandyq.sources.parse

    def parse_and_remove(content: bytes, name: str) -> object:
        last.unlink(missing_ok=True)
        return parse(content, name)

    monkeypatch.setattr(sandyq.sources, "parse", parse_and_remove)
    result = project.refresh()
    assert result.exit_code == 1
    assert "zzz.md: vanished while it was being read" in result.stderr
    assert project.published_sources() == GOOD


@pytest.mark.parametrize("name", ["absent", "empty"])
def test_without_a_source_nothing_is_published(project, name: str) -> None:
    project.refresh()
    before = project.files()
    folder = project.root / name
    if name == "empty":
        folder.mkdir()
    result = project.refresh("--raw", str(folder))
    assert result.exit_code == 1
    assert str(folder) in result.stderr
    assert project.files() == before


def test_a_file_where_published_should_be(project) -> None:
    project.published.write_text("in the way")
    result = project.refresh()
    assert result.exit_code == 1
    assert "move it away" in result.stderr
    assert project.published.read_text() == "in the way"
    assert {release["error"] is None for release in project.report()["releases"]} == {False}


@pytest.mark.parametrize("fault", [errno.EROFS, errno.ENOSPC, errno.EIO])
@pytest.mark.parametrize("call", ["mkdir", "fsync", "rename", "replace"])
def test_a_published_that_cannot_be_written_loses_nothing(
    project, monkeypatch: pytest.MonkeyPatch, fault: int, call: str
) -> None:
    project.refresh()
    before = project.files()
    project.add("new.md", front().replace("Exports", "Exports of Kazakhstan to China"))
    owner = os if call == "fsync" else Path
    real = getattr(owner, call)

    def fail(what: Path | int, *arguments: object, **named: object) -> object:
        if isinstance(what, int) or what.is_relative_to(project.published):
            raise OSError(fault, os.strerror(fault))
        return real(what, *arguments, **named)

    with monkeypatch.context() as patch:
        patch.setattr(owner, call, fail)
        result = project.refresh()
    assert result.exit_code == 1
    assert any(
        os.strerror(fault) in line and line.startswith(f"kazakhstan-figures: {project.published}")
        for line in result.stderr.splitlines()
    )
    after = project.files()
    # What names the newest version may name a new one by now; every version that was there is as it was.
    assert {name: after.get(name) for name in before if "/1.0.0/" in name} == {
        name: digest for name, digest in before.items() if "/1.0.0/" in name
    }
    assert project.refresh().exit_code == 0
    assert "new" in project.published_sources()
    assert verified(project).exit_code == 0


def verified(project):
    return project.sandyq("verify", str(project.published), "--sources", str(project.raw))


def test_a_corrupted_version_is_neither_overwritten_nor_built_upon(project) -> None:
    project.refresh()
    harmed = project.published / "kazakhstan-trade" / "1.0.0" / "figures.parquet"
    content = bytearray(harmed.read_bytes())
    content[len(content) // 2] ^= 1
    harmed.write_bytes(content)
    before = project.files()
    project.add("new.md", front().replace("Exports", "Exports of Kazakhstan to China"))
    result = project.refresh()
    assert result.exit_code == 1
    assert "kazakhstan-trade" in result.stderr
    assert "figures.parquet" in result.stderr
    assert "Restore" in result.stderr
    outcomes = {release["dataset"]: release["error"] for release in project.report()["releases"]}
    assert [dataset for dataset, error in outcomes.items() if error] == ["kazakhstan-trade"]
    assert "new" in project.published_sources()
    after = project.files()
    assert {name: after[name] for name in before if "/1.0.0/" in name} == {
        name: digest for name, digest in before.items() if "/1.0.0/" in name
    }
    checked = verified(project)
    assert checked.exit_code == 1
    assert "figures.parquet" in checked.stdout


def test_where_a_refused_source_cannot_be_kept_nothing_is_published(project) -> None:
    project.refresh()
    (project.published / "kazakhstan-figures" / "1.0.0" / "figures.parquet").write_bytes(b"PAR1")
    before = project.files()
    project.add("2024-italy.md", "no front matter any more")
    project.add("new.md", front())
    result = project.refresh()
    assert result.exit_code == 1
    assert "what it holds of 2024-italy cannot be kept. Restore this folder" in result.stderr
    assert project.files() == before


def test_a_report_that_cannot_be_written_is_said(project) -> None:
    project.reports.write_text("in the way")
    result = project.refresh()
    assert result.exit_code == 1
    assert f"{project.reports}: the report could not be written" in result.stderr
    assert project.published_sources() == GOOD


def test_while_another_run_publishes_this_one_says_so(project) -> None:
    project.refresh()
    before = project.files()
    project.add("new.md", front())
    handle = os.open(project.published, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        result = project.refresh()
    finally:
        os.close(handle)
    assert result.exit_code == 1
    assert "another run is publishing here. Run again when it is done" in result.stderr
    assert project.files() == before
    done = project.refresh("--accept", "three sources are few")
    assert done.exit_code == 0, done.stderr


def test_two_runs_at_once_leave_whole_versions(project) -> None:
    command = [
        sys.executable, "-m", "flows.cli", "refresh", "--direct", "--raw", str(project.raw),
        "--published", str(project.published), "--reports", str(project.reports),
    ]  # fmt: skip
    runs = [
        subprocess.Popen(command, stderr=subprocess.PIPE, text=True, stdout=subprocess.PIPE) for _ in "ab"
    ]
    for run in runs:
        _, said = run.communicate(timeout=60)
        assert run.returncode in (0, 1), said
        if run.returncode:
            assert "another run" in said
    assert project.refresh().exit_code == 0
    assert {version.split("/")[1] for version in project.versions()} == {"1.0.0"}
    assert verified(project).exit_code == 0
