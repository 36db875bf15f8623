"""Looks for texts on which reading fails: a coverage-guided fuzzer (atheris, on libFuzzer).

    python benchmarks/fuzz.py [RUNS]

RUNS is how many texts are read, 200000 unless told. What fails is made as short as can be and kept under
tests/sandyq/reading/finds/, where the tests read it. The exit code is 1 where something was found.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path

from corpus import DATA, article_text, dense_text, digest_texts
from environments import environment
from invariants import violations

from sandyq import read

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
FINDS = ROOT / "tests" / "sandyq" / "reading" / "finds"
REQUIREMENTS = ("atheris==3.0.0",)
SECONDS = 0.5
"""No text of up to 600 characters may take longer."""

PUBLISHED = dt.date(2024, 2, 15)


def decode(data: bytes) -> str:
    """Any bytes as text; what is not UTF-8 becomes lone surrogates, which a text may hold too."""
    return data.decode("utf-8", errors="surrogateescape")


def encode(text: str) -> bytes:
    """The bytes of a text made by :func:`decode`."""
    return text.encode("utf-8", errors="surrogateescape")


def seeds() -> list[bytes]:
    """Paragraphs to start from, and what was found before."""
    texts = [article_text(40_000, 1), dense_text(40_000, 2), *digest_texts()]
    paragraphs = {part.encode() for text in texts for part in text.split("\n\n")}
    return sorted(paragraphs | {path.read_bytes() for path in FINDS.glob("*.txt")})


def words() -> list[str]:
    """Words to mix in: those of the lexicon and of the made-up sentences."""
    found = {word for words in DATA["words"].values() for word in words if "{" not in word}
    for path in (ROOT / "sandyq" / "reading" / "lexicon" / "en").glob("*.csv"):
        rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))[1:]
        found |= {word for row in rows for cell in row for word in cell.split("|") if 0 < len(word) <= 40}
    return sorted(found)


def failure(text: str) -> str | None:
    """What fails on reading ``text``, in a word or two; None where everything holds."""
    try:
        begun = time.process_time()
        read(text, PUBLISHED)
        taken = time.process_time() - begun
        found = violations(text, PUBLISHED) or violations(text)
    except Exception as error:  # whatever it is, it is what is looked for
        return f"{type(error).__name__} in {traceback.extract_tb(error.__traceback__)[-1].name}"
    if found:
        return found[0].split(":")[0]
    return "slow" if taken > SECONDS else None


def shortest(text: str, sort: str) -> str:
    """``text`` with all left out that can be without its failure becoming another, larger pieces first."""
    size = len(text) // 2
    while size:
        at = 0
        while at < len(text):
            without = text[:at] + text[at + size :]
            if failure(without) == sort:
                text = without
            else:
                at += size
        size //= 2
    return text


def fuzz(runs: int, folder: Path) -> list[bytes]:
    """Let the fuzzer read ``runs`` texts; the texts on which something failed, one of each sort."""
    for name in ("seeds", "corpus", "finds"):
        (folder / name).mkdir()
    for number, seed in enumerate(seeds()):
        (folder / "seeds" / str(number)).write_bytes(seed[:600])
    job: dict[str, object] = {name: str(folder / name) for name in ("seeds", "corpus", "finds")}
    job |= {"runs": runs, "seconds": SECONDS, "words": words()}
    (folder / "job.json").write_text(json.dumps(job), encoding="utf-8")
    target = [
        str(environment(REQUIREMENTS)),
        str(HERE / "workers" / "fuzz_target.py"),
        str(folder / "job.json"),
    ]
    subprocess.run(target, check=True, cwd=folder, env=os.environ | {"PYTHONPATH": str(ROOT)})
    return [path.read_bytes() for path in sorted((folder / "finds").glob("*.txt"))]


def main() -> int:
    """Fuzz, then make each find short and keep it."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    with tempfile.TemporaryDirectory() as folder:
        found = fuzz(runs, Path(folder))
    kept = 0
    for data in found:
        sort = failure(decode(data))
        if sort is None:  # slow under the fuzzer's tracing, and not without it
            continue
        kept += 1
        text = decode(data) if sort == "slow" else shortest(decode(data), sort)
        path = FINDS / f"{re.sub(r'[^a-z]+', '-', sort.lower()).strip('-')}-{kept}.txt"
        FINDS.mkdir(exist_ok=True)
        path.write_bytes(encode(text))
        print(f"{sort}: {text!r} -> {path.relative_to(ROOT)}")
    print(f"{runs} texts read, {kept} sorts of failure")
    return 1 if kept else 0


if __name__ == "__main__":
    sys.exit(main())
