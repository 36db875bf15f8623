"""What holds of the claims stage whatever the text: order, spans, repeatability, proportion."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandyq import read
from sandyq.reading.indicators import bases, find, tags, vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable

NAMES = {row["indicator"] for row in vocabulary()} | {None}
PARTS = st.sampled_from(
    [
        "Kazakhstan",
        "Kazakhstan's",
        "China",
        "Russian",
        "the",
        "EU",
        "exports",
        "imports",
        "trade",
        "with",
        "between",
        "to",
        "from",
        "in",
        "of",
        "and",
        ",",
        ";",
        ".",
        ":\n",
        "",
        "",
        "",
        "(",
        ")",
        "–",
        "$5bn",
        "€3m",
        "12%",
        "five",
        "times",
        "half",
        "2021",
        "2020-2022",
        "last",
        "year",
        "rose",
        "fell",
        "by",
        "reached",
        "invested",
        "lent",
        "worth",
        "FDI",
        "GDP\n",
        "",
        "",
        "",
        "inflation",
        "share",
        "than",
        "compared",
        "while",
        "this",
        "figure",
        "respectively",
        "#",
        "-",
        "\n",
        "\n\n",
        "İ",
        "ß",
        "́",
        "’s",
    ]
)
TEXTS = st.lists(PARTS, max_size=60).map(" ".join)
PUBLISHED = st.sampled_from([None, dt.date(2023, 1, 31), dt.date(1, 1, 1), dt.date(9999, 12, 31)])


@given(TEXTS, PUBLISHED)
@settings(max_examples=300)
def test_any_run_of_telling_words_reads_soundly(text: str, published: dt.date | None) -> None:
    reading = read(text, published)
    assert reading == read(text, published)
    for figure in reading.figures:
        assert text[figure.start : figure.end] == figure.quote
        assert figure.indicator in NAMES
        assert figure.reporter is None or figure.reporter != figure.partner
        assert figure.subject is None or len(figure.subject.split()) <= 10
        for _, start, end in figure.evidence:
            assert 0 <= start < end <= len(text)


@given(st.text())
def test_any_text_at_all_reads(text: str) -> None:
    reading = read(text)
    for part in (*reading.figures, *reading.dates, *reading.events):
        assert text[part.start : part.end] == part.quote


@given(
    st.lists(
        st.sampled_from(
            ["foreign", "direct", "investment", "trade", "in", "the", "turnover", "of", "gas", "exports"]
        )
    )
)
def test_phrases_do_not_overlap(words: list[str]) -> None:
    end = 0
    for hit in find(bases(words)):
        assert end <= hit.start < hit.end <= len(words)
        end = hit.end
    assert all(tag.start < tag.end <= len(words) for tag in tags(bases(words)))


@pytest.mark.parametrize(
    "unit",
    [
        "Kazakhstan exports $5bn to China and ",
        "the trade of 5% (5%) ",
        "- Trade: 5%\n",
        "# 5%\n\n",
        "Trade rose 5%. ",
        "in 2021 5% than in 2020 ",
    ],
)
def test_work_is_in_proportion_to_length(unit: str, calls: Callable[[Callable[[], object]], int]) -> None:
    def work(size: int) -> int:
        text = unit * (size // len(unit))
        return calls(lambda: read(text, dt.date(2023, 1, 31)))

    work(1_000)
    assert work(50_000) < 12 * work(5_000) + 1_000
