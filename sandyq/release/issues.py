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

import json
from dataclasses import asdict
from io import BytesIO
from typing import TYPE_CHECKING, Any

import polars as pl

from sandyq.release import changes, gathered
from sandyq.release.contract import frames

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sandyq.conflicts import Conflict
    from sandyq.release.gates import Held
    from sandyq.release.inputs import Inputs
    from sandyq.release.package import Package, Table

NAME = "issues.json"

_REFUSED = ("table", "key", "column", "check", "value", "source_id")


def issues(
    package: Package, version: str, inputs: Inputs, accepted: tuple[str, Sequence[Held]] | None
) -> bytes:
    """The file; ``package`` is as it is published."""
    tables = changes.tables(package)
    ids = {one for table in tables.values() for one in _ids(table)}
    said = {
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
    }
    return with_conflicts(said, gathered.conflicts(package))


def with_conflicts(said: dict[str, Any], conflicts: Iterable[Conflict]) -> bytes:
    """``said`` and ``conflicts`` as one JSON object, indented by two.

    There may be many conflicts, so each is written as it comes, and by json's encoder in C: that one knows no
    indentation, but objects that hold no others can be had from it with line feeds between their items.
    """
    content = BytesIO()
    head = json.dumps({**said, "conflicts": []}, ensure_ascii=False, indent=2)
    content.write(head.removesuffix("]\n}").encode())
    end = "]\n}\n"
    between = ""
    for one in conflicts:
        own = one.as_dict()
        claims = ",".join(
            f"\n        {{\n          {_claim(claim)}\n        }}" for claim in own.pop("claims")
        )
        whole = f'\n    {{\n      {_conflict(own)},\n      "claims": [{claims}\n      ]\n    }}'
        content.write(f"{between}{whole}".encode())
        between, end = ",", "\n  ]\n}\n"
    content.write(end.encode())
    return content.getvalue()


def _items(depth: int) -> Callable[[dict[str, Any]], str]:
    """Puts the items of an object each into a line, so many spaces deep."""
    encode = json.JSONEncoder(ensure_ascii=False, separators=(f",\n{' ' * depth}", ": ")).encode
    return lambda flat: encode(flat)[1:-1]


_conflict, _claim = _items(6), _items(10)


def record(reason: str, held: Sequence[Held]) -> dict[str, Any]:
    """That a maintainer accepted what held the version."""
    said = [{"gate": one.gate, "table": one.table, "message": one.message} for one in held]
    return {"reason": reason, "held": said}


def _ids(table: Table) -> Iterator[str]:
    """The keys of corrected rows."""
    columns = table.rows.schema.names
    if "corrected" not in columns:
        return
    for rows in frames(table.rows, [columns[0], "corrected"]):
        yield from rows.filter(pl.col("corrected").is_not_null()).to_series(0)


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
