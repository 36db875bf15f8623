"""Signatures that others can check too, and keys that cannot be used."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from sandyq.release import ReleaseError, plan, publish, verify
from sandyq.release.signing import SETTING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Make = Callable[..., Any]


def private(key: Any, password: bytes | None = None) -> bytes:
    locked = BestAvailableEncryption(password) if password else NoEncryption()
    return bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, locked))


def public(key: Any) -> bytes:
    return bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))


@pytest.fixture
def key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    made = Ed25519PrivateKey.generate()
    (tmp_path / "private.pem").write_bytes(private(made))
    monkeypatch.setenv(SETTING, str(tmp_path / "private.pem"))
    return made


@pytest.fixture
def signed(key: Any, package: Make, tmp_path: Path) -> Path:
    return publish(plan(package(), tmp_path / "published")).path


def messages(place: Path, key: bytes) -> list[tuple[str, str]]:
    return [(finding.file, finding.message) for finding in verify(place, key=key)]


def test_a_signed_version_is_its_owner_s(signed: Path, key: Any) -> None:
    assert verify(signed.parent.parent) == []
    assert verify(signed.parent.parent, key=public(key)) == []
    stranger = public(Ed25519PrivateKey.generate())
    assert messages(signed, stranger) == [
        ("SHA256SUMS.sig", "is not the signature of this key over SHA256SUMS")
    ]


def test_openssl_agrees(signed: Path, key: Any, tmp_path: Path) -> None:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed")
    (tmp_path / "public.pem").write_bytes(public(key))
    files = ["-inkey", str(tmp_path / "public.pem"), "-in", "SHA256SUMS", "-sigfile", "SHA256SUMS.sig"]
    subprocess.run([openssl, "pkeyutl", "-verify", "-pubin", "-rawin", *files], cwd=signed, check=True)


def test_sums_made_to_fit_a_forged_file_are_not_signed(signed: Path, key: Any) -> None:
    sums = (signed / "SHA256SUMS").read_bytes()
    (signed / "SHA256SUMS").write_bytes(sums.replace(b"0", b"1", 1))
    assert ("SHA256SUMS.sig", "is not the signature of this key over SHA256SUMS") in messages(
        signed, public(key)
    )


def test_a_signature_that_is_changed_is_found_without_the_key(signed: Path) -> None:
    content = bytearray((signed / "SHA256SUMS.sig").read_bytes())
    content[7] ^= 1
    (signed / "SHA256SUMS.sig").write_bytes(content)
    assert [finding.file for finding in verify(signed.parent.parent)] == ["catalog.json"]


def test_an_unsigned_version_is_nobody_s(package: Make, tmp_path: Path) -> None:
    folder = publish(plan(package(), tmp_path)).path
    assert not (folder / "SHA256SUMS.sig").exists()
    ((file, message),) = messages(folder, public(Ed25519PrivateKey.generate()))
    assert (file, message) == ("SHA256SUMS.sig", "is missing: nobody has signed this version")


def test_the_same_key_makes_the_same_bytes(signed: Path, package: Make, tmp_path: Path) -> None:
    again = publish(plan(package(), tmp_path / "again")).path
    assert (again / "SHA256SUMS.sig").read_bytes() == (signed / "SHA256SUMS.sig").read_bytes()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "No such file"),
        (b"", "is no private key"),
        (b"no key", "is no private key"),
        (private(Ed25519PrivateKey.generate(), b"secret"), "is no private key in PEM without a password"),
        (private(generate_private_key(SECP256R1())), "is of another kind"),
        (public(Ed25519PrivateKey.generate()), "is no private key"),
    ],
)
def test_nothing_is_published_where_the_key_cannot_be_used(
    package: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None, said: str
) -> None:
    path = tmp_path / "key.pem"
    if content is not None:
        path.write_bytes(content)
    monkeypatch.setenv(SETTING, str(path))
    with pytest.raises(ReleaseError, match=said):
        publish(plan(package(), tmp_path / "published"))
    assert not (tmp_path / "published").exists()


@pytest.mark.parametrize("content", [b"", b"no key", public(generate_private_key(SECP256R1()))])
def test_what_is_no_public_key(package: Make, tmp_path: Path, content: bytes) -> None:
    folder = publish(plan(package(), tmp_path)).path
    with pytest.raises(ReleaseError, match="no Ed25519 public key"):
        verify(folder, key=content)
