"""How to cite a version, and lines that load one of its tables: both pinned to the version and its hash."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sandyq.site.holdings import Edition


def plain(edition: Edition, url: str | None) -> str:
    """A sentence for a list of references."""
    said = edition.described
    year = (edition.updated or "n.d.")[:4] if edition.updated else "n.d."
    where = f" {url}" if url else ""
    return f"{_authors(edition)} ({year}). {said['title']} (version {edition.version}) [data set].{where}"


def bibtex(edition: Edition, url: str | None) -> str:
    """An entry of BibTeX."""
    fields = {
        "author": " and ".join(f"{{{_tex(one)}}}" for one in _contributors(edition)),
        "title": f"{{{_tex(edition.described['title'])}}}",
        "version": edition.version,
        "year": edition.updated[:4] if edition.updated else None,
        "url": url,
    }
    inside = ",\n".join(f"  {name} = {{{words}}}" for name, words in fields.items() if words)
    return f"@misc{{{edition.dataset}-{edition.version},\n{inside}\n}}"


def csl(edition: Edition, url: str | None) -> str:
    """An item of CSL-JSON, for reference managers. https://citeproc-js.readthedocs.io/en/latest/csl-json/"""
    item: dict[str, Any] = {
        "id": f"{edition.dataset}-{edition.version}",
        "type": "dataset",
        "title": edition.described["title"],
        "author": [{"literal": one} for one in _contributors(edition)],
        "version": edition.version,
    }
    if edition.updated:
        item["issued"] = {"date-parts": [[int(part) for part in edition.updated.split("-")]]}
    if url:
        item["URL"] = url
    return json.dumps([item], ensure_ascii=False, indent=1)


def lines(url: str, digest: str) -> list[tuple[str, str, str]]:
    """(id, name, code) of each language that loads the Parquet file at ``url``.

    ``digest`` is its SHA-256 in hexadecimal: the line for the shell checks it.
    """
    name = url.rpartition("/")[2]
    return [
        ("pandas", "pandas", f'import pandas as pd\n\ndf = pd.read_parquet("{url}")'),
        ("polars", "Polars", f'import polars as pl\n\ndf = pl.read_parquet("{url}")'),
        ("duckdb", "DuckDB", f"SELECT * FROM read_parquet('{url}');"),
        ("r", "R", f'library(arrow)\n\ndf <- read_parquet("{url}")'),
        (
            "javascript",
            "JavaScript",
            'import { asyncBufferFromUrl, parquetReadObjects } from "hyparquet"\n'
            'import { compressors } from "hyparquet-compressors"\n\n'
            f'const file = await asyncBufferFromUrl({{ url: "{url}" }})\n'
            "const rows = await parquetReadObjects({ file, compressors })",
        ),
        ("shell", "Shell", f'curl -O "{url}"\necho "{digest}  {name}" | sha256sum -c'),
    ]


def _contributors(edition: Edition) -> list[str]:
    return [one["title"] for one in edition.described["contributors"]]


def _authors(edition: Edition) -> str:
    return ", ".join(_contributors(edition))


def _tex(words: str) -> str:
    """Words in which TeX takes no character for a command."""
    special = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    return "".join(special.get(one, f"\\{one}" if one in "&%$#_{}" else one) for one in words)
