"""Recovering what dead workers left: queued and scheduled work alike."""

import logging

from kimppa.jobs.liveness import Watch
from kimppa.jobs.models import Run, Worker
from kimppa.jobs.queue import recover

logger = logging.getLogger(__name__)


def reap(own: str, watch: Watch) -> int:
    """Bury the dead and recover their work; the number of pieces recovered.

    Any number of reapers may do it at once: a claim is recovered by one of them.
    """
    for worker in Worker.objects.exclude(pk=own):
        if watch.is_dead(worker):
            logger.warning("worker %s is gone", worker)
            # The row before the lock: without the lock it would take a minute to know of the death.
            name = worker.pk
            worker.delete()
            watch.forget(name)
    # A worker has its row before it claims anything, so a claim without one is a dead worker's.
    alive = Worker.objects.values("pk")
    left = Run.objects.filter(state=Run.State.RUNNING).exclude(worker__in=alive)
    return sum(recover(run) for run in left)
