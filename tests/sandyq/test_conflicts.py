from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandyq.conflicts import KINDS, Conflict, find
from sandyq.observations import gather
from sandyq.reading.model import Reading
from sandyq.tables import rows

Make = Callable[..., Any]
Claim = tuple[str, float, dict[str, Any]]

RISE = {"measure": "change", "unit": "percent", "kind": "percent", "direction": "increase"}
TIMES = {"unit": "times", "kind": "quantity"}
HALF = "2022-01/2022-06"
SHARE = {"indicator": "share_of_foreign_trade", "measure": "share", "unit": "percent", "kind": "percent"}


def usd(billion: str, **more: Any) -> Claim:
    return f"${billion} billion", float(billion) * 1e9, more


def rise(percent: str, **more: Any) -> Claim:
    return f"{percent}%", float(percent), {**RISE, **more}


@pytest.fixture
def found(source: Make, figure: Make) -> Callable[..., list[Conflict]]:
    """What is found among figures of one source: total trade of Kazakhstan with China in 2022 by default."""

    def of(*claims: Claim) -> list[Conflict]:
        text = " ".join(f"{quote};" for quote, _, _ in claims)
        figures = tuple(figure(text, f"{quote};"[:-1], value, **more) for quote, value, more in claims)
        frames = rows([(source("one", text), Reading(figures, (), ()))])
        return list(find(gather(frames["figures"], frames["sources"]), [frames["figures"]]))

    return of


def test_values_of_one_observation_that_cannot_all_be_true(found: Make) -> None:
    (one,) = found(("$31.17 billion", 31.17e9, {}), ("$24 billion", 24e9, {}), ("$31 billion", 31e9, {}))
    assert (one.kind, one.indicator, one.partner, one.period, one.unit) == (
        "values",
        "total_trade",
        "CHN",
        "2022",
        "USD",
    )
    assert [claim.low for claim in one.claims] == [31.17e9, 24e9, 31e9], "the preferred one first"
    assert one.message == (
        "Total trade of Kazakhstan with China, 2022, $ billion: 31.17, 24 and 31 are stated; "
        "31.17 is preferred (exact)"
    )


def test_of_each_value_one_figure_is_named(found: Make) -> None:
    (one,) = found(("$31 billion", 31e9, {}), ("24 bn", 24e9, {}), ("24 billion", 24e9, {}))
    assert [(claim.low, claim.figures) for claim in one.claims] == [(31e9, 1), (24e9, 2)]


@pytest.mark.parametrize(
    ("claims", "words"),
    [
        ((usd("31.17"), rise("23.6"), usd("24", period="2021")), "25.2 to 25.23 in 2021, where 24 is"),
        ((usd("31.17"), rise("23.6"), usd("25.2", period="2021")), None),
        ((usd("31.17"), rise("25", modifier="almost"), usd("25.2", period="2021")), None),
        ((usd("8"), rise("20", direction="decrease"), usd("10.0", period="2021")), None),
        ((usd("8.0"), rise("20", direction="decrease"), usd("7.0", period="2021")), "of −20 percent"),
        ((usd("8.0"), usd("1.0", measure="change"), usd("7.0", period="2021")), None),
        ((usd("8.0"), usd("1.5", measure="change"), usd("7.0", period="2021")), "a change of 1.5 gives"),
        ((usd("8.0"), rise("2.0", **TIMES), usd("7.0", period="2021")), "a change of 2 times"),
        # Of another partner, or of a month, nothing follows.
        ((usd("31.17"), rise("23.6", partner="RUS"), usd("24", period="2021")), None),
        ((usd("3", period="2022-05"), rise("50", period="2022-05"), usd("9", period="2021-05")), None),
        (
            (usd("3", period=HALF), rise("50", period=HALF), usd("9", period="2021-01/2021-06")),
            "Jan–Jun 2021",
        ),
    ],
)
def test_a_change_between_two_levels(found: Make, claims: tuple[Claim, ...], words: str | None) -> None:
    conflicts = found(*claims)
    assert [one.kind for one in conflicts] == ([] if words is None else ["change"])
    if words is not None:
        assert words in conflicts[0].message
        assert len(conflicts[0].claims) == 3


