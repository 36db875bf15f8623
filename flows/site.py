"""The site of what is published: built by `sandyq site` and after a refresh, shown by `sandyq serve`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandyq.release import ReleaseError, store
from sandyq.release.storage import at

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from flows.progress import Watcher

FOLDER = "site"
"""Below published/, where that is a folder."""
KINDS = 8
"""Steps of a build; `sandyq.site.build.KINDS` are they, and a test holds it."""


@dataclass(frozen=True, slots=True)
class Done:
    """What a build came to."""

    folder: Path
    files: int
    written: int
    removed: int

    def __str__(self) -> str:
        """In a line."""
        return f"{self.files:,} files in {self.folder}: {self.written:,} written, {self.removed:,} removed"


def folder(published: Path | str, out: Path | None = None) -> Path:
    """Where the site of ``published`` is to be built; ReleaseError where that must be said."""
    if out is not None:
        return out
    local = at(published).local
    if local is None:
        raise ReleaseError(f"{published} is no folder of this machine. Say where to build with --out DIR.")
    return local / FOLDER


def build(
    published: Path | str,
    out: Path,
    texts: Mapping[str, str],
    run: Mapping[str, Any] | None,
    watch: Watcher,
) -> Done:
    """Build the site of ``published`` in ``out``: `sandyq.site.build.build`, watched."""
    from sandyq.site.build import build as make

    watch.begin("site", KINDS)
    built = make(published, out, texts, None if run is None else dict(run), watch.step)
    done = Done(built.folder, built.files, built.written, built.removed)
    watch.end(f"{done.files:,} files, {done.written:,} written")
    return done


def refresh(published: Path | str, raw: Path, run: Mapping[str, Any]) -> Done | None:
    """The last stage of a refresh: the site beside what is published, built where anything is new.

    None where ``published`` is no folder of this machine, or nothing was ever published in it. A site that
    cannot be built is a ReleaseError; what was published stays published.
    """
    from sandyq.site.build import refresh as make

    local = at(published).local
    if local is None or not (local / store.CATALOG).is_file():
        return None
    built = make(local, local / FOLDER, lambda: texts(raw), dict(run))
    return Done(built.folder, built.files, built.written, built.removed)


def texts(raw: Path) -> dict[str, str]:
    """The whole texts of the sources of ``raw`` by id; none where there is no such folder."""
    from sandyq.sources import load

    return {source.id: source.text for source in load(raw).sources} if raw.is_dir() else {}


def serve(published: Path, port: int) -> None:
    """Serve the folder ``published`` on 127.0.0.1 until it is interrupted."""
    from sandyq.site.serve import HOME, HOST, server

    with server(published, port) as running:
        print(f"http://{HOST}:{running.server_port}{HOME}  (Ctrl-C ends it)", flush=True)
        try:
            running.serve_forever()
        except KeyboardInterrupt:
            print()
