"""Queueing and sending mail: nothing lost, nothing sent twice.

What somebody sends by a press stays in the queue for a minute, as long as the press can be taken
back; the letters go with it.
"""

import datetime as dt
import logging
import secrets
import smtplib
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from email.errors import MessageError
from email.utils import formataddr, parseaddr
from functools import partial

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, mailers
from django.db import transaction
from django.db.models import Min, Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.answers import Text
from kimppa.core.audit.actions import change, current_batch
from kimppa.core.audit.undo import undo_beside
from kimppa.core.consortium.models import Person
from kimppa.core.consortium.queries import consortium
from kimppa.core.consortium.roles import Permission
from kimppa.core.mail.calendar import CalendarMessage
from kimppa.core.mail.models import OutgoingMail
from kimppa.core.permissions import Actor, require

ATTEMPTS = 8
HOLD = dt.timedelta(minutes=1)  # then on to the full minute, the one that people are told
SKEW = dt.timedelta(minutes=1)  # by which the clocks of two machines may differ
UNSENT = (OutgoingMail.State.QUEUED, OutgoingMail.State.FAILED)
LONGEST_SUBJECT = 300
NOBODY = "poistettu@kimppa.invalid"  # .invalid is reserved (RFC 2606): no letter ever goes there
# More headers of a kind of letters: the start of their keys, and the headers by the whole key.
HEADERS: dict[str, Callable[[str], Mapping[str, str]]] = {}
logger = logging.getLogger(__name__)


