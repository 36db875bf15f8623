"""What is to be published, before it has a version: tables with their Table Schemas, and words about them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

    from sandyq.release.rows import Rows


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence of the data: SPDX id, its full title, its address."""

    name: str
    title: str
    path: str


@dataclass(frozen=True, slots=True)
class Work:
    """A work that the figures come from: what a reader would cite, and its address where it has one."""

    title: str
    path: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """One table: rows sorted by ``key``, and the Table Schema that promises what they hold."""

    name: str
    title: str
    description: str
    key: tuple[str, ...]
    schema: dict[str, Any]
    """Table Schema (Data Package v2): fields, primaryKey, foreignKeys by table name."""
    rows: Rows
    """Its Arrow schema carries each field's title, description and unit as metadata."""
    content: str | None = None
    """`sandyq.release.content.content_hash` of the rows, where it is known."""

    @property
    def data(self) -> pa.Table:
        """All rows at once, read anew at each call: for tables that memory holds."""
        return self.rows.table()


@dataclass(frozen=True, slots=True)
class Package:
    """One dataset as it stands now; the same package always makes the same bytes for the same version."""

    name: str
    title: str
    description: str
    licence: Licence
    keywords: tuple[str, ...]
    contributors: tuple[str, ...]
    sources: tuple[Work, ...]
    tables: tuple[Table, ...]
    reader: str | None = None
    """A hash of the program that made the rows, by which a change of its is told from any other; None where
    it is not known. Another reader alone makes no new version."""
    documents: tuple[tuple[str, bytes], ...] = ()
    """Further files of its version, by name; `sandyq.release.proposal` writes them."""
    record: Mapping[str, Any] | None = None
    """How its version came about: version before, level, what a maintainer decided, reader."""

    def table(self, name: str) -> Table:
        """The table of that name; KeyError where there is none."""
        for table in self.tables:
            if table.name == name:
                return table
        raise KeyError(f"{self.name} has no table {name!r}")
