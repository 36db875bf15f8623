"""Front matter of files that are taken in: read as it is, and written as raw/ has it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import yaml

from sandyq.intake.errors import RefusedError
from sandyq.source_fields import OPTIONAL, REQUIRED
from sandyq.sources import split

if TYPE_CHECKING:
    from collections.abc import Mapping

_IN_QUOTES = frozenset({"title", "publisher", "author", "basis"})
"""Fields of free words; the others never hold what YAML could take for something else."""


def split_front(text: str, where: str) -> tuple[dict[str, str], str]:
    """The fields of a source that stand in the front matter of ``text``, and what stands below it.

    No fields where there is no front matter. Other fields are left out: they are other programs'. Raises
    RefusedError where it cannot be parsed.
    """
    parts = split(text)
    if parts is None:
        return {}, text
    try:
        found = yaml.load(parts[0], Loader=yaml.BaseLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f"line {mark.line + 2} of " if mark else ""
        raise RefusedError(where, f"{line}its front matter is not YAML", "Mend it, or remove it") from None
    if not isinstance(found, dict):
        return {}, parts[1]
    said = {name: found.get(name) for name in (*REQUIRED, *OPTIONAL)}
    return {name: value for name, value in said.items() if isinstance(value, str) and value.strip()}, parts[1]


def front_matter(fields: Mapping[str, str]) -> str:
    """``fields`` as the front matter of a source file, in the order of raw/README.md."""
    order = ("title", "publisher", "author", "published", "url", "licence", "kind", "basis", "language")
    lines = [f"{name}: {_value(name, fields[name])}" for name in order if fields.get(name)]
    return "\n".join(("---", *lines, "---")) + "\n"


def _value(name: str, value: str) -> str:
    plain = " ".join("".join(c if c.isprintable() else " " for c in value).split())
    # A JSON string is a YAML one.
    return json.dumps(plain, ensure_ascii=False) if name in _IN_QUOTES else plain
