"""pages → observatoire ← etl, and nothing else; SQL has one home."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
#: What the modules of each package may not import.
FORBIDDEN = {
    "observatoire": {"dash", "dash_bootstrap_components", "pages", "etl", "app", "tests"},
    "etl": {"dash", "dash_bootstrap_components", "pages", "app", "tests"},
    "pages": {"etl", "app", "tests"},
}
#: Upper case, as this project writes it: "select" alone is an element of a page.
SQL = re.compile(r"\b(SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE TABLE|FROM|WHERE|JOIN|GROUP BY|ORDER BY)\b")


def modules(package: str) -> list[Path]:
    found = sorted((ROOT / package).rglob("*.py"))
    assert len(found) > 5
    return found


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), path.name)


def imported(path: Path) -> set[str]:
    """First names of everything that a module imports, wherever in it."""
    names = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import hides where it goes"
            names.add(node.module.split(".")[0])
    return names


def texts(path: Path) -> list[str]:
    """Every text of a module that is not a docstring."""
    found = tree(path)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(found)
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node) is not None
    }
    return [
        node.value
        for node in ast.walk(found)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings
    ]


@pytest.mark.parametrize("package", FORBIDDEN)
def test_a_package_imports_nothing_that_it_must_not_know(package):
    wrong = {
        str(path.relative_to(ROOT)): sorted(names)
        for path in modules(package)
        if (names := imported(path) & FORBIDDEN[package])
    }
    assert wrong == {}


def test_a_reader_of_a_source_knows_no_other_step_of_the_build():
    steps = {"build", "checks", "cli", "derive", "discover", "fetch", "geography", "harmonize", "tables", "unions"}
    for path in (ROOT / "etl" / "sources").glob("*.py"):
        told = {node.module for node in ast.walk(tree(path)) if isinstance(node, ast.ImportFrom)}
        assert not told & {f"etl.{step}" for step in steps}, path.name


def test_pages_hold_no_sql():
    assert {
        path.name: found for path in modules("pages") if (found := [text for text in texts(path) if SQL.search(text)])
    } == {}


def test_pages_send_nothing_to_the_database():
    calls = {
        (path.name, node.func.attr)
        for path in modules("pages")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    assert not {call for call in calls if call[1] in ("execute", "executemany", "sql", "read_parquet")}


def test_the_shared_package_speaks_to_the_database_to_publish_and_to_read_the_warehouse_only():
    home = ROOT / "observatoire"
    speaking = {str(path.relative_to(home)) for path in modules("observatoire") if "duckdb" in imported(path)}
    assert speaking == {"publication.py", "warehouse/opening.py", "warehouse/snapshot.py"}
