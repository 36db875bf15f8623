"""The page of a dataset and of each of its versions: what it holds, how to take it away and to trust it."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import polars as pl

from sandyq.release import croissant
from sandyq.release.version import parse
from sandyq.site import citing, grouped, links, previews, show
from sandyq.site.columns import EVENTS, FIGURES, Column
from sandyq.site.pages.series import point

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sandyq.site.build import Build
    from sandyq.site.charts import Chart
    from sandyq.site.holdings import Edition

Row = dict[str, Any]

FIRST_ROWS = 50
"""Rows of the table in the HTML."""
SERIES_SHOWN = 20
ISSUES_SHOWN = 30
YEARS = 12
PARTNERS = 12
"""Columns and rows of the table of coverage; the rest is added up."""

_ISSUES = {
    "corrected": ("id", "column", "expected", "right", "reason", "date"),
    "withdrawn": ("id", "reason", "date"),
    "conflicts": ("message", "claims"),
    "quarantined": ("table", "key", "column", "check", "value"),
    "deprecated": ("table", "column", "since", "note"),
}
"""The lists of issues.json that have columns of their own here; of others, those of their first entry."""
_NAMED: dict[str, Callable[[str], str]] = {
    "indicator": show.indicator,
    "reporter": show.place,
    "partner": show.place,
}
_NOT_ISSUES = ("dataset", "version", "accepted")
_ALSO = (
    "README.md",
    "CHANGES.md",
    "datapackage.json",
    "croissant.json",
    "datacite.json",
    "CITATION.cff",
    "issues.json",
    "SHA256SUMS",
)


def pages(build: Build) -> Iterator[tuple[str, bytes]]:
    """The page of every dataset and of every version, each with its social preview."""
    for name, editions in build.holdings.editions.items():
        latest = build.holdings.latest[name]
        for edition in editions:
            lines = grouped.lines(edition.table("observations"))
            chart = _chart(build, edition, lines)
            preview = previews.draw(edition, build.press.words, build.output)
            yield (
                links.version(name, edition.version),
                _page(build, edition, lines, chart, preview, newest=False),
            )
            if edition is latest:
                yield links.dataset(name), _page(build, edition, lines, chart, preview, newest=True)


def _chart(build: Build, edition: Edition, lines: list[grouped.Line]) -> Chart | None:
    """The chart of the longest series, drawn from the version's own rows; None where none is worth one."""
    for line in sorted(lines, key=lambda line: -line["points"])[:1]:
        return build.charts_of(edition, line).get(line)
    return None


def main_table(edition: Edition) -> tuple[str, tuple[Column, ...]]:
    """The table that the page shows: events where they are what the dataset is about, else figures."""
    of_events = "events" in edition.resources and "observations" not in edition.resources
    return ("events", EVENTS) if of_events else ("figures", FIGURES)


