"""Words as data: the tables of one language, read once.

Each table is a CSV under ``<language>/``; a row is a word and what it means to the rules. Adding a word needs
no code.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files


@cache
def table(name: str, language: str = "en") -> tuple[dict[str, str], ...]:
    """Rows of ``<language>/<name>.csv`` in file order; every cell a stripped string, empty where blank."""
    text = (files(__name__) / language / f"{name}.csv").read_text(encoding="utf-8")
    return tuple(
        {column: (cell or "").strip() for column, cell in row.items()}
        for row in csv.DictReader(text.splitlines())
    )
