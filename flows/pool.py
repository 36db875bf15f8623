"""Worker processes for reading: none for a little text, else one for each core.

They are started afresh (spawn), since a fork of a process with threads may hang; they end with the process
that started them, also when that is killed.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import ProcessPoolExecutor
    from types import TracebackType

T = TypeVar("T")
R = TypeVar("R")

LEAST_BYTES = 4_000_000
"""Less text than this is read sooner here than a worker is started."""


class WorkerError(Exception):
    """A worker ended before its work was done; the message has the remedy."""


class Pool:
    """Calls a function on several things at once, in worker processes where they are worth it."""

    def __init__(self, workers: int | None, size: int) -> None:
        """``workers`` processes, by default one for each core; none where ``size`` bytes of text are few."""
        self.workers = workers or len(os.sched_getaffinity(0))
        self._here = self.workers == 1 or (workers is None and size < LEAST_BYTES)
        self._executor: ProcessPoolExecutor | None = None

    def map(self, function: Callable[[T], R], things: list[T]) -> Iterator[R]:
        """The results in the order of ``things``. What a call raises is raised here, or WorkerError."""
        if self._here:
            yield from map(function, things)
            return
        # Costs a start that most runs do not need.
        from concurrent.futures import ProcessPoolExecutor
        from concurrent.futures.process import BrokenProcessPool
        from multiprocessing import get_context

        if self._executor is None:
            self._executor = ProcessPoolExecutor(
                self.workers, mp_context=get_context("spawn"), initializer=_begin
            )
        try:
            yield from self._executor.map(function, things)
        except BrokenProcessPool as error:
            raise WorkerError(
                "a worker process was ended from outside, perhaps for want of memory. Run again with fewer "
                "--workers: what was read is kept"
            ) from error

    def __enter__(self) -> Pool:
        """Nothing is started yet."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the workers; after an error without waiting for what they have not begun."""
        if self._executor is not None:
            self._executor.shutdown(wait=True, cancel_futures=True)


def _begin() -> None:
    """Set up a worker: one thread, no keyboard, and the end when its parent ends."""
    import signal
    import threading

    # Read by polars when it is imported: the cores are taken by the other workers.
    os.environ["POLARS_MAX_THREADS"] = "1"
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    from multiprocessing import parent_process
    from multiprocessing.connection import wait

    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
