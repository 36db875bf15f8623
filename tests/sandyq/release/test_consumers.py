"""Every release is read by stock tools, as they come: what they give is what Parquet holds.

Read are a release made now of raw/ and every version that stands in published/.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import feedparser
import frictionless
import mlcroissant
import pandas as pd
import polars as pl
import pyarrow.csv
import pyarrow.parquet as pq
import pyshacl
import pytest
import rdflib

from sandyq import read
from sandyq.release import plan, publish
from sandyq.sources import load
from sandyq.tables import rows
from schemas.check import assemble
from schemas.datasets import DATASETS, package

if TYPE_CHECKING:
    from collections.abc import Callable

REPOSITORY = Path(__file__).parents[3]
COMMITTED = sorted(path.parent for path in REPOSITORY.glob("published/*/*/datapackage.json"))
SHAPES = Path(__file__).with_name("dcat-ap.ttl")
RELEASES = [
    *(f"new {dataset.name}" for dataset in DATASETS),
    *(f"{folder.parent.name} {folder.name}" for folder in COMMITTED),
]

DATASETS_SCRIPT = """
import json, socket, sys

def refuse(*_):
    raise OSError("the network is off")

socket.socket.connect = refuse
import datasets

datasets.disable_progress_bars()
jobs, out, cache = json.load(sys.stdin), sys.argv[1], sys.argv[2]
# A cache for each: two versions 1.0.0 of one dataset would be one to it, whatever is in them.
found = {
    f"{folder} {table}": datasets.load_dataset(
        folder, name=table, split="train", cache_dir=f"{cache}/{number}"
    ).to_list()
    for number, (folder, tables) in enumerate(jobs)
    for table in tables
}
with open(out, "w", encoding="utf-8") as file:
    json.dump(found, file, default=str)
"""

Rows = list[dict[str, Any]]


def tables(folder: Path) -> list[str]:
    described = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    return [one["name"] for one in described["resources"] if one["format"] == "parquet"]


def configurations(folder: Path) -> list[str]:
    """The tables that the dataset card offers: those that have rows."""
    rows_ = {table: pq.read_metadata(folder / f"{table}.parquet").num_rows for table in tables(folder)}
    return [table for table, count in rows_.items() if count]


def plain(value: Any) -> Any:
    """One value for all the ways in which tools say null, date, string and whole number."""
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if value is None or value is pd.NaT or (isinstance(value, float) and math.isnan(value)):
        return None
    return value.item() if hasattr(value, "item") else value


def same(found: Rows, folder: Path, table: str) -> None:
    expected = pq.read_table(folder / f"{table}.parquet").to_pylist()
    assert [{name: plain(value) for name, value in row.items()} for row in found] == [
        {name: plain(value) for name, value in row.items()} for row in expected
    ]


@pytest.fixture(scope="session")
def released(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The folders of all releases by name."""
    published = tmp_path_factory.mktemp("release") / "published"
    checked = assemble(rows([(source, read(source.text)) for source in load(REPOSITORY / "raw").sources]))
    # The first version of what has events lacks one of them, so that there is a second with changes.
    before = checked.frames | {"events": checked.frames["events"].head(-1)}
    made = {}
    for dataset in DATASETS:
        publish(plan(package(dataset, before), published))
        made[f"new {dataset.name}"] = publish(plan(package(dataset, checked.frames), published)).path
    assert {path.name for path in made.values()} == {"1.0.0", "1.1.0"}
    return made | {f"{folder.parent.name} {folder.name}": folder for folder in COMMITTED}


@pytest.fixture(params=RELEASES)
def folder(request: pytest.FixtureRequest, released: dict[str, Path]) -> Path:
    return released[request.param]


PARQUET: dict[str, Callable[[Path], Rows]] = {
    "pandas": lambda path: pd.read_parquet(path).to_dict("records"),
    "polars": lambda path: pl.read_parquet(path).to_dicts(),
    "duckdb": lambda path: duckdb.sql(f"select * from '{path}'").pl().to_dicts(),
}


@pytest.mark.parametrize("tool", PARQUET)
def test_parquet(folder: Path, tool: str) -> None:
    for table in tables(folder):
        same(PARQUET[tool](folder / f"{table}.parquet"), folder, table)


def test_the_catalog_is_read_by_portals_and_readers_of_feeds(released: dict[str, Path]) -> None:
    published = released["new kazakhstan-figures"].parents[1]
    graph = rdflib.Graph().parse(published / "catalog.jsonld", publicID="https://copy.example.net/")
    conforms, _, said = pyshacl.validate(graph, shacl_graph=str(SHAPES), allow_warnings=False)
    assert conforms, said
    feed = feedparser.parse((published / "releases.atom").read_bytes())
    assert not feed.bozo
    assert {entry.title.rpartition(" ")[2] for entry in feed.entries} == {"1.0.0", "1.1.0"}


def csv_types(folder: Path, table: str, types: dict[str, Any]) -> dict[str, Any]:
    """What a consumer tells a CSV reader of the columns, as the descriptor says it."""
    described = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    (fields,) = (one["schema"]["fields"] for one in described["resources"] if one["name"] == f"{table}-csv")
    return {field["name"]: types[field["type"]] for field in fields}


