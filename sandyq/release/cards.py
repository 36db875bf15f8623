"""The dataset card: the header of a version's README.md that the Hugging Face Hub and its ``datasets`` read.

https://huggingface.co/docs/hub/datasets-cards. With it the folder of a version can be pushed as it is, and
``datasets.load_dataset(FOLDER, name=TABLE)`` reads any table from where it lies.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from sandyq.release import facts

if TYPE_CHECKING:
    from sandyq.release.package import Package

_SIZES = {
    1_000: "n<1K",
    10_000: "1K<n<10K",
    100_000: "10K<n<100K",
    1_000_000: "100K<n<1M",
    10_000_000: "1M<n<10M",
    100_000_000: "10M<n<100M",
}
"""The Hub's words for a number of rows below each bound."""
_LARGEST = "100M<n<1B"


def header(package: Package, version: str) -> str:
    """The YAML block between its two lines of dashes; each table is a configuration over its Parquet file.

    A table without rows has none, since ``datasets`` cannot load an empty split. A configuration names
    dataset and version because ``datasets`` finds what it has in its cache by the name of the folder and the
    configuration: two datasets' folders ``1.0.0`` would be taken for one.
    """
    languages = facts.languages(package)
    rows = sum(table.rows.num_rows for table in package.tables)
    card: dict[str, Any] = {
        "pretty_name": package.title,
        "license": package.licence.name.lower(),
        **({"language": list(languages)} if languages else {}),
        "tags": [keyword.lower() for keyword in package.keywords],
        "size_categories": [next((word for bound, word in _SIZES.items() if rows < bound), _LARGEST)],
        "configs": [
            {
                "config_name": table.name,
                "description": f"{package.title}: {table.title}",
                "version": version,
                "data_files": [{"split": "train", "path": f"{table.name}.parquet"}],
                **({"default": True} if position == 0 else {}),
            }
            for position, table in enumerate(table for table in package.tables if table.rows.num_rows)
        ],
    }
    said = yaml.safe_dump(card, sort_keys=False, allow_unicode=True, width=100)
    return f"---\n{said}---\n"
