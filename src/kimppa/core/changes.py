"""The consortium's version: a number that moves with every write.

It stands in a file of the instance folder that every process maps into its memory, so that asking
costs neither a query nor a call of the system. On several machines each knows only its own
writes; what leans on the version must also have an end of its own.
"""

import mmap
import os
import time
from contextlib import suppress
from pathlib import Path

from django.db import transaction

from kimppa.core import home

_BYTES = 8


def file() -> Path:
    """The file that holds the version."""
    return home.path("changed")


def bump() -> None:
    """Move the version; call after the commit, when others can see what was written."""
    # A write must not fail because a page is stale for half a minute more.
    with suppress(OSError):
        descriptor = _open(file())
        try:
            os.pwrite(descriptor, time.time_ns().to_bytes(_BYTES), 0)
        finally:
            os.close(descriptor)


def bump_after_commit() -> None:
    """`bump` after the commit of the current transaction, or at once outside one."""
    transaction.on_commit(bump)


class Version:
    """Asks for the version thousands of times a second."""

    def __init__(self) -> None:
        """Where the file cannot be had, the version stands still."""
        self._memory: bytes | mmap.mmap = bytes(_BYTES)
        with suppress(OSError):
            descriptor = _open(file())
            try:
                if os.fstat(descriptor).st_size < _BYTES:
                    os.pwrite(descriptor, bytes(_BYTES), 0)
                self._memory = mmap.mmap(descriptor, _BYTES, access=mmap.ACCESS_READ)
            finally:
                os.close(descriptor)

    def __call__(self) -> bytes:
        """The version now; only whether two are equal means something."""
        return self._memory[:_BYTES]


def _open(path: Path) -> int:
    """Opens in place: other processes have this file mapped."""
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
