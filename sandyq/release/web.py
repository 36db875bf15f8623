"""What was published, over http or https: to be read and verified, not written.

A web server lists nothing, so what is there is what catalog.json, latest.json and SHA256SUMS name. A file
that none of them names cannot be found this way.
"""

from __future__ import annotations

import errno
import json
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import quote, urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import HTTPStore

from sandyq.release.errors import ReleaseError
from sandyq.release.store import CATALOG, LATEST, SIGNATURE, SUMS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sandyq.release.storage import Make, Write


class Web:
    """A published/, a dataset or a version under an address."""

    def __init__(self, address: str) -> None:
        """``address`` is http(s)://host/path; ReleaseError where it is none."""
        parts = urlsplit(address)
        if not parts.hostname or parts.query or parts.fragment:
            raise ReleaseError(f"{address}: is no address to verify. Write https://host/path.")
        self.address = address.rstrip("/")
        self._above = parts.path.strip("/").split("/")
        self._store = HTTPStore(
            f"{parts.scheme}://{parts.netloc}",
            client_options={"allow_http": True, "timeout": timedelta(minutes=10)},
            retry_config={"max_retries": 4, "retry_timeout": timedelta(seconds=60)},
        )

    def local(self, path: str) -> Path | None:
        """None: it is elsewhere."""

    def read(self, path: str) -> bytes:
        """What the server answers."""
        return self._get([*self._above, path])

    def copy(self, path: str, to: Path) -> None:
        """What the server answers, piece by piece."""
        with self._explained([*self._above, path]) as where, to.open("wb") as file:
            for piece in obstore.get(self._store, where).stream():
                file.write(piece)

    def files(self, path: str) -> dict[str, bool]:
        """The files that SHA256SUMS names, and it and its signature."""
        here = f"{path}/" if path else ""
        found = {line.partition("  ")[2]: True for line in self._lines(here + SUMS)}
        for name in (SUMS, SIGNATURE):
            with _none_is_fine():
                self.read(here + name)
                found[name] = True
        return dict(sorted(found.items()))

    def datasets(self) -> list[str]:
        """The datasets that catalog.json names."""
        return sorted(self._catalog(self._above))

    def versions(self, path: str) -> list[str]:
        """The versions that catalog.json names, or latest.json where there is no catalog."""
        if path:
            return self._catalog(self._above).get(path, [])
        with _none_is_fine():
            newest: list[str] = [json.loads(self.read(LATEST))["version"]]
            return self._catalog(self._above[:-1]).get(self._above[-1], newest)
        return []

    def _catalog(self, above: list[str]) -> dict[str, list[str]]:
        """The versions of each dataset that the catalog under ``above`` names."""
        with _none_is_fine():
            said = json.loads(self._get([*above, CATALOG]))
            return {one["name"]: [each["version"] for each in one["versions"]] for one in said["datasets"]}
        return {}

    def _lines(self, path: str) -> list[str]:
        with _none_is_fine():
            return self.read(path).decode("ascii").splitlines()
        return []

    def _get(self, parts: list[str]) -> bytes:
        with self._explained(parts) as where:
            return bytes(obstore.get(self._store, where).bytes())

    @contextmanager
    def _explained(self, parts: list[str]) -> Iterator[str]:
        """The path to ask for; what goes wrong with it becomes an OSError that names it."""
        path = "/".join(part for part in parts if part)
        try:
            yield quote(path, safe="/%")
        except BaseError as error:
            said = str(error).partition("\n")[0][:300]
            raise OSError(errno.ECONNABORTED, said, f"{self.address}: {path}") from error

    def publishing(self) -> NoReturn:
        """Refuse: nothing can be published here."""
        raise ReleaseError(f"{self.address}: can be read only. Publish into a folder or an s3:// address.")

    def add(self, path: str, after: str | None, write: Write) -> NoReturn:
        """Refuse: nothing can be published here."""
        self.publishing()

    def replace(self, path: str, make: Make) -> NoReturn:
        """Refuse: nothing can be published here."""
        self.publishing()


@contextmanager
def _none_is_fine() -> Iterator[None]:
    """Pass over a file that is not there, or does not say what it should: verification says so."""
    unfit: Any = (FileNotFoundError, ValueError, KeyError, TypeError)
    try:
        yield
    except unfit:
        return
