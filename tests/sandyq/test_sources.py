"""raw/ files: what is accepted, and how what is not is named."""

from __future__ import annotations

import datetime as dt
import hashlib
import unicodedata
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandyq.sources import MAX_BYTES, Problem, Source, load, parse

if TYPE_CHECKING:
    from pathlib import Path

GOOD = {
    "title": '"Wheat moves west"',
    "publisher": "Steppe Gazette",
    "published": "2023-05-04",
    "licence": "CC-BY-4.0",
    "kind": "article",
    "language": "en",
}


def page(text: str = "Exports rose.\n", **changes: str | None) -> bytes:
    fields = {**GOOD, **changes}
    lines = [f"{field}: {value}" for field, value in fields.items() if value is not None]
    return ("---\n" + "\n".join(lines) + "\n---\n" + text).encode()


def problems(content: bytes, name: str = "wheat.md") -> list[Problem]:
    outcome = parse(content, name)
    assert isinstance(outcome, list), outcome
    return outcome


def source(content: bytes, name: str = "wheat.md") -> Source:
    outcome = parse(content, name)
    assert isinstance(outcome, Source), outcome
    return outcome


def test_a_good_file_is_a_source():
    found = source(page("Line one.\r\n\nLine two.\n", url="https://example.org/a", author="A. Writer"))
    assert found.id == "wheat"
    assert found.title == "Wheat moves west"
    assert found.text == "Line one.\r\n\nLine two.\n"
    assert found.sha256 == hashlib.sha256(found.text.encode()).hexdigest()
    assert (found.author, found.url, found.basis) == ("A. Writer", "https://example.org/a", None)


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1))
def test_the_text_is_all_that_follows_the_front_matter_in_nfc(text: str):
    outcome = parse(page(text), "wheat.md")
    if not text.strip():
        assert isinstance(outcome, list)
        return
    assert isinstance(outcome, Source)
    assert outcome.text == unicodedata.normalize("NFC", text)


@given(st.binary(max_size=300))
def test_no_bytes_raise(content: bytes):
    parse(content, "any.md")
    parse(b"---\n" + content + b"\n---\ntext", "any.md")


@pytest.mark.parametrize(
    ("published", "last_day"),
    [("2024", dt.date(2024, 12, 31)), ("2024-02", dt.date(2024, 2, 29)), ("2024-02-03", dt.date(2024, 2, 3))],
)
def test_a_partial_date_stands_for_its_last_day(published: str, last_day: dt.date):
    assert source(page(published=published)).published_date == last_day


@pytest.mark.parametrize(
    ("licence", "is_open"),
    [
        ("CC0-1.0", True),
        ("CC-BY-3.0", True),
        ("CC-BY-SA-4.0", True),
        ("public-domain", True),
        ("CC-BY-NC-4.0", False),
        ("CC-BY-ND-4.0", False),
        ("all-rights-reserved", False),
    ],
)
def test_which_licences_let_sentences_be_published(licence: str, is_open: bool):
    assert source(page(licence=licence)).open_text is is_open


