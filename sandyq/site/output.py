"""The site's folder: only files that changed are written, and what no page is any more is removed."""

from __future__ import annotations

from pathlib import PurePosixPath
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_PARTIAL = ".partial"


class Output:
    """Collects a site's files in a folder, which need not be there before."""

    def __init__(self, folder: Path) -> None:
        """All paths are relative to ``folder``."""
        self.folder = folder
        self.put_there: set[str] = set()
        self.written = 0
        self.removed = 0
        self._folders: set[Path] = set()
        self._lock = Lock()

    def kept(self, path: str) -> bytes | None:
        """What stands at a path from the build before; None where nothing does."""
        try:
            return (self.folder / path).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None

    def put(self, path: str, content: bytes) -> None:
        """Make a file hold ``content``: written aside and renamed, or left alone if it does already."""
        self.put_there.add(path)
        if self.kept(path) == content:
            return
        target = self.folder / path
        if target.parent not in self._folders:
            target.parent.mkdir(parents=True, exist_ok=True)
            self._folders.add(target.parent)
        staging = target.with_name(f".{target.name}{_PARTIAL}")
        staging.write_bytes(content)
        staging.replace(target)
        with self._lock:
            self.written += 1

    def keep(self, path: str) -> None:
        """Let a file of the build before stand as it is."""
        self.put_there.add(path)

    def finish(self) -> None:
        """Remove every file that was not put there, and folders that are left empty."""
        wanted = {str(PurePosixPath(path)) for path in self.put_there}
        for found in sorted(self.folder.rglob("*"), reverse=True):
            if found.is_dir():
                if not any(found.iterdir()):
                    found.rmdir()
            elif found.relative_to(self.folder).as_posix() not in wanted:
                found.unlink()
                self.removed += 1
