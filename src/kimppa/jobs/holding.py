"""Holding what waits or runs in the background, when it may have been done already."""

import datetime as dt

from django.db import transaction
from django.tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from kimppa.core import clock
from kimppa.jobs.models import Run, Worker
from kimppa.jobs.schedule import tick

WORDS = "Restored from the backup of {moment:%Y-%m-%d %H:%M} UTC: it may have been done after that."


@transaction.atomic
def hold_all(*, moment: dt.datetime) -> int:
    """Stop all that is queued, under way or due; how many. A person may start each again.

    `moment` is that of the backup: the instance that was lost went on after it.
    """
    tick()
    held = DBTaskResult.objects.filter(
        status__in=(TaskResultStatus.READY, TaskResultStatus.RUNNING)
    )
    for row in held:
        run = Run.objects.filter(task=row.pk).first()
        run = run or Run(task=row.pk, name=row.task_path, queued_at=clock.now())
        run.state, run.worker, run.token, run.next_at = Run.State.STOPPED, "", "", None
        run.finished_at, run.message = clock.now(), WORDS.format(moment=moment)
        run.save()
    Worker.objects.all().delete()
    return held.update(status=TaskResultStatus.FAILED, finished_at=clock.now())
