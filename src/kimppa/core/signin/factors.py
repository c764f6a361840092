"""Second factors of a person: codes of an app and recovery codes (passkeys: passkeys.py).

allauth keeps and computes them; the rules of this desk stand here: tries are counted per person,
and a code works once.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import decrypt
from cryptography.fernet import InvalidToken
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.core.consortium.models import Person
from kimppa.core.consortium.roles import Role
from kimppa.core.signin.limits import BY_PERSON, use_try
from kimppa.core.signin.models import Factor
from kimppa.core.throttle.actions import forget

CODES_SHOWN = dt.timedelta(minutes=30)
Type = Authenticator.Type


@dataclass(frozen=True, slots=True)
class Factors:
    """What a person has."""

    app: Authenticator | None
    passkeys: list[Authenticator]
    recovery: Authenticator | None

    @property
    def any(self) -> bool:
        """Whether a second factor is asked for at sign-in."""
        return self.app is not None or bool(self.passkeys)

    @property
    def codes_left(self) -> int:
        """How many recovery codes are unused."""
        return len(_unused_codes(self.recovery)) if self.recovery else 0

    @property
    def codes(self) -> list[str]:
        """The recovery codes while they may still be seen: until the person has kept them."""
        recovery = self.recovery
        if recovery is None or recovery.wrap().did_view:
            return []
        is_shown = dt.datetime.now(dt.UTC) - recovery.created_at < CODES_SHOWN
        return _unused_codes(recovery) if is_shown else []


def factors_of(person: Person) -> Factors:
    """The person's factors; one query."""
    authenticators = list(
        Authenticator.objects.filter(user_id=person.pk).order_by("created_at", "pk")
    )

    def first_of(kind: str) -> Authenticator | None:
        return next(
            (authenticator for authenticator in authenticators if authenticator.type == kind), None
        )

    passkeys = [
        authenticator for authenticator in authenticators if authenticator.type == Type.WEBAUTHN
    ]
    return Factors(first_of(Type.TOTP), passkeys, first_of(Type.RECOVERY_CODES))


def has_factor(person: Person) -> bool:
    """Whether a second factor is asked of the person at sign-in."""
    kinds = (Type.TOTP, Type.WEBAUTHN)
    return bool(Authenticator.objects.filter(user_id=person.pk, type__in=kinds).exists())


def must_have_factor(person: Person) -> bool:
    """Whether `KIMPPA_SECOND_FACTOR` asks one of the person's role."""
    rule = settings.KIMPPA_SECOND_FACTOR
    return rule == "all" or (rule == "coordinator" and person.role == Role.COORDINATOR)


def check_code(person: Person, code: str) -> Factor:
    """Which factor the code is of: the app's or a recovery code; it is used up.

    Raises ValidationError for a wrong or used code, and after too many tries.
    """
    use_try(BY_PERSON, str(person.pk))
    factor = _use_code(person, "".join(code.split()))
    if factor is None:
        raise ValidationError(_("The code is wrong or has been used. Wait for the next one."))
    forget(BY_PERSON, str(person.pk))
    return factor


def matching_counter(secret: str, code: str) -> int | None:
    """The time step whose code this is, a step of 30 s either way allowed; None when wrong."""
    for counter in totp.yield_hotp_counters_from_time():
        expected_code = totp.format_hotp_value(totp.hotp_value(secret, counter))
        if compare_user_code(actual=code, expected=expected_code):
            return int(counter)
    return None


@transaction.atomic
def _use_code(person: Person, code: str) -> Factor | None:
    """Which factor the code was of; None when it fits none. A recovery code is used up."""
    # Locked, so that one code cannot be used twice at the same moment.
    authenticators = Authenticator.objects.select_for_update().filter(user_id=person.pk)
    for authenticator in authenticators.exclude(type=Type.WEBAUTHN):
        if authenticator.type == Type.TOTP and _use_app_code(authenticator, code):
            return Factor.CODE
        if authenticator.type == Type.RECOVERY_CODES and _use_recovery_code(authenticator, code):
            return Factor.RECOVERY
    return None


def _use_app_code(authenticator: Authenticator, code: str) -> bool:
    """RFC 6238 §5.2: a code is taken once, and none that is older than one taken before."""
    secret = _unlock(lambda: str(decrypt(authenticator.data["secret"])), "")
    counter = matching_counter(secret, code) if secret else None
    if counter is None or counter <= authenticator.data.get("last_counter", -1):
        return False
    authenticator.data["last_counter"] = counter
    authenticator.last_used_at = dt.datetime.now(dt.UTC)
    authenticator.save(update_fields=["data", "last_used_at"])
    return True


def _use_recovery_code(authenticator: Authenticator, code: str) -> bool:
    return _unlock(lambda: bool(authenticator.wrap().validate_code(code)), False)


def _unused_codes(authenticator: Authenticator) -> list[str]:
    return _unlock(lambda: list(authenticator.wrap().get_unused_codes()), [])


def _unlock[T](read: Callable[[], T], default: T) -> T:
    """The value of `read()`; `default` when the instance's key has changed."""
    try:
        return read()
    except InvalidToken:
        return default
