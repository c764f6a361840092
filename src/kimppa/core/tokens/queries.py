"""Whose a token is, and what it lets its owner do."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet

from kimppa.core.consortium.models import Person
from kimppa.core.grants.queries import limit_owner
from kimppa.core.tokens.models import ApiToken
from kimppa.core.tokens.secret import digest, is_well_formed


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who asks: the person, with the rights that the token leaves, and the token."""

    person: Person
    token: ApiToken

    def may(self, scope: str) -> bool:
        """Whether the token has the scope."""
        return scope in self.token.scopes


def bearer(secret: str) -> Bearer | None:
    """Whose secret it is, with the rights of the roles that it was made in and that its owner
    still holds; None when it is no token, wrong, expired, revoked, or when no such role is left.
    """
    if not is_well_formed(secret):
        return None
    token = (
        ApiToken.objects.select_related("person", "municipality")
        .filter(digest=digest(secret), revoked_at__isnull=True)
        .first()
    )
    if token is None or has_expired(token) or not token.person.in_use:
        return None
    if not limit_owner(token):
        return None
    return Bearer(token.person, token)


def has_expired(token: ApiToken) -> bool:
    """Whether the token's time has ended, in real time."""
    return token.expires_at <= dt.datetime.now(dt.UTC)


def tokens_of(person: Person) -> QuerySet[ApiToken]:
    """A person's tokens that have not been revoked, the newest first, the expired too."""
    return ApiToken.objects.filter(person=person, revoked_at__isnull=True).select_related(
        "municipality"
    )


def ended_tokens_of(person: Person) -> QuerySet[ApiToken]:
    """A person's tokens that ended with a role and would still be valid, the newest first."""
    api_tokens = ApiToken.objects.filter(person=person, expires_at__gt=dt.datetime.now(dt.UTC))
    return api_tokens.exclude(ended_by="").select_related("municipality")
