"""The worker outlives what goes wrong in one of its steps."""

import pytest
from django.core.management import call_command
from django.db import OperationalError

from kimppa.jobs.management.commands import worker


@pytest.mark.django_db
def test_a_step_that_fails_stops_neither_the_others_nor_the_worker(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    done: list[str] = []

    def locked() -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(worker, "close_old_connections", lambda: None)
    monkeypatch.setattr(worker, "tick", locked)
    monkeypatch.setattr(worker, "send_queued", lambda: done.append("mail"))
    monkeypatch.setattr(worker, "_run_queue", lambda: done.append("queue"))
    monkeypatch.setattr(worker.signal, "signal", lambda *_: None)
    call_command("worker", once=True)
    assert done == ["mail", "queue"]
    assert "could not do locked" in caplog.text
