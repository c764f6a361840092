"""Mailboxes that customers write to: the coordinator's register."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from kimppa.core.connections.actions import fetch_now
from kimppa.core.consortium.roles import Permission
from kimppa.feedback import tasks
from kimppa.feedback.forms import MailboxForm
from kimppa.feedback.mailboxes import actions
from kimppa.feedback.models import Mailbox
from kimppa.ui.connections import Connections, Fact
from kimppa.ui.guard import needs, person_of
from kimppa.ui.numbers import number
from kimppa.ui.sent import attempt
from kimppa.ui.tables import Column

SHOWN = 200  # letters that wait, on a mailbox's page


def _facts(mailbox: Mailbox) -> list[Fact]:
    renewal = (mailbox.token_url, mailbox.client_id) if mailbox.kind == Mailbox.Kind.REFRESH else ()
    return [
        (_("Kind"), mailbox.get_kind_display()),
        (_("Server"), f"{mailbox.host}:{mailbox.port}" if mailbox.host else ""),
        (_("User name"), mailbox.user),
        (_("Renewed at"), ", ".join(renewal)),
        (_("Folder"), mailbox.folder),
        (_("Service"), mailbox.service.name if mailbox.service else "–"),
        (
            _("Municipality"),
            mailbox.municipality.name if mailbox.municipality else _("All municipalities"),
        ),
        (_("Letters taken"), number(mailbox.taken)),
        (_("Automatic letters left out"), number(mailbox.dropped)),
    ]


def _letters(_request: HttpRequest, mailbox: Mailbox) -> dict[str, Any]:
    """The letters that wait in the mailbox."""
    waiting = list(mailbox.pending.all()[:SHOWN])
    return {
        "waiting": waiting,
        "count": mailbox.pending.count(),
        "set_aside": any(letter.is_set_aside for letter in waiting),
    }


MAILBOXES = Connections(
    model=Mailbox,
    form=MailboxForm,
    register="feedback:mailboxes",
    name="feedback:mailbox",
    at="mailboxes/",
    title=gettext_lazy("Mailboxes of feedback"),
    lead=gettext_lazy(
        "Letters to these addresses become feedback. Kimppa only reads: nothing is removed."
    ),
    label=gettext_lazy("Add a mailbox"),
    up=(gettext_lazy("All feedback"), "feedback:inbox"),
    filename="postilaatikot",
    empty=(gettext_lazy("No mailboxes yet."), ""),
    form_lead=gettext_lazy("Kimppa only reads the mailbox: nothing is marked, moved or removed."),
    columns=[Column("kind", gettext_lazy("Kind"), value=lambda row: row.get_kind_display())],
    related=("service", "municipality"),
    fetch=partial(fetch_now, task=tasks.read_one),
    edit=actions.edit,
    job="feedback.feedback-mail",
    facts=_facts,
    more=_letters,
    template="feedback/mailbox.html",
)


@require_POST
@needs(Permission.MANAGE_CONSORTIUM)
def try_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Try the letters that were set aside again, in the background now."""
    mailbox = get_object_or_404(Mailbox, pk=pk)

    def act() -> None:
        actions.try_again(by=person_of(request), mailbox=mailbox)
        tasks.read_one.enqueue(mailbox.pk)

    return attempt(
        request, act, back=mailbox.get_absolute_url(), message=_("The letters are tried again.")
    )
