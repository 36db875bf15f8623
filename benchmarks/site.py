"""What the site costs: seconds to build it for 5,000 figures, again when nothing changed, and after a change.

Prints the table that docs/site.md quotes:

    python benchmarks/site.py          # 5,000 figures
    python benchmarks/site.py 20000    # any other number

The rows are made from a seed (rows.py) and published as kazakhstan-figures, a first version and a second with
some sources more and some values corrected. CPU seconds are those of all processes. The exit code is 1 where
a promise is not kept.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

from sandyq.site.build import build

FIGURES = 5_000
PROMISED = 10.0
"""Seconds in which a site of `FIGURES` figures is built from nothing."""


def release(figures: int, edition: int, published: Path) -> None:
    # Here, for the processes that draw charts import this file.
    from rows import make

    from sandyq.release import plan, publish
    from schemas.check import assemble
    from schemas.datasets import DATASETS, package

    everything = next(dataset for dataset in DATASETS if dataset.theme is None)
    publish(plan(package(everything, assemble(make(figures, edition=edition)).frames), published))


def cpu() -> float:
    """CPU seconds of this process and of those that have ended, which drew charts."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def main() -> int:
    figures = int(sys.argv[1]) if len(sys.argv) > 1 else FIGURES
    found = []
    with tempfile.TemporaryDirectory() as scratch:
        published = Path(scratch) / "published"
        site = published / "site"
        for stage, edition in (("from nothing", 1), ("nothing changed", 0), ("a second version", 2)):
            if edition:
                release(figures, edition, published)
            start, worked = time.perf_counter(), cpu()
            built = build(published, site)
            found.append((stage, time.perf_counter() - start, cpu() - worked, built))
        charts = sum(1 for _ in site.glob("charts/*.svg"))
    print(
        f"{figures:,} figures, {charts:,} charts; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n"
    )
    print("| build | seconds | CPU seconds | files | written |")
    print("|---|---|---|---|---|")
    for stage, seconds, worked, built in found:
        print(f"| {stage} | {seconds:.1f} | {worked:.1f} | {built.files:,} | {built.written:,} |")
    print("\nThe wall clock counts what else the machine does: look at the load.")
    broken = found[1][3].written > 0 or (figures == FIGURES and found[0][1] > PROMISED)
    return int(broken)


if __name__ == "__main__":
    sys.exit(main())
