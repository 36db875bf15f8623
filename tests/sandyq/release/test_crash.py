"""Processes that are killed, race or read while versions are published: benchmarks/crash.py, in small.

There the numbers are a thousand kills and five hundred races; docs/releases.md says what came of them.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

CRASH = Path(__file__).parents[3] / "benchmarks" / "crash.py"
NOTHING = (
    "--kills=0",
    "--races=0",
    "--reads=0",
    "--s3-kills=0",
    "--s3-races=0",
    "--s3-reads=0",
    "--no-faults",
)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("kills, folder", ("--kills=20",)),
        ("races, folder", ("--races=9",)),
        ("reads, folder", ("--reads=500",)),
        ("kills, S3", ("--s3-kills=3",)),
        ("races, S3", ("--s3-races=3",)),
        ("reads, S3", ("--s3-reads=15",)),
    ],
)
def test_nothing_is_torn(name: str, options: tuple[str, ...]) -> None:
    command = [sys.executable, str(CRASH), *NOTHING, *options]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(rf"^{name} .* wrong   0 ", done.stdout, flags=re.MULTILINE), done.stdout


def test_what_is_torn_is_noticed() -> None:
    """The same, where versions are written without care."""
    program = f"""
import sys
sys.path.insert(0, {str(CRASH.parent)!r})
import crash
from sandyq.release.disk import Folder

def careless(self, path, after, write):
    folder = self.root / path
    folder.mkdir(parents=True, exist_ok=True)
    write(folder)

Folder.add = careless
sys.argv = ["crash.py", *{[*NOTHING, "--kills=10"]!r}]
sys.exit(crash.main())
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=600)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "WRONG" in done.stdout
