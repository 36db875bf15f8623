"""Pages by what figures are about: indicators and countries, each with an index of all."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from sandyq.site import grouped, links, show
from sandyq.site.columns import EVENTS, FIGURES, heads
from sandyq.vocabulary import THEMES

if TYPE_CHECKING:
    from collections.abc import Iterator

    import polars as pl

    from sandyq.site.build import Build

Row = dict[str, Any]

SHOWN = 100
"""Rows of a table in these pages; the dataset has all."""

_OF_INDICATOR = tuple(one for one in FIGURES if one[0] != "indicator")


def indicators(build: Build) -> Iterator[tuple[str, bytes]]:
    """A page for every indicator of the vocabulary, and the index of them."""
    t = build.press.words
    lines = _by(build.series, ("indicator",))
    figures = build.holdings.frames["figures"]
    found = figures.partition_by("indicator", as_dict=True, maintain_order=True) if figures.height else {}
    counts = {key[0]: frame.height for key, frame in found.items()}
    for name, row in build.indicators.items():
        frame = found.get((name,))
        yield (
            links.indicator(name),
            build.press.page(
                links.indicator(name),
                "indicator.html",
                title=show.title(name),
                description=f"{row['definition']}.",
                row=row,
                chart=build.charts.first(lines.get(name, [])),
                series=lines.get(name, [])[:SHOWN],
                figures=_newest(frame),
                figures_total=counts.get(name, 0),
                columns=_OF_INDICATOR,
                heads=heads(_OF_INDICATOR, t),
                datasets=_datasets_with(build, name),
            ),
        )
    themes: dict[str, list[Row]] = defaultdict(list)
    for name, row in build.indicators.items():
        themes[row["theme"]].append({**row, "figures": counts.get(name, 0)})
    yield (
        "indicators.html",
        build.press.page(
            "indicators.html",
            "indicators.html",
            title=t("nav_indicators"),
            description=t("indicators_about"),
            groups=[(theme, THEMES.get(theme, ""), themes[theme]) for theme in sorted(themes)],
        ),
    )


def countries(build: Build) -> Iterator[tuple[str, bytes]]:
    """A page for every country and bloc that a figure or an event names, and the index of them."""
    t = build.press.words
    figures = build.holdings.frames["figures"]
    events = _by_code(build.holdings.frames["events"], "actors")
    sides = {side: _by_code(figures, side) for side in ("reporter", "partner")}
    lines = {side: _by(build.series, (side,)) for side in ("reporter", "partner")}
    rows = {row["figure_id"]: row for row in figures.iter_rows(named=True)} if figures.height else {}
    known = []
    for code in build.places:
        ids = {side: [row["figure_id"] for row in sides[side].get(code, [])] for side in sides}
        together = sorted({*ids["reporter"], *ids["partner"]})
        reported, partnered = lines["reporter"].get(code, []), lines["partner"].get(code, [])
        name = show.place(code)
        known.append(
            {
                "code": code,
                "name": name,
                "as_reporter": len(ids["reporter"]),
                "as_partner": len(ids["partner"]),
                "series": len(reported) + len(partnered),
            }
        )
        yield (
            links.country(code),
            build.press.page(
                links.country(code),
                "country.html",
                title=name,
                description=t("country_about", place=name),
                code=code,
                as_reporter=len(ids["reporter"]),
                as_partner=len(ids["partner"]),
                groups=[
                    ("reporter", t("series_of", place=name), reported[:SHOWN]),
                    ("partner", t("series_with", place=name), partnered[:SHOWN]),
                ],
                figures=_first([rows[one] for one in together]),
                figures_total=len(together),
                columns=FIGURES,
                heads=heads(FIGURES, t),
                events=_first(events.get(code, [])),
                event_columns=EVENTS,
                event_heads=heads(EVENTS, t),
            ),
        )
    yield (
        "countries.html",
        build.press.page(
            "countries.html",
            "countries.html",
            title=t("nav_countries"),
            description=t("countries_about"),
            places=sorted(known, key=lambda one: (-one["as_reporter"] - one["as_partner"], one["name"])),
        ),
    )


def places_named(figures: pl.DataFrame, events: pl.DataFrame) -> list[str]:
    """Every code that a figure has as reporter or partner, or an event among its actors, in order."""
    found: set[str] = set()
    for frame, columns in ((figures, ("reporter", "partner")), (events, ("actors",))):
        for column in columns:
            if column in frame.columns:
                for joined in frame[column].drop_nulls().unique():
                    found.update(code for code in show.codes(joined) if show.place(code) != code)
    return sorted(found)


def _newest(frame: pl.DataFrame | None) -> list[Row]:
    """The rows of the newest periods first."""
    if frame is None:
        return []
    ordered = frame.sort(["period_end", "figure_id"], descending=[True, False], nulls_last=True)
    return list(ordered.head(SHOWN).iter_rows(named=True))


def _first(rows: list[Row]) -> list[Row]:
    """The rows of the newest periods first."""
    ordered = sorted(rows, key=lambda row: str(row["period_end"] or ""), reverse=True)
    return ordered[:SHOWN]


def _by(lines: list[grouped.Line], columns: tuple[str, ...]) -> dict[str, list[grouped.Line]]:
    """Series by each code that stands in any of the columns."""
    found: dict[str, list[grouped.Line]] = defaultdict(list)
    for line in lines:
        for code in dict.fromkeys(code for column in columns for code in show.codes(line[column])):
            found[code].append(line)
    return dict(found)


def _by_code(frame: pl.DataFrame, column: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    if column in frame.columns:
        for row in frame.iter_rows(named=True):
            for code in dict.fromkeys(show.codes(row[column])):
                found[code].append(row)
    return dict(found)


def _datasets_with(build: Build, indicator: str) -> list[tuple[str, str]]:
    """Datasets whose newest version has figures of the indicator."""
    found: Counter[str] = Counter()
    for name, edition in build.holdings.latest.items():
        frame = edition.table("figures")
        if frame is not None and frame.height:
            found[name] = int((frame["indicator"] == indicator).sum())
    return [
        (name, edition.described["title"]) for name, edition in build.holdings.latest.items() if found[name]
    ]
