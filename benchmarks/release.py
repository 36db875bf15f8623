"""What publishing costs: seconds and peak memory by stage, how both grow, and a second opinion.

Prints the tables that docs/versioning.md and the README may quote:

    python benchmarks/release.py            # 100,000 and 1,000,000 figures, about five minutes
    python benchmarks/release.py 20000      # any other numbers

Each job runs in a process of its own (workers/release_sandyq.py) on rows made from a seed (rows.py). For each
number of figures: a first version; a second with one source more in a hundred and one value in a thousand
corrected; nothing new; and verifying a version. `frictionless validate` reads a package of few rows, since it
reads some thousands of rows a second, beside `sandyq verify` on the same. The exit code is 1 where a promise
is not kept.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
DATASET = "kazakhstan-figures"

SIZES = (100_000, 1_000_000)
SMALL = 2_000
"""Figures of the package that frictionless reads too."""

NOTHING_NEW, VERIFY = 10.0, 5.0
"""Seconds in which a run that has nothing to publish, and verifying, are promised at a million figures."""

GROWTH = 1.25
"""At ten times the rows a stage may take this many times ten times as long."""

FRICTIONLESS = """
import json, sys, time
import frictionless
start = time.perf_counter()
report = frictionless.validate(sys.argv[1])
print(json.dumps({"valid": report.valid, "seconds": time.perf_counter() - start}))
"""

Said = dict[str, Any]


def worker(*arguments: str | Path | int) -> Said:
    command = [sys.executable, HERE / "workers" / "release_sandyq.py", *map(str, arguments)]
    return _run(command)


def _run(command: list[Any]) -> Said:
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, command))} failed:\n{done.stderr[-4000:]}")
    said: Said = json.loads(done.stdout.strip().splitlines()[-1])
    return said


def measure(rows: int, folder: Path) -> dict[str, Said]:
    """The jobs for one number of figures, by name."""
    first = worker("first", rows, folder)
    second = worker("second", rows, folder)
    nothing = worker("nothing", rows, folder)
    verified = worker("verify", folder / DATASET / second["version"])
    if nothing["new"] or verified["findings"]:
        raise SystemExit(f"{rows} rows: {nothing['version']} is new, or {verified['findings'][:3]}")
    return {"first": first, "second": second, "nothing": nothing, "verify": verified}


def side_by_side(folder: Path) -> tuple[Said, Said, Said]:
    """A first version of `SMALL` figures, verified by sandyq and by frictionless."""
    made = worker("first", SMALL, folder)
    version = folder / DATASET / made["version"]
    ours = worker("verify", version)
    theirs = _run([sys.executable, "-c", FRICTIONLESS, version / "datapackage.json"])
    return made, ours, theirs


def whole(said: Said) -> float:
    return float(sum(said["seconds"].values()))


def table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def stages(measured: dict[int, dict[str, Said]]) -> str:
    rows = []
    for size, jobs in measured.items():
        for job, said in jobs.items():
            parts = [
                f"{said['seconds'][stage]:.2f}" if stage in said["seconds"] else ""
                for stage in ("validate", "assemble", "diff", "write", "verify")
            ]
            rows.append(
                [
                    f"{size:,}",
                    job,
                    *parts,
                    f"{whole(said):.2f}",
                    f"{sum(said['cpu'].values()):.2f}",
                    f"{said['peak'] / 2**20:,.0f}",
                ]
            )
    return table(
        [
            "figures",
            "job",
            "validate",
            "assemble",
            "diff",
            "write",
            "verify",
            "all, s",
            "CPU, s",
            "peak, MiB",
        ],
        rows,
    )


def growth(measured: dict[int, dict[str, Said]]) -> list[tuple[str, float, float]]:
    """For each job: seconds for each row at the most rows by those at the fewest, and the same of memory."""
    few, many = min(measured), max(measured)
    times = many / few
    return [
        (
            job,
            whole(measured[many][job]) / whole(measured[few][job]) / times,
            measured[many][job]["peak"] / measured[few][job]["peak"] / times,
        )
        for job in measured[few]
    ]


def main() -> int:
    sizes = sorted({int(one) for one in sys.argv[1:]}) or SIZES
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as scratch:
        measured = {size: measure(size, Path(scratch) / str(size)) for size in sizes}
        made, ours, theirs = side_by_side(Path(scratch) / "small")
    broken = []
    print(stages(measured), end="\n\n")
    if len(measured) > 1:
        print(
            table(
                ["job", "seconds a row, most by fewest", "memory a row, most by fewest"],
                [[job, f"{time_:.2f}", f"{memory:.2f}"] for job, time_, memory in growth(measured)],
            ),
            end="\n\n",
        )
        broken += [
            f"{job} grows {time_:.2f} times as fast as its rows"
            for job, time_, _ in growth(measured)
            if time_ > GROWTH
        ]
    rows = sum(made["rows"].values())
    seconds = ours["seconds"]["verify"]
    print(
        table(
            ["on the same package", "rows a second", "seconds"],
            [
                [name, f"{2 * rows / taken:,.0f}", f"{taken:.2f}"]
                for name, taken in (("sandyq verify", seconds), ("frictionless validate", theirs["seconds"]))
            ],
        )
    )
    print(
        f"\n{rows:,} rows, each in Parquet and in CSV. All in {time.perf_counter() - start:.0f} s, "
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}."
    )
    if not theirs["valid"]:
        broken.append("frictionless finds the package invalid")
    for job, promised in (("nothing", NOTHING_NEW), ("verify", VERIFY)):
        if 1_000_000 in measured and whole(measured[1_000_000][job]) >= promised:
            broken.append(f"{job} takes {whole(measured[1_000_000][job]):.1f} s, promised are {promised:.0f}")
    for one in broken:
        print(f"not kept: {one}", file=sys.stderr)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
