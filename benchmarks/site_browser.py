"""How long a person waits for the table of a dataset page: the first filter, later ones, sorting, searching.

Prints the table that docs/site.md quotes:

    python benchmarks/site_browser.py

A hundred figures made from a seed (rows.py) are published as kazakhstan-figures, and the site is built and
served as `sandyq serve` does. The file behind the table is then replaced by one with many rows, since the
pages of 50,000 single figures say nothing here and take a while. Debian's Chromium opens the page. A time
runs from the event in the field until the rows stand in the page and a frame was painted, fetching and
decoding included. Medians are given. The exit code is 1 where one is more than three times what is
promised, since a machine that others use is slow now and then.
"""

from __future__ import annotations

import os
import re
import shutil
import statistics
import sys
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
from playwright.sync_api import sync_playwright
from rows import make

from sandyq.release import plan, publish
from sandyq.release.files import parquet
from sandyq.site.build import build
from sandyq.site.serve import server
from schemas.check import assemble
from schemas.datasets import DATASETS, package

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FEW, SMALL, LARGE = 100, 5_000, 50_000
"""Figures."""
VISITS = 5
"""Fresh pages, for medians of what happens once a page."""
PROMISED = {
    (SMALL, "first filter"): 500,
    (SMALL, "later filter"): 100,
    (LARGE, "later filter"): 300,
}
"""Milliseconds."""
LENIENT = 3
PAGE = "site/datasets/kazakhstan-figures.html"

# Sets a field as a person does, and waits until the table is no longer busy and a frame was painted.
TIMED = """async ([name, value]) => {
  const table = document.getElementById("rows");
  const done = new Promise((resolve) => new MutationObserver((_, observer) => {
    if (!table.hasAttribute("aria-busy")) { observer.disconnect(); resolve(); }
  }).observe(table, { attributeFilter: ["aria-busy"] }));
  const started = performance.now();
  if (name === "sort") table.querySelector(`th[data-column="${value}"] button`).click();
  else {
    const field = document.querySelector(`#filter [name="${name}"]`);
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  await done;
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  return performance.now() - started;
}"""

LATER = [
    ("partner", "DEU"),
    ("year", "2010"),
    ("partner", "CHN"),
    ("year", ""),
    ("partner", "ITA"),
    ("partner", ""),
]
SORTED = [("sort", "value"), ("sort", "value"), ("sort", "period"), ("sort", "period")]
SEARCHED = [("q", word) for word in ("wheat", "wheat 2010", "line 1", "line 12", "germany")]


def prepare(published: Path) -> None:
    """Publish a few figures, and build their site."""
    everything = next(dataset for dataset in DATASETS if dataset.theme is None)
    publish(plan(package(everything, assemble(make(FEW)).frames), published))
    build(published, published / "site")


def enlarge(published: Path, figures: int) -> None:
    """Put a file of this many rows behind the table."""
    (file,) = published.glob("*/*/figures.parquet")
    file.write_bytes(parquet(make(figures)["figures"].to_arrow().cast(pq.read_schema(file))))
    page = published / PAGE
    html = page.read_text(encoding="utf-8")
    page.write_text(re.sub(r'data-rows="\d+"', f'data-rows="{figures}"', html), encoding="utf-8")


def visit(browser: Browser, address: str) -> Page:
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.goto(address)
    page.locator("#filter").wait_for()
    return page


def timed(page: Page, steps: list[tuple[str, str]]) -> list[float]:
    """Milliseconds of each step."""
    return [page.evaluate(TIMED, list(step)) for step in steps]


def measure(browser: Browser, address: str) -> dict[str, float]:
    """Medians in milliseconds, by what is done."""
    taken: dict[str, list[float]] = {}
    for _ in range(VISITS):
        page = visit(browser, address)
        found: dict[str, Any] = {
            "first filter": timed(page, [("partner", "RUS")]),
            "later filter": timed(page, LATER),
            "first search": timed(page, [("q", "wheat 1999")]),
            "later search": timed(page, SEARCHED),
            "sort": timed(page, [("q", ""), *SORTED])[1:],
        }
        for name, values in found.items():
            taken.setdefault(name, []).extend(values)
        page.context.close()
    return {name: statistics.median(values) for name, values in taken.items()}


def main() -> int:
    found: dict[tuple[int, str], float] = {}
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        published = Path(scratch)
        prepare(published)
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        with server(published, 0) as serving:
            threading.Thread(target=serving.serve_forever, daemon=True).start()
            for figures in (SMALL, LARGE):
                enlarge(published, figures)
                measured = measure(browser, f"http://127.0.0.1:{serving.server_port}/{PAGE}")
                found.update({(figures, name): value for name, value in measured.items()})
            serving.shutdown()
        browser.close()
    print(f"Medians in milliseconds; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n")
    print("| figures | what | ms | promised |\n|---|---|---|---|")
    for (figures, name), value in found.items():
        print(f"| {figures:,} | {name} | {value:.0f} | {PROMISED.get((figures, name), '')} |")
    return int(any(found[case] > LENIENT * limit for case, limit in PROMISED.items()))


if __name__ == "__main__":
    sys.exit(main())
