"""Mailboxes that customers write to: the coordinator's register."""

import re
from functools import partial
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext as _

from kimppa.core.connections.actions import fetch_now
from kimppa.core.permissions import Actor
from kimppa.feedback import tasks
from kimppa.feedback.mailboxes import actions
from kimppa.feedback.models import Mailbox
from kimppa.ui import pages as ui
from kimppa.ui.connections import ConnectionForm, Connections
from kimppa.ui.numbers import number

FOLDER = re.compile(r"[A-Za-z0-9_-]{1,60}")


class MailboxForm(ConnectionForm[Mailbox]):
    """A mailbox that customers write to."""

    class Meta:
        model = Mailbox
        fields = (
            *("title", "kind", "host", "port", "user", "secret_name"),
            *("token_url", "client_id", "client_secret_name", "scope"),
            *("folder", "service", "municipality"),
        )
        help_texts = {
            "host": gettext_lazy("IMAP only, for example imap.example.org."),
            "secret_name": gettext_lazy(
                "The password or token itself is not written here. Whoever runs Kimppa keeps it "
                "on the server under this name, for example PALAUTE."
            ),
            "token_url": gettext_lazy(
                "Only when the token renews itself, as the next three: the mail service tells "
                "them. The secret above is then the refresh token."
            ),
            "client_secret_name": gettext_lazy(
                "Kept on the server as the secret above, if there is one."
            ),
            "scope": gettext_lazy("Only if the mail service wants one."),
            "folder": gettext_lazy(
                "A folder of the mailbox; for a maildir its name under maildir/."
            ),
        }

    def clean(self) -> dict[str, Any]:
        """A server and a secret for IMAP; a plain name for a maildir."""
        fields = super().clean()
        if fields.get("kind") == Mailbox.Kind.MAILDIR:
            if not FOLDER.fullmatch(fields.get("folder", "")):
                self.add_error("folder", gettext("Use letters, digits and hyphens alone."))
            return fields
        for name in ("host", "user", "secret_name"):
            if not fields.get(name) and name not in self.errors:
                self.add_error(name, gettext("IMAP needs this."))
        if fields.get("kind") == Mailbox.Kind.REFRESH:
            self._check_renewal(fields)
        return fields

    def _check_renewal(self, fields: dict[str, Any]) -> None:
        for name in ("token_url", "client_id"):
            if not fields.get(name):
                self.add_error(name, gettext("Renewing needs this."))
        if fields.get("token_url") and not fields["token_url"].startswith("https://"):
            self.add_error("token_url", gettext("Write an address that begins with https://."))


LETTERS_ON_PAGE = 200  # letters that wait, on a mailbox's page


def _facts(mailbox: Mailbox) -> list[ui.Fact]:
    town = mailbox.municipality.name if mailbox.municipality else _("All municipalities")
    renewal_fields = ("token_url", "client_id") if mailbox.kind == Mailbox.Kind.REFRESH else ()
    return [
        *ui.facts(mailbox, "kind"),
        ui.Fact(_("Server"), f"{mailbox.host}:{mailbox.port}" if mailbox.host else ""),
        *ui.facts(mailbox, "user", *renewal_fields, "folder", "service"),
        ui.Fact(_("Municipality"), town),
        ui.Fact(_("Letters taken"), number(mailbox.taken)),
        ui.Fact(_("Automatic letters left out"), number(mailbox.dropped)),
    ]


def _letters(_request: HttpRequest, mailbox: Mailbox) -> dict[str, Any]:
    """The letters that wait in the mailbox."""
    return {"waiting": mailbox.pending.all()[:LETTERS_ON_PAGE], "count": mailbox.pending.count()}


def _command_fits(mailbox: Mailbox, command: str) -> bool:
    letters = mailbox.pending.all()[:LETTERS_ON_PAGE]
    return command != "again" or any(letter.is_set_aside for letter in letters)


def _try_again(*, by: Actor, connection: Mailbox) -> None:
    actions.try_again(by=by, mailbox=connection)
    tasks.read_one.enqueue(connection.pk)


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
    empty=gettext_lazy("No mailboxes yet."),
    form_lead=gettext_lazy("Kimppa only reads the mailbox: nothing is marked, moved or removed."),
    columns=("kind",),
    related=("service", "municipality"),
    edit=actions.edit,
    fetch=partial(fetch_now, task=tasks.read_one),
    commands=[
        ui.Command(
            "again",
            gettext_lazy("Try again those that were set aside"),
            _try_again,
            message=gettext_lazy("The letters are tried again."),
        )
    ],
    fits=_command_fits,
    job="feedback.feedback-mail",
    facts=_facts,
    more=_letters,
    template="feedback/mailbox.html",
)
