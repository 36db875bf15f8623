"""How Prefect is set before it is imported: no telemetry, an embedded server that is given time to start.

Prefect reads them when it is imported, so they are set before. What the user has set stays as it is.
"""

from __future__ import annotations

import os

DEFAULTS: dict[str, str] = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    # A fresh database takes half a minute to lay out; the default of 20 s gives up before.
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
}
"""Environment variables that are set where the user has not set them."""


class ServerError(Exception):
    """There is no Prefect server to run on; the message says what to do."""


def apply() -> None:
    """Set each of `DEFAULTS` that the environment does not have yet."""
    for name, value in DEFAULTS.items():
        os.environ.setdefault(name, value)


def keep_quiet() -> None:
    """Keep Prefect's log off the terminal, where a run says itself what was wrong; the server has it all."""
    os.environ.setdefault("PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL", "CRITICAL")


def server_address() -> str | None:
    """The address of the Prefect server that runs are sent to; None where the embedded one is used."""
    import prefect.settings

    address: str | None = prefect.settings.PREFECT_API_URL.value()
    return address
