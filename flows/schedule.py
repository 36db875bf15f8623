"""Refreshing on a schedule from one process that stays, without a deployment or a worker."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows import settings
from flows.refresh import refresh  # sets up Prefect: before any other import of it
from sandyq.release.storage import at

from prefect.client.orchestration import get_client  # isort: skip
from prefect.client.schemas.schedules import CronSchedule  # isort: skip

if TYPE_CHECKING:
    from flows.stages import Folders


def serve(cron: str, folders: Folders) -> None:
    """Run the flow whenever ``cron`` (UTC) says, until interrupted.

    The folders are made absolute: each run is a process of its own. Raises ValueError for a cron line that
    cannot be read, ServerError where PREFECT_API_URL is not set (the embedded server keeps no schedule) or
    no server answers there.
    """
    try:
        CronSchedule(cron=cron)
    except ValueError:
        message = f"{cron!r} is no cron line. Write minute, hour, day, month and weekday: '0 6 * * *'."
        raise ValueError(message) from None
    address = settings.server_address()
    if address is None:
        raise settings.ServerError(
            "A schedule is kept by a Prefect server, and none is set. In another terminal: prefect server"
            " start --host 127.0.0.1; then here: export PREFECT_API_URL=http://127.0.0.1:4200/api"
        )
    with get_client(sync_client=True) as client:
        if client.api_healthcheck() is not None:
            remedy = "Start that server, or name another in PREFECT_API_URL."
            raise settings.ServerError(f"No Prefect server answers at {address}. {remedy}")
    local = at(folders.published).local
    parameters = {
        "raw": str(folders.raw.resolve()),
        "published": str(folders.published if local is None else local.resolve()),
        "reports": str(folders.reports.resolve()),
    }
    refresh.serve(name="scheduled", cron=cron, parameters=parameters)