def _page(
    build: Build,
    edition: Edition,
    lines: list[grouped.Line],
    chart: Chart | None,
    preview: str,
    newest: bool,
) -> bytes:
    t, name = build.press.words, edition.dataset
    path = links.dataset(name) if newest else links.version(name, edition.version)
    folder = f"{links.root(path)}../{name}/{edition.version}/"
    table, columns = main_table(edition)
    frame = edition.table(table)
    address = build.press.address(links.version(name, edition.version))
    parquet = (
        f"{build.press.site.version(name, edition.version) or f'{name}/{edition.version}/'}{table}.parquet"
    )
    editions = build.holdings.editions[name]
    problems = _issues(edition, t)
    context: dict[str, Any] = {
        "edition": edition,
        "editions": editions,
        "previous": _previous(edition, editions),
        "earlier": lambda one, other: (parse(one.version) or ()) < (parse(other.version) or ()),
        "newest": newest,
        "folder": folder,
        "croissant": _croissant(edition, folder),
        "chart": chart,
        "chart_rows": _chart_rows(edition, chart, t),
        "table": table,
        "columns": [(column, form, t(key)) for column, form, key in columns],
        "first": [] if frame is None else list(frame.head(FIRST_ROWS).iter_rows(named=True)),
        "total": edition.rows(table),
        "filters": [] if frame is None else _filters(frame, t),
        "for_script": {
            "lang": t.language,
            "places": _places(frame),
            "names": _names(frame),
            "scales": show.SCALES,
            "words": t.for_script(),
        },
        "series": lines[:SERIES_SHOWN],
        "series_total": len(lines),
        "files": _files(edition),
        "also": [one for one in _ALSO if (edition.folder / one).is_file()],
        "lines": citing.lines(parquet, edition.resources[table]["hash"].removeprefix("sha256:")),
        "problems": problems,
        "disagreements": sum(line["differ"] for line in lines),
        "coverage": _coverage(edition, t),
        "cite": {
            "plain": citing.plain(edition, address),
            "bibtex": citing.bibtex(edition, address),
            "csl": citing.csl(edition, address),
        },
    }
    context["sections"] = [
        key
        for key, there in (
            ("chart", chart),
            ("data", True),
            ("series", lines),
            ("downloads", True),
            ("columns", True),
            ("quality", True),
            ("versions", True),
            ("cite", True),
        )
        if there
    ]
    title = edition.described["title"]
    return build.press.page(
        path,
        "dataset.html",
        title=title if newest else t("title_version", title=title, version=edition.version),
        description=edition.described["description"],
        scripted=True,
        image=preview,
        **context,
    )


def _previous(edition: Edition, editions: list[Edition]) -> str | None:
    number = editions.index(edition)
    return editions[number - 1].version if number else None


def _croissant(edition: Edition, folder: str) -> Row:
    """Its Croissant description as far as search engines read it; the fields of its tables are left out."""
    try:
        said: Row = json.loads((edition.folder / croissant.NAME).read_bytes())
    except FileNotFoundError:  # versions before there was one
        return {
            "@context": "https://schema.org/",
            "@type": "Dataset",
            "name": edition.described["title"],
            "description": edition.described["description"],
            "version": edition.version,
            "license": edition.described["licenses"][0]["path"],
        }
    files = [
        {
            **{key: one[key] for key in ("@type", "@id", "name", "contentSize", "encodingFormat", "sha256")},
            "contentUrl": _below(folder, one["contentUrl"]),
        }
        for one in said["distribution"]
    ]
    described = {"@type": "CreativeWork", "name": croissant.NAME, "url": f"{folder}{croissant.NAME}"}
    kept = {key: value for key, value in said.items() if key != "recordSet"}
    return {**kept, "url": _below(folder, said["url"]), "distribution": files, "subjectOf": described}


def _below(folder: str, address: str) -> str:
    return address if "://" in address else folder + address.removeprefix("./")


def _chart_rows(edition: Edition, chart: Chart | None, t: Any) -> list[Row]:
    frame = edition.table("observations")
    if chart is None or frame is None:
        return []
    rows = frame.filter(*(pl.col(name) == value for name, value in chart.key.items()))
    ordered = rows.sort(pl.col("period_start").fill_null(pl.col("period_end")), "period")
    return [point(row, t) for row in ordered.iter_rows(named=True)]


def _filters(frame: pl.DataFrame, t: Any) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """What the table can be narrowed to: name of the parameter, label, and codes with their words."""
    found: list[tuple[str, str, list[tuple[str, str]]]] = []
    for name in ("indicator", "reporter", "partner", "type"):
        if name not in frame.columns:
            continue
        codes = {code for one in frame[name].drop_nulls().unique() for code in show.codes(one)}
        named = _NAMED.get(name, show.words)
        options = sorted(((code, named(code)) for code in codes), key=lambda one: (one[1], one[0]))
        found.append((name, t(name), options))
    years = sorted({str(year) for year in _years(frame)}, reverse=True)
    found.append(("year", t("year"), [(year, year) for year in years]))
    return [one for one in found if len(one[2]) > 1]


def _years(frame: pl.DataFrame) -> set[int]:
    """Years in which a period of the table begins or ends."""
    ends = (frame[name].dt.year().drop_nulls().unique() for name in ("period_start", "period_end"))
    return {int(year) for column in ends for year in column}


