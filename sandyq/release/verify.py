"""Checking what is published against its own contract, and its quotes against their sources."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import IO, TYPE_CHECKING, Any

import polars as pl
import pyarrow as pa

from sandyq.release import changes, contract, descriptor, gates, rollback, signing, spans, store
from sandyq.release.catalog import catalog, pointer
from sandyq.release.content import content_hash
from sandyq.release.errors import ReleaseError, explained
from sandyq.release.files import csv
from sandyq.release.formats import catalog_files
from sandyq.release.rows import InParquet
from sandyq.release.storage import Place, at

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from sandyq.release.rows import Rows


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing that is not as it should be."""

    dataset: str
    version: str
    """Empty where the finding is about the dataset or the catalog."""
    file: str
    check: str
    """hash, missing, unexpected, unreadable, descriptor, schema, constraint, key, order, foreign_key,
    content, changes, span, source, signature, yanked, pointer, catalog or rollback."""
    message: str
    error: bool = True
    """False for a note: a version that is yanked, or a source that changed since, so that its quotes cannot
    be checked."""


_THREADS = 2
"""Files that are read at once: what reads them is in C and Rust, and leaves Python to the other."""

Signed = Callable[[bytes, bytes], bool]


@dataclass(frozen=True, slots=True)
class _With:
    """What is at hand to check with."""

    sources: Mapping[str, str] | None
    signed: Signed | None


def verify(
    where: Place | Path | str,
    sources: Mapping[str, str] | None = None,
    key: bytes | None = None,
    since: bytes | None = None,
) -> list[Finding]:
    """Check everything published at ``where``: a whole published/, one dataset or one version.

    ``where`` is a path, or an address that begins with s3://, http:// or https://. Hashes (SHA256SUMS,
    descriptor, pointers, catalog), Arrow schemas against the descriptor, constraints, keys, foreign keys, CSV
    against Parquet, changes against the version before; where ``sources`` gives texts by source id, every
    quote and sentence against its text; where ``key`` gives a public key in PEM, that it signed all versions;
    where ``since`` gives an earlier catalog.json, that all it lists is still there. No errors among the
    findings means that all is well; notes say which versions are yanked. Raises ReleaseError where there is
    nothing to verify.
    """
    place = at(where)
    tools = _With(sources, None if key is None else signing.checker(key))
    with explained(place):
        return sorted(_findings(place, tools, since))


def _findings(place: Place, tools: _With, since: bytes | None) -> Iterator[Finding]:
    if since is not None:
        rollback.needs_catalog(place)
    if (place / descriptor.NAME).is_file() or (place / store.SUMS).is_file():
        yield from _version(place, tools)
        return
    if store.versions(place):
        yield from _dataset(place, tools)
        return
    found = store.datasets(place)
    if not found:
        raise ReleaseError(
            f"{place}: no version is published here. Name a published/, a dataset or a version."
        )
    for folder in found:
        yield from _dataset(folder, tools)
    yield from _catalog(place)
    if since is not None:
        for message in rollback.since(since, place / store.CATALOG):
            yield Finding("", "", store.CATALOG, "rollback", message)


def _catalog(published: Place) -> Iterator[Finding]:
    """catalog.json against the folders and their descriptors, and what is made from it against it."""
    wrong = "is not what the folders and descriptors say"
    try:
        expected = catalog(published, {})
        made = catalog_files(expected, store.site(published))
    except (ReleaseError, FileNotFoundError) as error:
        yield Finding("", "", store.CATALOG, "catalog", str(error))
        return
    for name, content in {store.CATALOG: descriptor.dump(expected), **made}.items():
        try:
            found = (published / name).read_bytes()
        except FileNotFoundError:
            yield Finding("", "", name, "catalog", "is missing")
        else:
            if found != content:
                yield Finding("", "", name, "catalog", wrong)


