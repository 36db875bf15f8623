"""Signed releases: Ed25519 over the bytes of SHA256SUMS, which cover every other file of a version.

SHA256SUMS.sig holds the 64 bytes of the signature (RFC 8032) and nothing else, so that others can check it::

    openssl pkeyutl -verify -pubin -inkey public.pem -rawin -in SHA256SUMS -sigfile SHA256SUMS.sig

A key is made with ``openssl genpkey -algorithm ed25519 -out private.pem``, its public half with
``openssl pkey -in private.pem -pubout -out public.pem``. The same key signs the same bytes alike.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from sandyq.release.errors import ReleaseError

if TYPE_CHECKING:
    from collections.abc import Callable

SETTING = "SANDYQ_SIGNING_KEY"
"""The environment variable that names a file with the private key: PEM, PKCS #8, without a password."""


def configured() -> Callable[[bytes], bytes] | None:
    """What signs with the key that the environment names; None where it names none.

    Raises ReleaseError where the key cannot be used: nothing is published unsigned by mistake.
    """
    name = os.environ.get(SETTING)
    if not name:
        return None
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(Path(name).read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        bare = "is no private key in PEM without a password"
        reason = error.strerror if isinstance(error, OSError) else bare
        raise ReleaseError(f"{SETTING}: {name}: {reason}. Name a file with an Ed25519 key.") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise ReleaseError(f"{SETTING}: {name}: is of another kind. Name a file with an Ed25519 key.")
    return key.sign


def checker(public: bytes) -> Callable[[bytes, bytes], bool]:
    """From a public key in PEM: whether a signature (second) is its owner's over some content (first).

    Raises ReleaseError where it is no Ed25519 key.
    """
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        key = load_pem_public_key(public)
    except ValueError:
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise ReleaseError("--key: is no Ed25519 public key in PEM. Ask the publisher for one.")

    def signed(content: bytes, signature: bytes) -> bool:
        try:
            key.verify(signature, content)
        except InvalidSignature:
            return False
        return True

    return signed
