"""The next version as it would be published: its number, its words, and that the clock has no part in it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from sandyq.release import Package, ReleaseError, changes, descriptor, plan, publish
from sandyq.release.applying import apply
from sandyq.release.contract import frame
from sandyq.release.inputs import Correction, Decision, Inputs, Withdrawal
from sandyq.release.proposal import propose
from sandyq.release.version import Level

Make = Callable[..., Any]
Rows = list[dict[str, Any]]


def test_the_first_version_has_no_changes(package: Make) -> None:
    made = propose(package(), None, None)
    assert (made.previous, made.version, made.level, made.held) == (None, "1.0.0", "first", ())
    assert made.package.table("changes").data.num_rows == 0
    assert b"everything in it is new" in dict(made.package.documents)["CHANGES.md"]
    assert made.package.record == {
        "previous": None,
        "level": "first",
        "raised": None,
        "accepted": None,
        "reader": None,
    }


def test_nothing_changed(package: Make) -> None:
    before = propose(package(), None, None).package
    for new in (package(), before, replace(package(), reader="another")):
        again = propose(new, before, "1.0.0", decision=Decision(level=Level.MAJOR))
        assert (again.version, again.level, again.reasons) == (None, "none", ("nothing changed",))


@pytest.mark.parametrize(
    ("wished", "version"),
    [
        (Level.NONE, "1.1.0"),
        (Level.PATCH, "1.1.0"),
        (Level.MINOR, "1.1.0"),
        (Level.MAJOR, "2.0.0"),
    ],
)
def test_a_maintainer_raises_and_never_lowers(
    package: Make, table: Make, rows: Rows, wished: Level, version: str
) -> None:
    made = propose(package(), package(table(rows[1:])), "1.0.0", decision=Decision(level=wished))
    assert made.version == version
    raised = [reason for reason in made.reasons if "raised" in reason]
    assert raised == (["a maintainer raised it from MINOR to MAJOR"] if version == "2.0.0" else [])


def test_each_release_is_made_from_the_last_by_its_changes(
    package: Make, table: Make, rows: Rows, fields: Any, tmp_path: Any
) -> None:
    wider = [*fields, {"name": "new", "type": "number", "title": "New", "description": "New."}]
    accepted = Decision(accept="a test")
    editions = [
        package(table(rows[1:])),
        package(),
        package(table([rows[0] | {"degrees": 0.1, "kind": "warm"}, *rows[1:]])),
        package(table([row | {"new": 0.3} for row in rows], wider)),
        package(table(rows), table(name="lakes")),
        package(table(rows, key=("code", "kind")), table(name="lakes")),
        package(table(rows[:1])),
    ]
    made = [publish(plan(edition, tmp_path, decision=accepted)) for edition in editions]
    assert [one.version for one in made] == ["1.0.0", "1.1.0", "1.1.1", "1.2.0", "2.0.0", "3.0.0", "4.0.0"]
    for old, new in pairwise(made):
        before, after = descriptor.load(old.path), descriptor.load(new.path)
        schemas = {name: one.schema for name, one in changes.tables(after).items()}
        listed = frame(after.table("changes").data)
        assert listed.height
        again = apply(changes.tables(before), listed, schemas)
        for name, one in changes.tables(after).items():
            assert again[name].equals(frame(one.data)), (new.version, name)


def test_a_held_plan_is_not_carried_out(package: Make, table: Make, rows: Rows, tmp_path: Any) -> None:
    publish(plan(package(), tmp_path))
    held = plan(package(table(rows[:1])), tmp_path)
    with pytest.raises(ReleaseError, match=r"2\.0\.0|1\.1\.0 is held: towns: 3 rows became 1"):
        publish(held)
    assert not (tmp_path / "towns-of-the-steppe" / "1.1.0").exists()
    accepted = plan(package(table(rows[:1])), tmp_path, decision=Decision(accept="two towns merged"))
    assert publish(accepted).version == "1.1.0"


def corrected(package: Make, table: Make, value: str, mark: str | None) -> Package:
    names = ("figure_id", "source_id", "value", "corrected")
    fields = [{"name": name, "type": "string", "title": name, "description": ""} for name in names]
    fields[0]["constraints"] = {"required": True}
    row = {"figure_id": "s:1-2", "source_id": "s", "value": value, "corrected": mark}
    made: Package = package(table([row], fields, "figures", ("figure_id",)))
    return made


def test_documents_tell_of_corrections_withdrawals_and_quarantine(package: Make, table: Make) -> None:
    inputs = Inputs(
        corrections=(Correction("s:1-2", "value", "1", "2", "A | misprint", "2024-03-01", "Dana"),),
        withdrawals=(Withdrawal("s:7-9", "Read twice", "2024-03-02", "Dana"),),
        quarantined=(
            {
                "table": "figures",
                "key": "s:3-4",
                "column": "unit",
                "check": "pattern",
                "value": "secret",
                "source_id": "s",
            },
            {
                "table": "elsewhere",
                "key": "x",
                "column": None,
                "check": "key",
                "value": None,
                "source_id": None,
            },
        ),
    )
    old, new = corrected(package, table, "1", None), corrected(package, table, "2", "value")
    made = propose(new, old, "1.0.0", inputs, Decision(accept="a test"))
    documents = dict(made.package.documents)
    said = documents["CHANGES.md"].decode()
    assert "- s:1-2, value: 1 is now 2. A \\| misprint (2024-03-01, Dana)" in said
    assert "| figures | changed values | correction | 2 |" in said
    assert "Read twice" not in said, "it changed nothing in this version"
    issues = json.loads(documents["issues.json"])
    assert (issues["dataset"], issues["version"]) == ("towns-of-the-steppe", made.version)
    assert [one["right"] for one in issues["corrected"]] == ["2"]
    assert [one["id"] for one in issues["withdrawn"]] == ["s:7-9"]
    (refused,) = issues["quarantined"]
    assert refused["key"] == "s:3-4"
    assert refused["value"] is None, "nothing says that the source's words may be published"


def test_the_same_inputs_propose_the_same(package: Make, table: Make, rows: Rows) -> None:
    old = package(table(rows[1:]))
    one, other = (propose(package(table(order)), old, "1.0.0") for order in (rows, rows[::-1]))
    assert one.package.documents == other.package.documents
    assert one.package.table("changes").data.equals(other.package.table("changes").data)
