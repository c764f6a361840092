"""Carrying the rows over in one transaction of the target, and comparing every one of them."""

import hashlib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, DatabaseError, NotSupportedError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler

from kimppa.operations.database import Address, postgresql
from kimppa.operations.move.source import SOURCE, MoveError, held, next_keys, require_sound
from kimppa.operations.move.tables import Table, tables
from kimppa.operations.move.values import Row, difference, row_digest

# Migrations of other packages write where Django writes by default.
TARGET = DEFAULT_DB_ALIAS
type Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Proved:
    """A table that is the same on both sides: how many rows, and the digest of their values."""

    table: str
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Moved:
    """What was carried over and proved."""

    tables: tuple[Proved, ...]
    seconds: float

    @property
    def rows(self) -> int:
        """How many rows in all."""
        return sum(table.rows for table in self.tables)


def move(home: Path, address: Address, progress: Progress) -> Moved:
    """Carry the instance over to an empty database; there, everything stands or nothing.

    `progress` is told what is done, to which table's number of how many. The source is only read
    and cannot be opened by others meanwhile. Raises MoveError.
    """
    started = time.monotonic()
    with held(home) as source, _target(address) as target:
        require_sound(source)
        _require_empty(target)
        try:
            with transaction.atomic(using=TARGET):
                call_command("migrate", database=TARGET, verbosity=0, interactive=False)
                proved = _carry(source, target, progress)
        except (DatabaseError, TypeError, ValueError) as error:
            raise MoveError(f"Nothing was carried over: {_told(error)}") from error
        with target.cursor() as cursor:
            cursor.execute("ANALYZE")
    return Moved(tuple(proved), time.monotonic() - started)


@contextmanager
def _target(address: Address) -> Iterator[BaseDatabaseWrapper]:
    """The target as Django's default connection until the block ends."""
    usual = connections.settings[TARGET], connections[TARGET]
    made = ConnectionHandler({TARGET: postgresql(address)})
    connections.settings[TARGET] = made.settings[TARGET]
    connections[TARGET] = connection = connections.create_connection(TARGET)
    try:
        try:
            connection.ensure_connection()
        except NotSupportedError as error:
            raise MoveError(f"The target is too old: {_told(error)}") from error
        except DatabaseError as error:
            raise MoveError(
                f"{address.shown()} does not answer: {_told(error)}. "
                "Check the address, and that the database has been created."
            ) from error
        yield connection
    finally:
        connection.close()
        connections.settings[TARGET], connections[TARGET] = usual


def _require_empty(target: BaseDatabaseWrapper) -> None:
    if names := target.introspection.table_names(include_views=True):
        shown = ", ".join(names[:3]) + (" …" if len(names) > 3 else "")
        raise MoveError(
            f"The target is not empty: it has {len(names)} tables ({shown}). "
            "Give the address of a new database."
        )


def _carry(
    source: BaseDatabaseWrapper, target: BaseDatabaseWrapper, progress: Progress
) -> list[Proved]:
    carried = tables()
    with target.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        # Migrating made rows of its own, such as the permissions; the source has them all.
        names = ", ".join(target.ops.quote_name(table.name) for table in carried)
        cursor.execute(f"TRUNCATE {names}")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    for number, table in enumerate(carried, start=1):
        progress(f"carrying {table.name}", number, len(carried))
        _copy(table, target)
    with target.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    _set_sequences(carried, next_keys(source), target)
    proved = []
    for number, table in enumerate(carried, start=1):
        progress(f"comparing {table.name}", number, len(carried))
        proved.append(compare(table))
    return proved


def _copy(table: Table, target: BaseDatabaseWrapper) -> None:
    columns = ", ".join(map(target.ops.quote_name, table.columns))
    name = target.ops.quote_name(table.name)
    key: Any = None
    try:
        with target.cursor() as cursor, cursor.copy(f"COPY {name} ({columns}) FROM STDIN") as copy:
            for row in table.rows(SOURCE):
                key = row[table.place_of_key]
                copy.write_row(table.prepared(row, target))
            key = None  # what is wrong now is wrong with a row that the server names
    except psycopg.Error as error:
        which = "A row" if key is None else f"Row {key}"
        raise MoveError(
            f"{which} of {table.name} cannot stand on PostgreSQL: {_told(error)}"
        ) from error


def _set_sequences(
    carried: list[Table], given: dict[str, int], target: BaseDatabaseWrapper
) -> None:
    """The next key follows the highest that was ever given out, also if its row is gone."""
    with target.cursor() as cursor:
        for table in carried:
            name, key = target.ops.quote_name(table.name), table.model._meta.pk.column
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [name, key])
            sequence = cursor.fetchone()[0]
            if sequence and given.get(table.name):
                cursor.execute("SELECT setval(%s, %s)", [sequence, given[table.name]])


def compare(table: Table) -> Proved:
    """Prove that a table is the same on both sides, row by row, value by value.

    Raises MoveError that names the first row and column that differ.
    """
    digest, count = hashlib.sha256(), 0
    for chunk in table.chunks(SOURCE):
        keys = [row[table.place_of_key] for row in chunk]
        there = {row[table.place_of_key]: row for row in table.rows(TARGET, keys)}
        for key, row in zip(keys, chunk, strict=True):
            _require_same(table, key, row, there.get(key))
            digest.update(row_digest(there[key]))
        count += len(chunk)
    if (found := table.count(TARGET)) != count:
        raise MoveError(f"{table.name} has {count} rows, and {found} on PostgreSQL.")
    return Proved(table.name, count, digest.hexdigest())


def _require_same(table: Table, key: Any, row: Row, there: Row | None) -> None:
    if there is None:
        raise MoveError(f"Row {key} of {table.name} is missing on PostgreSQL.")
    if found := difference(table.columns, row, there):
        column, before, after = found
        raise MoveError(
            f"Row {key} of {table.name} differs in {column}: "
            f"{before!r:.200} became {after!r:.200} on PostgreSQL."
        )


def _told(error: BaseException) -> str:
    """What the database said, on one line."""
    return " ".join(str(error).split()).rstrip(".") or type(error).__name__
