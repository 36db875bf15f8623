"""README.md of a version: what it is, how to cite it, what every column means; also its dataset card."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandyq.release.cards import header

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandyq.release.package import Package, Table


def readme(package: Package, version: str) -> bytes:
    """The README in Markdown, made from the package alone."""
    lines = [
        header(package, version).rstrip("\n"),
        "",
        f"# {package.title}",
        "",
        package.description,
        "",
        f"Version {version}. Licence: [{package.licence.title}]({package.licence.path}).",
        "",
        "Each table is here twice: in Parquet and in CSV. `datapackage.json` describes both (Data Package "
        "v2), as does `croissant.json` (Croissant, schema.org); `CITATION.cff` and `datacite.json` are for "
        "citing and depositing. `sha256sum -c SHA256SUMS` checks that every file is as it was published. "
        "This folder never changes; what comes later has another version. `CHANGES.md` tells what is new in "
        "this one, the table `changes` every change, and `issues.json` what is known to be wrong with it. "
        "Where there are observations, `charts.json` has a Vega-Lite chart of each series.",
        "",
        "## Tables",
        "",
        "| table | rows | about |",
        "|---|---|---|",
        *(f"| [{t.name}](#{t.name}) | {t.data.num_rows} | {_cell(t.description)} |" for t in package.tables),
        "",
        "## How to cite",
        "",
        f"{', '.join(package.contributors)}: {package.title}. Version {version}. {package.licence.name}.",
        "",
        "Of a single figure, name its source too: the table `sources` has title, publisher and date.",
        "",
        "## Where it comes from",
        "",
        *(f"- {_cell(work.title)}{f' <{work.path}>' if work.path else ''}" for work in package.sources),
    ]
    for table in package.tables:
        lines += _table(table)
    return ("\n".join(lines) + "\n").encode("utf-8")


def _table(table: Table) -> Iterator[str]:
    yield from ("", f"## {table.name}", "", table.description, "")
    yield f"Key: {', '.join(f'`{name}`' for name in table.key)}."
    for foreign in table.schema.get("foreignKeys", []):
        columns = ", ".join(f"`{name}`" for name in foreign["fields"])
        yield f"{columns} leads to the table `{foreign['reference']['resource']}`."
    yield from ("", "| column | type | null | unit | meaning |", "|---|---|---|---|---|")
    for field in table.schema["fields"]:
        yield _field(field)


def _field(field: dict[str, Any]) -> str:
    null = "no" if field.get("constraints", {}).get("required") else "yes"
    meaning = field["description"]
    if "categories" in field:
        words = "; ".join(f"*{one['value']}*: {one['label']}" for one in field["categories"])
        meaning = f"{meaning} {words}."
    if "deprecated" in field:
        mark = field["deprecated"]
        meaning = f"{meaning} Deprecated since version {mark['since']}: {mark['note']}"
    return f"| `{field['name']}` | {field['type']} | {null} | {field.get('unit', '')} | {_cell(meaning)} |"


def _cell(words: str) -> str:
    return words.replace("|", "\\|").replace("\n", " ")
