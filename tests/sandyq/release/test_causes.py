"""Why each row or value is another: every cause, and which goes before which."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from sandyq.release import Package, Table, changes
from sandyq.release.causes import explain, held_back
from sandyq.release.inputs import Correction, Inputs, Withdrawal

Make = Callable[..., Any]
Rows = list[dict[str, Any]]


def fields(*names: str) -> list[dict[str, Any]]:
    kinds = {"open_text": "boolean"}
    made = [
        {"name": name, "type": kinds.get(name, "string"), "title": name, "description": ""} for name in names
    ]
    made[0]["constraints"] = {"required": True}
    return made


def source(name: str, **more: Any) -> dict[str, Any]:
    return {"source_id": name, "title": name, "sha256": f"hash of {name}", "open_text": True, **more}


def figure(name: str, **more: Any) -> dict[str, Any]:
    return {"figure_id": name, "source_id": name[0], "value": "1", "corrected": None, **more}


SOURCES = [source("a"), source("b")]
FIGURES = [figure("a:1-2"), figure("a:5-6"), figure("b:1-2")]
SUMS = [{"indicator": "exports", "value": "1", "figure_ids": "a:1-2;b:1-2"}]


@pytest.fixture
def made(table: Make, package: Make) -> Callable[..., Package]:
    def of(
        sources: Rows = SOURCES, figures: Rows = FIGURES, sums: Rows = SUMS, reader: str = "r1"
    ) -> Package:
        tables: list[Table] = [
            table(sums, fields("indicator", "value", "figure_ids"), "observations", ("indicator",)),
            table(figures, fields("figure_id", "source_id", "value", "corrected"), "figures", ("figure_id",)),
            table(sources, fields("source_id", "title", "sha256", "open_text"), "sources", ("source_id",)),
        ]
        return replace(package(*tables), reader=reader)

    return of


def found(old: Package, new: Package, **inputs: Any) -> dict[tuple[str, str, str], str]:
    """The cause by table, key and column; of a whole row the operation stands for the column."""
    listed = changes.spool(changes.parts(changes.tables(old), changes.tables(new)))
    return {
        (row["table"], row["key"], row["operation"] if row["column"] == "*" else row["column"]): row["cause"]
        for part in explain(listed, old, new, Inputs(**inputs))
        for row in part.iter_rows(named=True)
    }


def test_nothing_changed_nothing_explained(made: Make) -> None:
    assert found(made(), made()) == {}


def test_a_new_source_brings_its_rows(made: Make) -> None:
    sums = [{"indicator": "exports", "value": "1", "figure_ids": "a:1-2;b:1-2;c:1-2"}]
    new = made([*SOURCES, source("c")], [*FIGURES, figure("c:1-2")], sums)
    assert found(made(), new) == {
        ("sources", "c", "add"): "new source",
        ("figures", "c:1-2", "add"): "new source",
        ("observations", "exports", "figure_ids"): "new source",
    }


def test_a_source_that_was_read_before_without_a_row_here_is_not_new(made: Make) -> None:
    before = pl.DataFrame([*SOURCES, source("c")])
    new = made([*SOURCES, source("c")], [*FIGURES, figure("c:1-2")], reader="r2")
    assert set(found(made(), new, sources_before=before).values()) == {"reader changed"}


def test_a_changed_text_changes_its_rows(made: Make) -> None:
    sources = [source("a", sha256="another"), SOURCES[1]]
    new = made(sources, [figure("a:1-3"), figure("a:5-6", value="2"), figure("b:1-2")], reader="r2")
    assert found(made(), new) == {
        ("sources", "a", "sha256"): "source changed",
        ("figures", "a:1-2", "remove"): "source changed",
        ("figures", "a:1-3", "add"): "source changed",
        ("figures", "a:5-6", "value"): "source changed",
    }


def test_a_title_changes_its_source_and_explains_no_figure(made: Make) -> None:
    sources = [source("a", title="Another"), SOURCES[1]]
    figures = [figure("a:1-2", value="2"), *FIGURES[1:]]
    assert found(made(), made(sources, figures, reader="r2")) == {
        ("sources", "a", "title"): "source changed",
        ("figures", "a:1-2", "value"): "reader changed",
    }


@pytest.mark.parametrize(("reader", "cause"), [("r2", "reader changed"), ("r1", "unknown")])
def test_what_nothing_else_explains_is_the_readers_doing_if_it_is_another(
    made: Make, reader: str, cause: str
) -> None:
    figures = [figure("a:1-2", value="2"), figure("b:1-2"), figure("b:7-8")]
    sums = [{"indicator": "exports", "value": "2", "figure_ids": "a:1-2;b:1-2"}]
    assert found(made(), made(figures=figures, sums=sums, reader=reader)) == {
        ("figures", "a:1-2", "value"): cause,
        ("figures", "a:5-6", "remove"): cause,
        ("figures", "b:7-8", "add"): cause,
        ("observations", "exports", "value"): cause,
    }


def test_a_file_that_is_gone_is_no_cause_even_for_a_new_reader(made: Make) -> None:
    sums = [{"indicator": "exports", "value": "1", "figure_ids": "a:1-2"}]
    assert found(made(), made(SOURCES[:1], FIGURES[:2], sums, reader="r2")) == {
        ("sources", "b", "remove"): "unknown",
        ("figures", "b:1-2", "remove"): "unknown",
        ("observations", "exports", "figure_ids"): "unknown",
    }


def test_a_source_without_rows_left_goes_for_the_reason_that_they_went(made: Make) -> None:
    now = pl.DataFrame(SOURCES)
    gone = found(made(), made(SOURCES[:1], FIGURES[:2], reader="r2"), sources=now)
    assert gone[("sources", "b", "remove")] == "reader changed"
    gone = found(made(), made(SOURCES[:1], FIGURES[:2]), sources=now, withdrawals=(withdrawal("b:1-2"),))
    assert gone == {("sources", "b", "remove"): "withdrawn", ("figures", "b:1-2", "remove"): "withdrawn"}


def withdrawal(name: str) -> Withdrawal:
    return Withdrawal(name, "An error", "2024-03-01", "Dana")


@pytest.mark.parametrize("name", ["b", "b:1-2"])
def test_what_is_withdrawn(made: Make, name: str) -> None:
    sources, sums = (SOURCES[:1] if name == "b" else SOURCES), [{**SUMS[0], "figure_ids": "a:1-2"}]
    new = made(sources, FIGURES[:2], sums, reader="r2")
    causes = found(made(), new, withdrawals=(withdrawal(name),))
    assert set(causes.values()) == {"withdrawn"}
    assert ("observations", "exports", "figure_ids") in causes


def test_a_correction_and_its_end(made: Make) -> None:
    corrected = made(figures=[figure("a:1-2", value="2", corrected="value"), *FIGURES[1:]])
    expected = {
        ("figures", "a:1-2", "corrected"): "correction",
        ("figures", "a:1-2", "value"): "correction",
    }
    assert found(made(), corrected) == expected
    assert found(corrected, made()) == expected


def test_only_the_corrected_column_is_a_correction(made: Make) -> None:
    new = made(figures=[figure("a:1-2", value="2", corrected="unit"), *FIGURES[1:]], reader="r2")
    assert found(made(), new) == {
        ("figures", "a:1-2", "corrected"): "correction",
        ("figures", "a:1-2", "value"): "reader changed",
    }


def test_a_row_that_a_correction_moves_elsewhere(made: Make) -> None:
    moved = Correction("b:1-2", "indicator", "exports", "imports", "An error", "2024-03-01", "Dana")
    new = made(figures=FIGURES[:2])
    causes = found(made(), new, corrections=(moved,), sources=pl.DataFrame(SOURCES))
    assert causes == {("figures", "b:1-2", "remove"): "correction"}
    back = found(new, made(), corrections=(moved,), sources=pl.DataFrame(SOURCES))
    assert back == {("figures", "b:1-2", "add"): "correction"}


def test_of_several_causes_the_first_is_said(made: Make) -> None:
    figures = [*FIGURES[:1], *FIGURES[1:2], figure("c:1-2")]
    sums = [{"indicator": "exports", "value": "9", "figure_ids": "a:1-2;c:1-2"}]
    new = made([*SOURCES, source("c")], figures, sums, reader="r2")
    causes = found(made(), new, withdrawals=(withdrawal("b:1-2"),))
    assert causes[("figures", "c:1-2", "add")] == "new source"
    assert causes[("observations", "exports", "value")] == "withdrawn"


def test_words_that_a_licence_keeps_back_now_are_not_repeated(made: Make) -> None:
    sources = [source("a", open_text=False), SOURCES[1]]
    figures = [figure("a:1-2", value=None), figure("a:5-6", value="3"), figure("b:1-2", value=None)]
    old, new = made(), made(sources, figures)
    listed = held_back(changes.parts(changes.tables(old), changes.tables(new)), new)
    kept = pl.concat(listed).filter(pl.col("table") == "figures").select("key", "old", "new")
    assert kept.rows() == [("a:1-2", None, None), ("a:5-6", "1", "3"), ("b:1-2", "1", None)]


def test_tables_of_other_kinds_are_explained_too(package: Make, table: Make, rows: Rows) -> None:
    old, new = package(table(rows)), replace(package(table(rows[1:])), reader="r2")
    assert list(found(old, new).values()) == ["reader changed"]
