"""Rooms stay small enough to be read in one go."""

import ast
from pathlib import Path

from tests.architecture.conftest import ROOT

FILE_LINES = 400
FUNCTION_LINES = 40


def test_files_are_under_400_lines(python_files: tuple[Path, ...]) -> None:
    crowded = {
        str(path.relative_to(ROOT)): n for path in python_files if (n := lines(path)) >= FILE_LINES
    }
    assert not crowded, f"split these files: {crowded}"


def test_functions_are_under_40_lines(python_files: tuple[Path, ...]) -> None:
    long = [found for path in python_files for found in long_functions(path)]
    assert not long, "split these functions:\n" + "\n".join(long)


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def long_functions(path: Path) -> list[str]:
    """Functions of 40 lines or more, their docstring and decorators not counted."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1 - docstring_lines(node)
            if length >= FUNCTION_LINES:
                found.append(f"{path.as_posix()}:{node.lineno} {node.name} ({length})")
    return found


def docstring_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    if ast.get_docstring(node) is None:
        return 0
    return (node.body[0].end_lineno or 0) - node.body[0].lineno + 1


def test_a_long_function_is_found(tmp_path: Path) -> None:
    source = tmp_path / "long.py"
    source.write_text("def f():\n" + "    x = 1\n" * 39)
    assert long_functions(source) == [f"{source}:1 f (40)"]
