"""Corpora: files of raw/ that hold one source a row, read a few rows at a time.

    *.jsonl, *.jsonl.gz, *.jsonl.zst   one JSON object a line
    *.parquet                          one row a source

The columns are the fields of a source's front matter, ``id`` and ``text``. Values are strings; a year or a
day may also be what the format has for it, and what is null or absent is not given. A row that cannot be a
source is refused by its number (JSON: its line) with all that is wrong with it, and the rest goes on. Of a
file that breaks off, what can be unpacked counts.
"""

from __future__ import annotations

import datetime as dt
import gzip
import json
from contextlib import closing
from typing import IO, TYPE_CHECKING, Any, cast

from sandyq.source_fields import OPTIONAL, REQUIRED
from sandyq.sources import MAX_BYTES, Problem, Refused, Source, checked, made

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

ENDINGS = (".jsonl", ".jsonl.gz", ".jsonl.zst", ".parquet")
MISTAKEN_ENDINGS = (".ndjson", ".jsonlines", ".feather", ".arrow")

FIELDS = ("id", *REQUIRED, *OPTIONAL, "text")
ROWS = 64
"""Rows of Parquet in memory at once."""

_MAX_LINE = 2 * MAX_BYTES
"""Bytes of a line of JSON, which may spell a character in six."""
_AGAIN = "Write the file anew"


def rows(path: Path, name: str) -> Iterator[Source | Refused]:
    """The rows of the corpus ``path`` in their order; ``name`` is what problems call it.

    Two rows of one id both come: see `sandyq.sources.doubles`. Never raises for what the file holds.
    """
    found = _parquet(path, name) if name.endswith(".parquet") else _json_lines(path, name)
    row = 0
    try:
        for row, fields in found:
            yield fields if isinstance(fields, Refused) else _row(fields, name, row)
    except FileNotFoundError:
        yield _refused(name, None, "vanished while it was being read", "Put it back and run again")
    except (OSError, EOFError, ValueError) as error:  # those of gzip, of zstd and of Parquet
        said = str(error).splitlines()[0] if str(error) else type(error).__name__
        where = f"cannot be read after row {row}" if row else "cannot be read"
        yield _refused(name, None, f"{where}: {said}", _AGAIN)
    else:
        if not row:
            yield _refused(name, None, "is empty", "Fill it or remove it")


def _row(fields: Mapping[str, Any], name: str, row: int) -> Source | Refused:
    """One row as a source, or all that is wrong with it."""
    problems: list[Problem] = []
    values: dict[str, str] = {}
    for field, value in fields.items():
        if field not in FIELDS:
            remedy = f"Use {', '.join(FIELDS)}"
            problems.append(Problem(name, row, field, "is no field of a source", remedy))
            continue
        text = _text(value)
        if text is None:
            problems.append(Problem(name, row, field, "is not a single value", "Write one plain string"))
        elif (wrong := _unusable(text)) is not None:
            problems.append(Problem(name, row, field, wrong, "Write the row anew"))
        else:
            values[field] = text
    identifier, text = values.pop("id", ""), values.pop("text", "")
    if not identifier and not any(problem.field == "id" for problem in problems):
        problems.append(Problem(name, row, "id", "is missing", "Give each row an id of its own"))
    if len(text.encode()) > MAX_BYTES:
        said = f"has {len(text.encode()) / 1e6:.0f} MB, more than {MAX_BYTES / 1e6:.0f}"
        problems.append(Problem(name, row, "text", said, "Split it into one row for each text"))
    plain = {field: " ".join(value.split()) for field, value in values.items()}
    outcome = made(identifier or "-", checked(plain, {}, (name, row), problems), text, (name, row), problems)
    return outcome if isinstance(outcome, Source) else Refused(identifier or None, tuple(_once(outcome)))


def _once(problems: list[Problem]) -> list[Problem]:
    """The problems without what follows from another: a row with no id, or a text that cannot be used."""
    wrong = {problem.field for problem in problems}
    follows = {"id": "cannot be an id", "text": "has no text"}
    return [
        one
        for one in problems
        if one.field is not None
        or not any(f in wrong and one.message.endswith(s) for f, s in follows.items())
    ]


def _text(value: object) -> str | None:
    """A value as text, empty where there is none; None where it is no single value."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else None


def _unusable(text: str) -> str | None:
    if "\0" in text:
        return "holds a NUL character"
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            return "holds half of a character"
    return None


def _json_lines(path: Path, name: str) -> Iterator[tuple[int, dict[str, Any] | Refused]]:
    with closing(_opened(path)) as file:
        number = 0
        while line := file.readline(_MAX_LINE + 1):
            number += 1
            if len(line) > _MAX_LINE:
                while not line.endswith(b"\n") and (line := file.readline(_MAX_LINE)):
                    pass
                said = f"has more than {_MAX_LINE / 1e6:.0f} MB"
                yield number, _refused(name, number, said, "Split its text into one row for each")
            elif line.strip(b"\xef\xbb\xbf \t\r\n" if number == 1 else None):
                yield number, _object(line, name, number)


def _opened(path: Path) -> IO[bytes]:
    if path.suffix == ".gz":
        return cast("IO[bytes]", gzip.open(path, "rb"))
    if path.suffix == ".zst":
        import io

        import pyarrow as pa

        # Arrow's stream has no lines of its own.
        return io.BufferedReader(
            cast("io.RawIOBase", pa.input_stream(str(path), compression="zstd")), 1 << 20
        )
    return path.open("rb")


def _object(line: bytes, name: str, number: int) -> dict[str, Any] | Refused:
    try:
        text = line.decode("utf-8-sig" if number == 1 else "utf-8")
    except UnicodeDecodeError as error:
        return _refused(name, number, f"byte {error.start} is not UTF-8", "Save the file in UTF-8")
    try:
        pairs = json.loads(text, object_pairs_hook=tuple)
    except (ValueError, RecursionError) as error:
        said = getattr(error, "msg", None) or "too deep"
        column = f" at character {error.colno}" if isinstance(error, json.JSONDecodeError) else ""
        return _refused(name, number, f"is not JSON: {said}{column}", "Write one JSON object a line")
    if not isinstance(pairs, tuple):
        return _refused(name, number, "is no JSON object", 'Write it like {"id": "...", "text": "..."}')
    fields = dict(pairs)
    if len(fields) < len(pairs):
        names = [field for field, _ in pairs]
        twice = next(field for field in names if names.count(field) > 1)
        problem = Problem(name, number, twice, "stands twice", "Keep one of them")
        return Refused(_text(fields.get("id")) or None, (problem,))
    return fields


def _parquet(path: Path, name: str) -> Iterator[tuple[int, dict[str, Any] | Refused]]:
    import pyarrow.parquet as pq

    with path.open("rb") as handle, pq.ParquetFile(handle, pre_buffer=False) as file:
        columns = file.schema_arrow.names
        wrong = [column for column in columns if column not in FIELDS]
        missing = [field for field in ("id", *REQUIRED, "text") if field not in columns]
        problems = [Problem(name, None, one, "is no field of a source", "Leave it out") for one in wrong]
        problems += [Problem(name, None, one, "is missing", "Add this column") for one in missing]
        if problems:
            yield 1, Refused(None, tuple(problems))
            return
        number = 0
        for batch in file.iter_batches(batch_size=ROWS, use_threads=False):
            for fields in batch.to_pylist():
                number += 1
                yield number, fields


def _refused(name: str, row: int | None, message: str, remedy: str) -> Refused:
    return Refused(None, (Problem(name, row, None, message, remedy),))
