"""Who keeps an instance: runs `kimppa` and looks at what it left behind."""

import json
import re
import resource
import subprocess
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tests import databases, ready
from tests.journeys.desk import ROOT

PROGRAM = Path(sys.executable).with_name("kimppa")
type Rows = dict[str, list[tuple[Any, ...]]]

POSTGRES_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
SQLITE_TABLES = (
    "SELECT name FROM sqlite_schema "
    "WHERE type = 'table' AND rootpage > 0 AND name NOT LIKE 'sqlite_%'"
)


@dataclass(frozen=True)
class Keeper:
    """An instance folder, a folder for backups, and settings for every command.

    Commands are forks of the ready process where no `program` is named.
    """

    home: Path
    backups: Path
    settings: dict[str, str] = field(default_factory=dict)
    program: tuple[str | Path, ...] = ()

    def at(self, home: Path, **settings: str) -> "Keeper":
        """The same keeper at another instance."""
        return replace(self, home=home, settings=self.settings | settings)

    def start(self, *arguments: str | Path, largest_file: int | None = None) -> Any:
        """A command as a process of its own; past `largest_file` bytes a write fails."""
        environment = databases.environment(self.home, **self.settings)
        if not self.program and largest_file is None:
            return ready.start(arguments, environment)

        def limit() -> None:
            if largest_file is not None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))

        return subprocess.Popen(
            [*(self.program or (PROGRAM,)), *arguments],
            env=environment,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=limit,
        )

    def run(self, *arguments: str | Path) -> str:
        """What a command prints; it must succeed."""
        with self.start(*arguments) as process:
            told, error = process.communicate(timeout=120)
        assert process.returncode == 0, told + error
        return str(told)

    def refused(self, *arguments: str | Path, largest_file: int | None = None) -> str:
        """What a command complains of; it must fail in its own words, not with a traceback."""
        with self.start(*arguments, largest_file=largest_file) as process:
            told, error = process.communicate(timeout=120)
        assert process.returncode == 1, told + error
        assert "Traceback" not in error
        return str(error)

    def backup(self, *arguments: str) -> Path:
        """Back up into the folder for backups; the file."""
        told = json.loads(self.run("backup", "--out", self.backups, "--json", *arguments))
        return Path(told["file"])

    def tables(self) -> list[str]:
        """Every table of the database."""
        query = POSTGRES_TABLES if databases.on_postgres() else SQLITE_TABLES
        with databases.connected(self.home) as database:
            return sorted(row[0] for row in database.execute(query).fetchall())

    def rows(self, without: dict[str, set[str]]) -> Rows:
        """Every row of every table as text, in order; `without` names columns that are left out
        (all of a table's when it names none)."""
        found = {}
        for table in self.tables():
            if without.get(table) == set():
                continue
            with databases.connected(self.home) as database:
                cursor = database.execute(f'SELECT * FROM "{table}"')
                names = [column[0] for column in cursor.description]
                kept = [n for n, name in enumerate(names) if name not in without.get(table, ())]
                rows = [tuple(str(row[n]) for n in kept) for row in cursor.fetchall()]
            found[table] = sorted(rows)
        return found


def plain(page: str) -> str:
    """A page without what differs at every showing: tokens and nonces."""
    page = re.sub(r'(name="csrfmiddlewaretoken" value|nonce|content)="[^"]*"', r'\1=""', page)
    return re.sub(r"localhost:\d+|127\.0\.0\.1:\d+", "host", page)


def files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder by its name there."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
