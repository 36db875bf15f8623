"""An S3 server on 127.0.0.1 for tests and measurements: moto's, behind a proxy that can spoil requests.

The proxy lets one writing request through at a time. Amazon promises that conditional writes are atomic, and
moto's threads do not keep that by themselves.
"""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

BUCKET = "bucket"
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "any", "AWS_SECRET_ACCESS_KEY": "any", "AWS_REGION": "us-east-1"}

FAULTS = {
    "500": "the server fails, and nothing is written",
    "403": "the server refuses",
    "drop": "the connection is lost before the request arrives",
    "lost": "the connection is lost after the request was carried out",
}

Fault = Callable[[int, str], "str | None"]
"""From the number of a PUT (0 is the first) and its path to one of FAULTS, or None."""


class Proxy(ThreadingHTTPServer):
    """Hands requests on to ``target`` (a port); ``fault`` and ``strip`` may be set at any time."""

    daemon_threads = True

    def __init__(self, target: int) -> None:
        self.target = target
        self.fault: Fault = lambda number, path: None
        self.strip = False
        """Whether conditions are taken off, as by a store that does not know them."""
        self.puts = 0
        self.lock = threading.Lock()
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def begin(self, fault: Fault | None = None) -> None:
        """Count requests from zero again."""
        self.fault = fault or (lambda number, path: None)
        self.puts = 0

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that are killed are no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True
    server: Proxy

    def _any(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        fault = None
        if self.command == "PUT":
            with self.server.lock:
                fault = self.server.fault(self.server.puts, self.path)
                self.server.puts += 1
        if fault == "drop":
            return self._hang_up()
        if fault in ("500", "403"):
            return self._answer(int(fault), {"Content-Type": "application/xml"}, b"<Error/>")
        with self.server.lock:
            status, headers, content = self._forward(body)
        if fault == "lost":
            return self._hang_up()
        return self._answer(status, headers, content)

    do_GET = do_PUT = do_HEAD = do_POST = do_DELETE = _any  # noqa: N815 -- the names of http.server

    def _forward(self, body: bytes) -> tuple[int, dict[str, str], bytes]:
        conditions = ("if-match", "if-none-match") if self.server.strip else ()
        headers = {name: value for name, value in self.headers.items() if name.lower() not in conditions}
        there = http.client.HTTPConnection("127.0.0.1", self.server.target, timeout=60)
        there.request(self.command, self.path, body, headers)
        answer = there.getresponse()
        content = answer.read()
        there.close()
        return answer.status, dict(answer.getheaders()), content

    def _answer(self, status: int, headers: dict[str, str], content: bytes) -> None:
        self.send_response_only(status)
        for name, value in headers.items():
            if name.lower() not in ("content-length", "connection", "transfer-encoding"):
                self.send_header(name, value)
        length = headers.get("Content-Length") if self.command == "HEAD" else None
        self.send_header("Content-Length", length or str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def _hang_up(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def serve() -> Iterator[Proxy]:
    """A server with one empty bucket; the environment is set for clients meanwhile."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    proxy = Proxy(port)
    threading.Thread(target=proxy.serve_forever, daemon=True).start()
    before = dict(os.environ)
    os.environ.update(CREDENTIALS | {"AWS_ENDPOINT_URL": proxy.address})
    try:
        _make_bucket(port)
        yield proxy
    finally:
        os.environ.clear()
        os.environ.update(before)
        proxy.shutdown()
        proxy.server_close()
        server.kill()
        server.wait()


def _make_bucket(port: int) -> None:
    request = urllib.request.Request(f"http://127.0.0.1:{port}/{BUCKET}", method="PUT")
    for _ in range(300):
        try:
            urllib.request.urlopen(request, timeout=10).close()
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("the S3 server does not answer")
