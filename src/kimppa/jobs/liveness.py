"""Whether a worker lives: known by a lock on the same machine, by its heartbeat elsewhere.

The kernel frees a dead process's lock at once, and no clock or long calculation that holds the
interpreter can make a living worker look dead. Between machines a worker is dead when its
counter has stood still for a while of the looker's own monotonic time.
"""

import datetime as dt
import fcntl
import logging
import os
import secrets
import socket
import time
from pathlib import Path
from typing import IO

from kimppa.core import home
from kimppa.jobs.models import Run, Worker
from kimppa.jobs.queue import recover

logger = logging.getLogger(__name__)

BEAT_SECONDS = 10
SILENT_SECONDS = 60


def _folder() -> Path:
    return home.path("workers")


def _boot() -> str:
    """Names this machine from its start to its next."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return ""


class Pulse:
    """This process as a worker: its row, its lock and its heartbeat."""

    def __init__(self) -> None:
        self.id = secrets.token_hex(16)
        self._lock: IO[str] | None = None

    def begin(self) -> None:
        """Take the lock, then tell the others."""
        _folder().mkdir(parents=True, exist_ok=True)
        self._lock = (_folder() / self.id).open("w", encoding="ascii")
        # A lock of the process: not inherited by children that may outlive it.
        fcntl.lockf(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        self.beat()

    def beat(self) -> None:
        """Record that this worker lives, also after others have removed its row."""
        now = dt.datetime.now(dt.UTC)
        worker, is_new = Worker.objects.get_or_create(
            pk=self.id,
            defaults={
                "host": socket.gethostname()[:200],
                "boot": _boot(),
                "pid": os.getpid(),
                "started_at": now,
                "heard_at": now,
            },
        )
        if not is_new:
            Worker.objects.filter(pk=worker.pk).update(beats=worker.beats + 1, heard_at=now)

    def end(self) -> None:
        """End cleanly, so that no other worker has to find this one dead."""
        Worker.objects.filter(pk=self.id).delete()
        if self._lock is not None:
            (_folder() / self.id).unlink(missing_ok=True)
            self._lock.close()


class Watch:
    """The last heartbeat of each other worker, and when it changed."""

    def __init__(self) -> None:
        self._beats: dict[str, tuple[int, float]] = {}

    def is_dead(self, worker: Worker) -> bool:
        path = _folder() / worker.pk
        if worker.boot and worker.boot == _boot() and path.exists():
            return _is_free(path)
        beats, heard_at = self._beats.get(worker.pk, (-1, 0.0))
        if beats != worker.beats:
            self._beats[worker.pk] = (worker.beats, time.monotonic())
            return False
        return time.monotonic() - heard_at > SILENT_SECONDS

    def forget(self, worker: str) -> None:
        self._beats.pop(worker, None)
        (_folder() / worker).unlink(missing_ok=True)


def _is_free(path: Path) -> bool:
    try:
        with path.open("a", encoding="ascii") as file:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return True


def reap(own_id: str, watch: Watch) -> int:
    """Remove dead workers and recover their work; the number of runs recovered.

    Any number of reapers may do it at once: a claim is recovered by one of them.
    """
    for worker in Worker.objects.exclude(pk=own_id):
        if watch.is_dead(worker):
            logger.warning("worker %s is gone", worker)
            # The row before the lock: without the lock it would take a minute to know of the death.
            name = worker.pk
            worker.delete()
            watch.forget(name)
    # A worker has its row before it claims anything, so a claim without one is a dead worker's.
    live_workers = Worker.objects.values("pk")
    orphans = Run.objects.filter(state=Run.State.RUNNING).exclude(worker__in=live_workers)
    return sum(recover(run) for run in orphans)
