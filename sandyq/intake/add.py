"""Taking in one file, one address, or what is new in one feed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sandyq.intake.errors import IncompleteError, RefusedError, UnreachableError
from sandyq.intake.extract import extract
from sandyq.intake.feeds import read_feed
from sandyq.intake.fetch import Fetcher, plain_url
from sandyq.intake.state import State
from sandyq.intake.write import PRIVATE, UNCHANGED, Given, Outcome, Shelf, describe, write
from sandyq.sources import MAX_BYTES, Problem

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sandyq.intake.extract import Extract
    from sandyq.intake.feeds import Feed, Item
    from sandyq.intake.fetch import Page

MOST_ITEMS = 100
"""New items of one feed that one run takes in; the next run goes on with the rest."""

MOST_SITEMAPS = 50
"""Sitemaps that one index leads to."""

GIVE_UP = 3
"""After so many items in a row that could not be reached a feed is left for the next run."""


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of one feed."""

    outcomes: tuple[Outcome, ...]
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]

    @property
    def summary(self) -> str:
        """``2 added, 1 updated``, or ``nothing new``."""
        made = Counter(outcome.what for outcome in self.outcomes)
        return ", ".join(f"{number} {what}" for what, number in sorted(made.items())) or "nothing new"


def add_file(path: Path, raw: Path, given: Given) -> Outcome:
    """Take in a file: Markdown, plain text, HTML, PDF or DOCX.

    Raises RefusedError where it holds no text that can be read, or where what a source must say is not known.
    """
    where = str(path)
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        remedy = "Name a file, or an address that begins with https://"
        raise RefusedError(where, f"cannot be read: {error.strerror}", remedy) from None
    if len(content) > MAX_BYTES:
        raise RefusedError(where, f"has more than {MAX_BYTES / 1e6:g} MB", "Split it")
    found = extract(content, where)
    return _shelve(Shelf.of(raw), found, given, where, None)


def add_url(url: str, raw: Path, given: Given, fetcher: Fetcher) -> Outcome:
    """Take in the page, PDF, DOCX or text at an address, or bring the source of that address up to date.

    Raises RefusedError as `add_file` does, and where the page cannot be had.
    """
    address = plain_url(url)
    shelf, state = Shelf.of(raw), State.of(raw)
    there = shelf.urls.get(address)
    marks = state.pages.get(address, {}) if there is not None else {}
    page = fetcher.get(address, marks.get("etag"), marks.get("modified"))
    if page is None and there is not None and not given.values:
        return Outcome(there, UNCHANGED)
    page = page or fetcher.get(address)
    if page is None:
        raise UnreachableError(url, "says that it has not changed, and does not show itself")
    found = extract(page.content, page.url, page.content_type, page.charset)
    outcome = _shelve(shelf, found, given, url, address if there is not None else plain_url(page.url))
    state.mark(address, page)
    state.save(raw)
    return outcome


def add_feed(
    feed: Feed, raw: Path, fetcher: Fetcher, tell: Callable[[str], None] = lambda _: None
) -> TakenIn:
    """Take in the new items of a feed, `MOST_ITEMS` at most; each is told of as it is done.

    An item is new whose address no source of ``raw`` has, and that was not dealt with before. What is wrong
    with an item is a problem of its own, and the others go on: an item without text is not asked for again,
    one that could not be reached or lacks a field is. Raises RefusedError where the feed itself cannot be had
    (UnreachableError where another try may help), and OSError where raw cannot be written.
    """
    state = State.of(raw)
    marks = state.pages.get(feed.url, {})
    page = fetcher.get(feed.url, marks.get("etag"), marks.get("modified"))
    if page is None:
        return TakenIn((), (), ())
    listed = {plain_url(item.url): item for item in _listed(page, fetcher)}
    new = {url: item for url, item in listed.items() if url not in state.seen}
    shelf = Shelf.of(raw) if new else Shelf(raw, {}, {})
    new = {url: item for url, item in new.items() if url not in shelf.urls}
    run = _Run(feed, shelf, state, fetcher)
    try:
        for item in list(new.values())[:MOST_ITEMS]:
            if run.unreached < GIVE_UP:
                tell(run.take(item))
        # Only where nothing is left to do may the server answer that nothing is new.
        if not run.pending and len(new) <= MOST_ITEMS:
            state.mark(feed.url, page)
    finally:
        state.save(raw)
    left = max(0, len(new) - MOST_ITEMS)
    notes = (f"{feed.url}: {left:,} more are left for the next run",) if left else ()
    return TakenIn(tuple(run.outcomes), tuple(run.problems()), notes)


