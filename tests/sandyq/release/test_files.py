"""Parquet, CSV and descriptor: what is written is what is read, by us and by stock frictionless."""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import frictionless
import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandyq.release import Package, descriptor, plan, publish
from sandyq.release.content import content_hash
from sandyq.release.contract import frame_schema
from sandyq.release.files import Hashing, csv, packed, parquet, write_parquet

if TYPE_CHECKING:
    from pathlib import Path

Make = Callable[..., Any]

WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=12)
TOWNS = st.lists(
    st.fixed_dictionaries(
        {
            "code": WORDS,
            "kind": st.sampled_from(["warm", "cold"]),
            "degrees": st.none() | st.floats(allow_nan=False, allow_infinity=False),
            "people": st.integers(0, 2**63 - 1),
            "seen": st.none() | st.dates(),
            "open": st.booleans(),
        }
    ),
    max_size=5,
    unique_by=lambda row: row["code"],
)


@given(TOWNS)
def test_csv_says_what_parquet_says(table: Make, rows: list[dict[str, Any]]) -> None:
    made = table(rows)
    again = pl.read_csv(csv(made.data), schema=frame_schema(made.schema))
    assert content_hash(again.to_arrow()) == content_hash(made.data)
    assert content_hash(pq.read_table(io.BytesIO(parquet(made.data)))) == content_hash(made.data)


@given(TOWNS)
def test_the_same_table_makes_the_same_bytes(table: Make, rows: list[dict[str, Any]]) -> None:
    one, other = table(rows).data, table(rows[::-1]).data
    assert parquet(one) == parquet(other)
    assert csv(one) == csv(other)


@given(TOWNS)
def test_packed_rows_are_published_as_they_are_packed(table: Make, rows: list[dict[str, Any]]) -> None:
    made = table(rows)
    again = packed(made.rows)
    assert again.table().equals(made.data, check_metadata=True)
    published = Hashing(file := io.BytesIO())
    write_parquet(again, published)
    assert file.getvalue() == parquet(made.data)
    assert published.written() == again.written


def test_packed_rows_that_read_otherwise_are_not_published(table: Make) -> None:
    again = packed(
        table([{"code": "a", "kind": "warm", "degrees": 1.0, "people": 1, "seen": None, "open": True}]).rows
    )
    again.path.write_bytes(again.path.read_bytes()[:-1] + b"?")
    with pytest.raises(OSError, match="reads otherwise"):
        write_parquet(again, io.BytesIO())


def test_parquet_is_packed_and_described(table: Make) -> None:
    file = pq.ParquetFile(io.BytesIO(parquet(table().data)))
    chunk = file.metadata.row_group(0).column(0)
    assert chunk.compression == "ZSTD"
    assert chunk.is_stats_set
    field = file.schema_arrow.field("degrees")
    assert field.metadata == {
        b"title": b"Degrees",
        b"description": b"How warm it is.",
        b"unit": b"degree Celsius",
    }
    assert not file.schema_arrow.field("people").nullable


def test_a_package_is_read_back_as_it_was(package: Make, tmp_path: Path) -> None:
    made: Package = package()
    back = descriptor.load(publish(plan(made, tmp_path)).path)
    assert back.table("towns").data.equals(made.table("towns").data, check_metadata=True)
    assert [back.table("towns").schema, back.licence, back.sources, back.keywords] == [
        made.table("towns").schema,
        made.licence,
        made.sources,
        made.keywords,
    ]


def test_the_descriptor_has_what_a_data_package_needs(package: Make, tmp_path: Path) -> None:
    folder = publish(plan(package(), tmp_path)).path
    said = json.loads((folder / "datapackage.json").read_text())
    assert said["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert said["version"] == "1.0.0"
    names = [resource["name"] for resource in said["resources"]]
    assert names == ["towns", "changes", "towns-csv", "changes-csv"]
    in_parquet, in_csv = (said["resources"][names.index(name)] for name in ("towns", "towns-csv"))
    assert "bytes" not in in_parquet
    assert in_csv["bytes"] == (folder / "towns.csv").stat().st_size
    assert in_parquet["schema"]["primaryKey"] == in_csv["schema"]["primaryKey"] == ["code"]
    assert all(resource["hash"].startswith("sha256:") for resource in said["resources"])


def test_a_package_without_sources_names_none(package: Make, tmp_path: Path) -> None:
    folder = publish(plan(package(sources=()), tmp_path)).path
    assert "sources" not in json.loads((folder / "datapackage.json").read_text())
    assert descriptor.load(folder).sources == ()


HARD = [
    "a,b", 'he said "so"', "two\nlines", "two\r\nlines", "a\rb", "a\u2028b", ";\t|", " lead", "trail ", "NA",
    "null", "None", "nan", "1", "2022", "1e5", "true", "a\u00a0b", "'a'", "#a", "\\n", "—", '"', '""',
]  # fmt: skip


def test_stock_frictionless_finds_nothing_wrong(package: Make, table: Make, tmp_path: Path) -> None:
    days = [None, dt.date(1401, 1, 1), dt.date(9999, 12, 31), dt.date(2020, 2, 29)]
    numbers = [None, 1e22, 1e-7, 0.1, -0.0, 12345678901234567.0]
    towns = [
        {
            "code": word,
            "kind": "warm",
            "degrees": numbers[place % len(numbers)],
            "people": place,
            "seen": days[place % len(days)],
            "open": True,
        }
        for place, word in enumerate(HARD)
    ]
    foreign = {"foreignKeys": [{"fields": ["code"], "reference": {"resource": "towns", "fields": ["code"]}}]}
    made = package(table(towns), table(towns[:3], name="visited", schema=foreign))
    folder = publish(plan(made, tmp_path)).path
    report = frictionless.validate(str(folder / "datapackage.json"))
    assert report.valid, report.flatten()
    assert report.stats["tasks"] == 6


def test_an_empty_table_is_valid_too(package: Make, table: Make, tmp_path: Path) -> None:
    folder = publish(plan(package(table([])), tmp_path)).path
    report = frictionless.validate(str(folder / "datapackage.json"))
    assert report.valid, report.flatten()


@settings(max_examples=10, deadline=None)
@given(TOWNS)
def test_pandas_reads_the_same_rows(table: Make, rows: list[dict[str, Any]]) -> None:
    made = table(rows)
    frame = pd.read_parquet(io.BytesIO(parquet(made.data)))
    assert list(frame.columns) == made.data.column_names
    assert frame["people"].tolist() == made.data["people"].to_pylist()
    assert frame["code"].tolist() == made.data["code"].to_pylist()
