"""Scheduled jobs start once for each due time, also when the clocks change."""

import datetime as dt
from collections.abc import Callable

import pytest
from cronsim import CronSim

from kimppa.core import clock
from kimppa.core.area import Job
from kimppa.jobs import declarations, schedule
from kimppa.jobs.models import Run
from kimppa.jobs.schedule import last_due, next_due, tick
from kimppa.jobs.tests import work
from kimppa.jobs.worker import Worker


def at(text: str, fold: int = 0) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=clock.ZONE, fold=fold)


type Stand = Callable[[dt.datetime], int]


@pytest.fixture
def stand_at(db: None, monkeypatch: pytest.MonkeyPatch) -> Stand:
    """A look at the schedule at a moment, and the work that comes of it; how much was queued."""

    def stand(moment: dt.datetime) -> int:
        monkeypatch.setattr(clock, "now", lambda: moment)
        queued = tick()
        worker = Worker()
        worker.drain()
        worker.stopping.close()
        return queued

    return stand


def only(monkeypatch: pytest.MonkeyPatch, cron: str, name: str = "good_job") -> None:
    job = Job("job", cron, f"{work.__name__}.{name}", "A job")
    for module in (schedule, declarations):
        monkeypatch.setattr(module, "jobs", lambda: iter([("test.job", job)]))


@pytest.fixture
def daily(monkeypatch: pytest.MonkeyPatch) -> None:
    only(monkeypatch, "0 8 * * *")


def test_a_job_runs_once_a_day(stand_at: Stand, daily: None) -> None:
    moments = ("2025-01-14T07:59", "2025-01-14T08:00", "2025-01-14T08:01", "2025-01-15T09:00")
    # The first look, at 7:59, makes up for yesterday's 8:00.
    assert [stand_at(at(moment)) for moment in moments] == [1, 1, 0, 1]
    runs = Run.objects.filter(state=Run.State.DONE)
    assert [run.count for run in runs] == [3, 3, 3]
    assert len(work.ran) == 3


