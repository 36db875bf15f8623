"""A site of two versions with hostile text in it, served on 127.0.0.1, and Debian's Chromium to visit it."""

from __future__ import annotations

import os
import shutil
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Page

ROOT = Path(__file__).resolve().parents[3]
JS = ROOT / "sandyq" / "site" / "js"

NEEDED = {"chromium": shutil.which("chromium"), "node": shutil.which("node"), "npm": shutil.which("npm")}
"""Debian's packages of these names; .ci/run installs them."""

PATIENCE = 20_000
"""Milliseconds to wait for what a page is to show: others may use the machine too."""

DATASET, OLD, NEW = "kazakhstan-trade", "1.0.0", "1.1.0"
"""The dataset that most tests look at, and its versions."""

FRONT = """---
title: {title}
publisher: The Steppe Courier
author: Dana Omarova
published: 2024-02
url: https://example.org/{name}
licence: {licence}
kind: article
language: en
---
"""
PARTNERS = (
    "Austria", "Belgium", "Brazil", "Canada", "China", "Egypt", "Finland", "France", "Germany", "Greece",
    "Hungary", "India", "Iran", "Japan", "Poland", "Russia", "Spain", "Sweden", "Turkey", "Uzbekistan",
)  # fmt: skip
HOSTILE_TITLE = (
    '"<script>alert(\'title\')</script> & \\"quotes\\" <svg onload=alert(1)> \u202eright to left\u202c"'
)
HOSTILE_TEXT = (
    "<script>alert('text')</script> <img src=x onerror=alert(2)> said \u202eso\u202c and \"so\".\n\n"
    f"The word {'a' * 10_000} stood before it.\n\n"
    "Exports of <b>wheat</b> from Kazakhstan to Italy reached $7.5 billion in 2021, "
    "<svg onload=alert(3)> imports came to between 2 and 3 million tonnes.\n\n"
    f"Trade with {'b' * 10_000} grew by 12.5 percent in 2022.\n"
)


def article(year: int) -> str:
    """A sentence with two figures for each partner."""
    return "\n\n".join(
        f"Trade between Kazakhstan and {partner} reached ${place + 1}.{year % 10} billion in {year}, "
        f"up {place + 2}.5 percent."
        for place, partner in enumerate(PARTNERS)
    )


def fill(raw: Path) -> None:
    """Sources of three years, one that may not be shown in full, and a hostile one."""
    raw.mkdir(parents=True)

    def add(name: str, text: str, title: str = "", licence: str = "CC0-1.0") -> None:
        front = FRONT.format(title=title or f"Trade in {name}", name=name, licence=licence)
        (raw / f"{name}.md").write_text(f"{front}{text}\n", encoding="utf-8")

    for year in (2020, 2021, 2022):
        add(f"{year}-trade", article(year))
    add("2023-closed", article(2023), licence="all-rights-reserved")
    add("2024-hostile", HOSTILE_TEXT, title=HOSTILE_TITLE)
    add("2024-visits", "President Xi Jinping visited Kazakhstan on 14 September 2023.\n")


def change(raw: Path) -> None:
    """What makes the second version: a further source, and a sentence that is gone."""
    path = raw / "2020-trade.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.rsplit("\n\n", 1)[0] + "\n", encoding="utf-8")
    first = (raw / "2021-trade.md").read_text(encoding="utf-8").split("---\n", 2)
    further = "Trade between Kazakhstan and Kenya reached $1.5 billion in 2023, up 4.5 percent.\n"
    (raw / "2024-kenya.md").write_text(f"---\n{first[1]}---\n{further}", encoding="utf-8")


@dataclass(frozen=True)
class Served:
    """A built site on a server of this test run."""

    published: Path
    base: str
    """Address of published/, with a slash at the end."""

    def at(self, page: str) -> str:
        """The address of a page of the site, by its path below published/site/."""
        return f"{self.base}site/{page}"

    def file(self, page: str) -> Path:
        """The file of a page, by its path below published/site/."""
        return self.published / "site" / urlsplit(page).path


@dataclass
class Visit:
    """A page in the browser, and what it should not have done."""

    page: Page
    base: str
    errors: list[str] = field(default_factory=list)
    """Console errors, uncaught exceptions and dialogs."""
    requests: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        page = self.page
        page.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("dialog", self._dialog)

    def _dialog(self, dialog: Any) -> None:
        self.errors.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    @property
    def elsewhere(self) -> list[str]:
        """Requests off the site."""
        return [url for url in self.requests if not url.startswith((self.base, "data:", "blob:"))]

    @property
    def parquet(self) -> list[str]:
        """Requests for Parquet."""
        return [url for url in self.requests if urlsplit(url).path.endswith(".parquet")]


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Two versions of each dataset and their site; made once, however many processes run the tests."""
    from filelock import FileLock

    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "site"
    with FileLock(f"{folder}.lock"):
        if not folder.exists():
            make(folder.with_name("site.partial")).replace(folder)
    return folder / "published"


def make(folder: Path) -> Path:
    """Publish and build in ``folder``; the folder."""
    from typer.testing import CliRunner

    from flows.cli import app

    folders = {name: folder / name for name in ("raw", "published", "reports")}
    options = [part for name, path in folders.items() for part in (f"--{name}", str(path))]
    for edit, *commands in ((fill, ["refresh", "--direct"]), (change, ["refresh", "--direct"], ["site"])):
        edit(folders["raw"])
        for command in commands:
            done = CliRunner().invoke(app, [*command, *options], catch_exceptions=False)
            assert done.exit_code == 0, done.output
    return folder


@pytest.fixture(scope="session")
def site(published: Path) -> Iterator[Served]:
    """The site, served as `sandyq serve` does."""
    from sandyq.site.serve import server

    with server(published, 0) as serving:
        thread = threading.Thread(target=serving.serve_forever)
        thread.start()
        yield Served(published, f"http://127.0.0.1:{serving.server_port}/")
        serving.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, for a module: Playwright's loop must not be there when others are tested."""
    for name, path in NEEDED.items():
        if path is None:
            pytest.skip(f"{name} is absent: as root, apt-get install {name}")
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=NEEDED["chromium"])
        yield browser
        browser.close()


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A fresh profile on a desktop."""
    fresh = chromium.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    fresh.set_default_timeout(PATIENCE)
    yield fresh
    fresh.close()


@pytest.fixture
def visit(context: BrowserContext, site: Served) -> Iterator[Visit]:
    """A page; at the end it must have been quiet, and have asked for nothing off the site."""
    visited = Visit(context.new_page(), site.base)
    yield visited
    assert visited.errors == []
    assert visited.elsewhere == []


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core, of the version that the lock file of the site's sources pins."""
    path = JS / "node_modules" / "axe-core" / "axe.min.js"
    if not path.exists():
        pytest.skip(f"axe-core is absent: npm ci --prefix {os.path.relpath(JS, ROOT)}")
    return path.read_text(encoding="utf-8")
