"""Series and their pictures: what is drawn, that it is told in words, and that it is the same each time."""

from __future__ import annotations

import json
import re
import struct
import xml.etree.ElementTree as ET
from collections.abc import Callable
from typing import Any

import pytest

from sandyq import titles
from sandyq.plot import Series, alternative, as_json, png, spec, svg
from sandyq.plot_style import DARK, LIGHT
from sandyq.reading.lexicon import table
from sandyq.series import number
from sandyq.tables import indicators

Make = Callable[..., Any]
Claim = tuple[float, dict[str, Any]]


def years(*values: tuple[str, float]) -> list[Claim]:
    return [(value, {"period": period}) for period, value in values]


def drawn(one: Series) -> dict[str, Any]:
    """Its specification, compiled: vl-convert raises ValueError where it is none."""
    found = spec(one)
    svg(found)
    return found


def words(picture: str) -> str:
    return " ".join(
        "".join(node.itertext()) for node in ET.fromstring(picture).iter() if node.tag.endswith("text")
    )


def test_observations_become_series_in_order(made: Make) -> None:
    found = made(
        {
            "b": [*years(("2022", 31.2), ("2021", 25.1)), (9.0, {"period": "2021", "indicator": "exports"})],
            "a": years(("2022", 30.0)),
        }
    )
    assert [one.name for one in found] == ["exports-kaz-chn-level-usd", "total_trade-kaz-chn-level-usd"]
    trade = found[1]
    assert trade.title == "Total trade of Kazakhstan with China"
    assert trade.scale == (1e9, "$ billion")
    assert [(point.period, point.value, point.agreement) for point in trade.points] == [
        ("2021", 25.1e9, "single"),
        ("2022", 31.2e9, "differ"),
    ]
    assert [(one.publisher, one.value, one.preferred) for one in trade.points[1].said] == [
        ("The b", 31.2e9, True),
        ("The a", 30e9, False),
    ]


def test_years_are_drawn_over_time(made: Make) -> None:
    (one,) = made({"a": years(("2018", 19.8), ("2021", 25.1), ("2022", 31.2)), "b": years(("2022", 28.0))})
    found = drawn(one)
    points = found["datasets"]["points"]
    assert [(point["x"], point["value"], point["run"]) for point in points] == [
        (2018.0, 19.8, 0),
        (2021.0, 25.1, 1),
        (2022.0, 31.2, 1),
    ]
    assert {claim["publisher"] for claim in found["datasets"]["claims"]} == {"The a", "The b"}
    picture = svg(found)
    for word in (
        "$ billion",
        "Total trade of Kazakhstan with China",
        "2018",
        "differ",
        "The a",
        "The b",
        "31.2",
    ):
        assert word in words(picture)
    assert LIGHT["differ"] in picture


def test_a_single_period_has_a_row_for_each_source(made: Make) -> None:
    (one,) = made(
        {"a": years(("2022", 31.2)), "b": [(30.0, {"modifier": "about"})], "c": years(("2022", 40.0))}
    )
    found = drawn(one)
    claims = found["datasets"]["claims"]
    assert [(row["row"], row["told"], row["preferred"]) for row in claims] == [
        ("The a, Feb 2024", "31.2", True),
        ("The b, Feb 2024", "about 30", False),
        ("The c, Feb 2024", "40", False),
    ]
    assert "cannot all be true" in " ".join(found["title"]["subtitle"])
    assert "$ billion, 2022" in found["title"]["subtitle"]


def test_periods_of_one_year_stand_side_by_side(made: Make) -> None:
    (one,) = made({"a": years(("2023-02", 5.0), ("2023-01", 4.0), ("2023-01/2023-09", 40.0))})
    picture = words(svg(spec(one)))
    for word in ("Jan 2023", "Feb 2023", "Jan–Sep 2023"):
        assert word in picture


def test_what_is_of_a_longer_period_is_told_and_not_drawn(made: Make) -> None:
    (one,) = made(
        {"a": [*years(("2021", 24.0), ("2022", 6.1)), (203.0, {"period": "1993/..", "modifier": "over"})]}
    )
    found = drawn(one)
    assert [point["label"] for point in found["datasets"]["points"]] == ["2021", "2022"]
    assert "over 203 since 1993" in found["title"]["subtitle"][-1]
    assert "since 1993: over 203 (one source)" in found["description"]
    (one,) = made({"a": years(("2018/2019", 17.0), ("2024/2025", 1.7))})
    assert len(drawn(one)["datasets"]["points"]) == 2


def test_ranges_ranks_and_many_sources_are_drawn(made: Make) -> None:
    ranged = {"period": "2022", "value_low": 6e9, "value_high": 7e9, "value": None}
    (one,) = made({"a": years(("2021", 5.0)), "b": [(6.0, ranged)]})
    assert one.points[1].value is None
    assert "6 to 7" in words(svg(spec(one)))
    (alone,) = made({"b": [(6.0, ranged)]})
    assert "6 to 7" in words(svg(spec(alone)))
    many = made({f"s{index}": years(("2021", 5.0), ("2022", 6.0)) for index in range(9)})[0]
    shown = {claim["publisher"] for claim in drawn(many)["datasets"]["claims"]}
    assert len(shown) == 6
    assert "others" in shown
    rank = {"measure": "rank", "indicator": "trading_partner_rank", "unit": "partner", "kind": "rank"}
    (ranks,) = made({"a": [(2e-9, {**rank, "period": "2021"}), (1e-9, {**rank, "period": "2022"})]})
    assert ranks.scale == (1.0, "place")
    assert '"reverse":true' in json.dumps(drawn(ranks), separators=(",", ":"))


