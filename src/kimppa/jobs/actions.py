"""What people do with background work: start it now, try it again, stop it."""

from django.db import transaction

from kimppa.core.audit.actions import record
from kimppa.core.consortium.roles import Permission
from kimppa.core.permissions import Actor, require
from kimppa.jobs.known import jobs
from kimppa.jobs.models import Run
from kimppa.jobs.queue import ask_to_stop, ready_again, start
from kimppa.jobs.schedule import run_job


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
    run, new = start(run_job, name, name=name, asked_by=by.name)
    record(by=by, action="job.run-now", obj=run)
    return run, new


@transaction.atomic
def try_again(*, by: Actor, run: Run) -> bool:
    """Queue a failed or stopped run anew, from its resume point; False when it is neither."""
    require(by, Permission.MANAGE_JOBS)
    done = ready_again(run)
    if done:
        record(by=by, action="job.try-again", obj=run, after={"state": Run.State.WAITING})
    return done


@transaction.atomic
def stop(*, by: Actor, run: Run) -> bool:
    """Stop a run that waits, or a long one at its next step; False when it cannot be stopped."""
    require(by, Permission.MANAGE_JOBS)
    done = ask_to_stop(run)
    if done:
        record(by=by, action="job.stop", obj=run, after={"stop_asked": True})
    return done
