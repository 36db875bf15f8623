"""The report of a run: its folder is never written twice, and it says what there is to say."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from dataclasses import asdict
from typing import TYPE_CHECKING

import polars as pl
import pytest

from flows import report_files
from flows.report import NOTED, SHOWN, Released, Report, SourceLine, listed
from sandyq.sources import Problem
from schemas.datasets import Account

if TYPE_CHECKING:
    from pathlib import Path

NOW = dt.datetime(2024, 3, 1, 6, 0, 0, tzinfo=dt.UTC)


def filled() -> Report:
    return Report(
        raw="raw",
        published="published",
        listing=pl.DataFrame([asdict(SourceLine("a", "CC0-1.0", 1000, 3, 1, 2))]),
        problems=[Problem("b.md", 4, "licence", "'Mine' is no licence that is known", "Use another")],
        notes=["c.md: no figure was found in it"],
        accounts=[Account("trade", "figures", 3, 1, 1, {"of the theme economy": 1})],
        quarantine=[
            {
                "table": "figures",
                "key": "a:1-2",
                "column": "end",
                "check": "minimum",
                "value": "0",
                "source_id": "a",
            },
            {
                "table": "figures",
                "key": "a:1-2",
                "column": "unit",
                "check": "enum",
                "value": 'X|"Y',
                "source_id": "a",
            },
        ],
        quarantined=1,
        releases=[
            Released("trade", "1.0.0", "1.1.0", True, "minor", ("1 row is new.",), {"figures": 1}, None),
            Released("economy", "1.0.0", "1.0.0", False, "none", ("nothing changed",), {"figures": 2}, None),
            Released("all", None, None, False, None, (), {}, "disk is full. Free space."),
        ],
    )


def test_runs_of_one_second_have_folders_of_their_own(tmp_path: Path) -> None:
    folders = [report_files.write(filled(), tmp_path / "reports", NOW) for _ in range(12)]
    assert len(set(folders)) == 12
    assert [folder.name for folder in folders] == sorted(folder.name for folder in folders)
    assert folders[0].name == "2024-03-01T060000Z"
    newest = report_files.last(tmp_path / "reports")
    assert newest is not None
    assert newest["run"] == folders[-1].name


def test_the_time_is_utc(tmp_path: Path) -> None:
    there = NOW.astimezone(dt.timezone(dt.timedelta(hours=5)))
    assert report_files.write(filled(), tmp_path, there).name == "2024-03-01T060000Z"


def test_the_files_hold_what_the_report_does(tmp_path: Path) -> None:
    report = filled()
    folder = report_files.write(report, tmp_path, NOW)
    assert json.loads((folder / "report.json").read_text(encoding="utf-8")) == json.loads(
        json.dumps(report.as_dict())
    )
    rows = list(csv.DictReader(io.StringIO((folder / "quarantine.csv").read_text(encoding="utf-8"))))
    assert rows == report.quarantine
    text = (folder / "report.md").read_text(encoding="utf-8")
    for expected in (
        "b.md:4: licence:",
        "c.md: no figure",
        "1.1.0 (minor)",
        "unchanged",
        "held",
        "disk is full",
    ):
        assert expected in text
    for table in text.split("\n\n"):
        if table.startswith("|"):
            cells = {len(re.findall(r"(?<!\\)\|", line)) for line in table.strip().splitlines()}
            assert len(cells) == 1, table


def test_an_empty_quarantine_has_its_header(tmp_path: Path) -> None:
    report = filled()
    report.quarantine = []
    folder = report_files.write(report, tmp_path, NOW)
    header = "table,key,column,check,value,source_id\n"
    assert (folder / "quarantine.csv").read_text(encoding="utf-8") == header


def test_of_long_lists_the_first_are_shown_and_all_are_in_files(tmp_path: Path) -> None:
    report = filled()
    many = range(SHOWN + 7)
    report.problems = [Problem("a.jsonl", number + 1, "id", "is missing", "Give it one") for number in many]
    report.listing = pl.DataFrame([asdict(SourceLine(f"s{n:04}", "CC0-1.0", 10, 1, 0, 0)) for n in many])
    folder = report_files.write(report, tmp_path, NOW)
    said = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    assert len(said["problems"]) == len(said["sources"]) == SHOWN
    assert (said["totals"]["sources"], said["totals"]["problems"]) == (len(many), len(many))
    text = (folder / "report.md").read_text(encoding="utf-8")
    assert "and 7 more: problems.csv" in text
    assert f"the first of {len(many):,}: sources.csv" in text
    for name in ("sources", "problems"):
        rows = list(csv.DictReader(io.StringIO((folder / f"{name}.csv").read_text(encoding="utf-8"))))
        assert len(rows) == len(many)
    assert report.summary.startswith("507 sources; 507 figures; ")
    assert len(report.problem_lines) == SHOWN + 1


def test_of_notes_of_one_kind_the_first_are_made() -> None:
    few = [f"n{number}" for number in range(NOTED)]
    assert listed(few) == few
    assert listed([*few, "x", "y"]) == [*few, "and 2 more like this"]


@pytest.mark.parametrize(
    ("left", "said"),
    [
        ((), "new: trade 1.1.0"),
        (("new",), "held: all"),
        (("new", "held"), "nothing new"),
        (("new", "held", "old"), "nothing published"),
    ],
)
def test_the_summary_says_what_came_of_it(left: tuple[str, ...], said: str) -> None:
    report = filled()
    new, old, held = report.releases
    report.releases = [
        release for name, release in (("new", new), ("old", old), ("held", held)) if name not in left
    ]
    assert said in report.summary
    assert report.summary.startswith("1 source; 3 figures; ")


def test_quarantined_rows_alone_are_no_fault() -> None:
    report = filled()
    assert not report.ok
    report.problems = []
    assert report.ok
    assert "1 row quarantined" in report.summary


def test_without_a_run_there_is_no_last_report(tmp_path: Path) -> None:
    assert report_files.last(tmp_path / "none") is None
