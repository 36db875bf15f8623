"""Why each row or value is another: what is known of sources, corrections and withdrawals, else the reader.

A row tells where it comes from by its columns: ``source_id``, or ``figure_ids`` where it sums up figures.
What no source, correction or withdrawal explains is the reader's doing if the reader is another; if it is
not, nothing explains it, and `sandyq.release.gates` holds the version.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from sandyq.release import changes
from sandyq.release.changes import (
    ADD,
    CHANGE,
    CORRECTION,
    NEW_SOURCE,
    READER_CHANGED,
    REMOVE,
    SOURCE_CHANGED,
    UNKNOWN,
    WITHDRAWN,
)
from sandyq.release.contract import frame, frames

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sandyq.release.inputs import Inputs
    from sandyq.release.package import Package, Table
    from sandyq.release.rows import Rows

SOURCES = "sources"

_READ_FROM = ("sha256", "published", "licence", "open_text", "language")
"""What the rows of a source depend on; its title may change and no figure with it."""

_RANK = {cause: rank for rank, cause in enumerate(changes.CAUSES)}
_NEW, _CHANGED, _GONE, _SAME = "new", "changed", "gone", "same"


def explain(listed: Rows, old: Package, new: Package, inputs: Inputs) -> Iterator[pl.DataFrame]:
    """``listed``, which `changes.spool` gives, batch by batch with the cause of each change.

    ``inputs`` tells what all sources were and are, for a dataset holds only those that it has rows of. Held
    meanwhile are the sources, and where rows sum up figures, the ids of the figures that changed.
    """
    before, after = changes.tables(old), changes.tables(new)
    status = _status(before.get(SOURCES), after.get(SOURCES), inputs)
    rest = READER_CHANGED if old.reader != new.reader else UNKNOWN

    def own() -> Iterator[pl.DataFrame]:
        for batch in frames(listed):
            rows = batch.join(status, on="source_id", how="left", maintain_order="left")
            caused = rows.with_columns(pl.col("status").fill_null(_SAME)).with_columns(
                cause=_own(inputs, rest)
            )
            yield caused.with_columns(rank=pl.col("cause").replace_strict(_RANK, return_dtype=pl.Int8))

    links = _links(own(), before, after, status)
    for batch in own():
        yield _linked(batch, links, rest).select(listed.schema.names)


def held_back(listed: Iterable[pl.DataFrame], new: Package) -> Iterator[pl.DataFrame]:
    """``listed`` without the old words of sources whose licence keeps such words back now."""
    table = changes.tables(new).get(SOURCES)
    if table is None or "open_text" not in table.rows.schema.names:
        yield from listed
        return
    sources = frame(table.rows.table(["source_id", "open_text"]))
    closed = sources.filter(~pl.col("open_text"))["source_id"].implode()
    kept_back = pl.col("source_id").is_in(closed) & pl.col("new").is_null()
    words = pl.when(kept_back.fill_null(False)).then(None).otherwise(pl.col("old"))
    for batch in listed:
        yield batch.with_columns(old=words)


def _status(old: Table | None, new: Table | None, inputs: Inputs) -> pl.DataFrame:
    """source_id and status of every source that is known now or was before: new, changed, gone or same."""
    known = _known(old, inputs.sources_before)
    here = _known(new, inputs.sources)
    both = known.join(here, on="source_id", how="full", coalesce=True, suffix="_now")
    said = [name for name in _READ_FROM if name in known.columns and name in here.columns]
    other = [pl.col(name).ne_missing(pl.col(f"{name}_now")) for name in said]
    return both.select(
        "source_id",
        status=pl.when(pl.col("before").is_null())
        .then(pl.lit(_NEW))
        .when(pl.col("before_now").is_null())
        .then(pl.lit(_GONE))
        .when(pl.any_horizontal(*other) if other else pl.lit(False))
        .then(pl.lit(_CHANGED))
        .otherwise(pl.lit(_SAME)),
    )


def _known(own: Table | None, all_sources: pl.DataFrame | None) -> pl.DataFrame:
    """Sources by the dataset's own table, and those that it does not hold by the table of all."""
    known = [frame(own.data)] if own is not None else []
    known += [] if all_sources is None else [all_sources]
    columns = [name for name in ("source_id", *_READ_FROM) if all(name in one.columns for one in known)]
    if not known or "source_id" not in columns:
        return pl.DataFrame(schema={"source_id": pl.String(), "before": pl.Boolean()})
    together = pl.concat([one.select(columns) for one in known])
    return together.unique("source_id", keep="first", maintain_order=True).with_columns(before=pl.lit(True))


