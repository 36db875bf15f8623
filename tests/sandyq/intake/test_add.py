"""Files, pages and feeds into raw/, from a real server whose pages change, break and come back."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandyq.intake import add as intake
from sandyq.intake.add import add_feed, add_file, add_url
from sandyq.intake.errors import IncompleteError, RefusedError, UnreachableError
from sandyq.intake.feeds import Feed, load_feeds, read_feed
from sandyq.intake.state import State
from sandyq.intake.write import Given, Shelf, describe, write
from sandyq.sources import Source, load, parse

TEXT = "Exports of grain from the north of the country came to 4.5 million tonnes in 2023.\n"
GIVEN = Given(title="On grain", publisher="The Grain Board", published="2023-05")
FREE = Given(title="On grain", publisher="The Grain Board", published="2023-05", licence="CC-BY-4.0")


def sources(raw: Path) -> dict[str, Source]:
    loaded = load(raw)
    assert loaded.problems == ()
    return {source.id: source for source in loaded.sources}


def test_a_file_becomes_a_source(tmp_path: Path) -> None:
    (tmp_path / "grain.txt").write_text(TEXT)
    outcome = add_file(tmp_path / "grain.txt", tmp_path / "raw", FREE)
    assert outcome.line == f"{tmp_path}/raw/2023-05-the-grain-board-on-grain.md: added"
    source = sources(tmp_path / "raw")["2023-05-the-grain-board-on-grain"]
    assert (source.text, source.title, source.licence) == (TEXT, "On grain", "CC-BY-4.0")
    assert (source.publisher, source.published, source.kind) == ("The Grain Board", "2023-05", "article")
    assert add_file(tmp_path / "grain.txt", tmp_path / "raw", FREE).what == "unchanged"


def test_what_has_no_free_licence_is_private_and_kept_out_of_git(tmp_path: Path) -> None:
    (tmp_path / "grain.txt").write_text(TEXT)
    outcome = add_file(tmp_path / "grain.txt", tmp_path, GIVEN)
    assert outcome.path.parent == tmp_path / "private"
    assert any("no licence is given" in note for note in outcome.notes)
    assert (tmp_path / "private" / ".gitignore").read_text() == "*\n"
    outcome.path.with_name("grain.txt").unlink(missing_ok=True)
    (tmp_path / "grain.txt").unlink()
    source = sources(tmp_path)["2023-05-the-grain-board-on-grain"]
    assert source.licence == "all-rights-reserved"
    assert not source.open_text
    assert source.path == "private/2023-05-the-grain-board-on-grain.md"


def test_everything_that_is_not_known_is_named_with_its_option(tmp_path: Path) -> None:
    (tmp_path / "grain.txt").write_text(TEXT)
    with pytest.raises(IncompleteError) as caught:
        add_file(tmp_path / "grain.txt", tmp_path / "raw", Given(publisher="P"))
    assert [str(problem) for problem in caught.value.problems] == [
        f"{tmp_path}/grain.txt: title: is not known. Give --title.",
        f"{tmp_path}/grain.txt: published: is not known. Give --published.",
    ]
    assert not (tmp_path / "raw").exists()
    (tmp_path / "grain.txt").write_text("Экспорт зерна из северных областей страны вырос за год.\n")
    with pytest.raises(IncompleteError, match="language: is not known"):
        add_file(tmp_path / "grain.txt", tmp_path / "raw", FREE)


def test_front_matter_is_kept_and_options_go_before_it(tmp_path: Path) -> None:
    front = "---\ntitle: Grain\npublisher: P\npublished: 2022\nlicence: CC0-1.0\nkind: report\n---\n"
    (tmp_path / "grain.md").write_text(front + "# Of grain\n\n" + TEXT)
    outcome = add_file(tmp_path / "grain.md", tmp_path / "raw", Given(published="2023"))
    source = sources(tmp_path / "raw")[outcome.path.stem]
    assert (source.title, source.published, source.kind) == ("Grain", "2023", "report")
    assert source.text == "# Of grain\n\n" + TEXT


def test_another_text_of_the_same_name_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "b.txt").write_text(TEXT.replace("4.5", "5.4"))
    first = add_file(tmp_path / "a.txt", tmp_path / "raw", FREE)
    before = first.path.read_bytes()
    with pytest.raises(RefusedError, match="is there already with another text"):
        add_file(tmp_path / "b.txt", tmp_path / "raw", FREE)
    assert first.path.read_bytes() == before


@pytest.mark.parametrize("name", ["absent.txt", "."])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(RefusedError, match="cannot be read"):
        add_file(tmp_path / name, tmp_path / "raw", FREE)


WORDS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=80).filter(lambda text: text.strip())


@given(title=WORDS, publisher=WORDS)
def test_whatever_the_title_a_whole_source_comes_out(
    title: str, publisher: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    raw = tmp_path_factory.mktemp("raw")
    found = Given(title=title, publisher=publisher, published="2023", licence="CC0-1.0")
    try:
        fields = describe(intake.extract(TEXT.encode(), "a.txt"), found, "a.txt")
        outcome = write(Shelf.of(raw), fields, TEXT, found, "a.txt")
    except IncompleteError as error:
        assert {problem.field for problem in error.problems} <= {"title", "publisher"}
        assert not list(raw.iterdir())
        return
    source = parse(outcome.path.read_bytes(), outcome.path.name)
    assert isinstance(source, Source)
    assert source.text == TEXT
    assert len(outcome.path.name) < 120


def test_a_page_becomes_a_source_and_is_asked_for_once(
    web, fetcher, answer, newspaper, tmp_path: Path
) -> None:
    web.pages["/wheat"] = answer(newspaper(), headers={"ETag": '"one"'})
    url = f"{web.url}/wheat?utm_source=mail#top"
    outcome = add_url(url, tmp_path, Given(licence="CC-BY-4.0"), fetcher)
    source = sources(tmp_path)[outcome.path.stem]
    assert outcome.path.name == "2023-05-04-steppe-gazette-wheat-moves-west.md"
    assert (source.url, source.author) == (f"{web.url}/wheat", "Aigul Writer")
    assert add_url(url, tmp_path, Given(), fetcher).what == "unchanged"
    assert web.asked[-1][1]["if-none-match"] == '"one"'


def test_a_page_that_changed_brings_its_source_up_to_date(
    web, fetcher, answer, newspaper, tmp_path: Path
) -> None:
    web.pages["/wheat"] = answer(newspaper(), headers={"ETag": '"one"'})
    url = f"{web.url}/wheat"
    first = add_url(url, tmp_path, Given(licence="CC-BY-4.0", author="By hand"), fetcher)
    web.pages["/wheat"] = answer(newspaper(title="Wheat moves east", value="21.2"), headers={"ETag": '"two"'})
    second = add_url(url, tmp_path, Given(), fetcher)
    assert (second.path, second.what) == (first.path, "updated")
    source = sources(tmp_path)[second.path.stem]
    assert "21.2 billion" in source.text
    assert (source.author, source.licence) == ("By hand", "CC-BY-4.0")
    web.pages["/wheat"] = answer(b"<p>Gone.</p>", headers={"ETag": '"three"'})
    with pytest.raises(RefusedError, match="has no text"):
        add_url(url, tmp_path, Given(), fetcher)
    assert sources(tmp_path)[second.path.stem] == source


def test_a_licence_that_is_given_later_moves_the_source(
    web, fetcher, answer, newspaper, tmp_path: Path
) -> None:
    web.pages["/wheat"] = answer(newspaper())
    url = f"{web.url}/wheat"
    first = add_url(url, tmp_path, Given(), fetcher)
    assert first.path.parent.name == "private"
    second = add_url(url, tmp_path, Given(licence="CC-BY-4.0"), fetcher)
    assert (second.path.parent, second.what) == (tmp_path, "updated")
    assert set(sources(tmp_path)) == {first.path.stem}


def test_a_licence_that_a_page_names_is_told_and_not_taken(
    web, fetcher, answer, newspaper, tmp_path: Path
) -> None:
    named = b'<footer><a rel="license" href="https://creativecommons.org/licenses/by/4.0/">CC BY 4.0</a>'
    web.pages["/wheat"] = answer(newspaper().replace(b"<footer>", named))
    outcome = add_url(f"{web.url}/wheat", tmp_path, Given(), fetcher)
    assert any("CC BY 4.0" in note and "--licence" in note for note in outcome.notes)
    assert sources(tmp_path)[outcome.path.stem].licence == "all-rights-reserved"


def test_two_pages_of_one_day_and_title_are_two_sources(
    web, fetcher, answer, newspaper, tmp_path: Path
) -> None:
    for path, value in (("/morning", "19.9"), ("/evening", "21.2")):
        web.pages[path] = answer(newspaper(value=value))
        assert add_url(web.url + path, tmp_path, Given(licence="CC0-1.0"), fetcher).what == "added"
        assert add_url(web.url + path, tmp_path, Given(), fetcher).what == "unchanged"
    assert len(sources(tmp_path)) == 2


def test_a_digest_of_a_page_is_not_written_over(web, fetcher, answer, newspaper, tmp_path: Path) -> None:
    web.pages["/wheat"] = answer(newspaper())
    digest = tmp_path / "digest.md"
    digest.write_text(
        f"---\ntitle: In short\npublisher: S\npublished: 2023\nurl: {web.url}/wheat\nlicence: CC0-1.0\n"
        f"kind: digest\nbasis: B\nlanguage: en\n---\n{TEXT}"
    )
    before = digest.read_bytes()
    assert add_url(f"{web.url}/wheat", tmp_path, Given(), fetcher).what == "added"
    assert digest.read_bytes() == before


RSS = '<?xml version="1.0"?><rss version="2.0"><channel><link>{url}/</link>{items}</channel></rss>'


def rss(web, *names: str, date: str = "Fri, 05 May 2023 01:30:00 +0600") -> bytes:
    items = "".join(
        f"<item><title>Of {name}</title><link>{web.url}/{name}</link><pubDate>{date}</pubDate></item>"
        for name in names
    )
    return RSS.format(url=web.url, items=items).encode()


@pytest.fixture
def paper(web, answer, newspaper):
    """A newspaper with a feed of two items."""
    for name in ("wheat", "oil", "roads"):
        web.pages[f"/{name}"] = answer(newspaper(title=f"Of {name} and of {name}"))
    web.pages["/feed"] = answer(rss(web, "wheat", "oil"), kind="application/rss+xml", headers={"ETag": '"1"'})
    return Feed(f"{web.url}/feed", Given(licence="CC-BY-4.0"))


def test_a_feed_gives_its_new_items_and_only_those(web, fetcher, answer, paper, tmp_path: Path) -> None:
    told: list[str] = []
    done = add_feed(paper, tmp_path, fetcher, told.append)
    assert (done.summary, done.problems, len(told)) == ("2 added", (), 2)
    assert {source.url for source in sources(tmp_path).values()} == {f"{web.url}/wheat", f"{web.url}/oil"}
    # The feed's date goes before the page's, as the day it was where the feed was written.
    assert {source.published for source in sources(tmp_path).values()} == {"2023-05-05"}
    assert add_feed(paper, tmp_path, fetcher).summary == "nothing new"
    assert web.asked[-1][1]["if-none-match"] == '"1"'
    asked = len(web.paths())
    web.pages["/feed"] = answer(rss(web, "roads", "wheat", "oil"), kind="text/xml")
    assert add_feed(paper, tmp_path, fetcher).summary == "1 added"
    assert web.paths()[asked:] == ["/feed", "/roads"]


def test_nothing_is_taken_in_twice_when_the_state_is_lost(web, fetcher, paper, tmp_path: Path) -> None:
    add_feed(paper, tmp_path, fetcher)
    before = {path: path.read_bytes() for path in tmp_path.glob("*.md")}
    for content in ("", "[]", '{"pages": {"a": 1}, "seen": {}}', "\0"):
        (tmp_path / ".fetched.json").write_text(content)
        assert add_feed(paper, tmp_path, fetcher).summary == "nothing new"
    assert {path: path.read_bytes() for path in tmp_path.glob("*.md")} == before


def test_what_was_removed_stays_away_until_it_is_asked_for(
    web, fetcher, answer, paper, tmp_path: Path
) -> None:
    first = add_feed(paper, tmp_path, fetcher).outcomes[0]
    first.path.unlink()
    web.pages["/feed"] = answer(rss(web, "roads", "wheat", "oil"))
    assert add_feed(paper, tmp_path, fetcher).summary == "1 added"
    assert first.path.stem not in sources(tmp_path)
    assert add_url(f"{web.url}/wheat", tmp_path, Given(licence="CC0-1.0"), fetcher).what == "added"


def test_what_is_wrong_with_one_item_leaves_the_others(web, fetcher, answer, paper, tmp_path: Path) -> None:
    web.pages["/wheat"] = answer(b"<p>Subscribe!</p>")
    web.pages["/roads"] = answer(status=503)
    web.pages["/feed"] = answer(rss(web, "wheat", "gone", "roads", "oil"), headers={"ETag": '"1"'})
    done = add_feed(paper, tmp_path, fetcher)
    assert done.summary == "1 added"
    assert [problem.message for problem in done.problems] == [
        "has no text that can be read",
        "answers with status 404",
        "answers with status 503",
    ]
    # What may be over is tried again, though the feed is the same; what was refused is not.
    asked = len(web.paths())
    again = add_feed(paper, tmp_path, fetcher)
    assert [problem.file for problem in again.problems] == [f"{web.url}/roads"]
    assert set(web.paths()[asked:]) == {"/feed", "/roads"}


def test_what_every_item_lacks_is_told_once(web, fetcher, answer, newspaper, paper, tmp_path: Path) -> None:
    for name in ("wheat", "oil", "roads"):
        page = newspaper(title=f"Of {name}").replace(b'property="og:site_name"', b'property="x"')
        web.pages[f"/{name}"] = answer(page.replace(b"| Steppe Gazette", b""))
    web.pages["/feed"] = answer(rss(web, "wheat", "oil", "roads"), headers={"ETag": '"1"'})
    done = add_feed(paper, tmp_path, fetcher)
    assert [str(problem) for problem in done.problems] == [
        f"{web.url}/wheat: publisher: is not known, nor of 2 more items. "
        "Give --publisher, or add it to the feed."
    ]
    named = Feed(paper.url, Given(publisher="Steppe Gazette", licence="CC-BY-4.0"))
    assert add_feed(named, tmp_path, fetcher).summary == "3 added"


def test_a_feed_that_is_down_leaves_what_is_there(web, fetcher, answer, paper, tmp_path: Path) -> None:
    add_feed(paper, tmp_path, fetcher)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    web.pages["/feed"] = answer(status=500)
    with pytest.raises(UnreachableError, match="answers with status 500"):
        add_feed(paper, tmp_path, fetcher)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_a_feed_whose_items_cannot_be_reached_is_left_soon(
    web, fetcher, answer, paper, tmp_path: Path
) -> None:
    names = [f"down{number}" for number in range(20)]
    web.pages |= {f"/{name}": answer(status=503) for name in names}
    web.pages["/feed"] = answer(rss(web, *names))
    done = add_feed(paper, tmp_path, fetcher)
    assert len(done.problems) == intake.GIVE_UP
    assert State.of(tmp_path).pages == {}


def test_a_long_feed_is_taken_in_by_several_runs(
    web, fetcher, answer, newspaper, paper, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "MOST_ITEMS", 2)
    web.pages["/feed"] = answer(rss(web, "wheat", "oil", "roads"), headers={"ETag": '"1"'})
    first = add_feed(paper, tmp_path, fetcher)
    assert (first.summary, first.notes) == (
        "2 added",
        (f"{web.url}/feed: 1 more are left for the next run",),
    )
    assert add_feed(paper, tmp_path, fetcher).summary == "1 added"
    assert len(sources(tmp_path)) == 3


def test_an_item_that_moved_is_known_by_both_addresses(web, fetcher, answer, paper, tmp_path: Path) -> None:
    web.pages["/go"] = answer(status=302, headers={"Location": "/wheat"})
    web.pages["/feed"] = answer(rss(web, "go"))
    assert add_feed(paper, tmp_path, fetcher).summary == "1 added"
    web.pages["/feed"] = answer(rss(web, "go", "wheat"))
    asked = len(web.paths())
    assert add_feed(paper, tmp_path, fetcher).summary == "nothing new"
    assert web.paths()[asked:] == ["/feed"]


def test_a_sitemap_and_an_index_of_sitemaps(web, fetcher, answer, paper, tmp_path: Path) -> None:
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    entries = f"<url><loc>{web.url}/oil</loc><lastmod>2023-05-01</lastmod></url>"
    entries += f"<!-- and --><url><loc>\n {web.url}/wheat </loc><lastmod>2023-06-01</lastmod></url>"
    index = f"<sitemapindex {space}><sitemap><loc>{web.url}/map.xml.gz</loc></sitemap></sitemapindex>"
    web.pages["/feed"] = answer(index.encode(), kind="text/xml")
    packed = gzip.compress(f"<urlset {space}>{entries}</urlset>".encode())
    web.pages["/map.xml.gz"] = answer(packed, kind="application/gzip")
    assert add_feed(paper, tmp_path, fetcher).summary == "2 added"
    assert web.paths() == ["/feed", "/map.xml.gz", "/wheat", "/oil"]
    assert {source.published for source in sources(tmp_path).values()} == {"2023-05-04"}


def test_atom_gives_the_day_of_publication_and_not_of_change() -> None:
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>Gazette</title><entry><title>Of wheat</title>'
        '<link href="wheat"/><author><name>Aigul</name></author><updated>2024-01-01T00:00:00Z</updated>'
        "<published>2023-05-05T01:00:00+06:00</published></entry>"
        '<entry><title>Of oil</title><link href="https://example.org/oil"/>'
        "<updated>2024-01-01T00:00:00Z</updated></entry></feed>"
    )
    items = read_feed(atom.encode(), "https://example.org/news/feed", "application/atom+xml").items
    assert [(item.url, item.title, item.author, item.published) for item in items] == [
        ("https://example.org/news/wheat", "Of wheat", "Aigul", "2023-05-05"),
        ("https://example.org/oil", "Of oil", None, None),
    ]


@pytest.mark.parametrize(
    "content", [b"", b"<html><body><p>Hello</p></body></html>", b"\x1f\x8bbroken", b"{}"]
)
def test_what_is_no_feed_is_refused(content: bytes) -> None:
    with pytest.raises(RefusedError, match=r"is no feed|compression is broken"):
        read_feed(content, "https://example.org/feed", "text/html")


def test_entities_of_a_feed_are_not_expanded(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    feed = (
        f'<!DOCTYPE rss [<!ENTITY x SYSTEM "file://{tmp_path}/secret">]><rss version="2.0"><channel>'
        "<item><title>&x;</title><link>https://example.org/a</link></item></channel></rss>"
    )
    items = read_feed(feed.encode(), "https://example.org/feed", "text/xml").items
    assert not any("secret" in (item.title or "") for item in items)


def test_feeds_are_listed_with_what_is_wrong_by_line(tmp_path: Path) -> None:
    assert load_feeds(tmp_path) == ((), ())
    (tmp_path / "feeds.yaml").write_text(
        "# What is read every day.\n"
        "- url: https://example.org/feed\n"
        "  publisher: Steppe Gazette\n"
        "  licence: CC-BY-4.0\n"
        "- url: example.org\n"
        "  colour: red\n"
        "  licence: mine\n"
        "- publisher: Nobody\n"
        "- plain\n"
        "- url: https://example.org/feed\n"
        "- url: https://example.org/other\n"
        "  language: [en]\n"
    )
    feeds, problems = load_feeds(tmp_path)
    wanted = Given(publisher="Steppe Gazette", licence="CC-BY-4.0")
    assert feeds == (Feed("https://example.org/feed", wanted),)
    assert [(problem.line, problem.field) for problem in problems] == [
        (6, "colour"),
        (7, "licence"),
        (5, "url"),
        (8, "url"),
        (9, None),
        (10, "url"),
        (12, "language"),
    ]
    assert {problem.file for problem in problems} == {"feeds.yaml"}


def test_the_list_that_the_documentation_shows_is_right(tmp_path: Path) -> None:
    docs = (Path(__file__).parents[3] / "docs" / "adding-sources.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"^```\n(- url: .*?)^```", docs, re.MULTILINE | re.DOTALL)
    (tmp_path / "feeds.yaml").write_text(example)
    feeds, problems = load_feeds(tmp_path)
    assert (len(feeds), problems) == (2, ())


@pytest.mark.parametrize(
    ("content", "line"), [(b"url: https://example.org/", 1), (b"- a: b: c", 1), (b"- url: \xff", None)]
)
def test_a_list_of_feeds_that_cannot_be_read_is_one_problem(
    tmp_path: Path, content: bytes, line: int | None
) -> None:
    (tmp_path / "feeds.yaml").write_bytes(content)
    feeds, problems = load_feeds(tmp_path)
    assert feeds == ()
    assert [problem.line for problem in problems] == [line]


@given(
    saved=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["pages", "seen", "a"]), inner)
        ),
        max_leaves=8,
    )
)
def test_any_state_that_is_none_is_an_empty_one(saved, tmp_path_factory: pytest.TempPathFactory) -> None:
    raw = tmp_path_factory.mktemp("raw")
    (raw / ".fetched.json").write_text(json.dumps(saved))
    state = State.of(raw)
    state.save(raw)
    assert State.of(raw) == state
