from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandyq.observations import KEY, OBSERVATIONS, gather, left_out, origins
from sandyq.reading.model import Figure, Reading
from sandyq.tables import Frames, rows
from schemas.observations import Observations

if TYPE_CHECKING:
    import polars as pl

    from sandyq.sources import Source

Make = Callable[..., Any]

TEXT = "A1 B2 C3 D4"


def gathered(*read: tuple[Source, tuple[Figure, ...]]) -> pl.DataFrame:
    frames = rows((source, Reading(figures, (), ())) for source, figures in read)
    return gather(frames["figures"], frames["sources"])


def row(frame: pl.DataFrame) -> dict[str, Any]:
    assert frame.height == 1, frame
    return frame.row(0, named=True)


def test_claims_of_one_key_are_one_observation(source: Make, figure: Make) -> None:
    found = row(
        gathered(
            (source("one", TEXT), (figure(TEXT, "A1", 31e9),)),
            (source("two", TEXT), (figure(TEXT, "A1", 30e9, modifier="about"), figure(TEXT, "B2", 31e9))),
            (source("three", TEXT), (figure(TEXT, "A1", 24e9),)),
        )
    )
    assert [found[name] for name in KEY] == ["total_trade", "KAZ", "CHN", "2022", "level", "USD"]
    assert (found["value"], found["lowest"], found["highest"]) == (31e9, 24e9, 31e9)
    assert (found["claims"], found["sources"]) == (4, 3)
    assert (found["figure_id"], found["figure_ids"]) == ("one:0-2", "one:0-2;three:0-2;two:0-2;two:3-5")
    assert (found["theme"], found["modifier"]) == ("trade", "none")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("indicator", "exports"),
        ("reporter", "UZB"),
        ("partner", "RUS"),
        ("partner", None),
        ("period", "2021"),
        ("measure", "target"),
        ("unit", "EUR"),
    ],
)
def test_claims_of_other_keys_are_not(source: Make, figure: Make, name: str, value: str | None) -> None:
    figures = (figure(TEXT, "A1", 1.0), figure(TEXT, "B2", 1.0, **{name: value}))
    assert gathered((source("one", TEXT), figures)).height == 2


def test_no_partner_named_is_none_in_the_key(source: Make, figure: Make) -> None:
    found = row(gathered((source("one", TEXT), (figure(TEXT, "A1", 1.0, partner=None),))))
    assert found["partner"] == "none"


def test_a_fall_is_negative_in_a_change_alone(source: Make, figure: Make) -> None:
    fell = figure(TEXT, "A1", 11.2, measure="change", direction="decrease", unit="percent")
    assert row(gathered((source("one", TEXT), (fell,))))["value"] == -11.2
    to = figure(TEXT, "A1", 1.6e9, measure="level", direction="decrease")
    assert row(gathered((source("one", TEXT), (to,))))["value"] == 1.6e9
    already = figure(TEXT, "A1", -3.0, measure="change", direction="decrease", unit="percent")
    assert row(gathered((source("one", TEXT), (already,))))["value"] == -3.0


@pytest.mark.parametrize(("direction", "ends"), [("increase", (6.0, 7.0)), ("decrease", (-7.0, -6.0))])
def test_ranges_give_their_ends(
    source: Make, figure: Make, direction: str, ends: tuple[float, float]
) -> None:
    ranged = figure(
        TEXT, "A1", None, value_low=6.0, value_high=7.0, measure="change", direction=direction, unit="percent"
    )
    found = row(gathered((source("one", TEXT), (ranged,))))
    assert (found["value"], (found["lowest"], found["highest"])) == (None, ends)


def test_which_value_stands_for_all(source: Make, figure: Make) -> None:
    old, new = source("old", TEXT, published="2022"), source("new", TEXT, published="2024-01")
    about = figure(TEXT, "A1", 30.0, modifier="about")
    exact = figure(TEXT, "A1", 31.0)
    other = figure(TEXT, "A1", 32.0)
    assert row(gathered((new, (about,)), (old, (exact,))))["value"] == 31.0, "the exact one"
    assert row(gathered((new, (other,)), (old, (exact,))))["value"] == 32.0, "the newer one"
    third = source("third", TEXT, published="2021")
    assert row(gathered((new, (other,)), (old, (about,)), (third, (about,))))["value"] == 32.0, (
        "the exact one"
    )


