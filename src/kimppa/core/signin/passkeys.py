"""Passkeys (WebAuthn Level 3): the options a browser gets, and the answers it gives.

The challenge waits in the session (allauth puts it there). A passkey here always asks for the
device's own PIN or fingerprint, so that it is two factors in one.
"""

import datetime as dt
import json
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kimppa.core.consortium.models import Person
from kimppa.core.signin.backend import may_sign_in

BROKEN = (
    ValidationError,
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    LookupError,
    RecursionError,
)


def creation_options(person: Person) -> str:
    """What the browser needs to make a passkey, as JSON."""
    return json.dumps(auth.begin_registration(person, passwordless=True))


def request_options(person: Person | None = None) -> str:
    """What the browser needs to show a passkey, as JSON; of anybody when no person is named."""
    return json.dumps(auth.begin_authentication(person))


def read_registration(answer: str) -> dict[str, Any]:
    """The new passkey in the browser's answer, ready to be kept. Raises ValidationError."""
    try:
        credential: dict[str, Any] = json.loads(answer)
        auth.parse_registration_response(credential)
        registration = auth.complete_registration(credential)
        if not registration.is_user_verified():
            raise ValueError("the device did not verify its user")
    except BROKEN as error:
        raise _not_accepted() from error
    return credential


def read_answer(answer: str, person: Person | None = None) -> Person:
    """Whose passkey was shown (`person`'s, when named). Raises ValidationError.

    The same words whether the passkey is unknown, removed or of somebody who may not sign in.
    """
    try:
        response = json.loads(answer)
        auth.parse_authentication_response(response)
        owner = person or auth.extract_user_from_response(response)
        authenticator = auth.complete_authentication(owner, response)
    except BROKEN as error:
        raise _not_accepted() from error
    if not isinstance(owner, Person) or not may_sign_in(owner):
        raise _not_accepted()
    Authenticator.objects.filter(pk=authenticator.pk).update(last_used_at=dt.datetime.now(dt.UTC))
    return owner


def _not_accepted() -> ValidationError:
    return ValidationError(_("The passkey was not accepted. Try again, or use another way."))
