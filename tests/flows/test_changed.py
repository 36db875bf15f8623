"""Only what changed is read: across runs, across kills, and to the same bytes however many workers read."""

from __future__ import annotations

import json
import math
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import sandyq
from flows import stages
from flows.pool import Pool, WorkerError
from flows.progress import Quiet
from flows.releasing import Wish
from flows.work import LOCK, working

if TYPE_CHECKING:
    from collections.abc import Callable

    from flows.reading import Batch
    from sandyq.readings import Part

ROOT = Path(__file__).parents[2]
FRONT = {
    "title": "A test",
    "publisher": "Test",
    "published": "2024-02",
    "licence": "CC0-1.0",
    "kind": "article",
}
PLACES = ("Italy", "Turkey", "China", "France", "Germany", "Japan", "Poland")


def corpus(number: int) -> str:
    """JSON lines of so many sources, each with figures of its own."""
    rows = []
    for place in range(number):
        partner = PLACES[place % len(PLACES)]
        text = (
            f"Trade between Kazakhstan and {partner} reached ${place + 1}.5 billion in "
            f"{1990 + place % 30}, up {place % 40 + 1}.7 percent. "
            f"On {place % 27 + 1} May 2021 the two countries signed an agreement. "
        )
        fields = {"id": f"s{place:05}", "kind": "article", "language": "en", "text": text}
        rows.append({**FRONT, **fields})
    return "".join(json.dumps(row) + "\n" for row in rows)


