"""One dataset's next version: planned, held where a gate says so, published where not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flows.report import Released

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sandyq.release import Package, Plan
    from sandyq.release.inputs import Inputs


@dataclass(frozen=True, slots=True)
class Wish:
    """What a maintainer asks of a run beside the usual."""

    accept: str | None = None
    """The reason for publishing what the gates hold; None to hold it."""
    level: str | None = None
    """patch, minor or major: the least level of a version that has changes; None for what is computed."""
    dry: bool = False
    """Compute and show everything, and write nothing."""
    full: bool = False
    """Read every source again, also those that have not changed."""
    workers: int | None = None
    """Processes that read; None for one on each core where there is enough to read."""
    offline: bool = False
    """Ask no feed for new sources."""
    site: bool = True
    """Build the site in the end, where anything is new."""


def release(package: Package, published: Path | str, inputs: Inputs, wish: Wish) -> Released:
    """One dataset's next version, or none where nothing changed; ReleaseError leaves all as it was."""
    from sandyq.release import changes, plan, publish
    from sandyq.release.gathered import CHARTS
    from sandyq.release.inputs import Decision
    from sandyq.release.version import Level

    decision = Decision(wish.accept, Level[wish.level.upper()] if wish.level else Level.NONE)
    planned = plan(package, published, inputs, decision)
    if planned.held or wish.dry:
        return Released(
            dataset=package.name,
            previous=planned.previous,
            version=planned.previous,
            new=False,
            level=planned.level,
            reasons=planned.reasons,
            rows={name: table.rows.num_rows for name, table in changes.tables(package).items()},
            error=_why(planned) if planned.held else None,
            planned=planned.version,
            held=planned.held,
            accepted=planned.accepted,
            draft=_draft(planned),
        )
    done = publish(planned)
    return Released(
        dataset=done.dataset,
        previous=planned.previous,
        version=done.version,
        new=done.new,
        level=planned.level,
        reasons=planned.reasons,
        rows=done.rows,
        error=None,
        accepted=planned.accepted,
        charts=dict(planned.package.documents).get(CHARTS, b"") if done.new else b"",
    )


def _why(planned: Plan) -> str:
    gates = ", ".join(sorted({one.gate for one in planned.held}))
    if all(one.acceptable for one in planned.held):
        remedy = 'Look at the changes; if they are meant, run again with --accept "reason"'
    else:
        remedy = "Mend what breaks the dataset's own promise; it cannot be accepted"
    which = "the next version" if planned.version is None else f"version {planned.version}"
    return f"{which} is held by its gates ({gates}). {remedy}"


def _draft(planned: Plan) -> Mapping[str, bytes]:
    """What a maintainer looks at before deciding."""
    from sandyq.release import changes
    from sandyq.release.files import csv

    if planned.version is None:
        return {}
    return {**dict(planned.package.documents), "changes.csv": csv(planned.package.table(changes.NAME).data)}
