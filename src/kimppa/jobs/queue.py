"""The queue: starting, claiming and settling a piece of work.

Each step is one short transaction over two rows, the task in django.tasks' table and its Run.
Killed before the commit, nothing has happened; killed after, all of it has. Only the holder of
the claim's token may settle it, so a worker that was thought dead and lives changes nothing.
"""

import datetime as dt
import errno
import secrets
import time
import traceback
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.dispatch import receiver
from django.tasks import Task, TaskResult, TaskResultStatus
from django.tasks.signals import task_enqueued
from django.utils.json import normalize_json
from django_tasks_db.models import DBTaskResult, get_date_max

from kimppa.core import clock
from kimppa.core.redaction import without_keys
from kimppa.core.retry import TryLaterError
from kimppa.jobs.declarations import declaration_of
from kimppa.jobs.models import Run

SKEW = dt.timedelta(minutes=1)  # by which the clocks of two machines may differ
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@dataclass(frozen=True, slots=True)
class Claim:
    """A piece of work that a worker holds: its run and its row in django.tasks' queue.

    `stopping()` tells whether the worker has to go.
    """

    run: Run
    queued: "DBTaskResult[..., Any]"
    stopping: Callable[[], bool] = lambda: False
    began: float = field(default_factory=time.monotonic)

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began

    def call(self) -> Any:
        """Do the work. Raises what the task raises; its value must be JSON."""
        task = self.queued.task
        return normalize_json(
            task.call(*self.queued.args_kwargs["args"], **self.queued.args_kwargs["kwargs"])
        )


CURRENT: ContextVar[Claim | None] = ContextVar("jobs_claim", default=None)


@transaction.atomic
def start(
    task: "Task[Any, Any]",
    *args: Any,
    name: str = "",
    key: str | None = None,
    due_at: dt.datetime | None = None,
    asked_by: str = "",
) -> tuple[Run, bool]:
    """Queue a task in the caller's transaction; (its run, whether it is new).

    A key that was used before starts nothing: the earlier run is given. `task.enqueue` does for
    work that nobody needs to find.
    """
    earlier_run = Run.objects.filter(key=key).first() if key else None
    if earlier_run:
        return earlier_run, False
    run_fields = {"name": name or task.module_path, "due_at": due_at, "asked_by": asked_by}
    try:
        with transaction.atomic():
            task_id = task.enqueue(*args).id
            Run.objects.filter(task=task_id).update(key=key, **run_fields)
    except IntegrityError:  # another started it between the look and now
        return Run.objects.get(key=key), False
    return Run.objects.get(task=task_id), True


@receiver(task_enqueued)
def log_queued(task_result: "TaskResult[..., Any]", **_kwargs: Any) -> None:
    """Receiver: make the run of a queued task, so that waiting work is listed."""
    Run.objects.create(
        task=task_result.id, name=task_result.task.module_path, queued_at=clock.now()
    )


def claim(worker: str, stopping: Callable[[], bool] = lambda: False) -> Claim | None:
    """Take the next piece that is ready; None when there is none.

    On PostgreSQL a row that another worker is taking is skipped; on SQLite one writes at a time.
    """
    due_rows = _due_rows()
    if not due_rows.exists():  # an idle look writes nothing
        return None
    with transaction.atomic():
        row = due_rows.select_for_update(skip_locked=True).first()
        if row is None:
            return None
        run = _run_of(row)
        run.state, run.attempts = Run.State.RUNNING, run.attempts + 1
        run.worker, run.token = worker, secrets.token_hex(16)
        run.started_at, run.finished_at, run.next_at = clock.now(), None, None
        run.save()
        DBTaskResult.objects.filter(pk=row.pk).update(
            status=TaskResultStatus.RUNNING, started_at=run.started_at, worker_ids=[worker]
        )
    return Claim(run, row, stopping)


def _due_rows() -> "QuerySet[DBTaskResult[..., Any]]":
    """Queued work that is due. What failed "later than now" failed before the clock was set back:
    it is due too."""
    queue_rows = DBTaskResult.objects.filter(status=TaskResultStatus.READY)
    now = dt.datetime.now(dt.UTC)
    is_due = Q(run_after=get_date_max()) | Q(run_after__lte=now) | Q(finished_at__gt=now + SKEW)
    return queue_rows.filter(is_due)


def _run_of(row: "DBTaskResult[..., Any]") -> Run:
    run = Run.objects.filter(task=row.pk).first()
    return run or Run(task=row.pk, name=row.task_path, queued_at=clock.now())


def settle_done(claim: Claim, return_value: Any) -> bool:
    """Settle a claim as done; an integer is the number of objects handled."""
    return _settle(
        claim.run,
        Run.State.DONE,
        seconds=claim.seconds,
        count=return_value if type(return_value) is int else None,
        return_value=return_value,
        reason="",
        message="",
        error="",
    )


