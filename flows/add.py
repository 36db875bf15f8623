"""What `sandyq add` does: one file, one address, or what is new in a feed, into raw/."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandyq.intake.fetch import Fetcher
    from sandyq.intake.write import Given
    from sandyq.sources import Problem


def add(
    what: str, raw: Path, given: Given, tell: Callable[[str], None], fetcher: Fetcher | None = None
) -> tuple[Problem, ...]:
    """Take in the file or the address ``what``; tells what became of it, and gives what was wrong."""
    from sandyq.intake.add import add_file, add_url
    from sandyq.intake.errors import RefusedError
    from sandyq.intake.fetch import Fetcher

    try:
        if "://" in what:
            outcome = add_url(what, raw, given, fetcher or Fetcher())
        else:
            outcome = add_file(Path(what), raw, given)
    except RefusedError as error:
        return error.problems
    except OSError as error:
        return (_unwritten(raw, error),)
    tell(outcome.line)
    for note in outcome.notes:
        tell(f"  {note}")
    return ()


def add_feed(
    url: str, raw: Path, given: Given, tell: Callable[[str], None], fetcher: Fetcher | None = None
) -> tuple[Problem, ...]:
    """Take in what is new in the feed or sitemap at ``url``; tells of each item, and gives what was wrong."""
    from sandyq.intake import add as intake
    from sandyq.intake.errors import RefusedError
    from sandyq.intake.feeds import Feed
    from sandyq.intake.fetch import Fetcher

    try:
        done = intake.add_feed(Feed(url, given), raw, fetcher or Fetcher(), tell)
    except RefusedError as error:
        return error.problems
    except OSError as error:
        return (_unwritten(raw, error),)
    for note in done.notes:
        tell(note)
    tell(f"{url}: {done.summary}")
    return done.problems


def _unwritten(raw: Path, error: OSError) -> Problem:
    from sandyq.sources import Problem

    remedy = "Free space there, mend its permissions, or name another folder with --raw"
    return Problem(str(error.filename or raw), None, None, f"cannot be written: {error.strerror}", remedy)
