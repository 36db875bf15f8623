"""The main job as a Prefect flow: collect, read, check, assemble, release.

Prefect runs, retries and shows; what is done stands in flows/stages.py.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from flows.tasks import as_task, show_table  # sets up Prefect: before any other import of it

from prefect import flow, get_run_logger  # isort: skip
from prefect.artifacts import create_markdown_artifact, create_progress_artifact, update_progress_artifact
from prefect.runtime import flow_run
from prefect.states import Completed, Failed

from flows import settings, stages
from flows.feeds import take_in
from flows.keep import keep
from flows.progress import Quiet, watcher
from flows.releasing import Wish, release
from flows.report import Report, tables
from flows.report_files import markdown
from flows.site import refresh as site

if TYPE_CHECKING:
    from prefect.client.schemas.objects import State

    from flows.progress import Watcher

TASKS = stages.Stages(
    take_in=as_task(take_in, "take in {feed.url}", retries=2),
    collect=as_task(stages.collect, "collect {raw}", retries=2),
    by_hand=as_task(stages.by_hand, "load corrections of {raw}", retries=2),
    read=as_task(stages.read, "read batch {batch.name}"),
    keep=as_task(keep, "keep what is published of refused sources", retries=2),
    check=as_task(stages.check, "check"),
    assemble=as_task(stages.assemble, "assemble"),
    release=as_task(release, "release {package.name}", retries=2),
    site=as_task(site, "site of {published}"),
)


class Told:
    """Tells a watcher, Prefect's log, and a progress artifact for each stage of several steps."""

    def __init__(self, other: Watcher) -> None:
        """Whatever is told here is told to ``other`` too."""
        self.other = other
        self.log = get_run_logger()
        self.stage = ""
        self.steps = self.done = 0
        self.artifact: UUID | None = None

    def begin(self, stage: str, steps: int) -> None:
        """Begin an artifact, where there is any progress to show."""
        self.other.begin(stage, steps)
        self.stage, self.steps, self.done = stage, steps, 0
        self.artifact = None
        if steps > 1:
            made = create_progress_artifact(
                0.0, key=f"refresh-{stage}", description=f"{stage}, {steps} steps"
            )
            self.artifact = made if isinstance(made, UUID) else None

    def step(self) -> None:
        """Move the artifact on."""
        self.other.step()
        self.done += 1
        if self.artifact is not None:
            update_progress_artifact(self.artifact, 100.0 * self.done / self.steps)

    def end(self, line: str) -> None:
        """Log what came of the stage."""
        self.other.end(line)
        self.log.info("%s: %s", self.stage, line)


def _name() -> str:
    """What ran, for people who look at a list of runs: ``refresh raw into published, 2024-03-01 06:00``."""
    folders: dict[str, Any] = flow_run.parameters
    return f"refresh {folders['raw']} into {folders['published']}, {dt.datetime.now(dt.UTC):%Y-%m-%d %H:%M}"


@flow(name="refresh", flow_run_name=_name, persist_result=False)
def refresh(
    raw: str = "raw",
    published: str = "published",
    reports: str = "reports",
    accept: str | None = None,
    level: str | None = None,
    dry_run: bool = False,
    full: bool = False,
    workers: int | None = None,
    offline: bool = False,
    site: bool = True,
) -> State[Report]:
    """Read the sources of ``raw`` and publish what is new into ``published``; Failed if anything was wrong.

    ``accept`` is the reason for publishing what the gates hold, ``level`` the least level of a version; a dry
    run writes nothing, and offline no feed is asked. ``full`` reads unchanged sources too, with so many
    ``workers``; ``site`` has the site built. The state holds the `Report`, which is also written under
    ``reports`` and shown as artifacts.
    """
    # The body stands outside: a served flow is pickled, its own function by value and all others by name.
    wish = Wish(accept, level, dry_run, full, workers, offline, site)
    return _run(stages.Folders(Path(raw), published, Path(reports)), wish)


def _run(folders: stages.Folders, wish: Wish) -> State[Report]:
    done = stages.run(folders, TASKS, Told(watcher.get(Quiet())), wish)
    _show(done)
    if done.ok:
        return Completed(message=done.summary, data=done)
    for line in done.problem_lines:
        get_run_logger().error("%s", line)
    return Failed(message=done.summary, data=done)


def _show(done: Report) -> None:
    """The report as artifacts: all of it as markdown, and each of its tables."""
    create_markdown_artifact(markdown(done), key="refresh-report", description=done.summary)
    for title, rows in {**tables(done), "Quarantined": done.quarantine}.items():
        if rows:
            show_table("refresh-" + "-".join(title.lower().replace(",", "").split()), title, rows)


def server() -> str:
    """Where the run is going to be recorded, in words."""
    address = settings.server_address()
    return f"server at {address}" if address else "embedded server; it takes half a minute to start"


def run(folders: stages.Folders, wish: Wish = stages.USUAL) -> Report:
    """Run the flow, on the embedded server unless PREFECT_API_URL names another, and give its report.

    Raises ServerError where no server answers.
    """
    try:
        state: State[Any] = refresh(
            raw=str(folders.raw),
            published=str(folders.published),
            reports=str(folders.reports),
            accept=wish.accept,
            level=wish.level,
            dry_run=wish.dry,
            offline=wish.offline,
            site=wish.site,
            full=wish.full,
            workers=wish.workers,
            return_state=True,
        )
    except RuntimeError as error:  # of Prefect: what is raised inside the flow comes back in its state
        remedy = "Start that server, unset PREFECT_API_URL for the embedded one, or run with --direct."
        raise settings.ServerError(f"{error}. {remedy}") from error
    done = state.result(raise_on_failure=False)
    if isinstance(done, Report):
        return done
    raise done  # a fault of the program, or of Prefect: there is no report
