"""What the worker does: reads the mailboxes."""

import logging
from collections.abc import Callable
from functools import partial

from django.conf import settings
from django.db import OperationalError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kimppa.core import home
from kimppa.core.background import task
from kimppa.core.connections.actions import fail, finish
from kimppa.core.connections.queries import folder, in_use, secret_of
from kimppa.feedback.actions.letters import OverLimitError, take_letter
from kimppa.feedback.mailboxes import actions as pending
from kimppa.feedback.mailboxes.actions import MailboxChangedError, key_of
from kimppa.feedback.models import Mailbox, PendingLetter
from kimppa.jobs.progress import say
from kimppa.sources.errors import FetchError
from kimppa.sources.mail import imap, maildir, oauth
from kimppa.sources.mail.letter import LargeLetterError

logger = logging.getLogger(__name__)


def read_mailboxes() -> int:
    """Read every mailbox in use; how many letters were taken.

    One that cannot be read keeps no other from being read; then the run fails, and is tried again.
    """
    count, failure = 0, None
    for mailbox in in_use(Mailbox):
        try:
            count += read_mailbox(mailbox)
        except Exception as error:
            logger.exception("mailbox %s was not read to its end", mailbox.pk)
            failure = error
    if failure is not None:
        raise failure
    _tell_run()
    return count


def _tell_run() -> None:
    """Say on the page of runs how many letters wait."""
    count = PendingLetter.objects.filter(mailbox__active=True).count()
    if count:
        words = ngettext(
            "%(count)d letter waits in the mailboxes of feedback.",
            "%(count)d letters wait in the mailboxes of feedback.",
            count,
        )
        say(words % {"count": count})


@task(title=gettext_lazy("Reading of a mailbox of feedback"))
def read_one(pk: int) -> int:
    """Read the mailbox of that id, if it is there still."""
    mailbox = Mailbox.objects.filter(pk=pk).first()
    return read_mailbox(mailbox) if mailbox else 0


def read_mailbox(mailbox: Mailbox) -> int:
    """Read one mailbox; how many letters were taken. What went wrong stands on its page.

    Raises what no letter is to blame for, such as a database that takes nothing: every letter is
    then where it was.
    """
    count_before = mailbox.taken
    try:
        if mailbox.kind == Mailbox.Kind.MAILDIR:
            _read_folder(mailbox)
        else:
            _read_imap(mailbox)
    except MailboxChangedError:
        return mailbox.taken - count_before
    except FetchError as error:
        fail(mailbox, _failure_text(error))
    else:
        finish(mailbox)
    return mailbox.taken - count_before


def _read_folder(mailbox: Mailbox) -> None:
    letters = maildir.new_letters(home.path("maildir") / mailbox.folder)
    path_by_name = {key_of(path.name): path for path in letters}
    pending.forget_others(mailbox, set(path_by_name))
    begun_names = pending.names(mailbox)
    new_names = [name for name in path_by_name if name not in begun_names][: imap.AT_ONCE]
    for name in [*new_names, *pending.letters_to_retry(mailbox)]:
        path = path_by_name[name]
        if _take(mailbox, pending.begin(mailbox, name), partial(maildir.fetch, path)):
            maildir.mark_seen(path)


def _read_imap(mailbox: Mailbox) -> None:
    is_allowed_host = f"{mailbox.host}:{mailbox.port}" in settings.KIMPPA_OUTBOUND_ALLOW
    imap.check_host(mailbox.host, mailbox.port, settings.KIMPPA_OUTBOUND_ALLOW)
    account = imap.Account(
        host=mailbox.host,
        port=mailbox.port,
        user=mailbox.user,
        secret=_secret(mailbox),
        folder=mailbox.folder,
        token=mailbox.kind != Mailbox.Kind.IMAP,
        tls=not (is_allowed_host and mailbox.port == imap.CLEAR),
    )
    with imap.open_mailbox(account) as box:
        if box.validity != mailbox.validity:
            pending.begin_anew(mailbox, box.validity)
        begun_names = pending.names(mailbox)
        pending.forget_others(mailbox, {str(uid) for uid in box.present(map(int, begun_names))})
        names_to_retry = pending.letters_to_retry(mailbox)
        for uid in box.after(mailbox.last_uid, mailbox.validity):
            if box.is_late():
                return  # the next reading goes on from here
            _take(mailbox, pending.begin(mailbox, str(uid), uid), partial(box.fetch, uid))
        for name in names_to_retry:
            if box.is_late():
                return
            _take(mailbox, pending.begin(mailbox, name), partial(box.fetch, int(name)))


def _secret(mailbox: Mailbox) -> str:
    """The password, or an access token: the one that is kept, or a new one for this reading."""
    secret = secret_of(mailbox)
    if mailbox.kind != Mailbox.Kind.REFRESH:
        return secret
    client = oauth.Client(
        address=mailbox.token_url,
        client_id=mailbox.client_id,
        secret=secret_of(mailbox, "client_secret_name"),
        scope=mailbox.scope,
    )
    token = oauth.RefreshTokens(folder(), mailbox.secret_name, secret)
    return oauth.access_token(client, token, settings.KIMPPA_OUTBOUND_ALLOW)


def _take(mailbox: Mailbox, pending_letter: PendingLetter, fetch: Callable[[], bytes]) -> bool:
    """Take one letter that has been begun; whether it is done with.

    One that cannot be taken waits in its mailbox and keeps out none behind it. When the connection
    or the database fails nobody knows what the letter would have done: the reading ends, and the
    letter has one try less.
    """
    raw_letter = b""
    try:
        raw_letter = fetch()
        take_letter(mailbox, raw_letter, pending_letter)
    except OperationalError:
        raise
    except FetchError:
        pending.hold(pending_letter, PendingLetter.Reason.FAILED)
        raise
    except OverLimitError:
        pending.hold(pending_letter, PendingLetter.Reason.LIMIT, raw_letter)
    except LargeLetterError as error:
        pending.hold(pending_letter, PendingLetter.Reason.LARGE, error.head)
    except Exception:
        logger.exception(
            "letter %s of mailbox %s was not taken in", pending_letter.name, mailbox.pk
        )
        pending.hold(pending_letter, PendingLetter.Reason.FAILED, raw_letter)
    else:
        return True
    return False


def _failure_text(error: FetchError) -> str:
    """Why it failed, in plain words."""
    text_by_code = {
        "unreachable": _("The server does not answer."),
        "slow": _("The server was too slow. What is left is read next time."),
        "endless": _("The server sends more than it was asked for."),
        "folder-unmarkable": _(
            "The maildir's letters may not be moved. Give Kimppa's user the right to write there."
        ),
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
    return f"{text_by_code.get(error.code, '')} {error}".strip()
