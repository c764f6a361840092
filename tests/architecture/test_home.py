"""Everything in the instance folder is declared: nothing is written there behind `core.home`."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from kimppa.core import home
from kimppa.core.home import InBackup
from tests.architecture.conftest import ROOT

FOLDER = {"KIMPPA_HOME", "MEDIA_ROOT"}
# Who may read the settings: the declarations, and a restore, which works in another folder.
READERS = {"core/home.py", "config/settings.py", "operations/backup/restore.py"}
JOINERS = {"core/home.py"}
DOCS = ROOT / "docs" / "operations"


def test_code_reaches_the_instance_folder_by_declared_names(
    product_files: tuple[Path, ...],
) -> None:
    past = []
    for file in product_files:
        name = file.relative_to(ROOT / "src" / "kimppa").as_posix()
        tree = ast.parse(file.read_text(encoding="utf-8"))
        if name not in READERS:
            past += [f"{name}:{line} reads {what}" for line, what in settings_read(tree)]
        if name not in JOINERS:
            past += [f"{name}:{line} joins a path to the folder" for line in joins(tree)]
    assert not past, "use kimppa.core.home.path, and declare what is new"


def settings_read(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Uses of the settings that name the folder."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in FOLDER:
            yield node.lineno, node.attr


def joins(tree: ast.AST) -> Iterator[int]:
    """Lines with `home / …`, `root() / …` or a `joinpath` of either, `home` being the folder."""
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div) and is_home(node.left):
            yield node.lineno
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "joinpath"
            and is_home(node.func.value)
        ):
            yield node.lineno


def is_home(node: ast.expr) -> bool:
    if isinstance(node, ast.Call):
        called = ast.unparse(node.func)
        if called.endswith("Path") and node.args:
            return is_home(node.args[0])
        return called in {"home.root", "instance.root", "instance_home"}
    return ast.unparse(node) in {"home", "KIMPPA_HOME", "settings.KIMPPA_HOME", "self.home"}


def test_the_scan_sees_what_it_looks_for() -> None:
    source = (
        "a = settings.KIMPPA_HOME\n"
        "b = Path(settings.KIMPPA_HOME) / 'x'\n"
        "c = home.root() / 'x'\n"
        "d = home.joinpath('x')\n"
        "e = home.path('x') / 'y'\n"
    )
    tree = ast.parse(source)
    assert [line for line, _what in settings_read(tree)] == [1, 2]
    assert list(joins(tree)) == [2, 3, 4]


def test_a_name_that_nobody_declares_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LookupError, match="uusi-kansio is not declared"):
        home.path("uusi-kansio", tmp_path)


def test_every_declaration_stands_in_the_documentation() -> None:
    """Word by word: the tables are made of the declarations."""
    privacy = (DOCS / "privacy.md").read_text(encoding="utf-8")
    backup = (DOCS / "backup.md").read_text(encoding="utf-8")
    missing = [
        line
        for entry in home.entries()
        for line, text in (
            (f"| `{entry.name}` | {entry.description} | {entry.keeps} | {entry.erased} |", privacy),
            (f"| `{entry.name}` | {entry.description} | {in_backup(entry)} |", backup),
        )
        if line not in text.splitlines()
    ]
    assert not missing, "\n".join(missing)


def in_backup(entry: home.Entry) -> str:
    """The last column of the table in backup.md."""
    if entry.backup is InBackup.NEVER:
        return f"no: {entry.why}"
    return "yes" if entry.backup is InBackup.ALWAYS else "when encrypted, or with `--with-secrets`"


def test_who_stays_out_says_why_and_who_goes_in_says_nothing() -> None:
    for entry in home.entries():
        assert bool(entry.why) is (entry.backup is InBackup.NEVER), entry.name
