"""Carrying the rows over in one transaction of the target, and comparing every one of them.

The source is whole, up to date, and used by nobody meanwhile.
"""

import hashlib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from django.core.management import call_command
from django.db import (
    DEFAULT_DB_ALIAS,
    DatabaseError,
    NotSupportedError,
    OperationalError,
    connections,
    transaction,
)
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import ConnectionHandler

from kimppa.operations import instance_lock
from kimppa.operations.database import Address, postgresql
from kimppa.operations.move.tables import Row, Table, difference, row_digest, tables, unknown

SOURCE = "source"
# Before the first look: then SQLite lets nobody else have the file open, not even to read.
ALONE = "PRAGMA locking_mode=EXCLUSIVE;PRAGMA query_only=ON"


class MoveError(Exception):
    """The instance was not carried over; the message says why and what to do."""


@contextmanager
def locked_source(home: Path) -> Iterator[BaseDatabaseWrapper]:
    """The source, which nobody else can open until the block ends.

    Raises MoveError when a server, a worker or anything else has it open.
    """
    users = instance_lock.users(home)
    if users:
        raise MoveError(f"In use by {' and '.join(users)} of this instance. Stop them first.")
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor != "sqlite":
        raise MoveError("This instance stands on PostgreSQL already; nothing is to be moved.")
    if not Path(connection.settings_dict["NAME"]).exists():
        raise MoveError(f"There is no instance in {home}: {connection.settings_dict['NAME']}.")
    connection.close()
    usual = connections.settings[DEFAULT_DB_ALIAS]
    options = usual["OPTIONS"] | {"timeout": 1, "init_command": ALONE}
    connections.settings[SOURCE] = usual | {"OPTIONS": options}
    connection = connections[SOURCE]
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM sqlite_master")
    except OperationalError as error:
        raise MoveError(
            f"Another program has the instance's database open ({error}). Close it first."
        ) from error
    else:
        yield connection
    finally:
        connection.close()
        del connections[SOURCE]
        del connections.settings[SOURCE]


def require_sound(connection: BaseDatabaseWrapper) -> None:
    """Raises MoveError for a damaged or outdated database, or one with tables unknown to us."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA quick_check(1)")
        if (verdict := cursor.fetchone()[0]) != "ok":
            raise MoveError(f"The database is damaged: {verdict}. Restore a backup first.")
        cursor.execute("PRAGMA foreign_key_check")
        if row := cursor.fetchone():
            raise MoveError(
                f"Row {row[1]} of {row[0]} points at a row of {row[2]} that is not there. "
                "Restore a backup first, or ask whoever maintains Kimppa."
            )
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise MoveError("The database is not up to date. Run kimppa django migrate first.")
    if names := unknown(connection):
        raise MoveError(f"Tables that Kimppa does not know: {', '.join(names)}. Remove them first.")


def next_keys(connection: BaseDatabaseWrapper) -> dict[str, int]:
    """The highest key that each table has ever given out, by table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, seq FROM sqlite_sequence")
        return {str(name): int(number) for name, number in cursor.fetchall()}


# Migrations of other packages write where Django writes by default.
TARGET = DEFAULT_DB_ALIAS
type Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class TableProof:
    """A table that is the same on both sides: how many rows, and the digest of their values."""

    table: str
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class MoveSummary:
    """What was carried over and proved."""

    tables: tuple[TableProof, ...]
    seconds: float

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables)


def move(home: Path, address: Address, progress: Progress) -> MoveSummary:
    """Carry the instance over to an empty database; there, everything stands or nothing.

    `progress` is told what is done, to which table's number of how many. The source is only read
    and cannot be opened by others meanwhile. Raises MoveError.
    """
    start = time.monotonic()
    with locked_source(home) as source, _target(address) as target:
        require_sound(source)
        _require_empty(target)
        try:
            with transaction.atomic(using=TARGET):
                call_command("migrate", database=TARGET, verbosity=0, interactive=False)
                proofs = _carry(source, target, progress)
        except (DatabaseError, TypeError, ValueError) as error:
            raise MoveError(f"Nothing was carried over: {_one_line(error)}") from error
        with target.cursor() as cursor:
            cursor.execute("ANALYZE")
    return MoveSummary(tuple(proofs), time.monotonic() - start)


