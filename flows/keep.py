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


def keep(refused: Collection[str], published: Path | str) -> Frames:
    """The published rows of the sources ``refused`` (by id): frames as of `sandyq.tables.rows`, by table.

    They come from the newest version of the dataset that holds every source; empty where there is none, or
    where it has nothing of them. Raises ReleaseError where that version is damaged or of other columns, since
    without it nothing can be published that is known to be whole.
    """
    import polars as pl

    from sandyq import tables
    from sandyq.release import ReleaseError, descriptor, store
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
                f"{folder} is damaged, and what it holds of {', '.join(sorted(refused))} cannot be kept. "
                "Restore this folder from a copy, or mend these sources."
            )
        package = descriptor.load(path)
        frames: Frames = {}
        for name, columns in zip(TABLES, (tables.FIGURES, tables.EVENTS, tables.SOURCES), strict=True):
            frame = pl.DataFrame(package.table(name).data)
            if dict(frame.schema) != columns:
                raise ReleaseError(
                    f"{folder}: its {name} have other columns than are read now, and what it holds of "
                    f"{', '.join(sorted(refused))} cannot be kept. Mend these sources."
                )
            frames[name] = frame.filter(pl.col("source_id").is_in(sorted(refused)))
    return frames


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
