"""Corpora: one source a row, and what becomes of rows and files that are none."""

from __future__ import annotations

import datetime as dt
import gzip
import json
from typing import TYPE_CHECKING, Any

import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandyq import corpora
from sandyq.sources import MAX_BYTES, Refused, Source, load, parse

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

FRONT = {
    "title": "Wheat moves west",
    "publisher": "Steppe Gazette",
    "published": "2023-05-04",
    "licence": "CC-BY-4.0",
    "kind": "article",
    "language": "en",
}


def row(name: str, **changes: Any) -> dict[str, Any]:
    return {"id": name, **FRONT, "text": f"Exports of {name} rose by 4% in 2021.\n", **changes}


def lines(rows: Iterable[dict[str, Any]]) -> bytes:
    return b"".join(json.dumps(one).encode() + b"\n" for one in rows)


def write(path: Path, rows: list[dict[str, Any]]) -> Path:
    """A corpus in the format that its name says."""
    match path.name.split(".", 1)[1]:
        case "jsonl":
            path.write_bytes(lines(rows))
        case "jsonl.gz":
            path.write_bytes(gzip.compress(lines(rows)))
        case "jsonl.zst":
            with pa.output_stream(str(path), compression="zstd") as file:
                file.write(lines(rows))
        case "parquet":
            pl.DataFrame(rows, infer_schema_length=None).write_parquet(path)
    return path


def problems(found: Iterable[Source | Refused]) -> list[tuple[int | None, str | None, str]]:
    return [
        (one.line, one.field, one.message)
        for refused in found
        if isinstance(refused, Refused)
        for one in refused.problems
    ]


FORMATS = ["a.jsonl", "a.jsonl.gz", "a.jsonl.zst", "a.parquet"]


@pytest.mark.parametrize("name", FORMATS)
def test_a_row_is_the_source_that_a_file_would_be(tmp_path: Path, name: str) -> None:
    rows = [row(f"s{number}", author="A. Writer") for number in range(150)]
    found = list(corpora.rows(write(tmp_path / name, rows), name))
    assert len(found) == len(rows)
    for number, (one, said) in enumerate(zip(found, rows, strict=True), 1):
        assert isinstance(one, Source)
        fields = [f"{field}: {value}" for field, value in said.items() if field not in ("id", "text")]
        page = "---\n" + "\n".join(fields) + "\n---\n" + said["text"]
        alone = parse(page.encode(), f"{said['id']}.md")
        assert isinstance(alone, Source)
        assert one.path == f"{name}:{number}"
        assert one.place == (name, number)
        for field in ("id", "title", "author", "published", "licence", "text", "sha256", "url"):
            assert getattr(one, field) == getattr(alone, field)


@pytest.mark.parametrize("name", FORMATS)
def test_a_bad_row_is_refused_by_its_number_and_the_rest_goes_on(tmp_path: Path, name: str) -> None:
    rows = [row("one"), row("two", licence="Mine"), row("three", text=" "), row("four", published=None)]
    rows += [row("five", kind="digest"), row("six", text="a\0b"), row("", title="No id"), row("seven")]
    found = list(corpora.rows(write(tmp_path / name, rows), name))
    assert [one.id for one in found if isinstance(one, Source)] == ["one", "seven"]
    assert problems(found) == [
        (2, "licence", "'Mine' is no licence that is known"),
        (3, None, "has no text"),
        (4, "published", "is missing"),
        (5, "kind", "a digest names the work it restates"),
        (6, "text", "holds a NUL character"),
        (7, "id", "is missing"),
    ]
    assert [one.id for one in found if isinstance(one, Refused)] == [
        "two",
        "three",
        "four",
        "five",
        "six",
        None,
    ]
    for one in found:
        assert isinstance(one, Source) or all(problem.remedy for problem in one.problems)


@pytest.mark.parametrize(
    ("line", "field", "words"),
    [
        (b"{", None, "not JSON"),
        (b"[" * 100_000, None, "not JSON"),
        (b'"text"', None, "no JSON object"),
        (b"{}", "text", ""),
        (b'{"id": "a", "id": "b"}', "id", "stands twice"),
        (b'{"id": "a\xff"}', None, "not UTF-8"),
        (lines([row("a", colour="red")]), "colour", "no field of a source"),
        (lines([row("a", title=["b"])]), "title", "not a single value"),
        (lines([row("a", title=True)]), "title", "not a single value"),
        (lines([row("a", text="\ud83d")]), "text", "half of a character"),
        (lines([row("A a")]), None, "cannot be an id"),
        (lines([row("a", published="soon")]), "published", "no date"),
    ],
)
def test_what_is_wrong_with_a_line_is_named(
    tmp_path: Path, line: bytes, field: str | None, words: str
) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(lines([row("good")]) + b"\n" + line.rstrip(b"\n") + b"\n" + lines([row("last")]))
    found = list(corpora.rows(path, "a.jsonl"))
    assert [one.id for one in found if isinstance(one, Source)] == ["good", "last"]
    told = problems(found)
    assert {number for number, _, _ in told} == {3}
    if words:
        assert [(field, True)] == [(name, words in message) for _, name, message in told]
    else:
        assert {name for _, name, _ in told} == {None, "id", *FRONT}


