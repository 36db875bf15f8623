"""What the commands share: the application, the options that many take, and how they write."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from rich.console import Console

FINE, WRONG = 0, 1
"""Exit codes; a command line that cannot be understood exits with 2."""

EXIT_CODES = (
    "Exit codes: 0 all is fine; 1 something was wrong, and the rest went on; 2 the command line is wrong."
)

app = typer.Typer(
    name="sandyq",
    help="Reads figures out of texts, puts each in context, and publishes them as versioned open datasets.",
    epilog=EXIT_CODES,
    no_args_is_help=True,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_show_locals=False,
)

Raw = Annotated[Path, typer.Option("--raw", metavar="DIR", help="Folder of the sources.")]
Published = Annotated[
    str,
    typer.Option("--published", metavar="DIR|s3://…", help="Folder of the versions, or s3://bucket/prefix."),
]
Reports = Annotated[Path, typer.Option("--reports", metavar="DIR", help="Folder of the runs' reports.")]
Json = Annotated[bool, typer.Option("--json", help="Write one JSON object for a program to read.")]


def examples(*lines: str) -> str:
    """The end of a command's help: its examples, one a line, and the exit codes."""
    return "\n\n".join(("Examples:", *(f"`{line}`" for line in lines), EXIT_CODES))


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"sandyq {version('sandyq')}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit."),
    ] = False,
) -> None:
    """What holds for every command."""


def write_json(content: dict[str, Any]) -> None:
    """One JSON object on standard output."""
    import json

    typer.echo(json.dumps(content, ensure_ascii=False, indent=1))


def console() -> Console:
    """Standard output; as wide as a table needs where it is no terminal, so that nothing is cut."""
    from rich.console import Console

    return Console() if sys.stdout.isatty() else Console(width=10_000)
