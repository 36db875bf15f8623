"""The public address of what is published: one setting, ``site.json`` beside the catalog.

    {"base_url": "https://data.example.org/sandyq/"}

It is the address under which the folder published/ can be reached. Feeds, the catalog and each new version
take it from there. A version keeps the address that it was published with, since it never changes; the
setting is no part of a dataset, so another address alone makes no new version. Without the file all
addresses are relative.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

NAME = "site.json"


@dataclass(frozen=True, slots=True)
class Site:
    """Where published/ can be reached."""

    base_url: str | None = None
    """An absolute http(s) address that ends with a slash; None where there is none."""

    def address(self, *path: str) -> str:
        """The address of a path below published/: relative to it where there is no base."""
        return (self.base_url or "") + "/".join(quote(part) for part in path)

    def version(self, dataset: str, version: str) -> str | None:
        """The absolute address of a version's folder, None where there is no base."""
        return None if self.base_url is None else self.address(dataset, version, "")


NOWHERE = Site()
"""Published under no known address."""


def parse(content: bytes) -> Site:
    """The setting as ``site.json`` holds it; ValueError saying what is wrong with it."""
    try:
        said = json.loads(content)
    except ValueError as error:
        raise ValueError(f"{NAME} is not JSON: {error}") from None
    if not isinstance(said, dict) or said.keys() != {"base_url"}:
        raise ValueError(f'{NAME} is to hold {{"base_url": "https://..."}} and nothing else')
    base = said["base_url"]
    if not isinstance(base, str) or not _is_base(base):
        raise ValueError(
            f"{NAME}: base_url is to be an http(s) address without query or fragment, not {base!r}"
        )
    return Site(base if base.endswith("/") else f"{base}/")


def _is_base(base: str) -> bool:
    try:
        parts = urlsplit(base)
    except ValueError:
        return False
    bare = not (parts.query or parts.fragment or "?" in base or "#" in base)
    return (
        parts.scheme in ("http", "https")
        and bool(parts.hostname)
        and bare
        and base.isascii()
        and " " not in base
    )
