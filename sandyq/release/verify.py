"""Checking what is published against its own contract, and its quotes against their sources."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing that is not as it should be."""

    dataset: str
    version: str
    """Empty where the finding is about the dataset or the catalog."""
    file: str
    """Relative to the path that was verified."""
    check: str
    """hash, missing, unexpected, descriptor, schema, type, constraint, key, foreign_key, span, pointer, ..."""
    message: str
    error: bool = True
    """False for a note: a source that changed since, so that its quotes cannot be checked."""


def verify(path: Path, sources: Mapping[str, str] | None = None) -> list[Finding]:
    """Check everything published at ``path``: a whole published/, one dataset or one version.

    Hashes (SHA256SUMS, descriptor, pointers), Arrow schemas against the descriptor, constraints, keys, foreign
    keys; and where ``sources`` gives texts by source id, every quote and sentence against its text. An empty
    list means that all is well. Raises ReleaseError where there is nothing to verify.
    """
    raise NotImplementedError
