"""Whose a token is, and what it lets its owner do."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet

from kimppa.core.consortium.models import Membership, Municipality, Person
from kimppa.core.consortium.roles import Role
from kimppa.core.tokens.models import ApiToken
from kimppa.core.tokens.secret import digest, well_formed


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who asks: the person, with the rights that the token leaves, and the token."""

    person: Person
    token: ApiToken

    def may(self, scope: str) -> bool:
        """Whether the token has the scope."""
        return scope in self.token.scopes


def bearer(secret: str) -> Bearer | None:
    """Whose secret it is; None when it is no token, wrong, expired, revoked, or when its owner
    may not sign in. Two queries: the role is read at every call.
    """
    if not well_formed(secret):
        return None
    token = (
        ApiToken.objects.select_related("person", "municipality")
        .filter(digest=digest(secret), revoked_at__isnull=True)
        .first()
    )
    if token is None or has_expired(token) or not token.person.in_use:
        return None
    if token.municipality is not None:
        narrow(token.person, token.municipality)
    return Bearer(token.person, token)


def has_expired(token: ApiToken) -> bool:
    """Whether the token's time has ended, in real time."""
    return token.expires_at <= dt.datetime.now(dt.UTC)


def narrow(person: Person, municipality: Municipality) -> None:
    """Leave the person only what they may do in one municipality.

    A coordinator's token for one municipality acts there as its staff do: there is no smaller
    coordinator, and staff's rights are all among a coordinator's.
    """
    held = person.current_memberships
    own = [one for one in held if one.municipality_id == municipality.pk]
    if any(one.role == Role.COORDINATOR for one in held):
        own.append(Membership(person=person, role=Role.STAFF, municipality=municipality))
    # The cached property is written over: nothing asks the database for more than this again.
    person.__dict__["current_memberships"] = own
    person.__dict__.pop("role", None)


def tokens_of(person: Person) -> QuerySet[ApiToken]:
    """A person's tokens that have not been revoked, the newest first, the expired too."""
    return ApiToken.objects.filter(person=person, revoked_at__isnull=True).select_related(
        "municipality"
    )
