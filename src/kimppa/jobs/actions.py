"""Starting, retrying and stopping background work; holding it after a restore."""

import datetime as dt

from django.db import transaction
from django.tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from kimppa.core import clock
from kimppa.core.audit.actions import record
from kimppa.core.consortium.roles import Permission
from kimppa.core.permissions import Actor, require
from kimppa.jobs.declarations import jobs
from kimppa.jobs.models import Run, Worker
from kimppa.jobs.queue import ask_to_stop, requeue, start
from kimppa.jobs.schedule import run_job, tick

RESTORED = (
    "Restored from the backup of {moment:%Y-%m-%d %H:%M} UTC: it may have been done after that."
)


@transaction.atomic
def run_now(*, by: Actor, name: str) -> tuple[Run, bool]:
    """Start a scheduled job at once; (its run, whether it is new).

    One that waits or runs already is not started beside itself. Raises PermissionDenied, and
    LookupError for a name that no room has scheduled.
    """
    require(by, Permission.MANAGE_JOBS)
    if name not in dict(jobs()):
        raise LookupError(f"no job is named {name!r}")
    under_way = Run.objects.filter(name=name, state__in=(Run.State.WAITING, Run.State.RUNNING))
    if run := under_way.first():
        return run, False
    run, is_new = start(run_job, name, name=name, asked_by=by.name)
    record(by=by, action="job.run-now", obj=run)
    return run, is_new


@transaction.atomic
def try_again(*, by: Actor, run: Run) -> bool:
    """Queue a failed or stopped run anew, from its resume point; False when it is neither."""
    require(by, Permission.MANAGE_JOBS)
    is_requeued = requeue(run)
    if is_requeued:
        record(by=by, action="job.try-again", obj=run, after={"state": Run.State.WAITING})
    return is_requeued


@transaction.atomic
def stop(*, by: Actor, run: Run) -> bool:
    """Stop a run that waits, or a long one at its next step; False when it cannot be stopped."""
    require(by, Permission.MANAGE_JOBS)
    is_accepted = ask_to_stop(run)
    if is_accepted:
        record(by=by, action="job.stop", obj=run, after={"stop_asked": True})
    return is_accepted


@transaction.atomic
def hold_all(*, moment: dt.datetime) -> int:
    """After a restore: stop every run that is queued, running or due; how many.

    The lost instance may have done them after the backup of `moment`; a person starts each again.
    """
    tick()
    open_tasks = DBTaskResult.objects.filter(
        status__in=(TaskResultStatus.READY, TaskResultStatus.RUNNING)
    )
    for task in open_tasks:
        run = Run.objects.filter(task=task.pk).first()
        run = run or Run(task=task.pk, name=task.task_path, queued_at=clock.now())
        run.state, run.worker, run.token, run.next_at = Run.State.STOPPED, "", "", None
        run.finished_at, run.message = clock.now(), RESTORED.format(moment=moment)
        run.save()
    Worker.objects.all().delete()
    return open_tasks.update(status=TaskResultStatus.FAILED, finished_at=clock.now())
