"""croissant.json, read back with the library of those who define it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import mlcroissant
import pandas as pd
import pyarrow.parquet as pq
import pytest
import rdflib
from rdflib.namespace import RDF

from sandyq.release.croissant import NAME, cite_as, croissant
from sandyq.release.files import Hashing, parquet, write_csv, write_parquet
from sandyq.release.site import Site

if TYPE_CHECKING:
    from pathlib import Path

    from sandyq.release import Package

SITE = Site("https://data.example.org/")
SDO = rdflib.Namespace("https://schema.org/")


def written(folder: Path, package: Package, site: Site = Site()) -> Path:  # noqa: B008 -- it is frozen
    files = {}
    for table in package.tables:
        for form, write in (("parquet", write_parquet), ("csv", write_csv)):
            name = f"{table.name}.{form}"
            with (folder / name).open("wb") as file:
                hashing = Hashing(file)
                write(table.rows, hashing)
            files[name] = hashing.written()
    path = folder / NAME
    path.write_text(json.dumps(croissant(package, "1.0.0", files, site)), encoding="utf-8")
    return path


def plain(value: Any) -> Any:
    """A value as the library or pandas gives it, in Python's own types."""
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, pd.Timestamp):
        return value.date()
    return None if pd.isna(value) else value


def test_the_library_finds_nothing_to_complain_of(dated: Package, tmp_path: Path) -> None:
    read = mlcroissant.Dataset(jsonld=str(written(tmp_path, dated)))
    assert not read.metadata.ctx.issues.errors
    assert not read.metadata.ctx.issues.warnings
    assert read.metadata.version == "1.0.0"
    assert read.metadata.date_published.date().isoformat() == "2023-02-28"


def test_every_row_comes_back_as_it_stands_in_parquet(dated: Package, tmp_path: Path) -> None:
    read = mlcroissant.Dataset(jsonld=str(written(tmp_path, dated)))
    for table in dated.tables:
        found = [
            {name.partition("/")[2]: plain(value) for name, value in record.items()}
            for record in read.records(table.name)
        ]
        assert found == pq.read_table(tmp_path / f"{table.name}.parquet").to_pylist()


def test_the_words_of_a_closed_vocabulary_are_records_too(dated: Package, tmp_path: Path) -> None:
    read = mlcroissant.Dataset(jsonld=str(written(tmp_path, dated)))
    found = {
        record["towns-kind-values/value"]: record["towns-kind-values/label"]
        for record in read.records("towns-kind-values")
    }
    assert found == {"warm": "above zero", "cold": "below zero"}


def test_a_changed_file_is_noticed(dated: Package, tmp_path: Path) -> None:
    path = written(tmp_path, dated)
    (tmp_path / "towns.parquet").write_bytes(parquet(dated.tables[0].data.slice(1)))
    with pytest.raises(Exception, match=r"towns\.parquet"):
        list(mlcroissant.Dataset(jsonld=str(path)).records("towns"))


def test_empty_tables_give_no_records(package: Any, sources: Any, table: Any, tmp_path: Path) -> None:
    empty = package(table([]), sources([]))
    read = mlcroissant.Dataset(jsonld=str(written(tmp_path, empty)))
    assert not read.metadata.ctx.issues.errors
    for one in empty.tables:
        assert list(read.records(one.name)) == []


def test_with_a_public_address_a_copy_is_read_by_naming_its_files(dated: Package, tmp_path: Path) -> None:
    path = written(tmp_path, dated, SITE)
    said = json.loads(path.read_text())
    assert said["url"] == "https://data.example.org/towns-of-the-steppe/1.0.0/"
    assert all(one["contentUrl"] == f"{said['url']}{one['name']}" for one in said["distribution"])
    here = {one["@id"]: tmp_path / one["name"] for one in said["distribution"]}
    read = mlcroissant.Dataset(jsonld=str(path), mapping=here)
    assert len(list(read.records("towns"))) == 3


def test_it_is_a_dataset_of_schema_org(dated: Package, tmp_path: Path) -> None:
    path = written(tmp_path, dated, SITE)
    graph = rdflib.Graph().parse(path, format="json-ld", publicID="https://data.example.org/x/croissant.json")
    (dataset,) = graph.subjects(RDF.type, SDO.Dataset)
    for required in (SDO.name, SDO.description, SDO.license, SDO.url, SDO.creator, SDO.datePublished):
        assert graph.value(dataset, required) is not None, required
    assert len(list(graph.objects(dataset, SDO.distribution))) == 4
    assert str(graph.value(dataset, SDO.temporalCoverage)) == "2018-01-01/2020-06-30"


def test_citation_is_bibtex_with_year_and_version(dated: Package, package: Any) -> None:
    said = cite_as(dated, "1.2.0", SITE)
    assert said.startswith("@misc{towns-of-the-steppe-1.2.0, ")
    assert "year = {2023}" in said
    assert "version = {1.2.0}" in said
    assert "url = {https://data.example.org/towns-of-the-steppe/1.2.0/}" in said
    assert "year" not in cite_as(package(), "1.2.0", Site())
