"""Planning: what is to be done is computed first, can be looked at, and writes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandyq.release import store
from sandyq.release.errors import explained
from sandyq.release.proposal import propose
from sandyq.release.storage import Place, at

if TYPE_CHECKING:
    from pathlib import Path

    from sandyq.release.gates import Held
    from sandyq.release.inputs import Decision, Inputs
    from sandyq.release.package import Package


@dataclass(frozen=True, slots=True)
class Plan:
    """What `publish` is going to do for one dataset."""

    package: Package
    """As it will be published: with its table of changes, its documents and its record."""
    published: Place
    previous: str | None
    """The newest version that is there, whole and unharmed; None before the first."""
    version: str | None
    """The version to be made; None where nothing changed."""
    level: str
    """first, major, minor, patch or none."""
    reasons: tuple[str, ...]
    """Why, one sentence per difference found; says so where nothing changed."""
    held: tuple[Held, ...] = ()
    """What holds the version: while there is anything, it cannot be published."""
    accepted: tuple[Held, ...] = ()
    """What would hold it, had a maintainer not accepted it."""


def plan(
    package: Package,
    where: Place | Path | str,
    inputs: Inputs | None = None,
    decision: Decision | None = None,
) -> Plan:
    """Compare ``package`` with the newest version under ``where`` and compute the next version.

    ``inputs`` tell why rows changed, ``decision`` is what a maintainer decides of it. Writes nothing. Raises
    ReleaseError where the newest version is damaged: it is neither overwritten nor built upon.
    """
    published = at(where)
    with explained(published):
        previous = store.newest(published / package.name)
        before = None if previous is None else store.sound(published / package.name / previous)
    made = propose(package, before, previous, inputs, decision)
    return Plan(
        package=made.package,
        published=published,
        previous=made.previous,
        version=made.version,
        level=made.level,
        reasons=made.reasons,
        held=made.held,
        accepted=made.accepted,
    )
