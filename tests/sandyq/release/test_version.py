from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandyq.release.version import FIRST, Level, bump, parse

NUMBERS = st.tuples(*[st.integers(0, 10**6)] * 3)


@given(NUMBERS, st.sampled_from([Level.PATCH, Level.MINOR, Level.MAJOR]))
def test_the_next_version_comes_later(numbers: tuple[int, int, int], level: Level) -> None:
    before = ".".join(map(str, numbers))
    after = parse(bump(before, level))
    assert after is not None
    assert after > numbers


@given(NUMBERS)
def test_lower_numbers_begin_again(numbers: tuple[int, int, int]) -> None:
    before = ".".join(map(str, numbers))
    assert parse(bump(before, Level.MAJOR)) == (numbers[0] + 1, 0, 0)
    assert parse(bump(before, Level.MINOR)) == (numbers[0], numbers[1] + 1, 0)
    assert parse(bump(before, Level.PATCH)) == (*numbers[:2], numbers[2] + 1)
    assert bump(before, Level.NONE) == before


def test_the_first_version_is_one() -> None:
    assert parse(FIRST) == (1, 0, 0)


@pytest.mark.parametrize("name", ["", "1", "1.0", "1.0.0.0", "01.0.0", "v1.0.0", "1.0.0 ", ".1.0.0", "1.0.x"])
def test_what_is_no_version(name: str) -> None:
    assert parse(name) is None
    with pytest.raises(ValueError, match="not a version"):
        bump(name, Level.PATCH)