def settle_failed(claim: Claim, error: BaseException) -> bool:
    """Settle a failed attempt: it waits for the next one, or was the last."""
    retry = declaration_of(claim.run.name).retry
    wait = retry.wait(claim.run.attempts, str(claim.run.task)) if retry.helps(error) else None
    if wait is not None and isinstance(error, TryLaterError) and error.after is not None:
        wait = error.after
    fields = {
        "reason": _reason_of(error, helps=retry.helps(error)),
        "message": without_keys(str(error))[:500] or type(error).__name__,
        "error": without_keys("".join(traceback.format_exception(error)))[-8000:],
    }
    state = Run.State.FAILED if wait is None else Run.State.WAITING
    return _settle(claim.run, state, wait, seconds=claim.seconds, **fields)


def _reason_of(error: BaseException, *, helps: bool) -> Run.Reason:
    """Why an attempt failed, for staff; `helps` tells whether another may succeed."""
    if not helps:
        return Run.Reason.PERMANENT
    if isinstance(error, OSError) and error.errno in _FULL:
        return Run.Reason.FULL
    # A name that is not found, a connection refused or broken, a time-out.
    if isinstance(error, (ConnectionError, TimeoutError, TryLaterError)) or (
        type(error).__name__ == "gaierror"
    ):
        return Run.Reason.AWAY
    return Run.Reason.ERROR


def settle_stopped(claim: Claim) -> bool:
    """Settle a claim that a person asked to stop; its cursor stays."""
    return _settle(claim.run, Run.State.STOPPED, seconds=claim.seconds)


def hand_back(claim: Claim) -> bool:
    """Give a claim back because the worker has to go; the attempt does not count."""
    return _settle(claim.run, Run.State.WAITING, attempts=max(claim.run.attempts - 1, 0))


def recover(run: Run) -> bool:
    """Settle a dead worker's run: it waits for the next attempt, or had its last.

    So a run that kills its worker each time ends as failed.
    """
    wait = declaration_of(run.name).retry.wait(run.attempts, str(run.task))
    state = Run.State.FAILED if wait is None else Run.State.WAITING
    return _settle(run, state, wait, reason=Run.Reason.KILLED, message="", error="")


_QUEUE_STATE = {
    Run.State.WAITING: TaskResultStatus.READY,
    Run.State.DONE: TaskResultStatus.SUCCESSFUL,
    Run.State.FAILED: TaskResultStatus.FAILED,
    Run.State.STOPPED: TaskResultStatus.FAILED,
}


@transaction.atomic
def _settle(
    run: Run,
    state: Run.State,
    wait: dt.timedelta | None = None,
    *,
    return_value: Any = None,
    **run_fields: Any,
) -> bool:
    """False, and nothing written, when the run is no longer held by the claim that was read.

    What a person has asked to stop is not tried again.
    """
    now = clock.now()
    held_run = Run.objects.filter(pk=run.pk, state=Run.State.RUNNING, token=run.token)
    if state == Run.State.WAITING and held_run.filter(stop_asked=True).exists():
        state, wait = Run.State.STOPPED, None
    run_fields |= {"state": state, "worker": "", "token": "", "finished_at": now}
    run_fields |= {"next_at": now + wait if wait else None, "stop_asked": False}
    if not held_run.update(**run_fields):
        return False
    _mark_queue_row(run, state, wait, return_value)
    return True


def _mark_queue_row(
    run: Run, state: Run.State, wait: dt.timedelta | None, return_value: Any = None
) -> None:
    """Bring the queue's row in line with the run's state; call in the run's transaction."""
    real_now = dt.datetime.now(dt.UTC)
    DBTaskResult.objects.filter(pk=run.task).update(
        status=_QUEUE_STATE[state],
        # Without a wait it is ready whatever the clock says.
        run_after=real_now + wait if wait else get_date_max(),
        finished_at=real_now,
        return_value=return_value,
    )


@transaction.atomic
def requeue(run: Run) -> bool:
    """Queue a failed or stopped run anew, from its cursor; False when it is neither."""
    ended_runs = Run.objects.filter(pk=run.pk, state__in=(Run.State.FAILED, Run.State.STOPPED))
    if not ended_runs.update(
        state=Run.State.WAITING, attempts=0, next_at=None, reason="", message="", error=""
    ):
        return False
    _mark_queue_row(run, Run.State.WAITING, None)
    return True


@transaction.atomic
def ask_to_stop(run: Run) -> bool:
    """Stop what waits at once and what runs at its next step; False when neither can be."""
    # The queue's row first, as `claim` takes them: neither waits for the other for ever.
    list(DBTaskResult.objects.select_for_update().filter(pk=run.task).values_list("pk"))
    runs = Run.objects.filter(pk=run.pk)
    if runs.filter(state=Run.State.WAITING).update(state=Run.State.STOPPED, next_at=None):
        _mark_queue_row(run, Run.State.STOPPED, None)
        return True
    return bool(runs.filter(state=Run.State.RUNNING, stoppable=True).update(stop_asked=True))
