"""The skeleton of an area works as it is laid: its own tests, and what every area must answer."""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scripts import new_area
from tests.architecture.conftest import ROOT, tracked

AREA = "deposits"
TESTS = [
    f"src/kimppa/{AREA}",
    "tests/architecture/test_areas.py",
    "tests/architecture/test_commands.py",
    "tests/architecture/test_guarded.py",
    "tests/contracts/test_anybody.py",
    "tests/contracts/test_edges.py",
    "tests/contracts/test_imports.py",
    "tests/contracts/test_releases.py",
    "tests/contracts/test_rights.py",
    "tests/contracts/test_scopes.py",
    "tests/contracts/test_stained_rows.py",
    "tests/contracts/test_years.py",
    "src/kimppa/config/tests/test_roles.py",
]


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of the repository as git would take it, with a new area."""
    compiled = (ROOT / "src").rglob("*.mo")
    for path in (*tracked(), *compiled):
        if path.suffix in {".po", ".png", ".pdf", ".woff2"} or "bench" in path.parts:
            continue
        copy = tmp_path / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, copy)
        if path.suffix == ".py":
            link_compiled(path, copy)
    new_area.lay(tmp_path, AREA, row="deposit", topic="reading", title="Deposit collections")
    return tmp_path


def link_compiled(path: Path, copy: Path) -> None:
    """Give a copy what Python and pytest compiled of its module: to compile the house again takes
    longer than to test the area. Both read it as long as the module has its time and length.
    """
    folder, other = (Path(importlib.util.cache_from_source(each)).parent for each in (path, copy))
    for compiled in folder.glob(f"{path.stem}.*.pyc"):
        other.mkdir(parents=True, exist_ok=True)
        shutil.copy2(compiled, other / compiled.name)


def run(house: Path, *command: str, **settings: str) -> str:
    environment = os.environ | settings
    environment |= {
        "DJANGO_SETTINGS_MODULE": "kimppa.config.settings",
        "KIMPPA_HOME": str(house / "var"),
        "PYTHONPATH": f"{house / 'src'}:{house}",
    }
    outcome = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=house,
        env=environment,
        check=False,
        capture_output=True,
        text=True,
    )
    assert outcome.returncode == 0, outcome.stdout[-4000:] + outcome.stderr[-2000:]
    return outcome.stdout


def test_a_new_area_works_from_the_first_minute(house: Path, empty_home: Path) -> None:
    (empty_home / "made").unlink()  # the area's tables are lacking
    run(house, "django", "makemigrations", AREA)
    run(house, "scripts.rights", "--write")
    alone = ("-q", "-n", "0", "-p", "no:cacheprovider")
    begun = {"TESTS_BEGIN_WITH": str(empty_home)}
    output = run(house, "pytest", *alone, f"--room={AREA}", *TESTS, **begun)
    assert "failed" not in output


@pytest.mark.parametrize(("area", "row"), [("Deposits", "deposit"), ("de", "row"), ("box", "box")])
def test_a_name_that_cannot_be_is_refused(tmp_path: Path, area: str, row: str) -> None:
    with pytest.raises(ValueError, match="name"):
        new_area.lay(tmp_path, area, row=row, topic="reading", title="Deposits")
    assert not (tmp_path / "src").exists()
