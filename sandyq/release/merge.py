"""Tables that are sorted by one key, gone through side by side: rows of one key come together.

What compares two tables therefore sees a slice of each at a time, and never needs either whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Key = tuple[Any, ...]


def aligned(
    sides: Sequence[Iterable[pl.DataFrame]], schemas: Sequence[Any], keys: Sequence[Sequence[str]]
) -> Iterator[list[pl.DataFrame]]:
    """A slice of each side at a time, such that all rows of one key are in slices that come together.

    Each side comes in batches, sorted by its key; ``keys`` name that of each, ``schemas`` are what polars
    makes an empty frame of each from.
    A side may have several rows of one key. Where a side has no row in a slice its frame is empty.
    """
    feeds = [iter(side) for side in sides]
    held = [pl.DataFrame(schema=schema) for schema in schemas]
    done = [False for _ in sides]
    while True:
        for place, feed in enumerate(feeds):
            # Of a side that goes on, the last key of what is held may go on too, so a further key is needed.
            while not done[place] and not _two_keys(held[place], keys[place]):
                batch = next(feed, None)
                if batch is None:
                    done[place] = True
                elif batch.height:
                    held[place] = pl.concat([held[place], batch]) if held[place].height else batch
        ends = [_row(frame, key, -1) for frame, key, over in zip(held, keys, done, strict=True) if not over]
        if not ends:
            if any(frame.height for frame in held):
                yield held
            return
        end = min(ends)
        cuts = [_first_not_below(frame, key, end) for frame, key in zip(held, keys, strict=True)]
        yield [frame.head(cut) for frame, cut in zip(held, cuts, strict=True)]
        held = [frame.slice(cut) for frame, cut in zip(held, cuts, strict=True)]


def increases(keys: pl.DataFrame) -> pl.Series:
    """Whether each row's key is greater than that of the row before, by position from the second on."""
    greater: pl.Expr = pl.lit(False)
    for name in reversed(keys.columns):
        before = pl.col(name).shift(1)
        greater = (pl.col(name) > before) | ((pl.col(name) == before) & greater)
    return keys.select(greater.alias("greater")).to_series().slice(1)


def _two_keys(frame: pl.DataFrame, key: Sequence[str]) -> bool:
    return bool(frame.height) and _row(frame, key, 0) != _row(frame, key, -1)


def _row(frame: pl.DataFrame, key: Sequence[str], place: int) -> Key:
    return tuple(frame[name][place] for name in key)


def _first_not_below(frame: pl.DataFrame, key: Sequence[str], end: Key) -> int:
    """The position of the first row whose key is ``end`` or greater."""
    low, high = 0, frame.height
    while low < high:
        middle = (low + high) // 2
        if _row(frame, key, middle) < end:
            low = middle + 1
        else:
            high = middle
    return low
