"""The server that shows the site: files and parts of files, on this machine alone."""

from __future__ import annotations

import http.client
import threading
from typing import TYPE_CHECKING

import pytest

from sandyq.site.serve import server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CONTENT = bytes(range(256)) * 10


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[http.client.HTTPConnection]:
    folder = tmp_path / "published"
    (folder / "site").mkdir(parents=True)
    (folder / "site" / "index.html").write_text("<p>here</p>")
    (folder / "rows.parquet").write_bytes(CONTENT)
    (folder / "empty.csv").write_bytes(b"")
    (tmp_path / "secret.txt").write_text("no")
    with server(folder) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        assert running.server_address[0] == "127.0.0.1"
        found = http.client.HTTPConnection("127.0.0.1", running.server_port, timeout=30)
        yield found
        found.close()
        running.shutdown()


def get(
    connection: http.client.HTTPConnection, path: str, wanted: str = "", method: str = "GET"
) -> tuple[int, bytes, dict[str, str]]:
    connection.request(method, path, headers={"Range": wanted} if wanted else {})
    answer = connection.getresponse()
    return answer.status, answer.read(), dict(answer.getheaders())


@pytest.mark.parametrize(
    ("wanted", "first", "last"),
    [("bytes=0-9", 0, 9), ("bytes=5-5", 5, 5), ("bytes=2550-", 2550, 2559), ("bytes=-8", 2552, 2559),
     ("bytes=2000-99999", 2000, 2559), ("bytes=-99999", 0, 2559)],
)  # fmt: skip
def test_a_part_of_a_file(connection: http.client.HTTPConnection, wanted: str, first: int, last: int) -> None:
    status, body, headers = get(connection, "/rows.parquet", wanted)
    assert (status, body) == (206, CONTENT[first : last + 1])
    assert headers["Content-Range"] == f"bytes {first}-{last}/2560"
    assert headers["Content-Type"] == "application/vnd.apache.parquet"


def test_the_connection_goes_on_after_each_kind_of_answer(connection: http.client.HTTPConnection) -> None:
    assert get(connection, "/rows.parquet")[:2] == (200, CONTENT)
    assert get(connection, "/rows.parquet", method="HEAD")[0] == 200
    assert get(connection, "/rows.parquet", "bytes=0-9", method="HEAD")[:2] == (206, b"")
    status, _, headers = get(connection, "/rows.parquet", "bytes=2560-")
    assert (status, headers["Content-Range"]) == (416, "bytes */2560")
    assert get(connection, "/empty.csv", "bytes=0-9")[0] == 416
    assert get(connection, "/rows.parquet", "bytes=9-2")[0] == 200, "a range that is none is no range"
    assert get(connection, "/rows.parquet", "lines=1-2")[0] == 200
    status, _, headers = get(connection, "/")
    assert (status, headers["Location"]) == (302, "/site/index.html")
    assert get(connection, "/site/index.html")[:2] == (200, b"<p>here</p>")


@pytest.mark.parametrize(
    "path", ["/nothing", "/site", "/../secret.txt", "/%2e%2e/secret.txt", "/site/../../secret.txt"]
)
def test_nothing_but_files_of_the_folder(connection: http.client.HTTPConnection, path: str) -> None:
    status, body, _ = get(connection, path)
    assert status in (302, 404)
    assert body != b"no"
    assert get(connection, "/nothing", "bytes=0-1")[0] == 404
