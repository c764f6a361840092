"""Taking second factors into use and out of it.

Every change is in the audit log, told to the person by mail, and ends the person's other
sessions, since they were begun without the factor.
"""

import datetime as dt
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.core.audit.actions import record
from kimppa.core.consortium.models import Person
from kimppa.core.consortium.roles import Permission
from kimppa.core.mail.actions import write_to
from kimppa.core.permissions import Actor, require
from kimppa.core.signin.factors import Type, factors_of, matching_counter
from kimppa.core.signin.sessions import end_sessions

MAX_PASSKEYS = 20
ADDED: dict[str, Promise] = {
    Type.TOTP: gettext_lazy("An authenticator app was taken into use."),
    Type.WEBAUTHN: gettext_lazy("A passkey was taken into use."),
}
REMOVED: dict[str, Promise] = {
    Type.TOTP: gettext_lazy("The authenticator app was taken out of use."),
    Type.WEBAUTHN: gettext_lazy("A passkey was taken out of use."),
}
RENEWED = gettext_lazy("New recovery codes were made; the old ones work no more.")
RESET = gettext_lazy("%(name)s has removed your second factors, so that you can sign in again.")


@transaction.atomic
def add_app(*, by: Person, secret: str, code: str, keep: str | None = "") -> None:
    """Take an authenticator app into use; the code proves that it has the secret.

    `keep` is the key of the session that goes on. Raises ValidationError for a wrong code, and
    when there is an app already.
    """
    _lock_person(by)
    counter = matching_counter(secret, "".join(code.split()))
    if counter is None:
        raise ValidationError(
            _("The code does not fit. Check that the clock of the phone is right, and try again.")
        )
    if factors_of(by).app is not None:
        raise ValidationError(_("You have an app in use already. Remove it first."))
    authenticator = TOTP.activate(by, secret).instance
    authenticator.data["last_counter"] = counter
    authenticator.save(update_fields=["data"])
    _finish_adding(by, Type.TOTP, keep)


@transaction.atomic
def add_passkey(
    *, by: Person, name: str, credential: dict[str, Any], keep: str | None = ""
) -> None:
    """Take a passkey into use, as read by `passkeys.read_registration`."""
    _lock_person(by)
    if len(factors_of(by).passkeys) >= MAX_PASSKEYS:
        raise ValidationError(_("You have many passkeys already. Remove one first."))
    WebAuthn.add(by, " ".join(name.split())[:60] or _("Passkey"), credential)
    _finish_adding(by, Type.WEBAUTHN, keep)


@transaction.atomic
def remove_factor(*, by: Person, factor: Authenticator, keep: str | None = "") -> None:
    """Take an app or a passkey out of use; with the last one the recovery codes go too."""
    _lock_person(by)
    kind = factor.type
    if factor.user_id != by.pk or kind == Type.RECOVERY_CODES:
        raise ValidationError(_("There is no such factor."))
    factor.delete()
    if not factors_of(by).any:
        Authenticator.objects.filter(user_id=by.pk).delete()
    end_sessions(by, keep=keep)
    record(by=by, action="person.factor-remove", obj=by, before={"factor": str(kind)}, after={})
    _notify_person(by, REMOVED[kind])


@transaction.atomic
def new_codes(*, by: Person) -> None:
    """Make new recovery codes, which put the old ones out of use. Raises ValidationError."""
    _lock_person(by)
    if not factors_of(by).any:
        raise ValidationError(_("Take an app or a passkey into use first."))
    _make_codes(by)
    record(by=by, action="person.recovery-codes", obj=by, before={"codes": "old"}, after={})
    _notify_person(by, RENEWED)


def confirm_codes(*, by: Person) -> None:
    """Mark the recovery codes as saved by the person; they are not shown again."""
    recovery_codes = factors_of(by).recovery
    if recovery_codes is not None:
        recovery_codes.wrap().mark_as_viewed()


@transaction.atomic
def reset_factors(*, by: Actor, person: Person) -> None:
    """Take all factors of a person who has lost them away, and end the person's sessions.

    Raises PermissionDenied; ValidationError when a person would reset the own ones, which needs
    a factor to be shown.
    """
    require(by, Permission.MANAGE_CONSORTIUM)
    if by.pk == person.pk:
        raise ValidationError(_("Remove your own factors on the page of your account."))
    _lock_person(person)
    authenticators = Authenticator.objects.filter(user_id=person.pk)
    kinds = sorted(authenticators.values_list("type", flat=True))
    if not kinds:
        raise ValidationError(_("The person has no second factor."))
    authenticators.delete()
    end_sessions(person)
    record(by=by, action="person.reset-factors", obj=person, before={"factor": kinds}, after={})
    _notify_person(person, RESET, name=by.name)


def _finish_adding(by: Person, kind: str, keep: str | None) -> None:
    if factors_of(by).recovery is None:
        _make_codes(by)
    end_sessions(by, keep=keep)
    values_before, values_after = {"factor": ""}, {"factor": str(kind)}
    record(by=by, action="person.factor-add", obj=by, before=values_before, after=values_after)
    _notify_person(by, ADDED[kind])


def _make_codes(person: Person) -> None:
    Authenticator.objects.filter(user_id=person.pk, type=Type.RECOVERY_CODES).delete()
    RecoveryCodes.activate(person)


def _lock_person(person: Person) -> None:
    """One change at a time: two at once could leave codes without a factor."""
    Person.objects.select_for_update().get(pk=person.pk)


def _notify_person(person: Person, message: Promise, **placeholders: str) -> None:
    write_to(
        person,
        key=f"factor-{person.pk}-{dt.datetime.now(dt.UTC).timestamp()}",
        subject=gettext_lazy("Your sign-in to Kimppa has changed"),
        body=gettext_lazy(
            "Hello,\n\n%(what)s\n\nIf you did not know of it, tell your coordinator at once.\n"
        ),
        words=lambda: {"what": str(message) % placeholders},
    )
