"""The reader's hash: another as soon as any of its files is, and the same otherwise."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sandyq.fingerprint import fingerprint

ROOT = Path(__file__).parents[2]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "sandyq", tmp_path / "sandyq", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def of(copy: Path) -> str:
    code = "from sandyq.fingerprint import fingerprint; print(fingerprint())"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=copy, env={**os.environ, "PYTHONPATH": str(copy)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout.strip()


def test_it_depends_on_code_and_words_alone(copy: Path) -> None:
    before = of(copy)
    assert len(before) == 64
    (copy / "sandyq" / "release" / "diff.py").write_text("# compares otherwise\n", encoding="utf-8")
    (copy / "sandyq" / "intake" / "pdf.py").write_text("# takes in otherwise\n", encoding="utf-8")
    (copy / "sandyq" / "reading" / "notes.txt").write_text("no code", encoding="utf-8")
    assert of(copy) == before
    for name in ("tables.py", "reading/numbers.py", "reading/lexicon/indicators.csv"):
        with (copy / "sandyq" / name).open("a", encoding="utf-8") as file:
            file.write("\n")
        after = of(copy)
        assert after != before, name
        before = after


def test_further_folders_count(tmp_path: Path) -> None:
    (tmp_path / "models.py").write_text("one", encoding="utf-8")
    one = fingerprint(tmp_path)
    assert one == fingerprint(tmp_path)
    assert one != fingerprint()
    (tmp_path / "models.py").write_text("two", encoding="utf-8")
    assert fingerprint(tmp_path) != one
