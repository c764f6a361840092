"""A flag that stops a process; a signal handler may set it at any moment.

`threading.Event` takes a lock, and a handler that interrupts its holder would wait for ever.
"""

import os
import select


class StopFlag:
    """Set once, by anybody; every thread that waits wakes up."""

    def __init__(self) -> None:
        self._is_set = False
        self._reading, self._writing = os.pipe()

    def is_set(self) -> bool:
        return self._is_set

    def set(self) -> None:
        """Set the flag; takes no lock."""
        if not self._is_set:
            self._is_set = True
            os.write(self._writing, b"!")  # never read: whoever waits later wakes up too

    def wait(self, seconds: float) -> bool:
        """Wait for some seconds or until the flag is set; whether it is."""
        poll = select.poll()  # `select` takes no descriptor past 1,023
        poll.register(self._reading, select.POLLIN)
        poll.poll(seconds * 1000)
        return self._is_set

    def close(self) -> None:
        os.close(self._reading)
        os.close(self._writing)
