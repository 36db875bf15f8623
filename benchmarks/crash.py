"""Publishing, killed and spoiled: is what stands afterwards whole, and does the next run finish the job?

    python benchmarks/crash.py              the full numbers, some twenty minutes
    python benchmarks/crash.py --kills 20 --races 5 --reads 200 --s3-kills 5 --s3-races 5

Ends with 1 where anything was torn. A publisher (publishers.py) is killed at a moment chosen at random
over the time that publishing takes.
"""

from __future__ import annotations

import argparse
import itertools
import os
import random
import statistics
import sys
import tempfile
import time
from collections import Counter
from typing import TYPE_CHECKING, Any

import s3_server
from publishers import NAME, Child, after, done, leads, lost, package, release, stand, sums

import sandyq.release.bucket
from sandyq.release import store
from sandyq.release.storage import at

if TYPE_CHECKING:
    from collections.abc import Callable

FRESH = 10
"""Versions in a published/ before another is begun."""


def kills(address: Callable[[int], str], number: int, rng: random.Random) -> dict[str, Any]:
    """Kill ``number`` publishing processes at random moments; after each, look, finish, and look again."""
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    span = statistics.median(_seconds(address(-1 - number)) for number in range(3)) * 1.1
    killed = tries = 0
    while killed < number:
        if tries % FRESH == 0:
            place, before = address(tries), {}
            done(place, package(tries))
            before = Child(lambda _, place=place: sums(place)).result()
        tries += 1
        made = package(1 + tries)
        child = Child(release(place, made))
        child.wait_ready()
        child.go()
        time.sleep(rng.random() * span)
        child.kill()
        came = child.result() is None
        full = tries % 25 == 0
        arguments = (place, made, before, full)
        try:
            seen = Child(lambda _, arguments=arguments: after(*arguments)).result()
        except Exception as error:  # whatever it is, what stands there is not whole
            seen = error
        if not isinstance(seen, dict):
            wrong.append(f"the next run does not finish: {seen!r}")
            break
        wrong += seen["wrong"]
        before = seen["sums"]
        killed += came
        counts[seen["stage"] if came else "done before the kill came, and not counted"] += 1
    return {"counts": dict(counts), "wrong": wrong}


def _seconds(address: str) -> float:
    """How long publishing takes undisturbed, from ready to done."""
    child = Child(release(address, package(1)))
    child.wait_ready()
    began = time.perf_counter()
    child.go()
    child.result()
    return time.perf_counter() - began


def races(address: Callable[[int], str], number: int) -> dict[str, Any]:
    """Two publishers with the same plan before them, of other bytes, of another level, and of the same."""
    wrong: list[str] = []
    said: Counter[str] = Counter()
    place = ""
    rows = 2
    for race in range(number):
        if race % FRESH == 0:
            place, rows = address(race), 2
            done(place, package(rows))
        one = package(rows + 1)
        other = (package(rows + 1, salt=1), package(rows, salt=race + 1), one)[race % 3]
        both = [Child(release(place, made)) for made in (one, other)]
        for child in both:
            child.wait_ready()
        for child in both[:: 1 if race % 2 else -1]:
            child.go()
        results = [child.result() for child in both]
        won = [result for result in results if isinstance(result, str)]
        if len(won) != 1:
            wrong.append(f"{place}: {len(won)} won: {results}")
        said.update(_kind(result) for result in results)
        rows, seen = Child(lambda _, place=place, full=race % 25 == 0: stand(place, full)).result()
        wrong += seen
    return {"counts": dict(said), "wrong": wrong}


def _kind(result: Any) -> str:
    if isinstance(result, str):
        return "won"
    message = str(result)
    return next((f"told: {said}" for said in ("another run",) if said in message), f"other: {message}")


