"""What is published, read over http from a server that knows nothing but files."""

from __future__ import annotations

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest

from sandyq.release import ReleaseError, plan, publish, status, verify

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Make = Callable[..., Any]

NAME = "towns-of-the-steppe"


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def list_directory(self, path: Any) -> None:
        """Servers need not list folders."""
        self.send_error(404)


@pytest.fixture
def published(package: Make, table: Make, rows: list[dict[str, Any]], tmp_path: Path) -> Path:
    """Two versions."""
    publish(plan(package(table(rows[1:])), tmp_path / "published"))
    publish(plan(package(), tmp_path / "published"))
    return tmp_path / "published"


@pytest.fixture
def url(published: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=published.parent))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/published"
    server.shutdown()
    server.server_close()


def test_all_of_it_a_dataset_or_a_version_is_verified(url: str) -> None:
    for path in ("", "/", f"/{NAME}", f"/{NAME}/", f"/{NAME}/1.0.0", f"/{NAME}/1.1.0/"):
        assert verify(url + path) == [], path
    assert [(one.dataset, one.version) for one in status(url)] == [(NAME, "1.1.0")]


def test_a_dataset_without_a_catalog_is_its_newest_version(published: Path, url: str) -> None:
    (published / "catalog.json").unlink()
    (published / NAME / "1.0.0" / "towns.csv").unlink()
    assert verify(f"{url}/{NAME}") == []


@pytest.mark.parametrize("name", ["datapackage.json", "towns.parquet", "towns.csv", "SHA256SUMS"])
@pytest.mark.parametrize("path", ["", f"/{NAME}", f"/{NAME}/1.0.0"])
def test_damage_is_found(published: Path, url: str, path: str, name: str) -> None:
    file = published / NAME / "1.0.0" / name
    whole = file.read_bytes()
    file.write_bytes(whole[:-9] + bytes([whole[-9] ^ 1]) + whole[-8:])
    assert any(finding.version == "1.0.0" and finding.error for finding in verify(url + path))
    file.unlink()
    assert any(finding.version == "1.0.0" and finding.error for finding in verify(url + path))


@pytest.mark.parametrize("name", ["catalog.json", f"{NAME}/latest.json"])
def test_a_pointer_that_leads_elsewhere_is_found(published: Path, url: str, name: str) -> None:
    (published / name).write_text((published / name).read_text().replace('"sha256": "', '"sha256": "0', 1))
    assert [finding.file for finding in verify(url)] == [name.rpartition("/")[2]]


def test_a_server_that_is_not_there_or_has_nothing(url: str, published: Path) -> None:
    with pytest.raises(ReleaseError, match="no version is published here"):
        verify(f"{url}/elsewhere")


def test_nothing_is_published_over_http(package: Make, url: str) -> None:
    with pytest.raises(ReleaseError, match="can be read only"):
        publish(plan(package(), url))


@pytest.mark.parametrize("wrong", ["http://", "https:///published", "http://example.org/?a=b"])
def test_addresses_that_are_none(wrong: str) -> None:
    with pytest.raises(ReleaseError, match="is no address to verify"):
        verify(wrong)
