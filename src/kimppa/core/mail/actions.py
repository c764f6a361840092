"""Queueing and sending mail: nothing lost, nothing sent twice."""

import datetime as dt
import smtplib

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction

from kimppa.core.consortium.models import Person
from kimppa.core.mail.models import OutgoingMail

ATTEMPTS = 8


def queue_mail(
    *, key: str, to: str, subject: str, body: str, person: Person | None = None
) -> OutgoingMail:
    """Queue a message in the caller's transaction; a key that was used before changes nothing."""
    now = dt.datetime.now(dt.UTC)
    mail, _created = OutgoingMail.objects.get_or_create(
        key=key,
        defaults={
            "to": to,
            "person": person,
            "subject": subject,
            "body": body,
            "queued_at": now,
            "next_attempt_at": now,
        },
    )
    return mail


def send_queued(limit: int = 100) -> tuple[int, int]:
    """Send what is due; (sent, failed for now). A down server delays, it never loses."""
    now = dt.datetime.now(dt.UTC)
    due = OutgoingMail.objects.filter(
        state=OutgoingMail.State.QUEUED, next_attempt_at__lte=now
    ).order_by("queued_at")[:limit]
    results = [_send(mail) for mail in due]
    return results.count(True), results.count(False)


def _send(mail: OutgoingMail) -> bool | None:
    if not _claim(mail):
        return None
    try:
        EmailMessage(
            mail.subject,
            mail.body,
            settings.DEFAULT_FROM_EMAIL,
            [mail.to],
            headers={"Message-ID": f"<kimppa-{mail.pk}-{mail.queued_at:%Y%m%d%H%M%S}@{_domain()}>"},
        ).send()
    except (OSError, smtplib.SMTPException) as error:
        _postpone(mail, error)
        return False
    mail.state, mail.sent_at, mail.error = OutgoingMail.State.SENT, dt.datetime.now(dt.UTC), ""
    mail.save(update_fields=["state", "sent_at", "error"])
    return True


def _claim(mail: OutgoingMail) -> bool:
    claimed = OutgoingMail.objects.filter(pk=mail.pk, state=OutgoingMail.State.QUEUED).update(
        state=OutgoingMail.State.SENDING, attempts=mail.attempts + 1
    )
    mail.attempts += 1
    return claimed == 1


@transaction.atomic
def _postpone(mail: OutgoingMail, error: Exception) -> None:
    wait = dt.timedelta(minutes=2 ** min(mail.attempts, 9))
    gone = mail.attempts >= ATTEMPTS
    mail.state = OutgoingMail.State.FAILED if gone else OutgoingMail.State.QUEUED
    mail.next_attempt_at = dt.datetime.now(dt.UTC) + wait
    mail.error = f"{type(error).__name__}: {error}"[:500]
    mail.save(update_fields=["state", "next_attempt_at", "error"])


def _domain() -> str:
    return settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">") or "localhost"
