"""A page for every series: indicator, reporter, partner, measure and unit over time, with every claim."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from sandyq.site import grouped, links, show

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandyq.site.build import Build

Row = dict[str, Any]


def pages(build: Build) -> Iterator[tuple[str, bytes]]:
    """The pages of all series, and for each that has a chart the page that holds it alone."""
    holdings = build.holdings
    done: set[str] = set()
    # A series that only an older version has keeps its page, for that version leads there.
    older: Iterator[dict[str, pl.DataFrame | None]] = (
        {name: edition.table(name) for name in ("observations", "figures", "sources")}
        for editions in holdings.editions.values()
        for edition in reversed(editions)
        if edition is not holdings.latest[edition.dataset]
    )
    newest: dict[str, pl.DataFrame | None] = {**holdings.frames}
    for number, frames in enumerate((newest, *older)):
        observations, figures, sources = (frames[name] for name in ("observations", "figures", "sources"))
        if observations is None or figures is None or sources is None or observations.is_empty():
            continue
        claims = _claims(figures, sources)
        ordered = observations.sort(pl.col("period_start").fill_null(pl.col("period_end")), "period")
        for keys, frame in ordered.group_by(links.SERIES_KEY, maintain_order=True):
            key = dict(zip(links.SERIES_KEY, keys, strict=True))
            if links.series(key) not in done:
                done.add(links.series(key))
                rows = list(frame.iter_rows(named=True))
                yield from _pages(build, key, rows, claims, gone=number > 0)


def point(row: Row, words: Any) -> Row:
    """An observation as tables of a series show it: its value, and whether its sources agree."""
    differ = row["agreement"] == "differ" if "agreement" in row else row["lowest"] != row["highest"]
    agreement = row.get("agreement") or ("differ" if differ else "single" if row["claims"] == 1 else "agree")
    return {**row, "shown": show.value(row), "differ": differ, "agreement": words(f"agreement_{agreement}")}


def _pages(
    build: Build, key: Row, rows: list[Row], claims: dict[str, Row], gone: bool
) -> Iterator[tuple[str, bytes]]:
    t = build.press.words
    title = f"{grouped.name(key)} ({show.words(key['unit'])})"
    indicator = build.indicators.get(key["indicator"])
    definition = f"{indicator['definition']}." if indicator else t("no_definition")
    behind = [
        {**claims[one], "period": row["period"]}
        for row in rows
        for one in row["figure_ids"].split(";")
        if one in claims
    ]
    chart = None if gone else build.charts.get(key)
    embed = links.embed(key)
    yield (
        links.series(key),
        build.press.page(
            links.series(key),
            "series.html",
            title=title,
            description=chart.alternative if chart else definition,
            key=key,
            definition=definition,
            gone=gone,
            chart=chart,
            observations=[point(row, t) for row in rows],
            quotes={one["figure_id"]: one["quote"] for one in behind},
            claims=behind,
            embed=build.press.address(embed) or f"{links.root(links.series(key))}{links.written(embed)}",
        ),
    )
    if chart:
        yield (
            embed,
            build.press.page(
                embed, "embed.html", title=title, description=chart.alternative, chart=chart, key=key
            ),
        )


def _claims(figures: pl.DataFrame, sources: pl.DataFrame) -> dict[str, Row]:
    """The figures by id, each with the title and the day of its source."""
    titles = sources.select("source_id", source_title="title", source_published="published")
    joined = figures.join(titles, on="source_id", how="left", maintain_order="left")
    wanted = (
        "figure_id",
        "quote",
        "value",
        "value_low",
        "value_high",
        "modifier",
        "source_id",
        "source_title",
        "source_published",
    )
    return {row["figure_id"]: row for row in joined.select(wanted).iter_rows(named=True)}
