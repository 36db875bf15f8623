"""issues.json of a version: what is known to be wrong, was set right by hand, withdrawn or refused.

    {"dataset", "version",
     "accepted":    null, or {"reason", "held": [{"gate", "table", "message"}]},
     "deprecated":  [{"table", "column", "since", "note"}],
     "corrected":   [{"id", "column", "expected", "right", "reason", "date", "who"}],
     "withdrawn":   [{"id", "reason", "date", "who"}],
     "quarantined": [{"table", "key", "column", "check", "value", "source_id"}],
     "conflicts":   [{"kind", "indicator", "reporter", "partner", "period", "measure", "unit", "message",
                      "claims": [{"figure_id", "source_id", ..., "quote", "modifier", "low", "high",
                                  "figures"}]}]}

``corrected`` lists the corrections that hold in this version, those of versions before included;
``quarantined`` one entry for each check that a refused row failed. A refused value is left out where the
source's licence keeps its words back. ``conflicts`` is what the sources state and cannot all be true:
`sandyq.conflicts`.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import polars as pl

from sandyq.release import changes, gathered
from sandyq.release.contract import frame

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sandyq.release.gates import Held
    from sandyq.release.inputs import Inputs
    from sandyq.release.package import Package

NAME = "issues.json"

_REFUSED = ("table", "key", "column", "check", "value", "source_id")


def issues(
    package: Package, version: str, inputs: Inputs, accepted: tuple[str, Sequence[Held]] | None
) -> dict[str, Any]:
    """What the file says; ``package`` is as it is published."""
    tables = changes.tables(package)
    ids = {one for table in tables.values() for one in _ids(table.data.column_names, frame(table.data))}
    return {
        "dataset": package.name,
        "version": version,
        "accepted": accepted and record(*accepted),
        "deprecated": [
            {"table": table.name, "column": field["name"], **field["deprecated"]}
            for table in tables.values()
            for field in table.schema["fields"]
            if "deprecated" in field
        ],
        "corrected": [asdict(one) for one in sorted(inputs.corrections) if one.id in ids],
        "withdrawn": [asdict(one) for one in sorted(inputs.withdrawals)],
        "quarantined": _quarantined(package, inputs),
        "conflicts": gathered.conflicts(package),
    }


def record(reason: str, held: Sequence[Held]) -> dict[str, Any]:
    """That a maintainer accepted what held the version."""
    said = [{"gate": one.gate, "table": one.table, "message": one.message} for one in held]
    return {"reason": reason, "held": said}


def _ids(columns: Sequence[str], rows: pl.DataFrame) -> list[str]:
    """The keys of corrected rows."""
    if "corrected" not in columns:
        return []
    return rows.filter(pl.col("corrected").is_not_null()).to_series(0).to_list()


def _quarantined(package: Package, inputs: Inputs) -> list[dict[str, Any]]:
    names = set(changes.tables(package))
    found = [
        {name: row.get(name) for name in _REFUSED} for row in inputs.quarantined if row["table"] in names
    ]
    is_open = _open(inputs.sources)
    for row in found:
        if row["source_id"] is not None and row["source_id"] not in is_open:
            row["value"] = None
    return sorted(found, key=lambda row: tuple(row[name] or "" for name in _REFUSED))


def _open(sources: pl.DataFrame | None) -> set[str]:
    """Ids of the sources whose words may be published."""
    if sources is None or "open_text" not in sources.columns:
        return set()
    return set(sources.filter(pl.col("open_text"))["source_id"])
