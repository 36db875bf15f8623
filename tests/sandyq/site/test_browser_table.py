"""The table of a dataset page, used as a person would: filter, sort, more rows, download, other versions."""

from __future__ import annotations

import functools
import http.server
import io
import random
import re
import shutil
import threading
from typing import TYPE_CHECKING

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

pytest.importorskip("playwright", reason="playwright is absent: pip install -r requirements-dev.txt")

from playwright.sync_api import Page, expect

from sandyq.release.files import csv
from sandyq.site.serve import server

from .conftest import DATASET, NEW, OLD, Served, Visit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import BrowserContext, Locator, Response

FIRST = 50
"""Rows in the HTML."""


def figures(site: Served, version: str = NEW) -> pl.DataFrame:
    return pl.read_csv(site.published / DATASET / version / "figures.csv", infer_schema=False)


def rows(page: Page) -> Locator:
    return page.locator("#rows tbody tr")


def column(page: Page, name: str) -> list[str]:
    """What the table shows in a column."""
    heads = page.locator("#rows thead th")
    names = [heads.nth(at).get_attribute("data-column") for at in range(heads.count())]
    return rows(page).locator(f":scope > :nth-child({names.index(name) + 1})").all_inner_texts()


def downloaded(page: Page) -> tuple[str, bytes]:
    """The name and the bytes of what the button gives."""
    with page.expect_download() as waited:
        page.locator("#download").click()
    path: Path = waited.value.path()
    return waited.value.suggested_filename, path.read_bytes()


@pytest.fixture
def page(visit: Visit, site: Served) -> Page:
    visit.page.goto(site.at(f"datasets/{DATASET}.html"))
    return visit.page


def test_the_file_is_not_read_before_someone_asks(page: Page, visit: Visit) -> None:
    page.wait_for_load_state("networkidle")
    page.locator("#filter input[name=q]").focus()
    assert visit.parquet == []
    page.locator("#filter select[name=partner]").select_option("CHN")
    expect(page.locator("#rows-count")).to_contain_text(" 8 ")
    page.locator("#filter select[name=partner]").select_option("RUS")
    expect(page.locator("#filter select[name=partner]")).to_have_value("RUS")
    assert len(visit.parquet) == 1, "a small file is fetched once, whole"


def test_rows_of_the_script_are_those_of_the_page(page: Page, site: Served) -> None:
    """The same elements, texts, links and classes, made by templates and made by the module."""
    before = page.locator("#rows tbody").inner_html()
    page.locator("#filter select[name=partner]").select_option("CHN")
    expect(rows(page)).not_to_have_count(FIRST)
    page.locator("#filter button[type=reset]").click()
    expect(rows(page)).to_have_count(FIRST)
    tidy = functools.partial(re.sub, r">\s+<", "><")
    assert tidy(page.locator("#rows tbody").inner_html().strip()) == tidy(before.strip())


def test_a_filter_lives_in_the_address(page: Page, context: BrowserContext, site: Served) -> None:
    partner = page.locator("#filter select[name=partner]")
    partner.select_option("CHN")
    expect(page).to_have_url(re.compile(r"\?partner=CHN$"))
    expect(rows(page)).to_have_count(8)
    assert set(column(page, "partner")) == {"China"}
    page.locator("#filter select[name=year]").select_option("2022")
    expect(page).to_have_url(re.compile(r"partner=CHN.*year=2022"))
    expect(rows(page)).to_have_count(2)
    shared = context.new_page()
    shared.goto(page.url)
    expect(rows(shared)).to_have_count(2)
    assert column(shared, "quote") == column(page, "quote")
    expect(shared.locator("#filter select[name=year]")).to_have_value("2022")
    page.go_back()
    expect(rows(page)).to_have_count(8)
    page.go_back()
    expect(rows(page)).to_have_count(FIRST)
    expect(partner).to_have_value("")
    page.go_forward()
    expect(rows(page)).to_have_count(8)
    expect(partner).to_have_value("CHN")


def test_typing_finds_all_words_and_makes_one_entry_of_the_history(page: Page) -> None:
    box = page.locator("#filter input[name=q]")
    box.press_sequentially("HUNGARY 2021", delay=20)
    expect(rows(page)).to_have_count(2)
    expect(page).to_have_url(re.compile(r"\?q=HUNGARY\+2021$"))
    assert set(column(page, "partner")) == {"Hungary"}
    page.go_back()
    expect(rows(page)).to_have_count(FIRST)
    expect(box).to_have_value("")


