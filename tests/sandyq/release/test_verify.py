"""What verification finds, each kind of harm by itself."""

from __future__ import annotations

import hashlib
import json
import random
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sandyq.release import ReleaseError, plan, publish, verify
from sandyq.release.content import content_hash
from sandyq.release.contract import broken, broken_foreign_keys
from sandyq.release.files import csv, parquet

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Make = Callable[..., Any]
    Rows = list[dict[str, Any]]


@pytest.fixture
def folder(package: Make, tmp_path: Path) -> Path:
    return publish(plan(package(), tmp_path)).path


def reseal(folder: Path) -> None:
    """Make all hashes fit what the files hold now, as somebody would who means harm, or a faulty writer."""
    path = folder / "datapackage.json"
    said = json.loads(path.read_text())
    for resource in said["resources"]:
        content = (folder / resource["path"]).read_bytes()
        resource["hash"] = f"sha256:{hashlib.sha256(content).hexdigest()}"
        if resource["format"] == "parquet":
            with suppress(pa.ArrowException):
                table = pq.read_table(folder / resource["path"])
                resource |= {"content": content_hash(table), "rows": table.num_rows}
    path.write_text(json.dumps(said))
    names = sorted(entry.name for entry in folder.iterdir() if entry.name != "SHA256SUMS")
    lines = [f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in names]
    (folder / "SHA256SUMS").write_text("".join(lines))


def checks(path: Path, **sources: str) -> set[tuple[str, str]]:
    return {(finding.file, finding.check) for finding in verify(path, sources or None)}


def test_all_is_well(folder: Path) -> None:
    assert verify(folder) == verify(folder.parent) == verify(folder.parent.parent) == []


def test_nothing_to_verify(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="no version is published here"):
        verify(tmp_path)


def test_any_byte_of_any_file_flipped_is_found(folder: Path) -> None:
    published = folder.parent.parent
    rng = random.Random(7)
    files = [path for path in sorted(published.rglob("*")) if path.is_file()]
    for _ in range(200):
        path = rng.choice(files)
        whole = path.read_bytes()
        flipped = bytearray(whole)
        flipped[rng.randrange(len(whole))] ^= 1 << rng.randrange(8)
        path.write_bytes(flipped)
        assert verify(published), path
        path.write_bytes(whole)
    assert verify(published) == []


def test_missing_and_unexpected_files(folder: Path) -> None:
    (folder / "towns.csv").unlink()
    (folder / "mine.txt").write_text("mine")
    assert checks(folder) == {("towns.csv", "missing"), ("mine.txt", "unexpected")}


def test_a_missing_descriptor(folder: Path) -> None:
    (folder / "datapackage.json").unlink()
    assert checks(folder.parent.parent) == {
        ("datapackage.json", "missing"),
        ("datapackage.json", "descriptor"),
        ("catalog.json", "catalog"),
    }


def test_a_broken_descriptor(folder: Path) -> None:
    (folder / "datapackage.json").write_text("{")
    assert checks(folder) == {("datapackage.json", "hash"), ("datapackage.json", "descriptor")}


def test_a_pointer_and_a_catalog_that_lead_elsewhere(folder: Path) -> None:
    (folder.parent / "latest.json").write_text('{"version": "0.9.0"}')
    (folder.parent.parent / "catalog.json").write_text('{"datasets": []}')
    assert checks(folder.parent.parent) == {("latest.json", "pointer"), ("catalog.json", "catalog")}


def test_csv_and_parquet_must_say_the_same(folder: Path, table: Make, rows: Rows) -> None:
    rows[0]["people"] += 1
    (folder / "towns.csv").write_bytes(csv(table(rows).data))
    reseal(folder)
    assert checks(folder) == {("towns.csv", "content")}


