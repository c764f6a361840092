"""Limits on tries to sign in, the same for every way of signing in."""

from django.core.exceptions import ValidationError
from django.utils.translation import ngettext

from kimppa.core.throttle.actions import Limit, take

BY_ADDRESS = Limit("sign-in-address", times=5, minutes=15)
BY_NETWORK = Limit("sign-in-network", times=50, minutes=15)
LINKS_BY_ADDRESS = Limit("link-address", times=3, minutes=60)
LINKS_BY_NETWORK = Limit("link-network", times=20, minutes=60)
BY_PERSON = Limit("second-factor", times=5, minutes=15)
REFUSAL_LOG = Limit("sign-in-told", times=1, minutes=15)


class TooManyTriesError(ValidationError):
    """A limit is reached; the message tells how long to wait."""


def use_try(limit: Limit, key: str) -> None:
    """Use up one try. Raises TooManyTriesError when there is none left."""
    seconds = take(limit, key)
    if seconds:
        minutes = -(-seconds // 60)
        raise TooManyTriesError(
            ngettext(
                "Too many tries. Wait %(count)d minute and try again.",
                "Too many tries. Wait %(count)d minutes and try again.",
                minutes,
            )
            % {"count": minutes}
        )
