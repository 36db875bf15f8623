"""Planning: what is to be done is computed first, can be looked at, and writes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandyq.release import diff, store
from sandyq.release.errors import explained
from sandyq.release.storage import Place, at
from sandyq.release.version import FIRST, Level, bump

if TYPE_CHECKING:
    from pathlib import Path

    from sandyq.release.package import Package


@dataclass(frozen=True, slots=True)
class Plan:
    """What `publish` is going to do for one dataset."""

    package: Package
    published: Place
    previous: str | None
    """The newest version that is there, whole and unharmed; None before the first."""
    version: str | None
    """The version to be made; None where nothing changed."""
    level: str
    """first, major, minor, patch or none."""
    reasons: tuple[str, ...]
    """Why, one sentence per difference found; says so where nothing changed."""


def plan(package: Package, where: Place | Path | str) -> Plan:
    """Compare ``package`` with the newest version under ``where`` and compute the next version.

    Writes nothing. Raises ReleaseError where the newest version is damaged: it is neither overwritten nor
    built upon.
    """
    published = at(where)
    with explained(published):
        previous = store.newest(published / package.name)
        if previous is None:
            return Plan(package, published, None, FIRST, "first", ("nothing was published before",))
        differences = diff.compare(store.sound(published / package.name / previous), package)
    level = diff.level(differences)
    if level is Level.NONE:
        return Plan(package, published, previous, None, "none", ("nothing changed",))
    reasons = tuple(difference.reason for difference in differences)
    return Plan(package, published, previous, bump(previous, level), level.name.lower(), reasons)