def _dataset(folder: Place, tools: _With) -> Iterator[Finding]:
    name = folder.name
    try:
        for version, reason in store.yanked(folder).items():
            yield Finding(name, version, store.YANKED, "yanked", f"is yanked: {reason}", error=False)
        expected = descriptor.dump(pointer(folder))
        if (folder / store.LATEST).read_bytes() != expected:
            newest = store.current(folder)
            yield Finding(name, "", store.LATEST, "pointer", f"does not lead to {newest} as it is")
    except ReleaseError as error:
        yield Finding(name, "", store.YANKED, "pointer", str(error))
    except FileNotFoundError as error:
        if not str(error.filename or "").endswith(descriptor.NAME):  # that one the version's finding names
            yield Finding(name, "", store.LATEST, "pointer", "is missing")
    harmed = set()
    there = store.versions(folder)
    for version in there:
        found = list(_version(folder / version, tools))
        if any(finding.error for finding in found):
            harmed.add(version)
        yield from found
    for previous, version in pairwise(there):
        if not {previous, version} & harmed:
            for message in _do_not_add_up(folder / previous, folder / version):
                yield Finding(name, version, f"{changes.NAME}.parquet", "changes", message)


def _do_not_add_up(previous: Place, version: Place) -> Iterator[str]:
    """Where the changes, done to the version before, do not give this one."""
    before, after = (descriptor.load(*store.fetched(place)) for place in (previous, version))
    if changes.NAME in {table.name for table in after.tables}:
        for held in gates.added_up(before, after, after.table(changes.NAME).rows):
            yield f"{held.table}: {held.message}"


def _version(place: Place, tools: _With) -> Iterator[Finding]:
    with store.at_hand(place) as folder:
        yield from _files(folder, place.dataset, place.name, tools)


def _files(folder: Path, name: str, version: str, tools: _With) -> Iterator[Finding]:
    hashes = store.hashes(folder)
    for file, what in store.damage(folder, hashes):
        check = "hash" if what == "changed" else what
        yield Finding(name, version, file, check, f"is {what}: it is not as {store.SUMS} has it")
    if tools.signed is not None:
        for message in _unsigned(folder, tools.signed):
            yield Finding(name, version, store.SIGNATURE, "signature", message)
    try:
        described = store.read_json(folder / descriptor.NAME)
        resources = [_Resource(**{key: one.get(key) for key in _KEYS}) for one in described["resources"]]
        if (described["name"], described["version"]) != (name, version) and not version.startswith("."):
            yield Finding(name, version, descriptor.NAME, "descriptor", "names another dataset or version")
    except (ReleaseError, KeyError, TypeError, AttributeError) as error:
        yield Finding(name, version, descriptor.NAME, "descriptor", f"cannot be read: {error}")
        return
    whole = []
    for resource in resources:
        if wrong := _not_as_described(resource, hashes):
            yield Finding(name, version, str(resource.path), *wrong)
        else:
            whole.append(resource)
    tables: dict[str, Rows] = {}
    for resource in [one for one in whole if one.format == "parquet"]:
        try:
            tables[resource.name] = InParquet([folder / resource.path])
        except _UNREADABLE as error:
            yield Finding(name, version, resource.path, "unreadable", f"cannot be read: {error}")
    jobs = [*_jobs(folder, whole, tables)]
    with ThreadPoolExecutor(_THREADS) as pool:
        # What takes long is begun first, so that nobody waits for it alone.
        jobs.sort(key=lambda job: job.rows, reverse=True)
        for found in pool.map(lambda job: list(job.look()), jobs):
            for path, check, message in found:
                yield Finding(name, version, path, check, message)
    if tools.sources is not None and "sources" in tables:
        yield from _spans(name, version, tables, resources, tools.sources)


