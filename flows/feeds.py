"""The stage before all others: what is new in the feeds that raw/feeds.yaml lists becomes sources.

A feed that is down leaves what is there as it is: its fault is a problem of the report, and the run goes on.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from flows.report import FeedLine, counted
from sandyq.sources import Problem

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flows.progress import Watcher
    from sandyq.intake.add import TakenIn
    from sandyq.intake.feeds import Feed
    from sandyq.intake.fetch import Fetcher

TakeIn: TypeAlias = "Callable[[Path, Feed, Fetcher], TakenIn]"
"""Takes in what is new in one feed: `take_in`, or a task that wraps it."""


@dataclass(slots=True)
class Found:
    """What came of all feeds."""

    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    feeds: list[FeedLine] = field(default_factory=list)


def take_in(raw: Path, feed: Feed, fetcher: Fetcher) -> TakenIn:
    """What is new in one feed, written into ``raw``. Raises RefusedError where the feed cannot be had."""
    from sandyq.intake.add import add_feed

    return add_feed(feed, raw, fetcher)


def take_in_all(raw: Path, one: TakeIn, watch: Watcher) -> Found:
    """What is new in each feed that ``raw`` lists, by ``one``; nothing where it lists none."""
    if not (raw / "feeds.yaml").exists():
        return Found()
    from sandyq.intake.errors import RefusedError
    from sandyq.intake.feeds import load_feeds
    from sandyq.intake.fetch import Fetcher

    feeds, unfit = load_feeds(raw)
    found = Found(list(unfit))
    fetcher = Fetcher()
    added = 0
    watch.begin("feeds", len(feeds))
    for feed in feeds:
        status, items = "fine", 0
        try:
            done = one(raw, feed, fetcher)
        except RefusedError as error:
            found.problems += error.problems
            status = "; ".join(problem.message for problem in error.problems)
        except OSError as error:
            message = f"{feed.url} could not be taken in: {error.strerror}"
            remedy = "Free space there, or mend its permissions"
            status = message
            found.problems.append(Problem(str(raw), None, None, message, remedy))
        else:
            items = len(done.outcomes)
            added += items
            status = counted(len(done.problems), "problem") if done.problems else status
            found.problems += done.problems
            found.notes += (f"{outcome.line}, from {feed.url}" for outcome in done.outcomes)
            found.notes += done.notes
        found.feeds.append(FeedLine(feed.url, status, items))
        watch.step()
    watch.end(counted(added, "new source"))
    return found
