"""raw/ files in, sources out: front matter checked field by field, text as it stands, nothing guessed.

A source is one Markdown file: front matter between two ``---`` lines, then the text. The source id is the
file's name without its ending. The text is everything after the front matter, in Unicode's NFC form; offsets
count code points from its first character. Many sources may stand in one file: sandyq/corpora.py.

What is wrong with a file becomes a `Problem` that names file, line, field and remedy; the other files go on.
A file with a problem is never half a source.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml

from sandyq.source_fields import OPTIONAL, REQUIRED, last_day, licence, wrong_values

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

MAX_BYTES = 20_000_000
"""A larger file is no article: it is refused, so that one file cannot hold up a run."""

_ID = re.compile(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*\Z")
_FENCE = re.compile(r"---[ \t]*\r?\n")
_CLOSING_FENCE = re.compile(r"^---[ \t]*(?:\r?\n|\Z)", re.MULTILINE)
_ROW = re.compile(r"(?P<file>.+):(?P<row>\d+)")
_OPEN_LICENCE = re.compile(r"CC0-1\.0|CC-BY-\d.*|CC-BY-SA-\d.*|public-domain")
_MISTAKEN_ENDINGS = (".txt", ".markdown", ".mdown")
_YAML = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""That of libyaml, twenty times as fast, where PyYAML was built with it."""


@dataclass(frozen=True, slots=True)
class Source:
    """One source text with its bibliographic data."""

    id: str
    title: str
    publisher: str
    author: str | None
    published: str
    """ISO 8601: a day, a month or a year."""
    url: str | None
    licence: str
    """SPDX id, ``public-domain`` or ``all-rights-reserved``."""
    kind: str
    basis: str | None
    """Of a digest: the work it restates."""
    language: str
    text: str
    """NFC; offsets count from its first character."""
    sha256: str
    """Of the text in UTF-8."""
    path: str
    """Where it was read, relative to the raw folder, with forward slashes; of a corpus, ``file:row``."""

    @property
    def published_date(self) -> dt.date:
        """The day of publication; a month or a year alone stands for its last day."""
        return last_day(self.published)

    @property
    def place(self) -> tuple[str, int | None]:
        """The file that it was read from, and its row where that is a corpus."""
        of_corpus = _ROW.fullmatch(self.path)
        return (of_corpus["file"], int(of_corpus["row"])) if of_corpus else (self.path, None)

    @property
    def open_text(self) -> bool:
        """Whether the licence allows its sentences to be published."""
        return _OPEN_LICENCE.fullmatch(self.licence) is not None


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """What is wrong with one file, where, and what to do about it."""

    file: str
    line: int | None
    """Counted from 1 over the whole file, of Parquet in rows; None where the whole file is meant."""
    field: str | None
    message: str
    remedy: str

    def __str__(self) -> str:
        """``file:line: field: message. Remedy.``."""
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        what = self.message if self.field is None else f"{self.field}: {self.message}"
        return f"{where}: {what}. {self.remedy}."


@dataclass(frozen=True, slots=True)
class Refused:
    """A file, or a row of a corpus, that is no source, and why."""

    id: str | None
    """The source that it would have been; None where nobody can tell."""
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a raw folder holds: the sources by id, and what could not be loaded by file."""

    sources: tuple[Source, ...]
    problems: tuple[Problem, ...]
    refused_ids: frozenset[str] = frozenset()
    """Ids of what is there but could not be loaded, as far as they can be told."""


def source_id(file: str) -> str:
    """The id that a file's name stands for."""
    return file.rsplit("/", 1)[-1].rsplit(".", 1)[0]


def load(folder: Path) -> Loaded:
    """All sources under ``folder``, at any depth (so also those in private/), sorted by id, with their texts.

    ``README.md`` and hidden files are not sources. Two sources of one id are both refused, since nothing says
    which is meant. Never raises for what a file holds; a folder that is not there is a problem of its own.
    """
    sources: list[Source] = []
    refused: list[Refused] = []
    for one in each(folder):
        if isinstance(one, Source):
            sources.append(one)
        else:
            refused.append(one)
    twice = doubles((source.id, source.path) for source in sources)
    refused += twice
    gone = {one.id for one in twice}
    kept = sorted((one for one in sources if one.id not in gone), key=lambda source: source.id)
    problems = sorted((problem for one in refused for problem in one.problems), key=problem_order)
    ids = frozenset(one.id for one in refused if one.id is not None) - {source.id for source in kept}
    return Loaded(tuple(kept), tuple(problems), ids)


