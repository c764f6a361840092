"""What to do first, as the home page shows it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kimppa.core import clock
from kimppa.core.consortium.models import Person
from kimppa.core.consortium.roles import Permission
from kimppa.desk.tasks.todos import Todo, todos
from kimppa.ui.numbers import language

LENGTH = 5


@dataclass(frozen=True, slots=True)
class ShownTodo:
    """A matter with its day in words; `mark` is the state that is drawn beside it."""

    todo: Todo
    mark: str
    when: str


@dataclass(frozen=True, slots=True)
class Todos:
    """The most urgent matters, what comes after them, how many there are, and where all stand."""

    first: Sequence[ShownTodo]
    after: ShownTodo | None
    count: int
    all_url: str


def todos_of(person: Person, year: int, *, length: int = LENGTH) -> Todos:
    today = clock.today()
    matters = todos(person, year)
    first = [_in_words(todo, today) for todo in matters[: length + 1]]
    page = "desk:tasks" if person.can(Permission.DO_TASKS) else "desk:waiting"
    after = first[length] if len(first) > length else None
    return Todos(first[:length], after, len(matters), reverse(page))


def _in_words(todo: Todo, today: dt.date) -> ShownTodo:
    mark = "late" if todo.state in ("law", "late") else "waiting"
    return ShownTodo(todo, mark, _when(todo, today))


def _when(todo: Todo, today: dt.date) -> str:
    """ "laki: pe 17.1.", "4 pv myöhässä" or "to 16.1."; what has no day waits."""
    if todo.due is None:
        return _("Waiting")
    if todo.state == "late":
        days = (today - todo.due).days
        return ngettext("%(count)d day late", "%(count)d days late", days) % {"count": days}
    day = date_format(todo.due, "D j M" if language() == "en" else "D j.n.")
    return _("law: %(day)s") % {"day": day} if todo.law else day
