"""Signing in by password with a limit of tries, or once by a personal link.

A link holds the moment of the person's last sign-in and a digest of their address under the
instance's signature: using it moves that moment, so the same link, and every older one, opens
nothing any more; nor does one that lies in the mailbox of an earlier address.
"""

import datetime as dt
import hashlib
from dataclasses import dataclass

from django.contrib.auth import authenticate
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.core.consortium.models import Person
from kimppa.core.mail.actions import write_to
from kimppa.core.signin import log
from kimppa.core.signin.backend import may_sign_in
from kimppa.core.signin.limits import (
    BY_ADDRESS,
    BY_NETWORK,
    LINKS_BY_ADDRESS,
    LINKS_BY_NETWORK,
    REFUSAL_LOG,
    TooManyTriesError,
    use_try,
)
from kimppa.core.signin.models import Outcome, Reason, Way
from kimppa.core.signin.visitor import Visitor
from kimppa.core.throttle.actions import Limit, forget, give_back, take

SALT = "kimppa.sign-in-link"
MAILED_LIFE = dt.timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Link:
    """An opened link: whose it is, and whether a button must be pressed first.

    Links sent by mail need the button, since mail filters open every address they see.
    """

    person: Person
    needs_button: bool
    last_login: dt.datetime | None


def sign_in_link(
    person: Person, *, life: dt.timedelta = dt.timedelta(days=7), needs_button: bool = False
) -> str:
    """The path of a one-time sign-in link, valid for `life` of real time."""
    expires = dt.datetime.now(dt.UTC) + life
    token = signing.dumps(
        [person.pk, _moment(person), int(expires.timestamp()), int(needs_button)], salt=SALT
    )
    return f"/sign-in/{token}"


def open_link(token: str) -> Link | None:
    """What a link is for; None when it is forged, old, used or its person may not sign in."""
    try:
        person_id, moment, expires, button = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    person = Person.objects.filter(pk=person_id).first()
    is_valid_yet = dt.datetime.now(dt.UTC).timestamp() < expires
    if person is None or not is_valid_yet or moment != _moment(person) or not may_sign_in(person):
        return None
    return Link(person, bool(button), person.last_login)


def use_link(link: Link) -> bool:
    """Use the link up; False when it has been used meanwhile."""
    claimed_count = Person.objects.filter(pk=link.person.pk, last_login=link.last_login).update(
        last_login=dt.datetime.now(dt.UTC)
    )
    return claimed_count == 1


def note_failed_link(*, visitor: Visitor) -> None:
    """Count and note a link that opened nothing. Raises TooManyTriesError."""
    use_network_try(visitor, Way.LINK)
    log.note_refusal(Reason.OLD_LINK, visitor=visitor, way=Way.LINK)


def check_password(request: HttpRequest, *, email: str, password: str, visitor: Visitor) -> Person:
    """The person whom e-mail and password fit.

    Raises ValidationError, in the same words whether the address is known or not, or telling
    how long to wait after too many tries.
    """
    address = email.strip().lower()
    _use_try(BY_ADDRESS, address, visitor, Way.PASSWORD)
    use_network_try(visitor, Way.PASSWORD)
    person = authenticate(request, username=address, password=password)
    if not isinstance(person, Person):
        owner = Person.objects.filter(email=address).first()
        log.note_refusal(_refusal_reason(owner), visitor=visitor, way=Way.PASSWORD, person=owner)
        raise ValidationError(
            _("The e-mail address and the password do not match, or the account is not in use.")
        )
    forget(BY_ADDRESS, address)
    give_back(BY_NETWORK, visitor.limit_key)
    return person


def mail_link(*, email: str, visitor: Visitor) -> None:
    """Send a link to the address if it is of a person who may sign in; the caller cannot tell.

    For an unknown address the same is done and rolled back, so that the time of the answer
    reveals nothing either. Raises ValidationError after too many tries.
    """
    address = email.strip().lower()
    _use_try(LINKS_BY_ADDRESS, address, visitor, Way.LINK)
    _use_try(LINKS_BY_NETWORK, visitor.limit_key, visitor, Way.LINK)
    person = Person.objects.filter(email=address).first()
    recipient = person if person is not None and may_sign_in(person) else None
    with transaction.atomic():
        _queue_link(recipient or Person(pk=0, email=address))
        if recipient is None:
            transaction.set_rollback(True)
    if recipient is not None:
        log.note(Outcome.LINK_SENT, visitor=visitor, person=recipient, way=Way.LINK)
    else:
        reason = Reason.ENDED if person else Reason.UNKNOWN
        log.note_refusal(reason, visitor=visitor, way=Way.LINK, person=person)


def use_network_try(visitor: Visitor, way: Way) -> None:
    """Count a try of the visitor's network. Raises TooManyTriesError."""
    _use_try(BY_NETWORK, visitor.limit_key, visitor, way)


def _queue_link(person: Person) -> None:
    path = sign_in_link(person, life=MAILED_LIFE, needs_button=True)
    write_to(
        person,
        key=f"sign-in-{person.pk}-{dt.datetime.now(dt.UTC).timestamp()}",
        subject=gettext_lazy("Sign in to Kimppa"),
        body=gettext_lazy(
            "Hello,\n\nOpen this address within 30 minutes to sign in. It works once.\n%(link)s\n\n"
            "If you did not ask for it, you need do nothing.\n"
        ),
        link=path,
    )


def _use_try(limit: Limit, key: str, visitor: Visitor, way: Way) -> None:
    """`use_try`; a refusal is written to the sign-in log, once in the time of REFUSAL_LOG."""
    try:
        use_try(limit, key)
    except TooManyTriesError:
        if not take(REFUSAL_LOG, f"{limit.scope} {key}"):
            log.note_refusal(Reason.TOO_MANY, visitor=visitor, way=way)
        raise


def _refusal_reason(person: Person | None) -> Reason:
    if person is None:
        return Reason.UNKNOWN
    return Reason.WRONG if may_sign_in(person) else Reason.ENDED


def _moment(person: Person) -> str:
    last_login = person.last_login.isoformat() if person.last_login else ""
    return f"{last_login} {hashlib.sha256(person.email.encode()).hexdigest()[:16]}"
