"""The list of what is to be done, and the register of written tasks, as tables."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.area import area
from kimppa.core.consortium.models import Person
from kimppa.core.register.queries import every_municipality
from kimppa.core.tasks.models import Task
from kimppa.desk.tasks.todos import Todo
from kimppa.ui import pages as ui


def todo_table(
    request: HttpRequest, todos: Sequence[Todo], choices: Sequence[ui.Choice]
) -> ui.Table:
    """What is to be done, the most urgent first; written tasks may be ticked."""
    return ui.Table(
        request,
        columns=[
            ui.Column("title", _("What"), url=lambda todo: todo.url),
            ui.Column("why", _("Where and why"), sortable=False),
            ui.Column("when", _("When"), kind="status", value=_due_mark, sortable=False),
            ui.Column("due", _("Day"), kind="date"),
        ],
        rows=todos,
        filters=_filters(todos),
        search=("title", "why"),
        caption=_("Tasks"),
        choices=choices,
        key=lambda todo: todo.task,
    )


def _filters(todos: Sequence[Todo]) -> list[ui.ChoiceFilter]:
    codes = {code for todo in todos for code in todo.municipalities}
    towns = [(town.code, town.name) for town in every_municipality() if town.code in codes]
    rooms = [(slug, area(slug).title) for slug in dict.fromkeys(todo.room for todo in todos)]
    owners = [("mine", _("Mine")), ("others", _("Of others"))]
    states = [
        ("late", _("Late, or by law")),
        ("due", _("Coming")),
        ("waiting", _("Without a day")),
    ]
    return [
        ui.ChoiceFilter(
            "whose", _("Whose"), owners, test=lambda todo, key: todo.mine == (key == "mine")
        ),
        ui.ChoiceFilter(
            "state",
            _("State"),
            states,
            test=lambda todo, key: ("late" if todo.status == "late" else todo.state) == key,
        ),
        ui.ChoiceFilter(
            "municipality",
            _("Municipality"),
            towns,
            test=lambda todo, code: code in todo.municipalities,
        ),
        ui.ChoiceFilter("room", _("Room"), rooms),
    ]


def _due_mark(todo: Todo) -> tuple[str, str]:
    return todo.status, todo.when


def task_table(request: HttpRequest, person: Person) -> ui.Table:
    """Every written task that the person may see, open or closed."""
    return ui.Table(
        request,
        columns=[
            *ui.columns(Task, "title", "topic", link="title", url=_address),
            ui.Column(
                "municipality",
                ui.label(Task, "municipality"),
                value=lambda task: task.municipality or _("All municipalities"),
                order_by="municipality__position",
            ),
            *ui.columns(Task, "owner", "due"),
            ui.Column("state", ui.label(Task, "state"), kind="status", value=state),
        ],
        rows=Task.objects.visible_to(person).select_related("municipality", "owner"),
        filters=[
            ui.ChoiceFilter(
                "whose",
                _("Whose"),
                [("mine", _("Mine")), ("ours", _("My municipality's"))],
                narrow=lambda tasks, key: _narrow_by_owner(tasks, key, person),
            ),
            *ui.filters(Task, "state", "topic"),
        ],
        search=("title", "note"),
        caption=_("Written tasks"),
    )


def _address(task: Task) -> str:
    return reverse("desk:task", args=[task.pk])


def _narrow_by_owner(tasks: QuerySet[Task], key: str, person: Person) -> QuerySet[Task]:
    if key == "mine":
        return tasks.filter(owner=person)
    own_ids = [m.municipality_id for m in person.current_memberships if m.municipality_id]
    return tasks.filter(Q(municipality__in=own_ids) if own_ids else Q(municipality__isnull=True))


def state(task: Task) -> tuple[str, str]:
    """Status key and word of a task."""
    if task.state == Task.State.DONE:
        return "done", _("Done")
    if task.state == Task.State.DROPPED:
        return "empty", _("Dropped")
    if task.due and task.due < clock.today():
        return "late", _("Late")
    return "waiting", _("Open")
