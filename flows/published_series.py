"""Charts and conflicts as the newest versions have them: read, chosen, drawn, and shown on the screen."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from rich import box
from rich.table import Table

from flows.report import counted
from sandyq.release import ReleaseError, store
from sandyq.release.errors import explained
from sandyq.release.gathered import CHARTS
from sandyq.release.storage import at

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from rich.console import Console

    from sandyq.release.storage import Place

_KEY = ("indicator", "reporter", "partner")


def conflicts(published: Path | str, dataset: str | None) -> list[dict[str, Any]]:
    """``dataset``, ``version`` and ``conflicts`` of the newest version of one dataset, or of all.

    ReleaseError where there is no such dataset. A version that was published before conflicts were listed is
    left out; where there is no other, that is a ReleaseError too.
    """
    place = at(published)
    with explained(place):
        names = [folder.name for folder in store.datasets(place)] if dataset is None else [dataset]
        if not names:
            raise ReleaseError(f"{place}: nothing is published there. Run sandyq refresh.")
        found = []
        for name in names:
            folder = _newest(place, name)
            issues = store.read_json(folder / "issues.json")
            if "conflicts" in issues:
                found.append({"dataset": name, "version": folder.name, "conflicts": issues["conflicts"]})
    if not found:
        raise _too_old(folder, "conflicts")
    return found


def print_conflicts(console: Console, found: Sequence[dict[str, Any]]) -> None:
    """Each conflict once, with the figures that it is about, although several datasets may have it."""
    shown: dict[str, dict[str, Any]] = {}
    for one in found:
        for conflict in one["conflicts"]:
            shown.setdefault(f"{conflict['kind']} {conflict['message']}", conflict)
    for conflict in shown.values():
        console.print(f"{conflict['kind']}: {conflict['message']}", style="bold", markup=False)
        table = Table("figure", "quote", "modifier", "figures", box=box.SIMPLE_HEAD, show_edge=False)
        for claim in conflict["claims"]:
            table.add_row(claim["figure_id"], claim["quote"], claim["modifier"], f"{claim['figures']:,}")
        console.print(table)
        console.print()
    where = ", ".join(f"{one['dataset']} {one['version']}" for one in found)
    console.print(f"{counted(len(shown), 'conflict')} in {where}", markup=False)


def charts(published: Path | str, dataset: str, chosen: str | None = None) -> list[dict[str, Any]]:
    """The charts of the newest version of a dataset, each with its key, file name and specification.

    ``chosen`` is INDICATOR, INDICATOR:REPORTER or INDICATOR:REPORTER:PARTNER. ReleaseError where there is no
    such dataset or series, or where it was published before charts were.
    """
    place = at(published)
    with explained(place):
        folder = _newest(place, dataset)
        try:
            there: list[dict[str, Any]] = json.loads((folder / CHARTS).read_bytes())["charts"]
        except FileNotFoundError:
            raise _too_old(folder, "charts") from None
    wanted = () if chosen is None else tuple(chosen.split(":"))
    found = [one for one in there if tuple(one[name] for name in _KEY)[: len(wanted)] == wanted]
    if there and not found:
        known = sorted({":".join(one[name] for name in _KEY) for one in there})
        more = f" and {len(known) - _NAMED} more" if len(known) > _NAMED else ""
        raise ReleaseError(
            f"{folder}: it has no series {chosen}. Name another: {', '.join(known[:_NAMED])}{more}."
        )
    return found


_NAMED = 12
"""The most series that an error names."""


def drawn(charts: Sequence[dict[str, Any]], form: str) -> Iterator[tuple[str, bytes]]:
    """File name and content of each chart as ``svg``, ``png`` or ``json``."""
    from sandyq import plot

    for one in charts:
        spec = one["spec"]
        if form == "json":
            content = plot.as_json(spec)
        else:
            content = plot.png(spec) if form == "png" else plot.svg(spec).encode("utf-8")
        yield f"{one['name']}.{'vl.json' if form == 'json' else form}", content


def _newest(place: Place, dataset: str) -> Place:
    """The folder of the newest version that is not yanked."""
    folder = place / dataset
    version = store.current(folder)
    if version is None:
        known = ", ".join(one.name for one in store.datasets(place)) or "there is none"
        raise ReleaseError(f"{folder}: there is no such dataset. Name another: {known}.")
    return folder / version


def _too_old(folder: Place, what: str) -> ReleaseError:
    return ReleaseError(
        f"{folder} has no {what}: it holds no observations, or was published before there were {what}. "
        "Name another dataset, or run sandyq refresh."
    )
