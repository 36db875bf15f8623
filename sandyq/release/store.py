"""What stands under published/: its versions, and whether each is as it was published."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sandyq.release import descriptor
from sandyq.release import site as sites
from sandyq.release.errors import ReleaseError
from sandyq.release.files import file_sha256
from sandyq.release.rows import Scratch
from sandyq.release.storage import Place, at
from sandyq.release.version import parse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sandyq.release.package import Package
    from sandyq.release.site import Site

SUMS = "SHA256SUMS"
SIGNATURE = "SHA256SUMS.sig"
LATEST = "latest.json"
YANKED = "yanked.json"
CATALOG = "catalog.json"


def versions(folder: Place | Path) -> list[str]:
    """The versions of a dataset's folder, oldest first; none where there is no such folder."""
    place = at(folder)
    return sorted(place.storage.versions(place.path), key=lambda name: parse(name) or (0, 0, 0))


def datasets(published: Place | Path) -> list[Place]:
    """The folders of a published/ that hold at least one version, by name."""
    place = at(published)
    return [place / name for name in place.storage.datasets()]


def yanked(folder: Place | Path) -> dict[str, str]:
    """The versions of a dataset that are not to be used any more, and why; ReleaseError for a broken file."""
    path = at(folder) / YANKED
    try:
        said = json.loads(path.read_bytes())
    except FileNotFoundError:
        return {}
    except ValueError as error:
        raise ReleaseError(f"{path} is not JSON ({error}). Restore it from a copy.") from None
    if not isinstance(said, dict) or not all(isinstance(reason, str) for reason in said.values()):
        raise ReleaseError(f"{path} does not give a reason for each version. Restore it from a copy.")
    return said


def current(folder: Place | Path) -> str | None:
    """The newest version that is not yanked, to which latest.json is to lead; None where there is none."""
    gone = yanked(folder)
    return next((version for version in reversed(versions(folder)) if version not in gone), None)


def fetched(folder: Place | Path) -> tuple[Path, Scratch | None]:
    """A version's folder on this machine: itself, or a copy named DATASET/VERSION.

    The copy stands as long as somebody holds what is given beside it.
    """
    place = at(folder)
    if place.local is not None:
        return place.local, None
    scratch = Scratch()
    copy = scratch.path / place.dataset / place.name
    copy.mkdir(parents=True)
    for name, is_file in place.storage.files(place.path).items():
        if not is_file:
            (copy / name).mkdir()
            continue
        try:
            place.storage.copy((place / name).path, copy / name)
        except FileNotFoundError:
            continue  # listed, and not there: whoever looks at the copy finds it missing
    return copy, scratch


@contextmanager
def at_hand(folder: Place | Path) -> Iterator[Path]:
    """As `fetched`, for the time being."""
    path, _copy = fetched(folder)
    yield path


def site(published: Place | Path) -> Site:
    """The public address that site.json sets; ReleaseError where it sets none that can be used."""
    path = at(published) / sites.NAME
    try:
        return sites.parse(path.read_bytes())
    except FileNotFoundError:
        return sites.NOWHERE
    except ValueError as error:
        raise ReleaseError(f"{path}: {error}. Mend or remove it.") from error


def hashes(folder: Path) -> dict[str, str]:
    """SHA-256 of all in a version's folder but SHA256SUMS and its signature, by name; empty for no file."""
    entries = [entry for entry in sorted(folder.iterdir()) if entry.name not in (SUMS, SIGNATURE)]
    with ThreadPoolExecutor(2) as pool:
        found = pool.map(lambda entry: file_sha256(entry) if entry.is_file() else "", entries)
        return {entry.name: digest for entry, digest in zip(entries, found, strict=True)}


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


def read_json(path: Place | Path) -> dict[str, Any]:
    """A JSON object of a file; ReleaseError naming it where it is none."""
    try:
        value = json.loads(path.read_bytes())
    except FileNotFoundError:
        raise ReleaseError(f"{path} is missing. Restore it from a copy.") from None
    except ValueError as error:
        raise ReleaseError(f"{path} is not JSON ({error}). Restore it from a copy.") from None
    if not isinstance(value, dict):
        raise ReleaseError(f"{path} holds no JSON object. Restore it from a copy.")
    return value


def newest(folder: Place) -> str | None:
    """The newest version, yanked or not; ReleaseError where one is named that is no longer there."""
    found = versions(folder)
    for file, names in ((LATEST, [_pointed(folder).get("version")]), (YANKED, [*yanked(folder)])):
        for named in names:
            if named is not None and named not in found:
                raise ReleaseError(
                    f"{folder / file} names version {named}, which is not there. Restore "
                    f"{folder / str(named)} from a copy; or, to go on without it, remove {file}."
                )
    return found[-1] if found else None


def _pointed(folder: Place) -> dict[str, Any]:
    """What latest.json says; empty where it cannot be read, for then it is made anew from the folders."""
    try:
        return read_json(folder / LATEST)
    except ReleaseError:
        return {}


def sound(folder: Place) -> Package:
    """The package in a version's folder; ReleaseError where a file of it is not as it was published."""
    path, keep = fetched(folder)
    found = damage(path)
    named = _pointed(folder.parent)
    if not found and named.get("version") == folder.name:
        expected = named.get("sha256")
        if expected != file_sha256(path / descriptor.NAME):
            found = [(descriptor.NAME, f"not what {LATEST} says")]
    if found:
        files = ", ".join(f"{name} ({what})" for name, what in found)
        raise ReleaseError(
            f"{folder} is damaged: {files}. Restore this folder from a copy; nothing is published upon "
            "it and nothing in it was touched."
        )
    try:
        return descriptor.load(path, keep)
    except (KeyError, TypeError, ValueError) as error:
        raise ReleaseError(
            f"{folder} cannot be read ({error!r}). Restore this folder from a copy."
        ) from error
