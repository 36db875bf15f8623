"""What the sources say together: where they differ, and pictures of it."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from flows.commands.common import WRONG, Json, Published, app, console, examples, write_json


class Picture(StrEnum):
    """What `sandyq plot` writes."""

    SVG = "svg"
    PNG = "png"
    JSON = "json"


@app.command(epilog=examples("sandyq conflicts", "sandyq conflicts kazakhstan-trade --json"))
def conflicts(
    dataset: Annotated[
        str | None, typer.Argument(metavar="[DATASET]", help="Its name, as sandyq status shows it; else all.")
    ] = None,
    published: Published = "published",
    as_json: Json = False,
) -> None:
    """Show what the sources state and cannot all be true, with the figures that say so."""
    from flows import published_series
    from sandyq.release import ReleaseError

    try:
        found = published_series.conflicts(published, dataset)
    except ReleaseError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(WRONG) from None
    if as_json:
        write_json({"datasets": found})
    else:
        published_series.print_conflicts(console(), found)


@app.command(
    epilog=examples(
        "sandyq plot kazakhstan-trade",
        "sandyq plot kazakhstan-trade --series total_trade:KAZ:CHN --format png --out pictures",
    )
)
def plot(
    dataset: Annotated[str, typer.Argument(metavar="DATASET", help="Its name, as sandyq status shows it.")],
    series: Annotated[
        str | None,
        typer.Option(
            "--series",
            metavar="INDICATOR[:REPORTER[:PARTNER]]",
            help="Draw this alone; a partner that is not named is none.",
        ),
    ] = None,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder of the pictures.")] = Path(
        "charts"
    ),
    form: Annotated[
        Picture, typer.Option("--format", help="A picture, or its Vega-Lite specification.")
    ] = Picture.SVG,
    published: Published = "published",
) -> None:
    """Draw each series of a dataset over time, with what each source states: one file a series."""
    from flows import published_series
    from flows.progress import shown
    from sandyq.release import ReleaseError

    try:
        charts = published_series.charts(published, dataset, series)
        out.mkdir(parents=True, exist_ok=True)
        with shown() as watch:
            watch.begin("plot", len(charts))
            for name, content in published_series.drawn(charts, form):
                (out / name).write_bytes(content)
                watch.step()
            watch.end(f"{len(charts)} in {out}")
    except ReleaseError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(WRONG) from None
    except OSError as error:
        typer.echo(f"{error.filename}: {error.strerror}. Name another folder with --out.", err=True)
        raise typer.Exit(WRONG) from None
