"""Signed-in sessions: their age, their list, and ending them.

The sign-in is stored in the session itself, so that pages need no further query. Times are
seconds of the real clock.
"""

import datetime as dt
import time
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce

from kimppa.core.audit.actions import record
from kimppa.core.consortium.models import Person
from kimppa.core.consortium.roles import Permission
from kimppa.core.fulldisk import dispensable
from kimppa.core.permissions import Actor, require
from kimppa.core.signin.models import OpenSession
from kimppa.core.signin.visitor import Visitor

KEY = "kimppa.signed-in"
TOUCH_SECONDS = 60
PROOF_MINUTES = 15
SMALLEST_STEP = dt.timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """How and when the session began, was last used, and its person last proved to be there.

    `factor` is the second factor that was shown; empty when none was.
    """

    way: str = ""
    provider: str = ""
    factor: str = ""
    started: float = 0.0
    seen: float = 0.0
    proved: float = 0.0

    @property
    def is_over(self) -> bool:
        """Whether the session has been idle, or has lived, longer than the settings allow."""
        now = time.time()
        is_idle = now - self.seen > settings.KIMPPA_SESSION_IDLE_MINUTES * 60
        return is_idle or now - self.started > settings.KIMPPA_SESSION_DAYS * 86_400

    @property
    def is_proved(self) -> bool:
        """Whether the person has shown who they are within the last minutes."""
        return time.time() - self.proved < PROOF_MINUTES * 60


def sign_in_of(session: SessionBase) -> SignedIn | None:
    """The sign-in that the session began with; None when nobody is signed in."""
    fields = session.get(KEY)
    return SignedIn(**fields) if isinstance(fields, dict) else None


def begin(session: SessionBase, person: Person, sign_in: SignedIn, visitor: Visitor) -> None:
    now = time.time()
    _write_session(session, replace(sign_in, started=now, seen=now, proved=now))
    if session.session_key is None:
        session.cycle_key()
    moment = dt.datetime.now(dt.UTC)
    OpenSession.objects.update_or_create(
        key=str(session.session_key),
        defaults={
            "person": person,
            "started_at": moment,
            "seen_at": moment,
            "way": sign_in.way,
            "provider": sign_in.provider,
            "network": visitor.network,
            "device": visitor.device,
        },
    )


def touch(session: SessionBase) -> None:
    """Note that the session is in use; at most once a minute, since it is a write."""
    sign_in = sign_in_of(session)
    if sign_in is not None and time.time() - sign_in.seen > TOUCH_SECONDS:
        _write_session(session, replace(sign_in, seen=time.time()))
        sessions = OpenSession.objects.filter(key=session.session_key)
        with dispensable("when a session was last used"):
            sessions.update(seen_at=dt.datetime.now(dt.UTC))


def prove(session: SessionBase, *, factor: str = "") -> None:
    """Note that the person has just shown again who they are, and by which second factor."""
    sign_in = sign_in_of(session) or SignedIn()
    _write_session(session, replace(sign_in, proved=time.time(), factor=factor or sign_in.factor))


def rename(old_key: str | None, session: SessionBase) -> None:
    """Follow a session that got a new key."""
    OpenSession.objects.filter(key=old_key).update(key=session.session_key)


@transaction.atomic
def end_sessions(person: Person, *, keep: str | None = "", only: int | None = None) -> int:
    """End the person's sessions but the one with the key `keep` (`only`: a single one)."""
    sessions = OpenSession.objects.filter(person=person).exclude(key=keep or "")
    if only is not None:
        sessions = sessions.filter(pk=only)
    keys = list(sessions.values_list("key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    return sessions.delete()[0]


@transaction.atomic
def end_all(*, by: Actor, person: Person, keep: str | None = "") -> int:
    """End sessions on request, the own or as coordinator another's, with an audit row; how many.

    Raises PermissionDenied.
    """
    if by.pk != person.pk:
        require(by, Permission.MANAGE_CONSORTIUM)
    ended_count = end_sessions(person, keep=keep)
    if ended_count:
        record(
            by=by,
            action="person.end-sessions",
            obj=person,
            before={"open": ended_count},
            after={"open": 0},
        )
    return ended_count


def forget_session(session_key: str | None) -> None:
    """Forget a session that was signed out."""
    OpenSession.objects.filter(key=session_key or "").delete()


def close_all(*, moment: dt.datetime) -> int:
    """End all sessions and void all unused sign-in links; how many sessions.

    A link carries the exact moment of its person's last sign-in, so moving that moment by the
    smallest step voids the link and stays true. Who has never signed in gets `moment`.
    """
    count, _by_model = Session.objects.all().delete()
    OpenSession.objects.all().delete()
    Person.objects.update(last_login=Coalesce(F("last_login"), moment) + SMALLEST_STEP)
    return count


def _write_session(session: SessionBase, sign_in: SignedIn) -> None:
    fields: dict[str, Any] = asdict(sign_in)
    session[KEY] = fields
