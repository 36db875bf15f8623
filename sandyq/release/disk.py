"""Writing that is whole or not at all, alone in its folder, with errors that say what to do."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

_PARTIAL = ".partial"
"""Ending of what is not yet in its place; such names begin with a dot."""


class ReleaseError(Exception):
    """A version could not be planned or published; the message names the path and the remedy."""


def write_folder(folder: Path, files: Mapping[str, bytes], check: Callable[[Path], None]) -> None:
    """Make ``folder`` hold ``files``: written beside it, synced, looked at by ``check``, then renamed.

    Where anything fails, ``check`` included, nothing is left and the error goes on.
    """
    staging = folder.with_name(f".{folder.name}{_PARTIAL}")
    try:
        staging.mkdir()
        for name, content in files.items():
            _write(staging / name, content)
        _sync(staging)
        check(staging)
        staging.rename(folder)
        _sync(folder.parent)
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        raise


def replace(path: Path, content: bytes) -> None:
    """Put ``content`` in the place of a file in one step; a file that says the same is left alone."""
    if path.is_file() and path.read_bytes() == content:
        return
    staging = path.with_name(f".{path.name}{_PARTIAL}")
    try:
        _write(staging, content)
        staging.replace(path)
        _sync(path.parent)
    except BaseException:
        with suppress(OSError):
            staging.unlink(missing_ok=True)
        raise


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    """Make the names in a folder durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def clean(*folders: Path) -> None:
    """Remove what killed runs left behind."""
    for folder in folders:
        for entry in folder.glob(f".*{_PARTIAL}"):
            if entry.is_dir():
                shutil.rmtree(entry)
            else:
                entry.unlink()


@contextmanager
def alone(published: Path) -> Iterator[None]:
    """Hold the folder for this run; ReleaseError where another run does. The lock dies with its process."""
    handle = os.open(published, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ReleaseError(
                f"{published}: another run is publishing here. Run again when it is done."
            ) from None
        yield
    finally:
        os.close(handle)


_REMEDIES = {
    errno.ENOSPC: "Free space there, or publish elsewhere with --published",
    errno.EDQUOT: "Free space there, or publish elsewhere with --published",
    errno.EROFS: "It is read-only: make it writable, or publish elsewhere with --published",
    errno.EACCES: "Make it writable for this user, or publish elsewhere with --published",
    errno.EPERM: "Make it writable for this user, or publish elsewhere with --published",
    errno.ENOTDIR: "A file stands where a folder is needed: move it away",
    errno.EEXIST: "A file stands where a folder is needed: move it away",
}


@contextmanager
def explained(published: Path) -> Iterator[None]:
    """Turn errors of the file system into ReleaseError with path and remedy."""
    try:
        yield
    except OSError as error:
        remedy = _REMEDIES.get(error.errno or 0, "Look at the disk, then run again")
        raise ReleaseError(
            f"{error.filename or published}: {error.strerror or error}. {remedy}. "
            "What was published before is untouched."
        ) from error
