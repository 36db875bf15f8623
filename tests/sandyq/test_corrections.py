"""Corrections and withdrawals: what they do, and that nothing of theirs goes by in silence."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import polars as pl
import pytest

from sandyq.corrections import Ledger, correct, load, unfit, withdraw
from sandyq.tables import EVENTS, FIGURES, SOURCES, Frames

if TYPE_CHECKING:
    from pathlib import Path

HEADER = "figure_id,column,expected,right,reason,date,who\n"
WITHDRAWN = "id,reason,date,who\n"
FIGURE = "courier-2024:10-21"
TAIL = "The table in the annex has it,2024-03-01,Dana"


def frames() -> Frames:
    figure = {
        "figure_id": FIGURE,
        "source_id": "courier-2024",
        "value": 31e9,
        "unit": "USD",
        "indicator": "exports",
        "theme": "trade",
        "period": "2023",
        "period_start": dt.date(2023, 1, 1),
        "period_end": dt.date(2023, 12, 31),
    }
    other = figure | {"figure_id": "herald-2024:0-4", "source_id": "herald-2024"}
    event = {"event_id": "courier-2024:40-60", "source_id": "courier-2024"}
    sources = [{"source_id": "courier-2024"}, {"source_id": "herald-2024"}]
    return {
        "figures": pl.DataFrame([figure, other], schema=FIGURES),
        "events": pl.DataFrame([event], schema=EVENTS),
        "sources": pl.DataFrame(sources, schema=SOURCES),
    }


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    return tmp_path


def corrections(raw: Path, *lines: str) -> Ledger:
    (raw / "corrections.csv").write_text(HEADER + "".join(f"{line}\n" for line in lines), encoding="utf-8")
    return load(raw)


def withdrawn(raw: Path, *lines: str) -> Ledger:
    (raw / "withdrawn.csv").write_text(WITHDRAWN + "".join(f"{line}\n" for line in lines), encoding="utf-8")
    return load(raw)


def test_without_files_nothing_is_done(raw: Path) -> None:
    assert load(raw) == Ledger()
    figures, problems = correct(frames()["figures"], Ledger())
    assert figures.equals(frames()["figures"])
    assert problems == ()
    left, gone, problems, notes = withdraw(frames(), Ledger())
    assert all(left[name].equals(frame) for name, frame in frames().items())
    assert {frame.height for frame in gone.values()} == {0}
    assert (problems, notes) == ((), ())


def test_a_correction_sets_a_value_right_and_marks_the_row(raw: Path) -> None:
    ledger = corrections(raw, f"{FIGURE},value,31000000000.0,31.5e9,{TAIL}", f"{FIGURE},unit,USD,,{TAIL}")
    assert ledger.problems == ()
    figures, problems = correct(frames()["figures"], ledger)
    assert problems == ()
    first, second = figures.select("value", "unit", "corrected").rows()
    assert first == (31.5e9, None, "unit;value")
    assert second == (31e9, "USD", None)


def test_what_follows_from_a_corrected_column_follows(raw: Path) -> None:
    lines = (f"{FIGURE},indicator,exports,fdi_inflow,{TAIL}", f"{FIGURE},period,2023,2022-05,{TAIL}")
    figures, problems = correct(frames()["figures"], corrections(raw, *lines))
    assert problems == ()
    row = figures.row(0, named=True)
    assert (row["indicator"], row["theme"]) == ("fdi_inflow", "investment")
    assert (row["period_start"], row["period_end"]) == (dt.date(2022, 5, 1), dt.date(2022, 5, 31))
    assert row["corrected"] == "indicator;period;period_end;period_start;theme"


def test_empty_is_null_on_both_sides(raw: Path) -> None:
    ledger = corrections(raw, f"{FIGURE},partner,,ITA,{TAIL}", f"{FIGURE},period,2023,,{TAIL}")
    figures, problems = correct(frames()["figures"], ledger)
    assert problems == ()
    assert figures.select("partner", "period", "period_end").row(0) == ("ITA", None, None)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            f"{FIGURE},value,30e9,31.5e9,{TAIL}",
            "corrections.csv:2: expected: value of .* is 31000000000.0, not",
        ),
        (f"{FIGURE},partner,RUS,ITA,{TAIL}", "corrections.csv:2: expected: partner .* is empty, not 'RUS'"),
        (f"courier-2024:11-21,unit,USD,EUR,{TAIL}", "corrections.csv:2: figure_id: .*:11-21 is not read"),
    ],
)
def test_what_is_not_as_expected_is_a_problem_with_line_and_remedy(raw: Path, line: str, said: str) -> None:
    ledger = corrections(raw, line)
    assert ledger.problems == ()
    figures, (problem,) = correct(frames()["figures"], ledger)
    assert figures.equals(frames()["figures"])
    with pytest.raises(ValueError, match=said):
        raise ValueError(str(problem))
    assert "mend this line, or remove it" in str(problem)


def test_corrections_of_a_refused_source_wait(raw: Path) -> None:
    ledger = corrections(raw, f"gone-2024:1-4,unit,USD,EUR,{TAIL}")
    assert correct(frames()["figures"], ledger, refused={"gone-2024"})[1] == ()
    assert len(correct(frames()["figures"], ledger)[1]) == 1


WRONG = [
    ("x:1-2,quote,a,b," + TAIL, "'quote' cannot be corrected"),
    ("x:1-2,value,1,many," + TAIL, "'many' is no number"),
    ("x:1-2,value,1,inf," + TAIL, "'inf' is no number"),
    ("x:1-2,unit,USD,USD," + TAIL, "is what is expected"),
    ("x:1-2,kind,money,colour," + TAIL, "'colour' is no kind"),
    ("x:1-2,period,2023,last year," + TAIL, "'last year' is no period"),
    ("x:1-2,indicator,exports,wishes," + TAIL, "'wishes' is no indicator"),
    ("x:1-2,unit,USD,EUR,why,2024-02-30,Dana", "'2024-02-30' is no day"),
    ("x:1-2,unit,USD,EUR,why,2024-02,Dana", "'2024-02' is no day"),
    ("x:1-2,unit,USD,EUR,,2024-03-01,Dana", "reason: is missing"),
    ("x:1-2,unit,USD,EUR,why,2024-03-01,", "who: is missing"),
    (",unit,USD,EUR,why,2024-03-01,Dana", "figure_id: is missing"),
    ("x:1-2,unit,USD", "has 3 fields, not 7"),
    ('x:1-2,unit,"USD"x,EUR,why,2024-03-01,Dana', "is not CSV"),
]


@pytest.mark.parametrize(("line", "said"), WRONG)
def test_a_line_that_cannot_be_meant(raw: Path, line: str, said: str) -> None:
    (problem,) = corrections(raw, line).problems
    assert str(problem).startswith("corrections.csv:2: ")
    assert said in str(problem)


def test_a_value_cannot_be_corrected_twice(raw: Path) -> None:
    one, other = (f"{FIGURE},unit,USD,{right},{TAIL}" for right in ("EUR", "KZT"))
    (problem,) = corrections(raw, one, other).problems
    assert "corrections.csv:3: column: unit of" in str(problem)


@pytest.mark.parametrize("content", [b"", b"id,column\n", b"\xff\xfe"])
def test_a_file_that_is_no_such_table(raw: Path, content: bytes) -> None:
    for name in ("corrections.csv", "withdrawn.csv"):
        (raw / name).write_bytes(content)
    problems = load(raw).problems
    assert [problem.file for problem in problems] == ["corrections.csv", "withdrawn.csv"]
    assert all(problem.remedy for problem in problems)


def test_quoted_reasons_may_hold_commas_and_the_file_a_byte_order_mark(raw: Path) -> None:
    line = f'{FIGURE},unit,USD,EUR,"Misprint, says the editor",2024-03-01,Dana\n\n'
    (raw / "corrections.csv").write_text("\ufeff" + HEADER + line, encoding="utf-8")
    ((number, one),) = load(raw).corrections
    assert (number, one.reason, one.who) == (2, "Misprint, says the editor", "Dana")


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        (FIGURE, {"figures": 1, "events": 0, "sources": 0}),
        ("courier-2024:40-60", {"figures": 0, "events": 1, "sources": 0}),
        ("courier-2024", {"figures": 1, "events": 1, "sources": 1}),
    ],
)
def test_what_is_withdrawn_goes_with_all_that_hangs_on_it(
    raw: Path, name: str, counts: dict[str, int]
) -> None:
    left, gone, problems, notes = withdraw(frames(), withdrawn(raw, f"{name},An error,2024-03-01,Dana"))
    assert (problems, notes) == ((), ())
    assert {table: frame.height for table, frame in gone.items()} == counts
    for table, frame in frames().items():
        assert left[table].height + gone[table].height == frame.height


def test_a_withdrawal_that_meets_nothing(raw: Path) -> None:
    here, elsewhere = "courier-2024:11-21", "tribune-2024:1-2"
    ledger = withdrawn(raw, *(f"{name},An error,2024-03-01,Dana" for name in (here, elsewhere)))
    _, _, (problem,), (note,) = withdraw(frames(), ledger)
    assert str(problem).startswith(f"withdrawn.csv:2: id: {here} is not read any more. Look where")
    assert note == f"withdrawn.csv:3: {elsewhere} is of no source that is here"


def test_a_withdrawal_stands_once(raw: Path) -> None:
    (problem,) = withdrawn(raw, "a,An error,2024-03-01,Dana", "a,Another,2024-03-01,Dana").problems
    assert str(problem) == "withdrawn.csv:3: id: stands twice. Keep one of the lines."


def test_a_correction_that_breaks_the_tables_promise(raw: Path) -> None:
    ledger = corrections(raw, f"{FIGURE},unit,USD,XXXX,{TAIL}")
    (problem,) = unfit(ledger, {FIGURE})
    assert "corrections.csv:2: right: courier-2024:10-21 breaks the promise" in str(problem)
    assert unfit(ledger, {"other"}) == ()
