"""`sandyq conflicts` and `sandyq plot`, and the charts of a run's report."""

from __future__ import annotations

import json

import pytest

FRONT = """---
title: "{0}"
publisher: The {0}
published: 2024-03
licence: CC0-1.0
kind: article
language: en
---
"""
OTHER = "Trade between Kazakhstan and Italy reached $14.2 billion in 2023.\n"


@pytest.fixture
def published(project):
    """The project with a source that contradicts another, published."""
    project.add("2024-other.md", FRONT.format("Other") + OTHER)
    assert project.refresh().exit_code == 0
    return project


def test_conflicts_are_listed_with_their_figures(published) -> None:
    shown = published.sandyq("conflicts", "kazakhstan-trade", "--published", str(published.published))
    assert shown.exit_code == 0
    assert "values: Total trade of Kazakhstan with Italy, 2023, $ billion: 14.2 and 19.9" in shown.stdout
    assert "2024-other:" in shown.stdout
    assert "1 conflict in kazakhstan-trade 1.0.0" in shown.stdout
    every = published.sandyq("conflicts", "--published", str(published.published))
    assert every.stdout.count("values: ") == 1, "once, although two datasets have it"


def test_conflicts_are_written_as_json(published) -> None:
    shown = published.sandyq(
        "conflicts", "kazakhstan-trade", "--published", str(published.published), "--json"
    )
    (dataset,) = json.loads(shown.stdout)["datasets"]
    (conflict,) = dataset["conflicts"]
    assert conflict["kind"] == "values"
    issues = published.published / "kazakhstan-trade" / "1.0.0" / "issues.json"
    assert json.loads(issues.read_text(encoding="utf-8"))["conflicts"] == dataset["conflicts"]


@pytest.mark.parametrize(("form", "start"), [("svg", b"<svg"), ("png", b"\x89PNG"), ("json", b"{")])
def test_series_are_drawn(published, tmp_path, form: str, start: bytes) -> None:
    out = tmp_path / "pictures"
    arguments = ("kazakhstan-trade", "--published", str(published.published), "--out", str(out))
    assert published.sandyq("plot", *arguments, "--format", form).exit_code == 0
    ending = "vl.json" if form == "json" else form
    names = {path.name for path in out.iterdir()}
    assert f"total_trade-kaz-ita-level-usd.{ending}" in names
    assert len(names) == 3
    assert all((out / name).read_bytes().startswith(start) for name in names)


def test_one_series_is_drawn(published, tmp_path) -> None:
    out = tmp_path / "pictures"
    arguments = ("kazakhstan-trade", "--published", str(published.published), "--out", str(out))
    assert published.sandyq("plot", *arguments, "--series", "total_trade:KAZ:TUR").exit_code == 0
    assert [path.name for path in out.iterdir()] == ["total_trade-kaz-tur-level-usd.svg"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("plot", "kazakhstan-trade", "--series", "gdp"),
            "it has no series gdp. Name another: total_trade:KAZ",
        ),
        (("plot", "kazakhstan-nothing"), "there is no such dataset. Name another: kazakhstan-diplomacy"),
        (("plot", "kazakhstan-diplomacy"), "has no charts"),
        (("conflicts", "kazakhstan-nothing"), "there is no such dataset"),
    ],
)
def test_what_is_not_there_is_named_with_a_remedy(published, arguments: tuple[str, ...], said: str) -> None:
    shown = published.sandyq(*arguments, "--published", str(published.published))
    assert shown.exit_code == 1
    assert said in shown.stderr


def test_a_folder_that_cannot_be_written_is_named(published, tmp_path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    arguments = ("kazakhstan-trade", "--published", str(published.published), "--out", str(tmp_path / "file"))
    shown = published.sandyq("plot", *arguments)
    assert shown.exit_code == 1
    assert "Name another folder with --out" in shown.stderr


def test_a_report_has_the_charts_of_what_it_published(published) -> None:
    (folder,) = published.reports.iterdir()
    drawn = {path.name for path in (folder / "charts").iterdir()}
    assert "total_trade-kaz-ita-level-usd.svg" in drawn
    report = (folder / "report.md").read_text(encoding="utf-8")
    assert "](charts/total_trade-kaz-ita-level-usd.svg)" in report
    assert "sources differ: 14.2 to 19.9" in report
    assert published.refresh().exit_code == 0
    newest = max(published.reports.iterdir(), key=lambda one: one.name)
    assert not (newest / "charts").exists()
