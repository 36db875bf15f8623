"""The site as a whole: what its pages say, that no link is dead, and that only what changed is written."""

from __future__ import annotations

import csv
import json
import re
import shutil
from dataclasses import asdict, dataclass
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import polars as pl
import pytest

from flows import site as flows_site
from flows import stages
from flows.progress import Quiet
from flows.report import FeedLine
from flows.show_diff import look
from flows.site import texts
from sandyq.release import ReleaseError, yank
from sandyq.site import build as building
from sandyq.site.build import build

if TYPE_CHECKING:
    from pathlib import Path

FRONT = """---
title: {title}
publisher: The Steppe Courier
published: {published}
url: https://example.org/{name}
licence: {licence}
kind: article
language: en
---
"""
DATASET = "kazakhstan-trade"
CHINA = "Trade between Kazakhstan and China reached ${value} billion in {year}."
HOSTILE_TITLE = "\"</title><script>alert('t')</script> & <svg/onload=alert(1)> \u202eback\u202c\""
HOSTILE = (
    "<script>alert(1)</script> <svg onload=alert(2)></svg> &amp; \u202eso\u202c it was.\n\n"
    f"Then {'w' * 10_000} came. Exports of <b onclick=alert(3)>steel</b> from Kazakhstan to Italy reached "
    '$7.5 billion in 2021, "they" said.\n'
)
CLOSED = (
    "A clause that nobody may print stands here. "
    "Exports of Kazakhstan to France came to $4.25 billion in 2022.\n"
)


def write(
    raw: Path, name: str, text: str, title: str = "", licence: str = "CC0-1.0", published: str = "2024-02"
) -> None:
    raw.mkdir(parents=True, exist_ok=True)
    title = json.dumps(title or f"About {name}", ensure_ascii=False)
    front = FRONT.format(title=title, name=name, licence=licence, published=published)
    (raw / f"{name}.md").write_text(front + text, encoding="utf-8")


