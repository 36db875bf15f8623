"""The models applied: valid rows go on, the others are set aside with what is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl
from pandera.errors import SchemaErrors

from sandyq.observations import gather
from sandyq.tables import MAX_WORDS
from schemas import MODELS
from schemas.convert import Described, describe

if TYPE_CHECKING:
    from sandyq.tables import Frames
    from schemas.base import ForeignKey, TableModel

QUARANTINE: dict[str, pl.DataType] = {
    "table": pl.String(),
    "key": pl.String(),
    "column": pl.String(),
    "check": pl.String(),
    "value": pl.String(),
    "source_id": pl.String(),
}

_ROW = "__row"
_FAILURE = {_ROW: pl.Int64(), "column": pl.String(), "check": pl.String(), "value": pl.String()}
_CHECKS = {
    "not_nullable": "required",
    "field_uniqueness": "unique",
    "multiple_fields_uniqueness": "key",
    "isin": "enum",
    "str_matches": "pattern",
    "str_length": "length",
    "greater_than_or_equal_to": "minimum",
    "less_than_or_equal_to": "maximum",
}
"""pandera's names of checks in the words of Table Schema."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What came through, and what did not."""

    frames: Frames
    quarantine: pl.DataFrame
    """One row per failed row and check: table, key, column (null where the check takes in several), check,
    value, source_id. Sorted."""

    refused: Frames
    """The rows that did not come through, by table, as they were."""


def check(frames: Frames, known: Frames | None = None) -> Checked:
    """Check each frame against the model of its table; rows that fail go to quarantine, the rest go on.

    Foreign keys are looked up among the valid rows of ``frames`` and ``known``, so what leads to a row in
    quarantine follows it there. A missing column or a wrong type is a fault of the program: TypeError.
    """
    valid: Frames = {}
    quarantines = [pl.DataFrame(schema=QUARANTINE)]
    refused: Frames = {}
    for model in reversed(MODELS):  # what is led to comes before what leads there
        described = describe(model)
        if described.name not in frames:
            continue
        frame = frames[described.name].with_row_index(_ROW).with_columns(pl.col(_ROW).cast(pl.Int64))
        others = {**(known or {}), **valid}
        failures = pl.concat(
            [
                _model_failures(model, frame.drop(_ROW)),
                *(_foreign_failures(frame, foreign, others) for foreign in described.foreign_keys),
                _licence_failures(frame, described.name, others),
            ]
        )
        valid[described.name] = frame.join(failures, on=_ROW, how="anti", maintain_order="left").drop(_ROW)
        refused[described.name] = frame.join(failures, on=_ROW, how="semi", maintain_order="left").drop(_ROW)
        quarantines.append(_quarantined(described, frame, failures))
    quarantine = pl.concat(quarantines).sort(list(QUARANTINE), nulls_last=True)
    return Checked({name: valid[name] for name in frames}, quarantine, refused)


def assemble(read: Frames) -> Checked:
    """The frames of `sandyq.tables.rows` checked, and the observations of the valid figures, checked too."""
    checked = check(read)
    observations = gather(checked.frames["figures"], checked.frames["sources"])
    gathered = check({"observations": observations}, known=checked.frames)
    return Checked(
        {**checked.frames, **gathered.frames},
        pl.concat([checked.quarantine, gathered.quarantine]).sort(list(QUARANTINE), nulls_last=True),
        {**checked.refused, **gathered.refused},
    )


def _model_failures(model: type[TableModel], frame: pl.DataFrame) -> pl.DataFrame:
    """Row, column, check and value of all that the model refuses."""
    try:
        model.validate(frame, lazy=True)
    except SchemaErrors as error:
        cases: pl.DataFrame = error.failure_cases
    else:
        return pl.DataFrame(schema=_FAILURE)
    fatal = cases.filter(pl.col("index").is_null())
    if fatal.height:
        said = "; ".join(
            f"{case['column']}: {case['check']} ({case['failure_case']})"
            for case in fatal.iter_rows(named=True)
        )
        raise TypeError(f"table {describe(model).name}: {said}")
    own = pl.col("schema_context") == "Column"
    return cases.select(
        pl.col("index").cast(pl.Int64).alias(_ROW),
        column=pl.when(own).then(pl.col("column")),
        check=_check_name(),
        value=pl.when(own).then(pl.col("failure_case").cast(pl.String)),
    )


def _check_name() -> pl.Expr:
    bare = pl.col("check").str.extract(r"^(\w+)", 1)
    return bare.replace(_CHECKS)


def _foreign_failures(frame: pl.DataFrame, foreign: ForeignKey, known: Frames) -> pl.DataFrame:
    """Rows whose foreign key leads nowhere."""
    if foreign.table not in known:
        raise TypeError(f"the table {foreign.table} is needed to check {', '.join(foreign.columns)}")
    there = known[foreign.table].select(foreign.references)
    lost = frame.drop_nulls(foreign.columns).join(
        there, left_on=foreign.columns, right_on=foreign.references, how="anti"
    )
    return lost.select(
        _ROW,
        column=pl.lit(",".join(foreign.columns)),
        check=pl.lit("foreign_key"),
        value=pl.concat_str(foreign.columns, separator=","),
    )


def _licence_failures(frame: pl.DataFrame, table: str, known: Frames) -> pl.DataFrame:
    """Rows that would publish more of a source's words than its licence allows."""
    if table not in ("figures", "events"):
        return pl.DataFrame(schema=_FAILURE)
    closed = known["sources"].filter(~pl.col("open_text")).select("source_id")
    rows = frame.join(closed, on="source_id", how="semi")
    if table == "events":
        broken = pl.col("quote").is_not_null()
    else:
        words = pl.sum_horizontal(
            pl.col(name).fill_null("").str.count_matches(r"\S+") for name in ("quote", "scope", "subject")
        )
        broken = pl.col("sentence").is_not_null() | (words > MAX_WORDS)
    return rows.filter(broken).select(
        _ROW, column=pl.lit(None, pl.String), check=pl.lit("licence"), value=pl.lit(None, pl.String)
    )


def _quarantined(described: Described, frame: pl.DataFrame, failures: pl.DataFrame) -> pl.DataFrame:
    """Failures with the table, key and source of their rows."""
    source: Any = pl.col("source_id") if "source_id" in frame.columns else pl.lit(None, pl.String)
    keyed = frame.select(
        _ROW, key=pl.concat_str(described.key, separator="|", ignore_nulls=True), source_id=source
    )
    return (
        failures.join(keyed, on=_ROW, how="left")
        .with_columns(table=pl.lit(described.name), value=pl.col("value").str.slice(0, 200))
        .select(list(QUARANTINE))
    )
