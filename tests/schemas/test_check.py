"""What each check refuses, and that nothing else is refused with it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas import MODELS
from schemas.check import QUARANTINE, Checked, assemble, check
from schemas.convert import describe

if TYPE_CHECKING:
    from sandyq.tables import Frames


def spoiled(frames: Frames, table: str, key: str, **values: Any) -> Frames:
    """The frames with one row of one table changed; ``key`` is its key, of several columns the first."""
    frame = frames[table]
    this = pl.col(frame.columns[0]) == key
    assert frame.filter(this).height == 1
    changes = [
        pl.when(this).then(pl.lit(value, frame.schema[name])).otherwise(pl.col(name)).alias(name)
        for name, value in values.items()
    ]
    return {**frames, table: frame.with_columns(changes)}


def failed(checked: Checked) -> set[tuple[str, str, str | None]]:
    rows = checked.quarantine.iter_rows(named=True)
    return {(row["table"], row["check"], row["column"]) for row in rows}


FIGURE = "one:41-52"


def test_all_is_well(frames: Frames) -> None:
    checked = assemble(frames)
    assert checked.quarantine.is_empty()
    assert dict(checked.quarantine.schema) == QUARANTINE
    for name, frame in frames.items():
        assert checked.frames[name].equals(frame)
        assert checked.refused[name].is_empty()
    assert checked.frames["observations"].height == 4


FIGURES: list[tuple[dict[str, Any], str, str | None]] = [
    ({"kind": "colour"}, "enum", "kind"),
    ({"kind": None}, "required", "kind"),
    ({"modifier": "nearly"}, "enum", "modifier"),
    ({"measure": "height"}, "enum", "measure"),
    ({"direction": "sideways"}, "enum", "direction"),
    ({"theme": "weather"}, "enum", "theme"),
    ({"theme": None}, "theme_with_indicator", None),
    ({"indicator": "happiness"}, "foreign_key", "indicator"),
    ({"source_id": "nowhere"}, "foreign_key", "source_id"),
    ({"reporter": "QQQ"}, "iso_3166_or_bloc", "reporter"),
    ({"reporter": "kaz"}, "pattern", "reporter"),
    ({"partner": "CHN;QQQ"}, "iso_3166_or_bloc", "partner"),
    ({"partner": "CHN,RUS"}, "pattern", "partner"),
    ({"unit": "percent"}, "money_in_iso_4217", None),
    ({"unit": "QQQ"}, "money_in_iso_4217", None),
    ({"unit": None}, "money_in_iso_4217", None),
    ({"kind": "count"}, "money_in_iso_4217", None),
    ({"unit": "US Dollar"}, "pattern", "unit"),
    ({"start": 52}, "start_before_end", None),
    ({"start": -1}, "minimum", "start"),
    ({"quote": "$31 billions"}, "quote_as_long_as_span", None),
    ({"quote": ""}, "length", "quote"),
    ({"sentence_end": 50}, "sentence_holds_figure", None),
    ({"sentence_sha256": "abc"}, "pattern", "sentence_sha256"),
    ({"value": None}, "value_or_both_ends_of_a_range", None),
    ({"value_low": 1.0}, "value_or_both_ends_of_a_range", None),
    ({"value_low": 1.0, "value_high": 2.0}, "value_or_both_ends_of_a_range", None),
    ({"value": None, "value_high": 2.0}, "value_or_both_ends_of_a_range", None),
    ({"value": None, "value_low": 3.0, "value_high": 2.0}, "low_end_below_high_end", None),
    ({"value": float("nan")}, "finite", "value"),
    ({"value": float("inf")}, "finite", "value"),
    ({"period": "2022-13"}, "period_well_formed", "period"),
    ({"period": "last year"}, "period_well_formed", "period"),
    ({"period": "2023"}, "period_equals_its_dates", None),
    ({"period": None}, "period_equals_its_dates", None),
    ({"period_end": dt.date(2022, 12, 30)}, "period_equals_its_dates", None),
    ({"period": "2022/.."}, "period_equals_its_dates", None),
    ({"scope": ""}, "length", "scope"),
    ({"figure_id": None}, "required", "figure_id"),
    ({"rule": None}, "required", "rule"),
]


@pytest.mark.parametrize(("values", "name", "column"), FIGURES)
def test_a_figure_that_is_refused(
    frames: Frames, values: dict[str, Any], name: str, column: str | None
) -> None:
    checked = check(spoiled(frames, "figures", FIGURE, **values))
    assert ("figures", name, column) in failed(checked)
    assert checked.frames["figures"].height == frames["figures"].height - 1
    assert checked.refused["figures"].height == 1
    assert FIGURE not in checked.frames["figures"]["figure_id"].to_list()


def test_other_periods_and_codes_are_accepted(frames: Frames) -> None:
    for values in (
        {"period": "2022/..", "period_end": None},
        {"period": "../2022", "period_start": None},
        {"period": None, "period_start": None, "period_end": None},
        {"reporter": "KAZ;UZB", "partner": "EUU"},
        {"value": None, "value_low": 2.0, "value_high": 2.0},
    ):
        assert check(spoiled(frames, "figures", FIGURE, **values)).quarantine.is_empty(), values


@pytest.mark.parametrize(
    ("table", "key", "values", "name", "column"),
    [
        ("events", "two:56-83", {"type": "party"}, "enum", "type"),
        ("events", "two:56-83", {"source_id": "nowhere"}, "foreign_key", "source_id"),
        ("events", "two:56-83", {"period": "2022-05"}, "period_equals_its_dates", None),
        ("events", "two:56-83", {"end": 50}, "start_before_end", None),
        ("events", "two:56-83", {"actors": ""}, "length", "actors"),
        ("sources", "three", {"kind": "poem"}, "enum", "kind"),
        ("sources", "three", {"kind": "digest"}, "digest_with_basis", None),
        ("sources", "three", {"published": "2024-02-30"}, "period_well_formed", "published"),
        ("sources", "three", {"published": "spring"}, "pattern", "published"),
        ("sources", "three", {"url": "example.org"}, "pattern", "url"),
        ("sources", "three", {"characters": 0}, "minimum", "characters"),
        ("indicators", "gdp", {"theme": "weather"}, "enum", "theme"),
        ("indicators", "gdp", {"world_bank": "gdp"}, "pattern", "world_bank"),
        ("observations", "gdp_growth", {"lowest": -4.0}, "value_between_lowest_and_highest", None),
        ("observations", "gdp_growth", {"sources": 2}, "no_more_sources_than_claims", None),
        ("observations", "gdp_growth", {"partner": "nobody"}, "pattern", "partner"),
        ("observations", "gdp_growth", {"partner": "QQQ"}, "iso_3166_or_bloc_or_none", "partner"),
        ("observations", "gdp_growth", {"reporter": "none"}, "pattern", "reporter"),
        ("observations", "gdp_growth", {"figure_id": "nowhere"}, "foreign_key", "figure_id"),
        ("observations", "gdp_growth", {"period": None}, "required", "period"),
    ],
)
def test_a_row_of_another_table_that_is_refused(
    frames: Frames, table: str, key: str, values: dict[str, Any], name: str, column: str | None
) -> None:
    whole = assemble(frames).frames
    checked = check(spoiled(whole, table, key, **values))
    assert (table, name, column) in failed(checked)
    assert checked.refused[table].height == 1
    assert checked.frames[table].height == whole[table].height - 1


def test_a_row_says_what_was_wrong_with_it(frames: Frames) -> None:
    checked = check(spoiled(frames, "figures", FIGURE, kind="colour"))
    assert checked.quarantine.filter(pl.col("check") == "enum").row(0, named=True) == {
        "table": "figures",
        "key": FIGURE,
        "column": "kind",
        "check": "enum",
        "value": "colour",
        "source_id": "one",
    }


def test_rows_of_one_key_are_all_refused(frames: Frames) -> None:
    doubled = {**frames, "figures": pl.concat([frames["figures"], frames["figures"].head(1)])}
    checked = check(doubled)
    assert failed(checked) == {("figures", "unique", "figure_id")}
    assert checked.refused["figures"].height == 2
    assert checked.frames["figures"].height == frames["figures"].height - 1


def test_the_key_of_an_observation_is_unique(frames: Frames) -> None:
    whole = assemble(frames).frames
    checked = check(
        {**whole, "observations": pl.concat([whole["observations"], whole["observations"].head(1)])}
    )
    assert failed(checked) == {("observations", "key", None)}
    assert checked.refused["observations"].height == 2


def test_what_leads_to_a_refused_row_follows_it(frames: Frames) -> None:
    checked = assemble(spoiled(frames, "sources", "one", language="English"))
    assert checked.frames["sources"]["source_id"].to_list() == ["three", "two"]
    assert checked.frames["figures"]["source_id"].unique().to_list() == ["two"]
    assert checked.frames["observations"]["figure_ids"].to_list() == ["two:33-46"]


@pytest.mark.parametrize(
    ("table", "key", "values"),
    [
        ("figures", "two:33-46", {"sentence": "Turnover with the east was about $30.9 billion in 2022."}),
        ("figures", "two:33-46", {"subject": "a b c d e f", "scope": "g h i j k"}),
        ("events", "two:56-83", {"quote": "Somebody came on 2 May 2022"}),
    ],
)
def test_words_that_a_licence_keeps_back_do_not_get_through(
    frames: Frames, table: str, key: str, values: dict[str, Any]
) -> None:
    checked = check(spoiled(frames, table, key, **values))
    assert failed(checked) == {(table, "licence", None)}
    said = " ".join(checked.quarantine["value"].drop_nulls())
    assert "Somebody" not in said
    assert "Turnover" not in said


def test_a_wrong_type_is_a_fault_of_the_program(frames: Frames) -> None:
    wrong = {**frames, "figures": frames["figures"].with_columns(pl.col("start").cast(pl.Int32))}
    with pytest.raises(TypeError, match="table figures: start"):
        check(wrong)


def test_a_missing_column_is_a_fault_of_the_program(frames: Frames) -> None:
    with pytest.raises(TypeError, match="table events"):
        check({**frames, "events": frames["events"].drop("place")})


def test_a_column_too_many_is_a_fault_of_the_program(frames: Frames) -> None:
    with pytest.raises(TypeError, match="table events"):
        check({**frames, "events": frames["events"].with_columns(more=pl.lit(1))})


def test_a_table_that_is_needed_must_be_there(frames: Frames) -> None:
    with pytest.raises(TypeError, match="the table indicators is needed"):
        check({"figures": frames["figures"], "sources": frames["sources"]})


SPOILS = st.lists(
    st.tuples(
        st.integers(0, 5), st.sampled_from([values for values, _, _ in FIGURES if "figure_id" not in values])
    ),
    max_size=6,
)


@given(SPOILS)
def test_rows_read_are_rows_valid_and_rows_refused(frames: Frames, spoils: list[tuple[int, Any]]) -> None:
    ids = frames["figures"]["figure_id"].to_list()
    for place, values in spoils:
        frames = spoiled(frames, "figures", ids[place], **values)
    checked = assemble(frames)
    for model in MODELS:
        name = describe(model).name
        if name in frames:
            assert frames[name].height == checked.frames[name].height + checked.refused[name].height
    # What came through comes through again.
    assert check(checked.frames).quarantine.is_empty()
