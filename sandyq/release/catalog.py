"""What points at versions: latest.json of each dataset, and catalog.json of them all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandyq.release import descriptor, listing, store
from sandyq.release.disk import ReleaseError
from sandyq.release.files import file_sha256

if TYPE_CHECKING:
    from pathlib import Path


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
    for folder in store.datasets(published):
        old = before.get(folder.name, {})
        listed = {one["version"]: one for one in old.get("versions", [])}
        found = [listed.get(version) or _listed(folder, version) for version in store.versions(folder)]
        newest = found[-1]["version"]
        about = listing.dataset(_described(folder / newest) or old)
        entries.append({"name": folder.name, **about, "latest": newest, "versions": found})
    return {"datasets": entries}


def listed_before(published: Path) -> dict[str, Any]:
    """The entries of catalog.json by dataset; none where it cannot be read."""
    try:
        return {one["name"]: one for one in store.read_json(published / store.CATALOG)["datasets"]}
    except (ReleaseError, KeyError, TypeError):
        return {}


def _listed(folder: Path, version: str) -> dict[str, Any]:
    path = folder / version / descriptor.NAME
    return {
        "version": version,
        "path": f"{folder.name}/{version}/{descriptor.NAME}",
        "sha256": file_sha256(path),
        **listing.version(_described(folder / version)),
    }


def _described(folder: Path) -> dict[str, Any]:
    """The descriptor of a version; empty where it is damaged."""
    try:
        return store.read_json(folder / descriptor.NAME)
    except ReleaseError:
        return {}
