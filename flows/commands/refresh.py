"""The main job and its schedule, and what became of it."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from flows.commands.common import (
    FINE,
    WRONG,
    Json,
    Published,
    Raw,
    Reports,
    app,
    console,
    examples,
    write_json,
)


class Level(StrEnum):
    """What a maintainer may raise a version to."""

    PATCH = "patch"
    MINOR = "minor"
    MAJOR = "major"


@app.command(
    epilog=examples(
        "sandyq refresh",
        "sandyq refresh --direct --raw ../articles --published /tmp/published",
        "sandyq refresh --dry-run",
        "sandyq refresh --accept 'the annual report doubled what is known'",
        "sandyq refresh --json > run.json",
    )
)
def refresh(
    raw: Raw = Path("raw"),
    published: Published = "published",
    reports: Reports = Path("reports"),
    direct: Annotated[
        bool, typer.Option("--direct", help="Run the stages without Prefect: sooner there, no record of it.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be published and what holds it; write nothing.")
    ] = False,
    accept: Annotated[
        str | None,
        typer.Option("--accept", metavar="TEXT", help="Why to publish what a gate holds: published with it."),
    ] = None,
    level: Annotated[
        Level | None,
        typer.Option("--level", help="The least level of the new versions; it is never lower than computed."),
    ] = None,
    offline: Annotated[
        bool, typer.Option("--offline", help="Leave out the feeds of feeds.yaml: go nowhere for sources.")
    ] = False,
    full: Annotated[
        bool, typer.Option("--full", help="Read every source again, also those that have not changed.")
    ] = False,
    workers: Annotated[
        int | None,
        typer.Option("--workers", min=1, help="Processes that read; by default one for each core."),
    ] = None,
    no_site: Annotated[bool, typer.Option("--no-site", help="Leave the site as it is.")] = False,
    as_json: Json = False,
) -> None:
    """Read the sources that changed, check what was read, and publish a new version of what changed.

    Runs as a Prefect flow, on Prefect's embedded server unless PREFECT_API_URL names another.
    """
    from flows.progress import shown
    from flows.releasing import Wish
    from flows.stages import Folders, Stages, run

    if accept is not None and not accept.strip():
        raise typer.BadParameter("say why", param_hint="--accept")
    folders = Folders(raw, published, reports)
    wish = Wish(accept, level, dry_run, full, workers, offline, not no_site)
    with shown() as watch:
        if direct:
            report = run(folders, Stages(), watch, wish)
        else:
            watch.begin("prefect", 1)
            from flows import settings

            settings.keep_quiet()
            from flows import refresh as flow

            watch.end(flow.server())
            try:
                report = flow.run(folders, wish)
            except settings.ServerError as error:
                typer.echo(str(error), err=True)
                raise typer.Exit(WRONG) from None
    if as_json:
        write_json(report.as_dict())
    else:
        for note in report.notes:
            typer.echo(note)
        if dry_run:
            from flows.show_diff import print_planned

            print_planned(console(), report)
        typer.echo(report.summary)
        if report.run:
            typer.echo(f"Report: {reports / report.run / 'report.md'}")
    for line in report.problem_lines:
        typer.echo(line, err=True)
    raise typer.Exit(FINE if report.ok else WRONG)


@app.command(epilog=examples("sandyq status", "sandyq status --json"))
def status(
    published: Published = "published", reports: Reports = Path("reports"), as_json: Json = False
) -> None:
    """Show the newest version of each dataset, and what the last run left to be mended."""
    from flows.show_status import look, print_status
    from sandyq.release import ReleaseError

    try:
        seen = look(published, reports)
    except ReleaseError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(WRONG) from None
    if as_json:
        write_json(seen)
    else:
        print_status(console(), seen)


@app.command(
    epilog=examples(
        "PREFECT_API_URL=http://127.0.0.1:4200/api sandyq schedule --cron '0 6 * * *'",
        "sandyq schedule --cron '*/15 * * * *' --published /srv/published",
    )
)
def schedule(
    cron: Annotated[
        str, typer.Option("--cron", help="When to run: minute, hour, day, month, weekday (UTC).")
    ],
    raw: Raw = Path("raw"),
    published: Published = "published",
    reports: Reports = Path("reports"),
) -> None:
    """Stay, and refresh whenever it is time. Needs a Prefect server: docs/scheduling.md."""
    from flows.schedule import serve
    from flows.settings import ServerError
    from flows.stages import Folders

    try:
        serve(cron, Folders(raw, published, reports))
    except ServerError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(WRONG) from None
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--cron") from None
