"""All that stands under published/: every edition of every dataset, and what they hold together."""

from __future__ import annotations

import io
import json
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import polars as pl

from sandyq.release import changes, descriptor, issues, store
from sandyq.release.errors import ReleaseError
from sandyq.release.storage import at

if TYPE_CHECKING:
    from pathlib import Path

    from sandyq.release.package import Package
    from sandyq.release.site import Site
    from sandyq.release.storage import Place

TABLES = ("figures", "events", "observations", "sources", "indicators")
KEYS = {
    "figures": ["figure_id"],
    "events": ["event_id"],
    "observations": ["indicator", "reporter", "partner", "period", "measure", "unit"],
    "sources": ["source_id"],
    "indicators": ["indicator"],
}


@dataclass
class Edition:
    """One version of one dataset."""

    folder: Place
    dataset: str
    version: str
    listed: dict[str, Any]
    """Its entry in catalog.json."""
    described: dict[str, Any]
    """Its datapackage.json."""
    issues: dict[str, Any]
    """Its issues.json; empty where it has none."""

    @property
    def yanked(self) -> str | None:
        """Why it is not to be used any more; None where it may be."""
        reason: str | None = self.listed.get("yanked")
        return reason

    @property
    def updated(self) -> str | None:
        """The day on which the newest of its sources was published."""
        day: str | None = self.described.get("updated")
        return day

    @property
    def resources(self) -> dict[str, dict[str, Any]]:
        """Its Parquet resources by the name of their table, in the order of the descriptor."""
        return {one["name"]: one for one in self.described["resources"] if one["format"] == "parquet"}

    def rows(self, table: str) -> int:
        """Rows of a table; 0 where it has no such table."""
        resource = self.resources.get(table)
        return 0 if resource is None else int(resource["rows"])

    def table(self, name: str) -> pl.DataFrame | None:
        """The rows of a table, None where it has no such table."""
        if name not in self._frames:
            self._frames[name] = self._read(name)
        return self._frames[name]

    def file_bytes(self, name: str) -> int:
        """Size of one of its files, in bytes."""
        local = (self.folder / name).local
        return len((self.folder / name).read_bytes()) if local is None else local.stat().st_size

    def package(self) -> Package:
        """The package whole, for what compares packages."""
        try:
            return descriptor.load(*store.fetched(self.folder))
        except (KeyError, TypeError, ValueError) as error:
            raise ReleaseError(
                f"{self.folder} cannot be read ({error!r}). Restore this folder from a copy."
            ) from error

    def forget(self) -> None:
        """Let go of the rows that were read."""
        self._frames.clear()

    @cached_property
    def _frames(self) -> dict[str, pl.DataFrame | None]:
        return {}

    def _read(self, name: str) -> pl.DataFrame | None:
        resource = self.resources.get(name)
        if resource is None:
            return None
        path = self.folder / str(resource["path"])
        try:
            return pl.read_parquet(io.BytesIO(path.read_bytes()))
        except pl.exceptions.PolarsError as error:
            raise ReleaseError(f"{path} is no Parquet ({error}). Restore it from a copy.") from error


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened to a figure in one version of one dataset."""

    dataset: str
    version: str
    operation: str
    """``first`` in a dataset's first version, else add, change or remove."""
    column: str | None
    old: str | None
    new: str | None
    cause: str | None


