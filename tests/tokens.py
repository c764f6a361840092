"""Tokens of people's programs."""

from collections.abc import Collection

from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.tokens.actions import create_token


def secret_of(
    person: Person, scopes: Collection[str] = ("read",), *, municipality: Municipality | None = None
) -> str:
    """The secret of a new token, with a name of its own."""
    name = f"Testi{person.api_tokens.count() or ''}"
    _token, secret = create_token(
        by=person, name=name, scopes=scopes, days=30, municipality=municipality
    )
    return secret
