"""The sources of a run: as they are loaded one by one, with their texts on disk."""

from __future__ import annotations

import json
import pickle
from typing import TYPE_CHECKING

import pytest

from sandyq.sources import Source, load
from sandyq.stock import STOCK, sources_of, take

if TYPE_CHECKING:
    from pathlib import Path

PAGE = (
    "---\ntitle: {0}\npublisher: p\npublished: 2024\nlicence: CC0-1.0\nkind: article\nlanguage: en\n---\n{1}"
)
ROW = {"title": "t", "publisher": "p", "published": "2024", "licence": "CC-BY-ND-4.0", "kind": "speech"}


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    folder = tmp_path / "raw"
    folder.mkdir()
    (folder / "b.md").write_text(PAGE.format("B", "Zwölf Züge → 12 trains."), encoding="utf-8")
    (folder / "c.md").write_text("no front matter")
    rows = [
        {**ROW, "id": name, "language": "en", "text": f"Text of {name} \u0438 \U0001f600."} for name in "dae"
    ]
    text = "\n".join(map(json.dumps, rows))
    (folder / "corpus.jsonl").write_text(text, encoding="utf-8")
    return folder


def test_it_holds_what_is_loaded_one_by_one(raw: Path, tmp_path: Path) -> None:
    stock, loaded = take(raw, tmp_path / "texts"), load(raw)
    assert dict(stock.sources.schema) == STOCK
    assert list(sources_of(stock.sources, tmp_path / "texts")) == list(loaded.sources)
    assert [source.id for source in loaded.sources] == ["a", "b", "d", "e"]
    assert dict(stock.texts) == {source.id: source.text for source in loaded.sources}
    assert stock.problems == loaded.problems
    assert stock.refused == loaded.refused_ids == {"c"}
    assert not stock.untold
    with pytest.raises(KeyError):
        stock.texts["c"]


def test_texts_can_be_read_in_another_process(raw: Path, tmp_path: Path) -> None:
    texts = take(raw, tmp_path / "texts").texts
    before = dict(texts)
    assert dict(pickle.loads(pickle.dumps(texts))) == before


def test_texts_that_were_cut_short_are_not_taken_for_whole(raw: Path, tmp_path: Path) -> None:
    texts = take(raw, tmp_path / "texts").texts
    assert texts["a"]
    (tmp_path / "texts").write_bytes(b"")
    with pytest.raises(OSError, match="cut short"):
        texts["a"]


def test_of_a_row_that_says_no_id_nobody_can_tell_which_source_it_is(raw: Path, tmp_path: Path) -> None:
    with (raw / "corpus.jsonl").open("a") as file:
        file.write('\n{"id": "f", "text"')
    stock = take(raw, tmp_path / "texts")
    assert stock.untold
    assert len(stock.texts) == 4


def test_an_id_that_is_also_refused_elsewhere_is_not_refused(raw: Path, tmp_path: Path) -> None:
    (raw / "a.txt").write_text("A text.")
    stock = take(raw, tmp_path / "texts")
    assert "a" in stock.texts
    assert stock.refused == load(raw).refused_ids == {"c"}


def test_texts_that_somebody_cut_short_are_noticed(raw: Path, tmp_path: Path) -> None:
    stock = take(raw, tmp_path / "texts")
    (tmp_path / "texts").write_bytes((tmp_path / "texts").read_bytes()[:20])
    with pytest.raises(OSError, match="Run again"):
        dict(stock.texts)


def test_a_place_in_a_corpus_is_told_from_a_name() -> None:
    fields = {"author": None, "url": None, "basis": None, "text": "t", "sha256": "0", "language": "en"}
    made = Source(id="a", path="x:1/corpus.jsonl:12", **ROW, **fields)
    assert made.place == ("x:1/corpus.jsonl", 12)
    assert Source(id="a", path="x:1/a.md", **ROW, **fields).place == ("x:1/a.md", None)