def test_a_file_that_is_no_parquet(folder: Path) -> None:
    (folder / "towns.parquet").write_bytes(b"PAR1 but not really")
    assert checks(folder) == {("towns.parquet", "hash")}
    reseal(folder)
    assert ("towns.parquet", "unreadable") in checks(folder)


def test_rows_that_are_not_those_of_the_descriptor(folder: Path) -> None:
    path = folder / "datapackage.json"
    said = json.loads(path.read_text())
    said["resources"][0]["rows"] += 1
    path.write_text(json.dumps(said))
    assert ("towns.parquet", "content") in checks(folder)


def test_a_broken_promise_is_found_behind_fitting_hashes(folder: Path, table: Make, rows: Rows) -> None:
    rows[0]["kind"] = "mild"
    made = table(rows)
    (folder / "towns.parquet").write_bytes(parquet(made.data))
    (folder / "towns.csv").write_bytes(csv(made.data))
    reseal(folder)
    assert checks(folder) == {("towns.parquet", "constraint")}


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("kind", "mild", "kind: 1 values break enum"),
        ("people", -1, "people: 1 values break minimum"),
        ("code", "balk", "code is not unique"),
        ("code", "", "code: 1 values break minLength"),
        ("code", "zzz", "the rows are not sorted"),
    ],
)
def test_values_that_break_the_contract(table: Make, rows: Rows, name: str, value: Any, said: str) -> None:
    made = table(rows)
    rows[0][name] = value
    found = list(broken(pa.Table.from_pylist(rows, schema=made.data.schema), made.schema))
    assert any(message.startswith(said) for _, message in found), found


@pytest.mark.parametrize(
    ("constraint", "value"),
    [
        ("pattern", "b"),
        ("maxLength", 3),
        ("minLength", 5),
        ("enum", ["akto", "balk"]),
    ],
)
def test_other_constraints(table: Make, fields: Rows, constraint: str, value: Any) -> None:
    made = table()
    fields[0]["constraints"] |= {constraint: value}
    schema = {**made.schema, "fields": fields}
    assert [check for check, _ in broken(made.data, schema)] == ["constraint"]


def test_a_schema_that_is_not_as_declared(table: Make, fields: Rows) -> None:
    made = table()
    for change in (
        {"type": "integer"},
        {"unit": "kelvin"},
        {"title": "Other"},
        {"constraints": {"required": True}},
    ):
        schema = {**made.schema, "fields": [{**f, **change} if f["name"] == "degrees" else f for f in fields]}
        assert [check for check, _ in broken(made.data, schema)] == ["schema"]
    assert [check for check, _ in broken(made.data.drop_columns(["seen"]), made.schema)] == ["schema"]


def test_changes_that_do_not_add_up(package: Make, table: Make, rows: Rows, tmp_path: Path) -> None:
    publish(plan(package(table(rows[1:])), tmp_path))
    folder = publish(plan(package(), tmp_path)).path
    assert verify(tmp_path) == []
    for name, writer in (("changes.parquet", parquet), ("changes.csv", csv)):
        data = pq.read_table(folder / "changes.parquet" if name.endswith("csv") else folder / name)
        (folder / name).write_bytes(writer(data.slice(0, 0)))
    reseal(folder)
    assert ("changes.parquet", "changes") in checks(folder.parent)


def test_foreign_keys(table: Make, rows: Rows) -> None:
    key = {"fields": ["code"], "reference": {"resource": "known", "fields": ["code"]}}
    made = table(rows, schema={"foreignKeys": [key]})
    tables = {"towns": made.data, "known": table(rows[:2]).data}
    ((check, message),) = broken_foreign_keys("towns", tables, made.schema)
    assert (check, message) == ("foreign_key", "code: 1 lead nowhere, such as ('char',)")
    assert list(broken_foreign_keys("towns", {**tables, "known": made.data}, made.schema)) == []
    ((_, message),) = broken_foreign_keys("towns", {"towns": made.data}, made.schema)
    assert message == "code leads to known, which is not here"
