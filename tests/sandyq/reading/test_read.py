"""The whole reader: what it promises of every reading, and the figures that must be right."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

import sandyq.reading
from sandyq import Figure, Reading, read
from sandyq.reading.explain import RULES, explain
from sandyq.sources import load
from sandyq.vocabulary import DIRECTIONS, EVENT_TYPES, KINDS, MEASURES, MODIFIERS

ARTICLES = Path(__file__).resolve().parents[4] / "shared" / "articles"

TEXT = """# Kazakhstan and its neighbours

In 2023 Kazakhstan's trade with Kyrgyzstan grew by 12 percent to $1.5 billion. On 12 May 2023 the presidents
of Kazakhstan and Kyrgyzstan met in Bishkek and signed nine agreements worth over $300 million.

- Inflation: 14.7% (2022)
- Exports - partners: Italy 20%, China 15% (2022)
"""


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read(TEXT, dt.date(2023, 6, 1))


def test_every_span_reproduces_its_quote(reading: Reading) -> None:
    for part in (*reading.figures, *reading.dates, *reading.events):
        assert TEXT[part.start : part.end] == part.quote


def test_evidence_is_sorted_and_lies_in_the_text(reading: Reading) -> None:
    for figure in reading.figures:
        assert list(figure.evidence) == sorted(figure.evidence)
        for field, start, end in figure.evidence:
            assert field in ("unit", "modifier", "measure", "direction", "indicator", "reporter", "partner",
                             "period", "scope")  # fmt: skip
            assert 0 <= start < end <= len(TEXT)


def test_words_come_from_the_closed_vocabularies(reading: Reading) -> None:
    for figure in reading.figures:
        assert figure.kind in KINDS
        assert figure.modifier in MODIFIERS
        assert figure.measure in MEASURES
        assert figure.direction in {*DIRECTIONS, None}
        assert (figure.value is None) == (figure.value_low is not None)
    assert {event.type for event in reading.events} <= set(EVENT_TYPES)


def test_all_comes_in_reading_order(reading: Reading) -> None:
    for parts in (reading.figures, reading.dates, reading.events):
        assert [part.start for part in parts] == sorted(part.start for part in parts)
    ends = [figure.end for figure in reading.figures]
    assert all(figure.start >= end for figure, end in zip(reading.figures[1:], ends, strict=False))


def test_what_is_read_of_a_short_text(reading: Reading) -> None:
    got = {
        (figure.quote, figure.indicator, figure.reporter, figure.partner, figure.period)
        for figure in reading.figures
    }
    assert got == {
        ("12 percent", "total_trade", "KAZ", "KGZ", "2023"),
        ("$1.5 billion", "total_trade", "KAZ", "KGZ", "2023"),
        ("nine agreements", "agreements_signed", "KAZ", "KGZ", "2023-05-12"),
        ("$300 million", "agreement_value", "KAZ", "KGZ", "2023-05-12"),
        ("14.7%", "inflation_rate", "KAZ", None, "2022"),
        ("20%", "export_share", "KAZ", "ITA", "2022"),
        ("15%", "export_share", "KAZ", "CHN", "2022"),
    }


@pytest.mark.parametrize("text", ["", " ", "\n", "no figures here", "\ufeff", "\x00", "5", "%"])
def test_a_text_without_figures_reads_as_nothing(text: str) -> None:
    assert not [figure for figure in read(text).figures if figure.indicator]


def test_line_ends_of_any_kind_give_the_same_slots() -> None:
    unix, windows = read(TEXT), read(TEXT.replace("\n", "\r\n"))
    keep = [(f.indicator, f.reporter, f.partner, f.period, f.value) for f in unix.figures]
    assert keep == [(f.indicator, f.reporter, f.partner, f.period, f.value) for f in windows.figures]


def test_each_field_is_explained_by_its_words(reading: Reading) -> None:
    for figure, why in zip(reading.figures, explain(TEXT, reading), strict=True):
        assert (why.start, why.end, why.quote, why.rule) == (
            figure.start,
            figure.end,
            figure.quote,
            figure.rule,
        )
        told = {reason.field: reason for reason in why.reasons}
        assert told["value"].words == figure.quote
        assert ("partner" in told) == (figure.partner is not None)
        for reason in why.reasons:
            if reason.start is not None and reason.end is not None:
                assert reason.words == " ".join(TEXT[reason.start : reason.end].split())
        if figure.indicator:
            assert why.meaning


def test_every_way_to_find_an_indicator_is_explained() -> None:
    folder = Path(sandyq.reading.__file__).parent
    modules = ("slots_indicator", "slots_reach", "claims_choice")
    code = "".join((folder / f"{module}.py").read_text() for module in modules)
    assert all(f'"{rule}"' in code for rule in RULES)


needs_articles = pytest.mark.skipif(not ARTICLES.is_dir(), reason=f"the articles are not at {ARTICLES}")


def _figures(start: str) -> tuple[Figure, ...]:
    source = next(source for source in load(ARTICLES).sources if source.id.startswith(start))
    return read(source.text, source.published_date).figures


@needs_articles
@pytest.mark.parametrize(
    ("article", "value", "unit", "modifier", "measure", "direction", "slots"),
    [
        ("2024-02", 31.17e9, "USD", "none", "level", None, ("total_trade", "KAZ", "CHN", "2022")),
        ("2024-02", 23.6, "percent", "none", "change", "increase", ("total_trade", "KAZ", "CHN", "2022")),
        ("2022-11", 24.5e9, "USD", "none", "level", None, ("total_trade", "KAZ", "RUS", "2021")),
        ("2024-02", 30, "percent", "almost", "share", None, ("share_of_foreign_trade", "KAZ", "EUU", "2021")),
        ("2024-02", 6.1e9, "USD", "none", "level", None, ("fdi_inflow", "KAZ", None, "2022")),
        ("2024-02", 83, "percent", "none", "change", "increase", ("fdi_inflow", "KAZ", None, "2022")),
        ("2024-02", -18.7e9, "USD", "none", "level", None, ("fdi_inflow", "RUS", None, "2022")),
        ("2024-02", 15, "percent", "none", "share", None, ("investment_pledge", "KAZ", "CHN", "2023")),
        ("2024-02", 16e9, "USD", "over", "level", None, ("investment_pledge", "KAZ", "CHN", "2023")),
        ("2024-02", 100, "product", "over", "level", None, ("export_ban_products", "KAZ", "RUS", "2023-10")),
    ],
)
def test_the_figures_of_the_articles(
    article: str,
    value: float,
    unit: str,
    modifier: str,
    measure: str,
    direction: str | None,
    slots: tuple[str | None, ...],
) -> None:
    found = [f for f in _figures(article) if f.value is not None and abs(f.value - value) < 1e-6 * abs(value)]
    got = [
        (
            f.unit,
            f.modifier,
            f.measure,
            f.direction if f.measure == "change" else None,
            (f.indicator, f.reporter, f.partner, f.period),
        )
        for f in found
    ]
    assert (unit, modifier, measure, direction, slots) in got
