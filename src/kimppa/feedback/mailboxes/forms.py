"""The form of a mailbox."""

import re
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kimppa.feedback.models import Mailbox
from kimppa.ui.connections import ConnectionForm

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
            "host": _("IMAP only, for example imap.example.org."),
            "secret_name": _(
                "The password or token itself is not written here. Whoever runs Kimppa keeps it "
                "on the server under this name, for example PALAUTE."
            ),
            "token_url": _(
                "Only when the token renews itself, as the next three: the mail service tells "
                "them. The secret above is then the refresh token."
            ),
            "client_secret_name": _("Kept on the server as the secret above, if there is one."),
            "scope": _("Only if the mail service wants one."),
            "folder": _("A folder of the mailbox; for a maildir its name under maildir/."),
        }

    def clean(self) -> dict[str, Any]:
        """A server and a secret for IMAP; a plain name for a maildir."""
        values = super().clean()
        if values.get("kind") == Mailbox.Kind.MAILDIR:
            if not FOLDER.fullmatch(values.get("folder", "")):
                self.add_error("folder", gettext("Use letters, digits and hyphens alone."))
            return values
        for name in ("host", "user", "secret_name"):
            if not values.get(name) and name not in self.errors:
                self.add_error(name, gettext("IMAP needs this."))
        if values.get("kind") == Mailbox.Kind.REFRESH:
            self._check_renewal(values)
        return values

    def _check_renewal(self, values: dict[str, Any]) -> None:
        for name in ("token_url", "client_id"):
            if not values.get(name):
                self.add_error(name, gettext("Renewing needs this."))
        if values.get("token_url") and not values["token_url"].startswith("https://"):
            self.add_error("token_url", gettext("Write an address that begins with https://."))
