"""sitemap.xml: the pages that search engines are to know. https://www.sitemaps.org/protocol.html"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sandyq.site.press import Press

MOST = 50_000
"""Addresses that a sitemap may hold."""
_FIRST = ("index", "datasets", "indicators", "countries", "series", "sources", "search", "figures")
"""Kinds of pages, those first that are to be found where not all have room."""


def sitemap(paths: Iterable[str], press: Press) -> bytes | None:
    """The sitemap of the pages among ``paths``; None where the site has no public address: it needs one."""
    pages = [path for path in paths if path.endswith(".html") and path.split("/")[0].split(".")[0] in _FIRST]
    pages.sort(key=lambda path: _FIRST.index(path.split("/")[0].split(".")[0]))
    addresses = [press.address(path) for path in pages[:MOST]]
    if not all(addresses):
        return None
    lines = "".join(f"<url><loc>{escape(str(address))}</loc></url>\n" for address in addresses)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{lines}</urlset>\n'
    ).encode()
