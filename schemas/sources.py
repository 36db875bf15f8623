"""The table of sources: one row is one source, with its licence, hash and basis."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import pandera.polars as pa
import polars as pl

from sandyq.vocabulary import SOURCE_KINDS
from schemas import base
from schemas.base import TableModel, column, keys, text

if TYPE_CHECKING:
    from pandera.polars import PolarsData


class Sources(TableModel):
    """One source text."""

    class Config(TableModel.Config):
        """What the table is, its key and where it leads."""

        name = "sources"
        title = "Sources"
        description = "One row is one source text, with who published it when, its licence and its SHA-256."
        metadata: ClassVar[dict[str, Any]] = keys(("source_id",))

    source_id: str = text("Source id", "The source's short name.", unique=True)
    title: str = text("Title", "Title of the work.")
    publisher: str = text("Publisher", "Who published it.")
    author: str = text("Author", "Who wrote it, where that is known.", nullable=True)
    published: str = column(
        "Published",
        "ISO 8601 day, month or year of publication.",
        str_matches=r"^\d{4}(-\d{2}(-\d{2})?)?$",
    )
    url: str = column(
        "URL", "Address of the work, where it has one.", nullable=True, str_matches=r"^https?://\S+$"
    )
    licence: str = text("Licence", "SPDX id, public-domain or all-rights-reserved.")
    open_text: bool = column(
        "Open text", "Whether the licence allows its sentences to be published; they are, where it does."
    )
    kind: str = column("Kind", "What sort of text it is.", vocabulary=SOURCE_KINDS)
    basis: str = text("Basis", "Of a digest: the work whose figures and events it restates.", nullable=True)
    language: str = column("Language", "ISO 639-1 code of its language.", str_matches=r"^[a-z]{2}$")
    characters: int = column("Characters", "Length of the text.", unit="code points", ge=1)
    sha256: str = column("SHA-256", "SHA-256 of the text in UTF-8.", str_matches=base.SHA256)

    duplicate_of: str = text(
        "Duplicate of",
        "Source id of the first of its copies, where it is a copy: both are counted once in observations.",
        nullable=True,
    )

    @pa.check("published", name="period_well_formed")
    @classmethod
    def _published(cls, data: PolarsData) -> pl.LazyFrame:
        return base.period_well_formed(data)

    @pa.dataframe_check(name="digest_with_basis")
    @classmethod
    def _basis(cls, data: PolarsData) -> pl.LazyFrame:
        return data.lazyframe.select((pl.col("kind") != "digest") | pl.col("basis").is_not_null())
