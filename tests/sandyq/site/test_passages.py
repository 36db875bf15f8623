"""A source's text in pieces: nothing is lost, and every figure is marked where it stands."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sandyq.site import passages


def figure(start: int, end: int, **more: Any) -> dict[str, Any]:
    return {"figure_id": f"s:{start}-{end}", "start": start, "end": end, "sentence": None, **more}


def words(found: list[passages.Passage]) -> str:
    return "".join(piece.words for passage in found for piece in passage.pieces)


@given(st.text(alphabet="ab <&\u202e\n", max_size=60), st.data())
def test_the_whole_text_is_shown_and_every_figure_in_a_line_marked(text: str, data: st.DataObject) -> None:
    spans = data.draw(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 8)), max_size=5))
    figures = [
        figure(start, start + size)
        for start, size in dict.fromkeys(spans)
        if text[start : start + size].strip() == text[start : start + size] != ""
        and start + size <= len(text)
        and "\n" not in text[start : start + size]
    ]
    found = passages.whole(text, figures)
    # Headings lose their marks; these texts have none.
    assert words(found) == "".join(line.rstrip() for line in text.splitlines() if line.strip())
    marked = {one for passage in found for piece in passage.pieces for one in piece.figures}
    assert marked == {one["figure_id"] for one in figures}


def test_figures_that_overlap_are_one_mark_with_an_anchor_each() -> None:
    (found,) = passages.whole("from 2 to 3 percent", [figure(5, 11), figure(10, 19)])
    assert [piece.words for piece in found.pieces] == ["from ", "2 to 3 percent"]
    assert found.pieces[1].anchors == ("f-5-11", "f-10-19")


def test_sentences_make_passages_with_gaps() -> None:
    rows = [
        figure(4, 5, sentence="One 1.", sentence_start=0, sentence_end=6),
        figure(11, 12, sentence="Two 2.", sentence_start=7, sentence_end=13),
        figure(54, 55, sentence="Six 6.", sentence_start=50, sentence_end=56),
        figure(90, 91),
    ]
    found = passages.from_sentences(rows, 100)
    assert [passage.gap for passage in found] == [False, False, True, True]
    assert words(found) == "One 1.Two 2.Six 6."
    assert passages.from_sentences([figure(90, 91)], 100) == []


def test_a_heading_loses_its_marks_alone() -> None:
    first, second = passages.whole("## Trade of 5\n\nIt grew.", [figure(12, 13)])
    assert first.heading
    assert not second.heading
    assert [piece.words for piece in first.pieces] == ["Trade of ", "5"]
