"""`sandyq add`, and the feeds of a raw folder in the main job: as tasks and without them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from flows import add, stages
from flows.progress import Quiet
from flows.releasing import Wish
from sandyq.intake.write import Given
from sandyq.sources import load

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "Trade between Kazakhstan and China reached $31 billion in 2022, an official said.\n"
RSS = '<rss version="2.0"><channel>{items}</channel></rss>'
GIVEN = ("--title", "On trade", "--publisher", "The Board", "--published", "2023-05")


def test_add_writes_a_source_that_a_refresh_publishes(project) -> None:
    file = project.add("../trade.txt", TEXT)
    done = project.sandyq("add", str(file), *GIVEN, "--licence", "CC0-1.0", "--raw", str(project.raw))
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == f"{project.raw}/2023-05-the-board-on-trade.md: added\n"
    assert project.refresh().exit_code == 0
    assert "2023-05-the-board-on-trade" in project.published_sources()


def test_a_private_source_follows_the_licence_rule(project) -> None:
    file = project.add("../trade.txt", TEXT)
    done = project.sandyq("add", str(file), *GIVEN, "--raw", str(project.raw))
    assert done.exit_code == 0
    assert "private" in done.stdout
    assert project.refresh().exit_code == 0
    assert "2023-05-the-board-on-trade" in project.published_sources()
    for path in project.published.rglob("*"):
        assert path.is_dir() or b"an official said" not in path.read_bytes()


def test_add_names_what_is_missing(project) -> None:
    file = project.add("../trade.txt", TEXT)
    done = project.sandyq("add", str(file), "--title", "On trade", "--raw", str(project.raw))
    assert done.exit_code == 1
    assert done.stderr.splitlines() == [
        f"{file}: publisher: is not known. Give --publisher.",
        f"{file}: published: is not known. Give --published.",
    ]


def test_add_goes_to_no_private_address(project, web) -> None:
    for arguments in ((f"{web.url}/wheat",), ("--feed", f"{web.url}/feed")):
        done = project.sandyq("add", *arguments, "--raw", str(project.raw))
        assert done.exit_code == 1
        assert "127.0.0.1 is not on the public internet" in done.stderr
    assert web.asked == []


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("a.txt", "--feed", "https://example.org/feed"),
        ("a.txt", "--published", "yesterday"),
        ("a.txt", "--licence", "mine"),
        ("a.txt", "--kind", "poem"),
        ("a.txt", "--url", "example.org"),
        ("--feed", "https://example.org/feed", "--title", "One for all"),
    ],
)
def test_a_wrong_command_line_does_nothing(project, arguments: tuple[str, ...]) -> None:
    assert project.sandyq("add", *arguments, "--raw", str(project.root / "new")).exit_code == 2
    assert not (project.root / "new").exists()


def test_add_says_where_it_cannot_write(project) -> None:
    file = project.add("../trade.txt", TEXT)
    blocked = project.add("../blocked", "a file")
    done = project.sandyq("add", str(file), *GIVEN, "--raw", str(blocked / "raw"))
    assert done.exit_code == 1
    assert "cannot be written" in done.stderr
    assert "--raw" in done.stderr


def feed(web, answer, newspaper, *names: str) -> str:
    """A feed of items of the server, and its address."""
    for name in names:
        web.pages[f"/{name}"] = answer(newspaper(title=f"Of {name} and more"))
    items = "".join(f"<item><link>{web.url}/{name}</link></item>" for name in names)
    web.pages["/feed"] = answer(
        RSS.format(items=items).encode(), kind="text/xml", headers={"ETag": f'"{names}"'}
    )
    return f"{web.url}/feed"


def test_add_tells_of_each_item_of_a_feed(project, web, answer, newspaper, fetcher) -> None:
    told: list[str] = []
    address = feed(web, answer, newspaper, "wheat", "oil")
    assert add.add_feed(address, project.raw, Given(), told.append, fetcher) == ()
    assert [line.rpartition(": ")[2] for line in told] == ["added", "added", "2 added"]
    assert add.add(f"{web.url}/wheat", project.raw, Given(), told.append, fetcher) == ()
    assert told[-1].endswith(": unchanged")


def run(project, fetcher, wish: Wish = stages.USUAL):
    """The main job, whose feeds may be of this machine."""
    folders = stages.Folders(project.raw, project.published, project.reports)

    def take_in(raw: Path, one, _):
        return stages.take_in(raw, one, fetcher)

    return stages.run(folders, stages.Stages(take_in=take_in), Quiet(), wish)


def listed(project, *addresses: str) -> None:
    entries = [{"url": address, "licence": "CC-BY-4.0"} for address in addresses]
    project.add("feeds.yaml", json.dumps(entries))


def test_a_refresh_takes_in_what_is_new_in_feeds(project, web, answer, newspaper, fetcher) -> None:
    listed(project, feed(web, answer, newspaper, "wheat", "oil"))
    report = run(project, fetcher)
    assert report.ok, report.problems
    new = {"2023-05-04-steppe-gazette-of-wheat-and-more", "2023-05-04-steppe-gazette-of-oil-and-more"}
    assert new < project.published_sources()
    assert sum("added, from" in note for note in report.notes) == 2
    assert [(one.status, one.items) for one in report.feeds] == [("fine", 2)]
    before = project.files()
    again = run(project, fetcher)
    assert again.ok
    assert "nothing new" in again.summary
    assert project.files() == before
    assert web.paths()[-1] == "/feed"


def test_a_feed_that_is_down_is_told_and_the_rest_goes_on(project, web, answer, newspaper, fetcher) -> None:
    listed(project, f"{web.url}/down", feed(web, answer, newspaper, "wheat"))
    web.pages["/down"] = answer(status=503)
    report = run(project, fetcher)
    assert [str(problem) for problem in report.problems] == [
        f"{web.url}/down: answers with status 503. Try again later."
    ]
    assert [(one.status, one.items) for one in report.feeds] == [("answers with status 503", 0), ("fine", 1)]
    assert "2023-05-04-steppe-gazette-of-wheat-and-more" in project.published_sources()
    published = project.files()
    web.pages["/feed"] = answer(status=503)
    again = run(project, fetcher)
    assert len(again.problems) == 2
    assert project.files() == published


def test_offline_and_dry_runs_ask_no_feed(project, web, answer, newspaper, fetcher) -> None:
    listed(project, feed(web, answer, newspaper, "wheat"))
    before = sorted(project.raw.iterdir())
    assert run(project, fetcher, Wish(offline=True)).ok
    assert project.refresh("--offline").exit_code == 0
    assert project.refresh("--dry-run").exit_code == 0
    assert web.asked == []
    assert sorted(project.raw.iterdir()) == before


def test_the_command_never_asks_private_addresses_for_feeds(project, web, answer, newspaper) -> None:
    listed(project, feed(web, answer, newspaper, "wheat"))
    done = project.refresh()
    assert done.exit_code == 1
    assert "is not on the public internet" in done.stderr
    assert web.asked == []
    assert len(project.published_sources()) == len(load(project.raw).sources) == 2


def test_a_wrong_list_of_feeds_names_its_lines(project) -> None:
    project.add("feeds.yaml", "- url: nowhere\n- colour: red\n")
    done = project.refresh()
    assert done.exit_code == 1
    assert "feeds.yaml:1: url: 'nowhere' is no web address" in done.stderr
    assert "feeds.yaml:2: colour: is no field of a feed" in done.stderr
    assert project.versions()


def test_a_copy_of_a_source_is_no_second_witness(project) -> None:
    import polars as pl

    words = " ".join(f"Word{number} followed word{number * 7} in this account." for number in range(60))

    def add_copy(publisher: str) -> None:
        file = project.add(f"../{publisher}.txt", TEXT + words + f"\n\nRead more in the {publisher}.\n")
        given = (
            "--title",
            "On trade",
            "--publisher",
            publisher,
            "--published",
            "2023-05",
            "--licence",
            "CC0-1.0",
        )
        assert project.sandyq("add", str(file), *given, "--raw", str(project.raw)).exit_code == 0

    def published(version: str) -> tuple[dict[str, str], tuple[int, int]]:
        figures = project.published / "kazakhstan-figures" / version / "sources.parquet"
        copies = pl.read_parquet(figures).select("source_id", "duplicate_of").drop_nulls()
        trade = pl.read_parquet(project.published / "kazakhstan-trade" / version / "observations.parquet")
        row = trade.filter(partner="CHN", period="2022", unit="USD").row(0, named=True)
        return dict(copies.iter_rows()), (row["claims"], row["sources"])

    add_copy("Herald")
    add_copy("Gazette")
    assert project.refresh().exit_code == 0
    gazette, herald, times = (f"2023-05-{name}-on-trade" for name in ("gazette", "herald", "times"))
    assert published("1.0.0") == ({herald: gazette}, (2, 1))
    # A copy that comes later is told from what was read before.
    add_copy("Times")
    assert project.refresh("--accept", "one more paper has it").exit_code == 0
    assert published("1.1.0") == ({herald: gazette, times: gazette}, (3, 1))
