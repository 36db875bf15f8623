"""The same sources give the same bytes, whatever the hash seed, the order of files, zone or locale."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sandyq.release import store
from schemas.datasets import reader

ROOT = Path(__file__).parents[2]
RAW, PUBLISHED = ROOT / "raw", ROOT / "published"
SEEDS = range(10)
ZONES = ("UTC", "Asia/Almaty")
LOCALES = (
    {"LC_ALL": "C.UTF-8"},
    {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},  # here files are ASCII unless they say
)


def refresh(raw: Path, published: Path, seed: int, *more: str) -> None:
    """Publish as somebody else would, elsewhere."""
    surroundings = {"PYTHONHASHSEED": str(seed), "TZ": ZONES[seed % 2], **LOCALES[seed // 2 % 2]}
    folders = (
        "--raw",
        str(raw),
        "--published",
        str(published),
        "--reports",
        str(published.parent / "reports"),
    )
    done = subprocess.run(
        [sys.executable, "-m", "flows.cli", "refresh", "--direct", *folders, *more],
        env={**os.environ, **surroundings},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def shuffled(folder: Path, seed: int) -> Path:
    """A copy of raw/ whose files were made in another order and at other times."""
    rng = random.Random(seed)
    folder.mkdir(parents=True)
    files = sorted(path for path in RAW.rglob("*") if path.is_file())
    rng.shuffle(files)
    for path in files:
        copy = folder / path.relative_to(RAW)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copy)
        os.utime(copy, (rng.randrange(2**31), rng.randrange(2**31)))
    return folder


def tree(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path != folder / "site" / "run.html"  # which names the run
    }


def test_the_same_sources_make_the_same_bytes(tmp_path: Path) -> None:
    def build(seed: int) -> dict[str, str]:
        place = tmp_path / str(seed)
        refresh(shuffled(place / "raw", seed), place / "published", seed)
        return tree(place / "published")

    with ThreadPoolExecutor(2) as pool:
        first, *others = pool.map(build, SEEDS)
    assert len(first) > 10
    for seed, other in zip(SEEDS[1:], others, strict=True):
        assert other == first, f"seed {seed}"


def test_what_is_published_is_what_the_sources_make(tmp_path: Path) -> None:
    """The newest version of each dataset is made again; one of another reader has to be found unchanged."""
    copy = tmp_path / "published"
    shutil.copytree(PUBLISHED, copy, ignore=shutil.ignore_patterns("site"))
    reasons = set()
    for folder in store.datasets(copy):
        newest = store.versions(folder)[-1]
        record = store.read_json(folder / newest / "datapackage.json")["release"]
        if record["reader"] != reader():
            continue  # its bytes name that reader, and a refresh that finds no row changed makes no version
        if record["accepted"]:
            reasons.add(record["accepted"]["reason"])
        assert folder.local is not None
        shutil.rmtree(folder.local / newest)
        (folder.local / store.LATEST).unlink()
    refresh(RAW, copy, 3, "--no-site", *(f"--accept={reason}" for reason in reasons))
    made = tree(copy)
    assert made
    site = "site/"  # is built where somebody refreshed, and published by nobody
    assert made == {name: sha for name, sha in tree(PUBLISHED).items() if not name.startswith(site)}