def test_the_same_series_makes_the_same_bytes(made: Make) -> None:
    said = {"a": years(("2021", 25.1), ("2022", 31.2)), "b": years(("2022", 30.0))}
    (one,), (again,) = made(said), made(dict(reversed(said.items())))
    assert as_json(spec(one)) == as_json(spec(again))
    assert svg(spec(one)) == svg(spec(again))
    assert png(spec(one)) == png(spec(again))


def test_a_picture_is_for_light_and_dark_and_for_ears(made: Make) -> None:
    (one,) = made({"<b>&": years(("2021", 25.1), ("2022", 31.2))})
    light, dark = svg(spec(one)), svg(spec(one), dark=True)
    for picture, colours in ((light, LIGHT), (dark, DARK)):
        root = ET.fromstring(picture)
        assert root.get("role") == "img"
        assert [child.tag.rpartition("}")[2] for child in root][:2] == ["title", "desc"]
        assert root[0].text == one.title
        assert root[1].text == alternative(one)
        assert colours["preferred"] in picture
        assert "The <b>&" in words(picture)
        assert "http" not in re.sub(r'xmlns(:\w+)?="[^"]*"', "", picture)
    assert spec(one)["config"]["style"]["preferred"]["color"] == LIGHT["preferred"], "svg leaves it alone"


def test_png_is_twice_its_size_on_white(made: Make) -> None:
    (one,) = made({"a": years(("2021", 25.1), ("2022", 31.2))})
    picture = png(spec(one))
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">I", picture[16:20])[0] > 1100


def test_the_alternative_says_what_the_picture_shows(made: Make) -> None:
    (one,) = made({"a": years(("2021", 25.1), ("2022", 31.2)), "b": years(("2021", 25.1), ("2022", 28.0))})
    assert alternative(one) == (
        "Total trade of Kazakhstan with China, $ billion. 2021: 25.1 (2 sources agree). "
        "2022: 31.2 (sources differ: 28 to 31.2)."
    )
    (long,) = made({"a": years(*((str(1900 + year), float(year + 1)) for year in range(99)))})
    said = alternative(long)
    assert "75 more points stand between" in said
    assert "1998: 99" in said
    assert drawn(long)


def contrast(one: str, other: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05

    high, low = sorted((light(one), light(other)), reverse=True)
    return high / low


@pytest.mark.parametrize(("colours", "ground"), [(LIGHT, "#ffffff"), (DARK, "#14171a")])
def test_colours_can_be_told_from_their_ground(colours: dict[str, Any], ground: str) -> None:
    assert all(contrast(colours[name], ground) >= 4.5 for name in ("text", "faint", "differ"))
    assert all(contrast(colour, ground) >= 3 for colour in (colours["preferred"], *colours["publishers"]))


def test_every_indicator_has_a_title() -> None:
    assert {row["indicator"] for row in table("indicator_titles")} == set(indicators()["indicator"])
    for row in table("indicator_titles"):
        found = titles.title(row["indicator"], "KAZ", "USA", "change")
        assert "Kazakhstan" in found
        assert "the United States" in found


@pytest.mark.parametrize(
    ("period", "said"),
    [
        ("2022", "2022"),
        ("2023-05", "May 2023"),
        ("2023-07-14", "14 Jul 2023"),
        ("2023-01/2023-09", "Jan–Sep 2023"),
        ("2022-11/2023-02", "Nov 2022–Feb 2023"),
        ("2007/..", "since 2007"),
        ("../2024-03", "until Mar 2024"),
        ("2013/2023", "2013–2023"),
    ],
)
def test_periods_in_words(period: str, said: str) -> None:
    assert titles.period(period) == said


@pytest.mark.parametrize(
    ("unit", "largest", "scale"),
    [
        ("USD", 31e9, (1e9, "$ billion")),
        ("KZT", 2.3e12, (1e12, "trillion tenge")),
        ("EUR", 200.0, (1.0, "€")),
        ("UGX", 5e6, (1e6, "million UGX")),
        ("tonne", 45_000.0, (1e3, "thousand tonnes")),
        ("country", 5.0, (1.0, "countries")),
        ("barrel_per_day", 1.9e6, (1e6, "million barrels per day")),
        ("percentage_point", 2.0, (1.0, "percentage points")),
        ("percent", 23.6, (1.0, "percent")),
    ],
)
def test_units_in_words(unit: str, largest: float, scale: tuple[float, str]) -> None:
    assert titles.scale(unit, largest) == scale


def test_places_and_numbers_in_words() -> None:
    assert titles.place("KAZ;UZB;EUU") == "Kazakhstan, Uzbekistan and the European Union"
    assert [number(value) for value in (31.17, 1250.0, -18.7, 0.25, 3.0)] == [
        "31.17",
        "1,250",
        "−18.7",
        "0.25",
        "3",
    ]
