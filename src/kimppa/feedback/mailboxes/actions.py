"""Which letters of a mailbox have been begun, and which wait in it.

A letter is begun in a transaction of its own, before it is fetched; the transaction that makes a
ticket of it ends that. Whatever goes wrong between, the letter is known and is tried again.
"""

import datetime as dt
import hashlib
from contextlib import suppress
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from kimppa.core.audit.actions import record
from kimppa.core.connections import actions as connections
from kimppa.core.consortium.roles import Permission
from kimppa.core.permissions import SYSTEM, Actor, require
from kimppa.feedback.models import Mailbox, PendingLetter
from kimppa.feedback.redaction import redacted
from kimppa.sources.mail.letter import HEAD, read

AGAIN = 100  # how many letters that wait are tried at each reading
_LOCATION = ("kind", "host", "port", "user", "folder")


class MailboxChangedError(Exception):
    """Somebody has changed the mailbox, or another reading of it is further."""


def key_of(name: str) -> str:
    """The name by which a letter is known; a digest of one that no column holds."""
    if len(name) <= 200 and name.isprintable():
        return name
    return hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()


@transaction.atomic
def edit(*, by: Actor, connection: Mailbox, **changes: Any) -> bool:
    """Change a mailbox; another server or folder is read from its beginning."""
    if any(
        changes.get(name, getattr(connection, name)) != getattr(connection, name)
        for name in _LOCATION
    ):
        changes |= {"validity": 0, "last_uid": 0}
    is_changed = connections.edit(by=by, connection=connection, **changes)
    if "validity" in changes:
        connection.pending.all().delete()
    return is_changed


@transaction.atomic
def begin(mailbox: Mailbox, name: str, uid: int | None = None) -> PendingLetter:
    """Count one more try of a letter; with a UID, the mailbox has been read as far as that.

    Raises MailboxChangedError.
    """
    if uid is not None:
        location = {field: getattr(mailbox, field) for field in (*_LOCATION, "validity")}
        mailboxes = Mailbox.objects.filter(pk=mailbox.pk, last_uid__lt=uid, **location)
        if not mailboxes.update(last_uid=uid):
            raise MailboxChangedError
        mailbox.last_uid = uid
    now = dt.datetime.now(dt.UTC)
    pending_letter, _new = PendingLetter.objects.get_or_create(
        mailbox=mailbox, name=name, defaults={"tried_at": now}
    )
    PendingLetter.objects.filter(pk=pending_letter.pk).update(tries=F("tries") + 1, tried_at=now)
    pending_letter.refresh_from_db()
    return pending_letter


def end(pending_letter: PendingLetter) -> None:
    """The letter waits no longer: it has been taken, or has left the mailbox."""
    pending_letter.delete()


@transaction.atomic
def hold(
    pending_letter: PendingLetter, reason: PendingLetter.Reason, raw_letter: bytes = b""
) -> None:
    """Let a letter wait in its mailbox. `raw_letter` is the letter, or its beginning."""
    letter_fields = {"reason": reason, **_header_fields(raw_letter[:HEAD])}
    if reason != PendingLetter.Reason.FAILED:
        letter_fields["tries"] = 0
    PendingLetter.objects.filter(pk=pending_letter.pk).update(**letter_fields)
    pending_letter.reason = reason
    if pending_letter.is_set_aside:
        log_values = {"letter": pending_letter.name}
        record(
            by=SYSTEM, action="feedback.mailbox-skip", obj=pending_letter.mailbox, after=log_values
        )


def _header_fields(head: bytes) -> dict[str, object]:
    """What tells a person which letter it is; nothing when its headers are what trips us up."""
    with suppress(Exception):
        letter = read(head)
        return {
            "sender": letter.address[:254],
            "subject": redacted(letter.subject, [])[:200],
            "sent_at": letter.at,
        }
    return {}


def letters_to_retry(mailbox: Mailbox) -> list[str]:
    """The names of the letters that are to be tried again, the one longest without a try first."""
    pending_letters = PendingLetter.objects.filter(mailbox=mailbox).exclude(
        Q(reason=PendingLetter.Reason.LARGE) | Q(tries__gte=PendingLetter.TRIES)
    )
    return list(pending_letters.order_by("tried_at", "pk").values_list("name", flat=True)[:AGAIN])


def names(mailbox: Mailbox) -> set[str]:
    """The names of all letters that have been begun or wait."""
    return set(PendingLetter.objects.filter(mailbox=mailbox).values_list("name", flat=True))


def forget_others(mailbox: Mailbox, present_names: set[str]) -> None:
    """Forget the letters that have left the mailbox; `present_names` are of those still there."""
    pks = [
        pending_letter.pk
        for pending_letter in PendingLetter.objects.filter(mailbox=mailbox).only("pk", "name")
        if pending_letter.name not in present_names
    ]
    PendingLetter.objects.filter(pk__in=pks).delete()


@transaction.atomic
def begin_anew(mailbox: Mailbox, validity: int) -> None:
    """Read a mailbox from its beginning: its letters have been given new numbers."""
    Mailbox.objects.filter(pk=mailbox.pk).update(validity=validity, last_uid=0)
    mailbox.validity, mailbox.last_uid = validity, 0
    PendingLetter.objects.filter(mailbox=mailbox).delete()


@transaction.atomic
def try_again(*, by: Actor, mailbox: Mailbox) -> None:
    """Let the letters that were set aside be tried again.

    Raises ValidationError when there are none.
    """
    require(by, Permission.MANAGE_CONSORTIUM)
    pending_letters = PendingLetter.objects.filter(
        mailbox=mailbox, reason=PendingLetter.Reason.FAILED, tries__gte=PendingLetter.TRIES
    )
    count = pending_letters.update(tries=0)
    if not count:
        raise ValidationError(_("No letter has been set aside."))
    record(by=by, action="feedback.mailbox-again", obj=mailbox, after={"letters": count})
