"""Gates, corrections and withdrawals in the main job; what was held, accepted, compared and read again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

ITALY = "2024-italy:43-56"
"""The figure of $19.9 billion."""
TAIL = "The ministry says so,2024-03-01,Dana"
CORRECTED = f"{ITALY},value,19900000000.0,19950000000.0,{TAIL}\n"
CORRECTIONS = "figure_id,column,expected,right,reason,date,who\n"
WITHDRAWN = "id,reason,date,who\n"


@pytest.fixture(autouse=True)
def a_reader_that_stays(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """The reader's hash as it is set here: none of its files has a part in these tests."""
    from schemas import datasets

    def name(reader: str) -> None:
        monkeypatch.setattr(datasets, "reader", lambda: reader)

    name("r1")
    return name


PARTNERS = (
    "Austria", "Belgium", "Brazil", "Canada", "China", "Egypt", "Finland", "France", "Germany", "Greece",
    "Hungary", "India", "Iran", "Japan", "Poland", "Russia", "Spain", "Sweden", "Ukraine", "Uzbekistan",
)  # fmt: skip


def many(project: Any) -> None:
    """Further sources, so that one row more or less is no large share."""
    text = (project.raw / "2024-turkey.md").read_text(encoding="utf-8")
    for place, partner in enumerate(PARTNERS):
        project.add(f"more-{place:02}.md", text.replace("Turkey", partner))


def newest(project: Any, dataset: str = "kazakhstan-figures") -> Any:
    from sandyq.release import store

    folder = project.published / dataset
    return folder / store.versions(folder)[-1]


def changed(project: Any, dataset: str = "kazakhstan-figures") -> set[tuple[str, ...]]:
    frame = pl.read_parquet(newest(project, dataset) / "changes.parquet")
    return set(frame.select("table", "operation", "cause").iter_rows())


def diff(project: Any, *more: str) -> Any:
    return project.sandyq("diff", "kazakhstan-figures", *more, "--published", str(project.published))


def test_a_correction_is_published_with_its_reason(project: Any) -> None:
    many(project)
    assert project.refresh().exit_code == 0
    project.add("corrections.csv", CORRECTIONS + CORRECTED)
    done = project.refresh()
    assert done.exit_code == 0, done.stderr
    assert newest(project).name == "1.0.1"
    row = pl.read_parquet(newest(project) / "figures.parquet").filter(pl.col("figure_id") == ITALY)
    assert row.select("value", "corrected").row(0) == (19.95e9, "value")
    assert changed(project) == {
        ("figures", "change", "correction"),
        ("observations", "change", "correction"),
    }
    (issue,) = json.loads((newest(project) / "issues.json").read_text(encoding="utf-8"))["corrected"]
    assert (issue["id"], issue["reason"], issue["who"]) == (ITALY, "The ministry says so", "Dana")
    assert project.sandyq("verify", str(project.published), "--sources", str(project.raw)).exit_code == 0
    assert project.refresh().exit_code == 0
    assert newest(project).name == "1.0.1", "the same correction again is nothing new"
    (project.raw / "corrections.csv").unlink()
    assert project.refresh().exit_code == 0
    assert newest(project).name == "1.0.2"
    assert {cause for *_, cause in changed(project)} == {"correction"}


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        (
            "corrections.csv",
            CORRECTIONS + f"{ITALY},value,1,2,{TAIL}\n",
            "corrections.csv:2: expected: value of 2024-italy:43-56 is 19900000000.0, not '1'.",
        ),
        ("corrections.csv", CORRECTIONS + f"{ITALY},unit,USD,XXXX,{TAIL}\n", "breaks the promise"),
        ("corrections.csv", "figure_id\n", "corrections.csv:1: its columns are figure_id."),
        ("withdrawn.csv", WITHDRAWN + "2024-italy:1-2,No,2024-03-01,Dana\n", "is not read any more"),
    ],
)
def test_what_does_not_fit_stops_the_run(project: Any, name: str, content: str, said: str) -> None:
    project.add(name, content)
    done = project.refresh()
    assert done.exit_code == 1
    assert said in done.stderr
    assert not project.published.exists()


