"""Each gate at its limit, on both sides; and who may open it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from sandyq.release import Package, changes
from sandyq.release.inputs import Decision, Inputs
from sandyq.release.proposal import Proposal, propose
from sandyq.release.readme import readme

Make = Callable[..., Any]
Rows = list[dict[str, Any]]

ACCEPTED = Decision(accept="it is meant")


@dataclass(frozen=True)
class Count:
    table: str
    read: int
    published: int
    quarantined: int
    left_out: dict[str, int] = field(default_factory=dict)


@pytest.fixture
def towns(package: Make, table: Make) -> Callable[..., Package]:
    """A package with so many towns, of which some have no degrees."""

    def of(number: int, nulls: int = 0, reader: str | None = None, **changed: Any) -> Package:
        rows = [
            {
                "code": f"t{place:04}",
                "kind": "warm",
                "degrees": None if place < nulls else 1.0,
                "people": place,
                "seen": None,
                "open": True,
            }
            for place in range(number)
        ]
        for place, value in changed.get("people", {}).items():
            rows[place]["people"] = value
        return replace(package(table(rows)), reader=reader)

    return of


def gates(old: Package, new: Package, **more: Any) -> set[str]:
    return {held.gate for held in propose(new, old, "1.0.0", **more).held}


@pytest.mark.parametrize(
    ("before", "after", "holds"),
    [
        (100, 80, False),
        (100, 79, True),
        (100, 200, False),
        (100, 201, True),
        (20, 45, True),
        (20, 40, False),
        (5, 4, False),
        (2, 1, True),
        (1, 2, False),
        (1, 3, True),
        (3, 0, True),
        (0, 9, False),
    ],
)
def test_rows(towns: Make, before: int, after: int, holds: bool) -> None:
    assert ("rows" in gates(towns(before), towns(after))) is holds


@pytest.mark.parametrize(
    ("before", "after", "holds"),
    [
        ((100, 10), (100, 15), False),
        ((100, 10), (100, 16), True),
        ((100, 16), (100, 10), False),
        ((100, 0), (200, 10), False),
        ((100, 0), (200, 11), True),
        ((1, 0), (2, 1), True),
        ((0, 0), (9, 9), False),
    ],
)
def test_nulls(towns: Make, before: tuple[int, int], after: tuple[int, int], holds: bool) -> None:
    assert ("nulls" in gates(towns(*before), towns(*after))) is holds


def test_nulls_of_a_new_column_are_none_too_many(package: Make, table: Make, rows: Rows, fields: Any) -> None:
    new = {"name": "new", "type": "string", "title": "New", "description": "New."}
    wider = table([row | {"new": None} for row in rows], [*fields, new])
    assert gates(package(), package(wider)) == set()


@pytest.mark.parametrize(("changed", "holds"), [(5, False), (6, True)])
def test_values_that_a_new_reader_changes(towns: Make, changed: int, holds: bool) -> None:
    # 100 rows of 5 columns beside the key: five values are one per cent.
    new = towns(100, reader="r2", people=dict.fromkeys(range(changed), 7777))
    assert ("reader" in gates(towns(100, reader="r1"), new)) is holds


def test_a_row_that_a_new_reader_takes_away_counts_with_all_its_values(towns: Make) -> None:
    assert gates(towns(100, reader="r1"), towns(99, reader="r2")) == set()
    assert gates(towns(100, reader="r1"), towns(98, reader="r2")) == {"reader"}


def test_what_nothing_explains_is_held_where_the_reader_is_known(towns: Make) -> None:
    old = towns(100, reader="r1")
    for new in (towns(99, reader="r1"), towns(101, reader="r1"), towns(100, reader="r1", people={1: 7777})):
        (held,) = propose(new, old, "1.0.0").held
        assert (held.gate, held.table, held.acceptable) == ("causes", "towns", True)
    assert gates(towns(100), towns(99)) == set(), "without a reader nothing can be told"


@pytest.mark.parametrize(("quarantined", "holds"), [(5, False), (6, True)])
def test_quarantine_in_every_version(towns: Make, quarantined: int, holds: bool) -> None:
    inputs = Inputs(counts=(Count("towns", 100, 100 - quarantined, quarantined),))
    for before, previous in ((None, None), (towns(99), "1.0.0")):
        found = propose(towns(100), before, previous, inputs)
        assert ({held.gate for held in found.held} == {"quarantine"}) is holds


def test_counts_that_do_not_add_up(towns: Make) -> None:
    fine = Inputs(counts=(Count("towns", 103, 100, 1, {"withdrawn": 2}),))
    assert propose(towns(100), None, None, fine).held == ()
    wrong = Inputs(counts=(Count("towns", 104, 100, 1, {"withdrawn": 2}),))
    (held,) = propose(towns(100), None, None, wrong, ACCEPTED).held
    assert (held.gate, held.acceptable) == ("counts", False)
    assert held.message == "104 read, but 100 published, 1 quarantined and 2 left out"


def test_a_broken_promise_cannot_be_accepted(package: Make, table: Make, rows: Rows, fields: Any) -> None:
    rows[0]["people"] = -1
    rows[1]["kind"] = "mild"
    foreign = {"foreignKeys": [{"fields": ["code"], "reference": {"resource": "lakes", "fields": ["code"]}}]}
    for before, previous in ((None, None), (package(), "1.0.0")):
        made = propose(package(table(rows, schema=foreign)), before, previous, decision=ACCEPTED)
        messages = [held.message for held in made.held]
        assert {held.gate for held in made.held} >= {"contract"}
        assert any("break minimum" in message for message in messages)
        assert any("break enum" in message for message in messages)
        assert any("lakes, which is not here" in message for message in messages)


def test_a_key_that_stands_twice_is_held_and_no_crash(package: Make, table: Make, rows: Rows) -> None:
    for before, previous in ((None, None), (package(), "1.0.0")):
        made = propose(package(table([*rows, rows[0]])), before, previous, decision=ACCEPTED)
        (held,) = made.held
        assert (made.version, held.message) == (None, "the key code is null or stands twice")
        assert not held.acceptable


TEXT = "Turnover was $31 billion, said Dana."


def quoted(table: Make, package: Make, quote: str) -> Package:
    texts = ("figure_id", "source_id", "quote")
    fields = [{"name": name, "type": "string", "title": name, "description": ""} for name in texts]
    fields += [
        {
            "name": name,
            "type": "integer",
            "title": name,
            "description": "",
            "constraints": {"required": True},
        }
        for name in ("start", "end")
    ]
    fields[0]["constraints"] = {"required": True}
    row = {"figure_id": "s:13-24", "source_id": "s", "quote": quote, "start": 13, "end": 24}
    made: Package = package(table([row], fields, "figures", ("figure_id",)))
    return made


def test_quotes_against_their_sources(table: Make, package: Make) -> None:
    inputs = Inputs(texts={"s": TEXT})
    assert propose(quoted(table, package, "$31 billion"), None, None, inputs).held == ()
    (held,) = propose(quoted(table, package, "$32 billion"), None, None, inputs, ACCEPTED).held
    assert (held.gate, held.acceptable) == ("quotes", False)
    assert "is not what stands at 13-24 of s" in held.message
    assert hashlib.sha256(TEXT.encode()).hexdigest() not in held.message


def test_a_column_is_dropped_after_two_minor_versions_that_marked_it(
    package: Make, table: Make, rows: Rows, fields: Any
) -> None:
    less = [{name: value for name, value in row.items() if name != "seen"} for row in rows]
    dropped = package(table(less, [one for one in fields if one["name"] != "seen"]))
    marked = [one | ({"deprecated": {"note": "Ask."}} if one["name"] == "seen" else {}) for one in fields]

    first: Proposal = propose(package(table(rows, marked)), package(), "1.2.0")
    assert (first.version, first.held) == ("1.3.0", ())
    (seen,) = [one for one in first.package.table("towns").schema["fields"] if one["name"] == "seen"]
    assert seen["deprecated"] == {"since": "1.3.0", "note": "Ask."}
    assert b"Deprecated since version 1.3.0: Ask." in readme(first.package, "1.3.0")
    assert gates(package(), dropped) == {"deprecation"}
    (held,) = propose(dropped, first.package, "1.3.0").held
    assert held.message == (
        "column seen is gone after 1 MINOR version that marked it as deprecated; 2 are due"
    )
    assert {one.gate for one in propose(dropped, first.package, "1.3.4").held} == {"deprecation"}
    done = propose(dropped, first.package, "1.4.0")
    assert (done.version, done.level, done.held) == ("2.0.0", "major", ())
    assert propose(dropped, package(), "1.0.0", decision=ACCEPTED).held == ()


def test_a_mark_keeps_its_version_and_makes_no_new_one(
    package: Make, table: Make, rows: Rows, fields: Any
) -> None:
    marked = [one | ({"deprecated": {"note": "Ask."}} if one["name"] == "seen" else {}) for one in fields]
    first = propose(package(table(rows, marked)), None, None)
    assert first.package.table("towns").schema["fields"][4]["deprecated"]["since"] == "1.0.0"
    assert propose(package(table(rows, marked)), first.package, "1.0.0").version is None
    more = propose(package(table(rows[1:], marked)), first.package, "1.0.0", decision=ACCEPTED)
    assert more.package.table("towns").schema["fields"][4]["deprecated"]["since"] == "1.0.0"
    again = propose(package(table(rows)), first.package, "1.0.0")
    assert (again.level, again.reasons) == ("minor", ("towns: column seen: deprecated no longer",))


def test_what_is_accepted_is_in_the_version(towns: Make) -> None:
    held = propose(towns(100), towns(10), "1.0.0")
    assert [one.gate for one in held.held] == ["rows"]
    assert held.accepted == ()
    made = propose(towns(100), towns(10), "1.0.0", decision=ACCEPTED)
    assert made.held == ()
    assert made.accepted == held.held
    assert made.package.record is not None
    assert made.package.record["accepted"] == {
        "reason": "it is meant",
        "held": [
            {
                "gate": "rows",
                "table": "towns",
                "message": "10 rows became 100 (1000.0 %); the limits are 80 and 200 %",
            }
        ],
    }
    documents = dict(made.package.documents)
    assert b"A maintainer accepted: it is meant" in documents["CHANGES.md"]
    assert b'"reason": "it is meant"' in documents["issues.json"]


def test_nothing_to_accept_leaves_no_trace(towns: Make) -> None:
    one, other = (propose(towns(11), towns(10), "1.0.0", decision=what) for what in (None, ACCEPTED))
    assert dict(one.package.documents) == dict(other.package.documents)
    assert one.package.record == other.package.record


def test_changes_that_would_not_add_up_hold_the_version(towns: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = towns(10), towns(11, people={0: 7777})
    listed = changes.between(changes.tables(old), changes.tables(new))
    monkeypatch.setattr(changes, "parts", lambda *_: [listed.filter(listed["operation"] == "add")])
    (held,) = propose(new, old, "1.0.0", decision=ACCEPTED).held
    assert (held.gate, held.message) == ("changes", "the changes do not give the new rows")
