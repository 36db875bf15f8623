"""What is published: checked, compared, replayed, yanked."""

from __future__ import annotations

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


@app.command(
    epilog=examples(
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
        write_json({"ok": not errors, "findings": [asdict(finding) for finding in findings]})
    else:
        for finding in findings:
            typer.echo(stages.finding_line(finding))
        typer.echo(f"{errors} errors, {len(findings) - errors} notes in {published}")
    raise typer.Exit(WRONG if errors else FINE)


@app.command(
    epilog=examples(
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
        write_json(seen)
    else:
        print_difference(console(), seen, limit)


@app.command(
    epilog=examples("sandyq replay 2026-01-31T060000Z", "sandyq replay reports/2026-01-31T060000Z --json")
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
        write_json({"rows": outcomes})
    else:
        print_replay(console(), outcomes)


@app.command(epilog=examples("sandyq yank kazakhstan-trade 1.2.0 --reason 'two units were mixed up'"))
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
