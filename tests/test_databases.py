"""Tables that are kept from run to run are those that the migrations make."""

from pathlib import Path

import pytest

from tests.databases import tables_digest

MIGRATION = "kimppa/teams/migrations/0001_initial.py"
NAMED = "kimppa/core/topics.py"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A migration that names a module, and a module that none names."""
    texts = {
        MIGRATION: "import kimppa.core.topics",
        NAMED: "LENGTH = 40",
        "kimppa/teams/views.py": "",
    }
    for path, text in texts.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("changed", [MIGRATION, NAMED, "kimppa/teams/migrations/0002_more.py"])
def test_what_the_tables_come_from_makes_other_tables(source: Path, changed: str) -> None:
    before = tables_digest(source)
    (source / changed).write_text("import kimppa.core.topics # changed", encoding="utf-8")
    assert tables_digest(source) != before


def test_other_code_does_not(source: Path) -> None:
    before = tables_digest(source)
    (source / "kimppa/teams/views.py").write_text("changed", encoding="utf-8")
    assert tables_digest(source) == before
