"""The letters that go by themselves, each morning, to those who have not answered."""

import datetime as dt

from django.core.exceptions import ValidationError

from kimppa.core import clock
from kimppa.core.mail.models import OutgoingMail
from kimppa.core.mail.reminders import BEFORE, is_reminder_due
from kimppa.core.permissions import SYSTEM
from kimppa.meetings.dates.actions import remind
from kimppa.meetings.dates.queries import days_written
from kimppa.meetings.minutes.actions import ask_approval
from kimppa.meetings.models import Approval, Meeting, Poll

WEEK = dt.timedelta(days=7)
RECENT = dt.timedelta(days=60)  # older minutes are reminded of by a press only


def send_reminders() -> int:
    """Remind of days to tick, three days before the last day and on it, and of minutes to approve,
    one and two weeks after they were sent; how many polls and minutes were reminded of.
    """
    polls = Poll.objects.filter(state=Poll.State.OPEN, example=False)
    meetings = Meeting.objects.filter(
        pk__in=Approval.objects.filter(example=False).values("meeting"),
        start__gte=clock.now() - RECENT,
    )
    return sum(map(_remind_poll, polls)) + sum(map(_remind_minutes, meetings))


def _remind_poll(poll: Poll) -> bool:
    asked_on = poll.asked_at.astimezone(clock.ZONE).date()
    last_day = max([asked_on, *days_written(poll.pk).values()])
    if not is_reminder_due((poll.due - BEFORE, poll.due), last=last_day, today=clock.today()):
        return False
    try:
        remind(by=SYSTEM, poll=poll)
    except ValidationError:  # all have answered, or the time for it is over
        return False
    return True


def _remind_minutes(meeting: Meeting) -> bool:
    days = _days_sent(meeting)
    marks = [days[0] + WEEK, days[0] + 2 * WEEK] if days else []
    if not marks or not is_reminder_due(marks, last=days[-1], today=clock.today()):
        return False
    try:
        ask_approval(by=SYSTEM, meeting=meeting)
    except ValidationError:  # all have approved, or the minutes are final
        return False
    return True


def _days_sent(meeting: Meeting) -> list[dt.date]:
    """On which days the minutes were sent for approval, the first first, by the keys of letters."""
    days = set()
    for pk in meeting.approvals.values_list("pk", flat=True):
        start = f"minutes-{pk}-"
        keys = OutgoingMail.objects.filter(key__startswith=start).values_list("key", flat=True)
        days |= {dt.date.fromisoformat(key.removeprefix(start)) for key in keys}
    return sorted(days)
