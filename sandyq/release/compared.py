"""Two versions of a dataset side by side: what is different, what it means, and why it is so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from sandyq.release import changes, diff

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sandyq.release.package import Package


def compared(before: Package, after: Package, causes: Sequence[pl.DataFrame]) -> dict[str, Any]:
    """The level, each difference, the number of changes by cause, and each change with its cause.

    ``causes`` are the tables of changes of the versions after ``before`` up to ``after``, oldest first: a
    change has the cause that the last of them gives which touched its row or value.
    """
    listed = changes.between(changes.tables(before), changes.tables(after))
    differences = diff.compare(before, after, changes.count([listed]))
    known = pl.concat(
        [pl.DataFrame(schema=changes.COLUMNS), *(one.select(list(changes.COLUMNS)) for one in causes)]
    ).unique(changes.KEY, keep="last", maintain_order=True)
    caused = listed.drop("cause").join(
        known.select(*changes.KEY, "cause"), on=changes.KEY, how="left", maintain_order="left"
    )
    rows = caused.with_columns(pl.col("cause").fill_null(changes.UNKNOWN)).select(list(changes.COLUMNS))
    counts = rows.group_by("table", "operation", "cause").len("number").sort("table", "operation", "cause")
    return {
        "level": diff.level(differences).name.lower(),
        "differences": [
            {"level": difference.level.name.lower(), "reason": difference.reason}
            for difference in sorted(differences, key=lambda one: -one.level)
        ],
        "counts": counts.to_dicts(),
        "changes": rows.to_dicts(),
    }
