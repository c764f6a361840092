"""Outgoing letters: what went, what waits, and what a person must decide."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.core.consortium.models import Person
from kimppa.core.consortium.roles import Permission
from kimppa.core.mail.actions import mark_as_sent, send_again
from kimppa.core.mail.models import OutgoingMail
from kimppa.ui import pages as ui

State = OutgoingMail.State
STATUS = {"queued": "waiting", "sending": "late", "sent": "done", "failed": "rejected"}


def _letter(_request: HttpRequest, pk: int) -> OutgoingMail:
    return get_object_or_404(OutgoingMail, pk=pk)


def _command_names(mail: OutgoingMail, _person: Person) -> set[str]:
    commands = {State.SENDING: {"settle", "again"}, State.FAILED: {"again"}}
    return commands.get(State(mail.state), set())


LETTER = ui.Commands(
    name="desk:letter",
    at="letters/<int:pk>/",
    argument="mail",
    find=_letter,
    permission=Permission.DELIVER,
    available=_command_names,
    commands=[
        ui.Command(
            "settle",
            gettext_lazy("The recipient has it"),
            mark_as_sent,
            primary=True,
            message=gettext_lazy("Noted: the letter has arrived."),
        ),
        ui.Command(
            "again",
            gettext_lazy("Send again"),
            send_again,
            message=gettext_lazy("The letter is on its way again."),
        ),
    ],
)


def state(mail: OutgoingMail) -> tuple[str, str]:
    """Status key and word of a letter."""
    word = _("May have gone") if mail.state == State.SENDING else mail.get_state_display()
    return STATUS[mail.state], str(word)


@ui.needs(Permission.DELIVER)
def letters(request: HttpRequest) -> HttpResponse:
    """The log of letters, newest first."""
    table = ui.Table(
        request,
        caption=_("Letters"),
        rows=OutgoingMail.objects.all(),
        columns=[
            ui.Column("subject", _("Subject"), url=LETTER.url),
            ui.Column("to", _("To")),
            ui.Column("queued_at", _("Written"), kind="date"),
            ui.Column("sent_at", _("Sent"), kind="date"),
            ui.Column("state", _("State"), kind="status", value=state),
        ],
        filters=[ui.ChoiceFilter("state", _("State"), State.choices)],
        search=("subject", "to"),
    )
    return ui.table_page(
        request,
        table,
        title=_("Letters"),
        lead=_("Every letter that Kimppa has sent or is about to send."),
        teach=_("No letters yet. They are written by deliveries and reminders."),
    )


@ui.needs(Permission.DELIVER)
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """One letter, and what to do when it has not surely gone."""
    mail = _letter(request, pk)
    return ui.detail_page(
        request,
        mail,
        title=mail.subject,
        lead=mail.to,
        mark=state(mail),
        buttons=LETTER.buttons(mail, ui.person_of(request)),
        template="desk/mail/letter.html",
    )
