"""A PostgreSQL database dumped and restored by its own programs."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from psycopg import conninfo

from kimppa.operations.backup.facts import Facts, gather
from kimppa.operations.backup.format import BackupError

NAME = "database.pgdump"
OLDEST = 15
INSTALLED = "/usr/lib/postgresql"
TABLES = (
    "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() "
    "AND tablename <> 'kimppa_unfinished_restore' ORDER BY tablename"
)
SESSIONS = ("core_opensession", "django_session")
UNFINISHED = "kimppa_unfinished_restore"
COPY = re.compile(rb"COPY (?:\w+\.)?\"?(\w+)\"? \(([^)]*)\) FROM stdin;\n")


def program(name: str) -> str:
    """The newest of Debian's versions, or the one on PATH. Raises BackupError when too old."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        server = int(cursor.fetchone()[0]) // 10000
    return _program_path(name, server)


def copy(target: Path) -> Facts:
    """A consistent dump without sessions, and what it holds, seen in the same snapshot.

    Nobody waits for it but who would change tables. Raises BackupError.
    """
    dump = program("pg_dump")
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        # The transaction only keeps the snapshot while pg_dump works, however long.
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        cursor.execute(TABLES)
        tables = [fields[0] for fields in cursor.fetchall()]
        contents = gather(_query, [table for table in tables if table not in SESSIONS])
        options = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
        options += [f"--exclude-table-data={table}" for table in SESSIONS]
        _run_program([dump, *options, f"--file={target}", _address()])
    return contents


def size() -> int:
    """Bytes of the database as it lies on the server's disk."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


def facts(path: Path) -> Facts:
    """What a dump holds, read without a server. Raises BackupError when it is damaged."""
    row_counts: dict[str, int] = {}
    columns: dict[str, list[str]] = {}
    lines: dict[str, list[list[str]]] = {
        "core_consortium": [],
        "django_migrations": [],
        "core_storedfile": [],
    }
    for table, names, line in _lines(path):
        columns[table] = names
        row_counts[table] = row_counts.get(table, 0) + (line is not None)
        if line is not None and table in lines:
            lines[table].append(line.split("\t"))

    def ask(table: str, *column_names: str) -> list[list[str]]:
        indexes = [columns.get(table, []).index(name) for name in column_names if table in columns]
        return sorted([row[index] for index in indexes] for row in lines[table])

    return Facts(
        consortium=next((row[0] for row in ask("core_consortium", "short_name")), ""),
        migrations=tuple(".".join(row) for row in ask("django_migrations", "app", "name")),
        rows=row_counts,
        files=tuple((sha, int(size)) for sha, size in ask("core_storedfile", "sha256", "size")),
    )


def restore(path: Path) -> None:
    """Fill the empty database in one transaction. Raises BackupError with nothing restored."""
    options = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
    connection.close()
    _run_program([program("pg_restore"), *options, f"--dbname={_address()}", path])


def require_empty() -> None:
    """Raises BackupError when the database holds anything but an earlier, unfinished restore."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        tables = [row[0] for row in cursor.fetchall()]
    if tables and UNFINISHED not in connection.introspection.table_names():
        raise BackupError(
            f"The database {connection.settings_dict['NAME']} is not empty: it has "
            f"{len(tables)} tables. Restore into a new database."
        )


def begin() -> None:
    """Mark the database as being restored; what an interrupted restore left goes first."""
    with transaction.atomic(), connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"DROP TABLE {connection.ops.quote_name(table)} CASCADE")
        cursor.execute(f"CREATE TABLE {UNFINISHED} (begun timestamptz DEFAULT now())")


def end() -> None:
    """Take the mark away: the restore is whole."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {UNFINISHED}")


def _query(query: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())


def _program_path(name: str, at_least: int) -> str:
    folders = [str(path) for path in Path(INSTALLED).glob("*/bin")]
    folders.sort(key=lambda bin_path: -int(re.sub(r"\D", "", Path(bin_path).parent.name) or 0))
    programs = [path for folder in [*folders, None] if (path := shutil.which(name, path=folder))]
    for path in programs:
        if _version(path) >= at_least:
            return path
    if programs:
        raise BackupError(
            f"{programs[0]} is older than the server (version {at_least}). Install "
            f"postgresql-client-{at_least}."
        )
    raise BackupError(
        f"The program {name} was not found on PATH or in {INSTALLED}. Install "
        f"postgresql-client-{at_least}."
    )


def _version(path: str) -> int:
    process = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)  # noqa: S603  # found above
    number = re.search(r"(\d+)", process.stdout)
    return int(number[1]) if number else 0


def _address() -> str:
    """How the programs reach the server, without the password: a command line is seen by all."""
    params = connection.get_connection_params()
    address_params: dict[str, Any] = {
        key: param
        for key, param in params.items()
        if isinstance(param, str | int) and key not in ("password", "options")
    }
    return conninfo.make_conninfo(**address_params)


def _run_program(command: list[str | Path]) -> None:
    password = str(connection.settings_dict.get("PASSWORD") or "")
    process = subprocess.run(  # noqa: S603  # a program of PostgreSQL found by `_program_path`
        command,
        env=os.environ | ({"PGPASSWORD": password} if password else {}),
        capture_output=True,
        text=True,
        check=False,
    )
    if process.returncode:
        raise BackupError(f"{Path(command[0]).name} failed: {process.stderr.strip()[-500:]}")


def _lines(path: Path) -> Iterator[tuple[str, list[str], str | None]]:
    """(table, columns, row) of each row; once with None for each table, so that empty ones tell."""
    with _script(path) as script:
        table, names = "", list[str]()
        for raw in script:
            heading = COPY.fullmatch(raw) if not table else None
            if heading:
                table = heading[1].decode()
                names = [name.strip(' "') for name in heading[2].decode().split(",")]
                yield table, names, None
            elif table and raw == b"\\.\n":
                table = ""
            elif table:
                yield table, names, raw.decode().rstrip("\n")


@contextmanager
def _script(path: Path) -> Iterator[Any]:
    """The dump as SQL text, as `pg_restore` writes it."""
    command = [_program_path("pg_restore", OLDEST), "--data-only", "--file=-", str(path)]
    with subprocess.Popen(  # noqa: S603  # a program of PostgreSQL found by `_program_path`
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        yield process.stdout
        errors = process.stderr.read().decode(errors="replace")
    if process.returncode:
        raise BackupError(f"The dump in the backup is damaged: {errors.strip()[-500:]}")
