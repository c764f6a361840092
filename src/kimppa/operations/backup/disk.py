"""Writing that is whole or not there at all, and the room it takes."""

import errno
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from typing import BinaryIO

from kimppa.operations.backup.format import BackupError

SCRATCH = ".kimppa-backup-"
SPARE_ROOM = 32 * 1024 * 1024
FLUSH_EVERY = 16 * 1024 * 1024


def require_room(folder: Path, needed: int) -> None:
    """Raises BackupError when the disk of the folder has not that many bytes, and some to spare."""
    free = shutil.disk_usage(folder).free
    if free < needed + SPARE_ROOM:
        raise BackupError(
            f"There is too little room in {folder}: {megabytes(needed + SPARE_ROOM)} are needed, "
            f"{megabytes(free)} are free. Nothing was written."
        )


def megabytes(size: int) -> str:
    """A size for people, in megabytes (10**6 bytes)."""
    return f"{size / 1_000_000:,.0f} MB".replace(",", " ")


@contextmanager
def file_lock(path: Path, refusal: str) -> Iterator[None]:
    """Hold a lock file; the lock ends with the process. Raises BackupError when it is held."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        descriptor = os.open(path.parent, os.O_RDONLY)  # the folder takes the lock on a full disk
    try:
        try:
            flock(descriptor, LOCK_EX | LOCK_NB)
        except BlockingIOError as error:
            raise BackupError(refusal) from error
        yield
    finally:
        os.close(descriptor)


@contextmanager
def scratch(folder: Path) -> Iterator[Path]:
    """A folder for half-made files, beside what they become; gone at the end.

    One left by a process that was killed is removed by the next.
    """
    for old_folder in folder.glob(f"{SCRATCH}*"):
        _remove_unused(old_folder)
    scratch_folder = Path(tempfile.mkdtemp(prefix=SCRATCH, dir=folder))
    try:
        with file_lock(scratch_folder / "lock", f"{scratch_folder} is in use."):
            yield scratch_folder
    finally:
        shutil.rmtree(scratch_folder, ignore_errors=True)


def _remove_unused(folder: Path) -> None:
    try:
        with file_lock(folder / "lock", "in use"):
            shutil.rmtree(folder, ignore_errors=True)
    except (BackupError, OSError):
        return  # another backup writes there now


def new_file(path: Path) -> BinaryIO:
    """A file that was not there before and that only its owner reads."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


class Steady:
    """A file that is sent to the disk as it grows, so that no other writer waits for a heap."""

    def __init__(self, file: BinaryIO, observe: Callable[[bytes], object]) -> None:
        self._file, self._observe, self._pending = file, observe, 0

    def write(self, content: bytes) -> int:
        """Write all of it, let `observe` see it."""
        self._observe(content)
        self._pending += self._file.write(content)
        if self._pending >= FLUSH_EVERY:
            self.flush()
        return len(content)

    def writelines(self, pieces: Iterable[bytes]) -> None:
        for piece in pieces:
            self.write(piece)

    def flush(self) -> None:
        self._file.flush()
        os.fdatasync(self._file.fileno())
        self._pending = 0


def sync_folder(folder: Path) -> None:
    """Make new names in the folder durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def plain_errors(failure: str) -> Iterator[None]:
    """Raises BackupError for what the disk refuses: full, read-only, no right."""
    try:
        yield
    except (OSError, sqlite3.OperationalError) as error:
        raise BackupError(f"{failure}: {error}. Nothing of it was kept.") from error