def test_why_a_value_is_preferred(source: Make, figure: Make) -> None:
    office = source("office", TEXT, publisher="Bureau of National Statistics", published="2020")
    old, new = source("old", TEXT, published="2023"), source("new", TEXT, published="2023-11")
    newest = source("newest", TEXT, published="2024-01-02")

    def preferred(*read: tuple[Source, tuple[Figure, ...]]) -> tuple[float, str]:
        found = row(gathered(*read))
        return found["value"], found["preference"]

    near, far = {"evidence": (("period", 0, 2),)}, {"evidence": (("period", 90, 94),)}
    plain = (figure(TEXT, "A1", 30.0),)
    other = (figure(TEXT, "A1", 31.0),)
    about = (figure(TEXT, "A1", 35.0, modifier="about"),)
    assert preferred((old, plain)) == (30.0, "only")
    assert preferred((old, plain), (new, plain)) == (30.0, "only")
    assert preferred((office, about), (newest, plain)) == (35.0, "primary")
    assert preferred((newest, about), (new, plain)) == (30.0, "exact")
    # A year stands for its last day, so it is later than a month of it.
    assert preferred((old, plain), (new, other)) == (30.0, "later")
    assert preferred((old, plain), (newest, other)) == (31.0, "later")
    closer = (figure(TEXT, "A1", 32.0, **near), figure(TEXT, "B2", 33.0, **far))
    assert preferred((old, closer)) == (32.0, "closer")
    third = source("third", TEXT, published="2023")
    fourth = source("fourth", TEXT, published="2023")
    assert preferred((old, plain), (third, other), (fourth, other)) == (31.0, "more")
    assert preferred((old, plain), (third, other)) == (30.0, "first")


def test_more_digits_are_more_exact(source: Make, figure: Make) -> None:
    text = "$31.17 billion and $31.2 billion"
    older = source("older", text, published="2020")
    newer = source("newer", text, published="2024")
    exact, rounded = figure(text, "$31.17 billion", 31.17e9), figure(text, "$31.2 billion", 31.2e9)
    found = row(gathered((older, (exact,)), (newer, (rounded,))))
    assert (found["value"], found["preference"], found["agreement"]) == (31.17e9, "exact", "agree")


@pytest.mark.parametrize(
    ("publisher", "primary"),
    [
        ("Bureau of National Statistics", True),
        ("Ministry of Trade and Integration", True),
        ("National Bank of Kazakhstan", True),
        ("World Bank", True),
        ("The Steppe Courier", False),
        ("Administry Weekly", False),
    ],
)
@pytest.mark.parametrize("form", ["own", "before the date", "after the title"])
def test_who_is_a_primary_source(
    source: Make, figure: Make, publisher: str, primary: bool, form: str
) -> None:
    more: dict[str, Any] = {"publisher": publisher}
    if form == "before the date":
        more = {"kind": "digest", "basis": f"{publisher} (2020). The World Bank at work."}
    if form == "after the title":
        more = {"kind": "digest", "basis": f"Writer, A. (2020). Government of others. {publisher}."}
    about = (source("a", TEXT, **more), (figure(TEXT, "A1", 30.0, modifier="about"),))
    plain = (source("b", TEXT, published="2024"), (figure(TEXT, "A1", 50.0),))
    assert (row(gathered(about, plain))["preference"] == "primary") is primary


@pytest.mark.parametrize(
    ("values", "sources", "agreement"),
    [
        ([30.0], 1, "single"),
        ([30.0, 30.0], 1, "single"),
        ([30.0, 30.0], 2, "agree"),
        ([30.0, 40.0], 2, "differ"),
        ([30.0, 40.0], 1, "differ"),
    ],
)
def test_whether_sources_agree(
    source: Make, figure: Make, values: list[float], sources: int, agreement: str
) -> None:
    quotes = ("A1", "B2")
    read = [
        (
            source(f"s{number}", TEXT),
            tuple(
                figure(TEXT, quote, value)
                for index, (quote, value) in enumerate(zip(quotes, values, strict=False))
                if index % sources == number
            ),
        )
        for number in range(sources)
    ]
    assert row(gathered(*read))["agreement"] == agreement


def test_a_source_that_repeats_itself_is_one_source(source: Make, figure: Make) -> None:
    twice = (figure(TEXT, "A1", 1.0), figure(TEXT, "B2", 1.0))
    other = source("two", TEXT, published="2030")
    found = row(gathered((source("one", TEXT), twice), (other, (figure(TEXT, "A1", 2.0),))))
    assert (found["claims"], found["sources"], found["value"]) == (3, 2, 2.0)


BASIS = "Writer, A. (2024-02). Title of one. The Steppe Courier."


