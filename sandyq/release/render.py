"""A version as files: everything in its folder, the same bytes for the same package and writers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from sandyq.release import descriptor
from sandyq.release.files import Hashing, Written, write_csv, write_parquet
from sandyq.release.formats import extra_files
from sandyq.release.readme import readme
from sandyq.release.site import NOWHERE, Site
from sandyq.release.store import SIGNATURE, SUMS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sandyq.release.package import Package


def render(
    package: Package,
    version: str,
    folder: Path,
    site: Site = NOWHERE,
    sign: Callable[[bytes], bytes] | None = None,
) -> dict[str, Written]:
    """Write all files of a version into ``folder``, which is empty: what was handed to each, by name.

    The bytes are the same for the same package and versions of the writers. ``sign`` gives the signature over
    SHA256SUMS.
    """
    files: dict[str, Written] = {}
    for table in package.tables:
        for form, write in (("parquet", write_parquet), ("csv", write_csv)):
            name = f"{table.name}.{form}"
            files[name] = _written(folder / name, partial(write, table.rows))
    documents = {
        **extra_files(package, version, files, site),
        descriptor.NAME: descriptor.dump(descriptor.describe(package, version, files, site)),
        "README.md": readme(package, version),
        **dict(package.documents),
    }
    files |= {name: _written(folder / name, partial(_all, content)) for name, content in documents.items()}
    sums = "".join(f"{files[name].sha256}  {name}\n" for name in sorted(files)).encode("ascii")
    seal = {SUMS: sums, **({} if sign is None else {SIGNATURE: sign(sums)})}
    return files | {name: _written(folder / name, partial(_all, content)) for name, content in seal.items()}


def _written(path: Path, write: Callable[[Hashing], object]) -> Written:
    with path.open("wb") as file:
        hashing = Hashing(file)
        write(hashing)
    return hashing.written()


def _all(content: bytes, file: Hashing) -> None:
    file.write(content)
