"""What is to be done, and written tasks."""

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from kimppa.core.area import receivers, resolve
from kimppa.core.consortium.models import Person
from kimppa.core.consortium.roles import Permission
from kimppa.core.handover import Offer
from kimppa.core.offers.actions import leave_offer, take_offer
from kimppa.core.offers.models import OfferChoice
from kimppa.core.offers.queries import offer_of, open_offers
from kimppa.core.tasks.actions import (
    change_task,
    complete_task,
    create_task,
    drop_task,
    reopen_task,
)
from kimppa.core.tasks.models import Task
from kimppa.core.topics import label
from kimppa.desk.tasks.forms import OwnerForm, TaskForm
from kimppa.desk.tasks.groups import groups_of
from kimppa.desk.tasks.tables import state, task_table, todo_table
from kimppa.desk.tasks.todos import counts, todos
from kimppa.ui import pages as ui
from kimppa.ui.counts import keep_counts, with_counts
from kimppa.ui.numbers import day
from kimppa.ui.selection import selected

OFFERED_AS = ("agenda", "task")  # the verbs that a room may receive an offer by


@ui.needs(Permission.VIEW)
def tasks(request: HttpRequest) -> HttpResponse:
    """What is to be done in every room, the most urgent first."""
    person = ui.person_of(request)
    choices = TASK.chosen("done", "assign", by=person)
    matters = todos(person, selected(request).year)
    keep_counts(request, counts(matters))
    table = todo_table(request, matters, choices)
    page = ui.table_page(
        request,
        table,
        title=_("Tasks"),
        lead=_("What is to be done in every room: late first, then by day."),
        actions=[
            ui.link(_("Add a task"), "desk:task-add", primary=True, permission=Permission.DO_TASKS),
            ui.link(_("Written tasks, done ones too"), "desk:task-list"),
            ui.link(_("Checklists"), "desk:checklists"),
        ],
        teach=_("Nothing to do just now. Enjoy the moment, or add a task.")
        if person.can(Permission.DO_TASKS)
        else _("Nothing to do just now."),
        template="desk/tasks/tasks.html",
        groups=groups_of(table.page, all_open=table.filtered),
        offers=_offers(person) if person.can(Permission.DECIDE) else [],
        verbs=receivers(*OFFERED_AS),
    )
    return with_counts(request, person, page)


def _offers(person: Person) -> list[tuple[str, Offer]]:
    """What the other rooms offer: the desk's own are among the tasks already."""
    return open_offers(person, without="desk")


@ui.needs(Permission.VIEW)
def task_list(request: HttpRequest) -> HttpResponse:
    """Written tasks of all states."""
    return ui.table_page(
        request,
        task_table(request, ui.person_of(request)),
        title=_("Written tasks"),
        lead=_("What somebody has written down to do, also what is done or dropped."),
        actions=[ui.link(_("All that is to be done"), "desk:tasks")],
        teach=_("No tasks yet."),
    )


def _task(request: HttpRequest, pk: int) -> Task:
    tasks = Task.objects.visible_to(ui.person_of(request)).select_related("municipality", "owner")
    return get_object_or_404(tasks, pk=pk)


def _command_names(task: Task, _person: Person) -> set[str]:
    return {"done", "assign", "edit", "drop"} if task.state == Task.State.OPEN else {"reopen"}


TASK = ui.Commands(
    name="desk:task",
    at="tasks/<int:pk>/",
    argument="task",
    find=_task,
    permission=Permission.DO_TASKS,
    municipality=lambda task: task.municipality,
    available=_command_names,
    commands=[
        ui.Command(
            "done",
            gettext_lazy("Done"),
            complete_task,
            icon="done",
            primary=True,
            message=gettext_lazy("Done. The work counts for its topic."),
            back="desk:tasks",
            many=gettext_lazy("Mark the chosen tasks done"),
        ),
        ui.Command(
            "assign",
            gettext_lazy("Give"),
            change_task,
            many=gettext_lazy("Give the chosen to"),
            many_form=OwnerForm,
            many_message=gettext_lazy("Given"),
        ),
        ui.Command(
            "edit",
            gettext_lazy("Edit"),
            change_task,
            form=TaskForm,
            arguments=lambda task, person: {"by": person, "instance": task},
            title=gettext_lazy("Edit the task"),
            icon="edit",
        ),
        ui.Command("drop", gettext_lazy("Not to be done"), drop_task, back="desk:tasks"),
        ui.Command("reopen", gettext_lazy("Open again"), reopen_task, icon="undo"),
    ],
)


@TASK.page
@ui.needs(Permission.VIEW)
def task(request: HttpRequest, pk: int, refusal: ui.Refusal | None = None) -> HttpResponse:
    task, person = _task(request, pk), ui.person_of(request)
    origin = (task.area, task.object_id)
    about = resolve([origin], person).get(origin) if task.area else None
    return ui.detail_page(
        request,
        task,
        title=task.title,
        lead=" · ".join(filter(None, [label(task.topic), str(task.municipality or "")])),
        mark=state(task),
        text=task.note,
        facts=[
            *ui.facts(task, "owner", "due"),
            *([ui.Fact(_("About"), about.title, about.url)] if about else []),
            ui.Fact(_("Added on"), day(task.created_at)),
            *([ui.Fact(_("Closed"), day(task.closed_at))] if task.closed_at else []),
        ],
        buttons=TASK.buttons(task, person, refusal=refusal),
    )


@ui.needs(Permission.DO_TASKS)
def task_add(request: HttpRequest) -> HttpResponse:
    person = ui.person_of(request)
    start = {"owner": person.pk, "municipality": person.municipality}
    return ui.form_page(
        request,
        TaskForm(ui.posted(request), by=person, initial=start),
        title=_("Add a task"),
        save=partial(create_task, by=person),
        back=reverse("desk:tasks"),
    )


@require_POST
@ui.needs(Permission.DECIDE)
def offer_answer(request: HttpRequest, area: str, key: str, verb: str) -> HttpResponse:
    """Take what a room offers, by a verb that some room receives, or leave it."""
    person = ui.person_of(request)
    offer = offer_of(person, area, key)
    if offer is None or verb not in (OfferChoice.LEAVE, *receivers(*OFFERED_AS)):
        raise Http404
    if verb == OfferChoice.LEAVE:
        act = partial(leave_offer, by=person, area=area, offer=offer)
        message = _("Left: %(title)s. It comes back when there is twice as much of it.")
    else:
        act = partial(take_offer, by=person, area=area, offer=offer, verb=verb)
        message = _("Taken: %(title)s")
    ui.press(request, act, message=message % {"title": offer.title})
    return redirect(ui.back_to(request, reverse("desk:tasks")))
