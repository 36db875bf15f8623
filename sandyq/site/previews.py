"""The picture that is shown where a link to a dataset is shared: its title, version and size, 1200 × 630."""

from __future__ import annotations

import hashlib
import textwrap
from importlib.metadata import version
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from sandyq.site.holdings import Edition
    from sandyq.site.output import Output
    from sandyq.site.wording import Words

FOLDER = "previews"
_FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
_TITLE_WIDTH = 28
"""Characters in a line of the title."""


def draw(edition: Edition, words: Words, output: Output) -> str:
    """The path of the picture of a version; drawn where it is not there already."""
    svg = _svg(edition, words)
    name = hashlib.sha256(f"{version('vl-convert-python')}\n{svg}".encode()).hexdigest()[:20]
    path = f"{FOLDER}/{name}.png"
    content = output.kept(path)
    if content is None:
        import vl_convert

        content = bytes(vl_convert.svg_to_png(svg))
    output.put(path, content)
    return path


def _svg(edition: Edition, words: Words) -> str:
    lines = textwrap.wrap(edition.described["title"], _TITLE_WIDTH, max_lines=3, placeholder="…")
    title = "".join(
        f'<text x="90" y="{270 + 78 * number}" font-size="66" font-weight="bold" fill="#fff">'
        f"{escape(line)}</text>"
        for number, line in enumerate(lines)
    )
    held = ", ".join(
        f"{resource['rows']:,} {resource['title'].lower()}"
        for name, resource in edition.resources.items()
        if name in ("figures", "events", "sources")
    )
    foot = f"{words('version_is', version=edition.version)} · {edition.described['licenses'][0]['name']}"
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="630" viewBox="0 0 1200 630">'
        '<rect width="1200" height="630" fill="#0b4a5b"/>'
        '<rect y="606" width="1200" height="24" fill="#f2b632"/>'
        f'<g font-family="{_FONT}"><text x="90" y="140" font-size="40" fill="#f2b632">'
        f"{escape(words('site'))}</text>"
        f'{title}<text x="90" y="500" font-size="34" fill="#d9e8ec">{escape(held)}</text>'
        f'<text x="90" y="552" font-size="30" fill="#d9e8ec">{escape(foot)}</text></g></svg>'
    )
