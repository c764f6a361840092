"""The files of the instance folder that rows of feedback name."""

from collections.abc import Iterator

from kimppa.core.connections.queries import expected_secrets
from kimppa.core.home import Expected
from kimppa.feedback.models import Mailbox


def expected() -> Iterator[Expected]:
    """Maildirs, and secrets of mailboxes that the environment does not give."""
    for mailbox in Mailbox.objects.filter(example=False):
        if mailbox.kind == Mailbox.Kind.MAILDIR:
            for name in ("new", "cur"):
                yield Expected(f"maildir/{mailbox.folder}/{name}/", mailbox.title)
        yield from expected_secrets(mailbox)