def test_nothing_found_is_said(page: Page) -> None:
    page.locator("#filter input[name=q]").fill("no such words")
    expect(rows(page)).to_have_count(0)
    expect(page.locator("#rows-count")).not_to_contain_text(f"{FIRST} ")
    expect(page.locator("#more")).to_be_hidden()


def test_the_count_is_announced(page: Page) -> None:
    count = page.locator("#rows-count")
    assert count.get_attribute("role") == "status"
    total = figures_total(page)
    expect(count).to_contain_text(f"{FIRST} ")
    expect(count).to_contain_text(str(total))
    page.locator("#more").click()
    expect(count).to_contain_text(f"{total} of {total}")


def figures_total(page: Page) -> int:
    return int(page.locator("#rows").get_attribute("data-rows") or 0)


def test_a_head_sorts_up_and_down_and_not_at_all(page: Page) -> None:
    head = page.locator("#rows th[data-column=value]")
    before = column(page, "quote")
    button = head.get_by_role("button")
    button.focus()
    page.keyboard.press("Enter")
    expect(head).to_have_attribute("aria-sort", "ascending")
    assert arrow(button) == '"↑" / ""'
    expect(page).to_have_url(re.compile("sort=value$"))
    assert column(page, "value")[:3] == ["2.5", "2.5", "2.5"]
    page.keyboard.press("Enter")
    expect(head).to_have_attribute("aria-sort", "descending")
    assert arrow(button) == '"↓" / ""'
    expect(page).to_have_url(re.compile("sort=-value$"))
    assert column(page, "value")[0].startswith("20.")
    page.keyboard.press("Enter")
    expect(head).not_to_have_attribute("aria-sort", re.compile("."))
    expect(page).not_to_have_url(re.compile("sort"))
    assert column(page, "quote") == before
    expect(button).to_be_focused()


def arrow(button: Locator) -> str:
    """What a head shows of its order, as the style says it: to the eye alone."""
    said: str = button.evaluate("(one) => getComputedStyle(one, '::after').content")
    return said


def test_names_are_sorted_as_they_are_shown(page: Page, site: Served) -> None:
    page.goto(f"{site.at(f'datasets/{DATASET}.html')}?sort=partner")
    expect(page.locator("#rows th[data-column=partner]")).to_have_attribute("aria-sort", "ascending")
    page.locator("#more").click()
    expect(rows(page)).to_have_count(figures_total(page))
    shown = [name for name in column(page, "partner") if name != "–"]
    assert shown == sorted(shown)
    assert set(column(page, "partner")[len(shown) :]) <= {"–"}, "rows without a partner come last"


def test_more_rows_come_in_the_same_order_and_focus_is_not_lost(page: Page, site: Served) -> None:
    page.locator("#more").focus()
    page.keyboard.press("Enter")
    expect(rows(page)).to_have_count(figures_total(page))
    assert column(page, "source_id") == figures(site)["source_id"].to_list()
    expect(page.locator("#more")).to_be_hidden()
    expect(rows(page).nth(FIRST).locator("a").first).to_be_focused()


def test_the_filtered_rows_are_downloaded(page: Page, site: Served) -> None:
    page.locator("#filter select[name=partner]").select_option("FRA")
    expect(rows(page)).to_have_count(8)
    page.locator("#rows th[data-column=value]").get_by_role("button").click()
    expect(page.locator("#rows th[data-column=value]")).to_have_attribute("aria-sort", "ascending")
    name, content = downloaded(page)
    assert name == f"{DATASET}-{NEW}-figures-filtered.csv"
    got = pl.read_csv(io.BytesIO(content), infer_schema=False)
    assert got["quote"].to_list() == column(page, "quote")
    assert got["source_id"].to_list() == column(page, "source_id")
    wanted = (
        figures(site)
        .filter(pl.col("partner") == "FRA")
        .sort(pl.col("value").cast(float), maintain_order=True)
    )
    assert got.equals(wanted, null_equal=True)


def test_all_rows_are_downloaded_as_they_were_published(page: Page, site: Served) -> None:
    name, content = downloaded(page)
    assert name == f"{DATASET}-{NEW}-figures.csv"
    assert content == (site.published / DATASET / NEW / "figures.csv").read_bytes()


