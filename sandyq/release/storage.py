"""Where versions are kept: one interface for a local folder, an S3-compatible bucket and a web server.

    Storage   what any of them can do: read, say what is there, add a version, replace a small file
    Place     one folder or file of a storage, used as a path is: ``place / "1.0.0" / "datapackage.json"``
    at        the place that an address names: a path, s3://bucket/prefix, https://host/path

Every storage keeps the same promises. A version is there whole or not at all, is never changed and never
removed; a pointer is replaced in one step, so that whoever reads sees the old or the new one; of two who
publish at once one wins and the other is told so with a ReleaseError.

`sandyq.release.disk` keeps them by synced writes, renames and a lock, `sandyq.release.bucket` by conditional
requests; `sandyq.release.web` reads only.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from contextlib import AbstractContextManager

    from sandyq.release.files import Written

    Make = Callable[[bytes | None], bytes | None]
    """From what a file holds (None: there is none) to what it is to hold (None: leave it as it is)."""
    Write = Callable[[Path], Mapping[str, Written]]
    """Writes the files of a version into an empty folder, and says what was handed to each, by name."""


class Storage(Protocol):
    """Paths are relative to ``address``, with slashes, and empty for the address itself."""

    address: str
    """As people write it: a path, s3://bucket/prefix or https://host/path; no slash at its end."""

    def local(self, path: str) -> Path | None:
        """The path on this machine, None where it is elsewhere."""

    def read(self, path: str) -> bytes:
        """What a file holds. FileNotFoundError, IsADirectoryError or another OSError."""

    def copy(self, path: str, to: Path) -> None:
        """Copy a file that is elsewhere to this machine, piece by piece; the same errors as `read`."""

    def files(self, path: str) -> dict[str, bool]:
        """What stands directly in a version's folder, by name: whether it is a file."""

    def datasets(self) -> list[str]:
        """The datasets that have a version, by name."""

    def versions(self, path: str) -> list[str]:
        """The versions that stand whole in a dataset's folder, in no order."""

    def publishing(self) -> AbstractContextManager[None]:
        """Get ready to write; ReleaseError where this storage cannot keep its promises, or is taken."""

    def add(self, path: str, after: str | None, write: Write) -> None:
        """Make ``path`` (DATASET/VERSION), which is not there, hold what is written: whole or not at all.

        ``after`` is the version before it. ``write`` writes all files into an empty folder of this machine
        and says what each is to hold. ReleaseError where they read otherwise, or where another run has
        published meanwhile or is about to.
        """

    def replace(self, path: str, make: Make) -> None:
        """Put ``make`` of what a file holds in its place, in one step; nothing of another run is lost."""


@dataclass(frozen=True, slots=True)
class Place:
    """A folder or a file of a storage."""

    storage: Storage
    path: str = ""

    def __truediv__(self, name: str) -> Place:
        """What stands under ``name`` here."""
        return Place(self.storage, f"{self.path}/{name}" if self.path else name)

    def __str__(self) -> str:
        """As people write it."""
        return f"{self.storage.address}/{self.path}" if self.path else self.storage.address

    @property
    def name(self) -> str:
        """The last part of the address."""
        return self._parts()[-1]

    @property
    def dataset(self) -> str:
        """Of a version's folder: the name of the folder that it stands in."""
        return self._parts()[-2]

    @property
    def parent(self) -> Place:
        """The folder that this stands in; of an address itself only where it is local."""
        if self.path:
            return Place(self.storage, self.path.rpartition("/")[0])
        local = self.local
        if local is None:
            raise ValueError(f"{self}: what stands above it is not known")
        return at(local.resolve().parent)

    @property
    def local(self) -> Path | None:
        """The path on this machine, None where it is elsewhere."""
        return self.storage.local(self.path)

    def read_bytes(self) -> bytes:
        """What the file holds. FileNotFoundError, IsADirectoryError or another OSError."""
        return self.storage.read(self.path)

    def is_file(self) -> bool:
        """Whether there is such a file."""
        local = self.local
        if local is not None:
            return local.is_file()
        try:
            self.read_bytes()
        except FileNotFoundError:
            return False
        return True

    def sha256(self) -> str:
        """Hexadecimal SHA-256 of what the file holds."""
        local = self.local
        if local is None:
            return hashlib.sha256(self.read_bytes()).hexdigest()
        with local.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def _parts(self) -> list[str]:
        local = self.local
        whole = str(self) if local is None else local.resolve().as_posix()
        return ["", "", *whole.split("/")]


def at(where: Place | Path | str) -> Place:
    """The place that an address names; ReleaseError where the address cannot be used.

    ``s3://bucket/prefix`` takes credentials from the environment (`sandyq.release.bucket`); ``http://`` and
    ``https://`` can be read only; all else is a path on this machine.
    """
    if isinstance(where, Place):
        return where
    if isinstance(where, str) and where.startswith("s3://"):
        from sandyq.release.bucket import Bucket

        return Place(Bucket(where))
    if isinstance(where, str) and where.startswith(("http://", "https://")):
        from sandyq.release.web import Web

        return Place(Web(where))
    from sandyq.release.disk import Folder

    return Place(Folder(Path(where)))
