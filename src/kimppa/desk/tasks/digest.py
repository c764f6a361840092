"""The weekly letter: what the list of things to do holds that is late or near.

One letter a week to whoever has something to do, on Monday morning; none in a week without. Its
key is the person and the week, so a worker that runs twice, a clock that is turned or a day that
is stepped back sends nothing again.
"""

import datetime as dt
from collections.abc import Sequence

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.consortium.models import Person
from kimppa.core.consortium.roles import Role
from kimppa.core.duties.queries import current_year
from kimppa.core.mail.actions import queue_mail
from kimppa.desk.tasks.todos import Todo, todos

NEAR = dt.timedelta(days=14)


def send_weekly() -> int:
    """Queue this week's letters; the number of people who have something to do."""
    day, year = clock.today(), current_year()
    people = Person.objects.valid_on(day).filter(is_active=True)
    return sum(_write_to(person, day, year) for person in people)


def _write_to(person: Person, day: dt.date, year: int) -> bool:
    with translation.override(person.language):
        pressing = [todo for todo in todos(person, year) if _is_pressing(todo, day)]
        own_rows = [todo for todo in pressing if todo.mine or person.role == Role.DIRECTOR]
        other_rows = (
            [todo for todo in pressing if todo not in own_rows] if person.is_coordinator else []
        )
        if not any(todo.due for todo in own_rows):
            return False
        iso_year, week, _weekday = day.isocalendar()
        queue_mail(
            key=f"year-clock-{person.pk}-{iso_year}-{week}",
            to=person.email,
            subject=_("This week in the libraries' cooperation"),
            body=_letter(own_rows, other_rows),
            person=person,
        )
    return True


def _is_pressing(todo: Todo, day: dt.date) -> bool:
    return todo.due is None or todo.due <= day + NEAR


def _letter(own_rows: Sequence[Todo], other_rows: Sequence[Todo]) -> str:
    """The list by urgency, the reader's own before what others should do."""
    urgent = [todo for todo in own_rows if todo.state in ("law", "late")]
    coming = [todo for todo in own_rows if todo.state == "due"]
    parts = [
        (_("Late, or by law:"), urgent),
        (_("Within two weeks:"), coming),
        (_("Without a day:"), [todo for todo in own_rows if todo.state == "waiting"]),
        (_("Others should do:"), other_rows),
    ]
    lines = [line for title, todos in parts if todos for line in (title, *map(_line, todos), "")]
    lines.append(_("All of it: %(address)s") % {"address": f"{settings.KIMPPA_PUBLIC_URL}/tasks/"})
    return "\n".join(lines) + "\n"


def _line(todo: Todo) -> str:
    line = f"- {todo.when}: {todo.title}" if todo.due else f"- {todo.title}"
    return f"{line} ({todo.why})" if todo.why else line
