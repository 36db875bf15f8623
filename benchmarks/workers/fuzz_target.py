"""The fuzzer's own process: runs under atheris, keeps the shortest text of each sort of failure, and goes on.

Called with a JSON file: ``runs`` (how many texts), ``seconds`` (bound for one), ``seeds`` (a folder of texts
to start from), ``corpus`` (one for those that reach new lines), ``words`` (what to mix in) and ``finds`` (a
folder for what fails).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import random
import sys
import time
import traceback
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

with atheris.instrument_imports(include=["sandyq.reading"]):
    from invariants import of_reading, violations

    from sandyq import read

JOB = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
FINDS = Path(JOB["finds"])
PUBLISHED = dt.date(2024, 2, 15)
PIECES = [
    " ",
    " ",
    "\n",
    "\n\n",
    "\u00a0",
    "\u202f",
    "-",
    "–",
    ",",
    ".",
    "(",
    ")",
    "$",
    "€",
    "%",
    "/",
    ":",
    "#",
]


def decode(data: bytes) -> str:
    """Any bytes as text; what is not UTF-8 becomes lone surrogates, which a text may hold too."""
    return data.decode("utf-8", errors="surrogateescape")


def encode(text: str) -> bytes:
    """The bytes of a text made by :func:`decode`."""
    return text.encode("utf-8", errors="surrogateescape")


def test_one(data: bytes) -> None:
    """Read one text and keep it if something does not hold."""
    text = decode(data)
    published = PUBLISHED if len(data) % 2 else None
    begun = time.process_time()
    try:
        # Reading twice costs twice: every fourth text shows whether the second reading differs.
        again = len(data) % 8 < 2
        found = violations(text, published) if again else [*of_reading(text, read(text, published))]
    except RecursionError as error:
        keep(data, "RecursionError", traceback.format_exception(error)[:2])
    except Exception as error:  # whatever it is, it is what is looked for
        frame = traceback.extract_tb(error.__traceback__)[-1]
        keep(data, f"{type(error).__name__} {frame.name}:{frame.lineno}", traceback.format_exception(error))
    else:
        for line in found:
            keep(data, line.split(":")[0], [line])
        if time.process_time() - begun > JOB["seconds"]:
            keep(data, "slow", [f"{len(text)} characters"])


def keep(data: bytes, sort: str, lines: list[str]) -> None:
    """Write the text down, unless a shorter one of the same sort is there."""
    path = FINDS / (hashlib.sha256(sort.encode()).hexdigest()[:12] + ".txt")
    if not path.exists() or path.stat().st_size > len(data):
        path.write_bytes(data)
        path.with_suffix(".why").write_text("\n".join([sort, *lines]), encoding="utf-8", errors="replace")


def mutate(data: bytes, max_size: int, seed: int) -> bytes:
    """The fuzzer's own mutation of bytes, or, half the time, some of words: put in, drop, swap, join."""
    draw = random.Random(seed)
    if draw.random() < 0.5:
        return bytes(atheris.Mutate(data, max_size))
    words = decode(data).split(" ")
    for _ in range(draw.randrange(1, 5)):
        at = draw.randrange(len(words))
        action = draw.randrange(5)
        if action == 0:
            words.insert(at, draw.choice(JOB["words"]))
        elif action == 1:
            words[at] = draw.choice(JOB["words"])
        elif action == 2 and len(words) > 1:
            del words[at]
        elif action == 3:
            other = draw.randrange(len(words))
            words[at], words[other] = words[other], words[at]
        else:
            words[at] += draw.choice(PIECES) + draw.choice(words)
    return encode(" ".join(words))[:max_size]


if __name__ == "__main__":
    options = ["fuzz", JOB["corpus"], JOB["seeds"], f"-runs={JOB['runs']}", "-max_len=600", "-len_control=0"]
    atheris.Setup([*options, "-timeout=30", "-print_final_stats=1"], test_one, custom_mutator=mutate)
    atheris.Fuzz()
