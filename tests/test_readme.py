"""What the README shows is true: its Python runs, its rows are in the data, its links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl
import pytest

ROOT = Path(__file__).parents[1]
PUBLISHED = ROOT / "published"
README = (ROOT / "README.md").read_text(encoding="utf-8")
SNIPPETS = re.findall(r"^```python\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("snippet", SNIPPETS, ids=lambda snippet: snippet.split("\n", 1)[0])
def test_the_python_runs_and_prints(
    snippet: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.chdir(ROOT)
    exec(compile(snippet, "README.md", "exec"), {})
    assert len(capsys.readouterr().out.split()) > 5


def test_there_is_python_for_each_tool():
    imported = set(re.findall(r"^(?:import|from) (\w+)", "\n".join(SNIPPETS), re.MULTILINE))
    assert {"sandyq", "pandas", "polars", "duckdb", "frictionless"} <= imported


def test_the_rows_shown_are_in_the_data():
    shown = re.search(r"<!-- rows -->\n(.*?)<!-- /rows -->", README, re.DOTALL)
    assert shown
    header, _, *rows = [
        [cell.strip() for cell in line.split("|")[1:-1]] for line in shown[1].split("\n") if line
    ]
    shown_version = dict(re.findall(r"published/([a-z-]+)/([0-9.]+)/", README))
    observations = pl.concat(
        pl.read_csv(PUBLISHED / name / shown_version[name] / "observations.csv", infer_schema=False)
        for name in ("kazakhstan-trade", "kazakhstan-investment")
    ).select(header)
    assert len(rows) == 5
    published = observations.with_columns(pl.col("value").cast(pl.Float64)).rows()
    for row in rows:
        wanted = tuple(
            float(cell) if name == "value" else cell for name, cell in zip(header, row, strict=True)
        )
        assert wanted in published


def test_links_lead_to_files():
    targets = re.findall(r"\]\((?!https?://)([^)#]+)", README)
    assert targets
    assert [target for target in targets if not (ROOT / target).exists()] == []
