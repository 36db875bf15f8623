"""A visit to a dataset of 5,000 figures costs no more than one to a small dataset."""

from __future__ import annotations

import importlib.util
import threading
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

pytest.importorskip("playwright", reason="playwright is absent: pip install -r requirements-dev.txt")

from sandyq.release import plan, publish
from sandyq.site import build as building
from sandyq.site.pages import catalogue, dataset
from sandyq.site.serve import server
from schemas.check import assemble
from schemas.datasets import DATASETS, package

from .conftest import ROOT, Served, Visit
from .test_browser_bytes import FIRST_LOAD, HTML, REQUESTS, sent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import BrowserContext

FIGURES = 5_000
NAMES = [one.name for one in DATASETS]


class WhenAsked(Executor):
    """Draws a chart when somebody asks for it: most charts of this site nobody looks at."""

    def submit(self, task: Callable[..., Any], /, *args: Any, **named: Any) -> Future[Any]:
        class Later(Future[Any]):
            def result(self, timeout: float | None = None) -> Any:
                return task(*args, **named)

        return Later()


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Every dataset out of 5,000 figures, with the pages of datasets and of the catalogue, served."""
    place = importlib.util.spec_from_file_location("rows", ROOT / "benchmarks" / "rows.py")
    assert place is not None
    assert place.loader is not None
    rows = importlib.util.module_from_spec(place)
    place.loader.exec_module(rows)
    published: Path = tmp_path_factory.mktemp("large") / "published"
    frames = assemble(rows.make(FIGURES)).frames
    for one in DATASETS:
        publish(plan(package(one, frames), published))

    @contextmanager
    def drawing() -> Iterator[Executor]:
        yield WhenAsked()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(building, "KINDS", (("datasets", dataset.pages), ("catalogue", catalogue.pages)))
        patch.setattr(building, "drawing", drawing)
        building.build(published, published / "site")
    with server(published, 0) as serving:
        thread = threading.Thread(target=serving.serve_forever)
        thread.start()
        yield Served(published, f"http://127.0.0.1:{serving.server_port}/")
        serving.shutdown()
        thread.join()


@pytest.mark.parametrize("name", NAMES)
def test_its_page_is_small(large: Served, name: str) -> None:
    assert sent(large.file(f"datasets/{name}.html")) <= HTML


@pytest.mark.parametrize("page", [*(f"datasets/{name}.html" for name in NAMES), "index.html", "search.html"])
def test_a_first_load_is_small(context: BrowserContext, large: Served, page: str) -> None:
    visit = Visit(context.new_page(), large.base)
    visit.page.goto(large.at(page))
    visit.page.wait_for_load_state("networkidle")
    files = [large.published / urlsplit(url).path.lstrip("/") for url in visit.requests]
    assert (visit.errors, visit.elsewhere) == ([], [])
    assert len(files) <= REQUESTS, files
    assert sum(map(sent, files)) <= FIRST_LOAD, {str(file): sent(file) for file in files}
