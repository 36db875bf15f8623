"""The main job as plain functions: batches, outcomes, and what one fault leaves of the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from flows import stages
from flows.progress import Quiet
from flows.work import working
from schemas.datasets import ConservationError
from schemas.parts import Parts

if TYPE_CHECKING:
    from sandyq import Reading
    from schemas.whole import Whole


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
    def losing(tables: Whole) -> stages.Assembled:
        kept = tables.frames["figures"]
        assert isinstance(kept, Parts)
        tables.frames["figures"] = Parts([], kept.schema)
        return stages.assemble(tables)

    with working(project.root / "elsewhere") as work:
        readings = stages.read_all(project.raw, work, stages.Stages(), Quiet())
        tables = stages.check(readings, {}, stages.by_hand(project.raw), work.run / "tables")
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
