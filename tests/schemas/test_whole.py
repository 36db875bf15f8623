"""Tables in parts: the same as all at once, whatever maintainers set right, withdraw or could not be read."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandyq import readings
from sandyq.corrections import Ledger, correct, withdraw
from sandyq.readings import Kept, Part, groups, read_group
from sandyq.release.inputs import Correction, Withdrawal
from sandyq.stock import take
from sandyq.tables import rows
from schemas import MODELS
from schemas.check import Checked, assemble, check
from schemas.convert import arrow_schema, describe
from schemas.datasets import DATASETS, account, package
from schemas.parts import Parts
from schemas.whole import Given, Whole, whole

if TYPE_CHECKING:
    from pathlib import Path

    from sandyq.stock import Stock
    from sandyq.tables import Frames

PAGE = "---\ntitle: t {}\npublisher: p\npublished: 2024\nlicence: {}\nkind: article\nlanguage: en\n---\n{}"
TEXTS = (
    "Kazakhstan's exports to Italy rose {n} percent in 2021. President Tokayev visited Rome on {d} May 2021.",
    "Trade between Kazakhstan and China reached ${n} billion in 2022. It took {n} days.",
    "Inflation in Kazakhstan was {n} percent in 2023. Investors pledged $1-{n} billion in 2020.",
)


class Read:
    """Sources in small groups, and their rows all at once."""

    def __init__(self, root: Path) -> None:
        self.root = root
        raw = root / "raw"
        raw.mkdir()
        for number in range(24):
            licence = "all-rights-reserved" if number % 5 == 0 else "CC0-1.0"
            text = TEXTS[number % 3].format(n=number % 7 + 2, d=number + 1)
            (raw / f"s{number:02}.md").write_text(PAGE.format(number, licence, text), encoding="utf-8")
        self.stock: Stock = take(raw, root / "texts")
        kept = Kept(root / "kept")
        found = groups(self.stock.sources, "r")
        self.parts: list[Part] = [read_group(g, root / "texts", (), kept.folders[0], check) for g in found]
        self.frames: Frames = rows(self.pairs())
        self.works = 0

    def pairs(self) -> list[Any]:
        import sandyq
        from sandyq.stock import sources_of

        every = sources_of(self.stock.sources, self.root / "texts")
        return [(source, sandyq.read(source.text, source.published_date)) for source in every]

    def in_parts(self, ledger: Ledger, refused: set[str] | None = None, kept: Frames | None = None) -> Whole:
        self.works += 1
        gone = refused or set()
        parts = [part for part in (without(one, gone) for one in self.parts) if part.sources]
        sources = self.stock.sources.filter(~pl.col("source_id").is_in(list(gone)))
        return whole(parts, Given(sources, kept or {}, ledger, gone), self.root / f"work-{self.works}")


def without(part: Part, ids: set[str]) -> Part:
    """A part as it would be had some of its sources not been there; only whole parts can go."""
    names = {line[0] for line in part.sources}
    assert not ids & names or ids >= names
    return Part(part.folder, (), (), (), {}, {}) if ids & names else part


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Read:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(readings, "ENDS_A_GROUP", 4)
        return Read(tmp_path_factory.mktemp("whole"))


def at_once(frames: Frames, ledger: Ledger) -> tuple[Checked, Frames]:
    """What the tables are when memory holds them."""
    corrected, problems = correct(frames["figures"], ledger)
    assert not problems
    left, gone, problems, _ = withdraw({**frames, "figures": corrected}, ledger)
    assert not problems
    return assemble(left), gone


def same(made: Whole, expected: Checked) -> None:
    assert made.problems == []
    for name, frame in expected.frames.items():
        assert made.frames[name].lazy().collect().equals(frame), name
    assert made.quarantine == expected.quarantine.to_dicts()
    for name, frame in expected.refused.items():
        assert made.refused[name].height == frame.height


def test_parts_make_the_tables_that_all_at_once_makes(read: Read) -> None:
    assert len(read.parts) > 3
    assert all(read.frames[name].height for name in ("figures", "events"))
    made = read.in_parts(Ledger())
    same(made, at_once(read.frames, Ledger())[0])
    assert made.read == {name: frame.height for name, frame in read.frames.items()}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(data=st.data())
def test_what_is_set_right_and_withdrawn_makes_the_same(read: Read, data: st.DataObject) -> None:
    figures = read.frames["figures"]
    chosen = data.draw(st.lists(st.sampled_from(figures["figure_id"].to_list()), unique=True, max_size=3))
    events = data.draw(
        st.lists(st.sampled_from(read.frames["events"]["event_id"].to_list()), unique=True, max_size=2)
    )
    sources = data.draw(st.lists(st.sampled_from(list(read.stock.texts)), unique=True, max_size=2))
    read_as = dict(figures.select("figure_id", "period").iter_rows())
    corrections = tuple(
        (n, Correction(name, "period", read_as[name], "2019", "why", "2024-01-01", "me"))
        for n, name in enumerate(chosen, 2)
        if name.split(":")[0] not in sources
    )
    withdrawals = tuple(
        (n, Withdrawal(name, "why", "2024-01-01", "me")) for n, name in enumerate([*events, *sources], 2)
    )
    ledger = Ledger(corrections, withdrawals)
    expected, gone = at_once(read.frames, ledger)
    made = read.in_parts(ledger)
    same(made, expected)
    assert {name: number for name, number in made.withdrawn.items() if number} == {
        name: frame.height for name, frame in gone.items() if frame.height
    }
    for dataset in DATASETS:
        accounts = account(dataset, made.read, made, package(dataset, made.frames), made.withdrawn)
        assert len(accounts) == len(dataset.tables)


def test_rows_that_are_kept_stand_where_they_stood(read: Read) -> None:
    """A group that is not there this time, kept from what was published, gives the same tables."""
    expected, _ = at_once(read.frames, Ledger())
    for gone in (read.parts[0], read.parts[2], read.parts[-1]):
        ids = {line[0] for line in gone.sources}
        kept = {
            name: expected.frames[name].filter(pl.col("source_id").is_in(list(ids)))
            for name in ("figures", "events", "sources")
        }
        same(read.in_parts(Ledger(), ids, kept), expected)


def test_a_row_that_a_correction_breaks_is_named(read: Read) -> None:
    name, period = read.frames["figures"].select("figure_id", "period").row(0)
    broken = Correction(name, "unit", read.frames["figures"]["unit"][0], "No Unit", "why", "2024-01-01", "me")
    assert "breaks the promise" in read.in_parts(Ledger(((2, broken),))).problems[0].message
    other = Correction(name, "period", f"{period}-01", "2019", "why", "2024-01-01", "me")
    assert "not " in read.in_parts(Ledger(((2, other),))).problems[0].message
    nowhere = Correction("gone:1-2", "period", "2020", "2019", "why", "2024-01-01", "me")
    assert "not read any more" in read.in_parts(Ledger(((2, nowhere),))).problems[0].message
    absent = Withdrawal("gone", "why", "2024-01-01", "me")
    made = read.in_parts(Ledger((), ((2, absent),)))
    assert made.problems == []
    assert made.notes == ["withdrawn.csv:2: gone is of no source that is here"]


def test_rows_of_a_theme_are_gone_through_in_order(read: Read) -> None:
    figures = read.in_parts(Ledger()).frames["figures"]
    assert isinstance(figures, Parts)
    model = next(one for one in MODELS if describe(one).name == "figures")
    everything = read.frames["figures"]
    for theme in ("trade", "economy", "investment", "society"):
        chosen = everything.filter(pl.col("theme") == theme)
        of_theme = figures.of(theme)
        assert of_theme.num_rows == chosen.height
        assert of_theme.null_counts() == chosen.null_count().row(0, named=True)
        assert of_theme.schema.equals(arrow_schema(model), check_metadata=True)
        assert pl.DataFrame(of_theme.table()).equals(chosen)
        two = of_theme.table(["quote", "figure_id"])
        assert two.column_names == ["quote", "figure_id"]
        assert two["figure_id"].to_pylist() == chosen["figure_id"].to_list()
        for batch in of_theme.batches(["value"]):
            assert batch.schema.names == ["value"]
    ids = figures.table(["figure_id"])["figure_id"].to_pylist()
    assert all(one < other for one, other in pairwise(ids))
