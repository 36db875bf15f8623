"""Connections to the public internet alone, that end after a time.

An address in a feed or a redirect is somebody else's word: without a guard it could make this machine ask its
own services, or its neighbours'. A name is resolved and looked at before it is asked, and the peer is looked
at again once connected, since a name may resolve to something else a moment later.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from sandyq.intake.errors import RefusedError, UnreachableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

PORTS = {"http": 80, "https": 443}

_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def is_public(address: Address) -> bool:
    """Whether an address is one of the public internet; of IPv4 inside IPv6, whether the IPv4 address is."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
    return address.is_global and not address.is_multicast


class _NotAllowedError(Exception):
    """The peer of a connection is not one that may be asked."""


class ExpiredError(Exception):
    """A page took longer than it may."""


def check(url: str, allowed: Callable[[Address], bool]) -> None:
    """Raise RefusedError unless ``url`` is plain http(s) and its host resolves to allowed addresses alone.

    Raises UnreachableError where the host cannot be resolved.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise RefusedError(url, "is no web address", "Write https://host/path") from None
    if parts.scheme not in PORTS or not parts.hostname:
        raise RefusedError(url, "is no web address", "Write an address that begins with https:// or http://")
    if parts.username is not None or parts.password is not None:
        raise RefusedError(url, "holds a name or a password", "Give an address that everybody can open")
    try:
        found = socket.getaddrinfo(parts.hostname, port or PORTS[parts.scheme], type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise UnreachableError(url, f"no host {parts.hostname} is known", "Look at the spelling") from None
    for *_, target in found:
        if not allowed(_address(str(target[0]))):
            raise _private(url, parts.hostname)


@contextmanager
def opened(
    url: str, headers: dict[str, str], allowed: Callable[[Address], bool], seconds: float, idle: float
) -> Iterator[urllib3.BaseHTTPResponse]:
    """The response to one GET of ``url``, its body not read yet; redirects are not followed.

    Raises ExpiredError where all of it, the body included, takes more than ``seconds``; urllib3's HTTPError
    where the connection fails or nothing comes for ``idle`` seconds; RefusedError where the peer is not
    allowed.
    """
    sockets: list[socket.socket] = []
    expired = threading.Event()
    pool = _pool(url, allowed, sockets, min(idle, seconds))
    timer = threading.Timer(seconds, _cut, (sockets, expired))
    timer.daemon = True
    timer.start()
    try:
        parts = urlsplit(url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        with pool.urlopen(
            "GET", target, headers=headers, retries=False, redirect=False, preload_content=False
        ) as response:
            yield response
        if expired.is_set():  # a body of unknown length ends where the connection is cut
            raise ExpiredError
    except _NotAllowedError:
        raise _private(url, str(urlsplit(url).hostname)) from None
    except (urllib3.exceptions.HTTPError, OSError) as error:
        if expired.is_set():
            raise ExpiredError from error
        raise
    finally:
        timer.cancel()
        pool.close()


def _pool(
    url: str, allowed: Callable[[Address], bool], sockets: list[socket.socket], idle: float
) -> HTTPConnectionPool:
    """A pool for one request, whose connections check their peer before anything is asked of it."""

    def admit(connection: HTTPConnection) -> None:
        sock = connection.sock
        if sock is None or not allowed(_address(str(sock.getpeername()[0]))):
            connection.close()
            raise _NotAllowedError
        sockets.append(sock)

    class Plain(HTTPConnection):
        def connect(self) -> None:
            super().connect()
            admit(self)

    class Secure(HTTPSConnection):
        def connect(self) -> None:
            super().connect()
            admit(self)

    parts = urlsplit(url)
    timeout = urllib3.Timeout(connect=idle, read=idle)
    options: dict[str, Any] = {"timeout": timeout, "retries": False}
    host = str(parts.hostname)
    if parts.scheme == "https":
        secure = HTTPSConnectionPool(host, parts.port, ssl_context=ssl.create_default_context(), **options)
        secure.ConnectionCls = Secure
        return secure
    pool = HTTPConnectionPool(host, parts.port, **options)
    pool.ConnectionCls = Plain
    return pool


def _cut(sockets: list[socket.socket], expired: threading.Event) -> None:
    expired.set()
    for sock in sockets:
        try:
            sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            continue  # it is closed already


def _address(text: str) -> Address:
    return ipaddress.ip_address(text.partition("%")[0])


def _private(url: str, host: str) -> RefusedError:
    message = f"{host} is not on the public internet"
    return RefusedError(url, message, "Save the page, and add the file")
