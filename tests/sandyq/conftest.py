"""Series for the tests of charts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sandyq.observations import gather
from sandyq.plot import Series, series
from sandyq.reading.model import Reading
from sandyq.tables import rows

Make = Callable[..., Any]
Claim = tuple[float, dict[str, Any]]


@pytest.fixture
def made(source: Make, figure: Make) -> Callable[..., list[Series]]:
    """Series of the claims of sources; a claim is a number of billion dollars and what else is known."""

    def of(said: dict[str, list[Claim]]) -> list[Series]:
        read = []
        for name, claims in said.items():
            text = " ".join(f"<{index}>${value:g} billion" for index, (value, _) in enumerate(claims))
            figures = []
            for index, (value, more) in enumerate(claims):
                known = {"value": value * 1e9, **more}
                figures.append(figure(text, f"<{index}>${value:g} billion", **known))
            read.append((source(name, text, publisher=f"The {name}"), Reading(tuple(figures), (), ())))
        frames = rows(read)
        return series(gather(frames["figures"], frames["sources"]), frames["figures"], frames["sources"])

    return of
