"""Getting a page: within limits, as its host asks, and again where a fault may pass.

One module goes to the web for sources. It asks only public addresses over http(s), reads each host's
robots.txt (RFC 9309), leaves a pause between two requests to a host, asks with the ETag or the date of what
is known already, tries again with growing pauses where the network or the server fails, and gives up at
limits of size and time.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit, urlunsplit

import tenacity
from protego import Protego
from urllib3.exceptions import HTTPError, SSLError

from sandyq.intake.connect import ExpiredError, check, is_public, opened
from sandyq.intake.errors import RefusedError, UnreachableError

if TYPE_CHECKING:
    from collections.abc import Callable

    from urllib3 import BaseHTTPResponse

    from sandyq.intake.connect import Address

AGENT = "sandyq"
"""What robots.txt may name."""

_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_ROBOTS_BYTES = 500 * 1024
_CHUNK = 65_536


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a page may ask of this machine, and this machine of a host."""

    max_bytes: int = 20_000_000
    """Of a body, unpacked."""
    seconds: float = 60.0
    """For one try of one page, all of it; tries that begin later than this are not made."""
    idle: float = 20.0
    """Seconds without a byte."""
    tries: int = 4
    backoff: float = 1.0
    """Seconds before the second try; they double from try to try."""
    longest_wait: float = 120.0
    """The longest pause that a host may ask for before it is left alone until another day."""
    pause: float = 1.0
    """Seconds between two requests to one host; robots.txt may ask for more."""
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Page:
    """What an address gave."""

    url: str
    """Where it was found in the end, redirects followed."""
    content: bytes
    content_type: str
    """Without parameters, in lower case; empty where the server does not say."""
    charset: str | None
    etag: str | None
    modified: str | None
    """Last-Modified as the server wrote it."""


@dataclass(slots=True)
class Fetcher:
    """Gets pages, and remembers what each host asked for. Not for several threads."""

    limits: Limits = field(default_factory=Limits)
    allowed: Callable[[Address], bool] = is_public
    """Which addresses may be connected to."""
    _robots: dict[str, Protego | None] = field(default_factory=dict)
    """By scheme and host; None where everything is allowed."""
    _asked: dict[str, float] = field(default_factory=dict)
    """When each host was asked last, on the monotonic clock."""

    def get(self, url: str, etag: str | None = None, modified: str | None = None) -> Page | None:
        """The page at ``url``; None where it is still the one of ``etag`` or ``modified``.

        Raises UnreachableError where another try may help, RefusedError where none will.
        """
        conditions = {"If-None-Match": etag, "If-Modified-Since": modified}
        headers = {name: value for name, value in conditions.items() if value}
        here = url
        for _ in range(self.limits.redirects + 1):
            check(here, self.allowed)
            self._permitted(here)
            answer = self._ask(here, headers, self.limits.max_bytes)
            if answer.status in _REDIRECTS and answer.location:
                here = urljoin(here, answer.location)
                continue
            if answer.status == 304:
                return None
            if answer.status != 200:
                message = f"answers with status {answer.status}"
                raise RefusedError(
                    here, message, "Look whether the page opens in a browser; mend the address"
                )
            return answer.page
        raise RefusedError(url, f"redirects more than {self.limits.redirects} times", "Give its last address")

    def _permitted(self, url: str) -> None:
        """Raise RefusedError where the host's robots.txt keeps programs from ``url``."""
        rules = self._rules(url)
        if rules is not None and not rules.can_fetch(url, AGENT):
            remedy = "Ask its publisher, or save the page by hand and add the file"
            raise RefusedError(url, "its robots.txt asks programs to stay away", remedy)

    def _rules(self, url: str) -> Protego | None:
        """The host's rules. A host without them allows all; one that cannot say so is not asked for more."""
        parts = urlsplit(url)
        place = f"{parts.scheme}://{parts.netloc}"
        if place not in self._robots:
            self._robots[place] = self._read_rules(f"{place}/robots.txt")
        return self._robots[place]

    def _read_rules(self, here: str) -> Protego | None:
        for _ in range(self.limits.redirects + 1):
            check(here, self.allowed)
            answer = self._ask(here, {}, _ROBOTS_BYTES, cut=True)
            if answer.status not in _REDIRECTS or not answer.location:
                found = answer.page.content.decode("utf-8", "replace")
                return Protego.parse(found) if answer.status == 200 else None
            here = urljoin(here, answer.location)
        return None

    def _ask(self, url: str, headers: dict[str, str], most: int, cut: bool = False) -> _Answer:
        """One address, tried until it answers or patience ends; ``cut`` reads no more than ``most`` bytes."""
        limits = self.limits
        pauses = tenacity.wait_exponential(multiplier=limits.backoff, exp_base=2)
        tries = tenacity.Retrying(
            retry=tenacity.retry_if_exception(
                lambda error: isinstance(error, UnreachableError) and error.wait <= limits.longest_wait
            ),
            stop=tenacity.stop_after_attempt(limits.tries) | tenacity.stop_after_delay(limits.seconds),
            wait=lambda state: max(pauses(state), _wanted(state)),
            reraise=True,
        )
        return tries(self._once, url, headers, most, cut)

    def _once(self, url: str, headers: dict[str, str], most: int, cut: bool) -> _Answer:
        self._pause(url)
        limits = self.limits
        said = {"User-Agent": _agent(), "Accept-Encoding": "gzip, deflate", **headers}
        try:
            with opened(url, said, self.allowed, limits.seconds, limits.idle) as response:
                if response.status in _PASSING:
                    wait = _seconds(response.headers.get("Retry-After"))
                    raise UnreachableError(url, f"answers with status {response.status}", wait=wait)
                content = b"" if response.status != 200 else _body(response, url, most, cut)
                return _Answer(response, url, content)
        except ExpiredError:
            message = f"took longer than {limits.seconds:g} seconds"
            raise RefusedError(url, message, "Save the page, and add the file") from None
        except (HTTPError, OSError) as error:
            if isinstance(error, RefusedError):
                raise
            if isinstance(error, SSLError):
                remedy = "Look at the address; save the page by hand, and add the file"
                raise RefusedError(url, "its certificate is not valid", remedy) from error
            raise UnreachableError(url, f"cannot be read: {_why(error)}") from error

    def _pause(self, url: str) -> None:
        """Wait until the host of ``url`` may be asked again."""
        parts = urlsplit(url)
        rules = self._robots.get(f"{parts.scheme}://{parts.netloc}")
        asked_for = (rules.crawl_delay(AGENT) if rules is not None else None) or 0.0
        pause = max(self.limits.pause, asked_for)
        host = str(parts.hostname)
        if host in self._asked:
            time.sleep(max(0.0, self._asked[host] + pause - time.monotonic()))
        self._asked[host] = time.monotonic()


