"""The main job on corpora of 1,000, 10,000 and 100,000 articles: first refresh, nothing new, one new source.

    python benchmarks/refresh.py                     # 1,000 and 10,000 articles
    python benchmarks/refresh.py 1000 100000 --json
    python benchmarks/refresh.py 1000 --check        # same bytes with one worker, and after a kill

An article is some paragraphs of the digests in raw/, drawn by a seed. A corpus is JSON lines under zstd,
10,000 articles a file. Every refresh is a process of its own on the command line, with as many workers as it
chooses. Memory is that of all its processes together, looked at ten times a second: pages that several share
are counted once, in parts (PSS), and beside it each time (RSS). Linux only.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus import digest_texts

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
SIZES = (1_000, 10_000)
A_FILE = 10_000
PARAGRAPHS = (4, 9)
"""The least and the most paragraphs of an article."""
LOOKS = 10
MOST_MEMORY = 1.5e9


def articles(number: int, seed: int = 0) -> Iterator[dict[str, str]]:
    """``number`` articles; the first of a longer list are those of a shorter."""
    parts = [part for text in digest_texts() for part in text.strip().split("\n\n") if part[0] != "#"]
    for place in range(number):
        draw = random.Random(seed * 1_000_003 + place)
        chosen = draw.sample(parts, min(draw.randint(*PARAGRAPHS), len(parts)))
        yield {
            "id": f"article-{place:06}",
            "title": f"Article {place}",
            "publisher": f"Paper {place % 97}",
            "published": f"{2015 + place % 10}-{place % 12 + 1:02}",
            "licence": "CC0-1.0",
            "kind": "article",
            "language": "en",
            "text": "\n\n".join(chosen) + "\n",
        }


def corpus(folder: Path, number: int) -> int:
    """Write a corpus; the bytes of its texts."""
    import pyarrow as pa

    folder.mkdir(parents=True)
    size = 0
    every = articles(number)
    for start in range(0, number, A_FILE):
        with pa.output_stream(str(folder / f"{start:06}.jsonl.zst"), compression="zstd") as file:
            for _, article in zip(range(min(A_FILE, number - start)), every, strict=False):
                size += len(article["text"].encode())
                file.write(json.dumps(article).encode() + b"\n")
    return size


def command(folder: Path, published: str = "published", *more: str) -> list[str]:
    places = {"--raw": "raw", "--published": published, "--reports": "reports"}
    named = [part for option, name in places.items() for part in (option, str(folder / name))]
    return [sys.executable, "-m", "flows.cli", "refresh", "--direct", "--json", "--no-site", *named, *more]


def refresh(folder: Path, *more: str) -> dict[str, Any]:
    """Refresh once: seconds of the clock and of the cores, peak memory in bytes, and how far it was when."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    process = subprocess.Popen(
        command(folder, "published", *more),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    peaks = {"pss": 0, "rss": 0}
    done = threading.Event()
    watching = threading.Thread(target=_watch, args=(process.pid, peaks, done))
    watching.start()
    stages: dict[str, float] = {}
    assert process.stderr is not None
    read = threading.Thread(target=lambda: said.append(process.stdout.read()), daemon=True)  # type: ignore[union-attr]
    said: list[str] = []
    read.start()
    lines = []
    for line in process.stderr:
        lines.append(line)
        stages[line.split(":")[0]] = round(time.perf_counter() - began, 2)
    process.wait()
    read.join()
    done.set()
    watching.join()
    if process.returncode:
        raise RuntimeError("".join(lines)[-2000:])
    report = json.loads(said[0])
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {
        "seconds": round(time.perf_counter() - began, 2),
        "cpu_seconds": round(used, 2),
        **{f"peak_{name}": size for name, size in peaks.items()},
        "done_after": stages,
        "totals": report["totals"],
        "summary": report["summary"],
    }


def _watch(pid: int, peaks: dict[str, int], done: threading.Event) -> None:
    while not done.wait(1 / LOOKS):
        for name, size in _memory(pid).items():
            peaks[name] = max(peaks[name], size)


