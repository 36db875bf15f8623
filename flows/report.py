"""The report of a run: what was read, what was refused and why, and what was published.

    reports/<run>/
      report.json      everything below, for programs
      report.md        the same for people
      quarantine.csv   one line per row and check that failed: table, key, column, check, value, source_id
      charts/*.svg     a picture of each series of what was published, `MOST_CHARTS` at most
      held/<dataset>/  CHANGES.md, issues.json and changes.csv of a version that a gate holds

A run's folder is named after the second in which it began (UTC) and never written twice. Reports are kept
beside the project, not published, so they may hold the time.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from sandyq.sources import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from sandyq.release.gates import Held
    from schemas.datasets import Account

QUARANTINE_COLUMNS = ("table", "key", "column", "check", "value", "source_id")


@dataclass(frozen=True, slots=True)
class SourceLine:
    """What was read out of one source."""

    source_id: str
    licence: str
    characters: int
    figures: int
    events: int
    dates: int


@dataclass(frozen=True, slots=True)
class Released:
    """What became of one dataset."""

    dataset: str
    previous: str | None
    """The newest version before the run."""
    version: str | None
    """The newest version after the run; None where there is none, or where it could not be released."""
    new: bool
    level: str | None
    """first, major, minor, patch or none; None where it could not be planned."""
    reasons: tuple[str, ...]
    rows: Mapping[str, int]
    """Rows of each table of ``version``."""
    error: str | None
    """Why nothing was released, although something may have changed: the dataset is held."""
    planned: str | None = None
    """The version that was computed and not published: it is held, or the run was a dry one."""
    held: tuple[Held, ...] = ()
    """The gates that hold ``planned``."""
    accepted: tuple[Held, ...] = ()
    """The gates that would have held it, had a maintainer not accepted it."""
    draft: Mapping[str, bytes] = field(default_factory=dict)
    """Files of ``planned`` to look at, by name: CHANGES.md, issues.json, changes.csv."""
    charts: bytes = b""
    """charts.json of a new version; empty where it has none."""

    @property
    def outcome(self) -> str:
        """``1.1.0 (minor)``, ``1.0.0, unchanged``, ``held`` or ``would be 1.1.0 (minor)``."""
        if self.error is not None:
            return "held"
        if self.planned is not None:
            return f"would be {self.planned} ({self.level})"
        return f"{self.version} ({self.level})" if self.new else f"{self.version}, unchanged"


@dataclass(slots=True)
class Report:
    """All that is to be said of one run; filled as it goes."""

    raw: str
    published: str
    run: str = ""
    """The name of the report's folder, once it is written."""
    sources: list[SourceLine] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    """What was wrong, each with its remedy; the rest went on."""
    notes: list[str] = field(default_factory=list)
    """What a maintainer should know and need not mend."""
    accounts: list[Account] = field(default_factory=list)
    quarantine: list[dict[str, Any]] = field(default_factory=list)
    """One entry per row that was refused and check that it failed."""
    quarantined: int = 0
    """Number of rows that were refused."""
    releases: list[Released] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether nothing was wrong; rows in quarantine are refused as they should be, and no fault."""
        return not self.problems

    @property
    def summary(self) -> str:
        """One line: how many sources and figures, and what was published."""
        figures = sum(line.figures for line in self.sources)
        new = [release for release in self.releases if release.new]
        planned = [release for release in self.releases if release.planned and release.error is None]
        held = [release for release in self.releases if release.error is not None]
        if new:
            outcome = "new: " + ", ".join(f"{release.dataset} {release.version}" for release in new)
        elif planned:
            outcome = "would be new: " + ", ".join(f"{one.dataset} {one.planned}" for one in planned)
        else:
            outcome = "nothing new" if self.releases and not held else "nothing published"
        parts = [counted(len(self.sources), "source"), counted(figures, "figure"), outcome]
        if held:
            parts.append("held: " + ", ".join(release.dataset for release in held))
        if self.quarantined:
            parts.append(f"{counted(self.quarantined, 'row')} quarantined")
        if self.problems:
            parts.append(counted(len(self.problems), "problem"))
        return "; ".join(parts)

    def as_dict(self) -> dict[str, Any]:
        """What report.json holds, and `--json` prints."""
        return {
            "run": self.run,
            "ok": self.ok,
            "summary": self.summary,
            "raw": self.raw,
            "published": self.published,
            "sources": [asdict(line) for line in self.sources],
            "problems": [asdict(problem) for problem in self.problems],
            "notes": self.notes,
            "accounts": [asdict(account) for account in self.accounts],
            "quarantined": self.quarantined,
            "quarantine": self.quarantine,
            "releases": [_without_draft(release) for release in self.releases],
        }


def _without_draft(release: Released) -> dict[str, Any]:
    return {name: value for name, value in asdict(release).items() if name not in ("draft", "charts")}


def counted(number: int, noun: str) -> str:
    """``1 figure``, ``2 figures``."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def problem_line(problem: Mapping[str, Any]) -> str:
    """A problem of report.json, as the run wrote it on the screen."""
    return str(Problem(**problem))


