"""The databases of instances that tests run as processes of their own.

A process that runs tests never has KIMPPA_DATABASE in its environment: `conftest.py` takes it
out, so that no instance comes to use the database of the tests themselves. Here each instance
folder gets a database of its own on the same PostgreSQL, or the file in its folder where the
tests run on SQLite.
"""

import fcntl
import hashlib
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
from django.db import connections
from psycopg import sql

from kimppa.operations.database import FILE_NAME, SETTING, parse

# The PostgreSQL that the tests run on; empty = SQLite.
SERVER = os.environ.get(SETTING, "")
# An instance of another run of tests, for the tables that are alike: the rest is made.
BEGUN = os.environ.get("TESTS_BEGIN_WITH", "")
ROOT = Path(__file__).parents[1]
KEPT = ROOT / ".pytest_cache"
_OURS = re.compile(r"\bkimppa(?:\.\w+)+")
_made: set[Path] = set()


def on_postgres() -> bool:
    """Whether the tests run on PostgreSQL."""
    return bool(SERVER)


def environment(home: Path, **settings: str) -> dict[str, str]:
    """The environment of a process that works on an instance folder, and no other setting of ours.

    The instance's database is made here, empty, if it is missing.
    """
    kept = {key: value for key, value in os.environ.items() if not key.startswith("KIMPPA_")}
    ours = {"KIMPPA_HOME": str(home), "KIMPPA_DEMO_RECORDS": "600"}
    return kept | ours | database_setting(home) | settings


def database_setting(home: Path) -> dict[str, str]:
    """The setting that tells an instance its database; makes it, empty, if it is missing."""
    if not on_postgres():
        return {}
    with server() as connection:
        if not _exists(connection, name_of(home)):
            connection.execute(sql.SQL("CREATE DATABASE {}").format(identifier(home)))
    _made.add(home)
    return {SETTING: url(home)}


def empty_instance(shared: Path) -> Path:
    """An instance with all tables and no rows, made once for all test processes; copy it."""
    home = shared / "empty-home"
    with locked(shared / "empty-home.lock"):
        if not (home / "made").exists():
            shutil.rmtree(home, ignore_errors=True)
            if on_postgres() or BEGUN:
                shutil.copytree(BEGUN, home) if BEGUN else home.mkdir()
                _migrate(home)
            else:
                shutil.copytree(kept_instance(), home)
            (home / "made").touch()
    return home


def kept_instance() -> Path:
    """An empty instance on SQLite, kept from run to run: to make its tables takes most of the time
    of a run of one test.
    """
    kept = KEPT / f"tables-{tables_digest(ROOT / 'src')}"
    if not kept.exists():
        KEPT.mkdir(exist_ok=True)
        for older in KEPT.glob("tables-*"):
            shutil.rmtree(older, ignore_errors=True)
        half = Path(tempfile.mkdtemp(dir=KEPT))
        _migrate(half)
        try:
            half.rename(kept)
        except OSError:  # another run was quicker
            shutil.rmtree(half)
    return kept


def tables_digest(source: Path) -> str:
    """What the tables come from, as a digest: migrations, what they name, and the packages."""
    migrations = sorted(source.glob("kimppa/**/migrations/*.py"))
    names = {name for path in migrations for name in _OURS.findall(path.read_text("utf-8"))}
    modules = {source / f"{name.replace('.', '/')}.py" for name in names}
    paths = [*migrations, *sorted(path for path in modules if path.exists()), ROOT / "uv.lock"]
    digest = hashlib.sha256(sys.version.encode())
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:20]


def _migrate(home: Path) -> None:
    program = Path(sys.executable).with_name("kimppa")
    command = [program, "django", "migrate", "--verbosity", "0", "--skip-checks"]
    subprocess.run(command, env=environment(home), check=True)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a file's lock: the test processes of one run share what takes long to make."""
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


@contextmanager
def begun_as(home: Path) -> Iterator[None]:
    """Let the tests' own database begin as a copy of an instance's, which has all tables."""
    made = connections["default"]
    made.settings_dict["TEST"]["MIGRATE"] = False  # to find that nothing is left takes seconds
    if on_postgres():
        made.settings_dict["TEST"]["TEMPLATE"] = name_of(home)
        yield
        return
    # Django's is in memory, and there for as long as somebody is connected to it.
    name = made.creation._get_test_db_name()
    with closing(sqlite3.connect(name, uri=True)) as ours, closing(_file(home)) as theirs:
        theirs.backup(ours)
        yield


def copy_instance(home: Path, target: Path) -> Path:
    """A copy of an instance that nobody uses: its folder and its database."""
    shutil.copytree(home, target)
    if on_postgres():
        with server() as connection:
            copy = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
            connection.execute(copy.format(identifier(target), identifier(home)))
        _made.add(target)
    return target


def drop_below(folder: Path) -> None:
    """Remove the databases that this process made for instances in a folder; the files stay."""
    homes = {home for home in _made if home.is_relative_to(folder)}
    for home in homes:
        with server() as connection:
            gone = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
            connection.execute(gone.format(identifier(home)))
    _made.difference_update(homes)


@contextmanager
def connected(home: Path) -> Iterator[Any]:
    """A DB-API connection to an instance's database; what it did is kept when the block ends."""
    connection: Any = psycopg.connect(url(home)) if on_postgres() else _file(home)
    with closing(connection):
        yield connection
        connection.commit()


def asked(home: Path, query: str, *parameters: object) -> tuple[Any, ...]:
    """The first row that a query gives, () if none. Parameters are marked with ?."""
    with connected(home) as connection:
        if on_postgres() and parameters:
            query = query.replace("?", "%s")
        cursor = connection.execute(query, *filter(None, [parameters]))
        row = cursor.fetchone() if cursor.description else None
    return tuple(row) if row else ()


def is_whole(home: Path) -> bool:
    """Whether a database is sound after a crash; PostgreSQL starts only if its own is."""
    return on_postgres() or asked(home, "PRAGMA integrity_check") == ("ok",)


def sweep() -> None:
    """Take away what rolled-back tests have left in the tables of the tests' own database."""
    name = connections["default"].settings_dict["NAME"]
    address = replace(parse(SERVER), name=str(name)).url()
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("VACUUM")


def url(home: Path) -> str:
    """The address of an instance's database on the tests' PostgreSQL."""
    return replace(parse(SERVER), name=name_of(home)).url()


def name_of(home: Path) -> str:
    return f"instance_{hashlib.sha256(str(home).encode()).hexdigest()[:20]}"


def identifier(home: Path) -> sql.Identifier:
    return sql.Identifier(name_of(home))


@contextmanager
def server() -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
    with psycopg.connect(SERVER, autocommit=True) as connection:
        yield connection


def _file(home: Path) -> sqlite3.Connection:
    return sqlite3.connect(home / FILE_NAME, timeout=20)


def _exists(connection: psycopg.Connection[tuple[Any, ...]], name: str) -> bool:
    found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
    return found.fetchone() is not None
