"""The folder of readings that are kept beside the reports, and the folder of one run in it.

    cache/readings/...   what was read, by hashes (sandyq/readings.py)
    cache/run-...        texts and tables of a run that is going on

All of it may be deleted at any time when no run is going on: that only costs time. A run locks its folder, by
which the next run tells what a killed one has left, and removes it.
"""

from __future__ import annotations

import fcntl
import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sandyq.readings import Kept

if TYPE_CHECKING:
    from collections.abc import Iterator

LOCK = "lock"


@dataclass(frozen=True, slots=True)
class Work:
    """Where a run keeps what it reads."""

    kept: Kept
    run: Path
    """A folder that is removed after the run."""


@contextmanager
def working(cache: Path, dry: bool = False) -> Iterator[Work]:
    """The folders of one run.

    A dry run, or one whose ``cache`` cannot be written, reads what is kept there and keeps nothing.
    """
    readings = cache / "readings"
    try:
        if dry:
            raise PermissionError
        readings.mkdir(parents=True, exist_ok=True)
        run = Path(tempfile.mkdtemp(prefix="run-", dir=cache))
    except OSError:
        with tempfile.TemporaryDirectory(prefix="sandyq-", ignore_cleanup_errors=True) as name:
            aside = Path(name)
            (aside / "run").mkdir()
            yield Work(Kept(aside / "readings", readings), aside / "run")
        return
    with (run / LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _clear(cache)
        kept = Kept(readings)
        try:
            yield Work(kept, run)
            kept.tidy()
        finally:
            shutil.rmtree(run, ignore_errors=True)


def _clear(cache: Path) -> None:
    """Remove what killed runs have left."""
    for folder in cache.glob("run-*"):
        try:
            with (folder / LOCK).open("r+") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
        except OSError:  # it is going on, it begins at this moment, or its own run removes it
            continue
