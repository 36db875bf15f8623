"""The catalogue itself, the index of all that can be looked for, and the report of the last run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandyq.site import grouped, links, show

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandyq.site.build import Build

Row = dict[str, Any]


def pages(build: Build) -> Iterator[tuple[str, bytes]]:
    """index.html, search.html and run.html."""
    yield "index.html", _index(build)
    yield "search.html", _search(build)
    yield run(build)


def _index(build: Build) -> bytes:
    t, holdings = build.press.words, build.holdings
    editions = [holdings.latest[name] for name in sorted(holdings.latest, key=lambda n: _order(build, n))]
    counts = [
        (t.count("rows_figures", holdings.frames["figures"].height), links.dataset(editions[0].dataset)),
        (t.count("series", len(build.series)), "search.html#series"),
        (t.count("rows_sources", holdings.frames["sources"].height), "search.html#sources"),
        (t.count("indicators", len(build.indicators)), "indicators.html"),
        (t.count("places", len(build.places)), "countries.html"),
    ]
    return build.press.page(
        "index.html",
        "index.html",
        title=t("site"),
        description=t("about"),
        datasets=editions,
        sizes={
            edition.dataset: show.size(
                sum(edition.file_bytes(one["path"]) for one in edition.resources.values())
            )
            for edition in editions
        },
        counts=counts,
    )


def _order(build: Build, name: str) -> tuple[int, str]:
    """Most rows first."""
    edition = build.holdings.latest[name]
    return -sum(edition.rows(table) for table in ("figures", "events")), name


def _search(build: Build) -> bytes:
    t, holdings = build.press.words, build.holdings
    groups = [
        (
            "datasets",
            t("datasets"),
            [
                (edition.described["title"], links.dataset(name), edition.described["description"])
                for name, edition in holdings.latest.items()
            ],
        ),
        (
            "indicators",
            t("nav_indicators"),
            [
                (show.indicator(name), links.indicator(name), row["definition"])
                for name, row in build.indicators.items()
            ],
        ),
        (
            "places",
            t("nav_countries"),
            sorted((show.place(code), links.country(code), code) for code in build.places),
        ),
        (
            "series",
            t("section_series"),
            [
                (
                    grouped.name(line),
                    links.series(line),
                    f"{show.words(line['measure'])}, {show.words(line['unit'])}, {line['span']}",
                )
                for line in build.series
            ],
        ),
        (
            "sources",
            t("sources"),
            [
                (row["title"], links.source(source_id), _by(row))
                for source_id, row in sorted(build.sources.items())
            ],
        ),
    ]
    return build.press.page(
        "search.html",
        "search.html",
        title=t("nav_search"),
        description=t("search_about"),
        scripted=True,
        groups=[
            (key, heading, [(words, links.written(target), about) for words, target, about in entries])
            for key, heading, entries in groups
        ],
        for_script={"lang": t.language, "words": t.for_script()},
    )


def _by(source: Row) -> str:
    """By whom a source is, and of what it is a digest, for who remembers no more of it."""
    said = ", ".join(source[name] for name in ("author", "publisher", "published") if source[name])
    return f"{said}. {source['basis']}" if source["basis"] else said


def run(build: Build) -> tuple[str, bytes]:
    """The page of the last run, for maintainers."""
    t, last = build.press.words, build.run
    return "run.html", build.press.page(
        "run.html",
        "run.html",
        title=t("nav_run"),
        description=t("run_about"),
        run=last,
        tables=[] if last is None else _run_tables(build, last),
    )


def _run_tables(build: Build, run: Row) -> list[tuple[str, str, list[Any], list[list[Any]]]]:
    """The tables of a report: id, caption, headings, rows."""
    t = build.press.words
    held = [
        [one["dataset"], one["planned"], gate["gate"], gate["table"], gate["message"]]
        for one in run["releases"]
        for gate in one["held"]
    ]
    feeds = run.get("feeds", [])
    return [
        (
            "problems",
            t("run_problems"),
            [t("where"), t("field"), t("what"), t("remedy")],
            [
                [
                    f"{one['file']}:{one['line']}" if one["line"] else one["file"],
                    one["field"],
                    one["message"],
                    one["remedy"],
                ]
                for one in run["problems"]
            ],
        ),
        ("held", t("run_held"), [t("dataset"), t("version"), t("gate"), t("table"), t("what")], held),
        (
            "releases",
            t("run_releases"),
            [t("dataset"), t("version"), t("outcome"), t("what")],
            [
                [
                    one["dataset"],
                    one["version"],
                    t("outcome_held")
                    if one["error"]
                    else t("outcome_new")
                    if one["new"]
                    else t("outcome_same"),
                    one["error"] or " ".join(one["reasons"]),
                ]
                for one in run["releases"]
            ],
        ),
        (
            "quarantine",
            t("run_quarantine"),
            [t("source"), t("table"), t("key"), t("column"), t("check"), t("value")],
            [_refused(build, one) for one in run["quarantine"]],
        ),
        (
            "feeds",
            t("run_feeds"),
            [t(f"feed_{name}") for name in ("address", "health", "items")],
            [[one.get("url"), one.get("status"), one.get("items")] for one in feeds],
        ),
        (
            "sources",
            t("sources"),
            [t("source"), t("licence"), [t("characters")], [t("figures")], [t("events")], [t("dates")]],
            [
                [one[name] for name in ("source_id", "licence", "characters", "figures", "events", "dates")]
                for one in run["sources"]
            ],
        ),
        (
            "accounts",
            t("run_accounts"),
            [
                t("dataset"),
                t("table"),
                [t("read")],
                [t("published_rows")],
                [t("quarantined")],
                t("left_out_rows"),
            ],
            [
                [
                    one["dataset"],
                    one["table"],
                    one["read"],
                    one["published"],
                    one["quarantined"],
                    "; ".join(f"{rows} {why}" for why, rows in sorted(one["left_out"].items())),
                ]
                for one in run["accounts"]
            ],
        ),
    ]


def _refused(build: Build, one: Row) -> list[Any]:
    """A refused value, without it where the source's licence keeps its words back, or is not known."""
    source = build.sources.get(one["source_id"] or "")
    is_open = bool(source and source["open_text"])
    value = one["value"] if is_open else None
    return [one["source_id"], one["table"], one["key"], one["column"], one["check"], value]
