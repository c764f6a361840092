"""Whether an instance is in use: the server and the workers hold locks in its folder.

The kernel frees the lock of a process that has died, so nothing has to be cleaned up.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SERVER = "serving"
WORKERS = "workers"


@contextmanager
def serving(home: Path) -> Iterator[None]:
    """Say that the instance is being served until the block ends; child processes hold it too."""
    with (home / SERVER).open("a", encoding="ascii") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        yield


def users(home: Path) -> list[str]:
    """What uses the instance now, in words; empty when nothing does."""
    found = ["the server"] if _is_flocked(home / SERVER) else []
    workers = (home / WORKERS).glob("*") if (home / WORKERS).is_dir() else ()
    return found + ["the worker"] * any(_is_locked(path) for path in workers)


def _is_flocked(path: Path) -> bool:
    if not path.exists():
        return False
    with path.open("a", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
    return False


def _is_locked(path: Path) -> bool:
    with path.open("a", encoding="ascii") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
    return False
