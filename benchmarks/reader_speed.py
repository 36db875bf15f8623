"""Where the reader's time goes: megabytes a second of CPU time, stage by stage, on article and on dense text.

.venv/bin/python benchmarks/reader_speed.py               article text, dense text
.venv/bin/python benchmarks/reader_speed.py --profile     and the functions that take most of it
.venv/bin/python benchmarks/reader_speed.py FILE          a text of your own
"""

from __future__ import annotations

import argparse
import cProfile
import datetime as dt
import pstats
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from corpus import article_text, dense_text

from sandyq.reading.claims import claims
from sandyq.reading.dates import dates, relative_span
from sandyq.reading.events import events
from sandyq.reading.places import Places
from sandyq.reading.quantities import quantities
from sandyq.reading.text import Document

if TYPE_CHECKING:
    from collections.abc import Iterator

PUBLISHED = dt.date(2024, 2, 29)
SIZE = 1_000_000
BEST_OF = 3


def stages(text: str) -> Iterator[tuple[str, float]]:
    """The stages of one reading with their CPU seconds, in order."""
    clock = time.process_time
    start = clock()

    def took() -> float:
        nonlocal start
        before, start = start, clock()
        return start - before

    document = Document(text, PUBLISHED)
    yield "blocks", took()
    mentions = dates(document)
    yield "dates", took()
    found = quantities(document, mentions)
    yield "quantities", took()
    places = Places(document)
    for quantity in found:
        places.in_block(document.block_index(quantity.start))
    yield "names", took()
    claims(document, found, mentions, places, relative_span)
    yield "claims", took()
    events(document, mentions, places)
    yield "events", took()


def measure(name: str, text: str) -> None:
    """Print a line for one text: megabytes (of characters) a second in all, and each stage's share."""
    runs = [dict(stages(text)) for _ in range(BEST_OF)]
    best = min(runs, key=lambda run: sum(run.values()))
    total = sum(best.values())
    shares = "  ".join(f"{stage} {100 * seconds / total:.0f}%" for stage, seconds in best.items())
    print(f"{name:8} {len(text) / 1e6 / total:5.2f} MB/s   {shares}")


def main() -> None:
    """Read the command line, measure, print."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("file", nargs="?", type=Path)
    ask.add_argument("--profile", action="store_true")
    args = ask.parse_args()
    texts = {"article": article_text(SIZE), "dense": dense_text(SIZE)}
    if args.file:
        texts = {args.file.name: args.file.read_text(encoding="utf-8")}
    for name, text in texts.items():
        measure(name, text)
        if args.profile:
            with cProfile.Profile() as profile:
                list(stages(text))
            pstats.Stats(profile, stream=sys.stdout).sort_stats("tottime").print_stats(20)


if __name__ == "__main__":
    main()
