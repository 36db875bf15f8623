"""The direction of imports: flows -> schemas -> sandyq, and flows -> sandyq; Prefect in flows alone."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MAY_IMPORT = {"sandyq": {"sandyq"}, "schemas": {"schemas", "sandyq"}, "flows": {"flows", "schemas", "sandyq"}}
MODULES = sorted(path for package in MAY_IMPORT for path in (ROOT / package).rglob("*.py"))


def imported(path: Path) -> set[str]:
    """Top-level names that a module imports, anywhere in it, type checking included."""
    package = path.relative_to(ROOT).parts[0]
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add((node.module or "").split(".")[0] if node.level == 0 else package)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in (
            "import_module",
            "__import__",
        ):
            argument = node.args[0] if node.args else None
            assert isinstance(argument, ast.Constant), f"{path}:{node.lineno} imports a name made at run time"
            names.add(str(argument.value).split(".")[0])
    return names


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_imports_go_one_way(path: Path) -> None:
    ours = imported(path) & MAY_IMPORT.keys()
    assert ours <= MAY_IMPORT[path.relative_to(ROOT).parts[0]]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_prefect_and_the_command_line_stay_in_flows(path: Path) -> None:
    if path.relative_to(ROOT).parts[0] != "flows":
        assert not imported(path) & {"prefect", "typer", "rich", "click"}


def test_stages_know_nothing_of_prefect() -> None:
    assert "prefect" not in imported(ROOT / "flows" / "stages.py")


def test_all_three_packages_are_looked_at() -> None:
    assert {path.relative_to(ROOT).parts[0] for path in MODULES} == MAY_IMPORT.keys()


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("import prefect.settings", {"prefect"}),
        ("def f():\n    from schemas.check import check", {"schemas"}),
        ("from . import x", {"sandyq"}),
        ("import importlib\nimportlib.import_module('flows.cli')", {"importlib", "flows"}),
    ],
)
def test_every_way_to_import_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, expected: set[str]
) -> None:
    module = tmp_path / "sandyq" / "module.py"
    module.parent.mkdir()
    module.write_text(code, encoding="utf-8")
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    assert imported(module) == expected
