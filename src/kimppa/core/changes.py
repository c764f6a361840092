"""The consortium's version: a number that moves with every write.

It is the time of change of a file in the instance folder, so that asking costs one look at the
disk and no query, in whatever process. On several machines each knows only its own writes; what
leans on the version must also have an end of its own.
"""

import os
import time
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.db import transaction

_NAME = "changed"


def file() -> Path:
    """The file whose time is the version."""
    return Path(settings.KIMPPA_HOME) / _NAME


def tell() -> None:
    """Something has been written; call when it can be seen by others, after the commit."""
    target = file()
    # Nobody's work may fail because a page is shown as it was for half a minute more.
    with suppress(OSError):
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            # Said to the nanosecond: the system's own stamp stands still for milliseconds.
            moment = time.time_ns()
            os.utime(descriptor, ns=(moment, moment))
        finally:
            os.close(descriptor)


def tell_after_commit() -> None:
    """`tell` once the transaction at hand is committed, or at once outside one."""
    transaction.on_commit(tell)


def version() -> int:
    """The version now, in nanoseconds; 0 before the first write."""
    return version_of(str(file()))


def version_of(path: str) -> int:
    """The version by the file's path, for those who ask thousands of times a second."""
    try:
        return os.stat(path).st_mtime_ns  # noqa: PTH116  # Path.stat costs three times as much
    except OSError:
        return 0
