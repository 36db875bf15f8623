"""A page for every figure that was ever published, at an address that stays; a tombstone for what is gone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from sandyq import titles
from sandyq.site import links, show
from sandyq.site.passages import anchor
from sandyq.vocabulary import NOT_NAMED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sandyq.site.build import Build
    from sandyq.site.holdings import Step

Row = dict[str, Any]

_FACTS = (
    "value",
    "unit",
    "kind",
    "modifier",
    "measure",
    "direction",
    "indicator",
    "reporter",
    "partner",
    "subject",
    "scope",
    "period",
    "rule",
)
_EVIDENCE = re.compile(r"(?P<column>\w+):(?P<start>\d+)-(?P<end>\d+)")


def pages(build: Build) -> Iterator[tuple[str, bytes]]:
    """The pages of all figures, and of those that are gone."""
    sources = build.sources
    for row in build.holdings.frames["figures"].iter_rows(named=True):
        yield links.figure(row["figure_id"]), _page(build, row, sources[row["source_id"]])
    for figure_id in sorted(build.holdings.gone):
        yield links.figure(figure_id), _tombstone(build, figure_id)


def summary(row: Mapping[str, Any], words: Any) -> str:
    """What a figure says, in a line: ``Total trade of Kazakhstan with China, 2022``."""
    name, when = row["indicator"], f", {titles.period(row['period'])}" if row["period"] else ""
    if name and row["reporter"]:
        partner = row["partner"] or NOT_NAMED
        return f"{titles.title(name, row['reporter'], partner, row['measure'])}{when}"
    what = show.title(name) if name else row["subject"] or words("no_indicator")
    who = " – ".join(show.places(row[side]) for side in ("reporter", "partner") if show.codes(row[side]))
    return f"{what[:1].upper()}{what[1:]}{f': {who}' if who else ''}{when}"


def evidence(row: Mapping[str, Any]) -> dict[str, str]:
    """The words from which other fields of a figure were read, where its published sentence holds them."""
    if row["sentence"] is None or row["evidence"] is None:
        return {}
    found: dict[str, str] = {}
    for match in _EVIDENCE.finditer(row["evidence"]):
        start = int(match["start"]) - row["sentence_start"]
        end = int(match["end"]) - row["sentence_start"]
        if 0 <= start < end <= len(row["sentence"]):
            found.setdefault(match["column"], row["sentence"][start:end])
    return found


def _page(build: Build, row: Row, source: Row) -> bytes:
    t = build.press.words
    said = summary(row, t)
    figure_id = row["figure_id"]
    path = links.figure(figure_id)
    return build.press.page(
        path,
        "figure.html",
        title=f"“{row['quote']}”",
        description=said,
        row=row,
        source=source,
        summary=said,
        sentence=_sentence(row),
        anchor=anchor(row["start"], row["end"]),
        original=original(source, row),
        facts=_facts(row, t),
        series=build.series_of_figure.get(figure_id),
        cited=cited(source),
        history=history(build, path, build.holdings.history.get(figure_id, [])),
        cite=_cite(build, row, source),
    )


def _sentence(row: Mapping[str, Any]) -> tuple[str, str, str] | None:
    """The sentence before, in and after the figure; None where it is held back."""
    if row["sentence"] is None:
        return None
    start, end = row["start"] - row["sentence_start"], row["end"] - row["sentence_start"]
    return row["sentence"][:start], row["sentence"][start:end], row["sentence"][end:]


def original(source: Mapping[str, Any], row: Mapping[str, Any]) -> str | None:
    """The address that opens the original at the figure; None where there is none to open.

    A digest's address is that of the work it restates, whose words are not the digest's.
    """
    url = source["url"]
    if url is None or not url.startswith(("http://", "https://")):
        return None
    return str(url) if source["kind"] == "digest" else links.text_fragment(url, row["quote"])


def cited(source: Mapping[str, Any]) -> str:
    """A source as a list of references has it."""
    author = f"{source['author']}. " if source["author"] else ""
    basis = f" ({source['basis'].rstrip('.')})" if source["basis"] else ""
    return f"{author}{source['title']}. {source['publisher']}, {source['published']}{basis}."


def history(build: Build, path: str, steps: list[Step]) -> Markup:
    """What happened to a figure in each version, as HTML."""
    return Markup(build.press.fragment("history.html", root=links.root(path), steps=steps))


def _facts(row: Row, t: Any) -> list[tuple[str, str, str | None]]:
    read_from = evidence(row)
    shown = {
        **{name: show.words(row[name]) for name in ("kind", "measure", "direction", "unit")},
        "indicator": show.indicator(row["indicator"]) if row["indicator"] else show.NOTHING,
        **{name: show.places(row[name]) for name in ("reporter", "partner")},
        **{name: row[name] or show.NOTHING for name in ("subject", "scope", "modifier", "rule")},
        "period": show.period(row["period"]),
        "value": _exact(row),
    }
    return [
        (t(name), shown[name], read_from.get(name))
        for name in _FACTS
        if shown[name] not in (show.NOTHING, "none")
    ]


def _exact(row: Row) -> str:
    ends = [row[name] for name in ("value", "value_low", "value_high") if row[name] is not None]
    return "–".join(show.plain_number(one) for one in ends)


def _cite(build: Build, row: Row, source: Row) -> str:
    words = f"“{row['quote']}”, {summary(row, build.press.words)}. {cited(source)}"
    address = build.press.address(links.figure(row["figure_id"]))
    return f"{words} {address}" if address else f"{words} {row['figure_id']}"


def _tombstone(build: Build, figure_id: str) -> bytes:
    holdings, t = build.holdings, build.press.words
    source_id = figure_id.rpartition(":")[0]
    withdrawn = holdings.withdrawn.get(figure_id) or holdings.withdrawn.get(source_id)
    steps = holdings.history.get(figure_id, [])
    removed = next((step for step in reversed(steps) if step.operation == "remove"), None)
    if withdrawn:
        why = withdrawn["reason"]
    elif removed is not None:
        why = t.get(f"gone_{str(removed.cause).replace(' ', '_')}", str(removed.cause))
    else:
        why = t("gone_not_newest")
    path = links.figure(figure_id)
    return build.press.page(
        path,
        "gone.html",
        title=t("gone_title"),
        description=t("gone_note"),
        figure_id=figure_id,
        source_id=source_id,
        why=why,
        withdrawn=withdrawn,
        last=holdings.gone[figure_id],
        # A value that was withdrawn is not repeated here, nor what it was before.
        history=history(build, path, [step for step in steps if step.operation != "change"]),
    )
