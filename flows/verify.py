"""Everything published checked again, as a Prefect flow: hashes, schemas, keys, quotes against sources."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.tasks import as_task, show_table  # sets up Prefect: before any other import of it

from prefect import flow, get_run_logger  # isort: skip
from prefect.artifacts import create_markdown_artifact
from prefect.runtime import flow_run
from prefect.states import Completed, Failed

from flows import stages
from sandyq.release import store
from sandyq.release.storage import at

if TYPE_CHECKING:
    from prefect.client.schemas.objects import State

    from sandyq.release import Finding

verify_all = as_task(stages.verify, "verify {published}", retries=2)


def _name() -> str:
    """What ran: ``verify 7 versions in published``."""
    place = at(flow_run.parameters["published"])
    versions = sum(len(store.versions(folder)) for folder in store.datasets(place))
    return f"verify {versions} versions in {place}"


@flow(name="verify", flow_run_name=_name, persist_result=False)
def verify(published: str = "published", raw: str = "raw") -> State[list[Finding]]:
    """Check every version under ``published``, and quotes against ``raw``; Failed if one is damaged."""
    return _run(published, Path(raw))


def _run(published: str, raw: Path) -> State[list[Finding]]:
    findings = verify_all(published, raw)
    errors = [finding for finding in findings if finding.error]
    summary = f"{len(errors)} errors, {len(findings) - len(errors)} notes in {published}"
    rows: list[dict[str, Any]] = [asdict(finding) for finding in findings]
    create_markdown_artifact(f"# {summary}\n", key="verify-report", description=summary)
    show_table("verify-findings", "Findings", rows)
    for finding in errors:
        get_run_logger().error("%s", stages.finding_line(finding))
    return Failed(message=summary, data=findings) if errors else Completed(message=summary, data=findings)