def test_a_filter_goes_along_to_another_version(page: Page, site: Served) -> None:
    page.locator("#filter select[name=partner]").select_option("CHN")
    expect(page).to_have_url(re.compile("partner=CHN"))
    page.locator("#version select").select_option(label=OLD)
    page.locator("#version button").click()
    expect(page).to_have_url(re.compile(rf"/{re.escape(DATASET)}/{re.escape(OLD)}\.html\?partner=CHN$"))
    expect(page.locator("#filter select[name=partner]")).to_have_value("CHN")
    expect(rows(page)).to_have_count(8)


def test_a_filter_that_this_version_does_not_offer_is_kept(page: Page, site: Served) -> None:
    page.goto(f"{site.at(f'datasets/{DATASET}/{OLD}.html')}?partner=KEN")
    expect(rows(page)).to_have_count(0)
    expect(page.locator("#filter select[name=partner]")).to_have_value("KEN")


def test_differences_are_reached_from_either_side(page: Page) -> None:
    form = page.locator("#diff")
    form.locator("select[name=old]").select_option(NEW)
    form.locator("select[name=new]").select_option(OLD)
    form.locator("button").click()
    expect(page).to_have_url(
        re.compile(rf"/{re.escape(DATASET)}/{re.escape(OLD)}\.\.{re.escape(NEW)}\.html$")
    )
    expect(page.locator("main")).to_contain_text("2024-kenya")


def test_a_file_that_cannot_be_read_is_said_and_tried_again(context: BrowserContext, site: Served) -> None:
    page = context.new_page()
    page.goto(site.at(f"datasets/{DATASET}.html"))
    page.route("**/*.parquet", lambda route: route.fulfill(status=503))
    partner = page.locator("#filter select[name=partner]")
    partner.select_option("CHN")
    expect(page.locator("#rows-count")).to_contain_text("503")
    expect(rows(page)).to_have_count(FIRST)
    page.unroute("**/*.parquet")
    partner.select_option("RUS")
    expect(rows(page)).to_have_count(8)
    page.route("**/*.parquet", lambda route: route.fulfill(status=200, body="this is not the file"))
    page.reload()
    expect(page.locator("#rows-count")).to_contain_text("not a Parquet file")


@pytest.fixture
def plain(site: Served) -> Iterator[str]:
    """The address of the same folder on a server that does no ranges."""

    class Plain(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    handler = functools.partial(Plain, directory=str(site.published))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.fixture
def large(site: Served, tmp_path: Path) -> Iterator[Served]:
    """The site with a file of a megabyte in several row groups behind the table."""
    published = tmp_path / "published"
    shutil.copytree(site.published, published)
    folder = published / DATASET / NEW
    table = pq.read_table(folder / "figures.parquet")
    many = pa.concat_tables([table] * 40)
    # What does not pack well, and nobody has asked for.
    seeded = random.Random(1)
    noise = pa.array([seeded.randbytes(200).hex() for _ in range(len(many))])
    many = many.set_column(many.schema.get_field_index("evidence"), many.schema.field("evidence"), noise)
    pq.write_table(many, folder / "figures.parquet", compression="zstd", row_group_size=1000)
    (folder / "figures.csv").write_bytes(csv(many))
    with server(published, 0) as serving:
        thread = threading.Thread(target=serving.serve_forever)
        thread.start()
        yield Served(published, f"http://127.0.0.1:{serving.server_port}/")
        serving.shutdown()
        thread.join()


def test_of_a_large_file_only_what_is_needed_is_read(context: BrowserContext, large: Served) -> None:
    page = context.new_page()
    fetched: list[int] = []

    def note(answer: Response) -> None:
        if answer.url.endswith(".parquet"):
            assert answer.status == 206
            fetched.append(int(answer.headers["content-length"]))

    page.on("response", note)
    page.goto(f"{large.at(f'datasets/{DATASET}.html')}?partner=CHN")
    expect(page.locator("#rows-count")).to_contain_text("320")
    size = (large.published / DATASET / NEW / "figures.parquet").stat().st_size
    assert sum(fetched) < size / 2
    page.locator("#filter button[type=reset]").click()
    expect(page.locator("#rows-count")).not_to_contain_text("320")
    _, content = downloaded(page)
    assert content == (large.published / DATASET / NEW / "figures.csv").read_bytes()


def test_a_server_without_ranges_will_do(context: BrowserContext, plain: str) -> None:
    page = context.new_page()
    page.goto(f"{plain}site/datasets/{DATASET}.html?partner=CHN")
    expect(rows(page)).to_have_count(8)
