"""Sources, figures and events by hand, for whoever needs readings without a reader; and a web server."""

from __future__ import annotations

import hashlib
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from sandyq.intake.fetch import Fetcher, Limits
from sandyq.reading.model import Event, Figure
from sandyq.sources import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# How long an example takes says more of the machine than of the code.
settings.register_profile("sandyq", deadline=None)
settings.load_profile("sandyq")


def make_source(name: str, text: str, **more: Any) -> Source:
    fields: dict[str, Any] = {
        "title": f"Title of {name}",
        "publisher": "The Steppe Courier",
        "author": None,
        "published": "2024-02",
        "url": None,
        "licence": "CC0-1.0",
        "kind": "article",
        "basis": None,
        "language": "en",
        "path": f"{name}.md",
        "sha256": hashlib.sha256(text.encode("utf-8")).hexdigest(),
    }
    return Source(id=name, text=text, **{**fields, **more})


def make_figure(text: str, quote: str, value: float | None, **more: Any) -> Figure:
    """A total of trade, unless told otherwise; ``quote`` stands once in ``text``."""
    start = text.index(quote)
    fields: dict[str, Any] = {
        "kind": "money",
        "value_low": None,
        "value_high": None,
        "unit": "USD",
        "modifier": "none",
        "measure": "level",
        "direction": None,
        "indicator": "total_trade",
        "reporter": "KAZ",
        "partner": "CHN",
        "subject": None,
        "scope": None,
        "period": "2022",
        "rule": "by_hand",
    }
    return Figure(start=start, end=start + len(quote), quote=quote, value=value, **{**fields, **more})


def make_event(text: str, quote: str, **more: Any) -> Event:
    """A visit, unless told otherwise."""
    start = text.index(quote)
    fields: dict[str, Any] = {
        "type": "visit",
        "period": "2022-05-02",
        "actors": ("KAZ", "Somebody"),
        "place": "Astana",
        "rule": "by_hand",
    }
    return Event(start=start, end=start + len(quote), quote=quote, **{**fields, **more})


@pytest.fixture(scope="session")
def source() -> Callable[..., Source]:
    return make_source


@pytest.fixture(scope="session")
def figure() -> Callable[..., Figure]:
    return make_figure


@pytest.fixture(scope="session")
def event() -> Callable[..., Event]:
    return make_event


PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title} | Steppe Gazette</title>
<meta property="og:site_name" content="Steppe Gazette"><meta property="og:title" content="{title}">
<meta name="author" content="Aigul Writer">
<meta property="article:published_time" content="{published}T08:00:00+06:00"></head>
<body><nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li></ul></nav>
<article><h1>{title}</h1>
<p>Kazakhstan's trade with Italy came to <b>{value} billion</b> dollars in the year that has just ended, an
official of the <a href="/ministry">ministry</a> told reporters who had come to hear of wheat.</p>
<h2>What the railways carried</h2>
<p>The railways moved 4.5 million tonnes of grain, and expect to move as much again before the winter.</p>
<ul><li>Wheat: 3.1 million tonnes</li><li>Barley: 1.4 million tonnes</li></ul>
<table><tr><th>Country</th><th>Exports</th></tr><tr><td>Italy</td><td>$15 billion</td></tr></table>
</article><footer><p>Write to us.</p></footer></body></html>"""


def page(title: str = "Wheat moves west", published: str = "2023-05-04", value: str = "19.9") -> bytes:
    """A page of a newspaper."""
    return PAGE.format(title=title, published=published, value=value).encode()


@dataclass
class Answer:
    """What the server says at one path."""

    content: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    kind: str = "text/html; charset=utf-8"
    slowly: Callable[[Any], None] | None = None
    """Writes the body instead, to the handler's ``wfile``."""


@dataclass
class Web:
    """A server whose pages a test sets: an answer for each path, or several that follow one another."""

    url: str
    pages: dict[str, Answer | list[Answer]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    """Path and headers of each request."""

    def paths(self) -> list[str]:
        """The paths that were asked for, without robots.txt."""
        return [path for path, _ in self.asked if path != "/robots.txt"]

    def answer(self, path: str) -> Answer:
        found = self.pages.get(path, Answer(status=404))
        if isinstance(found, list):
            return found.pop(0) if len(found) > 1 else found[0]
        return found


@pytest.fixture
def web() -> Iterator[Web]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            site.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
            answer = site.answer(self.path)
            etag = answer.headers.get("ETag")
            if etag is not None and self.headers.get("If-None-Match") == etag:
                answer = Answer(status=304, headers={"ETag": etag})
            try:
                self.send_response(answer.status)
                self.send_header("Content-Type", answer.kind)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                if answer.slowly is not None:
                    self.send_header("Connection", "close")
                    self.end_headers()
                    answer.slowly(self.wfile)
                    self.close_connection = True
                    return
                if "Content-Length" not in answer.headers:
                    self.send_header("Content-Length", str(len(answer.content)))
                self.end_headers()
                self.wfile.write(answer.content)
            except OSError:
                self.close_connection = True  # the reader has had enough

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    site = Web(f"http://127.0.0.1:{server.server_address[1]}")
    yield site
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def answer() -> type[Answer]:
    return Answer


@pytest.fixture
def newspaper() -> Callable[..., bytes]:
    """A page of a newspaper."""
    return page


@pytest.fixture
def fetcher() -> Fetcher:
    """May ask this machine, without pauses; everything else as it is used."""
    return Fetcher(Limits(pause=0, backoff=0.01, seconds=10, idle=5), allowed=lambda _: True)
