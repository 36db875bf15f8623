"""One job of publishing on made rows, in a process of its own; prints JSON. Linux: memory is read from /proc.

Called with ``first ROWS FOLDER``: check, assemble, plan and publish ROWS figures as a first version.
Called with ``second ROWS FOLDER``: the same with one source more in a hundred and one value in a thousand
corrected, so that all is compared with the first version and a second is published.
Called with ``nothing ROWS FOLDER``: the rows of the second once more, so that there is nothing to publish.
Called with ``verify FOLDER``: everything that is published in FOLDER.
"""

from __future__ import annotations

import json
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from rows import make

from sandyq.release import plan, publish, verify
from schemas.check import assemble
from schemas.datasets import DATASETS, account, package

if TYPE_CHECKING:
    from collections.abc import Iterator

EVERYTHING = next(dataset for dataset in DATASETS if dataset.theme is None)

seconds: dict[str, float] = {}
cpu: dict[str, float] = {}
"""CPU seconds by stage, of all cores: they tell what a stage costs where others use the machine too."""


@contextmanager
def timed(stage: str) -> Iterator[None]:
    start, worked = time.perf_counter(), time.process_time()
    yield
    seconds[stage], cpu[stage] = time.perf_counter() - start, time.process_time() - worked


def memory(key: str) -> int:
    """Bytes of this process: VmRSS now, VmHWM at the highest since `forget_the_peak`."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{key}:"):
            return int(line.split()[1]) * 1024
    raise OSError(f"no {key} in /proc/self/status")


def forget_the_peak() -> None:
    """Let VmHWM begin anew, so that making the rows does not count."""
    Path("/proc/self/clear_refs").write_text("5")


def release(rows: int, edition: int, published: Path) -> dict[str, object]:
    made = make(rows, edition=edition)
    forget_the_peak()
    before = memory("VmRSS")
    with timed("validate"):
        checked = assemble(made)
        if checked.quarantine.height:
            raise SystemExit(f"rows that are meant to be valid are not: {checked.quarantine.head()}")
    with timed("assemble"):
        packed = package(EVERYTHING, checked.frames)
        read = {name: frame.height for name, frame in made.items()}
        account(EVERYTHING, read, checked, packed)
    with timed("diff"):
        planned = plan(packed, published)
    with timed("write"):
        done = publish(planned)
    return {
        "version": done.version,
        "new": done.new,
        "rows": done.rows,
        "bytes": sum(file.stat().st_size for file in done.path.iterdir()),
        "before": before,
        "peak": memory("VmHWM"),
    }


def main() -> None:
    job, *arguments = sys.argv[1:]
    if job == "verify":
        forget_the_peak()
        with timed("verify"):
            found = verify(Path(arguments[0]))
        said: dict[str, object] = {"findings": [str(one) for one in found], "peak": memory("VmHWM")}
    else:
        rows, published = int(arguments[0]), Path(arguments[1])
        said = release(rows, 1 if job == "first" else 2, published)
    print(json.dumps({**said, "seconds": seconds, "cpu": cpu}))


if __name__ == "__main__":
    main()