def test_a_withdrawn_figure_goes_and_is_accounted_for(project: Any) -> None:
    many(project)
    project.refresh()
    project.add("withdrawn.csv", WITHDRAWN + f"{ITALY},Read from a caption,2024-03-01,Dana\n")
    done = project.refresh()
    assert done.exit_code == 0, done.stderr
    assert newest(project).name == "1.1.0"
    assert {cause for *_, cause in changed(project)} == {"withdrawn"}
    accounts = {(one["dataset"], one["table"]): one for one in project.report()["accounts"]}
    assert accounts["kazakhstan-figures", "figures"]["left_out"] == {"withdrawn": 1}
    assert "Read from a caption (2024-03-01, Dana)" in (newest(project) / "CHANGES.md").read_text()


def test_a_source_that_vanishes_is_held_and_may_be_accepted(project: Any) -> None:
    many(project)
    project.refresh()
    before = project.files()
    (project.raw / "2024-italy.md").unlink()
    held = project.refresh()
    assert held.exit_code == 1
    assert "gone without a cause, such as 2024-italy" in held.stderr
    assert 'run again with --accept "reason"' in held.stderr
    assert project.files() == before
    assert "Held" in held.stdout or "held: kazakhstan-trade" in held.stdout
    (folder,) = {path.parent.parent for path in project.reports.glob("*/held/kazakhstan-trade")}
    for name in ("CHANGES.md", "changes.csv", "issues.json"):
        assert (folder / "held" / "kazakhstan-trade" / name).is_file()
    assert "gone without a cause" in (folder / "report.md").read_text(encoding="utf-8")
    (release,) = [one for one in project.report()["releases"] if one["dataset"] == "kazakhstan-trade"]
    assert (release["version"], release["planned"], release["new"]) == ("1.0.0", "1.1.0", False)
    assert {one["gate"] for one in release["held"]} == {"causes"}

    assert project.refresh("--accept", "its publisher took it back").exit_code == 0
    described = json.loads((newest(project) / "datapackage.json").read_text(encoding="utf-8"))
    assert described["release"]["accepted"]["reason"] == "its publisher took it back"
    assert "its publisher took it back" in (newest(project) / "CHANGES.md").read_text(encoding="utf-8")


