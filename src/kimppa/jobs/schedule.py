"""Starting the jobs that areas have scheduled, each due time once."""

import datetime as dt
import logging
import traceback
from collections.abc import Iterator

from cronsim import CronSim
from django.db import IntegrityError, transaction
from django.utils.module_loading import import_string

from kimppa.core import clock
from kimppa.core.area import Job, areas
from kimppa.jobs.models import Run

logger = logging.getLogger(__name__)
LOOK_BACK = dt.timedelta(days=1, hours=1)


def jobs() -> Iterator[tuple[str, Job]]:
    """Every scheduled job with its full name "area.job"."""
    for area in areas():
        for job in area.schedule:
            yield f"{area.slug}.{job.name}", job


def last_due(cron: str, now: dt.datetime) -> dt.datetime | None:
    """The latest due time within a day and an hour before `now`; missed ones are not made up.

    Cron fields are Helsinki time: in the hour that October repeats a job is due once, and one
    in the hour that March skips is due when the hour is over (as cronsim does).
    """
    latest = None
    for due in CronSim(cron, now - LOOK_BACK):
        if due > now:
            break
        latest = due
    return latest


def tick() -> int:
    """Run what is due and has not been started; the number of jobs run."""
    now = clock.now()
    started = 0
    for name, job in jobs():
        due = last_due(job.cron, now)
        if due is not None and not Run.objects.filter(name=name, due_at__gte=due).exists():
            started += _run(name, job, due)
    return started


def _run(name: str, job: Job, due: dt.datetime) -> bool:
    try:
        with transaction.atomic():
            run = Run.objects.create(name=name, due_at=due, started_at=clock.now())
    except IntegrityError:
        return False
    try:
        import_string(job.task)()
    except Exception:
        logger.exception("job %s failed", name)
        run.state, run.error = Run.State.FAILED, traceback.format_exc()[-4000:]
    else:
        run.state = Run.State.DONE
    run.finished_at = clock.now()
    run.save(update_fields=["state", "error", "finished_at"])
    return True