def each(folder: Path) -> Iterator[Source | Refused]:
    """The sources under ``folder`` and what is refused, one at a time, in the order of files and rows.

    Sources of one id that stand in corpora all come: see `doubles`.
    """
    from sandyq import corpora

    if not folder.is_dir():
        problem = Problem(str(folder), None, None, "is no folder", "Name the folder that holds the sources")
        yield Refused(None, (problem,))
        return
    found: dict[str, list[Path]] = defaultdict(list)
    many: list[Path] = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.name == "README.md" or any(part.startswith(".") for part in name.split("/")):
            continue
        if path.suffix.lower() in _MISTAKEN_ENDINGS:
            problem = Problem(name, None, None, "is not read", "Name it .md, with front matter")
            yield Refused(source_id(name), (problem,))
        elif path.suffix.lower() in corpora.MISTAKEN_ENDINGS:
            problem = Problem(name, None, None, "is not read", f"Make it {' or '.join(corpora.ENDINGS)}")
            yield Refused(None, (problem,))
        elif path.suffix == ".md" and not path.is_dir():
            found[path.stem.casefold()].append(path)
        elif path.name.endswith(corpora.ENDINGS) and not path.is_dir():
            many.append(path)
    for paths in found.values():
        names = [path.relative_to(folder).as_posix() for path in paths]
        if len(paths) > 1:
            yield from doubles((source_id(name), name) for name in names)
            continue
        outcome = _load_file(paths[0], names[0])
        yield outcome if isinstance(outcome, Source) else Refused(source_id(names[0]), tuple(outcome))
    for path in many:
        yield from corpora.rows(path, path.relative_to(folder).as_posix())


def doubles(places: Iterable[tuple[str, str]]) -> list[Refused]:
    """Of ids with the places where they stand, ``file`` or ``file:row``: those that stand more than once.

    Ids that differ in case alone are one id.
    """
    by_id: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for identifier, place in places:
        by_id[identifier.casefold()].append((identifier, place))
    return [
        Refused(identifier, (_double(place, [where for _, where in found]),))
        for found in by_id.values()
        if len(found) > 1
        for identifier, place in found
    ]


def _double(place: str, all_places: list[str]) -> Problem:
    others = " and ".join(other for other in all_places if other != place)
    of_corpus = _ROW.fullmatch(place)
    if of_corpus:
        remedy = "Give one of them another id"
        return Problem(of_corpus["file"], int(of_corpus["row"]), "id", f"is that of {others}", remedy)
    return Problem(place, None, None, f"has the id of {others}", "Give one of them another name")


def parse(content: bytes, name: str) -> Source | list[Problem]:
    """One file's bytes as a source, or all that is wrong with them.

    ``name`` is the file's name with its path inside the raw folder; the id is taken from it.
    """
    if not content.strip():
        return [Problem(name, None, None, "is empty", "Fill it or remove it")]
    if len(content) > MAX_BYTES:
        size = f"has {len(content) / 1e6:.0f} MB, more than {MAX_BYTES / 1e6:.0f}"
        return [Problem(name, None, None, size, "Split it into one file for each text")]
    try:
        whole = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return [
            Problem(
                name, line, None, f"byte {error.start} is not UTF-8", "Save the file in the UTF-8 encoding"
            )
        ]
    if "\0" in whole:
        line = whole.count("\n", 0, whole.index("\0")) + 1
        return [Problem(name, line, None, "holds a NUL byte", "Save the file as plain text")]
    opening = _FENCE.match(whole)
    if not opening:
        remedy = "Begin it with a line ---, the fields, and a second line ---"
        return [Problem(name, 1, None, "has no front matter", remedy)]
    closing = _CLOSING_FENCE.search(whole, opening.end())
    if not closing:
        return [Problem(name, 1, None, "its front matter does not end", "Close it with a line ---")]
    values, problems = _fields(whole[opening.end() : closing.start()], name)
    return made(source_id(name), values, whole[closing.end() :], (name, None), problems)


