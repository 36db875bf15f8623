"""The models applied: valid rows go on, the others are set aside with what is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

    from sandyq.tables import Frames


@dataclass(frozen=True, slots=True)
class Checked:
    """What came through, and what did not."""

    frames: Frames
    quarantine: pl.DataFrame
    """One row per failed row and check: table, key, column, check, value, source_id."""


def check(frames: Frames, known: Frames | None = None) -> Checked:
    """Check each frame against the model of its table; rows that fail go to quarantine, the rest go on.

    Foreign keys are looked up among the valid rows of ``frames`` and ``known``. A missing column or a wrong
    type is a fault of the program: TypeError.
    """
    raise NotImplementedError


def assemble(read: Frames) -> Checked:
    """The frames of `sandyq.tables.rows` checked, observations gathered from the valid figures and checked."""
    raise NotImplementedError
