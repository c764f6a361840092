"""The inbox: my five things, what presses, every ticket; and writing down what was said."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kimppa.core.consortium.models import Person
from kimppa.core.consortium.queries import services_in_use
from kimppa.core.consortium.roles import Permission
from kimppa.feedback import queries
from kimppa.feedback.actions.arriving import Arrival, Sender, take_in
from kimppa.feedback.forms import TypedForm
from kimppa.feedback.models import Ticket, TicketQuerySet
from kimppa.feedback.themes import Theme
from kimppa.feedback.views.common import breakable, state_of
from kimppa.ui.guard import needs, person_of
from kimppa.ui.selection import choices, selected
from kimppa.ui.sent import REFUSED, posted
from kimppa.ui.tables import ChoiceFilter, Column, Table
from kimppa.ui.undo import done


@require_safe
@needs(Permission.DO_TASKS)
def inbox(request: HttpRequest) -> HttpResponse:
    """What to do next, then everything."""
    person = person_of(request)
    municipality = selected(request).municipality
    rows = queries.tickets_for(person, municipality)
    if not request.GET.get("state"):
        rows = rows.open()
    table = _table(request, rows, person)
    if export := table.response():
        return export
    context = {
        "table": table,
        "mine": [(one, state_of(one)) for one in queries.my_five(person, municipality)],
        "pressing": [(one, state_of(one)) for one in queries.pressing(person)],
        "mailboxes": queries.mailboxes_with_trouble(person),
        "unsent": queries.unsent_letters(person),
    }
    return render(request, "feedback/inbox.html", context)


def _table(request: HttpRequest, rows: TicketQuerySet, person: Person) -> Table:
    return Table(
        request,
        caption=_("Feedback"),
        filename="palautteet",
        rows=rows,
        columns=_columns(),
        filters=[
            ChoiceFilter(
                "whose",
                _("Whose"),
                [("mine", _("Mine")), ("nobody", _("Nobody's"))],
                narrow=lambda found, chosen: found.filter(
                    assignee=person if chosen == "mine" else None
                ),
            ),
            ChoiceFilter("state", _("State"), Ticket.State.choices),
            ChoiceFilter("theme", _("About"), Theme.choices),
            ChoiceFilter(
                "service",
                _("Service"),
                [(one.slug, one.name) for one in services_in_use()],
                field="queue__service__slug",
            ),
            ChoiceFilter(
                "place",
                _("Municipality"),
                [(one.code, one.name) for one in choices(request).municipalities],
                field="queue__municipality__code",
            ),
        ],
        search=("subject",),
        sort="due_on",
        row_mark=lambda row: row,
    )


def _columns() -> list[Column]:
    return [
        Column(
            "subject",
            _("What"),
            kind="link",
            value=lambda one: breakable(one.subject or str(one)),
            url=Ticket.get_absolute_url,
        ),
        Column("theme", _("About"), value=lambda one: one.get_theme_display()),
        Column("queue", _("Queue"), value=lambda one: str(one.queue), sortable=False),
        Column(
            "assignee", _("Who"), value=lambda one: one.assignee or "", order_by="assignee__name"
        ),
        Column("arrived_at", _("Arrived"), kind="date"),
        Column("due_on", _("Due"), kind="date"),
        Column("state", _("State"), kind="status", value=state_of),
    ]


@needs(Permission.DO_TASKS)
def add(request: HttpRequest) -> HttpResponse:
    """Write down what a customer said."""
    person = person_of(request)
    form = TypedForm(posted(request), by=person)
    if not (form.is_bound and form.is_valid()):
        context = {"form": form}
        return render(request, "feedback/add.html", context, status=REFUSED if form.errors else 200)
    told = form.cleaned_data
    sender = Sender(name=told["name"], email=told["email"], phone=told["phone"])
    ticket, _new = take_in(
        by=person,
        arrival=Arrival(
            channel=Ticket.Channel.STAFF,
            text=told["text"],
            service=told["service"],
            municipality=told["municipality"],
            theme=told["theme"],
            language=told["language"],
            sender=sender,
        ),
    )
    done(request, _("The feedback was written down."))
    return redirect(ticket)
