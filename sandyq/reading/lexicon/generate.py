"""Write the lexicon's generated tables of currencies and units from Unicode CLDR, ISO 4217 and Pint.

Run at development time (``python -m sandyq.reading.lexicon.generate``); it needs Babel and Pint from
requirements-dev.txt. The tables are committed, so the reader itself needs neither. Rows that no source gives are
kept by hand in the tables beside them (``currency_words``, ``unit_words``).
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

SKIPPED_CATEGORIES = {"concentr", "graphics", "light", "temperature-generic", "speed-light", "speed-beaufort"}
"""CLDR units that articles do not use or that the rules treat themselves (percent, karat, dots)."""

SKIPPED = {
    "angle-arc-minute", "angle-arc-second", "duration-quarter", "duration-night", "duration-year-person",
    "duration-month-person", "duration-week-person", "duration-day-person", "volume-pinch", "volume-drop",
    "volume-jigger", "volume-dram", "length-point", "mass-stone", "mass-grain", "volume-cup", "volume-cup-metric",
    "length-mile-scandinavian", "mass-earth-mass", "length-earth-radius", "length-solar-radius",
    "volume-dessert-spoon", "volume-dessert-spoon-imperial", "force-kilowatt-hour-per-100-kilometer",
    "pressure-gasoline-energy-density", "energy-foodcalorie", "volume-pint-metric", "mass-solar-mass",
    "volume-gallon-imperial", "volume-quart-imperial", "volume-fluid-ounce-imperial", "mass-dalton",
    "consumption-mile-per-gallon-imperial",
}  # fmt: skip
"""CLDR units whose English names are everyday words, or that double another."""

NOT_SYMBOLS = {"in", "a", "at", "as", "am", "pm", "d", "h", "s", "C", "F", "K", "b", "B", "M", "tn", "G", "R", "N",
               "J", "w", "y", "qtr", "pt", "dr", "c", "dec", "cal", "bar", "°", "′", "″", "'", "\"", "#", "cup",
               "mo", "wk", "hr", "min", "sec", "yr", "T", "P", "E", "p"}  # fmt: skip
"""Short forms that are words, scales or other things oftener than units; what is wanted is in unit_words."""

SI_BASES = {
    "metre": ("length", ("milli", "centi", "kilo", "micro", "nano")),
    "gram": ("mass", ("milli", "kilo", "micro")),
    "litre": ("volume", ("milli", "centi", "hecto", "mega")),
    "tonne": ("mass", ("kilo", "mega", "giga")),
    "watt": ("power", ("milli", "kilo", "mega", "giga", "tera")),
    "hertz": ("frequency", ("kilo", "mega", "giga")),
    "volt": ("electric", ("milli", "kilo", "mega")),
    "ampere": ("electric", ("milli", "kilo")),
    "joule": ("energy", ("kilo", "mega", "giga", "tera")),
    "pascal": ("pressure", ("kilo", "mega", "hecto")),
    "byte": ("digital", ("kilo", "mega", "giga", "tera", "peta")),
    "bit": ("digital", ("kilo", "mega", "giga")),
    "newton": ("force", ("kilo",)),
    "volt_ampere": ("power", ("kilo", "mega")),
    "watt_hour": ("energy", ("kilo", "mega", "giga", "tera")),
    "ampere_hour": ("electric", ("milli",)),
}  # fmt: skip


def british(name: str) -> str:
    """The unit's name as the reader gives it: British spelling, snake_case ("cubic_metre", "tonne")."""
    name = name.lower().replace("liter", "litre").replace("meter", "metre").replace("metric ton", "tonne")
    name = name.replace("degree ", "").replace("degrees ", "").replace("-", "_").replace(" ", "_")
    return "tonne" if name == "ton" else name


