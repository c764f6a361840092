"""The weekly letter of the year clock: what falls due soon and what is late.

One letter a week to whoever has something to do, on Monday morning. Its key is the person and
the week, so a worker that runs twice, a clock that is turned or a day that is stepped back sends
nothing again.
"""

import datetime as dt

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.area import Due
from kimppa.core.consortium.models import Person
from kimppa.core.mail.actions import queue_mail
from kimppa.desk.yearclock.dues import all_dues, is_mine

AHEAD = dt.timedelta(days=14)
BEHIND = dt.timedelta(days=60)


def send_weekly() -> int:
    """Queue this week's letters; the number of people who have something to do."""
    day = clock.today()
    people = Person.objects.valid_on(day).filter(is_active=True)
    return sum(_write_to(person, day) for person in people)


def _write_to(person: Person, day: dt.date) -> bool:
    with translation.override(person.language):
        mine = [
            due
            for due in all_dues(day - BEHIND, day + AHEAD, person)
            if not due.done and is_mine(due, person)
        ]
        if not mine:
            return False
        year, week, _weekday = day.isocalendar()
        queue_mail(
            key=f"year-clock-{person.pk}-{year}-{week}",
            to=person.email,
            subject=_("This week in the libraries' cooperation"),
            body=_letter(mine, day),
            person=person,
        )
    return True


def _letter(mine: list[Due], day: dt.date) -> str:
    late = [_line(due) for due in mine if due.date < day]
    coming = [_line(due) for due in mine if due.date >= day]
    parts = [
        *([_("Late:"), *late, ""] if late else []),
        *([_("Within two weeks:"), *coming, ""] if coming else []),
        _("All of it: %(address)s") % {"address": f"{settings.KIMPPA_PUBLIC_URL}/year-clock/"},
    ]
    return "\n".join(parts) + "\n"


def _line(due: Due) -> str:
    return f"- {date_format(due.date, 'SHORT_DATE_FORMAT')} {due.title}"