def folders(project: Any) -> stages.Folders:
    return stages.Folders(project.raw, project.published, project.reports)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that the reader was given in this process."""
    texts: list[str] = []
    reader = sandyq.read

    def counted(text: str, published: Any = None) -> Any:
        texts.append(text)
        return reader(text, published)

    monkeypatch.setattr(sandyq, "read", counted)
    return texts


def anew(said: str) -> int:
    """How many sources a run said that it read."""
    found = re.search(r"; ([\d,]+) sources? read anew", said)
    assert found, said
    return int(found[1].replace(",", ""))


def test_only_new_and_changed_sources_are_read(project: Any, read: list[str]) -> None:
    project.add("many.jsonl", corpus(30))
    assert anew(project.refresh().stderr) == len(read) == 32
    before = project.files()
    read.clear()
    assert anew(project.refresh().stderr) == len(read) == 0
    assert project.files() == before
    project.add("2024-china.md", (project.raw / "2024-turkey.md").read_text().replace("Turkey", "China"))
    assert anew(project.refresh().stderr) == len(read) == 1
    assert "2024-china" in project.published_sources()
    read.clear()
    assert anew(project.refresh("--full").stderr) == len(read) == 33


def test_without_what_is_kept_the_bytes_are_the_same(project: Any, read: list[str]) -> None:
    import shutil

    project.refresh()
    project.add("2024-china.md", (project.raw / "2024-turkey.md").read_text().replace("Turkey", "China"))
    shutil.rmtree(project.root / "cache")
    project.refresh("--accept", "three sources are few")
    before = project.files()
    shutil.rmtree(project.published)
    (project.raw / "2024-china.md").rename(project.root / "2024-china.md")
    project.refresh()
    (project.root / "2024-china.md").rename(project.raw / "2024-china.md")
    project.refresh("--accept", "three sources are few")
    assert project.files() == before


def test_a_dry_run_uses_what_is_kept_and_writes_nothing(project: Any, read: list[str]) -> None:
    def everything() -> set[Path]:
        return set(project.root.rglob("*"))

    before = everything()
    project.refresh("--dry-run")
    assert everything() == before
    project.refresh()
    project.add("2024-china.md", (project.raw / "2024-turkey.md").read_text().replace("Turkey", "China"))
    read.clear()
    before = everything()
    project.refresh("--dry-run")
    assert len(read) == 1
    assert everything() == before


def test_a_cache_that_cannot_be_written_is_done_without(project: Any) -> None:
    (project.root / "cache").write_text("in the way")
    assert project.refresh().exit_code == 0
    assert project.published_sources() == {"2024-italy", "2024-turkey"}


def test_a_bad_row_is_quarantined_by_its_number_and_the_rest_goes_on(project: Any) -> None:
    rows = corpus(4).splitlines()
    rows[2] = rows[2].replace("CC0-1.0", "Mine")
    project.add("many.jsonl", "\n".join(rows))
    done = project.refresh()
    assert done.exit_code == 1
    assert "many.jsonl:3: licence: 'Mine' is no licence that is known. Use an SPDX id" in done.stderr
    assert project.published_sources() == {"2024-italy", "2024-turkey", "s00000", "s00001", "s00003"}
    problems = (project.reports / project.report()["run"] / "problems.csv").read_text(encoding="utf-8")
    assert "many.jsonl,3,licence," in problems


@pytest.mark.parametrize("broken", ["{", '{"id": "s00002", "text"'])
def test_what_a_broken_row_was_stays_published(project: Any, broken: str) -> None:
    """Nobody can tell which source the row was, so none counts as gone."""
    rows = corpus(4).splitlines()
    project.add("many.jsonl", "\n".join(rows))
    assert project.refresh().exit_code == 0
    before = project.files()
    project.add("many.jsonl", "\n".join([*rows[:2], broken, rows[3]]))
    done = project.refresh()
    assert done.exit_code == 1
    assert "many.jsonl:3: is not JSON" in done.stderr
    assert "s00002: refused this time, so what was published of it stays as it is" in done.stdout
    assert project.files() == before


def test_a_source_that_vanishes_is_held_until_it_is_withdrawn(project: Any) -> None:
    project.add("many.jsonl", corpus(20))
    project.refresh()
    project.add("many.jsonl", corpus(19))
    gone = project.refresh()
    assert gone.exit_code == 1
    assert "without a cause" in gone.stderr
    assert "s00019: was published, and" in gone.stdout
    assert "s00019" in project.published_sources()
    project.add("withdrawn.csv", "id,reason,date,who\ns00019,Its paper took it back,2024-03-01,Dana\n")
    assert project.refresh().exit_code == 0
    assert "s00019" not in project.published_sources()
    issues = json.loads(
        (project.published / "kazakhstan-figures/1.1.0/issues.json").read_text(encoding="utf-8")
    )
    assert [(one["id"], one["reason"]) for one in issues["withdrawn"]] == [
        ("s00019", "Its paper took it back")
    ]


def command(project: Any, published: Path, *more: str) -> list[str]:
    places = ("--raw", project.raw, "--published", published, "--reports", published.parent / "reports")
    return [sys.executable, "-m", "flows.cli", "refresh", "--direct", "--no-site", *map(str, places), *more]


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def children(pid: int) -> set[int]:
    found = set()
    for task in Path(f"/proc/{pid}/task").iterdir():
        found |= {int(one) for one in (task / "children").read_text(encoding="ascii").split()}
    return found


def until(true: Callable[[], bool], seconds: float = 60) -> bool:
    """Wait for something; whether it came."""
    end = time.monotonic() + seconds
    while not (done := true()) and time.monotonic() < end:
        time.sleep(0.02)
    return done


@pytest.mark.timeout(600)
def test_killed_or_not_and_however_many_workers_the_bytes_are_the_same(project: Any) -> None:
    """A real refresh is killed once it has kept something; the next one goes on, to the same bytes."""
    project.add("many.jsonl", corpus(700))
    whole = project.root / "one" / "published"
    done = subprocess.run(
        command(project, whole, "--workers", "1"), cwd=ROOT, capture_output=True, text=True, timeout=240
    )
    assert done.returncode == 0, done.stderr
    assert anew(done.stderr) == 702

    killed = project.root / "killed" / "published"
    kept = killed.parent / "cache" / "readings"
    process = subprocess.Popen(
        command(project, killed, "--workers", "3"),
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    assert until(lambda: any(kept.glob("*/manifest.json")) or process.poll() is not None)
    workers = children(process.pid)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert len(workers) >= 3
    assert until(lambda: not any(alive(one) for one in workers)), "workers outlived their run"
    read_before = sum(len(json.loads(one.read_bytes())["keys"]) for one in kept.glob("*/manifest.json"))
    assert read_before > 0
    assert not killed.exists()

    done = subprocess.run(
        command(project, killed, "--workers", "3"), cwd=ROOT, capture_output=True, text=True, timeout=240
    )
    assert done.returncode == 0, done.stderr
    assert anew(done.stderr) == 702 - read_before
    assert tree(killed) == tree(whole)
    assert not list((killed.parent / "cache").glob("run-*")), "what the killed run left is still there"


def alive(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[0]
    except OSError:
        return False


def test_what_a_killed_run_left_is_removed_and_another_run_is_left_alone(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    dead = cache / "run-dead"
    dead.mkdir(parents=True)
    (dead / LOCK).touch()
    (dead / "texts").write_bytes(b"x")
    with working(cache) as first:
        assert not dead.exists()
        with working(cache) as second:
            assert first.run != second.run
            assert first.run.exists()
        assert not second.run.exists()
    assert not first.run.exists()


@pytest.mark.parametrize("workers", [1, 2])
def test_a_pool_gives_results_in_order_and_raises_what_a_call_raises(workers: int) -> None:
    with Pool(workers, 0) as pool:
        # Functions of the library: a worker, which starts afresh, finds no module of the tests.
        assert list(pool.map(math.factorial, [3, 1, 4])) == [6, 1, 24]
        with pytest.raises(ValueError, match="negative"):
            list(pool.map(math.factorial, [1, -1]))


def test_a_worker_that_dies_is_said_and_nothing_is_published(project: Any) -> None:
    with Pool(2, 0) as pool, pytest.raises(WorkerError, match="fewer --workers"):
        list(pool.map(os._exit, [3]))

    def failing(batch: Batch) -> tuple[Part, ...]:
        with Pool(2, 0) as pool:
            list(pool.map(os._exit, [3]))
        return stages.read(batch)

    report = stages.run(folders(project), stages.Stages(read=failing), Quiet())
    assert [problem.file for problem in report.problems] == [str(project.root / "cache")]
    assert "fewer --workers" in report.problems[0].remedy
    assert not project.published.exists()


def test_little_is_read_in_this_process(project: Any, read: list[str]) -> None:
    before = children(os.getpid())
    report = stages.run(folders(project), stages.Stages(), Quiet(), Wish())
    assert report.ok
    assert len(read) == 2
    assert children(os.getpid()) <= before
