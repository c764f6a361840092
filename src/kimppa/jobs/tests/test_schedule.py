"""Scheduled jobs start once for each due time, also when the clocks change."""

import datetime as dt

import pytest

from kimppa.core import clock
from kimppa.core.area import Job
from kimppa.jobs import schedule
from kimppa.jobs.models import Run
from kimppa.jobs.schedule import last_due, tick

ran: list[str] = []


def good_job() -> None:
    ran.append("good")


def bad_job() -> None:
    raise RuntimeError("the disk said no")


def at(text: str, fold: int = 0) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=clock.ZONE, fold=fold)


@pytest.fixture
def one_job(monkeypatch: pytest.MonkeyPatch) -> None:
    ran.clear()
    job = Job("good", "0 8 * * *", f"{__name__}.good_job")
    monkeypatch.setattr(schedule, "jobs", lambda: iter([("test.good", job)]))


def stand_at(monkeypatch: pytest.MonkeyPatch, moment: dt.datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: moment)


@pytest.mark.django_db
def test_a_job_runs_once_a_day(monkeypatch: pytest.MonkeyPatch, one_job: None) -> None:
    for moment in ("2025-01-14T07:59", "2025-01-14T08:00", "2025-01-14T08:01", "2025-01-15T09:00"):
        stand_at(monkeypatch, at(moment))
        tick()
    # The first look, at 7:59, makes up for yesterday's 8:00.
    assert len(ran) == 3
    assert Run.objects.filter(state=Run.State.DONE).count() == 3


@pytest.mark.django_db
def test_stepping_the_day_back_runs_nothing_again(
    monkeypatch: pytest.MonkeyPatch, one_job: None
) -> None:
    for moment in ("2025-01-15T09:00", "2025-01-14T09:00", "2025-01-15T09:00"):
        stand_at(monkeypatch, at(moment))
        tick()
    assert len(ran) == 1


@pytest.mark.django_db
def test_a_failed_job_is_told_and_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    job = Job("bad", "0 8 * * *", f"{__name__}.bad_job")
    monkeypatch.setattr(schedule, "jobs", lambda: iter([("test.bad", job)]))
    stand_at(monkeypatch, at("2025-01-14T08:30"))
    tick()
    tick()
    run = Run.objects.get()
    assert run.state == Run.State.FAILED
    assert "the disk said no" in run.error


def test_in_march_the_skipped_hour_is_due_after_it() -> None:
    due = last_due("30 3 * * *", at("2025-03-30T04:01"))
    assert due is not None
    assert due.date() == dt.date(2025, 3, 30)


def test_in_october_the_repeated_hour_is_due_once() -> None:
    first = last_due("30 3 * * *", at("2025-10-26T03:45", fold=0))
    second = last_due("30 3 * * *", at("2025-10-26T03:45", fold=1))
    assert first is not None
    assert second is not None
    assert first.astimezone(dt.UTC) == second.astimezone(dt.UTC)
