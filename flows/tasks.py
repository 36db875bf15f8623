"""Stages as Prefect tasks: in one line each, with results that stay in memory.

Importing this module sets up Prefect (flows/settings.py), so the flows import it before anything of Prefect.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

from flows import settings

settings.apply()

from prefect import task  # noqa: E402 -- reads the settings when it is imported
from prefect.artifacts import create_table_artifact  # noqa: E402
from prefect.cache_policies import NO_CACHE  # noqa: E402
from prefect.utilities.annotations import quote  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from prefect import Task
    from prefect.client.schemas.objects import State, TaskRun

T = TypeVar("T")

RETRY_SECONDS = 5
"""Between one try and the next: a full disk or a lost mount may be back in a moment."""

ROWS_SHOWN = 500
"""Rows of a table artifact: more are no help on a screen, and a burden to the server."""


def as_task(stage: Callable[..., T], name: str, retries: int = 0) -> Callable[..., T]:
    """``stage`` as a task of that name; ``retries`` is for those that read or write files.

    Frames go from task to task in memory: no result is persisted, and `quote` keeps Prefect from walking
    through arguments and from copying them.
    """
    decorate = task(
        name=stage.__name__,
        task_run_name=name,
        retries=retries,
        retry_delay_seconds=RETRY_SECONDS,
        retry_condition_fn=_input_output,
        persist_result=False,
        cache_policy=NO_CACHE,
    )
    wrapped: Callable[..., T] = decorate(stage)

    @wraps(stage)
    def call(*arguments: Any) -> T:
        return wrapped(*(quote(argument) for argument in arguments))

    return call


def _input_output(task: Task[..., Any], run: TaskRun, state: State[Any]) -> bool:
    """Whether a task failed on input or output: only there can another try help."""
    error = state.result(raise_on_failure=False)
    return isinstance(error, OSError) or isinstance(getattr(error, "__cause__", None), OSError)


def show_table(key: str, title: str, rows: Sequence[dict[str, Any]]) -> None:
    """Rows as a table artifact, `ROWS_SHOWN` at most."""
    shown = title if len(rows) <= ROWS_SHOWN else f"{title}: the first {ROWS_SHOWN} of {len(rows):,}"
    create_table_artifact(list(rows[:ROWS_SHOWN]), key=key, description=shown)
