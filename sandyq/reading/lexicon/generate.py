"""Write the lexicon's generated tables of currencies and units from Unicode CLDR, ISO 4217 and Pint.

Run at development time (``python -m sandyq.reading.lexicon.generate``); it needs Babel and Pint from
requirements-dev.txt. The tables are committed, so the reader itself needs neither. Rows that no source gives
are kept by hand in the tables beside them (``currency_words``, ``unit_words``), and win where both have one.
"""

from __future__ import annotations

import csv
import importlib.metadata
from collections import defaultdict
from pathlib import Path
from typing import Any

import pint
import pycountry
from babel import Locale

HERE = Path(__file__).parent / "en"

DURATIONS = {"century", "decade", "year", "month", "week", "day", "hour", "minute", "second"}
"""CLDR durations that count as lengths of time; ``quarter`` and ``night`` are too often something else."""

SKIPPED = frozenset(
    [
        "concentr",
        "graphics",
        "light",
        "temperature-generic",
        "speed-light-speed",
        "speed-beaufort",
        "angle-arc-minute",
        "angle-arc-second",
        "duration-quarter",
        "duration-night",
        "duration-year-person",
        "duration-month-person",
        "duration-week-person",
        "duration-day-person",
        "volume-pinch",
        "volume-drop",
        "volume-jigger",
        "volume-dram",
        "length-point",
        "mass-stone",
        "mass-grain",
        "volume-cup",
        "volume-cup-metric",
        "length-mile-scandinavian",
        "mass-earth-mass",
        "length-earth-radius",
        "mass-solar-mass",
        "length-solar-radius",
        "volume-dessert-spoon",
        "volume-dessert-spoon-imperial",
        "mass-dalton",
        "pressure-bar",
        "force-kilowatt-hour-per-100-kilometer",
        "pressure-gasoline-energy-density",
        "energy-foodcalorie",
        "volume-pint-metric",
        "volume-gallon-imperial",
        "volume-quart-imperial",
        "volume-fluid-ounce-imperial",
        "consumption-mile-per-gallon-imperial",
        "pressure-atmosphere",
        "length-furlong",
        "angle-revolution",
        "angle-radian",
    ]
)
"""CLDR categories and units whose English names are everyday words, or that double another."""

NOT_SYMBOLS = frozenset(
    [
        "in",
        "a",
        "at",
        "as",
        "am",
        "pm",
        "d",
        "h",
        "s",
        "C",
        "F",
        "K",
        "b",
        "B",
        "M",
        "tn",
        "G",
        "R",
        "N",
        "J",
        "w",
        "y",
        "qtr",
        "pt",
        "dr",
        "c",
        "dec",
        "cal",
        "bar",
        "°",
        "′",
        "″",
        "'",
        '"',
        "#",
        "cup",
        "mo",
        "wk",
        "hr",
        "min",
        "sec",
        "yr",
        "T",
        "P",
        "E",
        "p",
        "A",
        "L",
        "Gs",
        "CD",
        "pc",
        "au",
        "fur",
        "light",
        "rad",
        "rev",
        "bu",
        "fth",
        "ly",
        "qt",
        "ac",
    ]
)
"""Short forms that are words, scales or other things oftener than units; what is wanted is in unit_words."""

LONE_SYMBOLS = frozenset("mgtWVl")
"""Units whose symbol is one letter and stands alone in articles."""

SI_BASES: dict[str, str] = {
    "metre": "milli centi kilo micro nano",
    "gram": "milli kilo micro",
    "litre": "milli centi hecto mega",
    "tonne": "kilo mega giga",
    "watt": "milli kilo mega giga tera",
    "hertz": "kilo mega giga",
    "volt": "milli kilo mega",
    "ampere": "milli kilo",
    "joule": "kilo mega giga tera",
    "pascal": "kilo mega hecto",
    "byte": "kilo mega giga tera peta",
    "bit": "kilo mega giga",
    "newton": "kilo",
    "volt_ampere": "kilo mega",
    "watt_hour": "kilo mega giga tera",
    "ampere_hour": "milli",
}
"""SI units and the prefixes they are met with."""

EVERYDAY = frozenset(
    [
        "all",
        "gold",
        "kip",
        "loti",
        "real",
        "sol",
        "soles",
        "sum",
        "bonds",
        "peg",
        "birr",
        "marks",
        "mark",
        "para",
        "rand",
        "dong",
        "lev",
        "leva",
        "leones",
        "tala",
        "vatu",
        "kina",
        "taka",
        "balboa",
        "metical",
        "reals",
        "rands",
        "units",
        "unit",
        "lek",
        "gourde",
        "convertible",
        "dram",
        "drams",
        "dalasis",
        "pula",
        "florin",
        "peso",
    ]
)
"""Names of one currency that are also words or surnames; what is wanted of them is in currency_words."""

