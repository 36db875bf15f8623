"""The module's formatting against that of the pages and of the releases: the same for the same values."""

from __future__ import annotations

import io
import json
import subprocess
from typing import Any

import polars as pl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from sandyq.site import show

from .conftest import JS, NEEDED

NODE = NEEDED["node"]

pytestmark = pytest.mark.skipif(NODE is None, reason="node is absent: as root, apt-get install nodejs")

PROGRAM = """
import { number, period, places, words } from "./src/format.js";
import { csv, float } from "./src/csv.js";
const { scales, numbers, periods, names, texts } = JSON.parse(await new Response(process.stdin).text());
console.log(JSON.stringify({
  numbers: numbers.map((value) => number(value, scales)),
  floats: numbers.map(float),
  periods: periods.map(period),
  names: names.map(words),
  csv: csv(["a", "b"], [texts, texts], new Set(), texts.map((_, row) => row)),
}));
"""

as_written = st.decimals(min_value="-1e15", max_value="1e15", places=3).map(float)
ordinary = st.floats(1e-30, 1e30)
numbers = st.lists(as_written | ordinary | ordinary.map(lambda value: -value), min_size=100, max_size=300)
years = st.integers(1900, 2099).map(str)
periods = st.one_of(
    years,
    st.tuples(st.just("..") | years, st.just("..") | years).map("/".join).filter(lambda p: p != "../.."),
)
names = st.from_regex(r"[a-z]{1,9}(_[a-z]{1,9}){0,3}", fullmatch=True)
texts = st.lists(st.none() | st.text(st.characters(exclude_categories=["Cs"])), min_size=2, max_size=50)


def in_javascript(**values: Any) -> dict[str, Any]:
    assert NODE is not None
    done = subprocess.run(
        [NODE, "--input-type=module", "--eval", PROGRAM],
        input=json.dumps({"scales": show.SCALES, **values}),
        capture_output=True,
        text=True,
        cwd=JS,
        check=True,
        timeout=60,
    )
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


# An example is a process, so that few are tried, and none is made shorter.
@settings(max_examples=10, phases=[Phase.generate])
@given(numbers, st.lists(periods, min_size=10), st.lists(names, min_size=10), texts)
def test_both_write_the_same(
    numbers: list[float], periods: list[str], names: list[str], texts: list[str | None]
) -> None:
    said = in_javascript(numbers=numbers, periods=periods, names=names, texts=texts)
    assert dict(zip(numbers, said["numbers"], strict=True)) == {
        value: show.number(value) for value in numbers
    }
    assert said["periods"] == [show.period(value) for value in periods]
    assert said["names"] == [show.words(value) for value in names]
    written = pl.DataFrame({"v": numbers}, {"v": pl.Float64}).write_csv().split()[1:]
    assert said["floats"] == written
    frame = pl.DataFrame({"a": texts, "b": texts}, {"a": pl.String, "b": pl.String})
    buffer = io.BytesIO()
    frame.write_csv(buffer)
    assert said["csv"].encode() == buffer.getvalue()
