"""Pages out of templates: Jinja2, everything escaped, and no name that is not given."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from sandyq.site import links, show
from sandyq.site.wording import words

if TYPE_CHECKING:
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
        self._environment = Environment(
            loader=FileSystemLoader(Path(__file__).parent / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._environment.globals |= {
            "t": self.words,
            "link": _Links(),
            "show": show,
            "json_data": json_data,
            "policy": _POLICY.format(script=""),
            "policy_script": _POLICY.format(script=_SCRIPT),
        }

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
        rendered = self._environment.get_template(template).render(
            path=path,
            root=root,
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
        return self._environment.get_template(template).render(**context)


class _Links:
    """The addresses of `links` as they stand in a link, below the site's folder."""

    def __getattr__(self, name: str) -> Any:
        make = getattr(links, name)
        return lambda *about: links.written(make(*about))


def json_data(value: object) -> Markup:
    """JSON that can stand in a script element whatever it holds."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)
