"""catalog.jsonld against the constraints of DCAT-AP 3, which stand in dcat-ap.ttl as shapes."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyshacl
import pytest
import rdflib
from rdflib.namespace import DCTERMS, RDF

from sandyq.release import descriptor, facts, listing
from sandyq.release.dcat import dcat
from sandyq.release.files import Written, csv, parquet
from sandyq.release.site import Site

if TYPE_CHECKING:
    from sandyq.release import Package

SHAPES = Path(__file__).with_name("dcat-ap.ttl")
ADMS = rdflib.Namespace("http://www.w3.org/ns/adms#")
DCAT = rdflib.Namespace("http://www.w3.org/ns/dcat#")
HERE = "https://copy.example.net/somewhere/"
BASE = "https://data.example.org/chest/"


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def described(package: Package, version: str) -> dict[str, Any]:
    made = {f"{table.name}.parquet": parquet(table.data) for table in package.tables}
    made |= {f"{table.name}.csv": csv(table.data) for table in package.tables}
    files = {name: Written(len(content), sha256(content)) for name, content in made.items()}
    return descriptor.describe(package, version, files) | facts.described(package)


def listed(package: Package, *versions: str) -> dict[str, Any]:
    """One dataset's entry of catalog.json."""
    made = [described(package, version) for version in versions]
    return {
        "name": package.name,
        **listing.dataset(made[-1]),
        "latest": versions[-1],
        "versions": [
            {
                "version": one["version"],
                "path": f"{package.name}/{one['version']}/datapackage.json",
                "sha256": sha256(descriptor.dump(one)),
                **listing.version(one),
            }
            for one in made
        ],
    }


@pytest.fixture
def catalog(dated: Package, package: Any) -> dict[str, Any]:
    return {"datasets": [listed(package(name="bare"), "1.0.0"), listed(dated, "1.0.0", "1.1.0", "2.0.0")]}


def graph(catalog: dict[str, Any], site: Site = Site(BASE)) -> rdflib.Graph:  # noqa: B008 -- it is frozen
    """What a harvester gets that fetched the file from `HERE`."""
    return rdflib.Graph().parse(data=json.dumps(dcat(catalog, site)), format="json-ld", publicID=HERE)


def findings(data: rdflib.Graph) -> str:
    """What the shapes find, recommendations included; empty where all is well."""
    conforms, _, words = pyshacl.validate(data, shacl_graph=str(SHAPES), allow_warnings=False)
    return "" if conforms else words


@pytest.mark.parametrize("site", [Site(), Site(BASE)])
def test_it_keeps_all_that_dcat_ap_asks_for_and_recommends(catalog: dict[str, Any], site: Site) -> None:
    assert findings(graph(catalog, site)) == ""


@pytest.mark.parametrize(
    ("kind", "property_"),
    [
        (DCAT.Catalog, DCTERMS.title),
        (DCAT.Catalog, DCTERMS.publisher),
        (DCAT.Dataset, DCTERMS.description),
        (DCAT.Dataset, DCAT.distribution),
        (DCAT.Dataset, DCAT.keyword),
        (DCAT.Distribution, DCAT.accessURL),
        (DCAT.Distribution, DCTERMS.license),
        (DCTERMS.PeriodOfTime, DCAT.endDate),
    ],
)
def test_the_shapes_notice_what_is_missing(catalog: dict[str, Any], kind: Any, property_: Any) -> None:
    data = graph(catalog)
    victim = next(one for one in data.subjects(RDF.type, kind) if data.value(one, property_))
    data.remove((victim, property_, None))
    assert str(property_).rpartition("/")[2].rpartition("#")[2] in findings(data)


def test_versions_follow_one_another_and_the_dataset_has_the_files_of_the_newest(
    catalog: dict[str, Any],
) -> None:
    data = graph(catalog)
    towns = rdflib.URIRef(f"{BASE}towns-of-the-steppe/")
    versions = {str(one) for one in data.objects(towns, DCAT.hasVersion)}
    assert versions == {f"{towns}{number}/" for number in ("1.0.0", "1.1.0", "2.0.0")}
    newest = rdflib.URIRef(f"{towns}2.0.0/")
    assert data.value(towns, DCAT.hasCurrentVersion) == newest
    assert data.value(newest, DCAT.previousVersion) == rdflib.URIRef(f"{towns}1.1.0/")
    files = set(data.objects(newest, DCAT.distribution))
    assert len(files) == 4
    assert set(data.objects(towns, DCAT.distribution)) == files


def test_a_yanked_version_is_withdrawn_and_the_dataset_has_the_files_of_the_one_before(
    catalog: dict[str, Any],
) -> None:
    towns = catalog["datasets"][1]
    towns["versions"][2]["yanked"] = "Two towns were swapped."
    towns["latest"] = "1.1.0"
    data = graph(catalog)
    assert findings(data) == ""
    yanked = rdflib.URIRef(f"{BASE}towns-of-the-steppe/2.0.0/")
    assert str(data.value(yanked, ADMS.versionNotes)) == "Yanked: Two towns were swapped."
    statuses = {
        str(one).rpartition("/")[2]
        for file in data.objects(yanked, DCAT.distribution)
        for one in data.objects(file, ADMS.status)
    }
    assert statuses == {"WITHDRAWN"}
    current = data.value(rdflib.URIRef(f"{BASE}towns-of-the-steppe/"), DCAT.hasCurrentVersion)
    assert current == rdflib.URIRef(f"{BASE}towns-of-the-steppe/1.1.0/")


def test_catalogued_are_datasets_not_their_versions(catalog: dict[str, Any]) -> None:
    data = graph(catalog)
    assert {str(one) for one in data.objects(rdflib.URIRef(BASE), DCAT.dataset)} == {
        f"{BASE}bare/",
        f"{BASE}towns-of-the-steppe/",
    }


def test_without_a_base_all_is_relative_to_the_file(catalog: dict[str, Any]) -> None:
    data = graph(catalog, Site())
    (found,) = data.subjects(RDF.type, DCAT.Catalog)
    assert str(found) == HERE
    downloads = {str(one) for one in data.objects(None, DCAT.downloadURL)}
    assert f"{HERE}towns-of-the-steppe/1.0.0/towns.parquet" in downloads
    assert all(one.startswith(HERE) for one in downloads)


def test_dates_come_from_the_sources(catalog: dict[str, Any]) -> None:
    data = graph(catalog)
    newest = rdflib.URIRef(f"{BASE}towns-of-the-steppe/2.0.0/")
    assert str(data.value(newest, DCTERMS.modified)) == "2023-02-28"
    assert data.value(rdflib.URIRef(f"{BASE}bare/1.0.0/"), DCTERMS.modified) is None


def test_a_catalog_of_nothing_is_still_one() -> None:
    data = graph({"datasets": []})
    assert len(list(data.subjects(RDF.type, DCAT.Catalog))) == 1
