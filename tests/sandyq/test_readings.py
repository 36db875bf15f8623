"""Readings that are kept: what is read again, what is not, and that it never shows in the rows."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sandyq
from sandyq import readings
from sandyq.readings import Kept, Part, groups, read_group
from sandyq.stock import STOCK, take
from sandyq.tables import rows
from schemas.check import check

if TYPE_CHECKING:
    from pathlib import Path

    from sandyq.stock import Stock

PAGE = "---\ntitle: t\npublisher: p\npublished: {}\nlicence: {}\nkind: article\nlanguage: en\n---\n{}"


def page(number: int, published: str = "2024", licence: str = "CC0-1.0") -> str:
    return PAGE.format(
        published, licence, f"Kazakhstan's exports to Italy rose {number + 2} percent in 2021.\n"
    )


def listed(names: list[str], size: int = 10) -> pl.DataFrame:
    row = dict.fromkeys(STOCK, "x") | {"open_text": True, "characters": size, "offset": 0, "bytes": size}
    return pl.DataFrame([{**row, "source_id": name, "sha256": name} for name in names], schema=STOCK)


NAMES = st.lists(
    st.from_regex(r"[a-z0-9]{1,3}([-_.][a-z0-9]{1,2})?", fullmatch=True), unique=True, max_size=60
)


@given(names=NAMES, size=st.integers(1, 100), most=st.integers(1, 500))
def test_groups_hold_every_source_once_in_the_order_of_figures(
    names: list[str], size: int, most: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(readings, "GROUP_BYTES", most)
        patch.setattr(readings, "ENDS_A_GROUP", 8)
        found = groups(listed(names, size), "reader")
    ids = [name for group in found for name in group.sources["source_id"]]
    assert [f"{name}:" for name in ids] == sorted(f"{name}:" for name in names)
    for group in found:
        assert len(group.keys) == group.sources.height > 0
        assert group.sources["bytes"].sum() <= most or group.sources.height == 1


def test_a_source_more_changes_one_group(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readings, "ENDS_A_GROUP", 8)
    monkeypatch.setattr(readings, "GROUP_BYTES", 10**9)
    names = [f"s{number:04}" for number in range(500)]
    before = {group.keys for group in groups(listed(names), "reader")}
    after = {group.keys for group in groups(listed([*names, "s0250-b"]), "reader")}
    assert len(before) > 20
    assert len(after - before) <= 2
    assert not before & {group.keys for group in groups(listed(names), "another")}


class Corpus:
    """A folder of sources that is read as a run reads it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.raw = root / "raw"
        self.raw.mkdir()
        self.kept = root / "kept"
        self.runs = 0
        for number in range(12):
            self.add(f"s{number:02}", page(number))

    def add(self, name: str, content: str) -> None:
        (self.raw / f"{name}.md").write_text(content, encoding="utf-8")

    def stock(self) -> Stock:
        self.runs += 1
        return take(self.raw, self.root / f"texts-{self.runs}")

    def read(self, reader: str = "r1") -> list[Part]:
        stock, kept = self.stock(), Kept(self.kept)
        found = []
        for group in groups(stock.sources, reader):
            part = kept.whole(group)
            if part is None:
                known = kept.parts_with(group)
                part = read_group(group, stock.texts.file, known, self.kept, check)
            found.append(part)
        return found


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Corpus:
    monkeypatch.setattr(readings, "ENDS_A_GROUP", 4)
    return Corpus(tmp_path)


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that the reader was given."""
    texts: list[str] = []
    reader = sandyq.read

    def counted(text: str, published: Any = None) -> Any:
        texts.append(text)
        if "fail" in text:
            raise RecursionError("too deep")
        return reader(text, published)

    monkeypatch.setattr(sandyq, "read", counted)
    return texts


def told(parts: list[Part]) -> list[dict[str, Any]]:
    return [row for part in parts for table in ("figures", "events") for row in part.frame(table).to_dicts()]


def test_what_did_not_change_is_not_read_again(corpus: Corpus, calls: list[str]) -> None:
    first = corpus.read()
    assert len(calls) == sum(part.anew for part in first) == 12
    assert len(first) > 1
    calls.clear()
    assert told(corpus.read()) == told(first)
    assert calls == []
    corpus.add("s03-b", page(70))
    corpus.add("s07", page(71))
    (corpus.raw / "s05.md").unlink()
    (corpus.raw / "s09.md").write_text(page(9).replace("title: t", "title: another"), encoding="utf-8")
    again = corpus.read()
    assert sorted(calls) == sorted(page(number).rsplit("---\n", 1)[1] for number in (70, 71))
    assert [line[0] for part in again for line in part.sources if line[0] in ("s05", "s03-b")] == ["s03-b"]


@pytest.mark.parametrize("change", [{"published": "2023-05"}, {"licence": "all-rights-reserved"}])
def test_a_source_is_read_again_when_what_its_rows_depend_on_changes(
    corpus: Corpus, calls: list[str], change: dict[str, str]
) -> None:
    corpus.read()
    calls.clear()
    corpus.add("s04", page(4, **change))
    corpus.read()
    assert len(calls) == 1


def test_another_reader_reads_all_again(corpus: Corpus, calls: list[str]) -> None:
    corpus.read()
    calls.clear()
    corpus.read("r2")
    assert len(calls) == 12


def test_what_is_kept_is_what_would_be_read(corpus: Corpus) -> None:
    """Whatever came and went before, the rows are those of reading everything at once."""
    draw = random.Random(7)
    for _ in range(6):
        for number in draw.sample(range(20), 5):
            corpus.add(f"s{number:02}", page(draw.randrange(50), draw.choice(["2022", "2024-03"])))
        for path in draw.sample(sorted(corpus.raw.iterdir()), 2):
            path.unlink()
        parts = corpus.read()
        stock = corpus.stock()
        every = [(source, sandyq.read(source.text, source.published_date)) for source in sources(stock)]
        expected = rows(every)
        for table in ("figures", "events"):
            assert pl.concat([part.frame(table) for part in parts]).equals(expected[table])
        assert [line[0] for part in parts for line in part.sources] == list(stock.texts)


def sources(stock: Stock) -> Any:
    from sandyq.stock import sources_of

    return sources_of(stock.sources, stock.texts.file)


@pytest.mark.parametrize("harm", ["cut", "bit", "manifest", "gone"])
def test_what_is_damaged_is_read_again(corpus: Corpus, calls: list[str], harm: str) -> None:
    first = corpus.read()
    expected = told(first)
    calls.clear()
    part = first[0]
    figures = part.folder / "figures.parquet"
    content = bytearray(figures.read_bytes())
    match harm:
        case "cut":
            figures.write_bytes(content[:-10])
        case "bit":
            content[len(content) // 2] ^= 1
            figures.write_bytes(content)
        case "manifest":
            (part.folder / readings.MANIFEST).write_text('{"keys": [')
        case "gone":
            figures.unlink()
    assert told(corpus.read()) == expected
    assert len(calls) == len(part.sources)
    calls.clear()
    assert told(corpus.read()) == expected
    assert calls == []


def test_a_source_that_the_reader_fails_on_is_tried_again(corpus: Corpus, calls: list[str]) -> None:
    corpus.add("s06-b", page(1) + "Here it is to fail.")
    found = corpus.read()
    assert [problem.file for part in found for problem in part.problems] == ["s06-b.md"]
    assert "s06-b" not in [line[0] for part in found for line in part.sources]
    calls.clear()
    again = corpus.read()
    assert len(calls) == 1
    assert [problem.file for part in again for problem in part.problems] == ["s06-b.md"]
    assert told(again) == told(found)


def test_refused_rows_are_kept_with_their_reasons(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    from sandyq import tables

    made = tables.rows

    def wrong(read: Any) -> Any:
        found = made(read)
        bad = pl.when(pl.col("source_id") == "s04").then(pl.lit("colour")).otherwise("kind")
        return {**found, "figures": found["figures"].with_columns(kind=bad)}

    monkeypatch.setattr(tables, "rows", wrong)
    corpus.read()
    monkeypatch.setattr(tables, "rows", made)
    corpus.add("s04-b", page(30))
    parts = corpus.read()
    refused = pl.concat([part.refused("figures") for part in parts])
    assert refused["source_id"].to_list() == ["s04"]
    assert {row["check"] for part in parts for row in part.quarantine} >= {"enum"}
    assert sum(part.read("figures") for part in parts) == 13
    assert pl.concat([part.frame("figures") for part in parts]).height == 12


def test_what_no_run_uses_is_removed_in_time(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    old = {part.folder for part in corpus.read("r1")}
    new = {part.folder for part in corpus.read("r2")}
    Kept(corpus.kept).tidy()
    assert all(folder.exists() for folder in old | new)
    monkeypatch.setattr(readings, "KEEP_SECONDS", -1.0)
    Kept(corpus.kept).tidy()
    assert not any(folder.exists() for folder in old | new)
    assert sum(part.anew for part in corpus.read("r2")) == 12
