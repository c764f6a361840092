"""Narrowing and ending tokens, calendar addresses and sessions when a role changes."""

from typing import Any

from django.apps import apps
from django.db import models, transaction

from kimppa.core import clock
from kimppa.core.audit.actions import record, snapshot
from kimppa.core.consortium.models import Membership, Person
from kimppa.core.grants.grant import to_json
from kimppa.core.grants.models import Grants
from kimppa.core.grants.queries import remaining_grants
from kimppa.core.permissions import SYSTEM
from kimppa.core.signin.models import OpenSession
from kimppa.core.signin.sessions import end_sessions

_TIME = frozenset({"is_active", "valid_from", "valid_to"})


def narrow_grants(person_id: int) -> int:
    """Narrow the person's tokens and addresses to the roles of today, end those left without
    any; how many ended. Call before and after a role is written: what had ended stays ended.
    """
    grantses = [
        grants
        for model in _grant_models()
        for grants in _grants_in_force(model).filter(person=person_id)
    ]
    return _narrow_grants(grantses, Person.objects.get(pk=person_id)) if grantses else 0


def narrow_all_grants() -> int:
    """The same for everybody, nightly: a role may end by its date alone."""
    signed_in = Person.objects.filter(pk__in=OpenSession.objects.values("person"))
    for person in signed_in:
        # Who has never had a role may sign in all the same.
        _end_sessions(person, without_role=Membership.objects.filter(person=person).exists())
    owners = {
        pk
        for model in _grant_models()
        for pk in _grants_in_force(model).values_list("person", flat=True)
    }
    return sum(narrow_grants(pk) for pk in owners)


def _end_sessions(person: Person, *, without_role: bool) -> None:
    """End the sessions of a person out of use, and those without a role where asked."""
    if not person.in_use or (without_role and not person.current_memberships):
        end_sessions(person)


@transaction.atomic
def _narrow_grants(grantses: list[Grants], person: Person) -> int:
    ended_count = 0
    for grants in grantses:
        values_before = snapshot(grants)
        remaining_json = to_json(remaining_grants(grants, person))
        if remaining_json == grants.grants and remaining_json:
            continue
        grants.grants, verb = remaining_json, "narrow"
        if not remaining_json or not grants.narrow():
            verb = "end"
            grants.revoked_at = clock.now()
            grants.ended_by = Grants.End.ROLE if person.in_use else Grants.End.PERSON
            ended_count += 1
        grants.save()
        record(by=SYSTEM, action=f"{grants.family}.{verb}", obj=grants, before=values_before)
    return ended_count


def _grant_models() -> list[type[Grants]]:
    return [model for model in apps.get_models() if issubclass(model, Grants)]


def _grants_in_force(model: type[Grants]) -> models.QuerySet[Grants]:
    return model._default_manager.filter(revoked_at__isnull=True)


def on_membership_change(
    sender: object, instance: Membership, raw: bool = False, **_kwargs: Any
) -> None:
    """Receiver of a membership's saving and deletion, before and after."""
    if instance.pk and not raw:
        narrow_grants(instance.person_id)
        _end_sessions(Person.objects.get(pk=instance.person_id), without_role=True)


def on_person_change(
    sender: object, instance: Person, raw: bool = False, update_fields: Any = None, **_kwargs: Any
) -> None:
    """Receiver of a person's saving, before and after; a sign-in changes no right."""
    if instance.pk and not raw and (update_fields is None or _TIME & set(update_fields)):
        narrow_grants(instance.pk)
        for person in Person.objects.filter(pk=instance.pk):
            _end_sessions(person, without_role=False)
