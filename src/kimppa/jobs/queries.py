"""Reading runs, scheduled jobs and workers."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet, Subquery
from django_tasks_db.models import DBTaskResult

from kimppa.core import clock
from kimppa.core.area import Job
from kimppa.jobs.declarations import declaration_of, jobs
from kimppa.jobs.models import Run, Worker
from kimppa.jobs.schedule import next_due

SILENCE = dt.timedelta(minutes=5)
EVENING = dt.time(18)


@dataclass(frozen=True, slots=True)
class ScheduledJob:
    """A scheduled job: when it is due next (UTC), and its last run."""

    name: str
    job: Job
    due: dt.datetime
    last: Run | None


def scheduled_jobs() -> list[ScheduledJob]:
    """Every scheduled job, the next one first. One query."""
    now = clock.now()
    runs_of_name = Run.objects.filter(name=OuterRef("name")).order_by("-queued_at", "-pk")
    runs = Run.objects.filter(name__in=dict(jobs()), pk=Subquery(runs_of_name.values("pk")[:1]))
    last_runs = {run.name: run for run in runs}
    upcoming = (
        ScheduledJob(name, job, next_due(job.cron, now), last_runs.get(name))
        for name, job in jobs()
    )
    return sorted(upcoming, key=lambda scheduled: scheduled.due)


def run(pk: int) -> Run | None:
    return Run.objects.filter(pk=pk).first()


def under_way(key: str) -> Run | None:
    """A run whose key begins so and that waits or runs."""
    states = (Run.State.WAITING, Run.State.RUNNING)
    return Run.objects.filter(key__startswith=key, state__in=states).first()


def outcome(run: Run) -> str:
    """The address of what came of a run; empty when nothing has, or its work names none."""
    address = declaration_of(run.name).outcome
    queue_row = DBTaskResult.objects.filter(pk=run.task).first()
    if run.state != Run.State.DONE or address is None or queue_row is None:
        return ""
    return address(*queue_row.args_kwargs["args"])


def last_night() -> dt.datetime:
    """When last night began: 18:00 of the day before, in Helsinki."""
    return dt.datetime.combine(clock.today() - dt.timedelta(days=1), EVENING, clock.ZONE)


def since(runs: QuerySet[Run], moment: dt.datetime) -> QuerySet[Run]:
    """Runs queued, started or ended after a moment."""
    return runs.filter(queued_at__gte=moment) | runs.filter(started_at__gte=moment)


def tally(moment: dt.datetime) -> Counter[str]:
    """How many runs since a moment stand in each state."""
    return Counter(since(Run.objects.order_by(), moment).values_list("state", flat=True))


def names() -> list[str]:
    """The name of everything that has run."""
    return list(Run.objects.order_by("name").values_list("name", flat=True).distinct())


def workers() -> list[Worker]:
    """Workers heard of within five minutes, in real time."""
    limit = dt.datetime.now(dt.UTC) - SILENCE
    return list(Worker.objects.filter(heard_at__gte=limit))
