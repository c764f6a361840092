"""Outgoing letters: what went, what waits, and what a person must decide."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kimppa.core.consortium.roles import Permission
from kimppa.core.mail.actions import mark_as_sent, send_again
from kimppa.core.mail.models import OutgoingMail
from kimppa.ui.guard import needs, person_of
from kimppa.ui.pages import table_page
from kimppa.ui.tables import ChoiceFilter, Column, Table
from kimppa.ui.undo import done

_STATUS = {"queued": "waiting", "sending": "late", "sent": "done", "failed": "rejected"}


def _state(mail: OutgoingMail) -> tuple[str, str]:
    word = _("May have gone") if mail.state == "sending" else mail.get_state_display()
    return _STATUS[mail.state], str(word)


@needs(Permission.DELIVER)
def letters(request: HttpRequest) -> HttpResponse:
    """The log of letters, newest first."""
    table = Table(
        request,
        caption=_("Letters"),
        filename="viestit",
        rows=OutgoingMail.objects.all(),
        columns=[
            Column("subject", _("Subject"), url=lambda m: reverse("desk:letter", args=[m.pk])),
            Column("to", _("To")),
            Column("queued_at", _("Written"), kind="date"),
            Column("sent_at", _("Sent"), kind="date"),
            Column("state", _("State"), kind="status", value=_state),
        ],
        filters=[ChoiceFilter("state", _("State"), OutgoingMail.State.choices)],
        search=("subject", "to"),
    )
    return table_page(
        request,
        table,
        title=_("Letters"),
        lead=_("Every letter that Kimppa has sent or is about to send."),
        teach=_("No letters yet. They are written by deliveries and reminders."),
    )


@needs(Permission.DELIVER)
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """One letter, and what to do when it has not surely gone."""
    mail = get_object_or_404(OutgoingMail, pk=pk)
    key, word = _state(mail)
    return render(request, "desk/mail/letter.html", {"mail": mail, "key": key, "word": word})


@require_POST
@needs(Permission.DELIVER)
def letter_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a letter again."""
    send_again(by=person_of(request), mail=get_object_or_404(OutgoingMail, pk=pk))
    done(request, _("The letter is on its way again."))
    return redirect("desk:letter", pk)


@require_POST
@needs(Permission.DELIVER)
def letter_settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that the recipient has got the letter."""
    mark_as_sent(by=person_of(request), mail=get_object_or_404(OutgoingMail, pk=pk))
    done(request, _("Noted: the letter has arrived."))
    return redirect("desk:letter", pk)
