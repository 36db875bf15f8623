"""The site of what is published: building it, and looking at it on this machine."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.commands.common import WRONG, Published, Reports, app, examples


@app.command(epilog=examples("sandyq site", "sandyq site --published s3://bucket/prefix --out /srv/www/site"))
def site(
    published: Published = "published",
    raw: Annotated[
        Path, typer.Option("--raw", metavar="DIR", help="Folder of the sources, for their whole texts.")
    ] = Path("raw"),
    reports: Reports = Path("reports"),
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Folder to build it in; published/site unless said."),
    ] = None,
) -> None:
    """Build the site of what is published: static pages that any web server can serve with it."""
    from flows import report_files
    from flows import site as sites
    from flows.progress import shown
    from sandyq.release import ReleaseError

    try:
        with shown() as watch:
            done = sites.build(
                published, sites.folder(published, out), sites.texts(raw), report_files.last(reports), watch
            )
    except ReleaseError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(WRONG) from None
    typer.echo(str(done))


@app.command(epilog=examples("sandyq serve", "sandyq serve /srv/published --port 8000"))
def serve(
    published: Annotated[
        Path, typer.Argument(metavar="[DIR]", help="Folder of the versions and of their site.")
    ] = Path("published"),
    port: Annotated[
        int, typer.Option("--port", metavar="N", min=0, max=65535, help="Where to answer; 0 for a free port.")
    ] = 8000,
) -> None:
    """Show the site on this machine, at 127.0.0.1 alone."""
    from flows import site as sites

    if not (published / sites.FOLDER).is_dir():
        typer.echo(f"{published / sites.FOLDER} is not there. Build it with sandyq site.", err=True)
        raise typer.Exit(WRONG)
    try:
        sites.serve(published, port)
    except OSError as error:
        typer.echo(f"Port {port}: {error.strerror}. Name another with --port.", err=True)
        raise typer.Exit(WRONG) from None