def spellings(form: str) -> set[str]:
    """A name as written on both sides of the Atlantic, with space and with hyphen."""
    forms = {form.lower()}
    for us, uk in (("meter", "metre"), ("liter", "litre"), ("metric ton", "tonne")):
        forms |= {f.replace(us, uk) for f in forms}
    return forms | {f.replace("-", " ") for f in forms}


def unit_rows() -> list[tuple[str, str, str, str]]:
    """(form, unit, kind, exact) of every CLDR unit and SI multiple; exact forms keep their case."""
    found: dict[str, tuple[str, str, str, str]] = {}

    def add(form: str, unit: str, kind: str, exact: str) -> None:
        if form and (exact == "" or form not in NOT_SYMBOLS):
            found.setdefault(form, (form, unit, kind, exact))

    patterns: Any = Locale("en")._data["unit_patterns"]
    for key in patterns:
        category, _, name = key.partition("-")
        if category in SKIPPED_CATEGORIES or key in SKIPPED or key in SKIPPED_CATEGORIES:
            continue
        kind = "duration" if category == "duration" and name in DURATIONS else "quantity"
        long = patterns[key]["long"]
        unit = british(long["one"].replace("{0}", "").strip())
        for number in ("one", "other"):
            for form in spellings(long[number].replace("{0}", "").strip()):
                add(form, unit, kind, "")
        for width in ("short", "narrow"):
            if width in patterns[key]:
                symbol = patterns[key][width]["other"].replace("{0}", "").strip()
                add(symbol, unit, kind, "yes")
    registry: Any = pint.UnitRegistry()
    for base, (_, prefixes) in SI_BASES.items():
        words = base.split("_")
        symbol = "".join(str(registry.get_symbol(word)) for word in words).replace("l", "l")
        for prefix in ("", *prefixes):
            unit = prefix + base
            for plural in ("", "" if base == "hertz" else "s"):
                for joint in (" ", "-") if len(words) > 1 else ("",):
                    add(prefix + joint.join(words) + plural, unit, "quantity", "")
            prefix_symbol = str(registry.get_symbol(prefix + "gram"))[:-1] if prefix else ""
            if prefix or len(symbol) > 1 or symbol in ("m", "g", "t", "W", "V", "l"):
                add(prefix_symbol + symbol, unit, "quantity", "yes")
    return [found[form] for form in sorted(found)]


def currency_rows() -> list[tuple[str, str]]:
    """(form, code): CLDR's English names of the currencies in use, and last words that name only one of them."""
    codes = {currency.alpha_3 for currency in pycountry.currencies}
    names: Any = Locale("en")._data["currency_names_plural"]
    forms: dict[str, str] = {}
    last: dict[str, set[str]] = defaultdict(set)
    for code in names:
        if code not in codes or (code.startswith("X") and code not in ("XAF", "XOF")):
            continue
        for form in names[code].values():
            if "(" not in form and "unit" not in form:
                forms[form.lower()] = code
                last[form.lower().split()[-1]].add(code)
    for word, owners in last.items():
        if len(owners) == 1 and len(word) > 2 and word not in EVERYDAY:
            forms.setdefault(word, next(iter(owners)))
    return sorted(forms.items())


EVERYDAY = {"all", "gold", "kip", "loti", "real", "sol", "soles", "sum", "bonds", "peg", "birr", "marks", "para",
            "rand", "dong", "lev", "leva", "leones", "tala", "vatu", "kina", "taka", "balboa", "metical",
            "reals", "rands", "units", "lek", "gourde", "convertible", "dram", "drams", "dalasis", "unit"}  # fmt: skip
"""Names of one currency that are also words, surnames or rare; what is wanted of them is in currency_words."""


def write(name: str, header: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    """Write one table, and name the sources and their versions in the file beside it."""
    with (HERE / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def main() -> None:
    """Write both tables and their note of sources."""
    write("currencies", ("form", "currency"), list(currency_rows()))
    write("units", ("form", "unit", "kind", "exact"), list(unit_rows()))
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
