"""A person's tokens as the page shows them."""

from collections.abc import Iterable
from dataclasses import dataclass

from kimppa.core.tokens.models import ApiToken
from kimppa.core.tokens.queries import has_expired
from kimppa.core.tokens.scopes import LABELS


@dataclass(frozen=True, slots=True)
class TokenRow:
    """One token with its scopes in words, and whether its time has ended."""

    token: ApiToken
    scopes: tuple[str, ...]
    expired: bool


def rows_of(tokens: Iterable[ApiToken]) -> list[TokenRow]:
    """The tokens in their order."""
    return [
        TokenRow(
            token,
            tuple(str(LABELS[scope]) for scope in token.scopes if scope in LABELS),
            has_expired(token),
        )
        for token in tokens
    ]
