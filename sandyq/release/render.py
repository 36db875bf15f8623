"""A version as bytes: every file of its folder, the same for the same package and writers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandyq.release import descriptor
from sandyq.release.files import csv, parquet, sha256
from sandyq.release.formats import extra_files
from sandyq.release.readme import readme
from sandyq.release.site import NOWHERE, Site
from sandyq.release.store import SUMS

if TYPE_CHECKING:
    from sandyq.release.package import Package


def render(package: Package, version: str, site: Site = NOWHERE) -> dict[str, bytes]:
    """All files of a version by name: the same bytes for the same package and versions of the writers."""
    files: dict[str, bytes] = {}
    for table in package.tables:
        files[f"{table.name}.parquet"] = parquet(table.data)
        files[f"{table.name}.csv"] = csv(table.data)
    described = extra_files(package, version, files, site)
    files[descriptor.NAME] = descriptor.dump(descriptor.describe(package, version, files, site))
    files["README.md"] = readme(package, version)
    files |= described
    files |= dict(package.documents)
    sums = "".join(f"{sha256(files[name])}  {name}\n" for name in sorted(files))
    return {**files, SUMS: sums.encode("ascii")}