def _memory(pid: int) -> dict[str, int]:
    """Of a process and all that it started, in bytes."""
    sums = {"pss": 0, "rss": 0}
    todo = [pid]
    while todo:
        one = todo.pop()
        try:
            for line in Path(f"/proc/{one}/smaps_rollup").read_text(encoding="ascii").splitlines():
                name, _, value = line.partition(":")
                if name.lower() in sums:
                    sums[name.lower()] += int(value.split()[0]) * 1024
            for task in Path(f"/proc/{one}/task").iterdir():
                todo += map(int, (task / "children").read_text(encoding="ascii").split())
        except (OSError, ValueError):  # it has ended
            continue
    return sums


def measure(folder: Path, number: int) -> dict[str, Any]:
    """First refresh, nothing new, one new source."""
    size = corpus(folder / "raw", number)
    first = refresh(folder)
    found = {
        "articles": number,
        "bytes": size,
        "load_before": os.getloadavg()[0],
        "first": first,
        "sources_per_second": round(number / first["seconds"], 1),
        "megabytes_per_second": round(size / 1e6 / first["seconds"], 3),
        "nothing new": refresh(folder),
    }
    (extra,) = articles(1, seed=1)
    (folder / "raw" / "one-more.jsonl").write_text(json.dumps({**extra, "id": "one-more"}), encoding="utf-8")
    return {**found, "one new source": refresh(folder)}


def tree(folder: Path) -> dict[str, str]:
    """SHA-256 of every file."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def check(folder: Path, number: int) -> dict[str, bool]:
    """Whether one worker, three workers and a run that was killed on the way make the same bytes."""
    corpus(folder / "raw", number)
    trees = []
    for workers in (1, 3):
        at = folder / f"workers-{workers}"
        at.mkdir()
        (at / "raw").symlink_to(folder / "raw")
        refresh(at, "--workers", str(workers))
        trees.append(tree(at / "published"))
    at = folder / "killed"
    at.mkdir()
    (at / "raw").symlink_to(folder / "raw")
    process = subprocess.Popen(
        command(at, "published", "--workers", "2"), cwd=ROOT, stdout=subprocess.DEVNULL
    )
    while not any((at / "cache" / "readings").glob("*/manifest.json")) and process.poll() is None:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    kept = len(list((at / "cache" / "readings").glob("*/manifest.json")))
    refresh(at)
    return {
        "same bytes whatever the number of workers": trees[0] == trees[1],
        "same bytes after a kill": trees[0] == tree(at / "published"),
        "something was kept at the kill": kept > 0,
    }


def shown(found: dict[str, Any]) -> str:
    lines = [f"{found['articles']:,} articles, {found['bytes'] / 1e6:.1f} MB"]
    for name in ("first", "nothing new", "one new source"):
        run = found[name]
        peak, added = run["peak_pss"] / 1e6, run["peak_rss"] / 1e6
        lines.append(
            f"  {name:16}{run['seconds']:9.1f} s ({run['cpu_seconds']:.1f} s CPU)   peak {peak:7.0f} MB "
            f"(RSS added up {added:.0f})   {run['done_after']}"
        )
    speed = f"{found['sources_per_second']:,} sources/s, {found['megabytes_per_second']} MB/s"
    return "\n".join([*lines, f"  first: {speed}, {found['first']['totals']['figures']:,} figures"])


def main() -> int:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("sizes", nargs="*", type=int, default=SIZES)
    ask.add_argument("--check", action="store_true", help="compare bytes in place of measuring")
    ask.add_argument("--json", action="store_true")
    asked = ask.parse_args()
    wrong = False
    for number in asked.sizes:
        folder = Path(tempfile.mkdtemp(prefix="sandyq-refresh-"))
        try:
            if asked.check:
                found: dict[str, Any] = dict(check(folder, number))
                wrong |= not all(found.values())
                print(json.dumps(found) if asked.json else "\n".join(f"{k}: {v}" for k, v in found.items()))
            else:
                found = measure(folder, number)
                wrong |= max(found[name]["peak_pss"] for name in ("first", "nothing new")) > MOST_MEMORY
                print(json.dumps(found) if asked.json else shown(found), flush=True)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    return int(wrong)


if __name__ == "__main__":
    sys.exit(main())
