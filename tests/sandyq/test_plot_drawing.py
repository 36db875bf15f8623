"""What is drawn is what Vega draws of the same specification, with less to lay out."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections import Counter
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Any

import pytest
import vl_convert

from sandyq import plot
from sandyq.plot_drawing import FILTERS, VERSION
from sandyq.plot_style import WIDTH
from sandyq.plot_words import width

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Said = dict[str, list[tuple[float, dict[str, Any]]]]
    Made = Callable[[Said], list[plot.Series]]

LONG = "Public debt of Kazakhstan as a share of its gross domestic product owed to the European Union: change"


def of(period: str, value: float, **more: Any) -> tuple[float, dict[str, Any]]:
    return value, {"period": period, **more}


KINDS: dict[str, Said] = {
    "years in a row": {"Steppe": [of("2021", 25.1), of("2022", 31.2), of("2023", 1234.5)]},
    "gaps": {"Steppe": [of("2001", 25.1), of("2002", 26.0), of("2009", 31.2)]},
    "disagreement": {"Steppe": [of("2021", 25.1), of("2022", 31.2)], "Post": [of("2022", 28.0)]},
    "quarters of years": {"Steppe": [of("2021", 25.1), of("2022-01/2022-03", 6.0), of("2023-12", 3.0)]},
    "one year": {"Steppe": [of("2022-01", 2.1), of("2022-02", 3.2), of("2022-03", 1.0)]},
    "one period": {"Steppe": [of("2022", 31.2)], "A": [of("2022", 25.0, modifier="about")]},
    "many publishers": {f"Publisher number {n} of <all> & more": [of(f"20{n:02}", n + 1)] for n in range(9)},
    "many points": {"Steppe": [of(str(1990 + n), n + 1) for n in range(20)]},
    "a letter": {"B": [of("2021", 25.1), of("2022", 31.2), of("2023", 2.0)]},
    "ranks": {
        "Steppe": [
            of(
                str(2020 + n),
                (n + 1) * 1e-9,
                measure="rank",
                indicator="trading_partner_rank",
                unit="partner",
                kind="rank",
            )
            for n in range(3)
        ]
    },
}


@pytest.fixture
def spec_of(made: Made) -> Callable[[str], dict[str, Any]]:
    return lambda kind: plot.spec(made(KINDS[kind])[0])


def texts(picture: str) -> Counter[str]:
    """The words of a picture; those of one text in several lines as one."""
    found = (
        " ".join(text for text in node.itertext() if text.strip())
        for node in ET.fromstring(picture).iter()
        if node.tag.endswith("}text")
    )
    return Counter(found)


@pytest.mark.parametrize("kind", KINDS)
def test_the_picture_is_that_of_the_specification(
    kind: str, spec_of: Callable[[str], dict[str, Any]]
) -> None:
    spec = spec_of(kind)
    assert texts(plot.svg(spec)) == texts(vl_convert.vegalite_to_svg(spec, vl_version=VERSION))


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "many publishers"])
def test_nothing_moves(kind: str, spec_of: Callable[[str], dict[str, Any]]) -> None:
    spec = spec_of(kind)
    drawn = places(plot.svg(spec))
    whole = places(vl_convert.vegalite_to_svg(spec, vl_version=VERSION))
    assert drawn.keys() == whole.keys()
    for words, there in whole.items():
        assert drawn[words] == pytest.approx(there, abs=1), words


def places(picture: str) -> dict[str, list[float]]:
    """Where each text stands, by its words, and how large the picture is; in pixels."""
    found: dict[str, list[float]] = {}
    for x, y, said in re.findall(
        r'<text[^>]* transform="translate\(([^,]*),([^)]*)\)[^>]*>([^<]*)</text>', picture
    ):
        found.setdefault(said, []).extend((float(x), float(y)))
    (size,) = re.findall(r'^<svg[^>]* width="(\d+)" height="(\d+)"', picture)
    found["size"] = [float(pixels) for pixels in size]
    return found


def test_filters_mean_in_python_what_they_mean_in_vega(spec_of: Callable[[str], dict[str, Any]]) -> None:
    used: set[str] = set()
    for kind in KINDS:
        spec = spec_of(kind)
        for layer in spec["layer"]:
            for transform in layer.get("transform", ()):
                rows = spec["datasets"][layer["data"]["name"]]
                used.add(transform["filter"])
                assert kept(transform["filter"], rows) == [
                    row for row in rows if FILTERS[transform["filter"]](row)
                ]
    assert used == set(FILTERS)


def kept(words: str, rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows that Vega keeps, told by the marks that it makes of them."""
    rows = list(rows)
    numbered = [{**row, "number": number} for number, row in enumerate(rows)]
    vega = {
        "data": [
            {"name": "all", "values": numbered, "transform": [{"type": "filter", "expr": words}]},
        ],
        "marks": [
            {
                "type": "text",
                "from": {"data": "all"},
                "encode": {"update": {"text": {"field": "number"}, "fontSize": {"value": 9}}},
            }
        ],
    }
    return [rows[int(number)] for number in re.findall(r">(\d+)</text>", vl_convert.vega_to_svg(vega))]


def test_a_long_title_has_lines_that_fit(spec_of: Callable[[str], dict[str, Any]]) -> None:
    spec = spec_of("years in a row")
    plain = plot.svg(spec)
    spec["title"] = {"text": LONG, "subtitle": ["word " * 60]}
    picture = plot.svg(spec)
    assert LONG in texts(picture)
    lines = re.findall(r"<tspan[^>]*>([^<]*)</tspan>", picture)
    assert len(lines) >= 4
    assert all(width(line, 12) <= WIDTH for line in lines)
    assert re.findall(r'^<svg[^>]* width="(\d+)"', picture) == re.findall(r'^<svg[^>]* width="(\d+)"', plain)


def test_a_legend_is_no_wider_than_the_plot(spec_of: Callable[[str], dict[str, Any]]) -> None:
    narrow, wide = plot.svg(spec_of("years in a row")), plot.svg(spec_of("many publishers"))
    found = [re.findall(r'^<svg[^>]* width="(\d+)"', picture)[0] for picture in (narrow, wide)]
    assert int(found[1]) <= int(found[0]) + 12
    assert "others" in texts(wide)


def test_the_fonts_of_the_machine_change_nothing(spec_of: Callable[[str], dict[str, Any]]) -> None:
    """Drawn with the fonts that are here, and in a process that knows none."""
    program = "import json, sys; from sandyq import plot; print(plot.svg(json.load(sys.stdin)))"
    spec = spec_of("one period")
    with NamedTemporaryFile("w", suffix=".conf") as nowhere:
        nowhere.write("<fontconfig><dir>/nowhere</dir></fontconfig>")
        nowhere.flush()
        said = subprocess.run(
            [sys.executable, "-c", program],
            input=json.dumps(spec),
            env={**os.environ, "FONTCONFIG_FILE": nowhere.name},
            text=True,
            capture_output=True,
            check=True,
        )
    assert said.stdout == plot.svg(spec) + "\n"
