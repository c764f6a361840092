"""How the server's main process is woken, so that a request to stop is never lost."""

import queue


class Wakeups:
    """What granian's main loop waits for, in place of its `threading.Event`.

    The loop is woken by signal handlers and by the threads that watch its workers. An event is
    not made for signal handlers: a second SIGTERM that arrives while the first one sets it waits
    for a lock that its own thread holds, for ever (make and systemd both send two). And a loop
    that clears the event after a worker's death forgets a request to stop that came between.

    Putting into a `queue.SimpleQueue` may be interrupted by another put, and nothing is cleared:
    each `set` wakes the loop once, which then looks at what has happened.
    """

    def __init__(self) -> None:
        self._waiting: queue.SimpleQueue[None] = queue.SimpleQueue()

    def set(self) -> None:
        """Wake the loop once; safe in a signal handler that interrupts this very call."""
        self._waiting.put(None)

    def wait(self) -> None:
        """Return after the next `set` that has not woken the loop yet."""
        self._waiting.get()

    def clear(self) -> None:
        """Forget nothing: a needless round of the loop is cheaper than a lost one."""
