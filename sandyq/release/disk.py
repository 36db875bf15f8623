"""A local folder as a storage: writing that is whole or not at all, alone in its folder.

A version is written into a folder beside its place, on the same file system, and every file and the folder
are synced; it is read again and compared; then one rename makes it public. A pointer is written aside, synced
and renamed over the old one. A lock on the folder, which dies with its process, keeps a second publisher out.
What a killed run leaves behind has a name that begins with a dot; the next run removes it.

These are plain files and not obstore's LocalStore: that one does not sync what it writes, and cannot replace
a file on condition.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from sandyq.release.errors import ReleaseError
from sandyq.release.files import file_sha256
from sandyq.release.version import parse

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from sandyq.release.files import Written
    from sandyq.release.storage import Make, Write

_PARTIAL = ".partial"
"""Ending of what is not yet in its place; such names begin with a dot."""


class Folder:
    """A folder of this machine; it need not be there before something is published."""

    def __init__(self, root: Path) -> None:
        """Everything stands under ``root``."""
        self.root = root
        self.address = str(root)

    def local(self, path: str) -> Path | None:
        """The path itself."""
        return self.root / path if path else self.root

    def read(self, path: str) -> bytes:
        """What a file holds."""
        return (self.root / path).read_bytes()

    def files(self, path: str) -> dict[str, bool]:
        """Everything in a folder, by name: whether it is a file."""
        return {entry.name: entry.is_file() for entry in sorted((self.root / path).iterdir())}

    def datasets(self) -> list[str]:
        """Folders that hold a version."""
        if not self.root.is_dir():
            return []
        return sorted(
            entry.name for entry in self.root.iterdir() if entry.is_dir() and self.versions(entry.name)
        )

    def versions(self, path: str) -> list[str]:
        """Folders that are named as versions are: what has that name was renamed to it whole."""
        folder = self.root / path
        if not folder.is_dir():
            return []
        return [entry.name for entry in folder.iterdir() if entry.is_dir() and parse(entry.name)]

    @contextmanager
    def publishing(self) -> Iterator[None]:
        """Hold the folder for this run; ReleaseError where another does. The lock dies with its process."""
        self.root.mkdir(parents=True, exist_ok=True)
        handle = os.open(self.root, os.O_RDONLY)
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise ReleaseError(
                    f"{self.root}: another run is publishing here. Run again when it is done."
                ) from None
            self._clean(self.root)
            yield
        finally:
            os.close(handle)

    def copy(self, path: str, to: Path) -> None:
        """A copy; what is here already need not be copied."""
        shutil.copyfile(self.root / path, to)

    def add(self, path: str, after: str | None, write: Write) -> None:
        """Write a folder beside its place, sync it, read it again, and rename it.

        Where anything fails nothing is left and the error goes on.
        """
        folder = self.root / path
        folder.parent.mkdir(parents=True, exist_ok=True)
        self._clean(folder.parent)
        staging = folder.with_name(f".{folder.name}{_PARTIAL}")
        try:
            staging.mkdir()
            files = write(staging)
            for name in files:
                _sync(staging / name)
            _sync(staging)
            _read_again(staging, files)
            staging.rename(folder)
            _sync(folder.parent)
        except BaseException:
            shutil.rmtree(staging, ignore_errors=True)
            raise

    def replace(self, path: str, make: Make) -> None:
        """Write what is to stand there aside, then rename it over what stands there."""
        target = self.root / path
        try:
            before = target.read_bytes()
        except FileNotFoundError:
            before = None
        content = make(before)
        if content is None or content == before:
            return
        staging = target.with_name(f".{target.name}{_PARTIAL}")
        try:
            _write(staging, content)
            staging.replace(target)
            _sync(target.parent)
        except BaseException:
            with suppress(OSError):
                staging.unlink(missing_ok=True)
            raise

    def _clean(self, folder: Path) -> None:
        """Remove what killed runs left behind."""
        for entry in folder.glob(f".*{_PARTIAL}"):
            if entry.is_dir():
                shutil.rmtree(entry)
            else:
                entry.unlink()


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _read_again(folder: Path, files: Mapping[str, Written]) -> None:
    """ReleaseError where the disk gives back something else than was handed to it."""
    with ThreadPoolExecutor(2) as pool:
        found = pool.map(lambda name: file_sha256(folder / name), files)
        for name, digest in zip(files, found, strict=True):
            if digest != files[name].sha256:
                raise ReleaseError(f"{folder / name}: what was written reads otherwise. Check the disk.")


def _sync(path: Path) -> None:
    """Make what a file holds, or the names in a folder, durable."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
