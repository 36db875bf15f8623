"""Ways through the site that a person takes: to a figure, its words and its citation, through the index."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("playwright", reason="playwright is absent: pip install -r requirements-dev.txt")

from playwright.sync_api import expect

from .conftest import DATASET, NEW, Served, Visit

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page


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
