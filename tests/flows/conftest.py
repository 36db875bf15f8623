"""A small project in a temporary folder, and the command line run on it in this process."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner, Result

from flows.cli import app

if TYPE_CHECKING:
    from pathlib import Path

FRONT_MATTER = """---
title: "{title}"
publisher: Test
published: 2024-02
licence: CC0-1.0
kind: article
language: en
---
"""

TEXTS = {
    "2024-italy": "Trade between Kazakhstan and Italy reached $19.9 billion in 2023, up 33.7 percent.\n",
    "2024-turkey": "Trade between Kazakhstan and Turkey fell to $5.6 billion in 2023.\n",
}


def source(text: str, title: str = "A test", **fields: str) -> str:
    """A source file: front matter, fields of it replaced or added, and the text."""
    front = FRONT_MATTER.format(title=title)
    for field, value in fields.items():
        lines = [line for line in front.splitlines() if not line.startswith(f"{field}:")]
        lines.insert(-1, f"{field}: {value}")
        front = "\n".join(lines) + "\n"
    return front + text


@dataclass(frozen=True)
class Project:
    """raw/, published/ and reports/ of one test."""

    root: Path

    @property
    def raw(self) -> Path:
        return self.root / "raw"

    @property
    def published(self) -> Path:
        return self.root / "published"

    @property
    def reports(self) -> Path:
        return self.root / "reports"

    def add(self, name: str, content: str | bytes) -> Path:
        """Write a file into raw/."""
        path = self.raw / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def sandyq(self, *arguments: str, stdin: str | bytes | None = None) -> Result:
        """Run a command in this process; an error of the program is raised."""
        return CliRunner().invoke(app, list(arguments), input=stdin, catch_exceptions=False)

    def refresh(self, *arguments: str) -> Result:
        """Run the main job, without Prefect, on this project's folders."""
        folders = ("--raw", self.raw, "--published", self.published, "--reports", self.reports)
        return self.sandyq("refresh", "--direct", *map(str, folders), *arguments)

    def report(self) -> dict[str, Any]:
        """report.json of the newest run."""
        newest = max(self.reports.iterdir(), key=lambda folder: folder.name)
        content: dict[str, Any] = json.loads((newest / "report.json").read_text(encoding="utf-8"))
        return content

    def files(self) -> dict[str, str]:
        """SHA-256 of every file that is published, by path; the site is built from them and shows the run."""
        return {
            path.relative_to(self.published).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(self.published.rglob("*"))
            if path.is_file() and self.published / "site" not in path.parents
        }

    def versions(self) -> set[str]:
        """The versions that are there: ``kazakhstan-trade/1.0.0``."""
        return {"/".join(path.parts[-3:-1]) for path in self.published.glob("*/*/datapackage.json")}

    def published_sources(self) -> set[str]:
        """Ids of the sources in the newest version of everything."""
        from sandyq.release import descriptor, store

        folder = self.published / "kazakhstan-figures"
        package = descriptor.load(folder / store.versions(folder)[-1])
        return set(package.table("sources").data["source_id"].to_pylist())


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project with two sources and nothing published yet."""
    made = Project(tmp_path)
    for name, text in TEXTS.items():
        made.add(f"{name}.md", source(text, title=name))
    return made