def _places(frame: pl.DataFrame | None) -> dict[str, str]:
    """The names of the codes that stand in the table, for the script."""
    if frame is None:
        return {}
    joined = (
        one
        for column in ("reporter", "partner", "actors")
        if column in frame.columns
        for one in frame[column].drop_nulls().unique()
    )
    codes = sorted({code for one in joined for code in show.codes(one)})
    return {code: show.place(code) for code in codes if show.place(code) != code}


def _names(frame: pl.DataFrame | None) -> dict[str, str]:
    """The names of the indicators in the table that are more than their words, for the script."""
    if frame is None or "indicator" not in frame.columns:
        return {}
    there = sorted(frame["indicator"].drop_nulls().unique())
    return {name: show.indicator(name) for name in there if show.indicator(name) != show.words(name)}


def _files(edition: Edition) -> list[Row]:
    """Every data file with its rows, size and hash."""
    return [
        {
            "path": one["path"],
            "rows": f"{edition.rows(one['name'].removesuffix('-csv')):,}",
            "size": show.size(edition.file_bytes(one["path"])),
            "hash": one["hash"].removeprefix("sha256:"),
        }
        for one in edition.described["resources"]
        if "path" in one and "hash" in one
    ]


def _issues(edition: Edition, t: Any) -> list[tuple[str, str, list[str], list[list[Any]], int]]:
    """The lists of issues.json that hold anything: id, caption, headings, first rows, number of all."""
    found = []
    for key, entries in edition.issues.items():
        if key in _NOT_ISSUES or not isinstance(entries, list) or not entries:
            continue
        columns = _ISSUES.get(key) or tuple(entries[0])
        rows = [[_said(entry.get(column)) for column in columns] for entry in entries[:ISSUES_SHOWN]]
        heads = [t.get(column, show.words(column).capitalize()) for column in columns]
        found.append((key, t.get(f"issues_{key}", show.words(key).capitalize()), heads, rows, len(entries)))
    return found


def _said(value: Any) -> Any:
    """A value of an issue; figures that it names stay apart, for they are links."""
    if (
        isinstance(value, list)
        and value
        and all(isinstance(one, dict) and "figure_id" in one for one in value)
    ):
        return {"figures": [one["figure_id"] for one in value]}
    if isinstance(value, (list, tuple)):
        return "; ".join(str(_said(one)) for one in value)
    if isinstance(value, dict):
        return ", ".join(f"{show.words(str(name))}: {_said(one)}" for name, one in value.items())
    return show.number(value) if isinstance(value, float) else value


def _coverage(edition: Edition, t: Any) -> Row:
    """Figures by partner and year: the partners of most figures, the newest years."""
    frame = edition.table("figures")
    if frame is None or frame.is_empty() or "partner" not in frame.columns:
        return {"heads": [], "rows": []}
    counted: Counter[tuple[str, int | None]] = Counter()
    by_partner: Counter[str] = Counter()
    for joined, start, end in frame.select("partner", "period_start", "period_end").iter_rows():
        day = end or start
        for code in show.codes(joined) or [""]:
            counted[code, day.year if day else None] += 1
            by_partner[code] += 1
    years = sorted({year for _, year in counted if year is not None}, reverse=True)[:YEARS]
    partners = sorted(by_partner, key=lambda code: (-by_partner[code], code))
    rows = [
        (show.place(code) if code else t("no_partner"), _counts(counted, [code], years))
        for code in partners[:PARTNERS]
    ]
    if partners[PARTNERS:]:
        others = partners[PARTNERS:]
        rows.append((t.count("other_partners", len(others)), _counts(counted, others, years)))
    heads = [[str(year)] for year in years]
    return {"heads": [*heads, [t("other_years")], [t("together")]], "rows": rows}


def _counts(counted: Counter[tuple[str, int | None]], codes: list[str], years: list[int]) -> list[int]:
    wanted = set(codes)
    mine = [(year, number) for (code, year), number in counted.items() if code in wanted]
    by_year = [sum(number for found, number in mine if found == year) for year in years]
    total = sum(number for _, number in mine)
    return [*by_year, total - sum(by_year), total]
