"""Write en/territories.csv from CLDR (through Babel) and ISO 3166 (through pycountry).

Run by hand when a new release of either is out::

    python sandyq/reading/lexicon/generate_places.py

The names that texts use beside these (Britain, Turkey, the Kremlin) stand in en/names.csv and its neighbours,
which are kept by hand. The versions that the table was made from are in its column ``source``.
"""

from __future__ import annotations

import csv
import re
from importlib.metadata import version
from pathlib import Path

import pycountry
from babel import Locale

TARGET = Path(__file__).parent / "en" / "territories.csv"


def variants(name: str) -> set[str]:
    """A name as texts write it: "&" and "and", "St." and "Saint", "Myanmar (Burma)" as two names."""
    names = {name}
    if match := re.fullmatch(r"([^,]+), (?:The )?([^,]+)", name):
        names = {f"{match[2]} {match[1]}"}  # "Korea, Republic of"
    if match := re.fullmatch(r"(.+?) \((.+)\)", name):
        names = {match[1], match[2]}
    for mark, other in ((" & ", " and "), ("St. ", "Saint "), (" SAR China", ""), ("’", "'")):
        names |= {one.replace(mark, other) for one in names}
    return {one for one in names if "," not in one and " - " not in one}


def rows() -> list[tuple[str, str, str]]:
    """(name, ISO 3166 alpha-3, source), sorted; a name that two territories claim is left out."""
    babel, iso = f"Babel {version('babel')}", f"pycountry {version('pycountry')}"
    found: dict[str, tuple[str, str]] = {}
    twice: set[str] = set()
    territories = Locale("en").territories
    for country in pycountry.countries:
        sources = [(territories[country.alpha_2], babel), (country.name, iso)]
        sources += [(getattr(country, field, ""), iso) for field in ("common_name", "official_name")]
        for name, source in sources:
            for one in variants(name) if name else ():
                code = found.setdefault(one, (country.alpha_3, source))[0]
                if code != country.alpha_3:
                    twice.add(one)
    return sorted((name, code, source) for name, (code, source) in found.items() if name not in twice)


if __name__ == "__main__":
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("name", "code", "source"))
        writer.writerows(rows())