def tables(report: Report) -> dict[str, list[dict[str, object]]]:
    """The tables of a report by title, each a list of rows; those that are empty are left out."""
    found: dict[str, list[dict[str, object]]] = {
        "Releases": [
            {
                "dataset": release.dataset,
                "outcome": release.outcome,
                **{table: f"{rows:,}" for table, rows in sorted(release.rows.items())},
                "why": release.error or " ".join(release.reasons),
            }
            for release in report.releases
        ],
        "Held": [
            {
                "dataset": release.dataset,
                "version": release.planned,
                "gate": held.gate,
                "table": held.table,
                "what": held.message,
                "can be accepted": "yes" if held.acceptable else "no",
            }
            for release in report.releases
            for held in release.held
        ],
        "Accepted": [
            {"dataset": release.dataset, "gate": held.gate, "table": held.table, "what": held.message}
            for release in report.releases
            for held in release.accepted
        ],
        "Sources": [asdict(line) for line in report.sources],
        "Where every row went": [
            {
                "dataset": account.dataset,
                "table": account.table,
                "read": account.read,
                "published": account.published,
                "quarantined": account.quarantined,
                "left out": "; ".join(f"{rows} {why}" for why, rows in sorted(account.left_out.items())),
            }
            for account in report.accounts
        ],
        "Quarantined, by check": [
            {"table": table, "column": column, "check": check, "rows": rows}
            for (table, column, check), rows in sorted(
                Counter(
                    (str(row["table"]), str(row["column"]), str(row["check"])) for row in report.quarantine
                ).items()
            )
        ],
    }
    return {title: rows for title, rows in found.items() if rows}


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
        parts.append("## Problems\n\n" + "\n".join(f"- {problem}" for problem in report.problems))
    if report.notes:
        parts.append("## Notes\n\n" + "\n".join(f"- {note}" for note in report.notes))
    parts += [f"## {title}\n\n{_markdown_table(rows)}" for title, rows in tables(report).items()]
    drawn = charts(report)
    if drawn:
        shown = list(drawn.items())[:MOST_CHARTS]
        parts.append("## Charts")
        parts += [f"![{_bracketed(spec['description'])}](charts/{name}.svg)" for name, spec in shown]
    if len(drawn) > MOST_CHARTS:
        parts.append(f"{len(drawn) - MOST_CHARTS} more are drawn by `sandyq plot`.")
    return "\n\n".join(parts) + "\n"


def quarantine_csv(rows: Iterable[Mapping[str, Any]]) -> str:
    """The quarantine as CSV, its header also where nothing was refused."""
    out = io.StringIO()
    writer = csv.DictWriter(out, QUARANTINE_COLUMNS, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def write(report: Report, reports: Path, now: dt.datetime) -> Path:
    """Write the report into a new folder of ``reports`` named after ``now``; returns the folder.

    Raises OSError where it cannot be written.
    """
    folder = _new_folder(reports, now)
    report.run = folder.name
    (folder / "quarantine.csv").write_text(quarantine_csv(report.quarantine), encoding="utf-8")
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
