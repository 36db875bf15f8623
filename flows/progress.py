"""How far a run has come: bars on a terminal, plain lines elsewhere; nothing of it reaches the results."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.progress import Progress, TaskID


class Watcher(Protocol):
    """What a run tells while it goes."""

    def begin(self, stage: str, steps: int) -> None:
        """A stage begins that takes so many steps."""

    def step(self) -> None:
        """One step of the stage is done."""

    def end(self, line: str) -> None:
        """The stage is done; what came of it, in one line."""


class Quiet:
    """Tells nothing."""

    def begin(self, stage: str, steps: int) -> None:
        """Nothing."""

    def step(self) -> None:
        """Nothing."""

    def end(self, line: str) -> None:
        """Nothing."""


class Lines:
    """One plain line on standard error when a stage is done."""

    def __init__(self) -> None:
        """Nothing has begun."""
        self.stage = ""

    def begin(self, stage: str, steps: int) -> None:
        """Remember the name."""
        self.stage = stage

    def step(self) -> None:
        """A line per stage is enough."""

    def end(self, line: str) -> None:
        """Write the line."""
        print(f"{self.stage}: {line}", file=sys.stderr, flush=True)


class Bars:
    """A bar per stage on a terminal."""

    def __init__(self, progress: Progress) -> None:
        """Bars are added to ``progress``, which is on the screen already."""
        self.progress = progress
        self.task: TaskID | None = None
        self.stage = ""

    def begin(self, stage: str, steps: int) -> None:
        """Add a bar."""
        self.stage = stage
        self.task = self.progress.add_task(stage, total=steps, line="")

    def step(self) -> None:
        """Move the bar on."""
        if self.task is not None:
            self.progress.advance(self.task)

    def end(self, line: str) -> None:
        """Fill the bar and write what came of it beside it."""
        if self.task is not None:
            total = self.progress.tasks[self.task].total
            self.progress.update(self.task, completed=total, line=line)


watcher: ContextVar[Watcher] = ContextVar("watcher")
"""Whom a run that is started in this context tells how far it is."""


@contextmanager
def shown() -> Iterator[Watcher]:
    """Show progress on standard error: bars where that is a terminal, else lines."""
    if sys.stderr.isatty():
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        columns = (
            TextColumn("{task.description:<10}"),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TextColumn("{task.fields[line]}", markup=False),
        )
        with Progress(*columns, console=Console(stderr=True)) as progress, _watching(Bars(progress)) as bars:
            yield bars
    else:
        with _watching(Lines()) as lines:
            yield lines


@contextmanager
def _watching(chosen: Watcher) -> Iterator[Watcher]:
    token = watcher.set(chosen)
    try:
        yield chosen
    finally:
        watcher.reset(token)
