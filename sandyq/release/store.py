"""Publishing: what is to be done is planned and can be looked at; then it is done whole or not at all.

A version is written into a folder beside its place, on the same file system, and synced; it is opened again
and compared with what was meant; then one rename makes it public, and the pointer is replaced by another.
Whenever a run is killed, readers see the old version or the new one. What such a run leaves behind has a name
that begins with a dot; the next run removes it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandyq.release import descriptor, diff
from sandyq.release.disk import ReleaseError, alone, clean, explained, replace, write_folder
from sandyq.release.files import csv, file_sha256, parquet, sha256
from sandyq.release.readme import readme
from sandyq.release.version import FIRST, Level, bump, parse

if TYPE_CHECKING:
    from pathlib import Path

    from sandyq.release.package import Package

SUMS = "SHA256SUMS"
LATEST = "latest.json"
CATALOG = "catalog.json"


@dataclass(frozen=True, slots=True)
class Plan:
    """What `publish` is going to do for one dataset."""

    package: Package
    published: Path
    previous: str | None
    """The newest version that is there, whole and unharmed; None before the first."""
    version: str | None
    """The version to be made; None where nothing changed."""
    level: str
    """first, major, minor, patch or none."""
    reasons: tuple[str, ...]
    """Why, one sentence per difference found; says so where nothing changed."""


@dataclass(frozen=True, slots=True)
class Published:
    """What stands after `publish`."""

    dataset: str
    version: str
    """The newest version, made now or before."""
    new: bool
    path: Path
    """The version's folder."""
    rows: dict[str, int]
    """Number of rows of each table."""


def plan(package: Package, published: Path) -> Plan:
    """Compare ``package`` with the newest version under ``published`` and compute the next version.

    Writes nothing. Raises ReleaseError where the newest version is damaged: it is neither overwritten nor
    built upon.
    """
    with explained(published):
        previous = _newest(published / package.name)
        if previous is None:
            return Plan(package, published, None, FIRST, "first", ("nothing was published before",))
        differences = diff.compare(_sound(published / package.name / previous), package)
    level = diff.level(differences)
    if level is Level.NONE:
        return Plan(package, published, previous, None, "none", ("nothing changed",))
    reasons = tuple(difference.reason for difference in differences)
    return Plan(package, published, previous, bump(previous, level), level.name.lower(), reasons)


def publish(plan: Plan) -> Published:
    """Carry out ``plan``: the version's folder whole, then latest.json, then catalog.json.

    Where ``plan.version`` is None only a missing or stale pointer or catalog is written anew. Left-overs of a
    killed run are removed. Raises ReleaseError (read-only, full, taken by another run, published meanwhile)
    with everything published before untouched.
    """
    folder = plan.published / plan.package.name
    version = plan.version or plan.previous
    if version is None:
        raise ReleaseError(f"{folder}: the plan names no version. Plan again.")
    with explained(plan.published):
        folder.mkdir(parents=True, exist_ok=True)
        with alone(plan.published):
            if _newest(folder) != plan.previous:
                raise ReleaseError(f"{folder}: another run has published meanwhile. Run again.")
            clean(plan.published, folder)
            if plan.version is not None:
                write_folder(folder / plan.version, render(plan.package, plan.version), _reads_the_same)
            replace(folder / LATEST, descriptor.dump(pointer(folder, version)))
            replace(
                plan.published / CATALOG,
                descriptor.dump(catalog(plan.published, _listed_before(plan.published))),
            )
    rows = {table.name: table.data.num_rows for table in plan.package.tables}
    return Published(plan.package.name, version, plan.version is not None, folder / version, rows)


def render(package: Package, version: str) -> dict[str, bytes]:
    """All files of a version by name: the same bytes for the same package and versions of the writers."""
    files: dict[str, bytes] = {}
    for table in package.tables:
        files[f"{table.name}.parquet"] = parquet(table.data)
        files[f"{table.name}.csv"] = csv(table.data)
    files[descriptor.NAME] = descriptor.dump(descriptor.describe(package, version, files))
    files["README.md"] = readme(package, version)
    sums = "".join(f"{sha256(files[name])}  {name}\n" for name in sorted(files))
    return {**files, SUMS: sums.encode("ascii")}


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


def status(published: Path) -> list[Published]:
    """The newest version of every dataset under ``published``, by name; reads descriptors only."""
    found = []
    for folder in datasets(published):
        version = versions(folder)[-1]
        described = read_json(folder / version / descriptor.NAME)
        rows = {one["name"]: one["rows"] for one in described["resources"] if one["format"] == "parquet"}
        found.append(Published(folder.name, version, False, folder / version, rows))
    return found


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


def _newest(folder: Path) -> str | None:
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


def _sound(folder: Path) -> Package:
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


def _reads_the_same(staging: Path) -> None:
    """Read what was written before it is public; ReleaseError where the disk gives back something else."""
    found = damage(staging)
    if found:
        raise ReleaseError(f"{staging}: what was written reads otherwise: {found}. Check the disk.")
    descriptor.load(staging)


def pointer(folder: Path, version: str) -> dict[str, Any]:
    """What latest.json of a dataset is to say, where ``version`` is the newest."""
    path = f"{version}/{descriptor.NAME}"
    return {"version": version, "path": path, "sha256": file_sha256(folder / path)}


def catalog(published: Path, before: dict[str, Any]) -> dict[str, Any]:
    """What catalog.json is to say of what stands on the disk.

    ``before`` is what it said, by dataset: a version that was listed keeps its entry, so the hash of a file
    that was damaged since never enters the catalog.
    """
    entries = []
    for folder in datasets(published):
        old = before.get(folder.name, {})
        listed = {one["version"]: one for one in old.get("versions", [])}
        found = [listed.get(version) or _listed(folder, version) for version in versions(folder)]
        newest = found[-1]["version"]
        titles = _titles(folder / newest, old)
        entries.append({"name": folder.name, **titles, "latest": newest, "versions": found})
    return {"datasets": entries}


def _listed_before(published: Path) -> dict[str, Any]:
    """The entries of catalog.json by dataset; none where it cannot be read."""
    try:
        return {one["name"]: one for one in read_json(published / CATALOG)["datasets"]}
    except (ReleaseError, KeyError, TypeError):
        return {}


def _listed(folder: Path, version: str) -> dict[str, str]:
    path = folder / version / descriptor.NAME
    return {
        "version": version,
        "path": f"{folder.name}/{version}/{descriptor.NAME}",
        "sha256": file_sha256(path),
    }


def _titles(folder: Path, before: dict[str, Any]) -> dict[str, Any]:
    """Title and description of the newest descriptor, or those listed before if that is damaged."""
    try:
        described = read_json(folder / descriptor.NAME)
    except ReleaseError:
        described = before
    return {"title": described.get("title", ""), "description": described.get("description", "")}
