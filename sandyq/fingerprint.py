"""A hash of the program that makes rows, by which a changed reader is told from a changed source."""

from __future__ import annotations

import hashlib
from pathlib import Path

_HERE = Path(__file__).parent
_NOT_OF_ROWS = frozenset((_HERE / "release", _HERE / "intake", _HERE / "site"))
"""What compares, publishes and shows makes no row, nor does what takes sources in."""


def fingerprint(*more: Path) -> str:
    """Hexadecimal SHA-256 over the code and the words of this package, and of the folders ``more``.

    It is published with each version, and is another as soon as any of these files is.
    """
    digest = hashlib.sha256()
    for root in (_HERE, *more):
        for path in sorted(root.rglob("*")):
            if path.suffix in (".py", ".csv") and _NOT_OF_ROWS.isdisjoint(path.parents):
                content = path.read_bytes()
                name = path.relative_to(root.parent).as_posix()
                digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()
