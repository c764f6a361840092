"""Holding what waits or runs in the background, when it may have been done already."""

import datetime as dt

from django.tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from kimppa.core import clock
from kimppa.jobs.models import Run
from kimppa.jobs.schedule import jobs, last_due

WORDS = "Held: the instance was restored from the backup of {moment:%Y-%m-%d %H:%M} UTC"


def hold_all(*, moment: dt.datetime) -> int:
    """Stop every queued task and scheduled start up to now; how many were held.

    `moment` is that of the backup. What was due or queued may have been done by the instance
    that was lost.
    """
    now, words = clock.now(), WORDS.format(moment=moment)
    tasks = DBTaskResult.objects.filter(
        status__in=(TaskResultStatus.READY, TaskResultStatus.RUNNING)
    ).update(status=TaskResultStatus.FAILED, finished_at=now, traceback=words)
    runs = Run.objects.filter(state=Run.State.RUNNING).update(
        state=Run.State.FAILED, finished_at=now, error=words
    )
    return tasks + runs + sum(_hold(name, job.cron, now, words) for name, job in jobs())


def _hold(name: str, cron: str, now: dt.datetime, words: str) -> bool:
    """Note the latest due time as not run, so that the worker does not start it."""
    due = last_due(cron, now)
    if due is None or Run.objects.filter(name=name, due_at__gte=due).exists():
        return False
    Run.objects.create(
        name=name,
        due_at=due,
        state=Run.State.FAILED,
        started_at=now,
        finished_at=now,
        error=words,
    )
    return True
