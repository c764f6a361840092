"""Starting the jobs that areas have scheduled, each due time once."""

import datetime as dt

from cronsim import CronSim
from django.db.models import Max
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from kimppa.core import clock
from kimppa.core.area import Job
from kimppa.core.background import task
from kimppa.jobs.declarations import jobs
from kimppa.jobs.models import Run
from kimppa.jobs.queue import start

LOOK_BACK = dt.timedelta(days=1, hours=1)
FREQUENT = dt.timedelta(hours=1)


@task(title=_("A scheduled job"), priority=10)
def run_job(name: str) -> object:
    """Do what a room has scheduled under that name."""
    return_value: object = import_string(dict(jobs())[name].task)()
    return return_value


def last_due(cron: str, now: dt.datetime) -> dt.datetime | None:
    """The latest due time up to `now`, in UTC.

    Cron fields are Helsinki time: in the hour that October repeats a job is due once, and one
    in the hour that March skips is due when the hour is over (as cronsim does). None for a cron
    that has not been due for the last years.
    """
    moment = now.astimezone(clock.ZONE)
    last_time = None
    for due in CronSim(cron, moment - LOOK_BACK):
        # Compared in UTC: local times of the hour that October repeats compare without it.
        if due.astimezone(dt.UTC) > now:
            break
        last_time = due
    if last_time is None:
        last_time = next(CronSim(cron, moment, reverse=True), None)
    return last_time.astimezone(dt.UTC) if last_time else None


def next_due(cron: str, now: dt.datetime) -> dt.datetime:
    """The next due time after `now`, in UTC."""
    due: dt.datetime = next(CronSim(cron, now.astimezone(clock.ZONE)))
    return due.astimezone(dt.UTC)


def tick() -> int:
    """Queue what is due and has not been started; the number of jobs queued.

    A due time is known by its own moment, so neither a clock that is turned back nor one that
    has been ahead for a while repeats a job or keeps one from its time. Only a frequent one, such
    as the reading of mailboxes, runs again in the time that a clock turned back repeats. What fell
    due while no worker was there, or was jumped over by the clock, is made up for once: the latest
    time only.
    """
    now = clock.now().astimezone(dt.UTC)
    return sum(_start_if_due(name, job, now) for name, job in jobs())


def _start_if_due(name: str, job: Job, now: dt.datetime) -> bool:
    due = last_due(job.cron, now)
    if due is None:
        return False
    key = f"{name}@{due:%Y-%m-%dT%H:%M}Z"
    if Run.objects.filter(key=key).exists():
        return _is_frequent(job, due) and _start_anew(name, key, due)
    if due < now - LOOK_BACK and not _has_missed(name, due):
        return False
    return start(run_job, name, name=name, key=key, due_at=due)[1]


def _is_frequent(job: Job, due: dt.datetime) -> bool:
    """Whether a job only looks whether there is something to do, every hour or more often."""
    return next_due(job.cron, due) - due <= FREQUENT


def _start_anew(name: str, key: str, due: dt.datetime) -> bool:
    """Start a frequent job at a due time that it has had, when the clock has been set back: it
    would stand still until the clock is there again. Once for each due time and each setting."""
    runs = Run.objects.filter(name=name, due_at__isnull=False)
    later_run = runs.filter(due_at__gt=due).order_by("-due_at").first()
    if later_run is None or runs.latest("pk").due_at == due:
        return False
    repeat_key = f"{key} after {later_run.due_at:%Y-%m-%dT%H:%M}Z"
    return start(run_job, name, name=name, key=repeat_key, due_at=due)[1]


def _has_missed(name: str, due: dt.datetime) -> bool:
    """Whether a job that has run before should have run since; a new one makes up for nothing."""
    last_time = Run.objects.filter(name=name).aggregate(last=Max("due_at"))["last"]
    return last_time is not None and last_time < due
