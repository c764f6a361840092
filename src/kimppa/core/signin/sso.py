"""The person that an identity of an OpenID provider signs in. It never makes an account."""

import hashlib
from dataclasses import dataclass

from allauth.socialaccount.models import SocialAccount
from django.db import transaction

from kimppa.core.audit.actions import record
from kimppa.core.consortium.models import Person
from kimppa.core.consortium.roles import Permission
from kimppa.core.permissions import Actor, require
from kimppa.core.signin.backend import may_sign_in
from kimppa.core.signin.idtoken import Identity
from kimppa.core.signin.models import Reason
from kimppa.core.signin.providers import Provider

UID_LENGTH = 191  # of SocialAccount.uid


@dataclass
class SignInRefusedError(Exception):
    """Why the identity signs nobody in, and the person it would have been if that is known."""

    reason: Reason
    person: Person | None = None


@transaction.atomic
def person_for(identity: Identity, *, provider: Provider) -> Person:
    """The person to whom the identity is tied, or whom its proved address now ties it to.

    An address is asked only once: afterwards the provider's own unchanging name of the user
    decides, so that an address that changes hands opens nothing. Raises SignInRefusedError.
    """
    uid = _uid(identity)
    accounts = SocialAccount.objects.filter(provider=provider.name, uid=uid)
    account = accounts.select_related("user").first()
    if account is None:
        return _tie_identity(identity, provider, uid)
    if not may_sign_in(account.user):
        raise SignInRefusedError(Reason.ENDED, account.user)
    return _person(account)


def _tie_identity(identity: Identity, provider: Provider, uid: str) -> Person:
    if not identity.email_is_proved:
        raise SignInRefusedError(Reason.UNPROVED)
    if not provider.lets_in(identity.email):
        raise SignInRefusedError(Reason.DOMAIN)
    # Locked, so that two first sign-ins at once tie one user and not two.
    person = Person.objects.select_for_update().filter(email=identity.email).first()
    if person is None:
        raise SignInRefusedError(Reason.UNKNOWN)
    if not may_sign_in(person):
        raise SignInRefusedError(Reason.ENDED, person)
    account = SocialAccount.objects.filter(user_id=person.pk, provider=provider.name).first()
    if account is not None and account.uid != uid:
        raise SignInRefusedError(Reason.OTHER_SUBJECT, person)
    if account is None:
        SocialAccount.objects.create(user_id=person.pk, provider=provider.name, uid=uid)
        values_before, values_after = {"provider": ""}, {"provider": provider.name}
        record(
            by=person, action="person.sso-tie", obj=person, before=values_before, after=values_after
        )
    return person


@transaction.atomic
def untie(*, by: Actor, person: Person) -> None:
    """Forget which users of the providers the person is; the next sign-in ties anew.

    Raises PermissionDenied.
    """
    require(by, Permission.MANAGE_CONSORTIUM)
    accounts = SocialAccount.objects.filter(user_id=person.pk)
    names = sorted(accounts.values_list("provider", flat=True))
    if names:
        accounts.delete()
        record(by=by, action="person.sso-untie", obj=person, before={"provider": names}, after={})


def tied_providers(person: Person) -> list[str]:
    """Short names of the providers at which the person is known."""
    accounts = SocialAccount.objects.filter(user_id=person.pk).order_by("provider")
    return list(accounts.values_list("provider", flat=True))


def _person(account: SocialAccount) -> Person:
    assert isinstance(account.user, Person)
    return account.user


def _uid(identity: Identity) -> str:
    """The provider's issuer is part of it: two tenants may number their users alike."""
    uid = f"{identity.issuer} {identity.subject}"
    return uid if len(uid) <= UID_LENGTH else hashlib.sha256(uid.encode()).hexdigest()
