"""Publishers that can be killed: each in a process of its own, and what stands after it.

A child is forked from a process that has imported all and begun nothing, so that a kill costs milliseconds.
What stands is looked at by other processes, which know nothing of the killed one.
"""

from __future__ import annotations

import os
import pickle
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Any

os.environ.setdefault("POLARS_MAX_THREADS", "1")  # threads are begun anew in every process: a few are enough

import pyarrow as pa

import sandyq.release.bucket
import sandyq.release.formats
import sandyq.release.verify  # noqa: F401  what publishing imports late is there before a child is forked
from sandyq.release import (
    InMemory,
    Licence,
    Package,
    ReleaseError,
    Table,
    descriptor,
    plan,
    publish,
    store,
    verify,
)
from sandyq.release.storage import at

if TYPE_CHECKING:
    from collections.abc import Callable

NAME = "towns"
FIELDS = [
    {"name": "code", "type": "string", "title": "Code", "description": "Its name.",
     "constraints": {"required": True, "unique": True}},
    {"name": "people", "type": "integer", "title": "People", "description": "How many live there.",
     "constraints": {"required": True}},
]  # fmt: skip
FEWEST = 20
"""Rows of the smallest package, so that one row more is no change that a gate holds."""


def package(rows: int, salt: int = 0) -> Package:
    """`FEWEST` and ``rows`` towns; ``salt`` makes other values of the same shape."""
    rows += FEWEST
    codes = [f"t{number:06}" for number in range(rows)]
    schema = pa.schema(
        [
            pa.field(
                field["name"],
                pa.string() if field["type"] == "string" else pa.int64(),
                nullable=False,
                metadata={"title": field["title"], "description": field["description"]},
            )
            for field in FIELDS
        ]
    )
    data = pa.table([codes, [number * 7 + salt for number in range(rows)]], schema=schema)
    table = Table(
        "towns",
        "Towns",
        "One row is one town.",
        ("code",),
        {"fields": FIELDS, "primaryKey": ["code"]},
        InMemory(data),
    )
    licence = Licence("CC-BY-4.0", "Creative Commons Attribution 4.0", "https://example.org/by/4.0")
    return Package(NAME, "Towns", "Towns.", licence, ("towns",), ("Somebody",), (), (table,))


class Child:
    """A forked process that does one thing and says what came of it."""

    def __init__(self, task: Callable[[Callable[[], None]], Any]) -> None:
        """``task`` is given a function to call when it is ready; that waits for `go`."""
        out, self._in = os.pipe(), os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            try:
                os.close(out[0])

                def ready() -> None:
                    os.write(out[1], b"!")
                    os.read(self._in[0], 1)

                try:
                    result: Any = task(ready)
                except BaseException as error:
                    result = error
                os.write(out[1], pickle.dumps(result))
            finally:
                os._exit(0)
        os.close(out[1])
        self._out = out[0]

    def wait_ready(self) -> None:
        os.read(self._out, 1)

    def go(self) -> None:
        os.write(self._in[1], b"!")

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)

    def result(self) -> Any:
        """What came of it; None where it was killed."""
        content = b""
        while piece := os.read(self._out, 65536):
            content += piece
        _, status = os.waitpid(self.pid, 0)
        for handle in (self._out, *self._in):
            os.close(handle)
        if os.WIFSIGNALED(status):
            return None
        result = pickle.loads(content.removeprefix(b"!"))
        if isinstance(result, BaseException) and not isinstance(result, ReleaseError):
            raise result
        return result


def release(address: str, made: Package) -> Callable[[Callable[[], None]], str]:
    """Plan, get ready, publish: the version."""

    def task(ready: Callable[[], None]) -> str:
        planned = plan(made, address)
        ready()
        return publish(planned).version

    return task


def done(address: str, made: Package) -> Any:
    child = Child(release(address, made))
    child.wait_ready()
    child.go()
    return child.result()


def torn(address: str) -> list[str]:
    """What is not whole of the two newest versions, the pointer and the catalog, whoever made them."""
    root = at(address)
    wrong = []
    for folder in store.datasets(root):
        for version in store.versions(folder)[-2:]:
            with store.at_hand(folder / version) as path:
                wrong += [f"{version}: {name} {what}" for name, what in store.damage(path)]
        wrong += [f"latest.json: {said}" for said in leads(folder / store.LATEST, folder)]
    if (root / store.CATALOG).is_file():
        for dataset in store.read_json(root / store.CATALOG)["datasets"]:
            for one in dataset["versions"]:
                wrong += [f"catalog.json: {said}" for said in lost(root / one["path"], one["sha256"])]
    return wrong


def leads(pointer: Any, folder: Any) -> list[str]:
    """What is wrong with what ``pointer`` leads to."""
    if not pointer.is_file():
        return []
    said = store.read_json(pointer)
    return lost(folder / said["path"], said["sha256"])


def lost(place: Any, sha256: str) -> list[str]:
    """What is wrong with a file that should have this hash."""
    try:
        return [] if place.sha256() == sha256 else [f"{place} is another"]
    except FileNotFoundError:
        return [f"{place} is not there"]


def stage(address: str, before: int) -> str:
    """How far a killed run came, where there were ``before`` versions."""
    root = at(address)
    folder = root / NAME
    there = store.versions(folder)
    if len(there) == before:
        return "killed before the version was public"
    if store.read_json(folder / store.LATEST)["version"] != there[-1]:
        return "killed between version and pointer"
    listed = store.read_json(root / store.CATALOG)["datasets"][0]["latest"]
    return "killed between pointer and catalog" if listed != there[-1] else "killed after the catalog"


def sums(address: str) -> dict[str, bytes]:
    """What makes each version what it is, to see that none changes."""
    folder = at(address) / NAME
    return {
        version: (folder / version / store.SUMS).read_bytes()
        + (folder / version / descriptor.NAME).read_bytes()
        for version in store.versions(folder)
    }


def look(address: str, before: dict[str, bytes], full: bool) -> list[str]:
    """What is wrong, to a process that knows nothing but what was there ``before``."""
    now = sums(address)
    wrong = torn(address) + [
        f"{version} changed" for version in before if now.get(version) != before[version]
    ]
    return wrong + ([str(finding) for finding in verify(address)] if full else [])


def after(address: str, made: Package, before: dict[str, bytes], full: bool) -> dict[str, Any]:
    """What the next run finds, that it finishes the job, and what stands then."""
    wrong = look(address, before, False)
    came = stage(address, len(before))
    publish(plan(made, address))
    if "://" not in address:
        wrong += [f"{path} is left" for path in Path(address).rglob("*.partial")]
    now = sums(address)
    if len(now) != len(before) + 1:
        wrong.append(f"{address}: {len(now)} versions after {len(before)}")
    return {"wrong": wrong + look(address, before, full), "stage": came, "sums": now}


def stand(address: str, full: bool) -> tuple[int, list[str]]:
    """Rows of the newest version, and what is wrong."""
    folder = at(address) / NAME
    described = store.read_json(folder / store.versions(folder)[-1] / descriptor.NAME)
    return int(described["resources"][0]["rows"]) - FEWEST, look(address, {}, full)
