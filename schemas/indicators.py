"""The table of indicators: one row is one indicator of the core vocabulary."""

from __future__ import annotations

from typing import Any, ClassVar

from sandyq.vocabulary import THEMES
from schemas.base import TableModel, column, keys, text


class Indicators(TableModel):
    """One indicator."""

    class Config(TableModel.Config):
        """What the table is, its key and where it leads."""

        name = "indicators"
        title = "Indicators"
        description = (
            "One row is one indicator, with its definition and the World Bank's code where it has one."
        )
        metadata: ClassVar[dict[str, Any]] = keys(("indicator",))

    indicator: str = column(
        "Indicator", "Its name in snake_case.", unique=True, str_matches=r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$"
    )
    theme: str = column("Theme", "What it belongs to; a dataset holds one theme or all.", vocabulary=THEMES)
    definition: str = text("Definition", "What is measured, and whose it is.")
    world_bank: str = column(
        "World Bank code",
        "Code of the nearest World Development Indicator; null where there is none.",
        nullable=True,
        str_matches=r"^[A-Z0-9]+(\.[A-Z0-9]+)+$",
    )
