"""Work measured by what is called, not by the clock: the same on every machine and under every load."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def calls() -> Callable[[Callable[[], object]], int]:
    """Counts the calls, of Python and of C, that a function makes. Seconds are measured in benchmarks/."""

    def count(work: Callable[[], object]) -> int:
        made = 0

        def seen(_frame: object, event: str, _argument: object) -> None:
            nonlocal made
            made += event in ("call", "c_call")

        before = sys.getprofile()
        sys.setprofile(seen)
        try:
            work()
        finally:
            sys.setprofile(before)
        return made

    return count
