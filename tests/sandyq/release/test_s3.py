"""A bucket as the place of versions, on moto's server behind a proxy that can spoil any request."""

from __future__ import annotations

import hashlib
import importlib.util
import itertools
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import obstore
import pytest

from sandyq.release import ReleaseError, bucket, plan, publish, status, store, verify, yank
from sandyq.release.render import render
from sandyq.release.storage import at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Make = Callable[..., Any]

NAME = "towns-of-the-steppe"
NUMBERS = itertools.count()
FIRST_POINTER = 10
"""Requests before the first pointer is replaced, at least: two to try the store, a claim, and the files."""


def _server() -> Any:
    path = Path(__file__).parents[3] / "benchmarks" / "s3_server.py"
    spec = importlib.util.spec_from_file_location("s3_server", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def server() -> Iterator[Any]:
    with _server().serve() as proxy:
        yield proxy


@pytest.fixture
def address(server: Any) -> Iterator[str]:
    """A prefix of its own."""
    yield f"s3://bucket/{next(NUMBERS)}"
    server.begin()
    server.strip = False


@pytest.fixture
def less(package: Make, table: Make, rows: list[dict[str, Any]]) -> Any:
    """The package before its first row came."""
    return package(table(rows[1:]))


def objects(address: str) -> dict[str, bytes]:
    opened = at(address).storage._store  # type: ignore[attr-defined]
    names = [one["path"] for page in obstore.list(opened) for one in page]
    return {name: bytes(obstore.get(opened, name).bytes()) for name in names}


def put(address: str, path: str, content: bytes) -> None:
    obstore.put(at(address).storage._store, path, content)  # type: ignore[attr-defined]


def errors(address: str) -> list[Any]:
    return [finding for finding in verify(address) if finding.error]


def test_a_bucket_holds_what_a_folder_holds(package: Make, less: Any, address: str, tmp_path: Path) -> None:
    for where in (address, tmp_path):
        for made in (less, package()):
            publish(plan(made, where))
    files = {
        path.relative_to(tmp_path).as_posix(): path.read_bytes()
        for path in tmp_path.rglob("*")
        if path.is_file()
    }
    found = objects(address)
    hidden = {name for name in found if any(part.startswith(".") for part in name.split("/"))}
    assert hidden == {bucket.PROBE, *(f"{NAME}/.claims/after-{one}.0.0.json" for one in (0, 1))}
    assert {name: content for name, content in found.items() if name not in hidden} == files


def test_all_of_it_a_dataset_or_a_version_is_verified(package: Make, less: Any, address: str) -> None:
    publish(plan(less, address))
    done = publish(plan(package(), address))
    assert (done.version, str(done.folder)) == ("1.1.0", f"{address}/{NAME}/1.1.0")
    assert [verify(f"{address}{path}") for path in ("", f"/{NAME}", f"/{NAME}/1.0.0")] == [[], [], []]
    assert [(one.version, one.rows["towns"]) for one in status(address)] == [("1.1.0", 3)]
    with pytest.raises(ReleaseError, match="no version is published here"):
        verify(f"{address}/elsewhere")


def test_each_object_says_its_hash(package: Make, address: str) -> None:
    publish(plan(package(), address))
    opened = at(address).storage._store  # type: ignore[attr-defined]
    for name, content in objects(address).items():
        noted = obstore.get(opened, name).attributes["sha256"]
        assert noted == hashlib.sha256(content).hexdigest()


def test_nothing_changed_nothing_written(package: Make, server: Any, address: str) -> None:
    publish(plan(package(), address))
    before = objects(address)
    server.begin()
    assert not publish(plan(package(), address)).new
    assert server.puts == 2, "the store's conditions are tried, and nothing else"
    assert objects(address) == before


def test_a_store_without_conditional_writes_is_refused(package: Make, server: Any, address: str) -> None:
    server.strip = True
    with pytest.raises(ReleaseError, match="conditional writes"):
        publish(plan(package(), address))
    assert list(objects(address)) == [bucket.PROBE]


def test_damage_is_found(package: Make, less: Any, address: str) -> None:
    publish(plan(less, address))
    for name in ("towns.csv", "datapackage.json", "SHA256SUMS"):
        path = f"{NAME}/1.0.0/{name}"
        whole = objects(address)[path]
        put(address, path, whole.replace(b"a", b"b", 1))
        assert errors(address)
        with pytest.raises(ReleaseError, match=r"1\.0\.0 is damaged"):
            plan(package(), address)
        put(address, path, whole)
    assert errors(address) == []


def test_what_a_killed_run_left_is_taken_over(package: Make, address: str, tmp_path: Path) -> None:
    files = render(plan(package(), address).package, "1.0.0", tmp_path)
    claim = json.dumps({"version": "1.0.0", "sums": files["SHA256SUMS"].sha256}, indent=2) + "\n"
    put(address, f"{NAME}/.claims/after-0.0.0.json", claim.encode())
    for name in ("README.md", "SHA256SUMS", "towns.csv"):
        put(address, f"{NAME}/1.0.0/{name}", (tmp_path / name).read_bytes())
    assert status(address) == [], "without its descriptor it is no version"
    assert publish(plan(package(), address)).new
    assert verify(address) == []


def test_what_another_run_began_is_left_alone(package: Make, less: Any, address: str) -> None:
    planned = plan(package(), address)
    at(address).storage.replace(f"{NAME}/.claims/after-0.0.0.json", lambda _: b'{"version": "1.0.0"}\n')
    before = objects(address)
    with pytest.raises(ReleaseError, match=r"another run is publishing 1\.0\.0, or was killed.*remove s3://"):
        publish(planned)
    assert before.items() <= objects(address).items()
    assert status(address) == []


def test_a_strange_object_in_the_place_of_a_file(package: Make, address: str) -> None:
    put(address, f"{NAME}/1.0.0/towns.csv", b"mine")
    with pytest.raises(ReleaseError, match=r"towns\.csv is there with other bytes"):
        publish(plan(package(), address))
    assert objects(address)[f"{NAME}/1.0.0/towns.csv"] == b"mine"
    assert status(address) == []


@pytest.mark.parametrize("other", ["bytes", "level", "same"])
def test_of_two_with_the_same_plan_one_wins(
    package: Make, table: Make, less: Any, rows: list[dict[str, Any]], address: str, other: str
) -> None:
    publish(plan(less, address))
    rows[0]["people"] += 1
    second = {"bytes": package(table(rows)), "level": package(table(rows[1:])), "same": package()}[other]
    planned, late = plan(package(), address), plan(second, address)
    assert publish(planned).version == "1.1.0"
    with pytest.raises(ReleaseError, match="another run has published"):
        publish(late)
    assert errors(address) == []
    assert store.versions(at(f"{address}/{NAME}")) == ["1.0.0", "1.1.0"]


@pytest.mark.parametrize("first", [0, 1, 2, 3])
def test_a_failure_at_any_put_leaves_the_old_or_the_new(
    package: Make, less: Any, server: Any, address: str, monkeypatch: pytest.MonkeyPatch, first: int
) -> None:
    """A few requests by each kind; benchmarks/crash.py fails every one by each."""
    fault = ["500", "403", "drop", "lost"][first]
    monkeypatch.setattr(bucket, "_RETRIES", {"max_retries": 0})
    for number in range(first, 40, 11):
        where = f"{address}/{number}"
        publish(plan(less, where))
        old = objects(where)
        planned = plan(package(), where)
        server.begin(lambda count, path, number=number: fault if count == number else None)
        said = ""
        try:
            publish(planned)
        except ReleaseError as error:
            said = str(error)
        puts = server.puts
        server.begin()
        if puts <= number:
            break  # there are not so many requests: every one of them has failed
        assert said == "" or (where in said and "What was published before is untouched" in said)
        assert said or fault == "lost" or number >= FIRST_POINTER, "only a pointer is tried again"
        now = objects(where)
        pointers = {"catalog.json", "catalog.jsonld", f"{NAME}/latest.json"}
        assert {name for name in old if now[name] != old[name]} <= pointers
        for version in store.versions(at(where) / NAME):
            assert verify(f"{where}/{NAME}/{version}") == []
        publish(plan(package(), where))
        assert verify(where) == []
        assert status(where)[0].version == "1.1.0"
    assert number > FIRST_POINTER


def test_a_server_that_fails_for_a_moment_is_no_matter(package: Make, server: Any, address: str) -> None:
    planned = plan(package(), address)
    server.begin(lambda count, path: {4: "500", 6: "drop", 9: "lost"}.get(count))
    assert publish(planned).new
    assert verify(address) == []


def test_pointers_that_others_replace_meanwhile(package: Make, server: Any, address: str) -> None:
    publish(plan(package(), address))
    storage, rival = at(address).storage, at(address).storage
    seen: list[bytes | None] = []

    def make(before: bytes | None) -> bytes:
        seen.append(before)
        if len(seen) < 3:
            rival.replace("notes.json", lambda _: str(len(seen)).encode())
        return b"mine"

    storage.replace("notes.json", make)
    assert seen == [None, b"1", b"2"]
    assert storage.read("notes.json") == b"mine"


def test_yanked_versions_stay(package: Make, less: Any, address: str) -> None:
    publish(plan(less, address))
    publish(plan(package(), address))
    before = objects(address)
    assert yank(address, NAME, "1.1.0", "a town too many") == "1.0.0"
    now = objects(address)
    assert {name for name in now if now[name] != before.get(name)} == {
        "catalog.json", "catalog.jsonld", f"{NAME}/latest.json", f"{NAME}/yanked.json"
    }  # fmt: skip
    assert errors(address) == []


@pytest.mark.parametrize("wrong", ["s3://", "s3:///prefix", "s3://bucket/a?b=c", "s3://bucket/a#b"])
def test_addresses_that_are_none(wrong: str) -> None:
    with pytest.raises(ReleaseError, match="is no address of a bucket"):
        at(wrong)


def test_plain_http_goes_no_further_than_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for endpoint in ("http://192.0.2.1:9000", "http://example.org", "http://127.0.0.1.example.org"):
        monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
        with pytest.raises(ReleaseError, match="plain http"):
            at("s3://bucket/prefix")
    monkeypatch.setenv("AWS_ALLOW_HTTP", "true")
    at("s3://bucket/prefix")
    monkeypatch.delenv("AWS_ALLOW_HTTP")
    for endpoint in (
        "http://localhost:9000",
        "http://127.0.0.1:9000",
        "http://[::1]:9000",
        "https://example.org",
    ):
        monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
        at("s3://bucket/prefix")
