"""The flows on Prefect's own server: same bytes as without it, names, artifacts, retries, no telemetry."""

from __future__ import annotations

import asyncio
import errno
import json
import os
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]

WATCH_CONNECTIONS = """
import os, sys

def watch(event, arguments):
    if event == "socket.connect":
        host = arguments[1][0] if isinstance(arguments[1], tuple) else "127.0.0.1"
    elif event == "socket.getaddrinfo":
        host = arguments[0]
    else:
        return
    host = host.decode() if isinstance(host, bytes) else host
    if host not in ("127.0.0.1", "localhost", "::1", "0.0.0.0", None, ""):
        with open(os.environ["CONNECTIONS"], "a") as file:
            file.write(f"{event} {host}\\n")

sys.addaudithook(watch)
with open(os.environ["PROCESSES"], "a") as file:
    file.write(" ".join(sys.orig_argv) + "\\n")
"""
"""Loaded by every Python process of a run (as sitecustomize): notes each host that is not this machine."""


def test_the_embedded_server_publishes_the_same_bytes_and_calls_nobody(project) -> None:
    """The whole command in processes of its own, on a database that is not there yet."""
    hooks = project.root / "hooks"
    hooks.mkdir()
    (hooks / "sitecustomize.py").write_text(WATCH_CONNECTIONS)
    connections, processes = project.root / "connections", project.root / "processes"
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "DO_NOT"))}
    environment = {
        **kept,
        "PREFECT_HOME": str(project.root / "prefect"),
        "HOME": str(project.root),
        "PYTHONPATH": str(hooks),
        "CONNECTIONS": str(connections),
        "PROCESSES": str(processes),
    }
    # Nothing is sent: the hook alone is told of a connection, to see that it would notice one.
    told = "import sys; sys.audit('socket.connect', None, ('192.0.2.1', 80))"
    subprocess.run([sys.executable, "-c", told], env=environment, check=True)
    assert connections.read_text() == "socket.connect 192.0.2.1\n"
    connections.unlink()
    published = project.root / "by-flow"
    command = [
        sys.executable, "-m", "flows.cli", "refresh", "--json", "--raw", str(project.raw),
        "--published", str(published), "--reports", str(project.reports),
    ]  # fmt: skip
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=170)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == project.report()
    assert "embedded server" in done.stderr
    assert "release: " in done.stderr
    assert "uvicorn" in processes.read_text(), "the server was not watched"
    assert not connections.exists(), connections.read_text()
    assert not (project.root / "prefect" / "storage").exists(), "results were persisted"
    assert not (project.root / ".prefect").exists()

    assert project.refresh().exit_code == 0
    by_flow, directly = (
        {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        for folder in (published, project.published)
    )
    page = Path("site", "run.html")  # which names the run
    assert by_flow.pop(page) != directly.pop(page)
    assert by_flow == directly


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Prefect's test server, with everything of Prefect in a temporary folder, which is given."""
    from flows import settings

    settings.apply()
    from prefect.settings import PREFECT_HOME, temporary_settings
    from prefect.testing.utilities import prefect_test_harness

    home = tmp_path_factory.mktemp("prefect")
    with temporary_settings({PREFECT_HOME: home}), prefect_test_harness(server_startup_timeout=120):
        yield home


def recorded(name: str) -> tuple[dict[str, Any], dict[str, Any], dict[str, str]]:
    """(artifacts by key, flow run, states of its tasks by name) of the newest run whose name begins so."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.sorting import FlowRunSort

    with get_client(sync_client=True) as client:
        runs = client.read_flow_runs(sort=FlowRunSort.START_TIME_DESC)
        run = next(run for run in runs if run.name.startswith(name))
        tasks = [task for task in client.read_task_runs(limit=200) if task.flow_run_id == run.id]
        made = client.request("POST", "/artifacts/filter", json={}).json()
    mine = {artifact["key"]: artifact for artifact in made if artifact["flow_run_id"] == str(run.id)}
    return mine, {"name": run.name, "state": run.state}, {t.name: str(t.state_name) for t in tasks}


def folders(project):
    from flows.stages import Folders

    return Folders(project.raw, project.published, project.reports)


@pytest.mark.timeout(200)
def test_a_run_is_named_and_shown(project, server: Path) -> None:
    from flows.refresh import run

    report = run(folders(project))
    assert report.ok
    artifacts, flow, tasks = recorded(f"refresh {project.raw} into {project.published}")
    assert flow["state"].is_completed()
    assert flow["state"].message == report.summary
    assert {"read batch 1 of 1", "check", "assemble", "release kazakhstan-trade"} <= tasks.keys()
    assert set(tasks.values()) == {"Completed"}
    shown = artifacts["refresh-report"]["data"]
    assert shown == (project.reports / report.run / "report.md").read_text(encoding="utf-8")
    releases = json.loads(artifacts["refresh-releases"]["data"])
    assert [row["outcome"] for row in releases] == ["1.0.0 (first)"] * len(report.releases)
    sources = json.loads(artifacts["refresh-sources"]["data"])
    assert {row["source_id"] for row in sources} == {"2024-italy", "2024-turkey"}
    assert artifacts["refresh-release"]["data"] == 100.0
    assert not (server / "storage").exists(), "results were persisted"


@pytest.mark.timeout(200)
def test_a_run_with_a_fault_is_failed_and_still_has_its_report(project, server: Path) -> None:
    from flows.refresh import run

    project.add("bad.md", "no front matter")
    report = run(folders(project))
    assert [problem.file for problem in report.problems] == ["bad.md"]
    assert project.published_sources() == {"2024-italy", "2024-turkey"}
    artifacts, flow, _ = recorded(f"refresh {project.raw} into {project.published}")
    assert flow["state"].is_failed()
    assert "bad.md:1: has no front matter" in artifacts["refresh-report"]["data"]


@pytest.mark.timeout(200)
def test_a_feed_is_a_task_that_is_tried_again(
    project, server: Path, web, answer, newspaper, fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows.refresh import run
    from sandyq.intake import fetch

    monkeypatch.setattr(fetch, "Fetcher", partial(fetch.Fetcher, fetcher.limits, fetcher.allowed))
    web.pages["/wheat"] = answer(newspaper())
    content = f'<rss version="2.0"><channel><item><link>{web.url}/wheat</link></item></channel></rss>'
    failures = [answer(status=503)] * fetcher.limits.tries
    web.pages["/feed"] = [*failures, answer(content.encode(), kind="text/xml")]
    project.add("feeds.yaml", f"- url: {web.url}/feed\n- url: {web.url}/gone\n")
    report = run(folders(project))
    assert [problem.file for problem in report.problems] == [f"{web.url}/gone"]
    assert "2023-05-04-steppe-gazette-wheat-moves-west" in project.published_sources()
    artifacts, flow, tasks = recorded(f"refresh {project.raw} into {project.published}")
    assert flow["state"].is_failed()
    assert tasks[f"take in {web.url}/feed"] == "Completed"
    assert tasks[f"take in {web.url}/gone"] == "Failed"
    assert artifacts["refresh-feeds"]["data"] == 100.0


@pytest.mark.timeout(200)
def test_verify_is_completed_until_a_byte_changes(project, server: Path) -> None:
    from flows.verify import verify

    project.refresh()
    arguments = {"published": str(project.published), "raw": str(project.raw)}
    assert verify(**arguments, return_state=True).is_completed()
    (project.published / "kazakhstan-trade" / "1.0.0" / "README.md").write_text("changed")
    assert verify(**arguments, return_state=True).is_failed()
    artifacts, flow, _ = recorded(f"verify 5 versions in {project.published}")
    assert flow["state"].is_failed()
    assert any("README.md" in row["file"] for row in json.loads(artifacts["verify-findings"]["data"]))


@pytest.mark.timeout(200)
@pytest.mark.parametrize(("fault", "tries"), [("input", 3), ("caused by output", 3), ("other", 1)])
def test_only_input_and_output_are_tried_again(
    server: Path, monkeypatch: pytest.MonkeyPatch, fault: str, tries: int
) -> None:
    from prefect import flow

    from flows import tasks
    from sandyq.release import ReleaseError

    called = []

    def stage(where: Path) -> None:
        called.append(where)
        broken = OSError(errno.EIO, "lost")
        if fault == "input":
            raise broken
        raise ReleaseError("not written") from (broken if fault == "caused by output" else None)

    monkeypatch.setattr(tasks, "RETRY_SECONDS", 0)
    wrapped = tasks.as_task(stage, "stage {where}", retries=2)

    @flow(persist_result=False)
    def tried() -> None:
        wrapped(Path("here"))

    with pytest.raises((OSError, ReleaseError)):
        tried()
    assert called == [Path("here")] * tries


def test_what_the_user_has_set_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    from flows import settings

    for name in settings.DEFAULTS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DO_NOT_TRACK", "0")
    settings.apply()
    assert os.environ["DO_NOT_TRACK"] == "0"
    assert os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"
    for name in settings.DEFAULTS:
        monkeypatch.delenv(name, raising=False)


def test_what_is_deployed_is_there_daily_and_weekly() -> None:
    import importlib

    import yaml

    deployed = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]
    assert {one["name"]: one["schedules"][0]["cron"] for one in deployed} == {
        "daily": "0 6 * * *",
        "weekly": "0 7 * * 1",
    }
    for one in deployed:
        path, name = one["entrypoint"].split(":")
        module = importlib.import_module(path.removesuffix(".py").replace("/", "."))
        assert getattr(module, name).name == name


def test_a_flow_can_be_served() -> None:
    """A served flow is pickled for each of its runs."""
    import cloudpickle

    from flows.refresh import refresh
    from flows.verify import verify

    for flow in (refresh, verify):
        assert cloudpickle.loads(cloudpickle.dumps(flow)).name == flow.name


@pytest.mark.timeout(200)
def test_the_server_can_write_the_runs_of_a_schedule(server: Path) -> None:
    """What the server's scheduler does, which some releases of its database library break."""
    from prefect.server.database import provide_database_interface
    from prefect.server.models.deployments import schedule_runs

    from flows.refresh import refresh

    deployment = refresh.to_deployment(name="scheduled", cron="0 6 * * *").apply()

    async def schedule() -> list[Any]:
        async with provide_database_interface().session_context(begin_transaction=True) as session:
            return list(await schedule_runs(session, deployment_id=deployment, min_runs=3))

    assert len(asyncio.run(schedule())) >= 3
