"""The report of a run: what was read, what was refused and why, and what was published."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field, fields
from typing import TYPE_CHECKING, Any

from sandyq.sources import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import polars as pl

    from flows.reading import Readings
    from sandyq.release.gates import Held
    from schemas.datasets import Account

SHOWN = 500
"""Entries of a list that are shown in full."""
NOTED = 20
"""Notes of one kind that are made."""

PROBLEM_COLUMNS = ("file", "line", "field", "message", "remedy")
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


LISTING = tuple(one.name for one in fields(SourceLine))


def _no_sources() -> pl.DataFrame:
    import polars as pl

    words = ("source_id", "licence")
    return pl.DataFrame(schema={name: pl.String() if name in words else pl.Int64() for name in LISTING})


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


@dataclass(frozen=True, slots=True)
class FeedLine:
    """What came of asking one feed."""

    url: str
    status: str
    """``fine``, or what was wrong."""
    items: int
    """Number of sources that were new."""


@dataclass(slots=True)
class Report:
    """All that is to be said of one run; filled as it goes."""

    raw: str
    published: str
    run: str = ""
    """The name of the report's folder, once it is written."""
    listing: pl.DataFrame = field(default_factory=_no_sources)
    """What was read out of each source, in the columns of `SourceLine`, sorted by source_id."""
    feeds: list[FeedLine] = field(default_factory=list)
    """What came of each feed that was asked."""
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
    def sources(self) -> list[SourceLine]:
        """The first `SHOWN` of ``listing``."""
        return [SourceLine(*row) for row in self.listing.head(SHOWN).iter_rows()]

    @property
    def totals(self) -> dict[str, int]:
        """Number of sources, and of the characters, figures, events and dates in all of them."""
        counted = ("characters", "figures", "events", "dates")
        return {"sources": self.listing.height, **{name: int(self.listing[name].sum()) for name in counted}}

    def note(self, readings: Readings) -> None:
        """Note what was read."""
        import polars as pl

        lines = [line for part in readings.parts for line in part.sources]
        read = pl.DataFrame(lines, schema=["source_id", "figures", "events", "dates"], orient="row")
        sources = readings.stock.sources.select("source_id", "licence", "characters", "path")
        if lines:
            found = sources.join(read, on="source_id").sort("source_id")
            self.listing = found.select(LISTING)
            empty = found.filter(pl.col("figures") == 0)["path"]
            self.notes += listed(f"{path}: no figure was found in it" for path in empty)

    @property
    def problem_lines(self) -> list[str]:
        """The first `SHOWN` problems, and how many more there are."""
        more = len(self.problems) - SHOWN
        lines = [str(problem) for problem in self.problems[:SHOWN]]
        return [*lines, f"and {more:,} more: problems.csv of this run has them all"] if more > 0 else lines

    @property
    def ok(self) -> bool:
        """Whether nothing was wrong; rows in quarantine are refused as they should be, and no fault."""
        return not self.problems

    @property
    def summary(self) -> str:
        """One line: how many sources and figures, and what was published."""
        totals = self.totals
        new = [release for release in self.releases if release.new]
        planned = [release for release in self.releases if release.planned and release.error is None]
        held = [release for release in self.releases if release.error is not None]
        if new:
            outcome = "new: " + ", ".join(f"{release.dataset} {release.version}" for release in new)
        elif planned:
            outcome = "would be new: " + ", ".join(f"{one.dataset} {one.planned}" for one in planned)
        else:
            outcome = "nothing new" if self.releases and not held else "nothing published"
        parts = [counted(totals["sources"], "source"), counted(totals["figures"], "figure"), outcome]
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
            "totals": {**self.totals, "problems": len(self.problems)},
            "feeds": [asdict(line) for line in self.feeds],
            "sources": [asdict(line) for line in self.sources],
            "problems": [asdict(problem) for problem in self.problems[:SHOWN]],
            "notes": self.notes,
            "accounts": [asdict(account) for account in self.accounts],
            "quarantined": self.quarantined,
            "quarantine": self.quarantine[:SHOWN],
            "releases": [_without_draft(release) for release in self.releases],
        }


def listed(notes: Iterable[str]) -> list[str]:
    """The first `NOTED` notes of one kind, and how many more there are."""
    every = list(notes)
    more = [f"and {len(every) - NOTED:,} more like this"] if len(every) > NOTED else []
    return every[:NOTED] + more


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
        "Health of feeds": [asdict(line) for line in report.feeds],
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
