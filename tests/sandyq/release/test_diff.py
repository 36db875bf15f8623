"""Every rule by which a difference gets its level, and that no break is ever called less than major."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandyq.release import Licence, Package, Table, Work
from sandyq.release.contract import broken
from sandyq.release.diff import compare, level
from sandyq.release.version import Level

Fields = list[dict[str, Any]]
Rows = list[dict[str, Any]]
Make = Callable[..., Any]


def test_a_package_does_not_differ_from_itself(package: Make) -> None:
    assert compare(package(), package()) == []
    assert level([]) is Level.NONE


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ({"title": "Other"}, Level.PATCH),
        ({"description": "Other"}, Level.PATCH),
        ({"keywords": ("other",)}, Level.PATCH),
        ({"contributors": ("Other",)}, Level.PATCH),
        ({"sources": (Work("Other"),)}, Level.PATCH),
        ({"licence": Licence("ODbL-1.0", "t", "https://example.org")}, Level.MAJOR),
    ],
)
def test_words_about_the_package(package: Make, words: dict[str, Any], expected: Level) -> None:
    assert level(compare(package(), package(**words))) is expected


def test_tables_come_and_go(package: Make, table: Make) -> None:
    one, two = package(table()), package(table(), table(name="lakes"))
    assert [d.reason for d in compare(one, two)] == ["table lakes is new"]
    assert level(compare(one, two)) is Level.MINOR
    assert level(compare(two, one)) is Level.MAJOR


def test_rows_come_go_and_are_corrected(package: Make, table: Make, rows: Rows) -> None:
    whole, less = package(table(rows)), package(table(rows[:-1]))
    assert [d.reason for d in compare(less, whole)] == ["towns: 1 new row"]
    assert [d.reason for d in compare(whole, less)] == ["towns: 1 row gone"]
    assert level(compare(less, whole)) is level(compare(whole, less)) is Level.MINOR
    corrected = copy.deepcopy(rows)
    corrected[0]["degrees"] = None
    corrected[1]["people"] += 1
    found = compare(whole, package(table(corrected)))
    assert level(found) is Level.PATCH
    assert [d.reason for d in found] == [
        "towns: column degrees: 1 changed value",
        "towns: column people: 1 changed value",
    ]


def change(fields: Fields, name: str, **properties: Any) -> Fields:
    return [field | properties if field["name"] == name else field for field in fields]


NEW = {"name": "new", "type": "string", "title": "New", "description": "New."}
CONSTRAINED: list[tuple[str, dict[str, Any], Level]] = [
    ("people", {"required": True, "minimum": 1}, Level.MINOR),
    ("people", {"required": True, "minimum": -1}, Level.MAJOR),
    ("people", {"required": True}, Level.MAJOR),
    ("people", {"minimum": 0}, Level.MAJOR),
    ("people", {"required": True, "minimum": 0, "maximum": 9}, Level.MINOR),
    ("kind", {"required": True, "enum": ["warm", "cold", "mild"]}, Level.MAJOR),
    ("kind", {"required": True, "enum": ["warm"]}, Level.MINOR),
    ("kind", {"required": True, "enum": ["cold", "warm"]}, Level.MINOR),
    ("code", {"required": True, "minLength": 1}, Level.MAJOR),
    ("code", {"required": True, "unique": True, "minLength": 2}, Level.MINOR),
    ("code", {"required": True, "unique": True, "minLength": 1, "pattern": "x"}, Level.MINOR),
]


@pytest.mark.parametrize(("name", "constraints", "expected"), CONSTRAINED)
def test_constraints(
    package: Make, table: Make, fields: Fields, name: str, constraints: dict[str, Any], expected: Level
) -> None:
    # No rows: the promise alone is compared.
    new = table([], change(fields, name, constraints=constraints))
    assert level(compare(package(table([])), package(new))) is expected


def test_patterns_cannot_be_compared(package: Make, table: Make, fields: Fields) -> None:
    old = table([], change(fields, "code", constraints={"required": True, "pattern": "a+"}))
    new = table([], change(fields, "code", constraints={"required": True, "pattern": "a"}))
    assert level(compare(package(old), package(new))) is Level.MAJOR


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({"title": "Other"}, Level.PATCH),
        ({"description": "Other"}, Level.PATCH),
        ({"unit": "kelvin"}, Level.MAJOR),
        ({"type": "string"}, Level.MAJOR),
        ({"format": "bare"}, Level.MAJOR),
        ({"something": "else"}, Level.MAJOR),
    ],
)
def test_properties_of_a_column(
    package: Make, table: Make, fields: Fields, properties: dict[str, Any], expected: Level
) -> None:
    new = table([], change(fields, "degrees", **properties))
    assert level(compare(package(table([])), package(new))) is expected


WORDS = [{"value": "warm", "label": "above zero"}, {"value": "cold", "label": "below zero"}]


@pytest.mark.parametrize(
    ("categories", "expected"),
    [
        ([{"value": "warm", "label": "pleasant"}, WORDS[1]], Level.PATCH),
        (WORDS[:1], Level.MINOR),
        (WORDS[::-1], Level.MINOR),
        ([*WORDS, {"value": "mild", "label": "between"}], Level.MAJOR),
        (None, Level.MAJOR),
    ],
)
def test_categories_are_a_promise_and_their_labels_words(
    package: Make, table: Make, fields: Fields, categories: Any, expected: Level
) -> None:
    without = [{key: value for key, value in one.items() if key != "categories"} for one in fields]
    new = change(without, "kind", categories=categories) if categories else without
    assert level(compare(package(table([])), package(table([], new)))) is expected


def test_categories_that_come_are_a_narrower_promise(package: Make, table: Make, fields: Fields) -> None:
    old, new = table([]), table([], change(fields, "degrees", categories=WORDS))
    assert level(compare(package(old), package(new))) is Level.MINOR


def test_a_deprecation_that_comes_goes_or_is_said_otherwise(
    package: Make, table: Make, fields: Fields
) -> None:
    plain, one, other = (
        package(table([], change(fields, "seen", **more)))
        for more in (
            {},
            {"deprecated": {"since": "1.1.0", "note": "Ask."}},
            {"deprecated": {"note": "Look."}},
        )
    )
    assert level(compare(plain, one)) is level(compare(one, plain)) is Level.MINOR
    assert level(compare(one, other)) is Level.PATCH


def test_any_other_property_of_a_table_is_taken_for_a_break(package: Make, table: Make) -> None:
    old, new = package(table([])), package(table([], schema={"missingValues": ["-"]}))
    assert level(compare(old, new)) is level(compare(new, old)) is Level.MAJOR


@pytest.mark.parametrize("words", [{"title": "Other"}, {"description": "Other"}])
def test_words_about_a_table(package: Make, table: Make, words: dict[str, str]) -> None:
    assert level(compare(package(table([])), package(table([], **words)))) is Level.PATCH


def test_the_changes_of_both_are_not_compared(package: Make, table: Make, rows: Rows) -> None:
    listed = table(rows, name="changes")
    assert compare(package(table(rows)), package(table(rows), listed)) == []


def test_columns_come_and_go(package: Make, table: Make, fields: Fields) -> None:
    old = package(table([]))
    assert level(compare(old, package(table([], [*fields, NEW])))) is Level.MINOR
    required = {**NEW, "constraints": {"required": True}}
    assert level(compare(old, package(table([], [*fields, required])))) is Level.MAJOR
    assert level(compare(old, package(table([], fields[:-1])))) is Level.MAJOR
    assert level(compare(old, package(table([], [NEW, *fields])))) is Level.MAJOR
    assert level(compare(old, package(table([], fields[::-1])))) is Level.MAJOR


def test_keys(package: Make, table: Make) -> None:
    old = package(table([]))
    assert level(compare(old, package(table([], key=("code", "kind"))))) is Level.MAJOR
    foreign = {"foreignKeys": [{"fields": ["kind"], "reference": {"resource": "kinds", "fields": ["kind"]}}]}
    assert level(compare(old, package(table([], schema=foreign)))) is Level.MAJOR
    assert level(compare(package(table([], schema=foreign)), old)) is Level.MAJOR


def test_a_key_of_another_type_is_no_crash(package: Make, table: Make, rows: Rows, fields: Fields) -> None:
    numbered = [row | {"code": number} for number, row in enumerate(rows)]
    constraints = {"required": True, "unique": True}
    new = table(numbered, change(fields, "code", type="integer", constraints=constraints))
    assert level(compare(package(), package(new))) is Level.MAJOR


NAMES = st.sampled_from(["a", "b", "c", "d"])
VALUES = st.integers(-3, 3)
CONSTRAINTS = st.fixed_dictionaries(
    {},
    optional={
        "required": st.just(True),
        "unique": st.just(True),
        "minimum": VALUES,
        "maximum": VALUES,
        "enum": st.lists(VALUES, unique=True, min_size=1),
    },
)
CATEGORIES = st.lists(VALUES, unique=True, min_size=1).map(
    lambda values: [{"value": value, "label": str(value)} for value in values]
)
COLUMNS = st.fixed_dictionaries(
    {"type": st.sampled_from(["integer", "number", "integer"]), "constraints": CONSTRAINTS},
    optional={
        "unit": st.sampled_from(["metre", "mile"]),
        "categories": CATEGORIES,
        "deprecated": st.just({"since": "1.0.0", "note": "Ask."}),
    },
)


@st.composite
def tables(draw: st.DrawFn) -> tuple[Fields, Rows]:
    """A schema and rows that keep it."""
    columns = draw(st.dictionaries(NAMES, COLUMNS, max_size=3))
    fields = [
        {"name": "id", "type": "integer", "title": "", "description": "", "constraints": {"required": True}}
    ]
    fields += [{"name": name, "title": "", "description": "", **column} for name, column in columns.items()]
    rows: Rows = []
    for number in range(draw(st.integers(0, 4))):
        row = {"id": number, **{name: draw(st.none() | VALUES) for name in columns}}
        rows.append(row)
    return fields, rows


def in_categories(data: pa.Table, table: Table) -> bool:
    """Whether all values of ``data`` are of the categories that ``table`` declares."""
    declared = {one["name"]: one["categories"] for one in table.schema["fields"] if "categories" in one}
    return all(
        {one["value"] for one in words}.issuperset(data[name].drop_null().to_pylist())
        for name, words in declared.items()
    )


def keeps_its_promise(table: Table) -> bool:
    return not list(broken(table.data, table.schema)) and in_categories(table.data, table)


def works_with(old: Table, new: Table) -> bool:
    """Whether somebody who reads by name, and relies on the old promise, can read the new table."""
    try:
        seen = new.data.select(old.data.column_names)
    except KeyError:
        return False
    units = {field["name"]: field.get("unit") for field in new.schema["fields"]}
    if any(units[field["name"]] != field.get("unit") for field in old.schema["fields"]):
        return False
    if new.data.column_names[: len(old.data.column_names)] != old.data.column_names:
        return False  # who reads by place reads another column
    if not in_categories(seen, old):
        return False
    if not all(seen.field(name).type == old.data.field(name).type for name in seen.column_names):
        return False
    # A column that is never null now may be read as one that may be.
    as_before = pa.table(seen.columns, schema=old.data.schema)
    return not list(broken(as_before, old.schema))


@settings(max_examples=400)
@given(tables(), tables())
def test_a_break_is_never_less_than_major(
    package: Make, table: Make, one: tuple[Fields, Rows], two: tuple[Fields, Rows]
) -> None:
    old = table(one[1], one[0], key=("id",))
    new = table(two[1], two[0], key=("id",))
    if not (keeps_its_promise(old) and keeps_its_promise(new)):
        return  # rows that break their own promise are never published
    if not works_with(old, new):
        assert level(compare(package(old), package(new))) is Level.MAJOR


@given(tables(), tables())
def test_only_what_is_the_same_is_no_change(
    package: Make, table: Make, one: tuple[Fields, Rows], two: tuple[Fields, Rows]
) -> None:
    old, new = table(one[1], one[0], key=("id",)), table(two[1], two[0], key=("id",))
    same = old.schema == new.schema and old.data.equals(new.data)
    assert (compare(package(old), package(new)) == []) == same


NAMED = st.dictionaries(st.sampled_from(["towns", "lakes", "roads"]), tables(), max_size=3)


@given(NAMED, NAMED)
def test_a_package_that_breaks_in_any_table_is_major(
    package: Make, table: Make, one: dict[str, Any], two: dict[str, Any]
) -> None:
    old, new = (
        {name: table(rows, fields, name, ("id",)) for name, (fields, rows) in made.items()}
        for made in (one, two)
    )
    if not all(keeps_its_promise(made) for made in (*old.values(), *new.values())):
        return
    breaks = any(name not in new or not works_with(made, new[name]) for name, made in old.items())
    if breaks and old and new:
        assert level(compare(package(*old.values()), package(*new.values()))) is Level.MAJOR


def test_the_level_of_a_package_is_its_largest(package: Make, table: Make, rows: Rows) -> None:
    new: Package = replace(package(table(rows[:1])), title="Other")
    assert level(compare(package(table(rows)), new)) is Level.MINOR
