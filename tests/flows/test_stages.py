"""The main job as plain functions: batches, outcomes, and what one fault leaves of the rest."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows import stages
from flows.progress import Quiet
from sandyq.sources import Source, parse
from schemas.datasets import ConservationError

if TYPE_CHECKING:
    from sandyq import Reading

FRONT = b"---\ntitle: t\npublisher: p\npublished: 2024\nlicence: CC0-1.0\nkind: article\nlanguage: en\n---\n"


def made(number: int, length: int) -> Source:
    found = parse(FRONT + b"x" * length, f"s{number}.md")
    assert isinstance(found, Source)
    return found


@given(lengths=st.lists(st.integers(1, 300), max_size=30), limit=st.integers(1, 500))
def test_batches_hold_every_source_once_in_order(lengths: list[int], limit: int) -> None:
    sources = [made(number, length) for number, length in enumerate(lengths)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stages, "BATCH_CHARACTERS", limit)
        groups = stages.batches(sources)
    assert [source for group in groups for source in group.sources] == sources
    for group in groups:
        size = sum(len(source.text) for source in group.sources)
        assert size <= limit or len(group.sources) == 1
    assert [group.name for group in groups] == [f"{n} of {len(groups)}" for n in range(1, len(groups) + 1)]


def folders(project) -> stages.Folders:
    return stages.Folders(project.raw, project.published, project.reports)


def test_a_first_run_publishes_and_a_second_changes_nothing(project) -> None:
    first = stages.run(folders(project), stages.Stages(), Quiet())
    assert first.ok, first.problems
    assert all(release.new and release.version == "1.0.0" for release in first.releases)
    assert {line.source_id for line in first.sources} == {"2024-italy", "2024-turkey"}
    before = project.files()
    second = stages.run(folders(project), stages.Stages(), Quiet())
    assert second.ok
    assert [release.outcome for release in second.releases] == ["1.0.0, unchanged"] * len(first.releases)
    assert project.files() == before
    assert "nothing new" in second.summary


def test_every_row_read_is_accounted_for(project) -> None:
    report = stages.run(folders(project), stages.Stages(), Quiet())
    assert report.accounts
    for account in report.accounts:
        assert account.read == account.published + account.quarantined + sum(account.left_out.values())
    read = sum(line.figures for line in report.sources)
    everything = [a for a in report.accounts if (a.dataset, a.table) == ("kazakhstan-figures", "figures")]
    assert [account.read for account in everything] == [read]


def test_a_source_that_the_reader_fails_on_is_named_and_the_others_go_on(
    project, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sandyq

    def failing(text: str, published: object = None) -> Reading:
        if "Italy" in text:
            raise RecursionError("too deep")
        return reader(text, published)

    reader = sandyq.read
    monkeypatch.setattr(sandyq, "read", failing)
    report = stages.run(folders(project), stages.Stages(), Quiet())
    assert [problem.file for problem in report.problems] == ["2024-italy.md"]
    assert "too deep" in report.problems[0].message
    assert project.published_sources() == {"2024-turkey"}


def test_nothing_is_published_where_rows_are_lost(project) -> None:
    def losing(tables: stages.Tables) -> stages.Assembled:
        lost = {**tables.checked.frames, "figures": tables.checked.frames["figures"].head(0)}
        checked = dataclasses.replace(tables.checked, frames=lost)
        return stages.assemble(dataclasses.replace(tables, checked=checked))

    readings = stages.read(stages.batches(stages.collect(project.raw).sources)[0]).readings
    tables = stages.check(readings, {}, stages.by_hand(project.raw), ())
    with pytest.raises(ConservationError):
        losing(tables)
    report = stages.run(folders(project), stages.Stages(assemble=losing), Quiet())
    assert not report.ok
    assert not project.published.exists()


def test_a_file_removed_withdraws_its_rows_and_a_file_refused_keeps_them(project) -> None:
    stages.run(folders(project), stages.Stages(), Quiet())
    project.add("2024-italy.md", "no front matter any more")
    project.add("2024-china.md", (project.raw / "2024-turkey.md").read_text().replace("Turkey", "China"))
    refused = stages.run(folders(project), stages.Stages(), Quiet())
    assert [problem.file for problem in refused.problems] == ["2024-italy.md"]
    assert project.published_sources() == {"2024-italy", "2024-turkey", "2024-china"}
    assert any("2024-italy" in note for note in refused.notes)
    (project.raw / "2024-italy.md").unlink()
    lost = stages.run(folders(project), stages.Stages(), Quiet())
    assert any("without a cause" in problem.message for problem in lost.problems)
    assert project.published_sources() == {"2024-italy", "2024-turkey", "2024-china"}
    project.add("withdrawn.csv", "id,reason,date,who\n2024-italy,It was retracted,2024-03-01,Dana\n")
    accepted = stages.Wish(accept="one of three sources is retracted")
    removed = stages.run(folders(project), stages.Stages(), Quiet(), accepted)
    assert removed.ok, removed.problems
    assert project.published_sources() == {"2024-turkey", "2024-china"}


def test_kept_rows_make_the_same_bytes_as_the_source_did(project) -> None:
    stages.run(folders(project), stages.Stages(), Quiet())
    before = project.files()
    project.add("2024-italy.md", b"\xff\xfe")
    report = stages.run(folders(project), stages.Stages(), Quiet())
    assert not report.ok
    assert all(not release.new for release in report.releases)
    assert project.files() == before
