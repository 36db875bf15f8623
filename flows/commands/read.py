"""`sandyq read`: what is in one text."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from flows.commands.common import WRONG, app, console, examples


class Format(StrEnum):
    """How `sandyq read` writes what it read."""

    TABLE = "table"
    JSONL = "jsonl"


@app.command(
    epilog=examples(
        "sandyq read speech.txt --published-on 2024-02",
        "sandyq read raw/2024-02-a-digest.md --explain",
        "curl -s https://example.org/a.txt | sandyq read - --format jsonl",
    )
)
def read(
    file: Annotated[
        str, typer.Argument(metavar="FILE|-", help="A plain text or a source with front matter; - is stdin.")
    ],
    published_on: Annotated[
        str | None,
        typer.Option(
            "--published-on",
            metavar="DATE",
            help="Day, month or year from which relative dates count; of a source, in place of its own.",
        ),
    ] = None,
    form: Annotated[
        Format, typer.Option("--format", help="A table for people, or JSON lines.")
    ] = Format.TABLE,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show the words that each field was read from.")
    ] = False,
) -> None:
    """Read one text, and show its figures, events and dates."""
    from flows.one_text import load_text
    from sandyq import read as read_text
    from sandyq.source_fields import last_day

    try:
        published = None if published_on is None else last_day(published_on)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--published-on") from None
    try:
        text, published = load_text(file, published)
    except ValueError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(WRONG) from None
    reading = read_text(text, published)
    if form is Format.JSONL:
        from flows.show_reading import json_lines

        for line in json_lines(reading):
            typer.echo(line)
        return
    from flows.show_reading import print_reading

    print_reading(console(), reading, text, explain)
