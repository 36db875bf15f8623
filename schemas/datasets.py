"""Which tables make a dataset, and that no row is lost on the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from schemas.check import Checked
    from sandyq.release import Package
    from sandyq.tables import Frames


@dataclass(frozen=True, slots=True)
class Dataset:
    """What one data package holds."""

    name: str
    title: str
    description: str
    theme: str | None
    """The theme of indicators.csv whose rows it holds; None for all."""
    tables: tuple[str, ...]
    keywords: tuple[str, ...]


DATASETS: tuple[Dataset, ...] = ()


class ConservationError(Exception):
    """read = published + quarantined + left out does not hold; the message has the numbers."""


@dataclass(frozen=True, slots=True)
class Account:
    """Where the rows of one table went in one dataset."""

    dataset: str
    table: str
    read: int
    published: int
    quarantined: int
    left_out: dict[str, int]
    """Rows by stated reason."""


def package(dataset: Dataset, frames: Frames) -> Package:
    """The package of ``dataset`` out of the valid frames of `schemas.check.assemble`."""
    raise NotImplementedError


def account(dataset: Dataset, read: Frames, checked: Checked, package: Package) -> tuple[Account, ...]:
    """Account for every row read, per table of the dataset; ConservationError with the numbers if one is lost."""
    raise NotImplementedError
