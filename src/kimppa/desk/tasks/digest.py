"""The letter by a person's rhythm: what the list of things to do holds that is late or near.

On Monday morning to whoever has something to do, on each working day's to whoever chose so, to
nobody who wants none or has nothing to do. Its key is the person and the week or day, so a worker
that runs twice, a clock that is turned or a day that is stepped back sends nothing again.
"""

import datetime as dt
from collections.abc import Collection, Sequence

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from kimppa.core import clock, workdays
from kimppa.core.consortium.models import Person
from kimppa.core.consortium.rhythm import Rhythm
from kimppa.core.consortium.roles import Role
from kimppa.core.duties.queries import current_year
from kimppa.core.mail.actions import queue_mail
from kimppa.desk.tasks.todos import Todo, todos

NEAR = dt.timedelta(days=14)


def send_weekly() -> int:
    """Queue this week's letters; the number of people who have something to do."""
    iso_year, week, _weekday = clock.today().isocalendar()
    return _send([Rhythm.MONDAYS, Rhythm.AT_ONCE], f"{iso_year}-{week}")


def send_daily() -> int:
    """Queue today's letters, on working days alone; the number of those who get one."""
    day = clock.today()
    return _send([Rhythm.WORKDAYS], day.isoformat()) if workdays.is_working(day) else 0


def _send(rhythms: Collection[Rhythm], period: str) -> int:
    day, year = clock.today(), current_year()
    people = Person.objects.valid_on(day).filter(is_active=True, rhythm__in=rhythms)
    return sum(_write_to(person, day, year, period) for person in people)


def _write_to(person: Person, day: dt.date, year: int, period: str) -> bool:
    with translation.override(person.language):
        pressing = [todo for todo in todos(person, year) if _is_pressing(todo, day)]
        own_rows = [todo for todo in pressing if todo.mine or person.role == Role.DIRECTOR]
        other_rows = (
            [todo for todo in pressing if todo not in own_rows] if person.is_coordinator else []
        )
        if not any(todo.due for todo in own_rows):
            return False
        is_daily = person.rhythm == Rhythm.WORKDAYS
        subject = (
            _("Today in the libraries' cooperation")
            if is_daily
            else _("This week in the libraries' cooperation")
        )
        queue_mail(
            key=f"year-clock-{person.pk}-{period}",
            to=person.email,
            subject=subject,
            body=_letter(own_rows, other_rows),
            person=person,
        )
    return True


def _is_pressing(todo: Todo, day: dt.date) -> bool:
    return todo.due is None or todo.due <= day + NEAR


def _letter(own_todos: Sequence[Todo], other_todos: Sequence[Todo]) -> str:
    """The list by urgency, the reader's own before what others should do."""
    urgent_todos = [todo for todo in own_todos if todo.state in ("law", "late")]
    coming_todos = [todo for todo in own_todos if todo.state == "due"]
    parts = [
        (_("Late, or by law:"), urgent_todos),
        (_("Within two weeks:"), coming_todos),
        (_("Without a day:"), [todo for todo in own_todos if todo.state == "waiting"]),
        (_("Others should do:"), other_todos),
    ]
    lines = [line for title, todos in parts if todos for line in (title, *map(_line, todos), "")]
    address = settings.KIMPPA_PUBLIC_URL
    lines.append(_("All of it: %(address)s") % {"address": f"{address}/tasks/"})
    lines.append(_("How often this letter comes: %(address)s") % {"address": f"{address}/me/"})
    return "\n".join(lines) + "\n"


def _line(todo: Todo) -> str:
    line = f"- {todo.when}: {todo.title}" if todo.due else f"- {todo.title}"
    return f"{line} ({todo.why})" if todo.why else line
