"""Old rows of the run log go; what may still matter stays."""

import datetime as dt
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from kimppa.core import clock
from kimppa.jobs.models import Run

PIECE = 1000  # rows removed in one transaction, so that nobody waits long for the database


def prune() -> int:
    """Remove runs that ended more than `KIMPPA_RUNS_DAYS` ago; how many.

    The last run of each name stays: it tells whether a due time was missed.
    """
    limit = clock.now() - dt.timedelta(days=settings.KIMPPA_RUNS_DAYS)
    end_states = (Run.State.DONE, Run.State.FAILED, Run.State.STOPPED)
    by_name = Run.objects.order_by().values("name").annotate(last=Max("pk"))
    last_runs = [run["last"] for run in by_name]
    old_runs = Run.objects.filter(state__in=end_states, finished_at__lt=limit).exclude(
        pk__in=last_runs
    )
    removed_count = 0
    while piece := list(old_runs.values_list("pk", "task")[:PIECE]):
        removed_count += _remove_piece(piece)
    return removed_count


@transaction.atomic
def _remove_piece(piece: list[tuple[int, UUID]]) -> int:
    queue_rows = DBTaskResult.objects.filter(pk__in=[task for _pk, task in piece])
    queue_rows.filter(status__in=(TaskResultStatus.SUCCESSFUL, TaskResultStatus.FAILED)).delete()
    return Run.objects.filter(pk__in=[pk for pk, _task in piece]).delete()[0]
