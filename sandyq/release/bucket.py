"""An S3-compatible bucket as a storage, by conditional requests alone: no lock, no lease, no clock.

A version's successor is decided by one object, ``DATASET/.claims/after-1.0.0.json``, which is created only if
it is absent and says which version comes next and the SHA-256 of its SHA256SUMS, and so every byte of it.
Whoever created it may go on; another run that means the same bytes may go on too; any other is refused. Then
each file is created only if it is absent, with its SHA-256 checked by the store and noted on the object; a
file that is there already must hold the same bytes. datapackage.json comes last: a version is there when that
is, and the run that created it is the one that published. Pointers are replaced by compare-and-swap and made
anew from what is there until the swap succeeds.

A killed run therefore leaves at most files of a version that nothing points at and that does not count as
one. The next run over the same sources makes the same bytes, takes these files over, and finishes. A run that
makes other bytes is refused and told which objects to remove, once nobody can be writing them any more.

All this needs a store that honours If-None-Match and If-Match; `Bucket.publishing` tries it on the object
``.conditional-writes`` and refuses one that does not.

Credentials and region come from AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN and AWS_REGION,
or from the machine's or the container's role; AWS_ENDPOINT_URL names another server than Amazon's. Plain http
is for 127.0.0.1 and for whoever sets AWS_ALLOW_HTTP=true.
"""

from __future__ import annotations

import errno
import hashlib
import ipaddress
import json
import mmap
import os
import uuid
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import (
    AlreadyExistsError,
    BaseError,
    PermissionDeniedError,
    PreconditionError,
    UnauthenticatedError,
)
from obstore.store import S3Store

from sandyq.release.descriptor import NAME, dump
from sandyq.release.errors import ReleaseError
from sandyq.release.rows import Scratch
from sandyq.release.store import SUMS
from sandyq.release.version import parse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from obstore.store import RetryConfig

    from sandyq.release.files import Written
    from sandyq.release.storage import Make, Write

    Content = bytes | mmap.mmap

PROBE = ".conditional-writes"
CLAIMS = ".claims"
SWAPS = 50
"""Tries to replace a pointer while others replace it too."""

_RETRIES: RetryConfig = {"max_retries": 4, "retry_timeout": timedelta(seconds=60)}
_TIMEOUT = timedelta(minutes=10)


