"""Letters that go by themselves to those who have not answered."""

import datetime as dt

from django.test import Client

from conftest import Louna
from kimppa.core import clock
from kimppa.core.mail.models import OutgoingMail
from kimppa.core.mail.reminders import is_reminder_due
from kimppa.core.permissions import SYSTEM
from kimppa.meetings.agenda.actions import add_item, hold
from kimppa.meetings.models import Approval
from kimppa.meetings.reminders import send_reminders
from kimppa.meetings.session.actions import close_item
from kimppa.meetings.tests.test_agenda import browser, meeting_on
from kimppa.meetings.tests.test_polls import answer, ask

JANUARY = {day: dt.date(2025, 1, day) for day in range(1, 32)}


def letters_on(day: int, beginning: str) -> list[str]:
    """To whom letters of a kind go by themselves on a day of January, however often it is run."""
    before = OutgoingMail.objects.count()
    with clock.standing_on(JANUARY[day]):
        send_reminders()
        send_reminders()
    rows = OutgoingMail.objects.order_by("pk").filter(key__startswith=beginning)
    count = OutgoingMail.objects.count() - before
    return sorted(row.to.partition("@")[0] for row in rows.reverse()[:count])


def test_who_has_not_ticked_is_reminded_before_the_last_day_and_on_it(louna: Louna) -> None:
    poll = ask()
    for code in ("061", "103", "169"):
        answer(poll, code, "yyy")
    silent = ["johtaja.tammela", "johtaja.ypaja"]
    assert letters_on(20, "poll") == []
    assert letters_on(21, "poll") == silent
    assert letters_on(22, "poll") == []
    assert letters_on(24, "poll") == silent
    assert letters_on(25, "poll") == []


def test_who_has_not_approved_is_reminded_after_one_and_two_weeks(louna: Louna) -> None:
    meeting = meeting_on(clock.today())
    item = add_item(by=SYSTEM, meeting=meeting, title="Avaus")
    close_item(by=SYSTEM, item=item, kind="information", words="Avattiin.")
    hold(by=SYSTEM, meeting=meeting)
    browser(louna.coordinator).post(f"/meetings/{meeting.pk}/minutes/ask/")
    for approval in Approval.objects.exclude(municipality__code="834"):
        link, client = f"/muistio/{approval.token}/", Client()
        client.post(link, {"seen": client.get(link).context["seen"]})
    assert letters_on(20, "minutes") == []
    assert letters_on(21, "minutes") == ["johtaja.tammela"]
    assert letters_on(27, "minutes") == []
    assert letters_on(29, "minutes") == ["johtaja.tammela"]
    assert letters_on(31, "minutes") == []


def test_a_day_that_passed_while_no_worker_ran_gives_one_letter() -> None:
    marks = (JANUARY[10], JANUARY[12])
    cases = {11: True, 13: True, 26: True, 27: False, 9: False}
    for day, is_due in cases.items():
        assert is_reminder_due(marks, last=JANUARY[2], today=JANUARY[day]) is is_due
    assert not is_reminder_due(marks, last=JANUARY[12], today=JANUARY[13])
    assert is_reminder_due(marks, last=JANUARY[11], today=JANUARY[13])
