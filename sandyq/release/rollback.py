"""Noticing that an older state is shown as the newest: a catalog against one that was seen before.

A mirror, or whoever controls the way to it, can withhold what is new without breaking any hash. Whoever keeps
the catalog that was last seen notices: its serial only grows, and a version that was listed stays listed with
the same hash.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sandyq.release.errors import ReleaseError, explained
from sandyq.release.storage import Place, at
from sandyq.release.store import CATALOG, read_json

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def since(before: bytes, catalog: Place) -> Iterator[str]:
    """In what ``catalog`` takes back what the catalog ``before`` said. ReleaseError where that is none."""
    try:
        seen = json.loads(before)
        serial, known = int(seen["serial"]), _versions(seen)
    except (ValueError, KeyError, TypeError):
        raise ReleaseError(
            "--since: is no catalog. Name a copy of catalog.json, or a file yet to be."
        ) from None
    try:
        said = read_json(catalog)
        now, listed = int(said["serial"]), _versions(said)
    except (ReleaseError, ValueError, KeyError, TypeError):
        return  # the catalog's own finding says so
    if now < serial:
        yield f"is older than the one seen before: its serial is {now}, and was {serial}"
    for name, sha256 in sorted(known.items()):
        if name not in listed:
            yield f"lists {' '.join(name)} no more"
        elif listed[name] != sha256:
            yield f"lists {' '.join(name)} with another hash"


def needs_catalog(where: Place) -> None:
    """Raises ReleaseError where no catalog stands, as in a dataset or a version."""
    if not (where / CATALOG).is_file():
        raise ReleaseError(f"{where / CATALOG} is missing: --since is for all that is published.")


def remember(where: Place | Path | str, file: Path) -> None:
    """Keep the catalog of ``where`` in ``file`` to be given to `verify` as ``since``; whole or not at all."""
    place = at(where)
    with explained(place):
        needs_catalog(place)
        partial = file.with_name(f".{file.name}.partial")
        partial.write_bytes((place / CATALOG).read_bytes())
        partial.replace(file)


def _versions(catalog: dict[str, Any]) -> dict[tuple[str, str], str]:
    return {
        (dataset["name"], one["version"]): one["sha256"]
        for dataset in catalog["datasets"]
        for one in dataset["versions"]
    }
