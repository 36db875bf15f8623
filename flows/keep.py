"""What was published of a source stays as it is while its file is refused.

A file that a typing error or a failing disk has made unreadable is not a source withdrawn: dropping its rows
would publish a loss. So its rows are taken from the newest version, and a run goes on with the other sources.
Only a file that is removed from raw/ withdraws what was read from it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    import polars as pl

    from sandyq.tables import Frames

TABLES = ("figures", "events", "sources")
SHOWN = 10
"""Sources that a message names."""


def keep(refused: Collection[str], published: Path | str) -> Frames:
    """The published rows of the sources ``refused`` (by id): frames as of `sandyq.tables.rows`, by table.

    They come from the newest version of the dataset that holds every source; empty where there is none, or
    where it has nothing of them. Raises ReleaseError where that version is damaged or of other columns, since
    without it nothing can be published that is known to be whole.
    """
    import polars as pl

    from sandyq import tables
    from sandyq.release import ReleaseError, store
    from sandyq.release.storage import at
    from schemas.datasets import DATASETS

    everything = at(published) / next(dataset.name for dataset in DATASETS if dataset.theme is None)
    versions = store.versions(everything)
    if not versions:
        return {}
    folder = everything / versions[-1]
    with store.at_hand(folder) as path:
        if store.damage(path):
            raise ReleaseError(
                f"{folder} is damaged, and what it holds of {_some(refused)} cannot be kept. "
                "Restore this folder from a copy, or mend these sources."
            )
        frames: Frames = {}
        for name, columns in zip(TABLES, (tables.FIGURES, tables.EVENTS, tables.SOURCES), strict=True):
            rows = pl.scan_parquet(path / f"{name}.parquet", glob=False)
            if dict(rows.collect_schema()) != columns:
                raise ReleaseError(
                    f"{folder}: its {name} have other columns than are read now, and what it holds of "
                    f"{_some(refused)} cannot be kept. Mend these sources."
                )
            of_refused = pl.col("source_id").is_in(pl.Series(sorted(refused), dtype=pl.String).implode())
            frames[name] = rows.filter(of_refused).collect(engine="streaming")
    return frames


def _some(names: Collection[str]) -> str:
    """The first names, and how many more there are."""
    more = f" and {len(names) - SHOWN:,} more" if len(names) > SHOWN else ""
    return ", ".join(sorted(names)[:SHOWN]) + more


def sources_before(published: Path | str) -> pl.DataFrame | None:
    """The sources as they were when everything was last published; None where nothing was.

    None too where that version cannot be read: it is held then, with the reason, and the other datasets know
    the sources that they have rows of from their own versions.
    """
    import polars as pl

    from sandyq.release import ReleaseError, store
    from sandyq.release.storage import at
    from schemas.datasets import DATASETS

    everything = at(published) / next(dataset.name for dataset in DATASETS if dataset.theme is None)
    try:
        versions = store.versions(everything)
        if not versions:
            return None
        return pl.read_parquet((everything / versions[-1] / "sources.parquet").read_bytes())
    except (ReleaseError, OSError, pl.exceptions.PolarsError):
        return None
