"""What to do first, as the home page shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse

from kimppa.core import clock
from kimppa.core.consortium.models import Person
from kimppa.core.consortium.roles import Permission
from kimppa.desk.tasks.todos import Todo, counts, todos
from kimppa.ui.counts import Count

LENGTH = 5


@dataclass(frozen=True, slots=True)
class Todos:
    """The most urgent matters, what comes after them, how many there are and are late, where all
    stand, and how many wait behind each page of the menu.
    """

    first: Sequence[Todo]
    after: Todo | None
    count: int
    late: int
    all_url: str
    counts: Mapping[str, Count]


def todos_of(person: Person, year: int, *, length: int = LENGTH) -> Todos:
    matters = todos(person, year)
    page = "desk:tasks" if person.can(Permission.DO_TASKS) else "desk:waiting"
    next_todo = matters[length] if len(matters) > length else None
    late = sum(matter.due is not None and matter.due < clock.today() for matter in matters)
    return Todos(matters[:length], next_todo, len(matters), late, reverse(page), counts(matters))
