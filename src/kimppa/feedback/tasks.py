"""What the worker does: reads the mailboxes."""

import logging

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.core import clock, home
from kimppa.core.audit.actions import record
from kimppa.core.background import task
from kimppa.core.permissions import SYSTEM
from kimppa.feedback.actions.mailing import take_letter
from kimppa.feedback.models import Mailbox
from kimppa.sources.errors import FetchError
from kimppa.sources.keys import secret
from kimppa.sources.mail import imap, maildir, oauth

logger = logging.getLogger(__name__)


def read_mailboxes() -> int:
    """Read every mailbox in use; how many letters were taken."""
    return sum(read_mailbox(one) for one in Mailbox.objects.filter(active=True, example=False))


@task(title=gettext_lazy("Reading of a mailbox of feedback"))
def read_one(pk: int) -> int:
    """Read the mailbox of that id, if it is there still."""
    found = Mailbox.objects.filter(pk=pk).first()
    return read_mailbox(found) if found else 0


def read_mailbox(mailbox: Mailbox) -> int:
    """Read one mailbox; how many letters were taken. What went wrong stands on its page."""
    before = mailbox.taken
    try:
        if mailbox.kind == Mailbox.Kind.MAILDIR:
            _by_folder(mailbox)
        else:
            _by_imap(mailbox)
        failure = ""
    except FetchError as error:
        failure = _told(error)
    Mailbox.objects.filter(pk=mailbox.pk).update(read_at=clock.now(), failure=failure[:500])
    return mailbox.taken - before


def _by_folder(mailbox: Mailbox) -> None:
    folder = home.path("maildir") / mailbox.folder
    for path, data in maildir.new_letters(folder):
        _take(mailbox, data, path.name)
        maildir.mark_seen(path)


def _by_imap(mailbox: Mailbox) -> None:
    inside = f"{mailbox.host}:{mailbox.port}" in settings.KIMPPA_OUTBOUND_ALLOW
    imap.check_host(mailbox.host, mailbox.port, settings.KIMPPA_OUTBOUND_ALLOW)
    account = imap.Account(
        host=mailbox.host,
        port=mailbox.port,
        user=mailbox.user,
        secret=_secret(mailbox),
        folder=mailbox.folder,
        token=mailbox.kind != Mailbox.Kind.IMAP,
        tls=not (inside and mailbox.port == imap.CLEAR),
    )
    with imap.opened(account) as box:
        for uid, data in box.after(mailbox.last_uid, mailbox.validity):
            _take(mailbox, data, str(uid))
            # After each letter, so that a broken connection repeats nothing.
            mailbox.last_uid, mailbox.validity = uid, box.validity
            mailbox.save(update_fields=["last_uid", "validity"])


def _secret(mailbox: Mailbox) -> str:
    """The password, or an access token: the one that is kept, or a new one for this reading."""
    folder = home.path("source-secrets")
    found = secret(mailbox.secret_name, folder)
    if mailbox.kind != Mailbox.Kind.REFRESH:
        return found
    client = oauth.Client(
        address=mailbox.token_url,
        client_id=mailbox.client_id,
        secret=secret(mailbox.client_secret_name, folder) if mailbox.client_secret_name else "",
        scope=mailbox.scope,
    )
    kept = oauth.Kept(folder, mailbox.secret_name, found)
    return oauth.access_token(client, kept, settings.KIMPPA_OUTBOUND_ALLOW)


def _take(mailbox: Mailbox, data: bytes, name: str) -> None:
    """Take one letter. One that trips us up must not keep out those behind it: it stays in its
    mailbox, and the audit log names it."""
    try:
        take_letter(mailbox, data)
    except Exception:
        logger.exception("letter %s of mailbox %s was not taken in", name, mailbox.pk)
        record(by=SYSTEM, action="feedback.mailbox-skip", obj=mailbox, after={"letter": name})


def _told(error: FetchError) -> str:
    """Why it failed, in plain words."""
    words = {
        "unreachable": _("The server does not answer."),
        "bad-address": _("The server's address may not be asked."),
        "refused": _("The server does not take the user name and the secret."),
        "missing": _("The server has no such folder."),
        "token-ended": _(
            "The mailbox cannot be read, because its token was not renewed: the consent has ended. "
            "Give it anew, and let whoever runs Kimppa put the new refresh token on the server."
        ),
        "token-client": _(
            "The token was not renewed: the client id or its secret is not accepted. A secret "
            "that has expired is made anew at the mail service."
        ),
        "token-odd": _("The token was not renewed: the address does not answer as it should."),
        "token-unreachable": _("The token was not renewed: the address does not answer."),
        "token-kept": _("The new refresh token could not be kept in the instance folder."),
        "password-in-clear": _("The address that renews the token must begin with https://."),
        "folder-missing": _("The instance folder has no such maildir."),
        "secret-missing": _("No secret is found by this name on the server."),
        "secret-name": _("This is no name of a secret."),
    }
    return f"{words.get(error.code, '')} {error}".strip()
