"""What is different between any two versions of a dataset: a page, and a file that has every change."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sandyq.release import changes
from sandyq.release.compared import compared
from sandyq.site import links, show

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandyq.release.package import Package
    from sandyq.site.build import Build
    from sandyq.site.holdings import Edition

SHOWN = 200
"""Changes that the page shows one by one; the file has all."""


def pages(build: Build) -> Iterator[tuple[str, bytes]]:
    """The page and the file of every pair of versions. A pair that stands already is not compared again."""
    for name, editions in build.holdings.editions.items():
        packages: dict[str, Package] = {}
        for number, old in enumerate(editions):
            for new in editions[number + 1 :]:
                page, file = (
                    links.difference(name, old.version, new.version, end) for end in ("html", "json")
                )
                stamp = f"{old.listed['sha256']} {new.listed['sha256']}"
                if build.unchanged((page, file), stamp):
                    continue
                for one in (old, new):
                    if one.version not in packages:
                        packages[one.version] = one.package()
                later = editions[number + 1 : editions.index(new) + 1]
                yield from _pair(build, old, new, packages, later)


def _pair(
    build: Build, old: Edition, new: Edition, packages: dict[str, Package], later: list[Edition]
) -> Iterator[tuple[str, bytes]]:
    t = build.press.words
    causes = [frame for one in later if (frame := one.table(changes.NAME)) is not None]
    seen = {
        "dataset": new.dataset,
        "old": old.version,
        "new": new.version,
        **compared(packages[old.version], packages[new.version], causes),
    }
    content = (json.dumps(seen, ensure_ascii=False, indent=1) + "\n").encode("utf-8")
    page, file = (links.difference(new.dataset, old.version, new.version, end) for end in ("html", "json"))
    yield file, content
    yield (
        page,
        build.press.page(
            page,
            "difference.html",
            title=t("diff_title", title=new.described["title"], old=old.version, new=new.version),
            description=t("diff_about", title=new.described["title"], old=old.version, new=new.version),
            dataset_title=new.described["title"],
            seen=seen,
            file=links.written(file),
            size=show.size(len(content)),
            shown=[_shown(one) for one in seen["changes"][:SHOWN]],
        ),
    )


def _shown(one: dict[str, Any]) -> dict[str, Any]:
    return {**one, "whole": one["column"] == changes.WHOLE_ROW, "named": _named(one["key"])}


def _named(key: str) -> str:
    """A key of several columns by its values."""
    if not key.startswith("{"):
        return key
    try:
        return " ".join(str(value) for value in json.loads(key).values())
    except ValueError:
        return key
