"""What is known of addresses that were asked before.

To lose it costs requests: what has a source is known by it; what was refused or removed is asked for again.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from sandyq.intake.fetch import Page

FILE = ".fetched.json"
"""In the raw folder; hidden, so it is no source."""

Marks = dict[str, str]


@dataclass(slots=True)
class State:
    """Marks by which a server tells whether a page changed, and feeds' items that were dealt with."""

    pages: dict[str, Marks] = field(default_factory=dict)
    """``etag`` and ``modified`` of pages and feeds, by address."""
    seen: dict[str, str] = field(default_factory=dict)
    """The source id of each item of a feed that was taken in, or why it was refused, by address.

    A source that is withdrawn and removed is therefore not taken in again by the next run.
    """

    @classmethod
    def of(cls, raw: Path) -> State:
        """As it was saved last; empty where it was not, or where the file is not what was saved."""
        try:
            saved = json.loads((raw / FILE).read_text(encoding="utf-8"))
            pages = {str(url): _strings(marks) for url, marks in saved["pages"].items()}
            return cls(pages, _strings(saved["seen"]))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return cls()

    def save(self, raw: Path) -> None:
        """Write it whole or not at all. Raises OSError."""
        raw.mkdir(parents=True, exist_ok=True)
        content = json.dumps({"pages": self.pages, "seen": self.seen}, indent=1, sort_keys=True)
        aside = raw / f"{FILE}.part"
        aside.write_text(content + "\n", encoding="utf-8")
        aside.replace(raw / FILE)

    def mark(self, url: str, page: Page) -> None:
        """Remember how the server marked ``page``; forget ``url`` where it did not."""
        marks = {"etag": page.etag, "modified": page.modified}
        self.pages.pop(url, None)
        if any(marks.values()):
            self.pages[url] = {name: mark for name, mark in marks.items() if mark}


def _strings(found: dict[str, str]) -> dict[str, str]:
    return {str(name): str(value) for name, value in found.items()}
