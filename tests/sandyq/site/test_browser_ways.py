"""Ways through the site that a person takes: to a figure, its words and its citation, through the index."""

from __future__ import annotations

import re
import threading
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin

import polars as pl
import pytest

pytest.importorskip("playwright", reason="playwright is absent: pip install -r requirements-dev.txt")

from playwright.sync_api import expect

from sandyq.site.serve import server

from .conftest import DATASET, NEW, Served, Visit

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import BrowserContext, Page


def figures(site: Served) -> pl.DataFrame:
    return pl.read_csv(site.published / DATASET / NEW / "figures.csv", infer_schema=False)


def test_from_the_catalogue_to_a_figure_to_its_words(visit: Visit, site: Served) -> None:
    page = visit.page
    page.goto(site.at("index.html"))
    page.locator(f"main a[href$='{DATASET}.html']").first.click()
    expect(page).to_have_url(re.compile(rf"datasets/{re.escape(DATASET)}\.html$"))
    row = page.locator("#rows tbody tr", has_text="Finland").first
    quote = row.locator("th a").inner_text()
    row.locator("th a").click()
    expect(page).to_have_url(re.compile(r"/figures/[^/]+/\d+-\d+\.html$"))
    expect(page.locator("main")).to_contain_text("Finland")
    page.locator("main a[href*='sources/'][href*='#']").first.click()
    expect(page).to_have_url(re.compile(r"/sources/[^/]+\.html#"))
    mark = page.locator(":target")
    expect(mark).to_be_in_viewport()
    expect(mark).to_have_text(quote)


def test_a_source_that_may_not_be_shown_leads_to_the_original(visit: Visit, site: Served) -> None:
    page = visit.page
    page.goto(site.at("sources/2023-closed.html"))
    assert "Trade between Kazakhstan and Austria reached" not in page.locator("main").inner_text()
    links = page.locator("main a[href^='https://example.org/2023-closed']")
    assert "#:~:text=" in (links.last.get_attribute("href") or "")


def test_the_original_opens_at_the_figure(context: BrowserContext, site: Served) -> None:
    """The browser itself finds the words that the link names, here in a stand-in for the original."""
    closed = figures(site).filter(pl.col("source_id") == "2023-closed")
    quote = closed.sort(pl.col("start").cast(int))["quote"][-1]
    original = f"<!doctype html><title>Original</title>{'<p>Other words.</p>' * 300}<p>It was {quote}.</p>"
    page = context.new_page()
    page.route("https://example.org/**", lambda route: route.fulfill(content_type="text/html", body=original))
    page.goto(site.at("sources/2023-closed.html"))
    link = page.locator("main a[href^='https://example.org/2023-closed#:~:text=']").last
    assert unquote(link.get_attribute("href") or "").endswith(quote)
    link.click()
    expect(page).to_have_title("Original")
    expect(page.locator("p").last).to_be_in_viewport()


@pytest.mark.parametrize("clipboard", [True, False], ids=["clipboard", "insecure"])
def test_a_citation_is_copied(context: BrowserContext, visit: Visit, site: Served, clipboard: bool) -> None:
    """Also where the browser has no clipboard for pages, as without https."""
    page = visit.page
    if clipboard:
        context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site.base)
    else:
        page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.goto(site.at(f"datasets/{DATASET}.html"))
    button = page.locator("button[data-copy=cite-plain]")
    label = button.inner_text()
    button.click()
    expect(button).not_to_have_text(label)
    pasted = paste(page)
    assert pasted == page.locator("#cite-plain").inner_text()
    assert NEW in pasted
    expect(button).to_have_text(label)


def paste(page: Page) -> str:
    """What the clipboard holds, pasted into a field."""
    box = page.locator("#filter input[name=q]")
    box.focus()
    page.keyboard.press("Control+V")
    pasted = box.input_value()
    box.fill("")
    return pasted


def test_every_button_that_copies_has_a_text_to_copy(visit: Visit, site: Served) -> None:
    page = visit.page
    page.goto(site.at(f"datasets/{DATASET}/{NEW}.html"))
    buttons = page.locator("button[data-copy]").all()
    assert len(buttons) >= 3
    for button in buttons:
        assert page.locator(f"#{button.get_attribute('data-copy')}").text_content()


def test_the_index_is_searched(visit: Visit, site: Served) -> None:
    page = visit.page
    page.goto(site.at("index.html"))
    page.locator("main input[type=search]").fill("Kenya")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"search\.html\?q=Kenya$"))
    shown = page.locator("li[data-words]:visible")
    expect(shown.first).to_contain_text("Kenya")
    assert all("kenya" in (words or "").lower() for words in shown.all_inner_texts())
    expect(page.locator("#found")).to_contain_text(str(shown.count()))
    for group in page.locator("section.group:visible").all():
        items = group.locator("li[data-words]:visible")
        expect(group.locator("h2 .quiet")).to_have_text(str(items.count()))
    page.locator("#search input[name=q]").fill("omarova 2020-trade")
    expect(shown.locator("a")).to_have_attribute("href", "sources/2020-trade.html")
    page.locator("#search input[name=q]").fill("no such words")
    expect(shown).to_have_count(0)
    expect(page.locator("section.group:visible")).to_have_count(0)
    expect(page).to_have_url(re.compile(r"q=no\+such\+words$"))
    page.go_back()
    expect(shown.first).to_contain_text("Kenya")