@dataclass
class Holdings:
    """Every dataset with its editions, oldest first, and the rows of the newest ones together."""

    place: Place
    site: Site
    catalog: dict[str, Any]
    editions: dict[str, list[Edition]]
    latest: dict[str, Edition]
    """The edition of each dataset to which its latest.json leads."""
    frames: dict[str, pl.DataFrame] = field(default_factory=dict)
    """What the newest editions hold together, by table, each key once; no table is missing."""

    @cached_property
    def history(self) -> dict[str, list[Step]]:
        """What happened to each figure, by its id, dataset by dataset and version by version."""
        found: dict[str, list[Step]] = defaultdict(list)
        for editions in self.editions.values():
            for number, edition in enumerate(editions):
                for key, step in _steps(edition, first=number == 0):
                    found[key].append(step)
        return dict(found)

    @cached_property
    def gone(self) -> dict[str, Edition]:
        """Figures that no newest edition holds, with the last edition that does."""
        there = set(self.frames["figures"]["figure_id"])
        found: dict[str, Edition] = {}
        for editions in self.editions.values():
            for edition in editions:
                frame = edition.table("figures")
                if frame is not None:
                    found.update((one, edition) for one in frame["figure_id"] if one not in there)
        return found

    @cached_property
    def sources_gone(self) -> dict[str, dict[str, Any]]:
        """Rows of sources that no newest edition holds, by id, as the last edition has them."""
        there = set(self.frames["sources"]["source_id"])
        found: dict[str, dict[str, Any]] = {}
        for editions in self.editions.values():
            for edition in editions:
                frame = edition.table("sources")
                if frame is not None:
                    rows = frame.filter(~pl.col("source_id").is_in(there)).iter_rows(named=True)
                    found.update((row["source_id"], row) for row in rows)
        return found

    def ever(self, table: str) -> pl.DataFrame:
        """The rows of the newest editions, and those of older ones whose keys are there no longer."""
        older = [
            frame
            for editions in self.editions.values()
            for edition in reversed(editions)
            if edition is not self.latest[edition.dataset] and (frame := edition.table(table)) is not None
        ]
        together = pl.concat([self.frames[table], *older], how="diagonal_relaxed")
        return together.unique(KEYS[table], keep="first", maintain_order=True).sort(KEYS[table])

    @cached_property
    def withdrawn(self) -> dict[str, dict[str, Any]]:
        """What maintainers withdrew, by the id of the figure, event or source: reason, date, who."""
        return {
            one["id"]: one
            for editions in self.editions.values()
            for edition in editions
            for one in edition.issues.get("withdrawn", [])
        }


def read(published: Path | str | Place) -> Holdings:
    """Everything that stands there; ReleaseError where nothing does, or where a file cannot be read."""
    place = at(published)
    catalog = store.read_json(place / store.CATALOG)
    editions: dict[str, list[Edition]] = {}
    latest: dict[str, Edition] = {}
    for entry in catalog["datasets"]:
        found = [_edition(place / entry["name"] / one["version"], one) for one in entry["versions"]]
        editions[entry["name"]] = found
        latest[entry["name"]] = next(one for one in found if one.version == entry["latest"])
    holdings = Holdings(place, store.site(place), catalog, editions, latest)
    for table in TABLES:
        holdings.frames[table] = _together(holdings, table)
    return holdings


def _edition(folder: Place, listed: dict[str, Any]) -> Edition:
    described = store.read_json(folder / descriptor.NAME)
    try:
        known = json.loads((folder / issues.NAME).read_bytes())
    except FileNotFoundError:  # versions before there were issues
        known = {}
    return Edition(folder, folder.dataset, listed["version"], listed, described, known)


def _together(holdings: Holdings, table: str) -> pl.DataFrame:
    """Rows of the newest editions, the largest first: where two have a row of one key, the first has it."""
    found = [edition.table(table) for edition in holdings.latest.values()]
    frames = sorted((one for one in found if one is not None), key=lambda one: -one.height)
    if not frames:
        return pl.DataFrame(schema=dict.fromkeys(KEYS[table], pl.String))
    together = pl.concat(frames, how="diagonal_relaxed")
    return together.unique(KEYS[table], keep="first", maintain_order=True).sort(KEYS[table])


def _steps(edition: Edition, first: bool) -> list[tuple[str, Step]]:
    name, version = edition.dataset, edition.version
    if first:
        frame = edition.table("figures")
        keys = [] if frame is None else frame["figure_id"].to_list()
        return [(key, Step(name, version, "first", None, None, None, None)) for key in keys]
    frame = edition.table(changes.NAME)
    if frame is None:
        return []
    return [
        (
            row["key"],
            Step(
                name,
                version,
                row["operation"],
                None if row["column"] == changes.WHOLE_ROW else row["column"],
                row["old"],
                # Of a new row the whole of it stands there; the page shows that row itself.
                None if row["column"] == changes.WHOLE_ROW else row["new"],
                row["cause"],
            ),
        )
        for row in frame.filter(pl.col("table") == "figures").iter_rows(named=True)
    ]
