"""Publishing: what was planned is done whole or not at all.

A version is written into a folder beside its place, on the same file system, and synced; it is opened again
and compared with what was meant; then one rename makes it public, and the pointer is replaced by another.
Whenever a run is killed, readers see the old version or the new one. What such a run leaves behind has a name
that begins with a dot; the next run removes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandyq.release import descriptor, store
from sandyq.release.catalog import catalog, listed_before, pointer
from sandyq.release.disk import ReleaseError, alone, clean, explained, replace, write_folder
from sandyq.release.formats import catalog_files
from sandyq.release.render import render

if TYPE_CHECKING:
    from pathlib import Path

    from sandyq.release.plan import Plan


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


def publish(plan: Plan) -> Published:
    """Carry out ``plan``: the version's folder whole, then latest.json, then catalog.json
    and what is made from it.

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
            if store.newest(folder) != plan.previous:
                raise ReleaseError(f"{folder}: another run has published meanwhile. Run again.")
            clean(plan.published, folder)
            site = store.site(plan.published)
            if plan.version is not None:
                write_folder(folder / plan.version, render(plan.package, plan.version, site), _reads_the_same)
            replace(folder / store.LATEST, descriptor.dump(pointer(folder, version)))
            said = catalog(plan.published, listed_before(plan.published))
            replace(plan.published / store.CATALOG, descriptor.dump(said))
            for name, content in catalog_files(said, site).items():
                replace(plan.published / name, content)
    rows = {table.name: table.data.num_rows for table in plan.package.tables}
    return Published(plan.package.name, version, plan.version is not None, folder / version, rows)


def status(published: Path) -> list[Published]:
    """The newest version of every dataset under ``published``, by name; reads descriptors only."""
    found = []
    for folder in store.datasets(published):
        version = store.versions(folder)[-1]
        described = store.read_json(folder / version / descriptor.NAME)
        rows = {one["name"]: one["rows"] for one in described["resources"] if one["format"] == "parquet"}
        found.append(Published(folder.name, version, False, folder / version, rows))
    return found


def _reads_the_same(staging: Path) -> None:
    """Read what was written before it is public; ReleaseError where the disk gives back something else."""
    found = store.damage(staging)
    if found:
        raise ReleaseError(f"{staging}: what was written reads otherwise: {found}. Check the disk.")
    descriptor.load(staging)