def test_a_year_and_a_day_may_be_of_the_formats_own_kind(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pl.DataFrame([row("a", published=dt.date(2023, 5, 4))]).write_parquet(path)
    (one,) = corpora.rows(path, "a.parquet")
    assert isinstance(one, Source)
    assert one.published == "2023-05-04"
    (tmp_path / "b.jsonl").write_bytes(lines([row("b", published=2023)]))
    (other,) = corpora.rows(tmp_path / "b.jsonl", "b.jsonl")
    assert isinstance(other, Source)
    assert other.published == "2023"


def test_columns_of_parquet_are_named_once(tmp_path: Path) -> None:
    rows = [
        {name: value for name, value in row(f"s{n}", colour="red").items() if name != "kind"}
        for n in range(9)
    ]
    found = list(corpora.rows(write(tmp_path / "a.parquet", rows), "a.parquet"))
    assert problems(found) == [(None, "colour", "is no field of a source"), (None, "kind", "is missing")]


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_that_breaks_off_is_said(tmp_path: Path, name: str) -> None:
    path = write(tmp_path / name, [row(f"s{number}", text=f"{number}. " * 50) for number in range(100)])
    path.write_bytes(path.read_bytes()[:-30])
    *before, last = corpora.rows(path, name)
    assert isinstance(last, Refused)
    assert last.id is None
    assert all(isinstance(one, Source) for one in before)
    assert ("not JSON" if name == "a.jsonl" else "cannot be read") in last.problems[0].message


@pytest.mark.parametrize("name", FORMATS)
@given(content=st.binary(max_size=400))
def test_no_bytes_raise(tmp_path_factory: pytest.TempPathFactory, name: str, content: bytes) -> None:
    path = tmp_path_factory.mktemp("corpora") / name
    path.write_bytes(content)
    assert all(isinstance(one, Refused) and one.problems for one in corpora.rows(path, name))


def test_an_empty_file_and_one_that_is_gone_are_said(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b"\n\n")
    assert problems(corpora.rows(tmp_path / "a.jsonl", "a.jsonl")) == [(None, None, "is empty")]
    gone = problems(corpora.rows(tmp_path / "b.jsonl", "b.jsonl"))
    assert [(line, "vanished" in message) for line, _, message in gone] == [(None, True)]


def test_a_line_that_is_too_long_is_stepped_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corpora, "_MAX_LINE", 1000)
    path = tmp_path / "a.jsonl"
    path.write_bytes(lines([row("one"), row("two", text="x " * 5000), row("three")]))
    found = list(corpora.rows(path, "a.jsonl"))
    assert [one.id for one in found if isinstance(one, Source)] == ["one", "three"]
    assert [line for line, _, _ in problems(found)] == [2]


def test_a_text_that_is_too_long_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", [row("one", text="x " * (MAX_BYTES // 2 + 1)), row("two")])
    found = list(corpora.rows(path, "a.jsonl"))
    assert [(line, field) for line, field, _ in problems(found)] == [(1, "text")]


def test_one_id_in_several_places_is_refused_in_all_of_them(tmp_path: Path) -> None:
    write(tmp_path / "a.jsonl", [row("wool"), row("coal"), row("wool")])
    write(tmp_path / "b.parquet", [row("coal"), row("salt")])
    (tmp_path / "zinc.md").write_text(
        "---\n" + "\n".join(f"{k}: {v}" for k, v in FRONT.items()) + "\n---\nText."
    )
    write(tmp_path / "c.jsonl.gz", [row("zinc")])
    loaded = load(tmp_path)
    assert [source.id for source in loaded.sources] == ["salt"]
    assert loaded.refused_ids == {"wool", "coal", "zinc"}
    assert [(problem.file, problem.line) for problem in loaded.problems] == [
        *(("a.jsonl", line) for line in (1, 2, 3)),
        ("b.parquet", 1),
        ("c.jsonl.gz", 1),
        ("zinc.md", None),
    ]
    assert loaded.problems[0].message == "is that of a.jsonl:3"


def test_formats_that_are_not_read_are_named(tmp_path: Path) -> None:
    (tmp_path / "a.ndjson").write_bytes(lines([row("a")]))
    loaded = load(tmp_path)
    assert loaded.sources == ()
    assert ".jsonl" in loaded.problems[0].remedy
