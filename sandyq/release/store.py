"""What stands under published/: its versions, and whether each is as it was published."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sandyq.release import descriptor
from sandyq.release import site as sites
from sandyq.release.disk import ReleaseError
from sandyq.release.files import file_sha256
from sandyq.release.version import parse

if TYPE_CHECKING:
    from pathlib import Path

    from sandyq.release.package import Package
    from sandyq.release.site import Site

SUMS = "SHA256SUMS"
LATEST = "latest.json"
CATALOG = "catalog.json"


def versions(folder: Path) -> list[str]:
    """The versions of a dataset's folder, oldest first; none where there is no such folder."""
    if not folder.is_dir():
        return []
    found = [entry.name for entry in folder.iterdir() if entry.is_dir() and parse(entry.name)]
    return sorted(found, key=lambda name: parse(name) or (0, 0, 0))


def datasets(published: Path) -> list[Path]:
    """The folders of a published/ that hold at least one version, by name."""
    if not published.is_dir():
        return []
    return sorted(entry for entry in published.iterdir() if entry.is_dir() and versions(entry))


def site(published: Path) -> Site:
    """The public address that site.json sets; ReleaseError where it sets none that can be used."""
    path = published / sites.NAME
    try:
        return sites.parse(path.read_bytes())
    except FileNotFoundError:
        return sites.NOWHERE
    except ValueError as error:
        raise ReleaseError(f"{path}: {error}. Mend or remove it.") from error


def hashes(folder: Path) -> dict[str, str]:
    """SHA-256 of everything in a version's folder but its SHA256SUMS, by name; empty for what is no file."""
    return {
        entry.name: file_sha256(entry) if entry.is_file() else ""
        for entry in sorted(folder.iterdir())
        if entry.name != SUMS
    }


def damage(folder: Path, found: dict[str, str] | None = None) -> list[tuple[str, str]]:
    """What is not as SHA256SUMS says: (file, missing | unexpected | changed | unreadable), by file.

    ``found`` is what `hashes` gives, where that is known already.
    """
    try:
        lines = (folder / SUMS).read_text(encoding="ascii").splitlines()
        sums = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    except FileNotFoundError:
        return [(SUMS, "missing")]
    except (IsADirectoryError, ValueError):
        return [(SUMS, "unreadable")]
    found = hashes(folder) if found is None else found
    wrong = [(name, "missing") for name in sums.keys() - found.keys()]
    wrong += [(name, "unexpected") for name in found.keys() - sums.keys()]
    wrong += [(name, "changed") for name in sums.keys() & found.keys() if sums[name] != found[name]]
    return sorted(wrong)


def read_json(path: Path) -> dict[str, Any]:
    """A JSON object of a file; ReleaseError naming it where it is none."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ReleaseError(f"{path} is missing. Restore it from a copy.") from None
    except ValueError as error:
        raise ReleaseError(f"{path} is not JSON ({error}). Restore it from a copy.") from None
    if not isinstance(value, dict):
        raise ReleaseError(f"{path} holds no JSON object. Restore it from a copy.")
    return value


def newest(folder: Path) -> str | None:
    """The newest version; ReleaseError where the pointer names one that is no longer there."""
    found = versions(folder)
    named = _pointed(folder).get("version")
    if named is not None and named not in found:
        raise ReleaseError(
            f"{folder / LATEST} names version {named}, which is not there. Restore {folder / str(named)} "
            f"from a copy; or, to go on without it, remove {LATEST}."
        )
    return found[-1] if found else None


def _pointed(folder: Path) -> dict[str, Any]:
    """What latest.json says; empty where it cannot be read, for then it is made anew from the folders."""
    try:
        return read_json(folder / LATEST)
    except ReleaseError:
        return {}


def sound(folder: Path) -> Package:
    """The package in a version's folder; ReleaseError where a file of it is not as it was published."""
    found = damage(folder)
    named = _pointed(folder.parent)
    if not found and named.get("version") == folder.name:
        expected = named.get("sha256")
        if expected != file_sha256(folder / descriptor.NAME):
            found = [(descriptor.NAME, f"not what {LATEST} says")]
    if found:
        files = ", ".join(f"{name} ({what})" for name, what in found)
        raise ReleaseError(
            f"{folder} is damaged: {files}. Restore this folder from a copy; nothing is published upon it "
            "and nothing in it was touched."
        )
    try:
        return descriptor.load(folder)
    except (KeyError, TypeError, ValueError) as error:
        raise ReleaseError(
            f"{folder} cannot be read ({error!r}). Restore this folder from a copy."
        ) from error
