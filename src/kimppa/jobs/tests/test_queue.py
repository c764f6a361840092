"""A piece of work is done, tried again, given up, stopped, or taken from a dead worker."""

import datetime as dt
from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.db import connection
from django.tasks import Task
from django.utils.module_loading import import_string

from kimppa.jobs import queue
from kimppa.jobs.models import Run
from kimppa.jobs.queue import ask_to_stop, claim, requeue, start
from kimppa.jobs.tests import work
from kimppa.jobs.worker import Worker

pytestmark = pytest.mark.django_db

MOMENT = dt.datetime(2025, 1, 14, 10, tzinfo=dt.UTC)


def do_at(minutes: float) -> None:
    """What a worker does that many minutes after the first moment."""
    with time_machine.travel(MOMENT + dt.timedelta(minutes=minutes), tick=False):
        Worker().drain()


@pytest.fixture(autouse=True)
def moment() -> None:
    with time_machine.travel(MOMENT, tick=False):
        yield


def test_work_is_done_once_and_logged() -> None:
    work.good.enqueue(7)
    do_at(0)
    do_at(1)
    run = Run.objects.get()
    assert work.ran == [7]
    assert (run.state, run.count, run.attempts) == ("done", 7, 1)
    assert run.finished_at == MOMENT


def test_a_failure_is_tried_again_after_its_wait_and_no_sooner() -> None:
    work.go_wrong += [OSError("away"), OSError("away")]
    work.good.enqueue(1)
    for minutes, attempts in ((0, 1), (0.9, 1), (1, 2), (2.9, 2), (3, 3)):
        do_at(minutes)
        assert Run.objects.get().attempts == attempts
    assert work.ran == [1]
    assert Run.objects.get().message == ""


def test_what_failed_tells_no_key_of_the_service_that_was_asked() -> None:
    work.go_wrong.append(OSError("https://matomo.example/?token_auth=0a1b2c3d4e5f is away"))
    work.good.enqueue(1)
    do_at(0)
    run = Run.objects.get()
    assert run.message == "https://matomo.example/?token_auth=… is away"
    assert "0a1b2c3d4e5f" not in run.error


def test_after_the_last_attempt_it_stands_failed_with_its_reason() -> None:
    work.bad.enqueue()
    do_at(0)
    waiting = Run.objects.get()
    assert (waiting.state, waiting.reason) == ("waiting", "error")
    assert waiting.next_at == MOMENT + dt.timedelta(minutes=1)
    do_at(1)
    do_at(1000)
    run = Run.objects.get()
    assert (run.state, run.attempts, run.message) == ("failed", 2, "the disk said no")
    assert "OSError" in run.error


def test_what_no_attempt_would_mend_is_not_tried_again() -> None:
    work.wrong.enqueue()
    do_at(0)
    run = Run.objects.get()
    assert (run.state, run.reason, run.attempts) == ("failed", "permanent", 1)
    assert run.message == "There is no such library."


def test_the_other_side_may_say_when_to_come_back() -> None:
    work.busy.enqueue()
    do_at(0)
    assert Run.objects.get().next_at == MOMENT + dt.timedelta(hours=2)
    do_at(119)
    assert Run.objects.get().attempts == 1


def test_a_failed_run_is_tried_anew_when_asked() -> None:
    work.wrong.enqueue()
    do_at(0)
    assert requeue(Run.objects.get())
    assert not requeue(Run.objects.get())
    do_at(0)
    assert (Run.objects.get().state, Run.objects.get().attempts) == ("failed", 1)


def test_a_key_starts_one_piece() -> None:
    first, new = start(work.good, 1, key="same")
    again, newer = start(work.good, 2, key="same")
    do_at(0)
    assert (new, newer, first.pk == again.pk) == (True, False, True)
    assert work.ran == [1]


def test_what_waits_can_be_stopped_and_goes_on_when_asked() -> None:
    run, _new = start(work.good, 1)
    assert ask_to_stop(run)
    do_at(0)
    assert (Run.objects.get().state, work.ran) == ("stopped", [])
    requeue(run)
    do_at(0)
    assert work.ran == [1]


