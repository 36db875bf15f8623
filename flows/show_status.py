"""What is published, on the screen and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich import box
from rich.table import Table

from flows import report_files
from flows.report import counted, problem_line
from sandyq.release import status

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console


def look(published: Path | str, reports: Path) -> dict[str, Any]:
    """The datasets with their newest versions and rows, and what the last run left to be mended."""
    last = report_files.last(reports)
    held = {} if last is None else {row["dataset"]: row["error"] for row in last["releases"] if row["error"]}
    datasets = {
        done.dataset: {
            "dataset": done.dataset,
            "version": done.version,
            "rows": dict(done.rows),
            "yanked": dict(done.yanked),
            "held": held.pop(done.dataset, None),
        }
        for done in status(published)
    }
    for dataset, error in held.items():
        datasets[dataset] = {"dataset": dataset, "version": None, "rows": {}, "yanked": {}, "held": error}
    return {
        "published": str(published),
        "datasets": [datasets[name] for name in sorted(datasets)],
        "last_run": last
        and {
            "run": last["run"],
            "ok": last["ok"],
            "summary": last["summary"],
            "problems": last["problems"],
            "quarantined": last["quarantined"],
        },
    }


def print_status(console: Console, seen: dict[str, Any]) -> None:
    """One line per dataset, then the last run with its problems."""
    if seen["datasets"]:
        names = sorted({name for dataset in seen["datasets"] for name in dataset["rows"]})
        table = Table("dataset", "version", box=box.SIMPLE_HEAD)
        for name in names:
            table.add_column(name, justify="right")
        table.add_column("held")
        for dataset in seen["datasets"]:
            rows = (f"{dataset['rows'][name]:,}" if name in dataset["rows"] else "-" for name in names)
            table.add_row(dataset["dataset"], dataset["version"] or "-", *rows, dataset["held"] or "no")
        console.print(table)
    else:
        console.print(f"Nothing is published in {seen['published']}: run sandyq refresh.", markup=False)
    for dataset in seen["datasets"]:
        for version, reason in dataset["yanked"].items():
            console.print(f"{dataset['dataset']} {version} is yanked: {reason}", markup=False)
    last = seen["last_run"]
    if last is None:
        console.print("No run has left a report yet.")
        return
    console.print(f"Last run {last['run']}: {last['summary']}", markup=False)
    for problem in last["problems"]:
        console.print(f"  {problem_line(problem)}", markup=False)
    console.print(f"In quarantine: {counted(last['quarantined'], 'row')}", markup=False)
