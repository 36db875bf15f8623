"""The command line: what it prints, its exit codes, and that every option is documented."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer.main

from flows.cli import app

ROOT = Path(__file__).parents[2]
DOCS = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]
TEXT = "Exports of Kazakhstan to Italy grew by 12% last year, to $15 billion.\n"


def section(command: str) -> str:
    return DOCS.split(f"\n## sandyq {command}\n")[1].split("\n## ")[0]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_and_option_is_documented(command: str) -> None:
    said = section(command)
    options = {name for parameter in COMMANDS[command].params for name in parameter.opts if name[:2] == "--"}
    documented = set(re.findall(r"^\| `(--[a-z-]+)", said, flags=re.MULTILINE))
    assert documented == options
    assert f"| `sandyq {command}` |" in DOCS
    for parameter in COMMANDS[command].params:
        assert parameter.help, f"{command} {parameter.name} has no help"


def test_no_command_is_documented_that_is_not_there() -> None:
    assert set(re.findall(r"^## sandyq ([a-z]+)$", DOCS, flags=re.MULTILINE)) == set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_examples_that_name_real_options(project, command: str) -> None:
    shown = project.sandyq(command, "--help").stdout
    assert "Examples:" in shown
    assert "Exit codes:" in shown
    assert f"sandyq {command}" in shown.split("Examples:")[1]


def test_no_arguments_show_the_help(project) -> None:
    assert "refresh" in project.sandyq().output


@pytest.mark.parametrize(
    "arguments",
    [
        ("fly",),
        ("refresh", "--fast"),
        ("read",),
        ("read", "-", "--format", "xml"),
        ("read", "-", "--published-on", "2023-02-30"),
        ("schedule",),
    ],
)
def test_a_wrong_command_line_exits_with_2(project, arguments: tuple[str, ...]) -> None:
    assert project.sandyq(*arguments).exit_code == 2


def modules(*arguments: str) -> set[str]:
    """Top-level modules that a command imports, in a process of its own."""
    code = (
        "import sys; from flows.cli import app\n"
        "try: app(sys.argv[1:])\n"
        "except SystemExit as end: code = end.code\n"
        "print('MODULES', *{name.split('.')[0] for name in sys.modules}); sys.exit(code)"
    )
    command = [sys.executable, "-c", code, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    return set(done.stdout.split("MODULES ")[1].split())


def test_help_imports_nothing_heavy() -> None:
    assert not modules("--help") & {"prefect", "polars", "pandera", "pyarrow", "yaml", "sandyq", "schemas"}


def test_direct_and_read_do_without_prefect(project) -> None:
    folders = ("--raw", project.raw, "--published", project.published, "--reports", project.reports)
    assert not modules("refresh", "--direct", *map(str, folders)) & {"prefect", "sqlalchemy", "fastapi"}
    file = project.add("../text.txt", TEXT)
    assert not modules("read", str(file)) & {"prefect", "pandera", "schemas"}


def records(project, *arguments: str, stdin: str | None = None) -> list[dict]:
    result = project.sandyq("read", *arguments, "--format", "jsonl", stdin=stdin)
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_read_writes_json_lines_whose_spans_are_true(project) -> None:
    found = records(project, "-", "--published-on", "2024", stdin=TEXT)
    assert {record["record"] for record in found} >= {"figure", "date"}
    assert all(TEXT[record["start"] : record["end"]] == record["quote"] for record in found)
    assert [record["start"] for record in found] == sorted(record["start"] for record in found)
    values = {record["value"] for record in found if record["record"] == "figure"}
    assert {12.0, 15e9} <= values


def test_read_takes_plain_text_and_sources_alike(project) -> None:
    plain = project.add("../plain.txt", TEXT)
    front = (project.raw / "2024-italy.md").read_text().partition("Trade")[0]
    whole = project.add("../a source.md", front.replace("2024-02", "2024") + TEXT)
    assert records(project, str(plain), "--published-on", "2024") == records(project, str(whole))
    crlf = project.add("../crlf.md", whole.read_bytes().replace(b"\n", b"\r\n"))
    assert [r["quote"] for r in records(project, str(crlf))] == [
        r["quote"] for r in records(project, str(whole))
    ]


@pytest.mark.parametrize(
    ("date", "year"), [("2022", "2021"), ("2022-01", "2021"), ("2022-01-01", "2021"), ("2023", "2022")]
)
def test_read_counts_from_the_date_that_is_given(project, date: str, year: str) -> None:
    front = (project.raw / "2024-italy.md").read_text().partition("Trade")[0]
    dated = project.add("../dated.md", front + TEXT)
    periods = {record["period"] for record in records(project, str(dated), "--published-on", date)}
    assert year in periods


def test_read_shows_a_table_that_is_not_cut(project) -> None:
    shown = project.sandyq("read", "-", "--published-on", "2024", stdin=TEXT).stdout
    assert "15,000,000,000" in shown
    assert "figures" in shown
    explained = project.sandyq("read", "-", "--explain", stdin=TEXT).stdout
    assert "by rule" in explained
    assert explained.count("from “") >= 1


def test_read_of_an_empty_text_finds_nothing(project) -> None:
    assert "0 figures, 0 events, 0 dates" in project.sandyq("read", "-", stdin="").stdout


@pytest.mark.parametrize("content", [b"caf\xe9 5%", b"a\0b", b"---\ntitle: t\n---\ntext\n"])
def test_read_names_what_is_wrong_with_a_file(project, content: bytes) -> None:
    file = project.add("../bad.txt", content)
    result = project.sandyq("read", str(file))
    assert result.exit_code == 1
    assert result.stderr.startswith(f"{file}:")
    assert result.stdout == ""


def test_read_of_a_file_that_is_not_there(project) -> None:
    result = project.sandyq("read", str(project.root / "absent.txt"))
    assert result.exit_code == 1
    assert "absent.txt: cannot be read" in result.stderr


def test_refresh_prints_its_report_as_json(project) -> None:
    result = project.refresh("--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout) == project.report()
    assert "release: " in result.stderr


def test_verify_is_fine_until_a_byte_changes(project) -> None:
    project.refresh()
    folders = (str(project.published), "--sources", str(project.raw))
    fine = project.sandyq("verify", *folders, "--json")
    assert (fine.exit_code, json.loads(fine.stdout)) == (0, {"ok": True, "findings": []})
    file = project.published / "kazakhstan-figures" / "1.0.0" / "figures.csv"
    file.write_bytes(file.read_bytes().replace(b"USD", b"EUR"))
    harmed = project.sandyq("verify", *folders, "--json")
    assert harmed.exit_code == 1
    said = json.loads(harmed.stdout)
    assert not said["ok"]
    assert any("figures.csv" in finding["file"] for finding in said["findings"])


def test_verify_of_nothing_is_a_fault(project) -> None:
    result = project.sandyq("verify", str(project.published))
    assert result.exit_code == 1
    assert str(project.published) in result.stderr


def status(project, *more: str):
    folders = ("--published", str(project.published), "--reports", str(project.reports))
    result = project.sandyq("status", *folders, *more)
    assert result.exit_code == 0, result.output
    return result


def test_status_before_during_and_after(project) -> None:
    before = status(project).stdout
    assert "Nothing is published" in before
    assert "No run has left a report yet" in before
    project.refresh()
    seen = json.loads(status(project, "--json").stdout)
    assert {dataset["version"] for dataset in seen["datasets"]} == {"1.0.0"}
    assert {dataset["held"] for dataset in seen["datasets"]} == {None}
    rows = {dataset["dataset"]: dataset["rows"] for dataset in seen["datasets"]}
    assert rows["kazakhstan-figures"]["sources"] == 2
    assert seen["last_run"]["ok"]
    project.add("bad.md", "no front matter")
    (project.published / "kazakhstan-trade" / "1.0.0" / "README.md").write_text("changed")
    project.refresh()
    after = json.loads(status(project, "--json").stdout)
    assert [d["dataset"] for d in after["datasets"] if d["held"]] == ["kazakhstan-trade"]
    assert {problem["file"] for problem in after["last_run"]["problems"]} >= {"bad.md"}
    shown = status(project).stdout
    assert "bad.md:1: has no front matter" in shown


@pytest.mark.parametrize(
    ("arguments", "server", "code", "said"),
    [
        (("schedule", "--cron", "0 6 * * *"), None, 1, "prefect server start"),
        (("schedule", "--cron", "0 6 * * *"), "http://127.0.0.1:9/api", 1, "Start that server"),
        (("refresh",), "http://127.0.0.1:9/api", 1, "run with --direct"),
        (("schedule", "--cron", "at six"), None, 2, "no cron line"),
    ],
)
def test_what_cannot_be_started_says_what_to_do(
    tmp_path: Path, arguments: tuple[str, ...], server: str | None, code: int, said: str
) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    environment = {**kept, "PREFECT_HOME": str(tmp_path), **({"PREFECT_API_URL": server} if server else {})}
    command = [sys.executable, "-m", "flows.cli", *arguments]
    done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert done.returncode == code
    assert said in done.stderr
    assert "Traceback" not in done.stderr
