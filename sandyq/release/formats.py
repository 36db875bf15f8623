"""What else a version and the catalog are written as, so that everybody's tools can read them.

Beside datapackage.json a version carries croissant.json, datacite.json and CITATION.cff, and its README.md is
a dataset card; beside catalog.json stand catalog.jsonld, releases.atom and feed.json. All are made from what
the descriptors are made from, say nothing of their own, and never ask the clock.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sandyq.release import citation, croissant, dcat, feeds

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sandyq.release.files import Written
    from sandyq.release.package import Package
    from sandyq.release.site import Site


MADE_OF_THE_CATALOG = (dcat.NAME, feeds.ATOM, feeds.JSON)
"""What `catalog_files` makes, in the order in which it is written."""


def extra_files(package: Package, version: str, files: Mapping[str, Written], site: Site) -> dict[str, bytes]:
    """The other descriptions of a version by name; ``files`` are its data files by name."""
    deposit = citation.datacite(package, version, files, site)
    return {
        croissant.NAME: _json(croissant.croissant(package, version, files, site)),
        citation.CFF: citation.cff(package, version, site),
        **({citation.DATACITE: _json(deposit)} if deposit else {}),
    }


def catalog_files(catalog: dict[str, Any], site: Site) -> dict[str, bytes]:
    """The files beside catalog.json by name, made from what it says; without a dated version no feeds."""
    atom, json_feed = feeds.atom(catalog, site), feeds.json_feed(catalog, site)
    return {
        dcat.NAME: _json(dcat.dcat(catalog, site)),
        **({feeds.ATOM: atom} if atom else {}),
        **({feeds.JSON: _json(json_feed)} if json_feed else {}),
    }


def _json(value: dict[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode("utf-8")
