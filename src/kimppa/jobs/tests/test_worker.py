"""The worker outlives what goes wrong in one of its steps."""

import pytest
from django.core.management import call_command
from django.db import OperationalError

from kimppa.jobs import queue, worker
from kimppa.jobs.models import Run
from kimppa.jobs.models import Worker as WorkerRow
from kimppa.jobs.tests import work

# A worker gives up a connection that failed, which a test inside a transaction would not outlive.
pytestmark = pytest.mark.django_db(transaction=True)


def test_a_step_that_fails_stops_neither_the_others_nor_the_worker(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def locked() -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(worker, "tick", locked)
    work.good.enqueue(1)
    call_command("worker", once=True)
    assert work.ran == [1]
    assert "could not do" in caplog.text
    assert not WorkerRow.objects.exists()


def test_what_was_done_is_written_down_when_the_database_is_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The work is not done again because of it."""
    really, tries = queue.settle_done, []

    def away_at_first(claim: queue.Claim, value: object) -> bool:
        tries.append(1)
        if len(tries) < 3:
            raise OperationalError("server closed the connection")
        return really(claim, value)

    monkeypatch.setattr(queue, "settle_done", away_at_first)
    working = worker.Worker()
    monkeypatch.setattr(working.stopping, "wait", lambda _seconds: False)
    work.good.enqueue(1)
    working.drain()
    assert work.ran == [1]
    assert Run.objects.get().state == "done"


def test_a_worker_that_runs_once_ends_although_the_database_takes_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A full disk: the next worker finds the piece unfinished, as after a kill."""

    def full(_claim: queue.Claim, _value: object) -> bool:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(worker, "tick", lambda: None)
    monkeypatch.setattr(queue, "settle_done", full)
    monkeypatch.setattr(worker.StopFlag, "wait", lambda _self, _seconds: False)
    work.good.enqueue(1)
    work.good.enqueue(2)
    call_command("worker", once=True)
    assert work.ran == [1]
    assert "leaves to the next one" in caplog.text
    assert sorted(Run.objects.values_list("state", flat=True)) == ["running", "waiting"]
