"""A folder to which one command at a time writes."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path


class InUseError(Exception):
    """Another command is writing to the folder."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"another command is writing to {folder}")
        self.folder = folder


@contextmanager
def exclusive(folder: Path) -> Iterator[Path]:
    """The folder, made if it is not there; nobody else has it from here until the command ends,
    in whatever way. One that was made and stayed empty is gone afterwards.

    Raises InUseError at once if somebody has it, OSError for what is no folder.
    """
    is_new = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        _lock(handle, folder)
        yield folder
    finally:
        os.close(handle)
        if is_new:
            with suppress(OSError):
                folder.rmdir()


def _lock(handle: int, folder: Path) -> None:
    try:
        flock(handle, LOCK_EX | LOCK_NB)
    except BlockingIOError as error:
        raise InUseError(folder) from error
    except OSError as error:
        if error.errno not in {errno.ENOLCK, errno.ENOTSUP, errno.ENOSYS}:
            raise  # else a disk over the network that knows no locks
