"""Publishing: what was planned is done whole or not at all; and yanking what should not be used any more.

The version comes first, whole; then latest.json of its dataset, then catalog.json and the files made from
it. Whenever a run is killed, readers see the old version or the new one, and no pointer leads to what is not
whole. How that is kept is the storage's: `sandyq.release.disk`, `sandyq.release.bucket`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sandyq.release import catalog, changes, descriptor, signing, store
from sandyq.release.errors import ReleaseError, explained
from sandyq.release.formats import MADE_OF_THE_CATALOG, catalog_files
from sandyq.release.render import render
from sandyq.release.storage import Place, at

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sandyq.release.files import Written
    from sandyq.release.plan import Plan
    from sandyq.release.site import Site
    from sandyq.release.storage import Make


@dataclass(frozen=True, slots=True)
class Published:
    """What stands after `publish`."""

    dataset: str
    version: str
    """The newest version, made now or before."""
    new: bool
    folder: Place
    """The version's folder."""
    rows: dict[str, int]
    """Number of rows of each table."""
    yanked: dict[str, str] = field(default_factory=dict)
    """Why each version that is yanked is; only `status` says so."""

    @property
    def path(self) -> Path:
        """The version's folder on this machine; ReleaseError where it is elsewhere."""
        if self.folder.local is None:
            raise ReleaseError(f"{self.folder} is not on this machine.")
        return self.folder.local


def publish(plan: Plan) -> Published:
    """Carry out ``plan``: the version whole, then latest.json, then catalog.json and what is made from it.

    Where ``plan.version`` is None only a missing or stale pointer or catalog is written anew. Left-overs of a
    killed run are removed or taken over. The version is signed where a key is set (`sandyq.release.signing`).
    Raises ReleaseError (read-only, full, no connection, another run is publishing or has published meanwhile)
    with everything published before untouched.
    """
    root = at(plan.published)
    folder = root / plan.package.name
    if plan.held:
        reasons = "; ".join(f"{one.table}: {one.message}" for one in plan.held)
        which = folder if plan.version is None else folder / plan.version
        raise ReleaseError(f"{which} is held: {reasons}. Mend this, or accept it with a reason.")
    version = plan.version or plan.previous
    if version is None:
        raise ReleaseError(f"{folder}: the plan names no version. Plan again.")
    with explained(root):
        sign = signing.configured()
        with root.storage.publishing():
            if store.newest(folder) != plan.previous:
                raise ReleaseError(f"{folder}: another run has published meanwhile. Run again.")
            if plan.version is not None:
                named, site = plan.version, store.site(root)

                def write(into: Path) -> Mapping[str, Written]:
                    written = render(plan.package, named, into, site, sign)
                    descriptor.load(into)  # every file that it names can be opened
                    return written

                root.storage.add((folder / version).path, plan.previous, write)
            _point(root, folder)
    rows = {name: table.rows.num_rows for name, table in changes.tables(plan.package).items()}
    return Published(plan.package.name, version, plan.version is not None, folder / version, rows)


def yank(published: Place | Path | str, dataset: str, version: str, reason: str) -> str:
    """Mark a version as not to be used any more; latest.json then leads to the newest that is not yanked.

    Its files stay as they are. Returns the version that latest.json leads to. Raises ReleaseError where there
    is no such version, where it is the last that is not yanked, or where it is yanked for another reason.
    """
    root = at(published)
    folder = root / dataset
    if not reason.strip():
        raise ReleaseError(f"{folder / version}: say why it is yanked: --reason.")

    def mark(before: bytes | None) -> bytes:
        gone = store.yanked(folder) if before is None else json.loads(before)
        if gone.get(version, reason) != reason:
            raise ReleaseError(f"{folder / version} is yanked already: {gone[version]}")
        if set(store.versions(folder)) <= {*gone, version}:
            raise ReleaseError(
                f"{folder / version} is the last that is not yanked. Publish a version that is right, then "
                "yank this one."
            )
        return descriptor.dump(dict(sorted({**gone, version: reason}.items())))

    with explained(root), root.storage.publishing():
        if version not in store.versions(folder):
            raise ReleaseError(f"{folder / version}: there is no such version. sandyq status names them.")
        store.yanked(folder)
        root.storage.replace((folder / store.YANKED).path, mark)
        _point(root, folder)
        return str(catalog.pointer(folder)["version"])


def status(published: Place | Path | str) -> list[Published]:
    """The newest version of every dataset that is not yanked, by name; reads descriptors only."""
    found = []
    root = at(published)
    with explained(root):
        for folder in store.datasets(root):
            version = store.current(folder) or store.versions(folder)[-1]
            described = store.read_json(folder / version / descriptor.NAME)
            rows = {
                one["name"]: one["rows"]
                for one in described["resources"]
                if one["format"] == "parquet" and one["name"] != changes.NAME
            }
            found.append(Published(folder.name, version, False, folder / version, rows, store.yanked(folder)))
    return found


def _point(root: Place, folder: Place) -> None:
    """Bring latest.json, catalog.json and what is made from it to what is there."""

    def latest(_: bytes | None) -> bytes:
        return descriptor.dump(catalog.pointer(folder))

    def everything(before: bytes | None) -> bytes:
        try:
            old = json.loads(before or b"{}")
        except ValueError:
            old = {}
        return descriptor.dump(catalog.catalog(root, catalog.by_dataset(old)))

    root.storage.replace((folder / store.LATEST).path, latest)
    root.storage.replace(store.CATALOG, everything)
    site = store.site(root)
    for name in MADE_OF_THE_CATALOG:
        root.storage.replace(name, _of_the_catalog(root, name, site))


def _of_the_catalog(root: Place, name: str, site: Site) -> Make:
    """Make a file out of catalog.json as it is then: another run may have replaced that meanwhile."""
    return lambda _: catalog_files(store.read_json(root / store.CATALOG), site).get(name)
