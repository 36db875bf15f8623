"""No text makes reading raise, hang or grow out of proportion, and a text reads the same everywhere."""

from __future__ import annotations

import dataclasses
import datetime as dt
import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandyq import Reading, read

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

ROOT = Path(__file__).resolve().parents[3]
FINDS = sorted((Path(__file__).parent / "finds").glob("*.txt"))
PUBLISHED = dt.date(2024, 2, 15)


def _benchmark(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "benchmarks" / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


corpus = _benchmark("corpus")
invariants = _benchmark("invariants")
violations, of_reading = invariants.violations, invariants.of_reading

DIGESTS: list[str] = corpus.digest_texts()
HOSTILE: dict[str, str] = corpus.hostile_texts(1_000_000)
WORDS = sorted({word for words in corpus.DATA["words"].values() for word in words if "{" not in word})
SENTENCES = [part for kind in corpus.DATA["sentences"].values() for part in kind]

CONNECTIVES = re.findall(
    r"\S+",
    """a an the one half of and or to from between minus about percent points million bn trillion mln k
    tenge euros times twice doubled year month quarter last same first second in by per GDP""",
)

pieces = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from(
        ["$", "€", "%", "-", "–", "(", ")", ",", ".", "\n", "\n\n", "- ", "\u00a0", "\u2009", "/"]
    ),
    st.sampled_from(CONNECTIVES),
    st.integers(0, 10**15).map(str),
    st.decimals(0, 10**6, places=2).map(str),
    st.text(max_size=6),
)


def test_the_check_of_readings_can_fail() -> None:
    text = "Exports rose to $3 billion."
    (figure,) = read(text, PUBLISHED).figures
    wrong = {
        "not where it says": dataclasses.replace(figure, quote="$4 billion"),
        "out of bounds": dataclasses.replace(figure, end=99),
        "not finite": dataclasses.replace(figure, value=float("inf")),
        "a period that is none": dataclasses.replace(figure, period="2021-13"),
        "not of the vocabulary": dataclasses.replace(figure, modifier="perhaps"),
        "neither a value nor a range": dataclasses.replace(figure, value=None),
    }
    for complaint, bad in wrong.items():
        (found,) = of_reading(text, Reading((bad,), (), ()))
        assert complaint in found
    assert not list(of_reading(text, Reading((figure,), (), ())))
    (overlap,) = of_reading(text, Reading((figure, figure), (), ()))
    assert "overlaps" in overlap


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=400))
def test_any_unicode_reads(text: str) -> None:
    assert violations(text, PUBLISHED) == []


@settings(max_examples=200, deadline=None)
@given(st.lists(pieces, max_size=40), st.sampled_from(["", " "]))
def test_any_jumble_of_figures_and_words_reads(parts: list[str], between: str) -> None:
    assert violations(between.join(parts), PUBLISHED) == []


@pytest.mark.parametrize("path", FINDS, ids=lambda path: path.stem)
@pytest.mark.timeout(20)
def test_what_a_fuzzer_found_reads(path: Path) -> None:
    text = path.read_bytes().decode("utf-8", errors="surrogateescape")
    assert violations(text) == []
    assert violations(text, PUBLISHED) == []


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.timeout(60)
def test_work_grows_no_faster_than_a_hostile_text(
    name: str, calls: Callable[[Callable[[], object]], int]
) -> None:
    def work(size: int) -> int:
        return calls(lambda: read(HOSTILE[name][:size], PUBLISHED))

    work(1_000)
    assert work(40_000) < 6 * work(10_000) + 1_000


@pytest.mark.parametrize("name", corpus.PROMISED)
@pytest.mark.timeout(60)
def test_a_million_hostile_characters_read(name: str) -> None:
    """How long it takes is measured by benchmarks/readers.py; here it must come to an end."""
    reading = read(HOSTILE[name], PUBLISHED)
    assert all(HOSTILE[name][figure.start : figure.end] == figure.quote for figure in reading.figures)


@pytest.mark.timeout(60)
def test_a_reading_is_the_same_in_other_processes_and_under_other_hash_seeds() -> None:
    script = (
        "import datetime as dt, hashlib, sys; from sandyq import read;"
        "text = sys.stdin.buffer.read().decode();"
        "print(hashlib.sha256(repr(read(text, dt.date(2024, 2, 15))).encode()).hexdigest())"
    )
    text = "\n\n".join([*DIGESTS, corpus.article_text(20_000), corpus.dense_text(10_000)])
    hashes = {
        subprocess.run(
            [sys.executable, "-c", script],
            input=text.encode(),
            env=os.environ | {"PYTHONHASHSEED": str(seed)},
            cwd=ROOT,
            capture_output=True,
            check=True,
        ).stdout
        for seed in range(4)
    }
    assert len(hashes) == 1


def _quantities(text: str, offset: int = 0) -> list[tuple[int, int, object, object]]:
    figures = read(text, PUBLISHED).figures
    return [(figure.start + offset, figure.end + offset, figure.value, figure.unit) for figure in figures]


@pytest.mark.parametrize("text", [*DIGESTS, corpus.article_text(12_000, 5), corpus.dense_text(4_000, 5)])
def test_two_halves_hold_the_quantities_of_the_whole(text: str) -> None:
    whole = _quantities(text)
    assert whole
    for boundary in re.finditer(r"\n\n", text):
        cut = boundary.end()
        assert _quantities(text[:cut]) + _quantities(text[cut:], cut) == whole
