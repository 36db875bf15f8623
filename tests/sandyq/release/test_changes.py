"""What is listed between two versions, and that the list makes the one out of the other, exactly."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandyq.release import Table, changes
from sandyq.release.applying import apply
from sandyq.release.content import content_hash
from sandyq.release.contract import broken, frame

Made = tuple[list[dict[str, Any]], list[dict[str, Any]], tuple[str, ...]]
"""Rows, fields and key: what a table is made of."""
Make = Callable[..., Table]

VALUES: dict[str, st.SearchStrategy[Any]] = {
    "string": st.text(max_size=4) | st.sampled_from(["", "a", "b", '{"k1":1}', "null"]),
    "integer": st.integers(-(2**63), 2**63 - 1) | st.integers(0, 2),
    "number": st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from([0.1, 1.0]),
    "date": st.dates() | st.just(dt.date(2020, 1, 1)),
    "boolean": st.booleans(),
}


@st.composite
def made(draw: st.DrawFn) -> Made:
    """A table of up to three columns beside its key; two of them share names, keys and values often."""
    key = draw(st.sampled_from([("k1",), ("k1",), ("k1", "k2"), ("k2", "k1"), ("k2",)]))
    kinds = {"k1": draw(st.sampled_from(["string", "string", "integer", "date"])), "k2": "string"}
    for column in draw(st.lists(st.sampled_from(["c1", "c2", "c3"]), unique=True)):
        kinds[column] = draw(st.sampled_from(sorted(VALUES)))
    fields = [{"name": name, "type": kind, "title": name, "description": ""} for name, kind in kinds.items()]
    for field in fields:
        field |= {"constraints": {"required": True}} if field["name"] in key else {}
    found: dict[Any, dict[str, Any]] = {}
    for _ in range(draw(st.integers(0, 4))):
        row = {name: draw(VALUES[kind] | st.none()) for name, kind in kinds.items()}
        row |= {name: draw(VALUES[kinds[name]]) for name in key}
        found[tuple(row[name] for name in key)] = row
    return list(found.values()), fields, key


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Made, Made]:
    """Two tables: of two schemas, or of one schema with most rows in common."""
    rows, fields, key = old = draw(made())
    if draw(st.booleans()):
        return old, draw(made())
    kept = []
    for row in rows:
        fate = draw(st.sampled_from(["keep", "change", "drop"]))
        others = [field for field in fields if field["name"] not in key]
        if fate == "change" and others:
            one = draw(st.sampled_from(others))
            kept.append(row | {one["name"]: draw(VALUES[one["type"]] | st.none())})
        elif fate == "keep":
            kept.append(row)
    return old, (kept, fields, key)


def exactly(one: pl.DataFrame, table: Table) -> bool:
    """Whether the frame says what the table does, by the hash that the descriptor publishes."""
    return content_hash(one.to_arrow().cast(table.data.schema)) == content_hash(table.data)


@settings(max_examples=1000)
@given(pair=pairs())
def test_done_to_the_version_before_the_changes_give_the_new_one(
    table: Make, pair: tuple[Made, Made]
) -> None:
    old, new = ({"towns": table(*one[:2], key=one[2])} for one in pair)
    found = changes.between(old, new)
    (made,) = apply(old, found, {"towns": new["towns"].schema}).values()
    assert exactly(made, new["towns"])
    listed = changes.table(changes.spool([found.with_columns(cause=pl.lit(changes.UNKNOWN))]))
    assert list(broken(listed.data, listed.schema)) == []
    if old["towns"].schema == new["towns"].schema:
        assert (found.height == 0) == exactly(frame(old["towns"].data), new["towns"])


@given(pair=pairs())
def test_the_changes_are_the_same_read_from_csv(table: Make, pair: tuple[Made, Made]) -> None:
    old, new = ({"towns": table(*one[:2], key=one[2])} for one in pair)
    found = changes.between(old, new).select(list(changes.COLUMNS))
    again = pl.read_csv(found.write_csv().encode(), schema=changes.COLUMNS)
    (made,) = apply(old, again, {"towns": new["towns"].schema}).values()
    assert exactly(made, new["towns"])


def listed(old: Table | None, new: Table | None) -> list[tuple[Any, ...]]:
    named = ({} if one is None else {one.name: one} for one in (old, new))
    return changes.between(*named).select("key", "column", "operation", "old", "new").rows()


def test_a_value_a_row_that_came_and_one_that_went(table: Make, rows: list[dict[str, Any]]) -> None:
    new = [rows[0] | {"degrees": 4.25}, rows[1], rows[2] | {"code": "dala"}]
    come = {"code": "dala", "kind": "warm", "degrees": None, "people": 700, "seen": None, "open": True}
    *before, last = listed(table(rows), table(new))
    assert before == [
        ("akto", "degrees", "change", "-4.5", "4.25"),
        ("char", "*", "remove", None, None),
    ]
    assert last[:4] == ("dala", "*", "add", None)
    assert json.loads(last[4]) == come


def test_tables_that_come_and_go(table: Make) -> None:
    assert [row[2] for row in listed(None, table())] == ["add"] * 3
    assert [row[2] for row in listed(table(), None)] == ["remove"] * 3
    assert listed(None, None) == []


def test_a_key_of_several_columns_names_them(table: Make, rows: list[dict[str, Any]]) -> None:
    key = ("code", "kind")
    ((name, *_),) = listed(table(rows[:1], key=key), table([], key=key))
    assert json.loads(name) == {"code": "akto", "kind": "cold"}


def test_under_another_key_everything_goes_and_comes(table: Make, rows: list[dict[str, Any]]) -> None:
    found = listed(table(rows), table(rows, key=("code", "kind")))
    assert sorted(row[2] for row in found) == ["add"] * 3 + ["remove"] * 3


def test_a_null_that_becomes_empty_words_is_a_change(table: Make) -> None:
    fields = [
        {"name": "code", "type": "string", "title": "", "description": "", "constraints": {"required": True}},
        {"name": "said", "type": "string", "title": "", "description": ""},
    ]
    old, new = (table([{"code": "a", "said": said}], fields) for said in (None, ""))
    assert listed(old, new) == [("a", "said", "change", None, "")]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("char", "*", "remove", None, None), "is to go"),
        (("dala", "kind", "change", "cold", "warm"), "is to change"),
        (("akto", "kind", "change", "warm", "cold"), "not as the changes say"),
        (("akto", "colour", "change", None, "red"), "no column colour"),
        (
            (
                "akto",
                "*",
                "add",
                None,
                '{"code":"akto","kind":"warm","degrees":1.0,"people":1,"seen":null,"open":true}',
            ),
            "was there",
        ),
    ],
)
def test_changes_that_do_not_fit_are_refused(
    table: Make, rows: list[dict[str, Any]], change: tuple[Any, ...], said: str
) -> None:
    old = table(rows[:2])
    row = dict(zip(("key", "column", "operation", "old", "new"), change, strict=True))
    wrong = pl.DataFrame([{"table": "towns", **row, "cause": "unknown"}], schema=changes.COLUMNS)
    with pytest.raises(ValueError, match=said):
        apply({"towns": old}, wrong, {"towns": old.schema})


def test_what_tells_of_the_origin_is_carried_along(table: Make) -> None:
    names = ("figure_id", "source_id", "corrected", "value")
    fields = [{"name": name, "type": "string", "title": "", "description": ""} for name in names]
    fields[0]["constraints"] = {"required": True}
    old, new = (
        table([dict(zip(names, row, strict=True))], fields, "figures", ("figure_id",))
        for row in (("f", "s", "unit", "1"), ("f", "s", "value", "2"))
    )
    found = changes.between({"figures": old}, {"figures": new})
    assert found.select("column", "source_id", "corrected").rows() == [
        ("corrected", "s", "value;unit"),
        ("value", "s", "value;unit"),
    ]
    assert (
        "source_id"
        not in changes.table(
            changes.spool([found.with_columns(cause=pl.lit("correction"))])
        ).rows.schema.names
    )