def test_without_javascript_everything_is_listed(context: BrowserContext, site: Served) -> None:
    browser = context.browser
    assert browser is not None
    still = browser.new_context(java_script_enabled=False)
    page = still.new_page()
    page.goto(f"{site.at('search.html')}?q=Kenya")
    assert page.locator("li[data-words]:visible").count() > 20
    page.goto(site.at(f"datasets/{DATASET}.html"))
    expect(page.locator("#rows tbody tr")).to_have_count(50)
    for name in ("#filter", "#more", "#download", "button[data-copy]", "#diff", "#version"):
        assert page.locator(f"{name}:visible").count() == 0, f"{name} does nothing without JavaScript"
    page.locator("a[href$='figures.csv']").first.wait_for()
    still.close()


def test_a_chart_on_a_phone_begins_at_its_newest_end(visit: Visit, site: Served) -> None:
    """And slides to the oldest, by the arrow keys too; on a desktop it is whole."""
    page = visit.page
    page.set_viewport_size({"width": 390, "height": 844})
    address = next(site.file("series/total_trade").glob("KAZ-CHN-level-*.html")).name
    page.goto(site.at(f"series/total_trade/{address}"))
    caption, image = page.locator("figure.chart figcaption"), page.locator("figure.chart img")
    expect(caption).to_be_visible()
    box = image.bounding_box()
    assert box is not None
    assert box["x"] < 0, "older periods are out of sight"
    assert box["x"] + box["width"] <= 391, "the newest is in sight"
    page.locator("figure.chart a").focus()
    for _ in range(100):
        page.keyboard.press("ArrowLeft")
        box = image.bounding_box()
        if box is not None and box["x"] >= 0:
            break
    else:
        raise AssertionError("the oldest period did not come in sight")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.reload()
    expect(caption).to_be_hidden()
    box = image.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 1280


def test_a_chart_is_embedded_in_a_page_of_another_site(
    context: BrowserContext, site: Served, tmp_path: Path
) -> None:
    """By the line that the page of the series gives; the link in it leads back to that page."""
    page = context.new_page()
    series = next(site.file("series/total_trade").glob("KAZ-CHN-level-*.html"))
    page.goto(site.at(f"series/total_trade/{series.name}"))
    line = page.locator("pre", has_text="<iframe").inner_text()
    src = re.search(r'src="([^"]+)"', line)
    assert src is not None
    line = line.replace(src[1], urljoin(page.url, src[1]))
    (tmp_path / "other.html").write_text(f"<!doctype html><title>Other</title>{line}", encoding="utf-8")
    with server(tmp_path, 0) as other:
        thread = threading.Thread(target=other.serve_forever)
        thread.start()
        page.set_viewport_size({"width": 390, "height": 844})
        page.goto(f"http://127.0.0.1:{other.server_port}/other.html")
        inside = page.frame_locator("iframe")
        image = inside.locator("img")
        expect(image).to_be_visible()
        assert image.evaluate("(one) => one.decode().then(() => one.naturalWidth)") > 300
        frame = page.locator("iframe").bounding_box()
        assert frame is not None
        assert frame["x"] + frame["width"] <= 390, "no wider than the phone"
        inside.locator("a").click()
        expect(page).to_have_url(re.compile(rf"{re.escape(series.name)}$"))
        other.shutdown()
        thread.join()


def test_a_table_is_narrowed_and_taken_by_the_keyboard_alone(visit: Visit, site: Served) -> None:
    """From the address to the file, without a pointer: words, a choice, an order, the button."""
    page = visit.page
    page.goto(site.at(f"datasets/{DATASET}.html"))
    page.wait_for_load_state("networkidle")

    def to(selector: str) -> None:
        for _ in range(200):
            page.keyboard.press("Tab")
            if page.evaluate("(one) => document.activeElement.matches(one)", selector):
                return
        raise AssertionError(f"{selector} was not reached")

    to("#filter input[name=q]")
    page.keyboard.type("trade")
    to("#filter select[name=partner]")
    page.keyboard.type("China")
    expect(page).to_have_url(re.compile("partner=CHN"))
    to("#rows th[data-column=value] button")
    page.keyboard.press("Space")
    expect(page.locator("#rows th[data-column=value]")).to_have_attribute("aria-sort", "ascending")
    shown = page.locator("#rows tbody tr")
    expect(page.locator("#rows-count")).to_contain_text(f"{shown.count()} of ")
    to("#download")
    with page.expect_download() as waited:
        page.keyboard.press("Enter")
    got = pl.read_csv(waited.value.path(), infer_schema=False)
    assert got["quote"].to_list() == shown.locator("th").all_inner_texts()
    assert set(got["partner"]) == {"CHN"}