def checked(
    values: Mapping[str, str],
    lines: Mapping[str, int | None],
    place: tuple[str, int | None],
    problems: list[Problem],
) -> dict[str, str]:
    """The fields of a source that have a value; what is wrong with them is added to ``problems``.

    ``lines`` are where fields stand, if not at ``place``: file and line. A field that has a problem already
    is not called missing.
    """
    name, line = place
    known = {problem.field for problem in problems}
    remedy = "Add a line {}: ..." if line is None else "Give the row a value of {}"
    problems += [
        Problem(name, lines.get(field, line), field, "is missing", remedy.format(field))
        for field in REQUIRED
        if not values.get(field) and field not in known
    ]
    kept = {field: value for field, value in values.items() if value}
    for field, message, remedy in wrong_values(kept):
        problems.append(Problem(name, lines.get(field, line), field, message, remedy))
    return kept


def made(
    identifier: str,
    values: Mapping[str, str],
    text: str,
    place: tuple[str, int | None],
    problems: list[Problem],
) -> Source | list[Problem]:
    """A source of fields that were checked, or ``problems`` with what else is wrong."""
    name, row = place
    if not _ID.match(identifier):
        remedy = "Use lower-case letters, digits, and - _ . between them"
        problems.append(Problem(name, row, None, f"{identifier!r} cannot be an id", remedy))
    text = unicodedata.normalize("NFC", text)
    if not text.strip():
        where = "below the front matter" if row is None else "into its field text"
        problems.append(Problem(name, row, None, "has no text", f"Write the text {where}"))
    if problems:
        return problems
    return Source(
        id=identifier,
        title=values["title"],
        publisher=values["publisher"],
        author=values.get("author"),
        published=values["published"],
        url=values.get("url"),
        licence=licence(values["licence"]) or "",
        kind=values["kind"],
        basis=values.get("basis"),
        language=values["language"],
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        path=name if row is None else f"{name}:{row}",
    )


def split(whole: str) -> tuple[str, str] | None:
    """The front matter of a file, and the text below it; None where it has no whole front matter."""
    opening = _FENCE.match(whole)
    closing = _CLOSING_FENCE.search(whole, opening.end()) if opening else None
    if opening is None or closing is None:
        return None
    return whole[opening.end() : closing.start()], whole[closing.end() :]


def _load_file(path: Path, name: str) -> Source | list[Problem]:
    try:
        with path.open("rb") as file:
            # One byte more than is allowed, so that a huge file is refused without being read.
            content = file.read(MAX_BYTES + 1)
            size = path.stat().st_size
    except FileNotFoundError:
        return [Problem(name, None, None, "vanished while it was being read", "Put it back and run again")]
    except OSError as error:
        return [Problem(name, None, None, f"cannot be read: {error.strerror}", "Mend its permissions")]
    if size > MAX_BYTES:
        problem = f"has {size / 1e6:.0f} MB, more than {MAX_BYTES / 1e6:.0f}"
        return [Problem(name, None, None, problem, "Split it into one file for each text")]
    return parse(content, name)


def _fields(front_matter: str, name: str) -> tuple[dict[str, str], list[Problem]]:
    """The fields of the front matter as plain strings, and what is wrong with them."""
    try:
        node = yaml.compose(front_matter, Loader=_YAML)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 2 if mark else 1
        why = getattr(error, "problem", None) or "cannot be parsed"
        remedy = "Put values that hold a colon or a quotation mark between quotation marks"
        return {}, [Problem(name, line, None, f"its front matter is not YAML: {why}", remedy)]
    if not isinstance(node, yaml.MappingNode):
        return {}, [Problem(name, 1, None, "its front matter has no fields", "Write one field: value a line")]
    problems: list[Problem] = []
    values: dict[str, str] = {}
    lines: dict[str, int | None] = {}
    for key, value in node.value:
        field, line = str(key.value), key.start_mark.line + 2
        if field not in REQUIRED + OPTIONAL:
            remedy = f"Use {', '.join(REQUIRED + OPTIONAL)}"
            problems.append(Problem(name, line, field, "is no field of a source", remedy))
        elif field in values:
            problems.append(Problem(name, line, field, "stands twice", "Keep one of them"))
        elif not isinstance(value, yaml.ScalarNode):
            problems.append(Problem(name, line, field, "is not a single value", "Write one plain value"))
        else:
            values[field] = "" if value.tag == "tag:yaml.org,2002:null" else " ".join(value.value.split())
            lines[field] = line
    return checked(values, lines, (name, None), problems), problems


def problem_order(problem: Problem) -> tuple[str, int, str]:
    """By file, line and field."""
    return problem.file, problem.line or 0, problem.field or ""
