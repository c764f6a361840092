"""Whether an instance is in use: the server and the workers hold locks in its folder.

The kernel frees the lock of a process that has died, so nothing has to be cleaned up.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kimppa.core.home import path

SERVER = "serving"
WORKERS = "workers"


@contextmanager
def serving(home: Path) -> Iterator[None]:
    """Say that the instance is being served until the block ends; child processes hold it too."""
    with path(SERVER, home).open("a", encoding="ascii") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        yield


def users(home: Path) -> list[str]:
    """What uses the instance now, in words; empty when nothing does."""
    folder = path(WORKERS, home)
    workers = folder.glob("*") if folder.is_dir() else ()
    return ["the server"] * is_served(home) + ["the worker"] * any(map(_is_locked, workers))


def is_served(home: Path) -> bool:
    return _is_flocked(path(SERVER, home))


def _is_flocked(lock: Path) -> bool:
    if not lock.exists():
        return False
    with lock.open("a", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
    return False


def _is_locked(lock: Path) -> bool:
    with lock.open("a", encoding="ascii") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
    return False
