"""From readings to five data packages: what is in each, that no row is lost, that everybody can read it."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import frictionless
import polars as pl
import pytest

from sandyq.reading.model import Reading
from sandyq.release import plan, publish, verify
from sandyq.sources import Source
from schemas import MODELS
from schemas.check import Checked, assemble
from schemas.convert import arrow_schema
from schemas.datasets import DATASETS, ConservationError, account, package

if TYPE_CHECKING:
    from pathlib import Path

    from sandyq.tables import Frames

Read = list[tuple[Source, Reading]]
BY_NAME = {dataset.name: dataset for dataset in DATASETS}
THEMES = [dataset for dataset in DATASETS if dataset.theme is not None]


@pytest.fixture(scope="session")
def checked(frames: Frames) -> Checked:
    return assemble(frames)


@pytest.fixture(scope="session")
def published(checked: Checked, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published")
    for dataset in DATASETS:
        publish(plan(package(dataset, checked.frames), folder))
    return folder


def heights(frames: Frames) -> dict[str, int]:
    return {name: frame.height for name, frame in frames.items()}


def test_the_five_datasets() -> None:
    assert list(BY_NAME) == [
        "kazakhstan-trade",
        "kazakhstan-investment",
        "kazakhstan-economy",
        "kazakhstan-diplomacy",
        "kazakhstan-figures",
    ]
    for dataset in DATASETS:
        assert dataset.title
        assert dataset.description.endswith(".")
        assert len(dataset.keywords) >= 3


@pytest.mark.parametrize("dataset", THEMES)
def test_a_dataset_of_a_theme_holds_that_theme(dataset: object, checked: Checked) -> None:
    made = package(dataset, checked.frames)
    assert [table.name for table in made.tables if table.name not in dataset.tables] == []
    for table in made.tables:
        if "theme" in table.data.column_names:
            assert set(table.data["theme"].to_pylist()) == {dataset.theme}
            assert table.data.num_rows > 0


def test_only_sources_of_the_dataset_but_all_where_everything_is(checked: Checked) -> None:
    held = {
        name: package(dataset, checked.frames).table("sources").data["source_id"].to_pylist()
        for name, dataset in BY_NAME.items()
    }
    assert held == {
        "kazakhstan-trade": ["one", "two"],
        "kazakhstan-investment": ["one"],
        "kazakhstan-economy": ["one"],
        "kazakhstan-diplomacy": ["one", "two"],
        "kazakhstan-figures": ["one", "three", "two"],
    }


def test_everything_is_in_the_dataset_of_everything(frames: Frames, checked: Checked) -> None:
    made = package(BY_NAME["kazakhstan-figures"], checked.frames)
    for name, frame in frames.items():
        assert made.table(name).data.num_rows == frame.height
    assert {table.name for table in made.tables} == {"observations", *frames}


def test_tables_carry_the_schemas_of_their_models(checked: Checked) -> None:
    made = package(BY_NAME["kazakhstan-figures"], checked.frames)
    for model, table in zip(MODELS, made.tables, strict=True):
        assert table.data.schema.equals(arrow_schema(model), check_metadata=True)


def test_a_dataset_names_the_works_it_comes_from(checked: Checked) -> None:
    made = package(BY_NAME["kazakhstan-figures"], checked.frames)
    assert [(work.title, work.path) for work in made.sources] == [
        ("Title of one. The Steppe Courier, 2024-02", None),
        ("Title of three. The Steppe Courier, 2024-02", None),
        ("Title of two. The Steppe Courier, 2024-02", "https://example.org/two"),
    ]


@pytest.mark.parametrize("dataset", DATASETS)
def test_every_row_read_is_accounted_for(dataset: object, frames: Frames, checked: Checked) -> None:
    accounts = account(dataset, heights(frames), checked, package(dataset, checked.frames))
    assert {entry.table for entry in accounts} == set(dataset.tables)
    for entry in accounts:
        assert entry.read == entry.published + entry.quarantined + sum(entry.left_out.values())


def test_quarantined_rows_are_accounted_for(frames: Frames) -> None:
    figures = frames["figures"].with_columns(
        kind=pl.when(pl.col("figure_id").str.starts_with("two")).then(pl.lit("colour")).otherwise("kind")
    )
    read = {**frames, "figures": figures}
    checked = assemble(read)
    dataset = BY_NAME["kazakhstan-trade"]
    accounts = {
        entry.table: entry
        for entry in account(dataset, heights(read), checked, package(dataset, checked.frames))
    }
    entry = accounts["figures"]
    assert (entry.read, entry.published, entry.quarantined) == (6, 1, 1)
    assert entry.left_out == {
        "no indicator of the vocabulary": 1,
        "of the theme diplomacy": 1,
        "of the theme economy": 1,
        "of the theme investment": 1,
    }


def test_a_lost_row_stops_the_run(frames: Frames, checked: Checked) -> None:
    dataset = BY_NAME["kazakhstan-figures"]
    lost = {**checked.frames, "events": checked.frames["events"].clear()}
    with pytest.raises(ConservationError, match="kazakhstan-figures, events: 1 read, 0 published"):
        account(dataset, heights(frames), checked, package(dataset, lost))
    fewer = {**checked.frames, "observations": checked.frames["observations"].head(1)}
    with pytest.raises(ConservationError, match="observations: 6 read"):
        account(dataset, heights(frames), checked, package(dataset, fewer))


def test_what_is_published_verifies_against_its_sources(published: Path, read: Read) -> None:
    assert verify(published, {source.id: source.text for source, _ in read}) == []


def test_quotes_are_checked_against_the_texts(
    published: Path, checked: Checked, read: Read, tmp_path: Path
) -> None:
    forged = checked.frames["figures"].with_columns(
        quote=pl.col("quote").str.replace("31", "32"),
        sentence_sha256=pl.col("sentence_sha256").str.replace("^.", "0"),
    )
    made = package(BY_NAME["kazakhstan-trade"], {**checked.frames, "figures": forged})
    publish(plan(made, tmp_path))
    texts = {source.id: source.text for source, _ in read}
    found = verify(tmp_path, texts)
    assert {finding.check for finding in found} == {"span"}
    assert "one:41-52: quote is not what stands at 41-52 of one" in [finding.message for finding in found]
    assert any("two:33-46: sentence_sha256" in finding.message for finding in found)
    assert verify(tmp_path) == [], "without the texts nothing is known of quotes"


def test_a_text_that_changed_since_is_a_note_and_no_error(published: Path, read: Read) -> None:
    texts = {source.id: source.text + " More." for source, _ in read if source.id != "three"}
    found = verify(published / "kazakhstan-figures", texts)
    assert [(finding.check, finding.error) for finding in found] == [("source", False)] * 3
    assert "three is not among the sources given" in [finding.message for finding in found]


@pytest.mark.parametrize("name", BY_NAME)
def test_stock_frictionless_finds_nothing_wrong(published: Path, name: str) -> None:
    report = frictionless.validate(str(published / name / "1.0.0" / "datapackage.json"))
    assert report.valid, report.flatten()


def test_no_word_that_a_licence_keeps_back_is_published(published: Path) -> None:
    for path in published.rglob("*"):
        if path.is_file() and path.suffix != ".parquet":
            text = path.read_text(encoding="utf-8")
            assert "Turnover with the east" not in text, path
            assert "Somebody came" not in text, path
    for path in published.rglob("*.parquet"):
        held = pl.read_parquet(path).select(pl.col(pl.String).str.contains("Turnover|Somebody came").any())
        assert not any(value for value in held.row(0) if value), path


def test_the_readme_explains_every_column(published: Path) -> None:
    for folder in published.glob("*/1.0.0"):
        readme = (folder / "README.md").read_text(encoding="utf-8")
        said = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
        for resource in said["resources"]:
            for field in resource["schema"]["fields"]:
                assert f"| `{field['name']}` | {field['type']} |" in readme
                assert field["description"] in readme


def test_a_dataset_with_nothing_in_it_is_valid(frames: Frames, tmp_path: Path) -> None:
    empty = {name: frame if name == "indicators" else frame.clear() for name, frame in frames.items()}
    checked = assemble(empty)
    for dataset in DATASETS:
        made = package(dataset, checked.frames)
        account(dataset, heights(empty), checked, made)
        folder = publish(plan(made, tmp_path)).path
        report = frictionless.validate(str(folder / "datapackage.json"))
        assert report.valid, report.flatten()


PROGRAM = """
import hashlib, pickle, random, sys
from pathlib import Path
from sandyq.release import plan, publish
from sandyq.tables import rows
from schemas.check import assemble
from schemas.datasets import DATASETS, package

read, out = pickle.load(open(sys.argv[1], "rb")), Path(sys.argv[2])
random.shuffle(read)
datasets = list(DATASETS)
random.shuffle(datasets)
for dataset in datasets:
    publish(plan(package(dataset, assemble(rows(read)).frames), out))
"""


def tree(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files
    }


@pytest.mark.parametrize(
    "surroundings",
    [
        {"PYTHONHASHSEED": "1", "TZ": "Asia/Almaty", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "2", "TZ": "America/Lima", "LC_ALL": "C.UTF-8", "POLARS_MAX_THREADS": "1"},
        {"PYTHONHASHSEED": "3", "TZ": "UTC", "LC_ALL": "de_DE.UTF-8"},
    ],
)
def test_the_same_readings_give_the_same_bytes(
    published: Path, read: Read, tmp_path: Path, surroundings: dict[str, str]
) -> None:
    import pickle

    (tmp_path / "read").write_bytes(pickle.dumps(read))
    command = [sys.executable, "-c", PROGRAM, str(tmp_path / "read"), str(tmp_path / "out")]
    subprocess.run(command, check=True, env={**os.environ, **surroundings})
    assert tree(tmp_path / "out") == tree(published)
