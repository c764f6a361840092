"""The inbox: my five tickets, what presses, every ticket; and writing down what was said."""

import re
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from kimppa.core.consortium.models import Person
from kimppa.core.consortium.queries import services_in_use
from kimppa.core.consortium.roles import Permission
from kimppa.feedback import queries
from kimppa.feedback.actions.arrivals import write_down
from kimppa.feedback.forms import TypedForm
from kimppa.feedback.models import Ticket, TicketQuerySet
from kimppa.feedback.views.tickets import TICKET, state_of
from kimppa.ui import pages as ui
from kimppa.ui.selection import choices, selected


@ui.needs(Permission.DO_TASKS)
def inbox(request: HttpRequest) -> HttpResponse:
    """What to do next, then everything."""
    person = ui.person_of(request)
    municipality = selected(request).municipality
    tickets = queries.tickets_for(person, municipality)
    if not request.GET.get("state"):
        tickets = tickets.open()
    add = ui.link(_("Write down feedback"), "feedback:add", primary=True)
    return ui.table_page(
        request,
        _table(request, tickets, person),
        title=_("Customer feedback"),
        lead=_("What customers have told of the shared services, and what waits for an answer."),
        actions=[ui.link(_("Figures of feedback"), "feedback:figures"), add],
        template="feedback/inbox.html",
        mine=[(ticket, state_of(ticket)) for ticket in queries.my_five(person, municipality)],
        pressing=[(ticket, state_of(ticket)) for ticket in queries.pressing(person)],
        mailboxes=queries.mailboxes_with_trouble(person),
        unsent=queries.unsent_letters(person),
    )


def _table(request: HttpRequest, tickets: TicketQuerySet, person: Person) -> ui.Table:
    services = [(service.slug, service.name) for service in services_in_use()]
    towns = [(town.code, town.name) for town in choices(request).municipalities]
    return ui.Table(
        request,
        caption=_("Feedback"),
        rows=tickets,
        columns=[
            ui.Column("subject", _("What"), value=_subject, url=TICKET.url),
            *ui.columns(Ticket, "theme"),
            ui.Column("queue", _("Queue"), value=lambda ticket: str(ticket.queue), sortable=False),
            *ui.columns(Ticket, "assignee"),
            ui.Column("arrived_at", _("Arrived"), kind="date"),
            ui.Column("due_on", _("Due"), kind="date"),
            ui.Column("state", _("State"), kind="status", value=state_of),
        ],
        filters=[
            ui.ChoiceFilter(
                "whose",
                _("Whose"),
                [("mine", _("Mine")), ("nobody", _("Nobody's"))],
                narrow=lambda tickets, choice: tickets.filter(
                    assignee=person if choice == "mine" else None
                ),
            ),
            *ui.filters(Ticket, "state", "theme"),
            ui.ChoiceFilter("service", _("Service"), services, field="queue__service__slug"),
            ui.ChoiceFilter("place", _("Municipality"), towns, field="queue__municipality__code"),
        ],
        search=("subject",),
        sort="due_on",
        row_mark=lambda ticket: ticket,
        choices=TICKET.chosen("assign", "close", by=person),
        key=lambda ticket: 0 if ticket.state == Ticket.State.CLOSED else ticket.pk,
    )


def _subject(ticket: Ticket) -> str:
    """A word without an end would push the other columns out of sight, so it can be broken."""
    return re.sub(r"(\S{20})(?=\S{10})", "\\1\u200b", ticket.subject or str(ticket))


@ui.needs(Permission.DO_TASKS)
def add(request: HttpRequest) -> HttpResponse:
    """Write down what a customer said."""
    person = ui.person_of(request)
    return ui.form_page(
        request,
        TypedForm(ui.posted(request), by=person),
        title=_("Write down feedback"),
        lead=_("What a customer said by telephone, at the desk or in a letter."),
        save=partial(write_down, by=person),
        then=TICKET.url,
        back=reverse("feedback:inbox"),
        message=_("The feedback was written down."),
    )