@pytest.mark.parametrize(
    ("exports", "imports", "whole", "kinds"),
    [
        ("19.5", "11.7", usd("31.17"), []),
        ("20.5", "11.7", usd("31.17"), ["total"]),
        ("20.5", "11.7", usd("8.8", indicator="trade_balance"), []),
        ("11.7", "20.5", usd("-8.8", indicator="trade_balance"), []),
        ("20.5", "11.7", usd("5.1", indicator="trade_balance"), ["total"]),
    ],
)
def test_exports_and_imports_make_the_trade(
    found: Make, exports: str, imports: str, whole: Claim, kinds: list[str]
) -> None:
    conflicts = found(usd(exports, indicator="exports"), usd(imports, indicator="imports"), whole)
    assert [one.kind for one in conflicts] == kinds


def test_a_part_above_its_whole(found: Make) -> None:
    (one,) = found(("$31.17 billion", 31.17e9, {}), ("$40 billion", 40e9, {"indicator": "exports"}))
    assert (one.kind, one.indicator) == ("part", "exports")
    (one,) = found(("$31.17 billion", 31.17e9, {}), ("$30 billion", 30e9, {"partner": None}))
    assert (one.kind, one.partner) == ("part", "none")
    assert found(("$31.17 billion", 31.17e9, {}), ("$31 billion", 31e9, {"partner": None})) == []
    assert found(("$31 billion", 31e9, {}), ("€9 billion", 9e9, {"partner": None, "unit": "EUR"})) == []


@pytest.mark.parametrize(
    ("shares", "wrong"),
    [
        ({"CHN": 35.0, "RUS": 30.0, "EUU": 40.0}, True),
        ({"CHN": 35.0, "RUS": 25.0, "EUU": 40.0}, False),
        ({"CHN": 35.0, "RUS": 20.0, "EUU": 40.0, "ITA": 15.0, "DEU": 9.0}, False),
        ({"CHN": 60.0, "ITA": 35.0, "DEU": 9.0, "EUU": 20.0}, True),
        ({"CHN": 70.0, "SCO": 90.0}, False),
        ({"SCO": 130.0}, True),
        ({"WLD": 100.0, "CHN": 20.0}, False),
        ({"CHN;RUS": 70.0, "CHN": 40.0}, False),
    ],
)
def test_shares_of_one_whole(found: Make, shares: dict[str, float], wrong: bool) -> None:
    conflicts = found(
        *((f"{code} {value:g}%", value, {**SHARE, "partner": code}) for code, value in shares.items())
    )
    assert bool(conflicts) is wrong
    for one in conflicts:
        assert (one.indicator, one.partner, one.measure) == ("share_of_foreign_trade", "none", "share")
        assert one.message.endswith("than the whole, 100")


def test_nothing_stated_is_no_conflict(found: Make) -> None:
    assert found() == []


VALUES = st.lists(
    st.tuples(
        st.integers(1, 99),
        st.sampled_from(["total_trade", "exports", "imports"]),
        st.sampled_from([None, "CHN", "RUS"]),
        st.sampled_from(["2021", "2022"]),
    ),
    max_size=8,
    unique_by=lambda value: value[0],
)


@given(VALUES)
def test_order_and_parts_never_matter(source: Make, figure: Make, values: list[Any]) -> None:
    text = " ".join(f"<{number}>" for number in range(1, 100))
    figures = tuple(
        figure(text, f"<{number}>", number * 1e9, indicator=name, partner=partner, period=period)
        for number, name, partner, period in values
    )
    frames = rows([(source("one", text), Reading(figures, (), ()))])
    table = frames["figures"]
    observations = gather(table, frames["sources"])
    conflicts = list(find(observations, [table]))
    parts = [table.reverse().head(3), table.reverse().slice(3)]
    assert conflicts == list(find(observations.reverse(), parts))
    ids = set(table["figure_id"])
    for one in conflicts:
        assert one.kind in KINDS
        assert one.claims
        assert all(claim.figure_id in ids and claim.quote for claim in one.claims)
    differing = observations.filter(observations["agreement"] == "differ").height
    assert sum(one.kind == "values" for one in conflicts) == differing
