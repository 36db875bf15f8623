"""Every kind of page in a browser: quiet, whole, for everybody, on a phone and a desktop, light and dark."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("playwright", reason="playwright is absent: pip install -r requirements-dev.txt")

from .conftest import DATASET, NEW, OLD, Served, Visit

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import BrowserContext, Page

PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
SIZES = [PHONE, DESKTOP]

KINDS: dict[str, str] = {
    "catalogue": "index.html",
    "search": "search.html",
    "dataset": f"datasets/{DATASET}.html",
    "empty dataset": "datasets/kazakhstan-economy.html",
    "events": "datasets/kazakhstan-diplomacy.html",
    "version": f"datasets/{DATASET}/{OLD}.html",
    "difference": f"datasets/{DATASET}/{OLD}..{NEW}.html",
    "source": "sources/2021-trade.html",
    "closed source": "sources/2023-closed.html",
    "hostile source": "sources/2024-hostile.html",
    "figure": "figures/2021-trade/*.html",
    "hostile figure": "figures/2024-hostile/*.html",
    "withdrawn figure": "figures/2020-trade/GONE.html",
    "series": "series/total_trade/KAZ-CHN-*.html",
    "embedded chart": "embed/total_trade/KAZ-CHN-*.html",
    "indicators": "indicators.html",
    "indicator": "indicators/total_trade.html",
    "countries": "countries.html",
    "country": "countries/CHN.html",
    "last run": "run.html",
}
"""A page of each kind, by its path below site/."""


@pytest.fixture
def find(site: Served) -> Callable[[str], str]:
    """From a path of `KINDS` to one that is there."""

    def found(pattern: str) -> str:
        if "GONE" in pattern:
            return _withdrawn(site)
        pages = sorted(site.file("").glob(pattern)) if "*" in pattern else [site.file(pattern)]
        assert pages, f"no page is {pattern}"
        return pages[0].relative_to(site.file("")).as_posix()

    return found


def _withdrawn(site: Served) -> str:
    """The page of a figure that only the older version has."""
    import polars as pl

    ids = [
        set(pl.read_parquet(site.published / DATASET / version / "figures.parquet")["figure_id"])
        for version in (OLD, NEW)
    ]
    source, _, span = min(ids[0] - ids[1]).rpartition(":")
    return f"figures/{source}/{span}.html"


def _sideways(page: Page) -> int:
    """Pixels by which the page can be scrolled sideways."""
    moved: int = page.evaluate(
        "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
    )
    return moved


def _told(violations: list[dict[str, Any]]) -> str:
    lines = [
        f"{one['id']}: {one['help']}: {node['html'][:200]} {node['failureSummary']}"
        for one in violations
        for node in one["nodes"][:3]
    ]
    return "\n".join(lines)


def _examined(page: Page, axe: str, when: str) -> list[str]:
    """What axe finds wrong with the page as it stands."""
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")["violations"]
    return [f"{when}: {_told(found)}"] if found else []


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_is_quiet_and_fits(kind: str, visit: Visit, site: Served, find: Callable[[str], str]) -> None:
    """No console error, no request off the site, no dialog (see ``visit``); nothing broken or sideways."""
    page = visit.page
    answers: list[tuple[int, str]] = []
    page.on("response", lambda answer: answers.append((answer.status, answer.url)))
    for size in SIZES:
        page.set_viewport_size(size)
        page.goto(site.at(find(KINDS[kind])))
        page.wait_for_load_state("networkidle")
        assert _sideways(page) == 0, f"{size['width']} px"
    assert [answer for answer in answers if answer[0] >= 400] == []
    assert page.title()
    assert page.locator("h1").count() == 1


@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing(
    kind: str, visit: Visit, site: Served, axe: str, find: Callable[[str], str]
) -> None:
    """Light and dark, phone and desktop; where there is a script, also as without JavaScript."""
    page = visit.page
    wrong: list[str] = []
    address = site.at(find(KINDS[kind]))
    page.goto(address)
    scripted = page.locator("script[src]").count() > 0
    for script in [True, False] if scripted else [True]:
        if not script:
            # JavaScript off would stop axe too: the page gets an empty script instead.
            page.route("**/*.js", lambda route: route.fulfill(content_type="text/javascript", body=""))
            page.reload()
        page.evaluate(axe)
        for size in SIZES:
            page.set_viewport_size(size)
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
                when = f"{scheme}, {size['width']} px, {'with' if script else 'without'} JavaScript"
                wrong += _examined(page, axe, when)
    assert wrong == [], "\n".join(wrong)


REACHABLE = """() => [...document.querySelectorAll(
    'a[href], button, input, select, textarea, summary, [tabindex="0"]')]
  .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.disabled)
  .map((one) => one.dataset.n ??= String(document.querySelectorAll('[data-n]').length))"""
FOCUSED = """() => {
  const one = document.activeElement;
  if (one === document.body) return null;
  const style = getComputedStyle(one);
  const box = one.getBoundingClientRect();
  const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
  const seen = box.bottom > 0 && box.top < innerHeight && box.width > 0;
  return { n: one.dataset.n ?? null, seen: outlined && seen, html: one.outerHTML.slice(0, 160) };
}"""


@pytest.mark.parametrize(
    "kind",
    ["catalogue", "search", "dataset", "version", "difference", "source", "figure", "series", "country"],
)
def test_the_keyboard_reaches_everything(
    kind: str, visit: Visit, site: Served, find: Callable[[str], str]
) -> None:
    """Tab comes to each thing that can be used, in view and with a ring, and leaves it again."""
    page = visit.page
    page.goto(site.at(find(KINDS[kind])))
    page.wait_for_load_state("networkidle")
    wanted = set(page.evaluate(REACHABLE))
    assert wanted
    reached: set[str] = set()
    unseen: list[str] = []
    for step in range(2 * len(wanted) + 20):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused is None:
            break
        if step == 0:
            assert 'href="#main"' in focused["html"], "the first is the link that skips the navigation"
        reached.add(focused["n"])
        if not focused["seen"]:
            unseen.append(focused["html"])
    assert wanted - reached == set(), f"{len(wanted - reached)} things were not reached"
    assert unseen == []


def test_the_skip_link_leads_past_the_navigation(visit: Visit, site: Served) -> None:
    page = visit.page
    page.goto(site.at(f"datasets/{DATASET}.html"))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_hostile_text_is_shown_as_text(visit: Visit, site: Served, find: Callable[[str], str]) -> None:
    page = visit.page
    page.goto(site.at("sources/2024-hostile.html"))
    assert "<script>alert('title')</script>" in page.locator("h1").inner_text()
    main = page.locator("main")
    assert "<img src=x onerror=alert(2)>" in main.inner_text()
    assert main.locator("img[src=x], svg[onload], b").count() == 0
    page.goto(f"{site.at('datasets/kazakhstan-figures.html')}?q=onload")
    page.locator("#rows-count").wait_for()
    assert page.locator("main svg[onload]").count() == 0


class Policy(HTMLParser):
    """Reads the Content-Security-Policy of a page, and gathers what such a policy forbids."""

    def __init__(self) -> None:
        super().__init__()
        self.policy = ""
        self.forbidden: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "meta" and (given.get("http-equiv") or "").lower() == "content-security-policy":
            self.policy = given["content"] or ""
        inline = [name for name in given if name == "style" or name.startswith("on")]
        data = (given.get("type") or "").endswith("json")
        if inline or tag == "style" or (tag == "script" and "src" not in given and not data):
            self.forbidden.append(self.get_starttag_text() or tag)


def test_every_page_has_a_strict_policy(site: Served) -> None:
    """Nothing inline, nothing evaluated, nothing from elsewhere."""
    pages = sorted(site.file("").rglob("*.html"))
    assert len(pages) > 100
    for page in pages:
        parser = Policy()
        parser.feed(page.read_text(encoding="utf-8"))
        rules = dict(rule.strip().partition(" ")[::2] for rule in parser.policy.split(";") if rule.strip())
        assert rules.pop("default-src", None) == "'none'", page.name
        assert set(rules.values()) <= {"'self'", "'self' data:", "'none'"}, page.name
        assert parser.forbidden == [], page.name


def test_json_for_machines_is_json(visit: Visit, site: Served) -> None:
    page = visit.page
    page.goto(site.at(f"datasets/{DATASET}.html"))
    described = json.loads(page.locator("script[type='application/ld+json']").text_content() or "")
    assert described["@type"].endswith("Dataset")


def test_it_prints_without_controls(visit: Visit, site: Served, context: BrowserContext) -> None:
    """On a sheet as wide as A4 within its margins, dark on white whatever the screen is set to."""
    page = visit.page
    page.set_viewport_size({"width": 718, "height": 1000})
    page.goto(site.at(f"datasets/{DATASET}.html"))
    page.emulate_media(media="print", color_scheme="dark")
    assert _sideways(page) == 0
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    ink = page.locator(".lead").evaluate("(one) => getComputedStyle(one).color")
    assert ground == "rgb(255, 255, 255)"
    assert sum(map(int, re.findall(r"\d+", ink))) < 400
    assert page.locator("header nav:visible, #filter:visible, #version:visible").count() == 0
    assert page.locator("main button:visible:not(th button)").count() == 0
    assert page.locator("#rows th[data-column=value]").inner_text() == "Value"
    assert page.locator("h1").is_visible()