def test_a_long_job_stops_when_asked_and_goes_on_where_it_was() -> None:
    run, _new = start(work.long, 5, 2)
    do_at(0)
    run.refresh_from_db()
    assert (run.state, run.cursor, run.progressed, run.text) == ("stopped", 2, 2, "Step 2")
    requeue(run)
    do_at(0)
    run.refresh_from_db()
    assert (run.state, run.progressed, run.total) == ("done", 5, 5)
    assert work.ran == [0, 1, 2, 3, 4]


def test_work_that_takes_no_steps_cannot_be_stopped_in_the_middle() -> None:
    run, _new = start(work.good, 1)
    assert claim("worker")
    assert not ask_to_stop(run)


def test_long_work_done_outside_a_worker_keeps_no_record() -> None:
    assert work.long.call(3, 0) == 3
    assert not Run.objects.exists()


def test_whoever_lost_the_claim_writes_nothing() -> None:
    start(work.good, 1)
    slow = claim("slow")
    assert slow is not None
    assert queue.recover(slow.run)
    do_at(1)
    assert not queue.settle_done(slow, 1)
    assert not queue.settle_failed(slow, OSError())
    assert not queue.hand_back(slow)
    assert (Run.objects.get().state, work.ran) == ("done", [1])


def test_a_recovered_piece_is_recovered_by_one_reaper() -> None:
    start(work.good, 1)
    lost = claim("dead")
    assert lost is not None
    assert queue.recover(lost.run)
    assert not queue.recover(lost.run)


def test_a_piece_that_kills_its_workers_ends_failed() -> None:
    start(work.good, 1)
    for attempt, minutes in ((1, 0), (2, 1), (3, 3)):
        with time_machine.travel(MOMENT + dt.timedelta(minutes=minutes), tick=False):
            lost = claim("dead")
            assert lost is not None
            queue.recover(lost.run)
        assert Run.objects.get().attempts == attempt
    do_at(10_000)
    run = Run.objects.get()
    assert (run.state, run.reason, work.ran) == ("failed", "killed", [])


def test_work_handed_back_has_used_no_attempt() -> None:
    start(work.good, 1)
    mine = claim("going")
    assert mine is not None
    queue.hand_back(mine)
    assert (Run.objects.get().state, Run.objects.get().attempts) == ("waiting", 0)
    do_at(0)
    assert work.ran == [1]


@pytest.mark.parametrize("settle", [queue.hand_back, queue.recover])
def test_what_was_asked_to_stop_does_not_go_on_with_the_next_worker(
    settle: Callable[[Any], bool],
) -> None:
    start(work.good, 1)
    mine = claim("going")
    assert mine is not None
    Run.objects.update(stoppable=True)
    assert ask_to_stop(mine.run)
    assert settle(mine if settle is queue.hand_back else mine.run)
    do_at(10)
    assert (Run.objects.get().state, work.ran) == ("stopped", [])
    assert requeue(Run.objects.get())
    do_at(11)
    assert work.ran == [1]


def test_a_task_that_no_program_knows_any_more_fails_in_words() -> None:
    run, _new = start(work.good, 1)
    from django_tasks_db.models import DBTaskResult

    DBTaskResult.objects.update(task_path="kimppa.gone.task")
    Run.objects.update(name="kimppa.gone.task")
    for minutes in (0, 10, 100, 1000):
        do_at(minutes)
    run.refresh_from_db()
    assert run.state == "failed"
    assert "kimppa.gone" in run.message


def test_work_that_waits_is_found_where_its_function_has_moved(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from django_tasks_db.models import DBTaskResult

    migration = import_module("kimppa.jobs.migrations.0002_moved_tasks")
    for path in migration.MOVED.values():
        assert isinstance(import_string(path), Task), path
    start(work.good, 1)
    monkeypatch.setitem(migration.MOVED, "kimppa.old.good", work.good.module_path)
    DBTaskResult.objects.update(task_path="kimppa.old.good")
    Run.objects.update(name="kimppa.old.good")
    migration.rename(apps, connection.schema_editor())
    do_at(0)
    assert work.ran == [1]
    assert Run.objects.get().name == work.good.module_path


def test_a_retry_does_not_wait_for_a_clock_that_was_ahead() -> None:
    work.go_wrong.append(OSError("away"))
    work.good.enqueue(1)
    do_at(0)
    do_at(-60)
    assert work.ran == [1]
