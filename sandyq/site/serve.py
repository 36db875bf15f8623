"""A web server for looking at what is published on this machine: static files, with range requests.

It answers on 127.0.0.1 alone. Readers of Parquet ask for parts of a file (RFC 9110, section 14), which the
server of the standard library does not give.
"""

from __future__ import annotations

import re
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, BinaryIO

from sandyq.site.press import FOLDER

if TYPE_CHECKING:
    from pathlib import Path

HOST = "127.0.0.1"
HOME = f"/{FOLDER}/index.html"
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
_CHUNK = 1 << 16


class Handler(SimpleHTTPRequestHandler):
    """Files below one folder; `/` leads to the site. Lists no folder."""

    protocol_version = "HTTP/1.1"
    extensions_map = {  # noqa: RUF012 - as the class it comes from has it
        **SimpleHTTPRequestHandler.extensions_map,
        ".js": "text/javascript; charset=utf-8",
        ".html": "text/html; charset=utf-8",
        ".css": "text/css; charset=utf-8",
        ".csv": "text/csv; charset=utf-8",
        ".md": "text/markdown; charset=utf-8",
        ".json": "application/json",
        ".jsonld": "application/ld+json",
        ".atom": "application/atom+xml",
        ".svg": "image/svg+xml",
        ".parquet": "application/vnd.apache.parquet",
        ".cff": "text/plain; charset=utf-8",
    }
    _left: int | None = None
    """Bytes of the body that are still to be sent; None for the whole file."""

    def send_head(self) -> Any:
        """The headers of a file or of a part of it; the file, where there is a body to send."""
        self._left = None
        if self.path.split("?")[0] in ("/", f"/{FOLDER}", f"/{FOLDER}/"):
            self.send_response(HTTPStatus.FOUND)
            self.send_header("Location", HOME)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return None
        match = _RANGE.fullmatch(self.headers.get("Range", ""))
        if (
            match is None
            or match.groups() == ("", "")
            or (all(match.groups()) and int(match[1]) > int(match[2]))
        ):
            return super().send_head()  # no range at all, or none that means anything
        return self._part(match[1], match[2])

    def _part(self, first: str, last: str) -> BinaryIO | None:
        """Answer a request for ``first``-``last``; either may be empty."""
        path = self.translate_path(self.path)
        try:
            file = open(path, "rb")  # noqa: SIM115, PTH123 - closed by whoever asked for the head
        except OSError:
            self.send_error(HTTPStatus.NOT_FOUND)
            return None
        size = file.seek(0, 2)
        start = int(first) if first else max(0, size - int(last))
        end = min(int(last), size - 1) if first and last else size - 1
        if start > end:
            file.close()
            self.send_response(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
            self.send_header("Content-Range", f"bytes */{size}")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return None
        self.send_response(HTTPStatus.PARTIAL_CONTENT)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Range", f"bytes {start}-{end}/{size}")
        self.send_header("Content-Length", str(end - start + 1))
        self.end_headers()
        file.seek(start)
        self._left = end - start + 1
        return file

    def end_headers(self) -> None:
        """Say that parts can be asked for, and that nothing is to be kept: pages change as they are built."""
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("Cache-Control", "no-cache")
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

    def copyfile(self, source: Any, outputfile: Any) -> None:
        """Send the file, or as much of it as was asked for."""
        if self._left is None:
            super().copyfile(source, outputfile)
            return
        while self._left and (chunk := source.read(min(_CHUNK, self._left))):
            outputfile.write(chunk)
            self._left -= len(chunk)

    def list_directory(self, path: Any) -> None:
        """No folder is listed: a missing page is missing here as it is on any other server."""
        self.send_error(HTTPStatus.NOT_FOUND)

    def log_message(self, *_: Any) -> None:
        """Say nothing: a person watches the browser."""


def server(published: Path, port: int = 0) -> ThreadingHTTPServer:
    """A server of the folder ``published`` on 127.0.0.1; port 0 takes a free one, OSError for one taken."""
    found = ThreadingHTTPServer((HOST, port), partial(Handler, directory=str(published)))
    found.daemon_threads = True
    return found
