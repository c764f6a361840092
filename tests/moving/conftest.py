"""A PostgreSQL of these tests' own, and the demo on SQLite to be carried to it."""

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import psycopg
import pytest

from scripts.postgres import Cluster, cluster, newest
from tests import ready
from tests.journeys.desk import made_home


@dataclass(frozen=True)
class Instance:
    """An instance on SQLite and an empty database that it may be carried to."""

    home: Path
    target: str

    def run(self, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        """Run a command of ours on the instance."""
        kept = {key: value for key, value in os.environ.items() if not key.startswith("KIMPPA_")}
        env = kept | {"KIMPPA_HOME": str(self.home)} | settings
        return ready.run(arguments, env)

    def move(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Carry it over."""
        return self.run("move-to-postgres", "--to", self.target, *arguments)

    def there(self, query: str) -> list[tuple[object, ...]]:
        """Ask the target."""
        with psycopg.connect(self.target) as connection:
            cursor = connection.execute(query)
            return cursor.fetchall() if cursor.description else []

    def tables_there(self) -> int:
        """How many tables the target has."""
        query = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
        return int(str(self.there(query)[0][0]))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A running PostgreSQL."""
    programs = newest()
    if programs is None:
        pytest.skip("PostgreSQL is missing; install it: sudo apt-get install -y postgresql")
    with cluster(programs) as running:
        yield running


@pytest.fixture
def target(postgres: Cluster, tmp_path: Path) -> str:
    """The address of a new database."""
    return new_database(postgres, tmp_path)


@pytest.fixture
def instance(databases: ModuleType, shared: Path, tmp_path: Path, target: str) -> Instance:
    """A copy of the demo."""
    return Instance(databases.copy_instance(made_home(shared), tmp_path / "own"), target)


def new_database(postgres: Cluster, named_after: Path, template: str = "template1") -> str:
    """The address of a new database, empty or a copy of another one."""
    name = f"moved_{abs(hash(str(named_after)))}"
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    return postgres.url(name)
