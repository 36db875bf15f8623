"""A few readings by hand, with their sources: enough for a row in every table of every dataset."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sandyq.reading.model import Reading
from sandyq.sources import Source
from sandyq.tables import Frames, rows

if TYPE_CHECKING:
    from collections.abc import Callable

OPEN = (
    "Trade with the eastern neighbour came to $31 billion in 2022, 'a record'. Output fell 5 percent "
    "that year.\nInvestors brought in $4-5 billion. The shop has 40 kinds of bread. "
    "Six agreements were signed in 2021."
)
CLOSED = "Turnover with the east was about $30.9 billion in 2022. Somebody came on 2 May 2022."

Read = list[tuple[Source, Reading]]


@pytest.fixture(scope="session")
def read(source: Callable[..., Source], figure: Callable[..., Any], event: Callable[..., Any]) -> Read:
    growth = {"kind": "percent", "unit": "percent", "measure": "change", "direction": "decrease"}
    signed = {"kind": "count", "unit": "agreement", "indicator": "agreements_signed", "period": "2021"}
    ends = {"value_low": 4e9, "value_high": 5e9}
    first = Reading(
        (
            figure(OPEN, "$31 billion", 31e9, subject="Trade"),
            figure(OPEN, "5 percent", 5.0, indicator="gdp_growth", partner=None, **growth),
            figure(OPEN, "$4-5 billion", None, indicator="fdi_inflow", partner=None, **ends),
            figure(OPEN, "40 kinds", 40.0, kind="count", unit="kind", indicator=None, period=None),
            figure(OPEN, "Six agreements", 6.0, partner=None, **signed),
        ),
        (),
        (),
    )
    second = Reading(
        (figure(CLOSED, "$30.9 billion", 30.9e9, modifier="about"),),
        (),
        (event(CLOSED, "Somebody came on 2 May 2022"),),
    )
    return [
        (source("one", OPEN), first),
        (source("two", CLOSED, licence="all-rights-reserved", url="https://example.org/two"), second),
        (source("three", "Nothing to see here."), Reading((), (), ())),
    ]


@pytest.fixture(scope="session")
def frames(read: Read) -> Frames:
    return rows(read)
