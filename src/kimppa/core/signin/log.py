"""The sign-in log: written at every try, pruned by the schedule."""

import datetime as dt

from django.conf import settings
from django.contrib.sessions.models import Session

from kimppa.core.consortium.models import Person
from kimppa.core.signin.models import OpenSession, Outcome, Reason, SignIn
from kimppa.core.signin.visitor import Visitor
from kimppa.core.throttle.models import Try

TRIES_KEPT = dt.timedelta(days=1)


def note(
    outcome: str,
    *,
    visitor: Visitor,
    person: Person | None = None,
    way: str = "",
    provider: str = "",
    factor: str = "",
    reason: str = Reason.NONE,
) -> SignIn:
    """Add a row. Of somebody unknown nothing is kept that tells who it might be."""
    return SignIn.objects.create(
        at=dt.datetime.now(dt.UTC),
        person=person,
        way=way,
        provider=provider,
        factor=factor,
        outcome=outcome,
        reason=reason,
        network=visitor.network,
        device=visitor.device,
    )


def note_refusal(
    reason: str,
    *,
    visitor: Visitor,
    way: str,
    person: Person | None = None,
    provider: str = "",
) -> None:
    """Note a refused try."""
    note(
        Outcome.REFUSED,
        visitor=visitor,
        person=person,
        way=way,
        provider=provider,
        reason=reason,
    )


def prune() -> int:
    """Remove rows past `KIMPPA_SIGN_IN_LOG_DAYS`, ended sessions and old counts; rows removed."""
    now = dt.datetime.now(dt.UTC)
    earliest = now - dt.timedelta(days=settings.KIMPPA_SIGN_IN_LOG_DAYS)
    removed_count = SignIn.objects.filter(at__lt=earliest).delete()[0]
    Session.objects.filter(expire_date__lt=now).delete()
    OpenSession.objects.exclude(key__in=Session.objects.values("session_key")).delete()
    Try.objects.filter(at__lt=now - TRIES_KEPT).delete()
    return removed_count
