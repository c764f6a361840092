"""The SQLite instance that is carried: whole, up to date, and used by nobody meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import DEFAULT_DB_ALIAS, OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor

from kimppa.operations import instance_lock
from kimppa.operations.move.tables import unknown

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
