"""How much a visit costs: bytes of HTML, script and style, and the requests of a first load."""

from __future__ import annotations

import gzip
import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

pytest.importorskip("playwright", reason="playwright is absent: pip install -r requirements-dev.txt")

from .conftest import DATASET, JS, NEW, OLD, ROOT, Served, Visit

if TYPE_CHECKING:
    from pathlib import Path

HTML, SCRIPT, STYLE, FIRST_LOAD, REQUESTS = 20_000, 40_000, 5_000, 80_000, 6
"""Bytes: HTML and style as a web server sends them, compressed; the script as it stands."""

COMPRESSED = {".html", ".css", ".js", ".svg", ".json"}
"""Files that web servers compress."""

DATASETS = ["diplomacy", "economy", "figures", "investment", "trade"]


def sent(path: Path) -> int:
    """Bytes of a file as a web server sends it."""
    content = path.read_bytes()
    return len(gzip.compress(content, 6)) if path.suffix in COMPRESSED else len(content)


@pytest.mark.parametrize("name", DATASETS)
def test_a_dataset_page_is_small(site: Served, name: str) -> None:
    assert sent(site.file(f"datasets/kazakhstan-{name}.html")) <= HTML


@pytest.mark.parametrize("version", [OLD, NEW])
def test_a_version_page_is_small(site: Served, version: str) -> None:
    assert sent(site.file(f"datasets/{DATASET}/{version}.html")) <= HTML


def test_the_script_and_the_style_are_small(site: Served) -> None:
    assert site.file("assets/table.js").stat().st_size <= SCRIPT
    assert sent(site.file("assets/style.css")) <= STYLE


@pytest.mark.parametrize("name", DATASETS)
def test_a_first_load_is_small(visit: Visit, site: Served, name: str) -> None:
    visit.page.goto(site.at(f"datasets/kazakhstan-{name}.html"))
    visit.page.wait_for_load_state("networkidle")
    files = [site.published / urlsplit(url).path.lstrip("/") for url in visit.requests]
    assert len(files) <= REQUESTS, files
    assert sum(map(sent, files)) <= FIRST_LOAD, {str(file): sent(file) for file in files}


@pytest.mark.parametrize("folder", ["figures", "sources"])
def test_figures_and_sources_have_no_script(site: Served, folder: str) -> None:
    pages = sorted(site.file(folder).rglob("*.html"))
    assert pages
    for page in pages:
        html = page.read_text(encoding="utf-8")
        kinds = re.findall(r"<script(?![^>]*type=\"application/(?:ld\+)?json\")", html)
        assert kinds == [], page.name
        assert "script-src" not in html, page.name


def test_the_lock_file_names_no_address() -> None:
    lock = (JS / "package-lock.json").read_text(encoding="utf-8")
    assert "resolved" not in lock
    assert "://" not in lock
    assert lock.count('"integrity"') >= 4


def test_what_is_bundled_is_acknowledged() -> None:
    notices = (ROOT / "sandyq" / "site" / "assets" / "THIRD-PARTY.txt").read_text(encoding="utf-8")
    for name in ("hyparquet", "fzstd"):
        assert re.search(rf"^{name} \d+\.\d+\.\d+ \(MIT\)$", notices, re.MULTILINE)
    assert notices.count("Permission is hereby granted") == 2
