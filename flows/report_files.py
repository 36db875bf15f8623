"""A report in files.

    reports/<run>/
      report.json      everything below, for programs
      report.md        the same for people
      sources.csv      one line per source: source_id, licence, characters, figures, events, dates
      problems.csv     one line per problem: file, line, field, message, remedy
      quarantine.csv   one line per row and check that failed: table, key, column, check, value, source_id
      charts/*.svg     a picture of each series of what was published, `MOST_CHARTS` at most
      held/<dataset>/  CHANGES.md, issues.json and changes.csv of a version that a gate holds

Of long lists the first `SHOWN` are in report.json and report.md; all are in the files beside.

A run's folder is named after the second in which it began (UTC) and never written twice. Reports are kept
beside the project, not published, so they may hold the time.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from flows.report import PROBLEM_COLUMNS, QUARANTINE_COLUMNS, Report, tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

MOST_CHARTS = 60
"""The most charts of a report; `sandyq plot` draws the others."""


def charts(report: Report) -> dict[str, dict[str, Any]]:
    """The Vega-Lite specifications of new versions by series, each once, sorted by name."""
    found: dict[str, dict[str, Any]] = {}
    for release in report.releases:
        for chart in json.loads(release.charts or b'{"charts": []}')["charts"]:
            found.setdefault(chart["name"], chart["spec"])
    return dict(sorted(found.items()))


def markdown(report: Report) -> str:
    """The report for people: the summary, what was wrong, and the tables."""
    parts = [f"# {report.summary}", f"From `{report.raw}` to `{report.published}`."]
    if report.problems:
        parts.append("## Problems\n\n" + "\n".join(f"- {line}" for line in report.problem_lines))
    if report.notes:
        parts.append("## Notes\n\n" + "\n".join(f"- {note}" for note in report.notes))
    for title, rows in tables(report).items():
        parts.append(f"## {title}\n\n{_markdown_table(rows)}")
        if title == "Sources" and report.listing.height > len(rows):
            parts.append(f"These are the first of {report.listing.height:,}: sources.csv has them all.")
    drawn = charts(report)
    if drawn:
        shown = list(drawn.items())[:MOST_CHARTS]
        parts.append("## Charts")
        parts += [f"![{_bracketed(spec['description'])}](charts/{name}.svg)" for name, spec in shown]
    if len(drawn) > MOST_CHARTS:
        parts.append(f"{len(drawn) - MOST_CHARTS} more are drawn by `sandyq plot`.")
    return "\n\n".join(parts) + "\n"


def as_csv(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    """Rows as CSV, the header also where there are none."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def write(report: Report, reports: Path, now: dt.datetime) -> Path:
    """Write the report into a new folder of ``reports`` named after ``now``; returns the folder.

    Raises OSError where it cannot be written.
    """
    folder = _new_folder(reports, now)
    report.run = folder.name
    report.listing.write_csv(folder / "sources.csv")
    problems = as_csv(PROBLEM_COLUMNS, map(asdict, report.problems))
    (folder / "problems.csv").write_text(problems, encoding="utf-8")
    quarantine = as_csv(QUARANTINE_COLUMNS, report.quarantine)
    (folder / "quarantine.csv").write_text(quarantine, encoding="utf-8")
    (folder / "report.md").write_text(markdown(report), encoding="utf-8")
    drawn = list(charts(report).items())[:MOST_CHARTS]
    if drawn:
        from sandyq.plot import svg

        (folder / "charts").mkdir()
        for name, spec in drawn:
            (folder / "charts" / f"{name}.svg").write_text(svg(spec), encoding="utf-8")
    for release in report.releases:
        for name, content in release.draft.items():
            path = folder / "held" / release.dataset / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    text = json.dumps(report.as_dict(), ensure_ascii=False, indent=1)
    (folder / "report.json").write_text(text + "\n", encoding="utf-8")
    return folder


def last(reports: Path) -> dict[str, Any] | None:
    """What report.json of the newest run holds; None where there is no report."""
    found = max(reports.glob("*/report.json"), key=lambda path: path.parent.name, default=None)
    if found is None:
        return None
    content: dict[str, Any] = json.loads(found.read_text(encoding="utf-8"))
    return content


def _new_folder(reports: Path, now: dt.datetime) -> Path:
    stamp = now.astimezone(dt.UTC).strftime("%Y-%m-%dT%H%M%SZ")
    for number in range(1, 1000):
        folder = reports / (stamp if number == 1 else f"{stamp}-{number:03}")
        try:
            folder.mkdir(parents=True)
        except FileExistsError:
            if not folder.is_dir():
                raise
        else:
            return folder
    raise FileExistsError(f"{reports / stamp}: a thousand runs in one second")


def _bracketed(words: str) -> str:
    """Words as the alternative of a picture, which brackets would end."""
    return words.replace("[", "(").replace("]", ")").replace("\n", " ")


def _markdown_table(rows: Sequence[Mapping[str, object]]) -> str:
    columns = list(dict.fromkeys(column for row in rows for column in row))
    lines = [columns, ["---"] * len(columns)]
    lines += [[_cell(row.get(column)) for column in columns] for row in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(value: object) -> str:
    return "" if value is None else str(value).replace("|", "\\|").replace("\n", " ")
