"""The `sandyq` command: its commands, in the order in which `--help` shows them."""

from __future__ import annotations

from flows.commands import add, read, refresh, releases, series, site
from flows.commands.common import app

__all__ = ["add", "app", "main", "read", "refresh", "releases", "series", "site"]


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