@pytest.mark.parametrize(
    ("content", "line", "field", "words"),
    [
        (b"", None, None, "empty"),
        (b" \n\t\n", None, None, "empty"),
        (b"Only a text.\n", 1, None, "front matter"),
        (b"---\ntitle: open\n", 1, None, "does not end"),
        (b"---\ntitle: 'a\nb: [\n---\ntext", 4, None, "not YAML"),
        (b"---\n- a\n- b\n---\ntext", 1, None, "no fields"),
        (page(colour="red"), 8, "colour", "no field"),
        (page(licence="CC-BY-9.9"), 5, "licence", "no licence"),
        (page(licence="MIT OR Apache-2.0"), 5, "licence", "no licence"),
        (page(published="2023-02-30"), 4, "published", "no date"),
        (page(published="last week"), 4, "published", "no date"),
        (page(published="0000-01-01"), 4, "published", "no date"),
        (page(kind="novel"), 6, "kind", "no kind"),
        (page(kind="digest"), 6, "kind", "names the work"),
        (page(language="xx"), 7, "language", "cannot be read"),
        (page(url="ftp://example.org/a"), 8, "url", "no web address"),
        (page(title="[a, b]"), 2, "title", "not a single value"),
        (page(title=None), None, "title", "missing"),
        (page(publisher=""), 3, "publisher", "missing"),
        (page("   \n"), None, None, "no text"),
        (page("nul \0 byte"), 9, None, "NUL"),
        (page("caf") + b"\xe9\n", 9, None, "not UTF-8"),
    ],
)
def test_what_is_wrong_is_named_with_line_and_field(
    content: bytes, line: int | None, field: str | None, words: str
):
    found = problems(content)
    match = [problem for problem in found if words in problem.message]
    assert match, found
    assert (match[0].file, match[0].line, match[0].field) == ("wheat.md", line, field)
    assert match[0].remedy
    assert str(match[0]).startswith("wheat.md" if line is None else f"wheat.md:{line}")


def test_every_problem_of_a_file_is_named_at_once():
    found = problems(page(licence="nonsense", kind="novel", title=None))
    assert {problem.field for problem in found} == {"licence", "kind", "title"}


def test_a_field_that_stands_twice_is_a_problem():
    content = page().replace(b"kind: article\n", b"kind: article\nkind: report\n")
    assert [(problem.line, problem.field) for problem in problems(content)] == [(7, "kind")]


def test_a_name_that_cannot_be_an_id_is_a_problem():
    assert "cannot be an id" in problems(page(), "My File.md")[0].message


def test_a_folder_gives_its_good_sources_and_names_the_rest(tmp_path: Path):
    (tmp_path / "deep").mkdir()
    (tmp_path / "b.md").write_bytes(page())
    (tmp_path / "deep" / "a.md").write_bytes(page())
    (tmp_path / "README.md").write_text("About this folder.")
    (tmp_path / ".hidden.md").write_text("nothing")
    (tmp_path / "bad.md").write_text("no front matter")
    (tmp_path / "note.txt").write_text("a text")
    loaded = load(tmp_path)
    assert [source.id for source in loaded.sources] == ["a", "b"]
    assert [source.path for source in loaded.sources] == ["deep/a.md", "b.md"]
    assert [problem.file for problem in loaded.problems] == ["bad.md", "note.txt"]
    assert loaded.refused_ids == {"bad", "note"}


def test_two_files_of_one_id_are_both_refused(tmp_path: Path):
    (tmp_path / "x").mkdir()
    (tmp_path / "one.md").write_bytes(page())
    (tmp_path / "x" / "one.md").write_bytes(page("Another text.\n"))
    (tmp_path / "two.md").write_bytes(page())
    loaded = load(tmp_path)
    assert [source.id for source in loaded.sources] == ["two"]
    assert [problem.file for problem in loaded.problems] == ["one.md", "x/one.md"]
    assert "x/one.md" in loaded.problems[0].message


def test_a_huge_file_is_refused_and_the_others_go_on(tmp_path: Path):
    (tmp_path / "huge.md").write_bytes(page("a " * (MAX_BYTES // 2 + 1)))
    (tmp_path / "small.md").write_bytes(page())
    loaded = load(tmp_path)
    assert [source.id for source in loaded.sources] == ["small"]
    assert "20" in loaded.problems[0].message


def test_a_file_that_vanishes_is_a_problem(tmp_path: Path):
    (tmp_path / "gone.md").symlink_to(tmp_path / "nowhere.md")
    assert "vanished" in load(tmp_path).problems[0].message


def test_a_folder_that_is_not_there_is_a_problem(tmp_path: Path):
    loaded = load(tmp_path / "nothing")
    assert loaded.sources == ()
    assert "no folder" in loaded.problems[0].message
