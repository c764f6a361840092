"""Signing in: by password with a limit of tries, or once by a personal link.

A link holds the moment of the person's last sign-in under the instance's signature: using it
moves that moment, so the same link, and every older one, opens nothing any more.
"""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import authenticate
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kimppa.core.audit.actions import record
from kimppa.core.consortium.models import Person
from kimppa.core.mail.actions import queue_mail
from kimppa.core.permissions import SYSTEM
from kimppa.core.signin.backend import may_sign_in
from kimppa.core.throttle.actions import Limit, forget, give_back, take

BY_ADDRESS = Limit("sign-in-address", times=5, minutes=15)
BY_NETWORK = Limit("sign-in-network", times=50, minutes=15)
LINKS_BY_ADDRESS = Limit("link-address", times=3, minutes=60)
LINKS_BY_NETWORK = Limit("link-network", times=20, minutes=60)
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
    fresh = dt.datetime.now(dt.UTC).timestamp() < expires
    if person is None or not fresh or moment != _moment(person) or not may_sign_in(person):
        return None
    return Link(person, bool(button), person.last_login)


@transaction.atomic
def use_link(link: Link, *, network: str) -> bool:
    """Use the link up; False when somebody was faster."""
    claimed = Person.objects.filter(pk=link.person.pk, last_login=link.last_login).update(
        last_login=dt.datetime.now(dt.UTC)
    )
    if claimed:
        _log(link.person, "sign-in", way="link", network=network)
    return claimed == 1


def check_password(request: HttpRequest, *, email: str, password: str, network: str) -> Person:
    """The person whom e-mail and password fit.

    Raises ValidationError, in the same words whether the address is known or not, or telling
    how long to wait after too many tries.
    """
    address = email.strip().lower()
    _limit(BY_ADDRESS, address)
    _limit(BY_NETWORK, network)
    person = authenticate(request, username=address, password=password)
    if not isinstance(person, Person):
        known = Person.objects.filter(email=address).first()
        if known:
            _log(known, "sign-in.refused", way="password", network=network)
        raise ValidationError(
            _("The e-mail address and the password do not match, or the account is not in use.")
        )
    forget(BY_ADDRESS, address)
    give_back(BY_NETWORK, network)
    _log(person, "sign-in", way="password", network=network)
    return person


def mail_link(*, email: str, network: str) -> None:
    """Send a link to the address if somebody who may sign in has it; never tells whether.

    Raises ValidationError after too many tries.
    """
    address = email.strip().lower()
    _limit(LINKS_BY_ADDRESS, address)
    _limit(LINKS_BY_NETWORK, network)
    person = Person.objects.filter(email=address).first()
    if person is None or not may_sign_in(person):
        return
    path = sign_in_link(person, life=MAILED_LIFE, needs_button=True)
    with translation.override(person.language):
        subject = _("Sign in to Kimppa")
        body = _(
            "Hello,\n\nOpen this address within 30 minutes to sign in. It works once.\n%(link)s\n\n"
            "If you did not ask for it, you need do nothing.\n"
        ) % {"link": settings.KIMPPA_PUBLIC_URL + path}
    key = f"sign-in-{person.pk}-{dt.datetime.now(dt.UTC).timestamp()}"
    queue_mail(key=key, to=person.email, subject=subject, body=body, person=person)
    _log(person, "sign-in.link-sent", way="link", network=network)


def log_sign_out(person: Person, *, network: str) -> None:
    """Note a sign-out in the audit log."""
    _log(person, "sign-out", way="", network=network)


def _limit(limit: Limit, key: str) -> None:
    seconds = take(limit, key)
    if seconds:
        minutes = -(-seconds // 60)
        raise ValidationError(
            ngettext(
                "Too many tries. Wait %(count)d minute and try again.",
                "Too many tries. Wait %(count)d minutes and try again.",
                minutes,
            )
            % {"count": minutes}
        )


def _moment(person: Person) -> str:
    return person.last_login.isoformat() if person.last_login else ""


def _log(person: Person, action: str, *, way: str, network: str) -> None:
    by = SYSTEM if action.endswith((".refused", ".link-sent")) else person
    record(by=by, action=action, obj=person, after={"way": way, "network": network})
