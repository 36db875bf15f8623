"""What catalog.json says of a dataset and of each version, taken from their descriptors.

The other files that stand for the whole of published/ (DCAT, feeds) are made from catalog.json alone: a
version keeps the entry that it was listed with, so the hash of a file damaged since enters none of them.
"""

from __future__ import annotations

from typing import Any

_OF_A_DATASET = ("title", "description", "keywords", "licenses", "contributors", "languages", "temporal")
_OF_A_VERSION = ("updated",)
_OF_A_FILE = ("name", "title", "path", "mediatype", "bytes", "hash", "rows")


def dataset(descriptor: dict[str, Any]) -> dict[str, Any]:
    """What is said of a dataset, by the descriptor of its newest version; title and description always."""
    return {"title": "", "description": "", **_some(descriptor, _OF_A_DATASET)}


def version(descriptor: dict[str, Any]) -> dict[str, Any]:
    """What is said of a version beside its number: its day, where it has one, and its data files."""
    return {
        **_some(descriptor, _OF_A_VERSION),
        "files": [_some(resource, _OF_A_FILE) for resource in descriptor.get("resources", [])],
    }


def _some(said: dict[str, Any], keys: tuple[str, ...]) -> dict[str, Any]:
    return {key: said[key] for key in keys if key in said}