class _Run:
    """Taking in the items of one feed, and what came of it."""

    def __init__(self, feed: Feed, shelf: Shelf, state: State, fetcher: Fetcher) -> None:
        self.feed = feed
        self.shelf = shelf
        self.state = state
        self.fetcher = fetcher
        self.outcomes: list[Outcome] = []
        self.pending = 0
        """Items that are to be asked for again."""
        self.unreached = 0
        """Items in a row that could not be reached."""
        self._refused: list[Problem] = []
        self._lacking: dict[tuple[str | None, str], list[Problem]] = {}

    def take(self, item: Item) -> str:
        """Take in one item; what became of it in one line."""
        url = plain_url(item.url)
        reached = True
        try:
            page = self.fetcher.get(url)
            if page is None:
                raise UnreachableError(url, "says that it has not changed, and does not show itself")
            outcome = self._shelve(page, item)
        except UnreachableError as error:
            reached = False
            self.pending += 1
            self._refused += error.problems
            return str(error)
        except IncompleteError as error:
            self.pending += 1
            for problem in error.problems:
                self._lacking.setdefault((problem.field, problem.message), []).append(problem)
            return str(error)
        except RefusedError as error:
            self.state.seen[url] = error.problems[0].message
            self._refused += error.problems
            return str(error)
        finally:
            self.unreached = 0 if reached else self.unreached + 1
        self.state.seen |= dict.fromkeys((url, plain_url(page.url)), outcome.path.stem)
        self.outcomes.append(outcome)
        return outcome.line

    def problems(self) -> list[Problem]:
        """What was wrong, that which many items lack in one line."""
        lacking = [
            one
            if len(many) == 1
            else replace(one, message=f"{one.message}, nor of {len(many) - 1:,} more items")
            for many in self._lacking.values()
            for one in many[:1]
        ]
        options = tuple(replace(one, remedy=f"{one.remedy}, or add it to the feed") for one in lacking)
        return [*self._refused, *options]

    def _shelve(self, page: Page, item: Item) -> Outcome:
        found = extract(page.content, page.url, page.content_type, page.charset)
        # A feed dates its items on purpose; a page's own title and author are more often whole.
        found = replace(
            found,
            published=item.published or found.published,
            title=found.title or item.title,
            author=found.author or item.author,
        )
        return _shelve(self.shelf, found, self.feed.given, page.url, plain_url(page.url))


def _shelve(shelf: Shelf, found: Extract, given: Given, where: str, url: str | None) -> Outcome:
    fields = describe(found, given, where, url)
    outcome = write(shelf, fields, found.text, given, where)
    notes = []
    if outcome.path.parent == shelf.raw / PRIVATE and not given.licence and outcome.what != UNCHANGED:
        notes.append("no licence is given, so it is private and no sentence of it will be published")
        if found.licence_named:
            notes.append(f"the page names {found.licence_named}: if its text is meant, give --licence")
    return replace(outcome, notes=tuple(notes))


def _listed(page: Page, fetcher: Fetcher) -> list[Item]:
    """The items of a feed or sitemap, and of the sitemaps that an index leads to."""
    listing = read_feed(page.content, page.url, page.content_type)
    items = list(listing.items)
    for place in listing.sitemaps[:MOST_SITEMAPS]:
        further = fetcher.get(place)
        if further is not None:
            items += read_feed(further.content, further.url, further.content_type).items
    return items
