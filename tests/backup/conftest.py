"""Instances to back up: the demo, made once, and a copy of it for each test."""

from pathlib import Path
from types import ModuleType

import pytest

from tests.backup.keeper import Keeper
from tests.journeys.desk import made_home


@pytest.fixture
def keeper(databases: ModuleType, shared: Path, tmp_path: Path) -> Keeper:
    """The demo's keeper: an instance, an empty folder for backups, and the commands."""
    (tmp_path / "backups").mkdir()
    home = databases.copy_instance(made_home(shared), tmp_path / "home")
    (home / "made").unlink()
    return Keeper(home, tmp_path / "backups")
