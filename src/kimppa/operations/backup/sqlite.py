"""A SQLite database copied while it is written, and checked."""

import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from kimppa.operations.backup.facts import Facts, gather
from kimppa.operations.backup.format import BackupError

NAME = "database.sqlite3"
TABLES = (
    "SELECT name FROM sqlite_schema "
    "WHERE type = 'table' AND rootpage > 0 AND name NOT LIKE 'sqlite_%' ORDER BY name"
)
FLUSH_SECONDS = 0.2
CHECKPOINT_TRIES = 20


def copy(database: Path, target: Path) -> None:
    """A consistent picture of the database at one moment, without sessions, in a new file.

    VACUUM INTO reads in one transaction, which in WAL mode keeps no writer waiting, and leaves
    out the free pages, where deleted data may still stand. (The backup interface starts again
    whenever another process has written between two of its steps.)
    """
    with closing(_connect(database, "rw")) as source:
        try:
            with _flushing(target):
                source.execute("VACUUM INTO ?", (str(target),))
            _shorten_log(source)
            _forget_sessions(target)
        except sqlite3.Error as error:
            raise BackupError(f"The database could not be copied: {error}") from error


def _forget_sessions(copy_path: Path) -> None:
    """Deleted rows are overwritten with zeros: nothing of them stays in free pages."""
    with closing(_connect(copy_path, "rw")) as database:
        database.execute("PRAGMA journal_mode = MEMORY")
        database.execute("PRAGMA secure_delete = ON")
        database.execute("DELETE FROM core_opensession")
        database.execute("DELETE FROM django_session")


def facts(path: Path) -> Facts:
    with closing(_connect(path, "ro")) as database:
        try:
            tables = [str(row[0]) for row in database.execute(TABLES)]
            return gather(database.execute, tables)
        except sqlite3.Error as error:
            raise BackupError(f"The database in the backup cannot be read: {error}") from error


def check(path: Path, *, thorough: bool = True) -> None:
    """Raises BackupError when pages or indexes are damaged or a foreign key leads nowhere."""
    pragma = "integrity_check" if thorough else "quick_check"
    with closing(_connect(path, "ro")) as database:
        try:
            verdict = [str(row[0]) for row in database.execute(f"PRAGMA {pragma}(5)")]
            link = database.execute("PRAGMA foreign_key_check").fetchone()
        except sqlite3.Error as error:
            raise BackupError(f"The database is damaged: {error}") from error
    if verdict != ["ok"]:
        raise BackupError(f"The database is damaged: {'; '.join(verdict)}")
    if link:
        raise BackupError(f"A row of {link[0]} points at a row of {link[2]} that is not there.")


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    try:
        return sqlite3.connect(
            f"{path.as_uri()}?mode={mode}", uri=True, timeout=60, isolation_level=None
        )
    except sqlite3.Error as error:
        raise BackupError(f"{path} cannot be opened: {error}") from error


@contextmanager
def _flushing(path: Path) -> Iterator[None]:
    """Send the growing file to the disk all the time.

    Left alone the system gathers gigabytes and writes them at once, and whoever commits in
    that moment waits for all of them.
    """
    stop = threading.Event()
    thread = threading.Thread(target=_flush, args=(path, stop))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _flush(path: Path, stop: threading.Event) -> None:
    while not stop.wait(FLUSH_SECONDS):
        if path.exists():
            descriptor = os.open(path, os.O_RDONLY)
            try:
                os.fdatasync(descriptor)
            finally:
                os.close(descriptor)


def _shorten_log(source: sqlite3.Connection) -> None:
    """Carry the write-ahead log into the database, so that no writer has to.

    The log could not be emptied while the copy was read; the next commit would do it all.
    """
    for _try in range(CHECKPOINT_TRIES):
        _busy, frames, moved_frames = source.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        if frames == moved_frames:
            return
        time.sleep(0.05)
