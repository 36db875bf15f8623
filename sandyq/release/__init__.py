"""Tables in, a published version out: planned first, carried out whole or not at all, checked by anybody.

    published/
      catalog.json                  every dataset and every version, made from the folders
      kazakhstan-trade/
        latest.json                 a pointer: {version, path, sha256 of the file at path}
        1.0.0/                      immutable: SHA256SUMS covers every other file in it
          datapackage.json  <table>.parquet  <table>.csv  README.md  SHA256SUMS
          changes.parquet  changes.csv  CHANGES.md  issues.json

Nothing here knows the tables' meaning: a `Package` brings its tables with their Table Schemas.
"""

from __future__ import annotations

from sandyq.release.errors import ReleaseError
from sandyq.release.package import Licence, Package, Table, Work
from sandyq.release.plan import Plan, plan
from sandyq.release.publish import Published, publish, status, yank
from sandyq.release.rollback import remember
from sandyq.release.rows import InMemory, InParquet, Rows
from sandyq.release.verify import Finding, verify

__all__ = [
    "Finding",
    "InMemory",
    "InParquet",
    "Licence",
    "Package",
    "Plan",
    "Published",
    "ReleaseError",
    "Rows",
    "Table",
    "Work",
    "plan",
    "publish",
    "remember",
    "status",
    "verify",
    "yank",
]
