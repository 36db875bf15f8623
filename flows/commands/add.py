"""Taking sources in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.commands.common import FINE, WRONG, Raw, app, examples


@app.command(
    epilog=examples(
        "sandyq add report.pdf --publisher 'Steppe Gazette' --published 2023-05 --title 'Wheat moves west'",
        "sandyq add https://example.org/wheat --licence CC-BY-4.0",
        "sandyq add --feed https://example.org/feed.xml --publisher 'Steppe Gazette'",
    )
)
def add(
    what: Annotated[
        str | None,
        typer.Argument(metavar="[PATH|URL]", help="A file or a page: Markdown, text, HTML, PDF or DOCX."),
    ] = None,
    feed: Annotated[
        str | None,
        typer.Option(
            "--feed", metavar="URL", help="Take in what is new in an RSS or Atom feed or a sitemap."
        ),
    ] = None,
    title: Annotated[str | None, typer.Option("--title", metavar="TEXT", help="Title of the work.")] = None,
    publisher: Annotated[
        str | None, typer.Option("--publisher", metavar="TEXT", help="Who published it.")
    ] = None,
    author: Annotated[str | None, typer.Option("--author", metavar="TEXT", help="Who wrote it.")] = None,
    published: Annotated[
        str | None, typer.Option("--published", metavar="DATE", help="Day, month or year of publication.")
    ] = None,
    url: Annotated[str | None, typer.Option("--url", metavar="URL", help="Address of the work.")] = None,
    licence: Annotated[
        str | None,
        typer.Option("--licence", metavar="ID", help="SPDX id or public-domain; without one it is private."),
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option("--kind", metavar="KIND", help="article (if not given), report, speech or factsheet."),
    ] = None,
    language: Annotated[
        str | None, typer.Option("--language", metavar="CODE", help="Language of the text.")
    ] = None,
    raw: Raw = Path("raw"),
) -> None:
    """Take a source into raw/: a file, a page of the web, or what is new in a feed.

    What is not given is taken from what the file or page says of itself; nothing is guessed.
    """
    from flows.add import add as take_in
    from flows.add import add_feed
    from sandyq.intake.write import Given

    if (what is None) == (feed is None):
        raise typer.BadParameter("name a file or an address, or else a feed", param_hint="PATH|URL")
    given = Given(title, publisher, author, published, url, licence, kind, language)
    if feed is not None and (title or author or published or url):
        raise typer.BadParameter("an item of a feed has its own title, author, date and address")
    for field, message, remedy in given.wrong():
        raise typer.BadParameter(f"{message}. {remedy}.", param_hint=f"--{field}")
    if feed is None:
        problems = take_in(str(what), raw, given, typer.echo)
    else:
        problems = add_feed(feed, raw, given, typer.echo)
    for problem in problems:
        typer.echo(str(problem), err=True)
    raise typer.Exit(WRONG if problems else FINE)