@dataclass(frozen=True)
class Made:
    """A published folder of two versions with its site, and the site's files before the second."""

    root: Path
    before: dict[str, bytes]
    withdrawn: str

    @property
    def published(self) -> Path:
        return self.root / "published"

    @property
    def site(self) -> Path:
        return self.published / "site"

    def page(self, path: str) -> str:
        return (self.site / path).read_text(encoding="utf-8")


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def refresh(root: Path) -> None:
    report = stages.run(
        stages.Folders(root / "raw", root / "published", root / "reports"), stages.Stages(), Quiet(),
        stages.Wish(accept="as the test wants it"),
    )  # fmt: skip
    assert report.ok, report.problems


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    root = tmp_path_factory.mktemp("site")
    raw = root / "raw"
    for year, value in ((2019, 14.1), (2020, 15.2), (2021, 18.3)):
        write(raw, f"{year}-china", f"# Trade\n\n{CHINA.format(value=value, year=year)}\n")
    write(raw, "2022-other", CHINA.format(value=21.9, year=2021) + "\n")
    write(raw, "2024-hostile", HOSTILE, title=HOSTILE_TITLE)
    write(raw, "2024-closed", CLOSED, licence="all-rights-reserved")
    write(raw, "2024-visit", "President Xi Jinping visited Kazakhstan on 14 September 2023.\n")
    refresh(root)
    before = files(root / "published" / "site")
    start = CHINA.index("${value}") + len("# Trade\n\n")
    withdrawn = f"2020-china:{start}-{start + len('$15.2 billion')}"
    with (raw / "withdrawn.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("id", "reason", "date", "who"))
        rows.writerow((withdrawn, "the bureau <b>took</b> it back", "2024-03-01", "A. Keeper"))
    with (raw / "corrections.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("figure_id", "column", "expected", "right", "reason", "date", "who"))
        rows.writerow(
            (withdrawn.replace("2020-china", "2019-china"), "modifier", "none", "about",
             "The table says: about", "2024-03-01", "A. Keeper")
        )  # fmt: skip
    write(raw, "2025-kenya", "Trade between Kazakhstan and Kenya reached $1.5 billion in 2023.\n")
    refresh(root)
    return Made(root, before, withdrawn)


class Page(HTMLParser):
    """What a test wants to know of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.data: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        self.tags.append((tag, known))
        for name in ("href", "src", "data-parquet", *(("value",) if tag == "option" else ())):
            value = known.get(name)
            if value and (name != "value" or value.endswith(".html")):
                self.links.append(value)
        if known.get("id"):
            self.ids.append(str(known["id"]))

    def handle_data(self, data: str) -> None:
        self.data.append(data)


def pages(made: Made) -> dict[Path, Page]:
    return {path: Page(path.read_text(encoding="utf-8")) for path in sorted(made.site.rglob("*.html"))}


def test_no_link_is_dead(made: Made) -> None:
    known = pages(made)
    assert len(known) > 40
    wrong = []
    for path, page in known.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme:
                assert parts.scheme in ("http", "https"), link
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path.resolve()
            fragment = unquote(parts.fragment)
            if not target.is_file() or (
                fragment and target.suffix == ".html" and fragment not in known[target].ids
            ):
                wrong.append(f"{path.relative_to(made.site)}: {link}")
    assert not wrong


def test_every_kind_of_page_is_there_and_every_page_is_sound(made: Made) -> None:
    known = pages(made)
    kinds = {path.relative_to(made.site).as_posix().split("/")[0] for path in known}
    assert kinds >= {
        "index.html", "search.html", "indicators.html", "countries.html", "run.html", "datasets", "figures",
        "sources", "series", "embed", "indicators", "countries",
    }  # fmt: skip
    for path, page in known.items():
        assert len(page.ids) == len(set(page.ids)), path
        headings = [tag for tag, _ in page.tags if tag == "h1"]
        assert len(headings) == 1, path
        policies = [known["content"] for tag, known in page.tags if known.get("http-equiv")]
        assert len(policies) == 1, path
        assert str(policies[0]).startswith("default-src 'none'"), path
        scripts = [known for tag, known in page.tags if tag == "script"]
        for known_script in scripts:
            assert known_script.get("src") or str(known_script.get("type")).startswith("application/"), path
        is_scripted = any("src" in known_script for known_script in scripts)
        assert is_scripted == ("script-src" in str(policies[0])), path
        assert is_scripted == (path.name == "search.html" or (path.is_relative_to(made.site / "datasets")
                               and ".." not in path.name)), path  # fmt: skip
        for tag, attributes in page.tags:
            assert "style" not in attributes, (path, tag)
            assert not any(name.startswith("on") for name in attributes), (path, tag)
            if tag == "img":
                assert attributes.get("alt") is not None, path


def test_hostile_text_is_text(made: Made) -> None:
    page = Page(made.page("sources/2024-hostile.html"))
    shown = "".join(page.data)
    assert HOSTILE_TITLE.strip('"') in shown
    for line in HOSTILE.strip().split("\n\n"):
        assert line in shown
    harmless = (
        "html head meta title link body a header img nav main ol ul li h1 h2 dl div dt dd p article mark "
        "span table caption thead tbody tr th td details summary code footer"
    )
    assert {tag for tag, _ in page.tags} <= set(harmless.split())
    for path in made.site.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert "<script>alert" not in text, path
        assert "<svg" not in text, path
        assert "<b onclick" not in text, path


def test_a_figure_leads_to_its_mark_and_back(made: Made) -> None:
    figure = next((made.site / "figures" / "2021-china").iterdir())
    page = Page(figure.read_text(encoding="utf-8"))
    link = next(link for link in page.links if "#f-" in link)
    source = Page((figure.parent / unquote(link.partition("#")[0])).read_text(encoding="utf-8"))
    marks = [known for tag, known in source.tags if tag == "a" and known.get("id") == link.partition("#")[2]]
    assert len(marks) == 1
    assert str(marks[0]["href"]).endswith(f"figures/2021-china/{figure.name}")
    assert "#:~:text=%2418.3%20billion" in figure.read_text(encoding="utf-8")


def test_what_a_licence_keeps_back_is_on_no_page(made: Made) -> None:
    for path in made.site.rglob("*"):
        assert not path.is_file() or b"nobody may print" not in path.read_bytes(), path
    page = made.page("sources/2024-closed.html")
    assert "$4.25 billion" in page
    assert "https://example.org/2024-closed#:~:text=%244.25%20billion" in page
    assert "<article" not in page


def test_a_text_is_shown_whole_only_if_it_is_the_one_that_was_read(made: Made, tmp_path: Path) -> None:
    known = texts(made.root / "raw")
    other = {**known, "2024-hostile": known["2024-hostile"] + " And more."}
    build(made.published, tmp_path / "site", other)
    assert "it was." in made.page("sources/2024-hostile.html")
    built = (tmp_path / "site" / "sources" / "2024-hostile.html").read_text(encoding="utf-8")
    assert "it was." not in built
    assert "And more." not in built
    assert "[…]" in built
    assert "$7.5 billion" in built


def test_a_withdrawn_figure_stays_as_a_tombstone_without_its_value(made: Made) -> None:
    source, _, span = made.withdrawn.rpartition(":")
    page = made.page(f"figures/{source}/{span}.html")
    assert "the bureau &lt;b&gt;took&lt;/b&gt; it back" in page
    assert "15.2" not in page
    assert "withdrawn" in page
    assert f"figures/{source}/{span}.html" in made.before, "the address is the one that it had"


def test_a_figure_tells_what_happened_to_it_in_each_version(made: Made) -> None:
    def told(source: str) -> list[str]:
        (page,) = (made.site / "figures" / source).iterdir()
        listed = page.read_text(encoding="utf-8").partition('<ol class="history">')[2].partition("</ol>")[0]
        return [" ".join(re.sub(r"<[^>]+>", "", one).split()) for one in listed.split("</li>")[:-1]]

    assert f"{DATASET} 1.0.0: in its first version" in told("2019-china")
    assert f"{DATASET} 1.1.0: modifier changed from none to about correction" in told("2019-china")
    assert f"{DATASET} 1.1.0: new" in " ".join(told("2025-kenya"))
    assert f"{DATASET} 1.1.0: no longer there" in " ".join(told("2020-china"))
    assert not any("1.1.0" in one for one in told("2021-china"))
    page = next((made.site / "figures" / "2019-china").iterdir()).read_text(encoding="utf-8")
    assert "Set right by hand: modifier." in page
    assert "The table says: about" in made.page(f"datasets/{DATASET}.html"), "it is among the issues"


def test_the_pages_of_an_old_version_keep_their_bytes(made: Made) -> None:
    old = [path for path in made.before if re.fullmatch(r"datasets/[\w-]+/1\.0\.0\.html", path)]
    assert len(old) == 5
    for path in old:
        assert (made.site / path).read_bytes() == made.before[path], path
    assert made.page(f"datasets/{DATASET}.html").encode() != made.before[f"datasets/{DATASET}.html"]


def test_a_build_anew_gives_the_same_and_one_more_writes_nothing(made: Made, tmp_path: Path) -> None:
    known = texts(made.root / "raw")
    run = json.loads(max((made.root / "reports").glob("*/report.json")).read_text(encoding="utf-8"))
    build(made.published, tmp_path / "site", known, run)
    assert files(tmp_path / "site") == files(made.site)
    stale = tmp_path / "site" / "figures" / "2001-nobody" / "1-2.html"
    stale.parent.mkdir()
    stale.write_text("stale")
    again = build(made.published, tmp_path / "site", known, run)
    assert (again.written, again.removed) == (0, 1)
    assert not stale.parent.exists()


def test_what_is_different_is_what_the_command_line_says(made: Made) -> None:
    said = json.loads(made.page(f"datasets/{DATASET}/1.0.0..1.1.0.json"))
    assert said == look(str(made.published), DATASET, "1.0.0", "1.1.0")
    page = made.page(f"datasets/{DATASET}/1.0.0..1.1.0.html")
    assert made.withdrawn in page
    assert "withdrawn" in page


def test_a_series_shows_every_claim_and_that_they_disagree(made: Made) -> None:
    page = made.page("series/total_trade/KAZ-CHN-level-USD.html")
    assert "$18.3 billion" in page
    assert "$21.9 billion" in page
    assert "sources differ" in page
    chart = next(link for link in Page(page).links if link.endswith(".svg") and "charts/" in link)
    svg = (made.site / "series" / "total_trade" / chart).resolve().read_text(encoding="utf-8")
    assert "prefers-color-scheme:dark" in svg
    assert "<desc>" in svg


def test_a_dataset_says_how_to_take_it_and_what_it_is(made: Made) -> None:
    page = Page(made.page(f"datasets/{DATASET}.html"))
    text = "".join(page.data)
    for way in (
        "pd.read_parquet",
        "pl.read_parquet",
        "read_parquet('",
        "library(arrow)",
        "hyparquet",
        "sha256sum -c",
    ):
        assert way in text
    assert f"{DATASET}/1.1.0/figures.parquet" in text
    assert "@misc{kazakhstan-trade-1.1.0" in text
    described = [known for tag, known in page.tags if known.get("type") == "application/ld+json"]
    assert len(described) == 1
    start = made.page(f"datasets/{DATASET}.html").partition('<script type="application/ld+json">')[2]
    croissant: dict[str, Any] = json.loads(start.partition("</script>")[0])
    assert croissant["conformsTo"] == "http://mlcommons.org/croissant/1.1"
    for one in croissant["distribution"]:
        assert (made.site / "datasets" / one["contentUrl"]).resolve().is_file()
    hashes = (made.published / DATASET / "1.1.0" / "SHA256SUMS").read_text()
    assert all(one["sha256"] in hashes for one in croissant["distribution"])


def test_a_yanked_version_says_so(made: Made, tmp_path: Path) -> None:
    copy = tmp_path / "published"
    shutil.copytree(made.published, copy)
    yank(copy, DATASET, "1.1.0", "two units were mixed up")
    build(copy, copy / "site")
    assert "two units were mixed up" in (copy / "site" / "datasets" / DATASET / "1.1.0.html").read_text()
    newest = (copy / "site" / "datasets" / f"{DATASET}.html").read_text()
    assert f"{DATASET}/1.0.0/figures.parquet" in newest


def test_a_public_address_makes_absolute_what_must_be(made: Made, tmp_path: Path) -> None:
    assert not (made.site / "sitemap.xml").exists()
    setting = made.published / "site.json"
    setting.write_text('{"base_url": "https://data.example.org/s/"}')
    try:
        build(made.published, tmp_path / "site")
    finally:
        setting.unlink()
    sitemap = (tmp_path / "site" / "sitemap.xml").read_text()
    assert f"<loc>https://data.example.org/s/site/datasets/{DATASET}.html</loc>" in sitemap
    page = (tmp_path / "site" / "datasets" / f"{DATASET}.html").read_text()
    assert f'<link rel="canonical" href="https://data.example.org/s/site/datasets/{DATASET}.html">' in page
    assert 'property="og:image" content="https://data.example.org/s/site/previews/' in page
    assert f"pd.read_parquet(&#34;https://data.example.org/s/{DATASET}/1.1.0/figures.parquet" in page


def test_a_refresh_without_news_writes_the_page_of_the_run_alone(made: Made) -> None:
    before = files(made.site)
    refresh(made.root)
    after = files(made.site)
    assert {path for path in before if before[path] != after[path]} == {"run.html"}
    assert before.keys() == after.keys()


def test_a_refresh_without_news_by_another_program_builds_anew(
    made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What draws charts and names series stands outside of the site's folder, and counts as well."""
    program = tmp_path / "sandyq"
    shutil.copytree(building._PROGRAM, program, ignore=shutil.ignore_patterns("js", "__pycache__"))
    known = building.fingerprint()
    monkeypatch.setattr(building, "_PROGRAM", program)
    assert building.fingerprint() == known
    site = tmp_path / "site"
    build(made.published, site, texts(made.root / "raw"))

    def refreshed() -> int:
        return building.refresh(made.published, site, dict, None).files

    assert refreshed() == 1
    for name in ("plot.py", "titles.py", "series.py", "reading/lexicon/en/indicator_titles.csv"):
        path = program / name
        path.write_bytes(path.read_bytes() + b"\n")
        assert refreshed() > 40, name
        assert refreshed() == 1


def test_coverage_counts_the_figures_by_partner_and_year(made: Made) -> None:
    page = made.page(f"datasets/{DATASET}.html")
    table = page.partition('id="coverage-caption"')[2].partition("</table>")[0]
    heads = re.findall(r'<th scope="col"[^>]*>(.*?)</th>', table)
    rows = re.findall(r'<th scope="row">(.*?)</th>((?:<td class="n">.*?</td>)+)', table)
    shown = {
        name: dict(zip(heads[1:], re.findall(r">([^<]+)</td>", cells), strict=True)) for name, cells in rows
    }
    frame = pl.read_parquet(made.published / DATASET / "1.1.0" / "figures.parquet")
    china = frame.filter(pl.col("partner") == "CHN")
    for year in (2019, 2021):
        number = china.filter(pl.col("period_end").dt.year() == year).height
        assert number > 0
        assert shown["China"][str(year)] == str(number)
    assert shown["China"]["2022"] == "–"
    assert sum(int(one[heads[-1]]) for one in shown.values()) == frame.height


def test_the_last_run_shows_what_was_wrong_and_how_feeds_fare(made: Made, tmp_path: Path) -> None:
    run = json.loads(max((made.root / "reports").glob("*/report.json")).read_text(encoding="utf-8"))
    run["feeds"] = [
        asdict(FeedLine("https://example.org/fine.xml", "fine", 3)),
        asdict(FeedLine("https://example.org/<b>down</b>.xml", "answers with 503", 0)),
    ]
    run["problems"] = [
        {
            "file": "raw/a.md",
            "line": 3,
            "field": "licence",
            "message": "is <i>no</i> licence",
            "remedy": "Name one",
        }
    ]
    build(made.published, tmp_path / "site", run=run)
    page = (tmp_path / "site" / "run.html").read_text(encoding="utf-8")
    for words in (
        "raw/a.md:3", "is &lt;i&gt;no&lt;/i&gt; licence", "Name one", "https://example.org/fine.xml",
        "&lt;b&gt;down&lt;/b&gt;", "answers with 503",
    ):  # fmt: skip
        assert words in page


def test_nothing_published_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match=r"catalog\.json is missing"):
        build(tmp_path, tmp_path / "site")
    assert flows_site.refresh(tmp_path, tmp_path / "raw", {}) is None
    with pytest.raises(ReleaseError, match="--out"):
        flows_site.folder("https://example.org/published")


def test_the_flow_counts_the_kinds_of_pages() -> None:
    assert len(building.KINDS) == flows_site.KINDS
