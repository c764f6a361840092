"""Telling a process to stop, from a signal handler, at any moment.

`threading.Event` takes a lock, and a handler that interrupts its holder would wait for ever.
"""

import os
import select


class Stopping:
    """Set once, by anybody; every thread that waits wakes up."""

    def __init__(self) -> None:
        self._told = False
        self._reading, self._writing = os.pipe()

    def is_set(self) -> bool:
        """Whether it is time to stop."""
        return self._told

    def set(self) -> None:
        """It is time to stop. Takes no lock."""
        if not self._told:
            self._told = True
            os.write(self._writing, b"!")  # never read: whoever waits later wakes up too

    def wait(self, seconds: float) -> bool:
        """Wait so long, or until it is time to stop; whether it is."""
        poll = select.poll()  # `select` takes no descriptor past 1,023
        poll.register(self._reading, select.POLLIN)
        poll.poll(seconds * 1000)
        return self._told

    def close(self) -> None:
        """Give the pipe back."""
        os.close(self._reading)
        os.close(self._writing)
