"""Publishing: what is to be done is planned and can be looked at; then it is done whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from sandyq.release.package import Package


class ReleaseError(Exception):
    """A version could not be planned or published; the message names the path and the remedy."""


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
    raise NotImplementedError


def publish(plan: Plan) -> Published:
    """Carry out ``plan``: the version's folder whole, then latest.json, then catalog.json.

    Where ``plan.version`` is None only a missing or stale pointer or catalog is written anew. Left-overs of a
    killed run are removed. Raises ReleaseError (read-only, full, taken by another run, folder made meanwhile)
    with everything published before untouched.
    """
    raise NotImplementedError


def status(published: Path) -> list[Published]:
    """The newest version of every dataset under ``published``, by name; reads descriptors only."""
    raise NotImplementedError
