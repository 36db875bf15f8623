"""Times one reader over given texts and prints what it took, as JSON. Needs the standard library alone.

The job is a JSON file: ``warm``, a list of texts read first and not timed; ``passes``, lists of texts, of
which as many are read as fit into ``seconds``, and at least one.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def run(read: Callable[[str], object]) -> None:
    """Print the CPU seconds ``read`` takes for each pass of the job that the command line names."""
    job = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    for text in job["warm"]:
        read(text)
    taken = []
    begun = time.monotonic()
    for texts in job["passes"]:
        start = time.process_time()
        for text in texts:
            read(text)
        taken.append(time.process_time() - start)
        if time.monotonic() - begun > job["seconds"]:
            break
    print(json.dumps(taken))
