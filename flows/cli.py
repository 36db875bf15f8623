"""The `sandyq` command. Each command imports what it needs when it is called, so that `--help` is quick."""

from __future__ import annotations

import sys
from enum import StrEnum
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


class Level(StrEnum):
    """What a maintainer may raise a version to."""

    PATCH = "patch"
    MINOR = "minor"
    MAJOR = "major"


class Format(StrEnum):
    """How `sandyq read` writes what it read."""

    TABLE = "table"
    JSONL = "jsonl"


def _examples(*lines: str) -> str:
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


@app.command(
    epilog=_examples(
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
    from sandyq.sources import last_day

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

    print_reading(_console(), reading, text, explain)


@app.command(
    epilog=_examples(
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
    as_json: Json = False,
) -> None:
    """Read every source, check what was read, and publish a new version of what changed.

    Runs as a Prefect flow, on Prefect's embedded server unless PREFECT_API_URL names another.
    """
    from flows.progress import shown
    from flows.releasing import Wish
    from flows.stages import Folders, Stages, run

    if accept is not None and not accept.strip():
        raise typer.BadParameter("say why", param_hint="--accept")
    folders = Folders(raw, published, reports)
    wish = Wish(accept, level, dry_run)
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
        _write_json(report.as_dict())
    else:
        for note in report.notes:
            typer.echo(note)
        if dry_run:
            from flows.show_diff import print_planned

            print_planned(_console(), report)
        typer.echo(report.summary)
        if report.run:
            typer.echo(f"Report: {reports / report.run / 'report.md'}")
    for problem in report.problems:
        typer.echo(str(problem), err=True)
    raise typer.Exit(FINE if report.ok else WRONG)


@app.command(
    epilog=_examples(
        "sandyq verify",
        "sandyq verify published/kazakhstan-trade/1.0.0 --sources ../articles",
        "sandyq verify https://example.org/sandyq --key public.pem --since seen.json",
        "sandyq verify s3://bucket/prefix --json",
    )
)
def verify(
    published: Annotated[
        str,
        typer.Argument(
            metavar="[PATH|URL]",
            help="All that is published, a dataset or a version: a folder, or an s3:// or https:// address.",
        ),
    ] = "published",
    sources: Annotated[
        Path, typer.Option("--sources", metavar="DIR", help="Folder of the sources of the quotes.")
    ] = Path("raw"),
    key: Annotated[
        Path | None,
        typer.Option("--key", metavar="PEM", help="Public key that is to have signed every version."),
    ] = None,
    since: Annotated[
        Path | None,
        typer.Option(
            "--since",
            metavar="FILE",
            help="The catalog last seen: an older one now is an error. Kept up to date; need not be there.",
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Check what is published: hashes, schemas, keys, signatures, and every quote against its source."""
    from dataclasses import asdict

    from flows import stages
    from sandyq.release import ReleaseError, remember

    try:
        public = None if key is None else key.read_bytes()
        seen = since.read_bytes() if since is not None and since.exists() else None
        findings = stages.verify(published, sources, public, seen)
        if since is not None and not any(finding.error for finding in findings):
            remember(published, since)
    except OSError as error:
        typer.echo(f"{error.filename}: {error.strerror}", err=True)
        raise typer.Exit(WRONG) from None
    except ReleaseError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(WRONG) from None
    errors = sum(finding.error for finding in findings)
    if as_json:
        _write_json({"ok": not errors, "findings": [asdict(finding) for finding in findings]})
    else:
        for finding in findings:
            typer.echo(stages.finding_line(finding))
        typer.echo(f"{errors} errors, {len(findings) - errors} notes in {published}")
    raise typer.Exit(WRONG if errors else FINE)


@app.command(
    epilog=_examples(
        "sandyq diff kazakhstan-trade 1.0.0 1.1.0", "sandyq diff kazakhstan-trade 1.0.0 2.0.0 --json"
    )
)
def diff(
    dataset: Annotated[str, typer.Argument(metavar="DATASET", help="Its name, as sandyq status shows it.")],
    old: Annotated[str, typer.Argument(metavar="OLD", help="The earlier version, such as 1.0.0.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The later version, such as 1.1.0.")],
    published: Published = "published",
    limit: Annotated[
        int, typer.Option("--limit", metavar="N", min=0, help="How many rows and values to show one by one.")
    ] = 20,
    as_json: Json = False,
) -> None:
    """Show what is different between two versions of a dataset, what it means, and why it is so."""
    from flows.show_diff import look, print_difference
    from sandyq.release import ReleaseError

    try:
        seen = look(published, dataset, old, new)
    except ReleaseError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(WRONG) from None
    if as_json:
        _write_json(seen)
    else:
        print_difference(_console(), seen, limit)


@app.command(
    epilog=_examples("sandyq replay 2026-01-31T060000Z", "sandyq replay reports/2026-01-31T060000Z --json")
)
def replay(
    report: Annotated[
        str, typer.Argument(metavar="REPORT", help="A run's name, or the folder of its report.")
    ],
    raw: Raw = Path("raw"),
    reports: Reports = Path("reports"),
    as_json: Json = False,
) -> None:
    """Read again what a run put into quarantine, and show which rows pass now. Writes nothing."""
    from flows.replay import ReplayError, print_replay
    from flows.replay import replay as read_again

    try:
        outcomes = read_again(report, reports, raw)
    except ReplayError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(WRONG) from None
    if as_json:
        _write_json({"rows": outcomes})
    else:
        print_replay(_console(), outcomes)


@app.command(epilog=_examples("sandyq yank kazakhstan-trade 1.2.0 --reason 'two units were mixed up'"))
def yank(
    dataset: Annotated[str, typer.Argument(metavar="DATASET", help="Its name, as sandyq status shows it.")],
    version: Annotated[str, typer.Argument(metavar="VERSION", help="The version, such as 1.2.0.")],
    reason: Annotated[
        str, typer.Option("--reason", metavar="TEXT", help="Why it should not be used: published with it.")
    ],
    published: Published = "published",
) -> None:
    """Mark a version as not to be used any more; its files stay as they are, and it cannot be taken back."""
    from sandyq.release import ReleaseError
    from sandyq.release import yank as mark

    try:
        newest = mark(published, dataset, version, reason)
    except ReleaseError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(WRONG) from None
    typer.echo(f"{dataset} {version} is yanked; latest.json leads to {newest}")


@app.command(epilog=_examples("sandyq status", "sandyq status --json"))
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
        _write_json(seen)
    else:
        print_status(_console(), seen)


@app.command(
    epilog=_examples("sandyq site", "sandyq site --published s3://bucket/prefix --out /srv/www/site")
)
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
    from flows import report as reports_of
    from flows import site as sites
    from flows.progress import shown
    from sandyq.release import ReleaseError

    try:
        with shown() as watch:
            done = sites.build(
                published, sites.folder(published, out), sites.texts(raw), reports_of.last(reports), watch
            )
    except ReleaseError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(WRONG) from None
    typer.echo(str(done))


@app.command(epilog=_examples("sandyq serve", "sandyq serve /srv/published --port 8000"))
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


@app.command(
    epilog=_examples(
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


def _write_json(content: dict[str, Any]) -> None:
    import json

    typer.echo(json.dumps(content, ensure_ascii=False, indent=1))


def _console() -> Console:
    """Standard output; as wide as a table needs where it is no terminal, so that nothing is cut."""
    from rich.console import Console

    return Console() if sys.stdout.isatty() else Console(width=10_000)


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