def csv_pandas(folder: Path, table: str) -> Rows:
    types = csv_types(folder, table, dict.fromkeys(("string", "date"), "str") | _PANDAS)
    frame = pd.read_csv(folder / f"{table}.csv", dtype=types, keep_default_na=False, na_values=[""])
    return list(frame.to_dict("records"))


def csv_polars(folder: Path, table: str) -> Rows:
    return pl.read_csv(folder / f"{table}.csv", schema=csv_types(folder, table, _POLARS)).to_dicts()


def csv_duckdb(folder: Path, table: str) -> Rows:
    said = csv_types(folder, table, _DUCKDB)
    read_ = duckdb.read_csv(str(folder / f"{table}.csv"), header=True, columns=said, null_padding=False)
    return read_.pl().to_dicts()


def csv_pyarrow(folder: Path, table: str) -> Rows:
    options = pyarrow.csv.ConvertOptions(
        column_types=csv_types(folder, table, _ARROW), strings_can_be_null=True, null_values=[""]
    )
    lines = pyarrow.csv.ParseOptions(newlines_in_values=True)
    found = pyarrow.csv.read_csv(folder / f"{table}.csv", convert_options=options, parse_options=lines)
    return list(found.to_pylist())


_PANDAS = {"integer": "int64", "number": "float64", "boolean": "bool"}
_POLARS = {
    "string": pl.String,
    "integer": pl.Int64,
    "number": pl.Float64,
    "date": pl.Date,
    "boolean": pl.Boolean,
}
_DUCKDB = {
    "string": "VARCHAR",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "date": "DATE",
    "boolean": "BOOLEAN",
}
_ARROW = {
    "string": pyarrow.string(),
    "integer": pyarrow.int64(),
    "number": pyarrow.float64(),
    "date": pyarrow.date32(),
    "boolean": pyarrow.bool_(),
}
CSV: dict[str, Callable[[Path, str], Rows]] = {
    "pandas": csv_pandas,
    "polars": csv_polars,
    "duckdb": csv_duckdb,
    "pyarrow": csv_pyarrow,
}


@pytest.mark.parametrize("tool", CSV)
def test_csv(folder: Path, tool: str) -> None:
    for table in tables(folder):
        same(CSV[tool](folder, table), folder, table)


def test_frictionless_finds_the_whole_package_valid(folder: Path) -> None:
    report = frictionless.validate(str(folder / "datapackage.json"))
    assert report.valid, report.flatten(["title", "fieldName", "message"])
    assert len(report.tasks) == 2 * len(tables(folder))


def test_frictionless_reads_rows(folder: Path) -> None:
    described = frictionless.Package(str(folder / "datapackage.json"))
    for table in tables(folder):
        found = described.get_resource(f"{table}-csv").read_rows()
        numbers = {
            field.name for field in described.get_resource(table).schema.fields if field.type == "number"
        }
        same(
            [
                {
                    name: float(value) if name in numbers and value is not None else value
                    for name, value in row.items()
                }
                for row in (one.to_dict() for one in found)
            ],
            folder,
            table,
        )


def test_mlcroissant(folder: Path) -> None:
    described = json.loads((folder / "croissant.json").read_text(encoding="utf-8"))
    here = {one["@id"]: folder / one["name"] for one in described["distribution"]}
    dataset = mlcroissant.Dataset(jsonld=str(folder / "croissant.json"), mapping=here)
    for table in tables(folder):
        found = [
            {name.partition("/")[2]: value for name, value in record.items()}
            for record in dataset.records(table)
        ]
        same(found, folder, table)


def offline(place: Path) -> dict[str, str]:
    """The environment of a process in which the Hub's libraries stay by themselves."""
    return {**os.environ, "HF_HUB_OFFLINE": "1", "HF_HOME": str(place / "home"), "DO_NOT_TRACK": "1"}


def test_what_the_documentation_shows_runs_as_it_stands(released: dict[str, Path], tmp_path: Path) -> None:
    words = (REPOSITORY / "docs" / "consuming.md").read_text(encoding="utf-8")
    shown = re.findall(r"^```python\n(.*?)^```", words, flags=re.MULTILINE | re.DOTALL)
    assert len(shown) > 5
    published = released["new kazakhstan-figures"].parents[1]
    subprocess.run(
        [sys.executable, "-c", "\n".join(shown)], cwd=published.parent, env=offline(tmp_path), check=True
    )


@pytest.fixture(scope="session")
def through_datasets(released: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Rows]:
    """Every table of every release as ``datasets`` loads it, in a process without a network."""
    place = tmp_path_factory.mktemp("hub")
    jobs = [(str(folder), configurations(folder)) for folder in released.values()]
    subprocess.run(
        [sys.executable, "-c", DATASETS_SCRIPT, str(place / "rows.json"), str(place / "cache")],
        input=json.dumps(jobs),
        env=offline(place),
        text=True,
        check=True,
    )
    found: dict[str, Rows] = json.loads((place / "rows.json").read_text(encoding="utf-8"))
    return found


def test_datasets_of_hugging_face(folder: Path, through_datasets: dict[str, Rows]) -> None:
    for table in configurations(folder):
        same(through_datasets[f"{folder} {table}"], folder, table)
