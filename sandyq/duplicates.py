"""Texts that are copies of one another: the same agency report in two papers, cut or touched up.

Each text is boiled down to a `Sketch` on its own, so texts need not be held together; sketches are then
compared. Two texts are copies where their runs of words overlap (Jaccard) and the numbers of the shorter one
stand in the longer one. The numbers tell a copy from the next report of a series, which repeats the words of
the one before with other figures.

Overlap is estimated by MinHash with one permutation (Li, Owen and Zhang 2012; densified after Shrivastava
and Li 2014), and candidates are found by banding, so time grows with the number of texts and not its square.
All of it is a function of the set of texts: no seed, no order, no clock.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

WORDS = 5
"""Words of a run: long enough that two texts on one subject share few by chance."""

OVERLAP = 0.5
"""Least Jaccard overlap of the runs of two copies."""

NUMBERS_SHARED = 0.9
"""Least share of the numbers of the text that has fewer that stand in the other one."""

BINS = 128
BAND = 3
"""Bins of a band: of texts that overlap by 0.5, more than 99 in 100 agree in one of the 42 bands."""

ROUNDS = 8
"""How many texts of a band each other one is compared with at most. It bounds the time where thousands of
different texts share a paragraph; copies meet in other bands then."""

_BIN_BITS = np.uint64(64 - 7)
_WORD = re.compile(r"\w+(?:[.,]\d+)*")
_MIX = np.array([0x9E3779B97F4A7C15 * (2 * n + 1) % 2**64 for n in range(WORDS)], dtype=np.uint64)


@dataclass(frozen=True, slots=True, eq=False)
class Sketch:
    """What of a text is compared with others: less than a kilobyte, as a rule."""

    minima: NDArray[np.uint32]
    """The least hash of each of `BINS` parts of its runs of words."""
    numbers: NDArray[np.uint64]
    """Hashes of the numbers that stand in it, each once, sorted."""

    def __bytes__(self) -> bytes:
        """To be kept with a reading: the same on every machine."""
        return self.minima.astype("<u4").tobytes() + self.numbers.astype("<u8").tobytes()

    @classmethod
    def of(cls, kept: bytes) -> Sketch:
        """The sketch that was kept so. Raises ValueError where it is none."""
        if len(kept) < 4 * BINS:
            raise ValueError(f"{len(kept)} bytes are no sketch")
        numbers = np.frombuffer(kept, "<u8", offset=4 * BINS)
        return cls(np.frombuffer(kept, "<u4", count=BINS), numbers)


def sketch(text: str) -> Sketch | None:
    """The sketch of one text; None where it is too short to be told from others by it."""
    words = _WORD.findall(unicodedata.normalize("NFKC", text).casefold())
    if len(words) < 2 * WORDS:
        return None
    hashes = np.fromiter((_hash(word) for word in words), dtype=np.uint64, count=len(words))
    numbers = hashes[np.fromiter((word[0].isdigit() for word in words), dtype=bool, count=len(words))]
    count = len(words) - WORDS + 1
    runs = np.zeros(count, dtype=np.uint64)
    for place in range(WORDS):
        runs = _stir(runs + hashes[place : place + count] * _MIX[place])
    return Sketch(_minima(np.unique(runs)), np.unique(numbers))


def groups(texts: Iterable[tuple[str, str]]) -> dict[str, str]:
    """For the id of each text that has copies among ``texts`` (id and text), the first id of its copies.

    First in the order of ids, and itself among its copies; a text without a copy is not in it.
    """
    return grouped({name: found for name, text in texts if (found := sketch(text)) is not None})


def grouped(sketches: Mapping[str, Sketch]) -> dict[str, str]:
    """As `groups`, of texts that are sketched already, by id."""
    names = sorted(sketches)
    if len(names) < 2:
        return {}
    minima = np.stack([sketches[name].minima for name in names])
    leader = list(range(len(names)))
    seen: set[tuple[int, int]] = set()
    for start in range(0, BINS - BAND + 1, BAND):
        for one, other in _alike(minima, start):
            if (one, other) in seen or _find(leader, one) == _find(leader, other):
                continue
            seen.add((one, other))
            if _same_numbers(sketches[names[one]].numbers, sketches[names[other]].numbers):
                first, second = sorted((_find(leader, one), _find(leader, other)))
                leader[second] = first
    roots = [_find(leader, place) for place in range(len(names))]
    with_copies = {root for place, root in enumerate(roots) if root != place}
    return {names[place]: names[root] for place, root in enumerate(roots) if root in with_copies}


def _alike(minima: NDArray[np.uint32], start: int) -> Iterable[tuple[int, int]]:
    """Pairs of places that agree in the band at ``start`` and overlap by `OVERLAP`, the lesser place first.

    In each round every text is compared with the first one of its band that none of the rounds before took,
    and leaves the band where they overlap.
    """
    key = np.zeros(len(minima), dtype=np.uint64)
    for column in range(start, start + BAND):
        key = _stir(key + minima[:, column].astype(np.uint64))
    order = np.lexsort((np.arange(len(minima)), key))
    for _ in range(ROUNDS):
        if len(order) < 2:
            return
        sorted_key = key[order]
        opens = np.concatenate(([True], sorted_key[1:] != sorted_key[:-1]))
        first = order[np.flatnonzero(opens)[np.cumsum(opens) - 1]]
        rest = ~opens
        lesser, greater = first[rest], order[rest]
        same = _overlap(minima, lesser, greater) >= OVERLAP
        yield from zip(lesser[same].tolist(), greater[same].tolist(), strict=True)
        order = greater[~same]


def _overlap(
    minima: NDArray[np.uint32], one: NDArray[np.int64], other: NDArray[np.int64]
) -> NDArray[np.float64]:
    """The estimated overlap of pairs, in pieces, so that memory stays small whatever their number."""
    found = np.empty(len(one))
    for begin in range(0, len(one), 65_536):
        part = slice(begin, begin + 65_536)
        found[part] = (minima[one[part]] == minima[other[part]]).mean(axis=1)
    return found


def _same_numbers(one: NDArray[np.uint64], other: NDArray[np.uint64]) -> bool:
    shared = len(np.intersect1d(one, other, assume_unique=True))
    return shared >= NUMBERS_SHARED * min(len(one), len(other))


def _minima(runs: NDArray[np.uint64]) -> NDArray[np.uint32]:
    """The least of each bin; an empty bin takes that of the next one that is not, marked by the distance."""
    bins, first = np.unique((runs >> _BIN_BITS).astype(np.int64), return_index=True)
    values = (runs[first] & np.uint64(0xFFFFFFFF)).astype(np.uint32)
    every = np.arange(BINS)
    place = np.searchsorted(bins, every) % len(bins)
    distance = (bins[place] - every) % BINS
    return values[place] + distance.astype(np.uint32) * np.uint32(0x9E3779B1)


def _stir(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Spread every bit over the whole word (the last steps of splitmix64)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


@lru_cache(maxsize=100_000)
def _hash(word: str) -> int:
    return int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), "big")


def _find(leader: list[int], place: int) -> int:
    """The first of the group of ``place``; the way there is shortened."""
    while leader[place] != place:
        leader[place] = leader[leader[place]]
        place = leader[place]
    return place
