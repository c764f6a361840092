"""A connection whose whole use has a deadline and whose every answer has a size.

A timeout of a socket begins anew with each byte, so that a server that sends one byte a second
holds its client for days; a line or a list without end fills the memory.
"""

import io
import socket
from collections.abc import Buffer
from time import monotonic
from typing import Final

from kimppa.sources.guard import look_up

SILENCE: Final = 20  # seconds without a byte
CHUNK = 64 * 1024  # bytes that are taken at a time
ADDRESSES: Final = 4  # of one name, that are tried in turn


class TooSlowError(OSError):
    """The deadline has passed."""


class TooMuchError(OSError):
    """More bytes came than the answer may have."""


class Deadline:
    """A moment by which everything has to be over."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = monotonic() + seconds

    def is_over(self) -> bool:
        return monotonic() >= self._end

    def patience(self) -> float:
        """How many seconds the next step may take. Raises TooSlowError when none are left."""
        remaining = self._end - monotonic()
        if remaining <= 0:
            raise TooSlowError(f"not done in {self.seconds:g} seconds")
        return min(remaining, SILENCE)


def connect(host: str, port: int, deadline: Deadline) -> socket.socket:
    """A connection to the first address of a name that answers. Raises OSError."""
    failure = OSError(f"{host} has no address")
    for address in look_up(host, port)[:ADDRESSES]:
        try:
            return socket.create_connection((address, port), timeout=deadline.patience())
        except TooSlowError:
            raise
        except OSError as error:
            failure = error
    raise failure


class BoundedInput(io.RawIOBase):
    """What a socket sends until the deadline, as many bytes as `allow` has last said."""

    def __init__(self, connection: socket.socket, deadline: Deadline, size: int) -> None:
        self._connection, self._deadline, self._left = connection, deadline, size

    def allow(self, size: int) -> None:
        """Let the next answer have so many bytes."""
        self._left = size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer, /) -> int:
        """Part of the interface of RawIOBase. Raises TooSlowError, TooMuchError."""
        self._connection.settimeout(self._deadline.patience())
        with memoryview(buffer) as view:
            count = self._connection.recv_into(view[:CHUNK])
        self._left -= count
        if self._left < 0:
            raise TooMuchError("the answer is longer than what was asked for")
        return count
