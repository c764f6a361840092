"""Tasks: mine, my municipality's, all."""

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kimppa.core import clock
from kimppa.core.area import receivers, resolve
from kimppa.core.consortium.models import Person
from kimppa.core.consortium.roles import Permission
from kimppa.core.offers.actions import leave_offer, reconsider, take_offer
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
from kimppa.core.topics import choices, label
from kimppa.desk.pages import Action, back_to, form_page
from kimppa.desk.tasks.forms import TaskForm
from kimppa.ui.guard import needs, person_of
from kimppa.ui.sent import add_errors, posted
from kimppa.ui.tables import ChoiceFilter, Column, Table
from kimppa.ui.undo import done

OFFERED_AS = ("agenda", "task")  # the verbs that a room may receive an offer by


@needs(Permission.VIEW)
def tasks(request: HttpRequest) -> HttpResponse:
    """Open tasks first, by their due date."""
    person = person_of(request)
    rows = Task.objects.visible_to(person).select_related("municipality", "owner")
    if not request.GET.get("state"):
        rows = rows.open()
    add = Action(_("Add a task"), reverse("desk:task-add"), primary=True)
    table = _table(request, rows, person)
    if export := table.response():
        return export
    values = {
        "table": table,
        "title": _("Tasks"),
        "lead": _("What somebody has to do, whichever room it came from."),
        "actions": [add] if person.can(Permission.DO_TASKS) else [],
        "teach": _("No open tasks. Enjoy the moment, or add one."),
        "offers": open_offers(person) if person.can(Permission.DECIDE) else [],
        "verbs": receivers(*OFFERED_AS),
    }
    return render(request, "desk/tasks/tasks.html", values)


def _table(request: HttpRequest, rows: QuerySet[Task], person: Person) -> Table:
    return Table(
        request,
        columns=_columns(),
        rows=rows,
        filters=[
            ChoiceFilter(
                "whose",
                _("Whose"),
                [("mine", _("Mine")), ("ours", _("My municipality's"))],
                narrow=lambda rows, chosen: _whose(rows, chosen, person),
            ),
            ChoiceFilter("state", _("State"), [(s.value, s.label) for s in Task.State]),
            ChoiceFilter("topic", _("Topic"), choices()),
        ],
        search=("title", "note"),
        filename="tehtavat",
        caption=_("Tasks"),
    )


def _columns() -> list[Column]:
    return [
        Column(
            "title",
            _("What"),
            kind="link",
            url=lambda task: reverse("desk:task", args=[task.pk]),
        ),
        Column("topic", _("Topic"), value=lambda task: label(task.topic)),
        Column(
            "municipality",
            _("Municipality"),
            value=lambda task: task.municipality or _("All municipalities"),
            order_by="municipality__position",
        ),
        Column("owner", _("Who"), value=lambda task: task.owner or "", order_by="owner__name"),
        Column("due", _("Due"), kind="date"),
        Column("state", _("State"), kind="status", value=state),
    ]


def _whose(rows: QuerySet[Task], chosen: str, person: Person) -> QuerySet[Task]:
    if chosen == "mine":
        return rows.filter(owner=person)
    own = [m.municipality_id for m in person.current_memberships if m.municipality_id]
    return rows.filter(Q(municipality__in=own) if own else Q(municipality__isnull=True))


def state(task: Task) -> tuple[str, str]:
    """Status key and word of a task."""
    if task.state == Task.State.DONE:
        return "done", _("Done")
    if task.state == Task.State.DROPPED:
        return "empty", _("Dropped")
    if task.due and task.due < clock.today():
        return "late", _("Late")
    return "waiting", _("Open")


@needs(Permission.VIEW)
def task(request: HttpRequest, pk: int) -> HttpResponse:
    """One task."""
    found, person = _task(request, pk), person_of(request)
    about = resolve([(found.area, found.object_id)], person) if found.area else {}
    values = {
        "task": found,
        "topic": label(found.topic),
        "state": state(found),
        "about": about.get((found.area, found.object_id)),
        "may": person.can(Permission.DO_TASKS, found.municipality),
    }
    return render(request, "desk/tasks/task.html", values)


@needs(Permission.DO_TASKS)
def task_add(request: HttpRequest) -> HttpResponse:
    """Add a task."""
    person = person_of(request)
    start = {"owner": person.pk, "municipality": person.municipality}
    form = TaskForm(posted(request), by=person, initial=start)
    if request.method == "POST" and form.is_valid():
        made = create_task(by=person, **form.cleaned_data)
        done(request, _("The task was added."), undo=reverse("desk:task-drop", args=[made.pk]))
        return redirect("desk:tasks")
    return form_page(
        request,
        form,
        title=_("Add a task"),
        cancel=reverse("desk:tasks"),
        status=422 if form.errors else 200,
    )


@needs(Permission.DO_TASKS)
def task_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a task."""
    found, person = _task(request, pk), person_of(request)
    form = TaskForm(posted(request), by=person, instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            change_task(by=person, task=found, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            done(request, _("Saved."))
            return redirect("desk:task", pk)
    return form_page(
        request,
        form,
        title=_("Edit the task"),
        cancel=reverse("desk:task", args=[pk]),
        status=422 if form.errors else 200,
    )


@require_POST
@needs(Permission.DO_TASKS)
def task_done(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a task as done; the work counts for its topic."""
    complete_task(by=person_of(request), task=_task(request, pk))
    done(
        request,
        _("Done. The work counts for its topic."),
        undo=reverse("desk:task-reopen", args=[pk]),
    )
    return redirect(back_to(request, reverse("desk:tasks")))


@require_POST
@needs(Permission.DO_TASKS)
def task_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a closed task again."""
    reopen_task(by=person_of(request), task=_task(request, pk))
    done(request, _("The task is open again."))
    return redirect("desk:task", pk)


@require_POST
@needs(Permission.DO_TASKS)
def task_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a task as not to be done."""
    drop_task(by=person_of(request), task=_task(request, pk))
    done(request, _("The task was dropped."), undo=reverse("desk:task-reopen", args=[pk]))
    return redirect("desk:tasks")


@require_POST
@needs(Permission.DECIDE)
def offer_answer(request: HttpRequest, area: str, key: str, verb: str) -> HttpResponse:
    """Take what a room offers, by a verb that some room receives, or leave it."""
    person = person_of(request)
    offer = offer_of(person, area, key)
    if offer is None or verb not in (OfferChoice.LEAVE, *receivers(*OFFERED_AS)):
        raise Http404
    if verb == OfferChoice.LEAVE:
        choice = leave_offer(by=person, area=area, offer=offer)
        message = _("Left: %(title)s. It comes back when there is twice as much of it.")
    else:
        choice = take_offer(by=person, area=area, offer=offer, verb=verb)
        message = _("Taken: %(title)s")
    undo = reverse("desk:offer-undo", args=[choice.pk])
    done(request, message % {"title": offer.title}, undo=undo)
    return redirect("desk:tasks")


@require_POST
@needs(Permission.DECIDE)
def offer_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """The offer stands open again; the task that it became is dropped."""
    choice = get_object_or_404(OfferChoice, pk=pk)
    reconsider(by=person_of(request), choice=choice)
    done(request, _("“%(title)s” is offered again.") % {"title": choice})
    return redirect("desk:tasks")


def _task(request: HttpRequest, pk: int) -> Task:
    rows = Task.objects.visible_to(person_of(request)).select_related("municipality", "owner")
    return get_object_or_404(rows, pk=pk)