Row = tuple[str, ...]


def british(name: str) -> str:
    """The unit's name as the reader gives it: British spelling, snake_case ("cubic_metre", "tonne")."""
    name = name.lower().replace("liter", "litre").replace("meter", "metre").replace("metric ton", "tonne")
    name = name.replace("degree ", "").replace("-", "_").replace(" ", "_")
    return "tonne" if name == "ton" else name


def spellings(form: str) -> set[str]:
    """A name as written on both sides of the Atlantic, with space and with hyphen."""
    forms = {form.lower()}
    for american, other in (("meter", "metre"), ("liter", "litre"), ("metric ton", "tonne")):
        forms |= {form.replace(american, other) for form in forms}
    return {form.replace("-", " ") for form in forms}


def si_rows() -> list[Row]:
    """(form, unit, kind, exact) of the SI units with their prefixes; symbols as Pint has them."""
    registry: Any = pint.UnitRegistry()
    rows: list[Row] = []
    for base, prefixes in SI_BASES.items():
        words = base.split("_")
        symbol = "".join(str(registry.get_symbol(word)) for word in words)
        for prefix in ("", *prefixes.split()):
            name = prefix + " ".join(words)
            rows += [(form, prefix + base, "quantity", "") for form in (name, name + "s")]
            # Pint gives a prefix its symbol only on a unit; the gram's own is one letter.
            short = str(registry.get_symbol(prefix + "gram"))[:-1] + symbol if prefix else symbol
            if len(short) > 1 or short in LONE_SYMBOLS:
                rows.append((short, prefix + base, "quantity", "yes"))
    return rows


def cldr_rows() -> list[Row]:
    """(form, unit, kind, exact) of CLDR's English unit names, long and short."""
    patterns: Any = Locale("en")._data["unit_patterns"]
    rows: list[Row] = []
    for key in patterns:
        category, _, name = key.partition("-")
        if category in SKIPPED or key in SKIPPED:
            continue
        kind = "duration" if category == "duration" and name in DURATIONS else "quantity"
        long = patterns[key]["long"]
        unit = british(long["one"].replace("{0}", "").strip())
        for number in ("one", "other"):
            rows += [(f, unit, kind, "") for f in spellings(long[number].replace("{0}", "").strip())]
        for width in ("short", "narrow"):
            symbol = patterns[key].get(width, {"other": ""})["other"].replace("{0}", "").strip()
            if len(symbol) > 1 and symbol not in NOT_SYMBOLS:
                rows.append((symbol, unit, kind, "yes"))
    return rows


def unit_rows() -> list[Row]:
    """Every form of a unit once, the SI's own before CLDR's, sorted."""
    found: dict[str, Row] = {}
    for row in [*si_rows(), *sorted(cldr_rows())]:
        found.setdefault(row[0], row)
    return [found[form] for form in sorted(found)]


def currency_rows() -> list[Row]:
    """(form, code): names of the currencies in use, and last words that belong to one of them alone."""
    codes = {currency.alpha_3 for currency in pycountry.currencies}
    names: Any = Locale("en")._data["currency_names_plural"]
    forms: dict[str, str] = {}
    last: dict[str, set[str]] = defaultdict(set)
    for code in names:
        if code not in codes or (code.startswith("X") and code not in ("XAF", "XOF")):
            continue
        for form in (name.lower() for name in names[code].values() if "(" not in name and "unit" not in name):
            forms[form] = code
            last[form.split()[-1].rstrip("s")].add(code)
    for form, code in list(forms.items()):
        word = form.split()[-1]
        if len(last[word.rstrip("s")]) == 1 and len(word) > 2 and word not in EVERYDAY:
            forms.setdefault(word, code)
    return sorted(forms.items())


def write(name: str, header: Row, rows: list[Row]) -> None:
    """Write one table of the English lexicon."""
    with (HERE / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def main() -> None:
    """Write both tables and the note of their sources."""
    write("currencies", ("form", "currency"), currency_rows())
    write("units", ("form", "unit", "kind", "exact"), unit_rows())
    versions = {name: importlib.metadata.version(name) for name in ("babel", "pint", "pycountry")}
    (HERE / "SOURCES-quantities.md").write_text(
        "# Sources of currencies.csv and units.csv\n\n"
        "Written by `python -m sandyq.reading.lexicon.generate`; do not edit by hand.\n\n"
        f"- Unicode CLDR, English, through Babel {versions['babel']}: names of currencies and units\n"
        f"- ISO 4217 through pycountry {versions['pycountry']}: the currencies in use\n"
        f"- Pint {versions['pint']}: SI prefixes and symbols\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
