"""What points at versions: latest.json of each dataset, and catalog.json of them all.

Both are made from the versions that are there and from nothing else, so each can be made anew, and whoever
has the versions can check them. ``serial`` counts versions and yanks. Neither is ever taken back, so it only
grows: whoever remembers a catalog notices an older one (`sandyq.release.rollback`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandyq.release import descriptor, listing, store
from sandyq.release.errors import ReleaseError

if TYPE_CHECKING:
    from sandyq.release.storage import Place


def pointer(folder: Place) -> dict[str, Any]:
    """What latest.json of a dataset is to say: where the newest version is that is not yanked."""
    version = store.current(folder)
    if version is None:
        raise ReleaseError(f"{folder}: every version is yanked, so {store.LATEST} can lead to none.")
    path = f"{version}/{descriptor.NAME}"
    return {"version": version, "path": path, "sha256": (folder / version / descriptor.NAME).sha256()}


def catalog(published: Place, before: dict[str, Any]) -> dict[str, Any]:
    """What catalog.json is to say of what stands under ``published``.

    ``before`` is what it said, by dataset: a version that was listed keeps its entry, so the hash of a file
    that was damaged since never enters the catalog.
    """
    entries = []
    serial = 0
    for folder in store.datasets(published):
        old = before.get(folder.name, {})
        listed = {one["version"]: one for one in old.get("versions", [])}
        gone = store.yanked(folder)
        found = [
            _marked(listed.get(version) or _listed(folder, version), gone.get(version))
            for version in store.versions(folder)
        ]
        newest = store.current(folder) or found[-1]["version"]
        about = listing.dataset(_described(folder / newest) or old)
        entries.append({"name": folder.name, **about, "latest": newest, "versions": found})
        serial += len(found) + sum("yanked" in one for one in found)
    return {"serial": serial, "datasets": entries}


def by_dataset(said: dict[str, Any]) -> dict[str, Any]:
    """The entries of a catalog by dataset; none where it is no catalog."""
    try:
        return {one["name"]: one for one in said["datasets"]}
    except (KeyError, TypeError):
        return {}


def _listed(folder: Place, version: str) -> dict[str, Any]:
    signature = folder / version / store.SIGNATURE
    return {
        "version": version,
        "path": f"{folder.name}/{version}/{descriptor.NAME}",
        "sha256": (folder / version / descriptor.NAME).sha256(),
        **({"signature": f"sha256:{signature.sha256()}"} if signature.is_file() else {}),
        **listing.version(_described(folder / version)),
    }


def _marked(listed: dict[str, Any], reason: str | None) -> dict[str, Any]:
    """The entry of a version, with the reason for which it is yanked."""
    plain = {key: value for key, value in listed.items() if key != "yanked"}
    return plain if reason is None else {**plain, "yanked": reason}


def _described(folder: Place) -> dict[str, Any]:
    """The descriptor of a version; empty where it is damaged."""
    try:
        return store.read_json(folder / descriptor.NAME)
    except ReleaseError:
        return {}