def test_a_failed_job_is_told(stand_at: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    only(monkeypatch, "0 8 * * *", "bad_job")
    stand_at(at("2025-01-14T08:30"))
    stand_at(at("2025-01-14T08:31"))
    run = Run.objects.get()
    assert (run.state, run.attempts) == (Run.State.WAITING, 1)
    assert "the disk said no" in run.error


def test_what_fell_due_while_no_worker_was_there_is_made_up_for_once(
    stand_at: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    only(monkeypatch, "0 8 * * 1")
    stand_at(at("2025-01-06T08:00"))
    assert stand_at(at("2025-01-29T12:00")) == 1  # Mondays 13, 20 and 27 passed
    assert stand_at(at("2025-01-29T12:01")) == 0
    due = Run.objects.latest("due_at").due_at
    assert due == at("2025-01-27T08:00")


def test_a_new_job_makes_up_for_nothing_long_past(
    stand_at: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    only(monkeypatch, "0 8 2 1 *")
    assert stand_at(at("2025-11-25T12:00")) == 0


class TestTheClockIsTurned:
    """The system's clock, or the day that is set by hand, jumps."""

    def test_an_hour_back_repeats_nothing(self, stand_at: Stand, daily: None) -> None:
        moments = ("2025-01-14T08:30", "2025-01-14T07:30", "2025-01-14T08:00", "2025-01-14T08:30")
        assert [stand_at(at(moment)) for moment in moments] == [1, 1, 0, 0]
        # 7:30 made up for the day before, which no worker had seen; 8:00 ran once.
        assert Run.objects.filter(due_at=at("2025-01-14T08:00")).count() == 1

    def test_what_looks_for_work_every_few_minutes_does_not_stand_still(
        self, stand_at: Stand, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Mailboxes are read also in the hour, or the day, that comes a second time."""
        only(monkeypatch, "*/5 * * * *")
        for moment in ("09:00", "09:30", "08:30", "08:31", "08:35", "09:30", "09:35"):
            stand_at(at(f"2025-01-14T{moment}"))
        hours = [f"{run.due_at.astimezone(clock.ZONE):%H.%M}" for run in Run.objects.order_by("pk")]
        assert hours == ["09.00", "09.30", "08.30", "08.35", "09.35"]
        stand_at(at("2025-01-13T09:35"))
        stand_at(at("2025-01-14T08:35"))
        assert Run.objects.count() == 7

    def test_an_hour_ahead_over_the_due_time_loses_nothing(
        self, stand_at: Stand, daily: None
    ) -> None:
        stand_at(at("2025-01-14T07:30"))
        assert stand_at(at("2025-01-14T08:31")) == 1
        assert stand_at(at("2025-01-14T07:32")) == 0
        assert stand_at(at("2025-01-14T08:00")) == 0

    def test_days_ahead_over_a_weekly_due_time_lose_nothing(
        self, stand_at: Stand, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        only(monkeypatch, "0 8 * * 1")
        assert stand_at(at("2025-01-13T08:00")) == 1
        assert stand_at(at("2025-01-17T12:00")) == 0
        assert stand_at(at("2025-01-22T12:00")) == 1  # stepped over Monday the 20th

    def test_years_ahead_for_a_moment_keep_no_job_from_its_time(
        self, stand_at: Stand, daily: None
    ) -> None:
        stand_at(at("2025-01-14T09:00"))
        stand_at(at("2037-06-01T09:00"))  # the machine started with a wrong clock
        assert stand_at(at("2025-01-14T09:01")) == 0
        assert stand_at(at("2025-01-15T08:00")) == 1

    def test_stepping_the_set_day_to_and_fro_runs_each_due_time_once(
        self, stand_at: Stand, daily: None
    ) -> None:
        days = ("15", "14", "15", "16", "14", "16")
        assert [stand_at(at(f"2025-01-{day}T09:00")) for day in days] == [1, 1, 0, 1, 0, 0]


class TestTheNightsOfSummerTime:
    """Helsinki: 3:00 → 4:00 on 30.3.2025, 4:00 → 3:00 on 26.10.2025."""

    @pytest.mark.parametrize("night", ["2025-03-29T22:00", "2025-10-25T22:00"])
    @pytest.mark.parametrize(
        "cron", ["30 3 * * *", "0 3 * * *", "0 4 * * *", "*/10 * * * *", "15 * * * *"]
    )
    def test_every_due_time_of_the_night_runs_once(
        self, stand_at: Stand, monkeypatch: pytest.MonkeyPatch, night: str, cron: str
    ) -> None:
        only(monkeypatch, cron)
        began = at(night).astimezone(dt.UTC)
        stand_at(began)
        work.ran.clear()
        until = began + dt.timedelta(hours=12)
        expected = []
        for due in CronSim(cron, began.astimezone(clock.ZONE)):
            if due.astimezone(dt.UTC) > until:
                break
            expected.append(due.astimezone(dt.UTC))
        moment = began
        while moment < until:
            moment += dt.timedelta(minutes=5)
            stand_at(moment)
        ran = Run.objects.filter(due_at__gt=began).values_list("due_at", flat=True)
        assert sorted(ran) == sorted(expected)
        assert len(work.ran) == len(expected)

    def test_in_march_the_skipped_hour_is_due_after_it(self) -> None:
        due = last_due("30 3 * * *", at("2025-03-30T04:01"))
        assert due is not None
        assert due.astimezone(clock.ZONE).date() == dt.date(2025, 3, 30)

    def test_in_october_the_repeated_hour_is_due_once(self) -> None:
        first = last_due("30 3 * * *", at("2025-10-26T03:45", fold=0))
        second = last_due("30 3 * * *", at("2025-10-26T03:45", fold=1))
        assert first == second == at("2025-10-26T03:30").astimezone(dt.UTC)

    def test_the_next_due_time_is_told_in_helsinki_time(self) -> None:
        assert next_due("0 8 * * *", at("2025-03-29T12:00")) == at("2025-03-30T08:00")
