"""What the next version of a dataset would be, and whether it may be published; pure, and without a clock."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sandyq.release import causes, changelog, changes, deprecation, diff, gates, gathered, issues
from sandyq.release.content import content_hash
from sandyq.release.contract import frames
from sandyq.release.files import packed
from sandyq.release.inputs import Decision, Inputs
from sandyq.release.rows import InMemory
from sandyq.release.version import FIRST, Level, bump

if TYPE_CHECKING:
    from collections.abc import Iterator

    import polars as pl

    from sandyq.release.gates import Held
    from sandyq.release.package import Package, Table
    from sandyq.release.rows import Rows


@dataclass(frozen=True, slots=True)
class Proposal:
    """The next version as it would be published."""

    package: Package
    """With its table of changes, its documents and its record."""
    previous: str | None
    version: str | None
    """None where nothing changed, or where the package cannot be compared, which ``held`` says then."""
    level: str
    """first, major, minor, patch or none."""
    reasons: tuple[str, ...]
    """Why, one sentence per difference; says so where nothing changed."""
    held: tuple[Held, ...]
    """What holds the version; empty where nothing does, or where a maintainer accepted all of it."""
    accepted: tuple[Held, ...]
    """What would hold it, had a maintainer not accepted it."""


def propose(
    package: Package,
    before: Package | None,
    previous: str | None,
    inputs: Inputs | None = None,
    decision: Decision | None = None,
) -> Proposal:
    """The version that ``package`` makes after ``before``, which was published as ``previous``.

    The first version has an empty table of changes: changes are counted from it. ``inputs`` tell the causes
    of changes; ``decision`` raises the level, and accepts what the gates hold.
    """
    inputs, decision = inputs or Inputs(), decision or Decision()
    bare = replace(package, tables=tuple(_hashed(one) for one in changes.tables(package).values()))
    if unkeyed := tuple(gates.unkeyed(bare)):
        reasons: tuple[str, ...] = ("rows that no key tells apart cannot be compared",)
        return Proposal(bare, previous, None, "none", reasons, unkeyed, ())
    if before is None or previous is None:
        first = deprecation.stamped(bare, None, FIRST)
        reasons = ("nothing was published before",)
        return _proposal(first, None, None, FIRST, "first", reasons, changes.spool(()), inputs, decision)
    # A mark that is new has no version yet; whether there is one is what is found out here.
    marked = deprecation.stamped(bare, before, "")
    listed = changes.spool(changes.parts(changes.tables(before), changes.tables(marked)))
    differences = diff.compare(before, marked, changes.count(frames(listed)))
    computed = diff.level(differences)
    if computed is Level.NONE:
        return Proposal(bare, previous, None, "none", ("nothing changed",), (), ())
    level = max(computed, decision.level)
    reasons = tuple(difference.reason for difference in differences)
    if level is not computed:
        reasons += (f"a maintainer raised it from {computed.name} to {level.name}",)
    version = bump(previous, level)
    stamped = deprecation.stamped(bare, before, version)
    caused = causes.held_back(causes.explain(listed, before, stamped, inputs), stamped)
    explained = changes.spool(caused) if listed.num_rows else listed
    return _proposal(
        stamped, before, previous, version, level.name.lower(), reasons, explained, inputs, decision
    )


def _hashed(table: Table) -> Table:
    """With its content hash, by which a table that is as it was is known without comparing rows.

    Rows of many files are put into one.
    """
    rows = table.rows if isinstance(table.rows, InMemory) else packed(table.rows)
    return replace(table, rows=rows, content=content_hash(rows))


def _proposal(
    package: Package,
    before: Package | None,
    previous: str | None,
    version: str,
    level: str,
    reasons: tuple[str, ...],
    listed: Rows,
    inputs: Inputs,
    decision: Decision,
) -> Proposal:
    whole = replace(package, tables=(*package.tables, changes.table(listed)))
    counted = changes.count(frames(listed))
    found = tuple(sorted(_held(whole, before, previous, listed, counted, inputs)))
    accepted = tuple(one for one in found if one.acceptable and decision.accept is not None)
    held = tuple(one for one in found if one not in accepted)
    decided = (decision.accept, accepted) if decision.accept is not None and accepted else None
    charts = gathered.charts(package, version)
    documents = (
        (
            changelog.NAME,
            changelog.changelog(whole, version, previous, level, reasons, listed, counted, inputs, decided),
        ),
        (issues.NAME, issues.issues(whole, version, inputs, decided)),
        *(() if charts is None else ((gathered.CHARTS, charts),)),
    )
    record = {
        "previous": previous,
        "level": level,
        "raised": decision.level.name.lower() if decision.level else None,
        "accepted": decided and issues.record(*decided),
        "reader": package.reader,
    }
    made = replace(whole, documents=documents, record=record)
    return Proposal(made, previous, version, level, reasons, held, accepted)


def _held(
    package: Package,
    before: Package | None,
    previous: str | None,
    listed: Rows,
    counted: pl.DataFrame,
    inputs: Inputs,
) -> Iterator[Held]:
    yield from gates.broken(package, inputs)
    yield from gates.refused(inputs)
    if before is not None and previous is not None:
        yield from gates.added_up(before, package, listed)
        yield from gates.unlike(before, package, counted, previous)
