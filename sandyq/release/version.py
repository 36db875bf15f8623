"""Version numbers: semantic, computed, never typed by hand."""

from __future__ import annotations

import re
from enum import IntEnum

FIRST = "1.0.0"

_VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")


class Level(IntEnum):
    """How much a change means to those who use the data; the larger wins."""

    NONE = 0
    PATCH = 1
    """Corrected values or descriptions."""
    MINOR = 2
    """New rows, tables or nullable columns, or withdrawn rows."""
    MAJOR = 3
    """A column, type, key, unit or meaning changes."""


def parse(version: str) -> tuple[int, int, int] | None:
    """The three numbers of a version, None where it is none."""
    match = _VERSION.fullmatch(version)
    return (int(match[1]), int(match[2]), int(match[3])) if match else None


def bump(version: str, level: Level) -> str:
    """The version that follows; ValueError where ``version`` is none."""
    numbers = parse(version)
    if numbers is None:
        raise ValueError(f"not a version: {version!r}")
    major, minor, patch = numbers
    match level:
        case Level.NONE:
            return version
        case Level.PATCH:
            return f"{major}.{minor}.{patch + 1}"
        case Level.MINOR:
            return f"{major}.{minor + 1}.0"
        case Level.MAJOR:
            return f"{major + 1}.0.0"
