"""The files of the instance folder that rows of feedback name."""

from collections.abc import Iterator

from kimppa.core import home
from kimppa.core.home import Expected
from kimppa.feedback.models import Mailbox
from kimppa.sources.keys import is_given


def expected() -> Iterator[Expected]:
    """Maildirs, and secrets of mailboxes that the environment does not give."""
    secrets = home.path("source-secrets")
    for row in Mailbox.objects.filter(example=False):
        if row.kind == Mailbox.Kind.MAILDIR:
            for name in ("new", "cur"):
                yield Expected(f"maildir/{row.folder}/{name}/", row.title)
        for name in filter(None, (row.secret_name, row.client_secret_name)):
            if not is_given(name, secrets):
                yield Expected(f"source-secrets/{name}", row.title)
