"""What is raised where a version cannot be planned, published or read: with the place and the remedy."""

from __future__ import annotations

import errno
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class ReleaseError(Exception):
    """A version could not be planned or published; the message names the path and the remedy."""


_REMEDIES = {
    errno.ENOSPC: "Free space there, or publish elsewhere with --published",
    errno.EDQUOT: "Free space there, or publish elsewhere with --published",
    errno.EROFS: "It is read-only: make it writable, or publish elsewhere with --published",
    errno.EACCES: "Make it readable and writable for this user, or publish elsewhere with --published",
    errno.EPERM: "Make it readable and writable for this user, or publish elsewhere with --published",
    errno.ENOTDIR: "A file stands where a folder is needed: move it away",
    errno.EEXIST: "A file stands where a folder is needed: move it away",
    errno.ECONNABORTED: "Look at the network, the address and AWS_ENDPOINT_URL, then run again",
}


@contextmanager
def explained(published: object) -> Iterator[None]:
    """Turn errors of the file system or of the network into ReleaseError with place and remedy."""
    try:
        yield
    except OSError as error:
        remedy = _REMEDIES.get(error.errno or 0, "Look at the disk, then run again")
        raise ReleaseError(
            f"{error.filename or published}: {error.strerror or error}. {remedy}. "
            "What was published before is untouched."
        ) from error
