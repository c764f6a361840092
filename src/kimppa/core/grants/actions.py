"""Ending and narrowing what was made in a role when the role changes; ending sessions."""

from typing import Any

from django.apps import apps
from django.db import models, transaction

from kimppa.core import clock
from kimppa.core.audit.actions import record, snapshot
from kimppa.core.consortium.models import Membership, Person
from kimppa.core.grants.grant import to_json
from kimppa.core.grants.models import Grants
from kimppa.core.grants.queries import still_held
from kimppa.core.permissions import SYSTEM
from kimppa.core.signin.models import OpenSession
from kimppa.core.signin.sessions import end_sessions

_TIME = frozenset({"is_active", "valid_from", "valid_to"})


def settle_person(person_id: int) -> int:
    """End what the person's roles of today no longer carry, narrow the rest; how many ended.

    Call before and after a role is written: what had ended by then stays ended.
    """
    rows = [row for kind in _kinds() for row in _open(kind).filter(person=person_id)]
    return _settle(rows, Person.objects.get(pk=person_id)) if rows else 0


def settle_all() -> int:
    """The same for everybody, every night: a role may end by its day alone."""
    signed_in = Person.objects.filter(pk__in=OpenSession.objects.values("person"))
    for person in signed_in:
        # Who has never had a role may sign in all the same.
        _settle_sessions(person, without_role=Membership.objects.filter(person=person).exists())
    owners = {pk for kind in _kinds() for pk in _open(kind).values_list("person", flat=True)}
    return sum(settle_person(pk) for pk in owners)


def _settle_sessions(person: Person, *, without_role: bool) -> None:
    """End the sessions of a person out of use, and those without a role where asked."""
    if not person.in_use or (without_role and not person.current_memberships):
        end_sessions(person)


@transaction.atomic
def _settle(rows: list[Grants], person: Person) -> int:
    ended = 0
    for row in rows:
        before = snapshot(row)
        rest = to_json(still_held(row, person))
        if rest == row.grants and rest:
            continue
        row.grants, verb = rest, "narrow"
        if not rest or not row.narrow():
            verb = "end"
            row.revoked_at = clock.now()
            row.ended_by = Grants.End.ROLE if person.in_use else Grants.End.PERSON
            ended += 1
        row.save()
        record(by=SYSTEM, action=f"{row.family}.{verb}", obj=row, before=before)
    return ended


def _kinds() -> list[type[Grants]]:
    return [kind for kind in apps.get_models() if issubclass(kind, Grants)]


def _open(kind: type[Grants]) -> models.QuerySet[Grants]:
    return kind._default_manager.filter(revoked_at__isnull=True)


def role_written(sender: object, instance: Membership, raw: bool = False, **_more: Any) -> None:
    """Receiver of a membership's saving and deletion, before and after."""
    if instance.pk and not raw:
        settle_person(instance.person_id)
        _settle_sessions(Person.objects.get(pk=instance.person_id), without_role=True)


def person_written(
    sender: object, instance: Person, raw: bool = False, update_fields: Any = None, **_more: Any
) -> None:
    """Receiver of a person's saving, before and after; a sign-in changes no right."""
    if instance.pk and not raw and (update_fields is None or _TIME & set(update_fields)):
        settle_person(instance.pk)
        for person in Person.objects.filter(pk=instance.pk):
            _settle_sessions(person, without_role=False)