class Bucket:
    """A prefix of a bucket."""

    def __init__(self, address: str) -> None:
        """``address`` is s3://bucket or s3://bucket/prefix; ReleaseError where it cannot be used."""
        parts = urlsplit(address)
        prefix = parts.path.strip("/")
        self.address = f"s3://{parts.netloc}/{prefix}".rstrip("/")
        self._run = uuid.uuid4().hex
        if not parts.netloc or parts.query or parts.fragment:
            raise ReleaseError(f"{address}: is no address of a bucket. Write s3://bucket/prefix.")
        endpoint = next((os.environ[name] for name in _ENDPOINTS if os.environ.get(name)), "")
        plain = urlsplit(endpoint).scheme == "http"
        if plain and not (_loopback(endpoint) or _said_yes("AWS_ALLOW_HTTP")):
            raise ReleaseError(
                f"{address}: {endpoint} is plain http, which anybody on the way can read and change. "
                "Use https, or set AWS_ALLOW_HTTP=true."
            )
        try:
            self._store = S3Store(
                parts.netloc,
                prefix=prefix or None,
                checksum_algorithm="sha256",
                client_options={"allow_http": plain, "timeout": _TIMEOUT},
                retry_config=_RETRIES,
            )
        except (BaseError, ValueError) as error:
            raise ReleaseError(f"{address}: {_said(error)}. Look at the AWS_ variables.") from error

    def local(self, path: str) -> Path | None:
        """None: it is elsewhere."""

    def read(self, path: str) -> bytes:
        """What an object holds."""
        return self._get(path)[0]

    def copy(self, path: str, to: Path) -> None:
        """What an object holds, piece by piece."""
        with self._explained(path), to.open("wb") as file:
            for piece in obstore.get(self._store, path).stream():
                file.write(piece)

    def files(self, path: str) -> dict[str, bool]:
        """The objects of a version, and what is deeper as no file."""
        found = self._list(path)
        return {name.partition("/")[0]: "/" not in name for name in sorted(found, reverse=True)}

    def datasets(self) -> list[str]:
        """Prefixes that hold a version."""
        with self._explained(""):
            prefixes = obstore.list_with_delimiter(self._store)["common_prefixes"]
        return sorted(name for name in prefixes if self.versions(name))

    def versions(self, path: str) -> list[str]:
        """Versions whose descriptor, which is created last, is there."""
        found = (name.split("/") for name in self._list(path))
        return [parts[0] for parts in found if len(parts) == 2 and parts[1] == NAME and parse(parts[0])]

    @contextmanager
    def publishing(self) -> Iterator[None]:
        """Refuse a store that does not honour conditions; nothing is held."""
        with self._explained(PROBE):
            held = {
                "creates an object that is there already": self._refuses("create"),
                "replaces an object that is not as was said": self._refuses({"e_tag": '"0"'}),
            }
        for what, refused in held.items():
            if not refused:
                raise ReleaseError(
                    f"{self.address}: this store {what}, so two runs could overwrite each other. "
                    "Publish into a store with conditional writes (If-None-Match, If-Match) or into a folder."
                )
        yield

    def add(self, path: str, after: str | None, write: Write) -> None:
        """Write here, claim, create every file there if it is absent, and the descriptor last."""
        scratch = Scratch()
        files = write(scratch.path)
        dataset, _, version = path.rpartition("/")
        claim = dump({"version": version, "sums": files[SUMS].sha256})
        claim_path = f"{dataset}/{CLAIMS}/after-{after or '0.0.0'}.json"
        if self._create(claim_path, claim) is None:
            raise self._taken(dataset, claim_path)
        for name in sorted(files.keys() - {NAME}):
            if self._create_as(f"{path}/{name}", scratch.path / name, files[name]) is None:
                raise ReleaseError(
                    f"{self.address}/{path}/{name} is there with other bytes, of no version. Once no run "
                    f"can be writing them, remove {self.address}/{path}/ and run again."
                )
        if self._create_as(f"{path}/{NAME}", scratch.path / NAME, files[NAME]) != self._run:
            raise ReleaseError(f"{self.address}/{dataset}: another run has published meanwhile. Run again.")

    def replace(self, path: str, make: Make) -> None:
        """Compare and swap, from the beginning where another run was sooner."""
        failures = 0
        for _ in range(SWAPS):
            mode: Any = "create"
            before: bytes | None = None
            try:
                before, tag = self._get(path)
                mode = {"e_tag": tag}
            except FileNotFoundError:
                pass
            content = make(before)
            if content is None or content == before:
                return
            try:
                self._put(path, content, mode)
            except (AlreadyExistsError, PreconditionError):
                continue
            except BaseError as error:
                # It may have gone through: look again, once.
                failures += 1
                if failures > 1:
                    raise self._error(path, error) from error
            else:
                return
        raise ReleaseError(f"{self.address}/{path}: others keep replacing it. Run again when they are done.")

    def _create_as(self, path: str, file: Path, written: Written) -> str | None:
        """`_create` an object as ``file`` is, of which memory holds no copy; OSError where the disk gives
        back something else than was ``written``."""
        if not written.size:
            return self._create(path, b"")
        with file.open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as content:
            if hashlib.sha256(content).hexdigest() != written.sha256:
                raise ReleaseError(f"{file}: what was written reads otherwise. Check the disk.")
            return self._create(path, content)

    def _create(self, path: str, content: Content) -> str | None:
        """Create an object if it is absent: the run that did, or None where it holds other bytes."""
        try:
            self._put(path, content, "create")
        except BaseError as error:
            # Whatever went wrong, the object may be there: made by others, or by this very request.
            try:
                found, run = self._hashed(path)
            except FileNotFoundError:
                raise self._error(path, error) from error
            return run if found == hashlib.sha256(content).hexdigest() else None
        return self._run

    def _hashed(self, path: str) -> tuple[str, str]:
        """The SHA-256 of what an object holds, and the run that created it."""
        digest = hashlib.sha256()
        with self._explained(path):
            found = obstore.get(self._store, path)
            for piece in found.stream():
                digest.update(piece)
        return digest.hexdigest(), str(found.attributes.get("run", ""))

    def _taken(self, dataset: str, claim: str) -> ReleaseError:
        """Why the claim of another run stands: it has published, or it has not finished."""
        rival = json.loads(self.read(claim))["version"]
        folder = f"{self.address}/{dataset}"
        if rival in self.versions(dataset):
            return ReleaseError(f"{folder}: another run has published {rival} meanwhile. Run again.")
        return ReleaseError(
            f"{folder}: another run is publishing {rival}, or was killed. Run again when it is done; "
            "if it was killed, run again from the sources that it read, which finishes it; or, once no "
            f"run can be writing, remove {self.address}/{claim} and {folder}/{rival}/."
        )

    def _refuses(self, mode: Any) -> bool:
        """Whether the store refuses to write the probe on a condition that does not hold; twice, since the
        first may create it."""
        for _ in range(2):
            try:
                self._put(PROBE, b"", mode)
            except (AlreadyExistsError, PreconditionError):
                return True
        return False

    def _put(self, path: str, content: Content, mode: Any) -> None:
        noted = {"sha256": hashlib.sha256(content).hexdigest(), "run": self._run}
        obstore.put(self._store, path, content, mode=mode, attributes=noted)

    def _get(self, path: str) -> tuple[bytes, Any]:
        """What an object holds, and its tag."""
        with self._explained(path):
            found = obstore.get(self._store, path)
            return bytes(found.bytes()), found.meta["e_tag"]

    def _list(self, path: str) -> list[str]:
        """The objects below a prefix, relative to it."""
        with self._explained(path):
            found = [one["path"] for page in obstore.list(self._store, path or None) for one in page]
        return [name.removeprefix(f"{path}/") for name in found]

    @contextmanager
    def _explained(self, path: str) -> Iterator[None]:
        try:
            yield
        except BaseError as error:
            raise self._error(path, error) from error

    def _error(self, path: str, error: BaseError) -> OSError:
        """The same as an error of input or output, which names the object and can be retried."""
        refused = isinstance(error, (PermissionDeniedError, UnauthenticatedError))
        number = errno.EACCES if refused else errno.ECONNABORTED
        return OSError(number, _said(error), f"{self.address}/{path}".rstrip("/"))


def _said(error: Exception) -> str:
    """The first line of what a client said, shortened: servers answer with pages."""
    return str(error).partition("\n")[0][:300].rstrip(". ")


_ENDPOINTS = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ENDPOINT")


def _said_yes(setting: str) -> bool:
    return os.environ.get(setting, "").lower() in ("1", "true", "yes")


def _loopback(url: str) -> bool:
    """Whether an address names this machine."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
