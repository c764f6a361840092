"""The worker: one process that runs queued work, sends mail and keeps the schedule.

The main thread runs the work. A second thread sends the heartbeat, starts due jobs and recovers
the work of dead workers; a third sends mail: neither waits behind a long piece of work.
"""

import faulthandler
import itertools
import logging
import os
import select
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import close_old_connections, connections

from kimppa.core.language import official
from kimppa.core.mail.actions import send_queued
from kimppa.jobs import queue
from kimppa.jobs.liveness import BEAT_SECONDS, Pulse, Watch, reap
from kimppa.jobs.progress import ClaimLost, HandBack, StopAsked
from kimppa.jobs.schedule import tick


class StopFlag:
    """Set once, by anybody, even a signal handler; every thread that waits wakes up.

    `threading.Event` takes a lock, and a handler that interrupts its holder would wait for ever.
    """

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


logger = logging.getLogger(__name__)

GRACE_SECONDS = 20  # what runs when the worker is told to stop may go on for so long
LAST_SECONDS = 5  # then it is interrupted and handed back; if it cannot be, the process ends
ONCE_TRIES = 5  # how often a worker that runs once tries to write down what it has done


class Worker:
    """A worker process. `stopping` ends it cleanly after the piece of work under way."""

    def __init__(self) -> None:
        self.stopping = StopFlag()
        self._pulse = Pulse()
        self._watch = Watch()
        self._is_working = False
        self._is_time_up = False
        self._tries: int | None = None

    def once(self) -> None:
        """Do what is due now, then end, also when the database takes nothing."""
        self._tries = ONCE_TRIES
        self._pulse.begin()
        try:
            for step in (self._maintain, self.drain, self._send_mail):
                attempt(step)
        finally:
            self._pulse.end()
            self.stopping.close()

    def run(self, interval: float) -> None:
        """Work until told to stop; an empty queue is looked at every `interval` seconds."""
        self._install_handlers()
        self._begin()
        threads = [
            threading.Thread(target=self._repeat, args=(step, seconds), daemon=True)
            for step, seconds in ((self._maintain, BEAT_SECONDS), (self._send_mail, interval))
        ]
        for thread in threads:
            thread.start()
        self._repeat(self.drain, interval)
        for thread in threads:
            thread.join()
        attempt(self._pulse.end)
        faulthandler.cancel_dump_traceback_later()

    def _begin(self) -> None:
        """Make the first beat, however long the database is away."""
        while not self.stopping.is_set() and not attempt(self._pulse.begin):
            self.stopping.wait(BEAT_SECONDS)

    def _repeat(self, step: Callable[[], object], seconds: float) -> None:
        while not self.stopping.is_set():
            attempt(step)
            close_old_connections()  # not after each piece: opening an SQLite file anew is slow
            self.stopping.wait(seconds)
        connections.close_all()

    def _maintain(self) -> None:
        self._pulse.beat()
        reap(self._pulse.id, self._watch)
        tick()

    def _send_mail(self) -> None:
        """Letters a few at a time, so that a long queue of them does not delay the stop."""
        while not self.stopping.is_set() and any(send_queued(limit=5)):
            pass

    def drain(self) -> None:
        """Do what is ready, until the queue is empty or the worker has to go."""
        while not self.stopping.is_set():
            claim = queue.claim(self._pulse.id, self.stopping.is_set)
            if claim is None:
                return
            self._settle(self._work(claim))

    def _work(self, claim: queue.Claim) -> Callable[[], object]:
        """Run the claim; returns the call that settles it by its outcome."""
        context_token = queue.CURRENT.set(claim)
        try:
            with self._interruptible(), official():
                return_value = claim.call()
        except HandBack:
            return lambda: queue.hand_back(claim)
        except StopAsked:
            return lambda: queue.settle_stopped(claim)
        except ClaimLost:
            logger.warning("%s was taken over by another worker", claim.run)
            return lambda: None
        except (Exception, SystemExit) as error:
            logger.exception("%s failed", claim.run)
            failure = error
            return lambda: queue.settle_failed(claim, failure)
        finally:
            queue.CURRENT.reset(context_token)
        return lambda: queue.settle_done(claim, return_value)

    def _settle(self, settle: Callable[[], object]) -> None:
        """Settle the claim, trying until the database takes it.

        A worker that has to go before leaves the run to `reap`; effects that it has made once are
        not made again (`core.background`).
        """
        seconds = 0.1
        tries = itertools.count(1) if self._tries is None else range(1, self._tries + 1)
        for _ in tries:
            if attempt(settle) or self.stopping.wait(seconds):
                return
            seconds = min(seconds * 2, 5)
        logger.error("the worker ends and leaves to the next one what it could not write down")
        self.stopping.set()

    @contextmanager
    def _interruptible(self) -> Iterator[None]:
        self._is_working = True
        try:
            if self._is_time_up:
                raise HandBack
            yield
        finally:
            self._is_working = False

    def _install_handlers(self) -> None:
        for signum in (signal.SIGTERM, signal.SIGINT):
            signal.signal(signum, self._on_stop_signal)
        signal.signal(signal.SIGALRM, self._on_alarm)

    def _on_stop_signal(self, *_: Any) -> None:
        if not self.stopping.is_set():
            self.stopping.set()
            signal.alarm(GRACE_SECONDS)
            # In a thread of C, which needs no interpreter; it tells where the work hung.
            faulthandler.dump_traceback_later(GRACE_SECONDS + LAST_SECONDS, exit=True)

    def _on_alarm(self, *_: Any) -> None:
        """Interrupt the work; if that fails, the process ends and `reap` recovers the run."""
        self._is_time_up = True
        if self._is_working:
            raise HandBack


def attempt(step: Callable[[], object]) -> bool:
    """Whether it worked. A locked database or a full disk delays a step, not the worker."""
    try:
        step()
    except Exception:
        logger.exception("the worker could not do %s now", getattr(step, "__name__", step))
        close_old_connections()  # a broken one; the next try opens another
        return False
    return True