def test_a_digest_and_its_basis_are_one_source(source: Make, figure: Make) -> None:
    claim = (figure(TEXT, "A1", 1.0),)
    digest = source("digest", TEXT, kind="digest", title="In other words", basis=BASIS)
    found = row(gathered((source("one", TEXT), claim), (digest, claim)))
    assert (found["claims"], found["sources"]) == (2, 1)


@pytest.mark.parametrize(
    ("basis", "title", "same"),
    [
        (BASIS, "Title of one", True),
        (BASIS, "Title of one: what it is about", True),
        ("The Steppe Courier (2024-02). Title of one.", "Title of one", True),
        ("The Steppe Herald (2024-02). Title of one.", "Title of one", False),
        (BASIS, "Title of oneness", False),
        (BASIS.replace("2024-02", "2024"), "Title of one", False),
        (BASIS.replace("Courier", "Herald"), "Title of one", False),
        ("Something else", "Title of one", False),
    ],
)
def test_which_work_a_basis_names(source: Make, figure: Make, basis: str, title: str, same: bool) -> None:
    work = source("one", TEXT, title=title)
    digest = source("digest", TEXT, kind="digest", title="In other words", basis=basis)
    frames = rows((each, Reading((), (), ())) for each in (work, digest))
    found = origins(frames["sources"].iter_rows(named=True))
    assert (found["one"] == found["digest"]) == same


def test_two_digests_of_one_work_are_one_source_without_it(source: Make, figure: Make) -> None:
    digests = [source(name, TEXT, kind="digest", title=name, basis=BASIS) for name in ("a", "b")]
    found = row(gathered(*((digest, (figure(TEXT, "A1", 1.0),)) for digest in digests)))
    assert (found["claims"], found["sources"]) == (2, 1)


def frames_of(source: Source, *figures: Figure) -> Frames:
    return rows([(source, Reading(figures, (), ()))])


def test_what_is_no_claim_has_its_reason(source: Make, figure: Make) -> None:
    frames = frames_of(
        source("one", TEXT),
        figure(TEXT, "A1", 1.0, indicator=None, period=None),
        figure(TEXT, "B2", 1.0, period=None),
        figure(TEXT, "C3", 1.0, scope="wool"),
        figure(TEXT, "D4", 1.0),
    )
    assert gather(frames["figures"], frames["sources"])["claims"].sum() == 1
    assert left_out(frames["figures"]) == {
        "narrowed to a part of the indicator": 1,
        "no indicator of the vocabulary": 1,
        "no period": 1,
    }


def test_nothing_gives_an_empty_table() -> None:
    frames = rows([])
    found = gather(frames["figures"], frames["sources"])
    assert dict(found.schema) == OBSERVATIONS
    assert found.is_empty()


CLAIMS = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", "c"]),
        st.sampled_from(["A1", "B2", "C3", "D4"]),
        st.floats(-1e12, 1e12),
        st.sampled_from([None, "CHN"]),
        st.sampled_from([None, "2022"]),
        st.sampled_from(["level", "change"]),
        st.sampled_from([None, "increase", "decrease"]),
    ),
    max_size=8,
    unique_by=lambda claim: claim[:2],
)


@given(CLAIMS)
def test_every_figure_is_a_claim_or_has_its_reason(source: Make, figure: Make, claims: list[Any]) -> None:
    read = [
        (
            source(name, TEXT),
            Reading(
                tuple(
                    figure(TEXT, q, value, partner=partner, period=period, measure=measure, direction=way)
                    for n, q, value, partner, period, measure, way in claims
                    if n == name
                ),
                (),
                (),
            ),
        )
        for name in ("a", "b", "c")
    ]
    frames = rows(read)
    found = gather(frames["figures"], frames["sources"])
    assert found["claims"].sum() + sum(left_out(frames["figures"]).values()) == len(claims)
    assert found.select(KEY).is_unique().all()
    assert (found["lowest"] <= found["value"]).all()
    assert (found["value"] <= found["highest"]).all()
    assert (found["sources"] <= found["claims"]).all()
    ids = found["figure_ids"].str.split(";")
    assert (ids.list.len() == found["claims"]).all()
    assert ids.explode().is_unique().all()
    assert all(one in several for one, several in zip(found["figure_id"], ids, strict=True))
    Observations.validate(found, lazy=True)
    assert found.equals(gather(frames["figures"].reverse(), frames["sources"].reverse()))
    parts = [frames["figures"].tail(2), frames["figures"].head(-2)]
    assert found.equals(gather(iter(parts), frames["sources"]))
