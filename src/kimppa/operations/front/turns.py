"""Slow visitors keep no thread that works.

Few threads work at a time (`working`): more would only fight for the interpreter. If one of them
also had to wait for a visitor's bytes, a handful of slow uploads would stop the desk. So a server
has some threads more (`SPARE`), and waits for bytes only where no turn is held: a form is read
before its turn, and a large upload gives its turn back for as long as it takes. Some threads never
wait for bytes, and one visitor alone cannot occupy all that may.
"""

import io
import os
import threading
from collections import Counter
from collections.abc import Callable, Iterable
from queue import SimpleQueue
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from kimppa.operations.front.client import subscriber
from kimppa.operations.front.refusal import BUSY, refuse

THREADS = "KIMPPA_THREADS"
SPARE = 6  # threads of a process besides those that work; so many may wait for visitors' bytes
EACH = 4  # and so many for one visitor
FORM = 64 * 1024  # a body smaller than this is read before its turn
_PATIENCE = 0.1  # seconds; a form that is there already is read in much less


def threads() -> int:
    """How many work at a time. The server that began this process says so: it was forked with
    the settings read already."""
    return int(os.environ.get(THREADS) or 2)


class Waiting:
    """Which visitors threads wait for."""

    def __init__(self, *, most: int = SPARE, each: int = EACH) -> None:
        self._most, self._each = most, each
        self._now: Counter[str] = Counter()
        self._changed = threading.Condition()

    def enter(self, visitor: str) -> bool:
        """Whether one more thread may wait for this visitor; then `leave` must follow."""
        with self._changed:
            has_turn = self._changed.wait_for(lambda: self._has_free_turn(visitor), _PATIENCE)
            if has_turn:
                self._now[visitor] += 1
            return has_turn

    def leave(self, visitor: str) -> None:
        """The thread has what it waited for."""
        with self._changed:
            self._now[visitor] -= 1
            if not self._now[visitor]:
                del self._now[visitor]
            self._changed.notify_all()

    def _has_free_turn(self, visitor: str) -> bool:
        return self._now.total() < self._most and self._now[visitor] < self._each


class Turns:
    """A WSGI application that lets so many threads at a time into the inner one."""

    def __init__(
        self, inner: WSGIApplication, *, working: int, waiting: Waiting | None = None
    ) -> None:
        self._inner = inner
        self._waiting = waiting or Waiting()
        self._turns: SimpleQueue[None] = SimpleQueue()
        for _turn in range(working):
            self._turns.put(None)

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """What the inner one answers; 503 when too many are waited for already."""
        if environ.get("CONTENT_LENGTH", "0") == "0":
            return self._in_turn(environ, start)
        visitor = subscriber(environ.get("REMOTE_ADDR", ""))
        if not self._waiting.enter(visitor):
            return refuse(start, "503 Service Unavailable", BUSY, ("Retry-After", "10"))
        source = environ["wsgi.input"]
        try:
            head = source.read(FORM)
            if len(head) == FORM:
                environ["wsgi.input"] = _Body(head, source, self._aside)
                return self._in_turn(environ, start)
        finally:
            self._waiting.leave(visitor)
        environ["wsgi.input"] = io.BytesIO(head)
        return self._in_turn(environ, start)

    def _in_turn(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        self._turns.get()
        try:
            return self._inner(environ, start)
        finally:
            self._turns.put(None)

    def _aside(self, read_source: Callable[[], bytes]) -> bytes:
        """Read while somebody else has the turn."""
        self._turns.put(None)
        try:
            return read_source()
        finally:
            self._turns.get()


class _Body:
    """The body of a large upload: what has been read of it, then the rest as it comes."""

    def __init__(
        self, head: bytes, source: Any, aside: Callable[[Callable[[], bytes]], bytes]
    ) -> None:
        self._head, self._source, self._aside = io.BytesIO(head), source, aside

    def read(self, size: int = -1) -> bytes:
        """So many bytes, or all; fewer only at the end."""
        content = self._head.read(size)
        gap = size - len(content) if size >= 0 else -1
        return content + self._aside(lambda: self._source.read(gap)) if gap else content

    def readline(self, size: int = -1) -> bytes:
        line = self._head.readline(size)
        gap = size - len(line) if size >= 0 else -1
        if line.endswith(b"\n") or not gap:
            return line
        return line + self._aside(lambda: self._source.readline(gap))