class _Answer:
    """Status, place to go on, and page of one response."""

    __slots__ = ("location", "page", "status")

    def __init__(self, response: BaseHTTPResponse, url: str, content: bytes) -> None:
        headers = response.headers
        kind, _, parameters = headers.get("Content-Type", "").partition(";")
        self.status = response.status
        self.location = headers.get("Location")
        self.page = Page(
            url=url,
            content=content,
            content_type=kind.strip().lower(),
            charset=_charset(parameters),
            etag=headers.get("ETag"),
            modified=headers.get("Last-Modified"),
        )


def plain_url(url: str) -> str:
    """``url`` as it is kept and compared: no fragment, no marks of campaigns, the host in lower case."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return url
    query = "&".join(part for part in parts.query.split("&") if not part.lower().startswith("utm_"))
    return urlunsplit((parts.scheme.lower(), parts.netloc.lower(), parts.path or "/", query, ""))


def _body(response: BaseHTTPResponse, url: str, most: int, cut: bool) -> bytes:
    """The body, unpacked; RefusedError where it is larger than ``most``, unless it may be cut there."""
    said = response.headers.get("Content-Length", "")
    if said.isdigit() and int(said) > most and not cut:
        raise _huge(url, most)
    parts: list[bytes] = []
    size = 0
    while size <= most:
        part = response.read(_CHUNK)
        if not part:
            return b"".join(parts)
        parts.append(part)
        size += len(part)
    if cut:
        return b"".join(parts)[:most]
    raise _huge(url, most)


def _huge(url: str, most: int) -> RefusedError:
    message = f"is larger than {most / 1e6:g} MB"
    return RefusedError(url, message, "Save the part that is wanted, and add the file")


def _charset(parameters: str) -> str | None:
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip("\"'") or None
    return None


def _seconds(retry_after: str | None) -> float:
    """Retry-After in seconds, from a number or a date; 0 where there is none that can be read."""
    if retry_after is None:
        return 0.0
    if retry_after.strip().isdigit():
        return float(retry_after)
    try:
        return max(0.0, parsedate_to_datetime(retry_after).timestamp() - time.time())
    except ValueError:
        return 0.0


def _wanted(state: tenacity.RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome is not None else None
    return error.wait if isinstance(error, UnreachableError) else 0.0


def _why(error: Exception) -> str:
    """What failed, in one line without the address of an object."""
    return {
        "NewConnectionError": "no connection",
        "ConnectTimeoutError": "no connection in time",
        "ReadTimeoutError": "nothing came for a while",
        "ProtocolError": "the connection broke off",
        "IncompleteRead": "the connection broke off",
        "DecodeError": "its compression is broken",
    }.get(type(error).__name__, type(error).__name__)


def _agent() -> str:
    from importlib.metadata import version

    return f"{AGENT}/{version('sandyq')}"
