"""Sandyq beside other readers: speed on the same texts, one core each, in one run.

Prints the tables that docs/reader.md shows:

    python benchmarks/readers.py

Each peer is installed into an environment of its own under .venv-peers/ at the first run. The exit code is 1
where a promise is not kept.
"""

from __future__ import annotations

import json
import re
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus import article_text, dense_text
from environments import environment

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent

ARTICLE = 4_000
"""Characters of one article, which is what a reader is given at a time."""

PASSES, ARTICLES_A_PASS, SECONDS = 40, 3, 12.0
"""What there is to read, and how long each reader may go on; the slowest see the first few passes alone."""

LONG = 10_000_000
"""Characters of the text on which growth is measured."""

_SENTENCE_END = re.compile(r"(?<=[.!?]) (?=[A-Z\"])")


@dataclass(frozen=True)
class Peer:
    """Another reader: its name, what to install, and by how many times sandyq promises to be faster."""

    name: str
    worker: str
    requirements: tuple[str, ...]
    promised: float


PEERS = [
    Peer("quantulum3 0.10.0", "quantulum3", ("quantulum3==0.10.0",), 25),
    Peer("Duckling (pyduckling 0.3.0)", "duckling", ("pyduckling-native-phihos==0.3.0",), 20),
    Peer(
        "Recognizers-Text 1.0.2a2",
        "recognizers",
        ("recognizers-text-suite==1.0.2a2", "emoji==1.7.0"),
        300,
    ),
]

TEXTS = {"article": article_text, "dense": dense_text}


def sentences(text: str) -> list[str]:
    """About the sentences of a text made by corpus.py."""
    return [part for paragraph in text.split("\n\n") for part in _SENTENCE_END.split(paragraph) if part]


def write_jobs(folder: Path) -> dict[tuple[str, str], tuple[Path, list[int]]]:
    """The jobs by sort of text and size of piece: a file, and the number of characters in each pass."""
    jobs = {}
    for sort, make in TEXTS.items():
        warm = make(2 * ARTICLE, seed=1_000_000)
        passes = [
            [make(ARTICLE, seed=turn * ARTICLES_A_PASS + number) for number in range(ARTICLES_A_PASS)]
            for turn in range(PASSES)
        ]
        lengths = [sum(map(len, texts)) for texts in passes]
        cut = [[piece for text in texts for piece in sentences(text)] for texts in passes]
        for piece, given in (("article", passes), ("sentence", cut)):
            path = folder / f"{sort}-{piece}.json"
            path.write_text(
                json.dumps({"warm": [warm], "passes": given, "seconds": SECONDS}), encoding="utf-8"
            )
            jobs[sort, piece] = path, lengths
    return jobs


def timed(python: Path | str, worker: str, job: Path) -> list[float]:
    """CPU seconds a reader takes for each pass that it got through."""
    return list(_ask(python, f"reader_{worker}.py", str(job)))


def growth(what: str, size: int = LONG) -> dict[str, float]:
    """What workers/growth.py finds of ``what``: time, memory or hostile."""
    return dict(_ask(sys.executable, "growth.py", what, str(size)))


def _ask(python: Path | str, script: str, *arguments: str) -> Any:
    command = [str(python), str(HERE / "workers" / script), *arguments]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    return json.loads(done.stdout.splitlines()[-1])


@dataclass
class Speeds:
    """Seconds for each pass: sandyq's by sort of text, the peers' by name, sort and piece."""

    lengths: dict[str, list[int]]
    ours: dict[str, list[float]]
    theirs: dict[tuple[str, str, str], list[float]]

    def rate(self, sort: str) -> float:
        """Characters that sandyq reads in a second."""
        return sum(self.lengths[sort]) / sum(self.ours[sort])

    def peer(self, name: str, sort: str, piece: str) -> tuple[float, float]:
        """Characters that a peer reads in a second, and how many times faster sandyq is on the same texts."""
        taken = self.theirs[name, sort, piece]
        ours = sum(self.ours[sort][: len(taken)])
        return sum(self.lengths[sort][: len(taken)]) / sum(taken), sum(taken) / ours


def speeds() -> Speeds:
    """Let every reader read; sandyq before each peer anew, so that all meet the same machine."""
    pythons = {peer.name: environment(peer.requirements) for peer in PEERS}
    runs: dict[str, list[list[float]]] = {sort: [] for sort in TEXTS}
    theirs: dict[tuple[str, str, str], list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        jobs = write_jobs(Path(folder))
        for peer in PEERS:
            for (sort, piece), (job, _) in jobs.items():
                if piece == "article":
                    runs[sort].append(timed(sys.executable, "sandyq", job))
                theirs[peer.name, sort, piece] = timed(pythons[peer.name], peer.worker, job)
    ours = {sort: [statistics.median(turns) for turns in zip(*runs[sort], strict=True)] for sort in TEXTS}
    return Speeds({sort: jobs[sort, "article"][1] for sort in TEXTS}, ours, theirs)


def promises(measured: Speeds) -> list[tuple[str, str, str, bool]]:
    """What was promised: its name, what was measured, the promise, and whether it is kept."""
    article, dense = measured.rate("article") / 1e6, measured.rate("dense") / 1e6
    rows = [
        ("article text", f"{article:.2f} MB/s", "≥ 1 MB/s", article >= 1),
        ("dense text", f"{dense:.2f} MB/s", "≥ 0.4 MB/s", dense >= 0.4),
    ]
    for peer in PEERS:
        times = measured.peer(peer.name, "article", "article")[1]
        rows.append((f"against {peer.name}", f"{times:,.0f}×", f"≥ {peer.promised}×", times >= peer.promised))
    turns = [growth("time") for _ in range(3)]
    ratio = statistics.median(10 * turn["whole"] / turn["tenths"] for turn in turns)
    held = growth("memory")
    what = f"memory for 10 MB ({held['figures']:,.0f} figures)"
    rows.append(("time for 10 MB against 1 MB", f"{ratio:.2f}×", "8.5× to 11.5×", 8.5 <= ratio <= 11.5))
    rows.append((what, f"{held['bytes'] / 1e6:.0f} MB", "< 200 MB", held["bytes"] < 200e6))
    hostile = growth("hostile", 1_000_000)
    slowest = max(hostile, key=lambda name: hostile[name])
    what = f"slowest of {len(hostile)} hostile texts of 1 MB ({slowest})"
    rows.append((what, f"{hostile[slowest]:.1f} s", "< 3 s", hostile[slowest] < 3))
    return rows


def main() -> int:
    """Measure everything, print the tables, and say which promises are kept."""
    measured = speeds()
    print(
        "Characters a second, one core; in brackets, how many times faster sandyq reads the same articles.\n"
    )
    print("| reader | article text, by article | by sentence | dense text, by article | by sentence |")
    print("|---|---|---|---|---|")
    print(f"| sandyq | {measured.rate('article'):,.0f} | | {measured.rate('dense'):,.0f} | |")
    for peer in PEERS:
        cells = [measured.peer(peer.name, sort, piece) for sort in TEXTS for piece in ("article", "sentence")]
        print(
            f"| {peer.name} | " + " | ".join(f"{speed:,.0f} ({times:,.0f}×)" for speed, times in cells) + " |"
        )
    print("\n| | measured | aimed at | reached |\n|---|---|---|---|")
    rows = promises(measured)
    for what, found, promised, kept in rows:
        print(f"| {what} | {found} | {promised} | {'yes' if kept else 'no'} |")
    return 0 if all(kept for *_, kept in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
