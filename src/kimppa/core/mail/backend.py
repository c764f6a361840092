"""Sending by SMTP with a deadline: a server that answers a byte at a time holds up no other letter.

A timeout of a socket begins anew with each byte.
"""

import io
import smtplib
from typing import Any, Final

from django.core.mail.backends import smtp

from kimppa.sources.mail.deadline import BoundedInput, Deadline

SENDING: Final = 60  # seconds in which a letter has to be sent
_ANSWERS: Final = 256 * 1024  # bytes that a server may say meanwhile


class Connection(smtplib.SMTP):
    """SMTP whose every answer is waited for until one deadline."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._deadline = Deadline(SENDING)
        super().__init__(*args, **kwargs)

    def getreply(self) -> tuple[int, bytes]:
        """Part of the interface of SMTP. Raises SMTPServerDisconnected at the deadline."""
        if self.file is None and self.sock is not None:
            self.file = io.BufferedReader(BoundedInput(self.sock, self._deadline, _ANSWERS))
        return super().getreply()


class EmailBackend(smtp.EmailBackend):
    """Django's, with that connection. The first letter opens it, the last one closes it."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        """Part of the interface of Django's backend; Kimppa offers STARTTLS, not SMTPS."""
        return Connection
