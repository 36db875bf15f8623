"""How sandyq's time and memory grow with the length of a text; prints JSON. Linux: memory is read from /proc.

Called with ``time SIZE``: CPU seconds of SIZE characters read as ten texts, and as one.
Called with ``memory SIZE``: bytes that reading SIZE characters takes beside the text itself, at the highest.
Called with ``hostile SIZE``: CPU seconds of each hostile text of SIZE characters that is promised to be read.
"""

from __future__ import annotations

import datetime as dt
import json
import resource
import sys
import time
from pathlib import Path

from sandyq import read

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from corpus import PROMISED, article_text, hostile_texts

PUBLISHED = dt.date(2024, 2, 15)


def seconds(text: str) -> float:
    """CPU seconds that reading ``text`` takes; the result is let go after the clock has stopped."""
    start = time.process_time()
    reading = read(text, PUBLISHED)
    taken = time.process_time() - start
    del reading
    return taken


def growth_of_time(size: int) -> dict[str, float]:
    """Seconds for ten texts of a tenth of ``size`` each, and for one of ``size`` made of the same ten."""
    tenths = [article_text(size // 10, seed) for seed in range(10)]
    read(tenths[0][:100_000], PUBLISHED)
    return {"tenths": sum(map(seconds, tenths)), "whole": seconds("".join(tenths))}


def memory(size: int) -> dict[str, float]:
    """Highest resident memory while reading, less what was resident before it, the text included."""
    read(article_text(4000, 1), PUBLISHED)
    text = article_text(size)
    resident = int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()
    reading = read(text, PUBLISHED)
    highest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return {"bytes": highest - resident, "figures": len(reading.figures)}


def hostile(size: int) -> dict[str, float]:
    """Seconds for each hostile text that is promised, by its name."""
    texts = hostile_texts(size)
    return {name: seconds(texts[name]) for name in PROMISED}


MEASURES = {"time": growth_of_time, "memory": memory, "hostile": hostile}

if __name__ == "__main__":
    print(json.dumps(MEASURES[sys.argv[1]](int(sys.argv[2]))))
