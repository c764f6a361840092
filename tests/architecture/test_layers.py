"""Imports go one way, and only actions write."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.conftest import ROOT

WITHOUT_DJANGO = {"documents", "sources", "marc"}
THIN = {"views", "public", "feeds", "api"}
WRITES = {
    "save",
    "delete",
    "create",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
}


def test_the_contracts_of_pyproject_hold() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    run = subprocess.run(
        [linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout


def test_documents_sources_and_marc_know_no_django(product_files: tuple[Path, ...]) -> None:
    mixed = [
        f"{path.relative_to(ROOT)} imports {module}"
        for path in product_files
        if room(path) in WITHOUT_DJANGO
        for module in imports(path)
        if module.split(".")[0] in {"django", "django_tasks_db"}
    ]
    assert not mixed


def test_pages_leave_other_rooms_tables_alone(product_files: tuple[Path, ...]) -> None:
    """A page asks another room's queries; only core's tables are common words."""
    reaching = [
        f"{path.relative_to(ROOT)} imports {module}"
        for path in product_files
        if is_thin(path)
        for module in imports(path)
        if module.startswith("kimppa.") and module.endswith(".models")
        if module.split(".")[1] not in {room(path), "core"}
    ]
    assert not reaching


def test_pages_and_queries_write_nothing(product_files: tuple[Path, ...]) -> None:
    """Writers are actions, which check, log and prove; a page that writes skips all three."""
    writing = [
        f"{path.relative_to(ROOT)}:{line} calls .{name}()"
        for path in product_files
        if is_thin(path) or path.stem == "queries"
        for line, name in calls(path)
        if name in WRITES
    ]
    assert not writing


def room(path: Path) -> str:
    return path.relative_to(ROOT / "src" / "kimppa").parts[0]


def is_thin(path: Path) -> bool:
    return path.stem in THIN or path.parent.name in THIN


def imports(path: Path) -> Iterator[str]:
    """Modules that a file imports, `from package import module` given as package.module too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def calls(path: Path) -> Iterator[tuple[int, str]]:
    """Line and name of every method called."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node.lineno, node.func.attr


def test_the_readers_see_what_they_look_for(tmp_path: Path) -> None:
    source = tmp_path / "views.py"
    source.write_text("from kimppa.report import models\n\nmodels.Report.objects.create()\n")
    assert is_thin(source)
    assert "kimppa.report.models" in set(imports(source))
    assert (3, "create") in set(calls(source))
