"""Reminders: about days and silence, to the right person, and never twice."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import time_machine

from conftest import Louna
from kimppa.core import clock
from kimppa.core.consortium.models import Person
from kimppa.core.mail.models import OutgoingMail
from kimppa.jobs.models import Run
from kimppa.jobs.schedule import tick
from kimppa.jobs.worker import Worker
from kimppa.programme import actions, tasks
from kimppa.programme.models import Action, Programme, Reminder

HELSINKI = ZoneInfo("Europe/Helsinki")


@pytest.fixture
def agreed(louna: Louna) -> Programme:
    """A programme with one action, approved on 1 March 2024."""
    clock.set_day(dt.date(2024, 3, 1))
    programme = actions.create_programme(by=louna.coordinator, year=2024)
    actions.add_action(
        by=louna.coordinator,
        programme=programme,
        topic="teams",
        title="Tiimin ylläpito",
        goal="g",
        measure="m",
        responsible="Pääkäyttäjä",
        continuous=True,
    )
    joint = actions.JointDecision(dt.date(2024, 3, 1), "Kokous")
    return actions.approve(by=louna.coordinator, programme=programme, joint=joint)


def only(programme: Programme) -> Action:
    return programme.actions.get()


def letters() -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(key__startswith="programme-").order_by("pk"))


def on(*day: int) -> list[OutgoingMail]:
    """The letters there are after the morning of a day."""
    clock.set_day(dt.date(*day))
    tasks.send_reminders()
    return letters()


def test_a_step_is_reminded_of_a_week_before_and_when_late_once_each(
    louna: Louna, agreed: Programme
) -> None:
    step = actions.add_step(
        by=louna.coordinator, action=only(agreed), title="Jäsenet", due=dt.date(2024, 3, 20)
    )
    assert not on(2024, 3, 12)
    assert len(on(2024, 3, 13)) == 1
    for day in range(14, 21):
        assert len(on(2024, 3, day)) == 1
    assert len(on(2024, 3, 21)) == 2
    assert len(on(2024, 4, 2)) == 2
    assert {mail.to for mail in letters()} == {louna.coordinator.email}
    assert "Jäsenet" in letters()[0].body
    actions.change_step(by=louna.coordinator, step=step, due=dt.date(2024, 4, 8))
    assert len(on(2024, 4, 3)) == 3
    actions.complete_step(by=louna.coordinator, step=step)
    assert len(on(2024, 4, 20)) == 3


def test_silence_is_reminded_of_once_for_each_silence(louna: Louna, agreed: Programme) -> None:
    assert not on(2024, 5, 30)
    assert len(on(2024, 5, 31)) == 1
    assert len(on(2024, 6, 1)) == 1
    assert len(on(2024, 8, 1)) == 1
    actions.write_update(by=louna.coordinator, action=only(agreed), text="Kunnossa")
    assert len(on(2024, 10, 30)) == 1
    assert len(on(2024, 10, 31)) == 2


def test_the_days_of_silence_are_a_setting(louna: Louna, agreed: Programme) -> None:
    actions.change_programme(by=louna.coordinator, programme=agreed, stale_days=30)
    assert not on(2024, 3, 31)
    assert len(on(2024, 4, 1)) == 1


def test_several_matters_come_in_one_letter(louna: Louna, agreed: Programme) -> None:
    for number in range(5):
        actions.add_step(
            by=louna.coordinator,
            action=only(agreed),
            title=f"Vaihe {number}",
            due=dt.date(2024, 3, 20),
        )
    found = on(2024, 3, 15)
    assert len(found) == 1
    assert all(f"Vaihe {number}" in found[0].body for number in range(5))
    assert Reminder.objects.count() == 5


def test_the_person_named_is_reminded_and_nobody_else(louna: Louna, agreed: Programme) -> None:
    clerk, director = louna.staff["981"], louna.directors["834"]
    actions.change_action(
        by=louna.coordinator,
        action=only(agreed),
        municipalities=None,
        responsible_person=director,
    )
    actions.add_step(
        by=louna.coordinator, action=only(agreed), title="A", due=dt.date(2024, 3, 20), person=clerk
    )
    actions.add_step(by=louna.coordinator, action=only(agreed), title="B", due=dt.date(2024, 3, 20))
    assert sorted(mail.to for mail in on(2024, 3, 15)) == sorted([clerk.email, director.email])


@pytest.mark.parametrize("whose", ["action", "step"])
def test_what_waits_for_somebody_who_has_left_comes_to_the_coordinators(
    louna: Louna, agreed: Programme, whose: str
) -> None:
    gone = louna.directors["834"]
    action, holders = only(agreed), {"step": None, "action": None} | {whose: gone}
    actions.change_action(
        by=louna.coordinator,
        action=action,
        municipalities=None,
        responsible_person=holders["action"],
    )
    actions.add_step(
        by=louna.coordinator,
        action=action,
        title="A",
        due=dt.date(2024, 3, 20),
        person=holders["step"],
    )
    Person.objects.filter(pk=gone.pk).update(is_active=False)
    assert [mail.to for mail in on(2024, 3, 15)] == [louna.coordinator.email]


def test_drafts_and_closed_years_remind_nobody(louna: Louna, agreed: Programme) -> None:
    actions.add_step(by=louna.coordinator, action=only(agreed), title="A", due=dt.date(2024, 3, 20))
    actions.reopen(by=louna.coordinator, programme=agreed, reason="x")
    assert not on(2024, 3, 25)


def test_a_letter_that_fails_to_be_logged_is_not_queued(
    louna: Louna, agreed: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    actions.add_step(by=louna.coordinator, action=only(agreed), title="A", due=dt.date(2024, 3, 20))

    def broken(rows: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(Reminder.objects, "bulk_create", broken)
    with pytest.raises(OSError, match="disk full"):
        on(2024, 3, 15)
    assert not letters()
    monkeypatch.undo()
    assert len(on(2024, 3, 16)) == 1


@pytest.mark.parametrize("change", [dt.date(2024, 3, 31), dt.date(2024, 10, 27)])
def test_nothing_is_sent_twice_when_the_clock_changes(
    louna: Louna, agreed: Programme, change: dt.date
) -> None:
    actions.add_step(by=louna.coordinator, action=only(agreed), title="A", due=change)
    actions.write_update(by=louna.coordinator, action=only(agreed), text="Alkoi")
    actions.change_programme(by=louna.coordinator, programme=agreed, stale_days=366)
    clock.day_file().unlink()
    moment = dt.datetime.combine(change - dt.timedelta(days=1), dt.time(6), HELSINKI)
    moment = moment.astimezone(dt.UTC)
    for _hour in range(24 * 3):
        with time_machine.travel(moment, tick=False):
            tick()
            Worker().drain()
        moment += dt.timedelta(hours=1)
    runs = Run.objects.filter(name="programme.reminders")
    assert len({run.due_at for run in runs}) == runs.count() == 4
    local = {run.due_at.astimezone(HELSINKI).time() for run in runs}
    assert local == {dt.time(8)}
    kinds = sorted(Reminder.objects.values_list("key", flat=True))
    assert [key.partition("-")[0] for key in kinds] == ["late", "soon"]
    assert len(letters()) == 2
