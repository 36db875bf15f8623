"""Pages out of templates: Jinja2, everything escaped, and no name that is not given."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from sandyq.site import links, show
from sandyq.site.wording import words

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandyq.release.site import Site

FOLDER = "site"
"""Where the site stands below published/."""

_POLICY = "default-src 'none'; img-src 'self'; style-src 'self'; {script}form-action 'self'; base-uri 'none'"
_SCRIPT = "script-src 'self'; connect-src 'self'; "


class Press:
    """Renders pages in one language, for one public address."""

    def __init__(self, site: Site, language: str = "en") -> None:
        """``site`` is where published/ can be reached."""
        self.site = site
        self.words = words(language)
        self._templates: dict[str, Template] = {}
        self._frames: dict[str, dict[str, str]] = {}
        self._environment = Environment(
            loader=FileSystemLoader(Path(__file__).parent / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._environment.filters["t"] = self.words  # of a word in a template, Jinja asks once
        self._environment.globals |= {
            "t": self.words,
            "link": _LINKS,
            "show": show,
            "json_data": json_data,
            "policy": _POLICY.format(script=""),
            "policy_script": _POLICY.format(script=_SCRIPT),
        }
        # All templates have the macros as m, which each page would import anew.
        self._environment.globals["m"] = self._template("macros.html").module

    def address(self, page: str) -> str | None:
        """The public address of a page; None where there is none."""
        return self.site.address(FOLDER, *page.split("/")) if self.site.base_url else None

    def page(
        self,
        path: str,
        template: str,
        title: str,
        description: str,
        scripted: bool = False,
        image: str | None = None,
        **context: Any,
    ) -> bytes:
        """The page at ``path``; its template finds ``root``, which leads from it to the site's folder.

        ``image`` is the path of its social preview below the site's folder.
        """
        root = links.root(path)
        rendered = self._template(template).render(
            path=path,
            root=root,
            frame=self._frame(root),
            address=self.address(path),
            title=title,
            description=description,
            scripted=scripted,
            image=image and (self.address(image) or f"{root}{links.written(image)}"),
            **context,
        )
        return rendered.encode("utf-8")

    def fragment(self, template: str, **context: Any) -> str:
        """A part of a page."""
        return self._template(template).render(**context)

    def _template(self, name: str) -> Template:
        if name not in self._templates:
            self._templates[name] = self._environment.get_template(name)
        return self._templates[name]

    def _frame(self, root: str) -> dict[str, str]:
        """What all pages of a folder have in common, by the macros of frame.html."""
        if root not in self._frames:
            parts: Any = self._template("frame.html").module
            self._frames[root] = {name: getattr(parts, name)(root) for name in ("links", "top", "foot")}
        return self._frames[root]


def _in_a_link(make: Callable[..., str]) -> Callable[..., str]:
    return lambda *about: links.written(make(*about))


_LINKS = {
    name: _in_a_link(getattr(links, name))
    for name in (
        "dataset",
        "version",
        "difference",
        "source",
        "figure",
        "indicator",
        "country",
        "series",
        "embed",
    )
}
"""The addresses of `links` as they stand in a link, below the site's folder."""


def json_data(value: object) -> Markup:
    """JSON that can stand in a script element whatever it holds."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)
