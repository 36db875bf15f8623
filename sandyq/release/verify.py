"""Checking what is published against its own contract, and its quotes against their sources."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from sandyq.release import contract, descriptor, spans, store
from sandyq.release.catalog import catalog, pointer
from sandyq.release.content import content_hash
from sandyq.release.disk import ReleaseError, explained
from sandyq.release.formats import catalog_files

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing that is not as it should be."""

    dataset: str
    version: str
    """Empty where the finding is about the dataset or the catalog."""
    file: str
    check: str
    """hash, missing, unexpected, unreadable, descriptor, schema, constraint, key, order, foreign_key,
    content, span, source, pointer or catalog."""
    message: str
    error: bool = True
    """False for a note: a source that changed since, so that its quotes cannot be checked."""


def verify(path: Path, sources: Mapping[str, str] | None = None) -> list[Finding]:
    """Check everything published at ``path``: a whole published/, one dataset or one version.

    Hashes (SHA256SUMS, descriptor, pointers, catalog), Arrow schemas against the descriptor, constraints,
    keys, foreign keys, CSV against Parquet; and where ``sources`` gives texts by source id, every quote and
    sentence against its text. An empty list means that all is well. Raises ReleaseError where there is
    nothing to verify.
    """
    with explained(path):
        return sorted(_findings(path, sources))


def _findings(path: Path, sources: Mapping[str, str] | None) -> Iterator[Finding]:
    if (path / descriptor.NAME).is_file() or (path / store.SUMS).is_file():
        yield from _version(path, sources)
        return
    if store.versions(path):
        yield from _dataset(path, sources)
        return
    found = store.datasets(path)
    if not found:
        raise ReleaseError(
            f"{path}: no version is published here. Name a published/, a dataset or a version."
        )
    for folder in found:
        yield from _dataset(folder, sources)
    yield from _catalog(path)


def _catalog(published: Path) -> Iterator[Finding]:
    """catalog.json against the folders and their descriptors, and what is made from it against it."""
    try:
        found = store.read_json(published / store.CATALOG)
        expected = catalog(published, {})
        made = catalog_files(expected, store.site(published))
    except (ReleaseError, FileNotFoundError) as error:
        yield Finding("", "", store.CATALOG, "catalog", str(error))
        return
    if found != expected:
        yield Finding("", "", store.CATALOG, "catalog", "is not what the folders and descriptors say")
    for name, content in made.items():
        path = published / name
        if not path.is_file() or path.read_bytes() != content:
            yield Finding("", "", name, "catalog", "is not what the folders and descriptors say")


def _dataset(folder: Path, sources: Mapping[str, str] | None) -> Iterator[Finding]:
    found = store.versions(folder)
    try:
        said = store.read_json(folder / store.LATEST)
    except ReleaseError as error:
        yield Finding(folder.name, "", store.LATEST, "pointer", str(error))
    else:
        if not (folder / found[-1] / descriptor.NAME).is_file():
            pass  # the version's own finding says so
        elif said != pointer(folder, found[-1]):
            yield Finding(folder.name, "", store.LATEST, "pointer", f"does not lead to {found[-1]} as it is")
    for version in found:
        yield from _version(folder / version, sources)


def _version(folder: Path, sources: Mapping[str, str] | None) -> Iterator[Finding]:
    name, version = folder.resolve().parent.name, folder.resolve().name
    hashes = store.hashes(folder)
    for file, what in store.damage(folder, hashes):
        check = "hash" if what == "changed" else what
        yield Finding(name, version, file, check, f"is {what}: it is not as {store.SUMS} has it")
    try:
        described = store.read_json(folder / descriptor.NAME)
        resources = [_Resource(**{key: one.get(key) for key in _KEYS}) for one in described["resources"]]
        if (described["name"], described["version"]) != (name, version) and not version.startswith("."):
            yield Finding(name, version, descriptor.NAME, "descriptor", "names another dataset or version")
    except (ReleaseError, KeyError, TypeError, AttributeError) as error:
        yield Finding(name, version, descriptor.NAME, "descriptor", f"cannot be read: {error}")
        return
    tables: dict[str, pa.Table] = {}
    for resource in resources:
        for check, message in _resource(folder, resource, hashes, tables):
            yield Finding(name, version, str(resource.path), check, message)
    for resource in resources:
        if resource.name in tables:
            for check, message in contract.broken_foreign_keys(resource.name, tables, resource.schema):
                yield Finding(name, version, resource.path, check, message)
    if sources is not None and "sources" in tables:
        yield from _spans(name, version, tables, resources, sources)


_KEYS = ("name", "path", "format", "hash", "content", "rows", "schema")


@dataclass(frozen=True, slots=True)
class _Resource:
    name: str
    path: str
    format: str
    hash: str
    content: str | None
    rows: int | None
    schema: dict[str, Any]


def _resource(
    folder: Path, resource: _Resource, hashes: Mapping[str, str], tables: dict[str, pa.Table]
) -> Iterator[contract.Broken]:
    """One file against its entry; what could be read of Parquet goes to ``tables``."""
    path = folder / resource.path
    if not hashes.get(resource.path):
        yield "missing", "the descriptor names it, but it is no file of this folder"
        return
    if f"sha256:{hashes[resource.path]}" != resource.hash:
        yield "hash", "is not as the descriptor has it"
        return  # what it holds now was never published
    try:
        if resource.format == "parquet":
            data = pq.read_table(path, partitioning=None)
            data.validate(full=True)
            tables[resource.name] = data
            yield from contract.broken(data, resource.schema)
            if (content_hash(data), data.num_rows) != (resource.content, resource.rows):
                yield "content", "rows are not those of the descriptor"
        else:
            yield from _csv(path, resource, tables)
    except (pa.ArrowException, pl.exceptions.PolarsError, OSError, ValueError, TypeError, KeyError) as error:
        yield "unreadable", f"cannot be read: {error}"


def _csv(path: Path, resource: _Resource, tables: dict[str, pa.Table]) -> Iterator[contract.Broken]:
    """The CSV twin says the same as the Parquet file of its table."""
    twin = tables.get(resource.name.removesuffix("-csv"))
    if twin is None:
        return
    if not pl.read_csv(path, schema=contract.frame_schema(resource.schema)).equals(contract.frame(twin)):
        yield "content", "does not say the same as the Parquet file"


def _spans(
    name: str,
    version: str,
    tables: dict[str, pa.Table],
    resources: list[_Resource],
    sources: Mapping[str, str],
) -> Iterator[Finding]:
    unchecked = spans.changed_sources(tables["sources"], sources)
    for source, reason in sorted(unchecked.items()):
        yield Finding(name, version, "sources.parquet", "source", f"{source} {reason}", error=False)
    texts = {source: text for source, text in sources.items() if source not in unchecked}
    for resource in resources:
        if resource.name in tables:
            key = resource.schema["primaryKey"][0]
            for message in spans.false_spans(tables[resource.name], key, texts):
                yield Finding(name, version, resource.path, "span", message)
