"""The whole site out of what is published: every page, in the order in which they need each other."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sandyq.release import ReleaseError, store
from sandyq.release import site as sites
from sandyq.release.errors import explained
from sandyq.release.storage import at
from sandyq.site import grouped
from sandyq.site.charts import Charts, draw, drawing
from sandyq.site.holdings import Edition, Holdings, read
from sandyq.site.output import Output
from sandyq.site.pages import catalogue, dataset, difference, figure, series, source, vocabulary
from sandyq.site.press import Press
from sandyq.site.sitemap import sitemap

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from sandyq.release.storage import Place

STAMPS = "stamps.json"
"""What pages that are dear to make were made from, so that they are made again only when that changes."""
_HERE = Path(__file__).parent
_PROGRAM = _HERE.parent
_NOT_OF_PAGES = frozenset(("intake", "site/js"))
ASSETS = ("style.css", "table.js", "icon.svg", "THIRD-PARTY.txt")

Pages = Iterator[tuple[str, bytes]]
Stage = Callable[["Build"], Pages]
KINDS: tuple[tuple[str, Stage], ...] = (
    ("figures", figure.pages),
    ("sources", source.pages),
    ("countries", vocabulary.countries),
    ("differences", difference.pages),
    ("catalogue", catalogue.pages),
    ("datasets", dataset.pages),
    ("series", series.pages),
    ("indicators", vocabulary.indicators),
)
"""Kinds of pages; those without charts first, while charts are being drawn."""


@dataclass(frozen=True, slots=True)
class Built:
    """What came of a build."""

    folder: Path
    files: int
    written: int
    removed: int


@dataclass
class Build:
    """One build: what its pages have in common."""

    holdings: Holdings
    press: Press
    output: Output
    texts: Mapping[str, str]
    """Whole texts by source id, where they are at hand."""
    run: dict[str, Any] | None
    """The report of the last run, as report.json holds it."""
    charts: Charts
    pool: Executor
    """What draws further charts."""
    stamps: dict[str, str] = field(default_factory=dict)
    stamped: dict[str, str] = field(default_factory=dict)

    @cached_property
    def sources(self) -> dict[str, dict[str, Any]]:
        """Rows of the sources by id."""
        return {row["source_id"]: row for row in self.holdings.frames["sources"].iter_rows(named=True)}

    @cached_property
    def indicators(self) -> dict[str, dict[str, Any]]:
        """Rows of the indicators by name, those of older versions included."""
        return {row["indicator"]: row for row in self.holdings.ever("indicators").iter_rows(named=True)}

    @cached_property
    def series(self) -> list[grouped.Line]:
        """The series of the newest versions."""
        return grouped.lines(self.holdings.frames["observations"])

    @cached_property
    def series_of_figure(self) -> dict[str, dict[str, Any]]:
        """The key of the series that a figure is a claim of, by its id."""
        frame = self.holdings.frames["observations"]
        if "figure_ids" not in frame.columns:
            return {}
        return {one: row for row in frame.iter_rows(named=True) for one in row["figure_ids"].split(";")}

    @cached_property
    def places(self) -> list[str]:
        """Codes of the countries and blocs that any version names."""
        return vocabulary.places_named(self.holdings.ever("figures"), self.holdings.ever("events"))

    def charts_of(self, edition: Edition, key: Mapping[str, Any]) -> Charts:
        """The chart of one series of a version."""
        figures, sources = edition.table("figures"), edition.table("sources")
        if figures is None or sources is None:
            return Charts({}, self.output)
        return draw(edition.table("observations"), figures, sources, self.output, self.pool, key)

    def unchanged(self, paths: tuple[str, ...], stamp: str) -> bool:
        """Whether pages stand already as they were made from what ``stamp`` names; they are kept then."""
        same = all(self.stamps.get(path) == stamp and self.output.kept(path) is not None for path in paths)
        self.stamped.update(dict.fromkeys(paths, stamp))
        if same:
            for path in paths:
                self.output.keep(path)
        return same


def build(
    published: Path | str,
    folder: Path,
    texts: Mapping[str, str] | None = None,
    run: dict[str, Any] | None = None,
    step: Callable[[], None] = lambda: None,
) -> Built:
    """Build the site of ``published`` in ``folder``; ``step`` is called after each of `KINDS`.

    ``texts`` are whole texts by source id: a page shows one where its licence allows it and its hash is the
    published one. ``run`` is the report of the last run. Raises ReleaseError naming what cannot be read or
    written.
    """
    with explained(folder):
        held = read(published)
        if not held.editions:
            raise ReleaseError(f"{held.place}: nothing is published here. Run sandyq refresh first.")
        output = Output(folder)
        press = Press(held.site)
        frames = held.frames
        made_by = fingerprint()
        with drawing() as pool:
            drawn = draw(frames["observations"], frames["figures"], frames["sources"], output, pool)
            known = _stamps(output, made_by)
            one = Build(held, press, output, texts or {}, run, drawn, pool, known)
            for _, pages in KINDS:
                for path, content in pages(one):
                    output.put(path, content)
                step()
        for name in ASSETS:
            if (_HERE / "assets" / name).is_file():
                output.put(f"assets/{name}", (_HERE / "assets" / name).read_bytes())
        if (found := sitemap(sorted(output.put_there), press)) is not None:
            output.put("sitemap.xml", found)
        output.put(
            STAMPS,
            json.dumps(
                {"made_by": made_by, "from": _origin(held.place), "pages": one.stamped}, indent=0
            ).encode("utf-8"),
        )
        output.finish()
    return Built(folder, len(output.put_there), output.written, output.removed)


def refresh(
    published: Path | str,
    folder: Path,
    texts: Callable[[], Mapping[str, str]],
    run: dict[str, Any] | None,
    step: Callable[[], None] = lambda: None,
) -> Built:
    """As `build`, where anything was published since the last build; else the report of the run alone.

    ``texts`` is called only where the site is built.
    """
    with explained(folder):
        output = Output(folder)
        if _recorded(output).get("from") != _origin(at(published)) or output.kept("index.html") is None:
            return build(published, folder, texts(), run, step)
        held = read(published)
        pool: Any = None  # a page without charts needs none
        one = Build(held, Press(held.site), output, {}, run, Charts({}, output), pool)
        output.put(*catalogue.run(one))
        return Built(folder, 1, output.written, 0)


def _origin(published: Place) -> str:
    """A hash of what the site is made from, but texts and reports: the catalog has the hash of each file."""
    digest = hashlib.sha256(fingerprint().encode())
    for name in (store.CATALOG, sites.NAME):
        try:
            digest.update((published / name).read_bytes())
        except FileNotFoundError:
            digest.update(b"-")
    return digest.hexdigest()


def fingerprint() -> str:
    """A hash of the program that makes pages: another program makes every page anew.

    It covers the whole package, its words included: what draws charts, names series and compares versions
    stands outside of the site's folder. What takes sources in, and what the script is bundled from, is not
    seen on any page.
    """

    def within(path: Path) -> str:
        return path.relative_to(_PROGRAM).as_posix()

    digest = hashlib.sha256()
    for place, folders, names in os.walk(_PROGRAM):
        folders[:] = sorted(one for one in folders if within(Path(place, one)) not in _NOT_OF_PAGES)
        for path in (Path(place, one) for one in sorted(names)):
            if path.suffix in (".py", ".csv", ".html") or path.parent == _PROGRAM / "site" / "assets":
                content = path.read_bytes()
                digest.update(f"{within(path)}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def _recorded(output: Output) -> dict[str, Any]:
    """What the build before left in `STAMPS`; empty where there was none."""
    try:
        said = json.loads(output.kept(STAMPS) or b"{}")
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _stamps(output: Output, made_by: str) -> dict[str, str]:
    """The stamps of the build before; none where another program made it."""
    said = _recorded(output)
    return dict(said["pages"]) if said.get("made_by") == made_by else {}