@contextmanager
def _target(address: Address) -> Iterator[BaseDatabaseWrapper]:
    """The target as Django's default connection until the block ends."""
    usual = connections.settings[TARGET], connections[TARGET]
    handler = ConnectionHandler({TARGET: postgresql(address)})
    connections.settings[TARGET] = handler.settings[TARGET]
    connections[TARGET] = connection = connections.create_connection(TARGET)
    try:
        try:
            connection.ensure_connection()
        except NotSupportedError as error:
            raise MoveError(f"The target is too old: {_one_line(error)}") from error
        except DatabaseError as error:
            raise MoveError(
                f"{address.describe()} does not answer: {_one_line(error)}. "
                "Check the address, and that the database has been created."
            ) from error
        yield connection
    finally:
        connection.close()
        connections.settings[TARGET], connections[TARGET] = usual


def _require_empty(target: BaseDatabaseWrapper) -> None:
    if names := target.introspection.table_names(include_views=True):
        sample = ", ".join(names[:3]) + (" …" if len(names) > 3 else "")
        raise MoveError(
            f"The target is not empty: it has {len(names)} tables ({sample}). "
            "Give the address of a new database."
        )


def _carry(
    source: BaseDatabaseWrapper, target: BaseDatabaseWrapper, progress: Progress
) -> list[TableProof]:
    all_tables = tables()
    with target.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        # Migrating made rows of its own, such as the permissions; the source has them all.
        names = ", ".join(target.ops.quote_name(table.name) for table in all_tables)
        cursor.execute(f"TRUNCATE {names}")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    for number, table in enumerate(all_tables, start=1):
        progress(f"carrying {table.name}", number, len(all_tables))
        _copy(table, target)
    with target.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    _set_sequences(all_tables, next_keys(source), target)
    proofs = []
    for number, table in enumerate(all_tables, start=1):
        progress(f"comparing {table.name}", number, len(all_tables))
        proofs.append(compare(table))
    return proofs


def _copy(table: Table, target: BaseDatabaseWrapper) -> None:
    columns = ", ".join(map(target.ops.quote_name, table.columns))
    name = target.ops.quote_name(table.name)
    key: Any = None
    try:
        with target.cursor() as cursor, cursor.copy(f"COPY {name} ({columns}) FROM STDIN") as copy:
            for row in table.rows(SOURCE):
                key = row[table.place_of_key]
                copy.write_row(table.prepare(row, target))
            key = None  # what is wrong now is wrong with a row that the server names
    except psycopg.Error as error:
        row_name = "A row" if key is None else f"Row {key}"
        raise MoveError(
            f"{row_name} of {table.name} cannot stand on PostgreSQL: {_one_line(error)}"
        ) from error


def _set_sequences(
    all_tables: list[Table], highest_keys: dict[str, int], target: BaseDatabaseWrapper
) -> None:
    """The next key follows the highest that was ever given out, also if its row is gone."""
    with target.cursor() as cursor:
        for table in all_tables:
            name, key = target.ops.quote_name(table.name), table.model._meta.pk.column
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [name, key])
            sequence = cursor.fetchone()[0]
            if sequence and highest_keys.get(table.name):
                cursor.execute("SELECT setval(%s, %s)", [sequence, highest_keys[table.name]])


def compare(table: Table) -> TableProof:
    """Prove that a table is the same on both sides, row by row, value by value.

    Raises MoveError that names the first row and column that differ.
    """
    digest, count = hashlib.sha256(), 0
    for chunk in table.chunks(SOURCE):
        keys = [row[table.place_of_key] for row in chunk]
        target_rows = {row[table.place_of_key]: row for row in table.rows(TARGET, keys)}
        for key, row in zip(keys, chunk, strict=True):
            _require_same(table, key, row, target_rows.get(key))
            digest.update(row_digest(target_rows[key]))
        count += len(chunk)
    if (target_count := table.count(TARGET)) != count:
        raise MoveError(f"{table.name} has {count} rows, and {target_count} on PostgreSQL.")
    return TableProof(table.name, count, digest.hexdigest())


def _require_same(table: Table, key: Any, source_row: Row, target_row: Row | None) -> None:
    if target_row is None:
        raise MoveError(f"Row {key} of {table.name} is missing on PostgreSQL.")
    if change := difference(table.columns, source_row, target_row):
        column, source_value, target_value = change
        raise MoveError(
            f"Row {key} of {table.name} differs in {column}: "
            f"{source_value!r:.200} became {target_value!r:.200} on PostgreSQL."
        )


def _one_line(error: BaseException) -> str:
    """What the database said, on one line."""
    return " ".join(str(error).split()).rstrip(".") or type(error).__name__