def _unsigned(folder: Path, signed: Signed) -> Iterator[str]:
    """What is wrong with the signature of a version."""
    try:
        signature = (folder / store.SIGNATURE).read_bytes()
        sums = (folder / store.SUMS).read_bytes()
    except OSError:
        yield "is missing: nobody has signed this version"
        return
    if not signed(sums, signature):
        yield f"is not the signature of this key over {store.SUMS}"


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


Said = tuple[str, str, str]
"""A file, the check that it breaks, and how."""


@dataclass(frozen=True, slots=True)
class _Job:
    """Something to look at beside others."""

    rows: int
    look: Callable[[], Iterator[Said]]


_UNREADABLE = (pa.ArrowException, pl.exceptions.PolarsError, OSError, ValueError, TypeError, KeyError)
"""What a file that is not what its name says raises."""


def _not_as_described(resource: _Resource, hashes: Mapping[str, str]) -> contract.Broken | None:
    """Whether a file is missing or another: what it holds now was never published."""
    if not hashes.get(resource.path):
        return "missing", "the descriptor names it, but it is no file of this folder"
    if f"sha256:{hashes[resource.path]}" != resource.hash:
        return "hash", "is not as the descriptor has it"
    return None


def _jobs(folder: Path, whole: list[_Resource], tables: Mapping[str, Rows]) -> Iterator[_Job]:
    """All that is to be looked at in files that are as they were published."""
    twins = {one.name.removesuffix("-csv"): one for one in whole if one.format == "csv"}
    for resource in whole:
        rows = tables.get(resource.name)
        if rows is None:
            continue
        twin = twins.get(resource.name)
        for look in (
            partial(_content, rows, resource),
            partial(_foreign, tables, resource),
            partial(_values, rows, resource, None if twin is None else folder / twin.path),
        ):
            yield _Job(rows.num_rows, partial(_caught, resource.path, look))


def _caught(path: str, look: Callable[[], Iterator[Said]]) -> Iterator[Said]:
    try:
        yield from look()
    except _UNREADABLE as error:
        yield path, "unreadable", f"cannot be read: {error}"


def _content(rows: Rows, resource: _Resource) -> Iterator[Said]:
    """Rows against what the descriptor says of them."""
    if (content_hash(rows), rows.num_rows) != (resource.content, resource.rows):
        yield resource.path, "content", "rows are not those of the descriptor"


def _foreign(tables: Mapping[str, Rows], resource: _Resource) -> Iterator[Said]:
    """Rows against those that they lead to."""
    for check, message in contract.broken_foreign_keys(resource.name, tables, resource.schema):
        yield resource.path, check, message


def _values(rows: Rows, resource: _Resource, twin: Path | None) -> Iterator[Said]:
    """Rows against their contract, and against the CSV that is to say the same: by the bytes they make."""
    with ExitStack() as stack:
        written = None if twin is None else _Twin(stack.enter_context(twin.open("rb")))
        if written is not None:
            written.see(contract.frame(rows.schema.empty_table()), header=True)
        see = None if written is None else written.see
        for check, message in contract.broken(rows, resource.schema, see):
            yield resource.path, check, message
        if twin is None or written is None or written.whole():
            return
    try:
        # Another version of the writer may have put the same values otherwise.
        read = pl.read_csv(twin, schema=contract.frame_schema(resource.schema))
    except _UNREADABLE as error:
        yield twin.name, "unreadable", f"cannot be read: {error}"
        return
    if not read.equals(contract.frame(rows.table())):
        yield twin.name, "content", "does not say the same as the Parquet file"


class _Twin:
    """A CSV file that is read beside the rows that it is to hold."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._same = True

    def see(self, rows: pl.DataFrame, header: bool = False) -> None:
        """Compare what comes next."""
        if self._same:
            piece = csv(rows, header=header)
            self._same = self._file.read(len(piece)) == piece

    def whole(self) -> bool:
        """Whether all was the same, and nothing comes after."""
        return self._same and not self._file.read(1)


def _spans(
    name: str,
    version: str,
    tables: Mapping[str, Rows],
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