def test_a_reader_that_changes_much_is_held(
    project: Any, a_reader_that_stays: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    from sandyq import tables

    many(project)
    project.refresh()
    a_reader_that_stays("r2")
    assert project.refresh().exit_code == 0
    assert newest(project).name == "1.0.0", "another reader alone is nothing new"
    rows = tables.rows

    def others(read: Any) -> Any:
        found = rows(read)
        return {**found, "figures": found["figures"].with_columns(modifier=pl.lit("over"))}

    monkeypatch.setattr(tables, "rows", others)
    a_reader_that_stays("r3")
    held = project.refresh()
    assert held.exit_code == 1
    assert "a new reader changes 23 values" in held.stderr
    assert project.refresh("--accept", "the reader knows more words").exit_code == 0
    assert changed(project) == {
        ("figures", "change", "reader changed"),
        ("observations", "change", "reader changed"),
    }


def test_a_dry_run_shows_everything_and_writes_nothing(project: Any) -> None:
    shown = project.refresh("--dry-run")
    assert shown.exit_code == 0
    assert "kazakhstan-trade: would be 1.0.0 (first)" in shown.stdout
    assert "would be new: kazakhstan-trade 1.0.0" in shown.stdout
    assert not project.published.exists()
    assert not project.reports.exists()
    project.refresh()
    before = sorted(path.as_posix() for path in project.root.rglob("*"))
    (project.raw / "2024-italy.md").unlink()
    after = [path for path in before if not path.endswith("raw/2024-italy.md")]
    held = project.refresh("--dry-run")
    assert held.exit_code == 1
    assert "held by causes, figures: 2 rows gone without a cause" in held.stdout
    assert "| figures | rows gone | unknown | 2 |" in held.stdout
    accepted = project.refresh("--dry-run", "--accept", "a test")
    assert accepted.exit_code == 0
    assert "accepted, figures: " in accepted.stdout
    assert sorted(path.as_posix() for path in project.root.rglob("*")) == after


def test_a_maintainer_raises_the_level(project: Any) -> None:
    many(project)
    project.refresh()
    assert project.refresh("--level", "major").exit_code == 0
    assert newest(project).name == "1.0.0", "nothing changed, so there is nothing to raise"
    project.add("corrections.csv", CORRECTIONS + CORRECTED)
    project.refresh("--level", "major")
    assert newest(project).name == "2.0.0"
    described = json.loads((newest(project) / "datapackage.json").read_text(encoding="utf-8"))
    assert (described["release"]["level"], described["release"]["raised"]) == ("major", "major")


@pytest.mark.parametrize("arguments", [("--accept", "  "), ("--level", "none"), ("--level", "huge")])
def test_what_cannot_be_wished(project: Any, arguments: tuple[str, ...]) -> None:
    assert project.refresh(*arguments).exit_code == 2


def test_diff_of_two_versions(project: Any) -> None:
    many(project)
    project.refresh()
    project.add("corrections.csv", CORRECTIONS + CORRECTED)
    project.refresh()
    project.add("withdrawn.csv", WITHDRAWN + "more-03,Retracted,2024-03-01,Dana\n")
    project.refresh()
    said = diff(project, "1.0.0", "1.1.0", "--json")
    assert said.exit_code == 0
    seen = json.loads(said.stdout)
    assert (seen["level"], seen["old"], seen["new"]) == ("minor", "1.0.0", "1.1.0")
    assert {"level": "patch", "reason": "figures: column value: 1 changed value"} in seen["differences"]
    by_cause = {(one["table"], one["operation"], one["cause"]): one["number"] for one in seen["counts"]}
    assert by_cause["figures", "remove", "withdrawn"] == 1
    assert by_cause["figures", "change", "correction"] == 2
    assert sum(by_cause.values()) == len(seen["changes"])
    shown = diff(project, "1.0.0", "1.1.0").stdout
    assert "kazakhstan-figures 1.0.0 to 1.1.0: MINOR" in shown
    assert "19950000000.0" in shown
    assert "more change" in diff(project, "1.0.0", "1.1.0", "--limit", "1").stdout
    assert "19950000000.0" not in diff(project, "1.0.0", "1.1.0", "--limit", "0").stdout


@pytest.mark.parametrize(
    ("versions", "said"),
    [
        (("1.0.0", "9.0.0"), "9.0.0: there is no such version. Name another: there are 1.0.0"),
        (("1.0.0", "1.0.0"), "1.0.0 is not later than 1.0.0"),
    ],
)
def test_diff_of_versions_that_cannot_be_compared(project: Any, versions: tuple[str, str], said: str) -> None:
    project.refresh()
    done = diff(project, *versions)
    assert done.exit_code == 1
    assert said in done.stderr


def replay(project: Any, *arguments: str) -> Any:
    return project.sandyq("replay", *arguments, "--raw", str(project.raw), "--reports", str(project.reports))


def test_quarantine_is_read_again(
    project: Any, a_reader_that_stays: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    from sandyq import tables

    many(project)
    rows = tables.rows

    def wrong(read: Any) -> Any:
        found = rows(read)
        first = pl.col("figure_id") == ITALY
        bad = pl.when(first).then(pl.lit("colour")).otherwise(pl.col("kind"))
        return {**found, "figures": found["figures"].with_columns(kind=bad)}

    monkeypatch.setattr(tables, "rows", wrong)
    project.refresh()
    run = project.report()["run"]
    again = json.loads(replay(project, run, "--json").stdout)["rows"]
    assert [(one["key"], one["outcome"]) for one in again] == [(ITALY, "refused")]
    assert "kind: enum" in again[0]["before"]
    assert again[0]["now"] == again[0]["before"]
    monkeypatch.setattr(tables, "rows", rows)
    a_reader_that_stays("mended")
    (mended,) = json.loads(replay(project, run, "--json").stdout)["rows"]
    assert (mended["outcome"], mended["now"]) == ("passes", "")
    assert "1 row: 1 pass now, 0 are refused again" in replay(project, run).stdout
    text = (project.raw / "2024-italy.md").read_text(encoding="utf-8")
    project.add("2024-italy.md", text.replace("Trade between", "The trade between"))
    (moved,) = json.loads(replay(project, str(project.reports / run), "--json").stdout)["rows"]
    assert moved["outcome"] == "not read"


def test_replay_of_no_run(project: Any) -> None:
    done = replay(project, "2020-01-01T000000Z")
    assert done.exit_code == 1
    assert "there is no such run" in done.stderr