def new_message_id() -> str:
    """A Message-ID that nobody can guess: whoever names it has had the letter."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">") or "localhost"
    return f"<{secrets.token_hex(16)}@{domain}>"


def queue_mail(
    *,
    key: str,
    to: str,
    subject: str,
    body: str,
    person: Person | None = None,
    calendar: str = "",
) -> OutgoingMail:
    """Queue a message in the caller's transaction; a key that was used before changes nothing.

    `calendar` is iCalendar text with a METHOD, whose organiser is `sender`.
    """
    batch, now = current_batch(), dt.datetime.now(dt.UTC)
    mail, _created = OutgoingMail.objects.get_or_create(
        key=key,
        defaults={
            "batch": batch,
            "to": to,
            "person": person,
            "subject": " ".join(subject.split())[:LONGEST_SUBJECT],
            "body": body,
            "calendar": calendar,
            "message_id": new_message_id(),
            "queued_at": clock.now(),
            "next_attempt_at": _end_of_hold(now) if batch else now,
        },
    )
    return mail


def write_to(
    person: Person,
    *,
    key: str,
    subject: Text,
    body: Text,
    words: Callable[[], Mapping[str, object]] = dict,
    link: str = "",
) -> OutgoingMail:
    """Queue a letter in the person's language: lazy texts, into which go `words()`, asked in that
    language, and as %(link)s the whole address of the path `link`.
    """
    with translation.override(person.language):
        placeholders = {"link": settings.KIMPPA_PUBLIC_URL + link, **words()}
        return queue_mail(
            key=key,
            to=person.email,
            subject=str(subject) % placeholders,
            body=str(body) % placeholders,
            person=person if person.pk else None,
        )


def sender() -> tuple[str, str]:
    """Name and address of whom all letters are from; a calendar's organiser must be the same. Where
    the setting names nobody it is the consortium.
    """
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    the_consortium = None if name else consortium()
    return name or (the_consortium.name if the_consortium else ""), address


def _end_of_hold(now: dt.datetime) -> dt.datetime:
    end = now + HOLD
    full_minute = end.replace(second=0, microsecond=0)
    return full_minute if full_minute == end else full_minute + dt.timedelta(minutes=1)


def held_until(batch: str) -> dt.datetime | None:
    """When the first letter of a press leaves at the earliest; None without letters that wait."""
    queued_mail = _letters_of(batch).filter(state=OutgoingMail.State.QUEUED)
    moment: dt.datetime | None = queued_mail.aggregate(at=Min("next_attempt_at"))["at"]
    return moment


def release_letters(batch: str) -> None:
    """Let the letters of a press leave at once: it cannot be taken back."""
    queued_mail = _letters_of(batch).filter(state=OutgoingMail.State.QUEUED)
    queued_mail.update(next_attempt_at=dt.datetime.now(dt.UTC))


def require_unsent(batch: str) -> None:
    """Raise ValidationError when a letter of a press has left, or may have."""
    if _letters_of(batch).exclude(state__in=UNSENT).exists():
        raise ValidationError(_("The letter has left already, so this cannot be undone."))


def withdraw_letters(batch: str) -> None:
    """Take the letters of a press out of the queue. Raises as `require_unsent`."""
    _letters_of(batch).filter(state__in=UNSENT).delete()
    require_unsent(batch)


def _letters_of(batch: str) -> QuerySet[OutgoingMail]:
    return OutgoingMail.objects.filter(batch=batch).exclude(batch="")


def withdraw_mail(*, key: str) -> bool:
    """Take a letter out of the queue; False when it has left, or may have."""
    deleted_count, _tables = OutgoingMail.objects.filter(key=key, state__in=UNSENT).delete()
    return bool(deleted_count)


def forget_letters(keys: Collection[str]) -> int:
    """Empty the address and the text of letters to people outside; the rows stay."""
    mails = OutgoingMail.objects.filter(key__in=keys).exclude(state=OutgoingMail.State.QUEUED)
    return mails.update(to=NOBODY, subject="", body="", calendar="", error="")


def send_queued(limit: int = 100) -> tuple[int, int]:
    """Send what is due; (sent, failed for now). A down server delays, it never loses."""
    queued_mail = OutgoingMail.objects.filter(_is_due(), state=OutgoingMail.State.QUEUED)
    due_mail = queued_mail.order_by("queued_at")[:limit]
    outcomes = [_send(mail) for mail in due_mail]
    return outcomes.count(True), outcomes.count(False)


def _is_due() -> Q:
    """Which letters may be tried now. One that would wait for longer than its pause was postponed
    before the clock was set back: it is due as well."""
    now = dt.datetime.now(dt.UTC)
    is_due = Q(next_attempt_at__lte=now)
    for attempts in range(ATTEMPTS + 1):
        is_due |= Q(attempts=attempts, next_attempt_at__gt=now + _pause(attempts) + SKEW)
    return is_due


def _pause(attempts: int) -> dt.timedelta:
    """How long is waited at most after so many attempts."""
    return dt.timedelta(minutes=2 ** min(attempts, 9)) if attempts else 2 * HOLD


def _send(mail: OutgoingMail) -> bool | None:
    """None when another worker has it.

    What fails before the connection stands, or is refused in so many words, is tried again.
    When the connection breaks later the message may have gone: a person decides.
    """
    if not _claim_mail(mail):
        return None
    mailer = mailers.default
    try:
        mailer.open()
    except (OSError, smtplib.SMTPException) as error:
        _postpone_mail(mail, error)
        return False
    try:
        mailer.send_messages([_message(mail)])
    except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as error:
        _postpone_mail(mail, error)
        return False
    except (OSError, smtplib.SMTPException) as error:
        _set_state(mail, OutgoingMail.State.SENDING, error)
        return False
    except (ValueError, MessageError) as error:
        # No mail can be made of it (an impossible address): another try would not help.
        _set_state(mail, OutgoingMail.State.FAILED, error)
        return False
    finally:
        with suppress(OSError, smtplib.SMTPException):
            mailer.close()
    mail.state, mail.sent_at, mail.error = OutgoingMail.State.SENT, clock.now(), ""
    mail.save(update_fields=["state", "sent_at", "error"])
    return True


def _message(mail: OutgoingMail) -> EmailMessage:
    headers = next(
        (headers_of(mail.key) for key, headers_of in HEADERS.items() if mail.key.startswith(key)),
        {},
    )
    kind = partial(CalendarMessage, calendar=mail.calendar) if mail.calendar else EmailMessage
    return kind(
        mail.subject,
        mail.body,
        formataddr(sender()),
        [mail.to],
        headers={"Message-ID": mail.message_id, **headers},
    )


def _claim_mail(mail: OutgoingMail) -> bool:
    claimed_count = OutgoingMail.objects.filter(pk=mail.pk, state=OutgoingMail.State.QUEUED).update(
        state=OutgoingMail.State.SENDING, attempts=mail.attempts + 1
    )
    mail.attempts += 1
    return claimed_count == 1


@transaction.atomic
def _postpone_mail(mail: OutgoingMail, error: Exception) -> None:
    is_last = mail.attempts >= ATTEMPTS
    mail.next_attempt_at = dt.datetime.now(dt.UTC) + _pause(mail.attempts)
    mail.save(update_fields=["next_attempt_at"])
    _set_state(mail, OutgoingMail.State.FAILED if is_last else OutgoingMail.State.QUEUED, error)


def _set_state(mail: OutgoingMail, state: str, error: Exception) -> None:
    mail.state, mail.error = state, f"{type(error).__name__}: {error}"[:500]
    mail.save(update_fields=["state", "error"])
    logger.warning("mail %s is %s: %s", mail.pk, state, mail.error)


@transaction.atomic
def send_again(*, by: Actor, mail: OutgoingMail) -> None:
    """Queue a letter that failed, or that may not have gone. Raises PermissionDenied."""
    require(by, Permission.DELIVER)
    if mail.state in (OutgoingMail.State.FAILED, OutgoingMail.State.SENDING):
        change(
            mail,
            by=by,
            action="mail.again",
            state=OutgoingMail.State.QUEUED,
            attempts=0,
            error="",
            next_attempt_at=dt.datetime.now(dt.UTC),
        )


@transaction.atomic
def mark_as_sent(*, by: Actor, mail: OutgoingMail) -> None:
    """Mark a letter in doubt as received. Raises PermissionDenied."""
    require(by, Permission.DELIVER)
    if mail.state == OutgoingMail.State.SENDING:
        change(
            mail,
            by=by,
            action="mail.settle",
            state=OutgoingMail.State.SENT,
            sent_at=clock.now(),
        )


def hold_queued(*, moment: dt.datetime) -> int:
    """After a restore: mark every letter of the queue as in doubt; how many.

    The lost instance may have sent them after the backup of `moment`. As after a broken
    connection, a person says under Messages whether each has gone.
    """
    return OutgoingMail.objects.filter(state=OutgoingMail.State.QUEUED).update(
        state=OutgoingMail.State.SENDING,
        error=f"Queued in the backup of {moment:%Y-%m-%d %H:%M} UTC, may have gone after it",
    )


undo_beside(check=require_unsent, take_back=withdraw_letters)
