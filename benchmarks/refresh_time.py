"""How long people wait: for help, for imports, for a refresh with nothing to do, for the flow.

    python benchmarks/refresh_time.py            # a table
    python benchmarks/refresh_time.py --json

Each is a process of its own, timed from outside; the fastest of several is given, since everything else on
the machine only adds. Exits with 1 where a limit is not kept.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
SANDYQ = [sys.executable, "-m", "flows.cli"]

LIMITS = {
    "sandyq --help": 0.5,
    "refresh --direct, nothing to do": 3.0,
    "of which imports": 1.5,
    "refresh, fresh Prefect database": 40.0,
}
"""Seconds."""


def seconds(command: list[str], times: int, environment: dict[str, str] | None = None) -> float:
    """The fastest of some runs of a command, in seconds of the clock; its failure is raised."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True, cwd=ROOT, env=environment)
        taken.append(time.perf_counter() - began)
    return min(taken)


def import_seconds(command: list[str]) -> float:
    """Seconds that a Python command spends on imports: the sum of what each module takes itself."""
    python, *rest = command
    done = subprocess.run(
        [python, "-X", "importtime", *rest], check=True, capture_output=True, text=True, cwd=ROOT
    )
    lines = [line.split("|")[0] for line in done.stderr.splitlines() if line.startswith("import time:")]
    return sum(int(line.split(":")[1]) for line in lines if "self" not in line) / 1e6


def measure(folder: Path) -> dict[str, float]:
    """All that `LIMITS` names, on this project's raw/, published into ``folder``."""
    refresh = ["refresh", "--published", str(folder / "published"), "--reports", str(folder / "reports")]
    direct = [*SANDYQ, *refresh, "--direct"]
    prefect = {**os.environ, "PREFECT_HOME": str(folder / "prefect")}
    prefect.pop("PREFECT_API_URL", None)
    seconds(direct, 1)
    return {
        "sandyq --help": seconds([*SANDYQ, "--help"], 5),
        "refresh --direct, nothing to do": seconds(direct, 5),
        "of which imports": min(import_seconds(direct) for _ in range(3)),
        "refresh, fresh Prefect database": seconds([*SANDYQ, *refresh], 1, prefect),
        "refresh, again": seconds([*SANDYQ, *refresh], 2, prefect),
    }


def main() -> int:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--json", action="store_true")
    as_json = ask.parse_args().json
    with tempfile.TemporaryDirectory() as folder:
        found = measure(Path(folder))
    if as_json:
        print(json.dumps({"seconds": found, "limits": LIMITS}))
    else:
        for name, taken in found.items():
            limit = f"limit {LIMITS[name]:5.1f} s" if name in LIMITS else ""
            print(f"{name:34}{taken:7.2f} s   {limit}")
    return int(any(found[name] > limit for name, limit in LIMITS.items()))


if __name__ == "__main__":
    sys.exit(main())