def _own(inputs: Inputs, rest: str) -> pl.Expr:
    """The cause of a change by what its own row tells."""
    withdrawn = pl.Series([one.id for one in inputs.withdrawals], dtype=pl.String).implode()
    corrected = pl.Series([one.id for one in inputs.corrections], dtype=pl.String).implode()
    key, source, column = pl.col("key"), pl.col("source_id"), pl.col("column")
    operation, status = pl.col("operation"), pl.col("status")
    marked = pl.col("corrected").is_not_null()
    cell = marked & ((column == "corrected") | pl.col("corrected").str.split(";").list.contains(column))
    row_corrected = marked | key.is_in(corrected)
    of_sources = (pl.col("table") == SOURCES) & (operation == CHANGE)
    return (
        pl.when((operation == REMOVE) & (key.is_in(withdrawn) | source.is_in(withdrawn).fill_null(False)))
        .then(pl.lit(WITHDRAWN))
        .when((operation == REMOVE) & (status == _GONE))
        .then(pl.lit(UNKNOWN))
        .when((operation == CHANGE) & cell.fill_null(False))
        .then(pl.lit(CORRECTION))
        .when(status == _NEW)
        .then(pl.lit(NEW_SOURCE))
        .when((status == _CHANGED) | of_sources)
        .then(pl.lit(SOURCE_CHANGED))
        .when((operation != CHANGE) & row_corrected)
        .then(pl.lit(CORRECTION))
        .otherwise(pl.lit(rest))
    )


@dataclass(frozen=True, slots=True)
class _Links:
    """The first cause of what rows may sum up: ``link`` and the ``rank`` of its cause."""

    figures: pl.DataFrame
    sources: pl.DataFrame


def _links(
    ranked: Iterator[pl.DataFrame],
    before: Mapping[str, Table],
    after: Mapping[str, Table],
    status: pl.DataFrame,
) -> _Links:
    """What is to be known of all changes before any that sums up others can be explained."""
    of_source, of_figure = [_NO_LINKS], [_NO_LINKS]
    gathered = False
    for batch in ranked:
        gathered |= batch["figure_ids"].null_count() < batch.height
        of_source.append(_least(batch.filter(pl.col("table") != SOURCES), "source_id"))
        of_figure.append(_least(batch.filter(pl.col("table") == "figures"), "key"))
    if not gathered:
        of_figure = [_NO_LINKS]
    else:
        of_figure += _by_status(before, after, status)
    sources, figures = (
        pl.concat(found).group_by("link").agg(pl.col("rank").min()) for found in (of_source, of_figure)
    )
    return _Links(figures, sources)


def _linked(listed: pl.DataFrame, links: _Links, rest: str) -> pl.DataFrame:
    """The causes of rows that sum up figures, and of sources that came or went with their rows: by those.

    Where what it sums up changed for several causes, the first of `changes.CAUSES`.
    """
    gathered = (
        listed.filter(pl.col("figure_ids").is_not_null())
        .select(*changes.KEY, link=pl.col("figure_ids").str.split(";"))
        .explode("link")
    )
    moved = listed.filter(
        (pl.col("table") == SOURCES)
        & pl.col("operation").is_in([ADD, REMOVE])
        & (pl.col("status") == _SAME)
        & (pl.col("cause") == rest)
    ).select(*changes.KEY, link=pl.col("source_id"))
    found = [gathered.join(links.figures, on="link"), moved.join(links.sources, on="link")]
    least = pl.concat([one.select(*changes.KEY, "rank") for one in found])
    least = least.group_by(changes.KEY).agg(linked=pl.col("rank").min())
    names = {rank: cause for cause, rank in _RANK.items()}
    return listed.join(least, on=changes.KEY, how="left", maintain_order="left").with_columns(
        cause=pl.coalesce(
            pl.col("linked").replace_strict(names, return_dtype=pl.String, default=None), pl.col("cause")
        )
    )


_NO_LINKS = pl.DataFrame(schema={"link": pl.String(), "rank": pl.Int8()})


def _least(ranked: pl.DataFrame, name: str) -> pl.DataFrame:
    """For each value of a column, the first cause of the changes that have it."""
    return ranked.group_by(link=pl.col(name)).agg(pl.col("rank").min()).drop_nulls("link")


def _by_status(
    before: Mapping[str, Table], after: Mapping[str, Table], status: pl.DataFrame
) -> Iterator[pl.DataFrame]:
    """Figures of sources that are new or changed, with the rank of that cause."""
    ranks = {_NEW: _RANK[NEW_SOURCE], _CHANGED: _RANK[SOURCE_CHANGED]}
    moved = status.filter(pl.col("status").is_in(list(ranks))).select(
        "source_id", rank=pl.col("status").replace_strict(ranks, return_dtype=pl.Int8)
    )
    for tables in (before, after):
        if moved.height and "figures" in tables and "source_id" in tables["figures"].rows.schema.names:
            for figures in frames(tables["figures"].rows, ["figure_id", "source_id"]):
                found = figures.join(moved, on="source_id")
                yield found.select(link=pl.col("figure_id"), rank="rank")
