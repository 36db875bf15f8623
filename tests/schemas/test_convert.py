"""One origin: what the models declare is what frames, Arrow, Table Schema and documentation say."""

from __future__ import annotations

from pathlib import Path

import frictionless
import pandera.polars as pa
import polars as pl
import pyarrow
import pytest

from sandyq import observations, tables
from sandyq.release.contract import frame_schema
from schemas import MODELS, Figures, Observations
from schemas.base import TableModel, column, keys
from schemas.convert import arrow_schema, describe, dictionary, polars_schema, table_schema

ROOT = Path(__file__).parents[2]
MADE = {
    "figures": tables.FIGURES,
    "events": tables.EVENTS,
    "sources": tables.SOURCES,
    "indicators": tables.INDICATORS,
    "observations": observations.OBSERVATIONS,
}


@pytest.mark.parametrize("model", MODELS)
def test_the_frames_that_are_made_are_those_that_are_promised(model: type[TableModel]) -> None:
    made = MADE[describe(model).name]
    assert list(made) == list(polars_schema(model))
    assert made == polars_schema(model)


@pytest.mark.parametrize("model", MODELS)
def test_every_schema_says_the_same(model: type[TableModel]) -> None:
    described, arrow, said = describe(model), arrow_schema(model), table_schema(model)
    assert arrow.names == [one.name for one in described.columns] == [one["name"] for one in said["fields"]]
    for one, field in zip(described.columns, said["fields"], strict=True):
        in_arrow = arrow.field(one.name)
        assert (
            in_arrow.nullable
            == one.nullable
            == (not field["constraints"].get("required", False) if "constraints" in field else True)
        )
        assert in_arrow.metadata[b"title"].decode() == one.title == field["title"]
        assert in_arrow.metadata[b"description"].decode() == one.description == field["description"]
        assert (in_arrow.metadata.get(b"unit") or b"").decode() == (one.unit or "") == field.get("unit", "")
    assert pl.DataFrame(arrow.empty_table()).schema == polars_schema(model) == frame_schema(said)


@pytest.mark.parametrize("model", MODELS)
def test_a_table_schema_is_one(model: type[TableModel]) -> None:
    assert frictionless.Schema.from_descriptor(table_schema(model)).primary_key == list(describe(model).key)


@pytest.mark.parametrize("model", MODELS)
def test_every_column_is_described(model: type[TableModel]) -> None:
    for one in describe(model).columns:
        assert one.title[0].isupper()
        assert one.description.endswith(".")
        assert not one.title.endswith(".")
        if one.dtype in (pl.Int64, pl.Float64):
            assert one.unit, f"{one.name}: numbers have a unit"


def test_keys_lead_to_keys() -> None:
    by_name = {describe(model).name: describe(model) for model in MODELS}
    for described in by_name.values():
        for foreign in described.foreign_keys:
            assert by_name[foreign.table].key == foreign.references


def test_constraints_come_from_the_checks() -> None:
    fields = {field["name"]: field for field in table_schema(Figures)["fields"]}
    assert fields["figure_id"]["constraints"] == {"required": True, "unique": True, "minLength": 1}
    assert fields["start"]["constraints"] == {"required": True, "minimum": 0}
    assert fields["direction"]["constraints"] == {"enum": ["increase", "decrease"]}
    assert fields["kind"]["categories"][0] == {"value": "money", "label": "an amount in a currency"}
    assert fields["source_id"]["type"] == "string"
    assert "constraints" not in fields["value"]
    assert table_schema(Observations)["primaryKey"] == list(observations.KEY)


def test_a_nullable_integer_is_refused() -> None:
    class Bad(TableModel):
        class Config(TableModel.Config):
            name = "bad"
            title = "Bad"
            description = "Bad."
            metadata = keys(("number",))

        number: int = column("Number", "A number.", nullable=True)

    with pytest.raises(TypeError, match="number: an integer or boolean column may not be null"):
        describe(Bad)


def test_a_check_that_table_schema_cannot_say_is_refused() -> None:
    class Bad(TableModel):
        class Config(TableModel.Config):
            name = "bad"
            title = "Bad"
            description = "Bad."
            metadata = keys(("number",))

        number: int = column("Number", "A number.", gt=3)

    with pytest.raises(TypeError, match="no Table Schema constraint"):
        describe(Bad)


def test_a_column_without_a_description_is_refused() -> None:
    class Bad(TableModel):
        class Config(TableModel.Config):
            name = "bad"
            title = "Bad"
            description = "Bad."
            metadata = keys(("number",))

        number: int = pa.Field(title="Number")

    with pytest.raises(TypeError, match="number: a published column has a title and a description"):
        describe(Bad)


def test_arrow_types() -> None:
    schema = arrow_schema(Observations)
    assert schema.field("claims").type == pyarrow.int64()
    assert schema.field("period_start").type == pyarrow.date32()
    assert schema.metadata[b"title"] == b"Observations"


def test_the_data_dictionary_is_up_to_date() -> None:
    kept = (ROOT / "docs" / "data-dictionary.md").read_text(encoding="utf-8")
    assert kept == dictionary(MODELS), "python -m schemas.convert > docs/data-dictionary.md"


def test_a_column_that_is_going_to_be_dropped_says_so() -> None:
    class Parting(TableModel):
        """A table with a column that has seen its day."""

        class Config(TableModel.Config):
            name, title, description = "parting", "Parting", "One row."
            metadata = keys(("code",))

        code: str = column("Code", "Its code.")
        worth: float = column(
            "Worth", "Its worth.", unit="USD", nullable=True, deprecated="Use value instead."
        )

    (code, worth) = table_schema(Parting)["fields"]
    assert "deprecated" not in code
    assert worth["deprecated"] == {"note": "Use value instead."}
    assert "Its worth. Deprecated: Use value instead. |" in dictionary([Parting])