def reads(address: str, number: int) -> dict[str, Any]:
    """A reader follows the pointer to the data ``number`` times while versions are published."""

    def read(ready: Callable[[], None]) -> tuple[list[str], int]:
        wrong: list[str] = []
        versions = set()
        folder = at(address) / NAME
        for _ in range(number):
            said = store.read_json(folder / store.LATEST)
            versions.add(said["version"])
            wrong += leads(folder / store.LATEST, folder)
            described = store.read_json(folder / said["path"])
            if described["version"] != said["version"]:
                wrong.append(f"{said['path']} is of {described['version']}")
            for resource in described["resources"]:
                path = folder / said["version"] / resource["path"]
                wrong += lost(path, resource["hash"].removeprefix("sha256:"))
        return wrong, len(versions)

    done(address, package(1))
    reader = Child(read)
    rows = 1
    while os.waitid(os.P_PID, reader.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
        rows += 1
        done(address, package(rows, salt=rows))
    wrong, versions = reader.result()
    return {"counts": {"reads": number, "versions seen": versions, "published": rows}, "wrong": wrong}


def faults(proxy: s3_server.Proxy, address: Callable[[int], str]) -> dict[str, Any]:
    """Every writing request fails once in every way, unseen by retries; then look, finish, look again."""
    sandyq.release.bucket._RETRIES = {"max_retries": 0}
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    places = itertools.count()
    for kind in s3_server.FAULTS:
        for number in range(1000):
            proxy.begin()
            place = address(next(places))
            done(place, package(1))
            before = Child(lambda _, place=place: sums(place)).result()
            child = Child(release(place, package(2)))
            child.wait_ready()
            proxy.begin(lambda count, path, kind=kind, number=number: kind if count == number else None)
            child.go()
            result = child.result()
            reached = proxy.puts > number
            proxy.begin()
            arguments = (place, package(2), before, True)
            seen = Child(lambda _, arguments=arguments: after(*arguments)).result()
            wrong += seen["wrong"] if isinstance(seen, dict) else [f"{kind} at {number}: then {seen}"]
            if not reached:
                if not isinstance(result, str):
                    wrong.append(f"nothing failed, and yet: {result}")
                break
            counts[f"{kind}: {'went through' if isinstance(result, str) else 'told'}"] += 1
    return {"counts": dict(counts), "wrong": wrong}


def main() -> int:
    """Run all, print a table, and end with 1 where anything was wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, number in (("kills", 1000), ("races", 500), ("reads", 10_000)):
        parser.add_argument(f"--{name}", type=int, default=number)
    for name, number in (("s3-kills", 100), ("s3-races", 500), ("s3-reads", 1000)):
        parser.add_argument(f"--{name}", type=int, default=number)
    parser.add_argument("--faults", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    rng = random.Random(wanted.seed)
    failed = 0
    with tempfile.TemporaryDirectory(prefix="sandyq-crash-") as scratch:

        def here(kind: str) -> Callable[[int], str]:
            return lambda number: f"{scratch}/{kind}{number}"

        def there(kind: str) -> Callable[[int], str]:
            return lambda number: f"s3://{s3_server.BUCKET}/{kind}{number}"

        failed += _report("kills, folder", wanted.kills, lambda: kills(here("k"), wanted.kills, rng))
        failed += _report("races, folder", wanted.races, lambda: races(here("r"), wanted.races))
        failed += _report("reads, folder", wanted.reads, lambda: reads(here("x")(0), wanted.reads))
        if wanted.faults or wanted.s3_kills or wanted.s3_races or wanted.s3_reads:
            with s3_server.serve() as proxy:
                number = wanted.s3_kills
                if wanted.faults:
                    failed += _report("faults, S3", 1, lambda: faults(proxy, there("f")))
                failed += _report("kills, S3", number, lambda: kills(there("k"), number, rng))
                failed += _report("races, S3", wanted.s3_races, lambda: races(there("r"), wanted.s3_races))
                failed += _report("reads, S3", wanted.s3_reads, lambda: reads(there("x")(0), wanted.s3_reads))
    return 1 if failed else 0


def _report(name: str, number: int, run: Callable[[], dict[str, Any]]) -> int:
    if not number:
        return 0
    began = time.perf_counter()
    result = run()
    seconds = time.perf_counter() - began
    number = max(number, sum(result["counts"].values())) if number == 1 else number
    print(f"{name:14} {number:6}  wrong {len(result['wrong']):3}  {seconds:6.1f} s", flush=True)
    for what, count in sorted(result["counts"].items()):
        print(f"    {count:6}  {what}", flush=True)
    for line in result["wrong"][:20]:
        print(f"    WRONG  {line}", flush=True)
    return len(result["wrong"])


if __name__ == "__main__":
    sys.exit(main())
