"""The files of a version as bytes: Parquet and CSV, the same for the same table."""

from __future__ import annotations

import hashlib
import io
from typing import TYPE_CHECKING

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from pathlib import Path

ROW_GROUP = 128 * 1024
"""Rows in a row group: small enough to skip, large enough to pack well."""


def parquet(table: pa.Table) -> bytes:
    """The table in Parquet: zstd, statistics, the Arrow schema with its field metadata."""
    buffer = io.BytesIO()
    pq.write_table(table.combine_chunks(), buffer, compression="zstd", row_group_size=ROW_GROUP)
    return buffer.getvalue()


def csv(table: pa.Table) -> bytes:
    """The table in CSV: UTF-8, header, commas, LF, quoted where needed, nulls empty, ISO dates."""
    buffer = io.BytesIO()
    pl.DataFrame(table).write_csv(buffer)
    return buffer.getvalue()


def sha256(content: bytes) -> str:
    """Hexadecimal SHA-256."""
    return hashlib.sha256(content).hexdigest()


def file_sha256(path: Path) -> str:
    """Hexadecimal SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
