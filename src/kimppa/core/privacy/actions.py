"""Erasing one person: the only write that cannot be undone."""

from collections.abc import Collection
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.audit.actions import record
from kimppa.core.consortium.models import Membership, Person
from kimppa.core.consortium.roles import Permission
from kimppa.core.permissions import SYSTEM, Actor, require
from kimppa.core.privacy import erasures
from kimppa.core.privacy.pseudonyms import Pseudonyms
from kimppa.core.privacy.queries import is_erased, is_only_coordinator, pseudonyms_of, rows_of
from kimppa.core.privacy.register import Erase, Kind, Table, personal
from kimppa.core.search.actions import catch_up, note_write
from kimppa.core.signin.sessions import end_sessions


@dataclass(frozen=True, slots=True)
class Effect:
    """What happens, or would happen, to the rows of one table."""

    table: Table
    deleted: int = 0
    changed: int = 0
    staying: int = 0  # rows that go on telling of the person, since they are frozen


def preview(*, by: Actor, person: Person) -> list[Effect]:
    """What an erasure would do; nothing is written. Raises as `erase` does."""
    _check_may_erase(by, person)
    pseudonyms = pseudonyms_of(person)
    return [
        effect
        for table in personal()
        if (effect := _apply_to_table(table, person, pseudonyms, write=False))
    ]


@transaction.atomic
def erase(*, by: Actor, person: Person, remember: bool = True) -> list[Effect]:
    """Delete what is only the person's, put a pseudonym where the record must stay.

    The erasure is remembered as a hash, so that restoring an older backup repeats it. Raises
    PermissionDenied, and ValidationError for the only coordinator and for somebody erased.
    """
    _check_may_erase(by, person)
    pseudonyms = pseudonyms_of(person)
    Membership.objects.filter(person=person, valid_to__isnull=True).update(valid_to=clock.today())
    effects = [
        effect
        for table in personal()
        if (effect := _apply_to_table(table, person, pseudonyms, write=True))
    ]
    counts = {effect.table.model._meta.label: effect.deleted + effect.changed for effect in effects}
    person.refresh_from_db()
    record(by=by, action="person.erase", obj=person, after={"rows": counts})
    catch_up()  # the search index must not go on telling either
    if remember:
        erasures.remember(pseudonyms.addresses, day=clock.today())
    return effects


def repeat_erasures(erasure_list: Collection[erasures.Erasure]) -> int:
    """Erase again everybody in a restored database who has been erased before; how many.

    The only coordinator stays: an instance needs one, and whoever was erased had left the role.
    """
    if not erasure_list:
        return 0
    returned_people = [
        person
        for person in Person.objects.all()
        if not is_erased(person)
        and not is_only_coordinator(person)
        and erasures.is_listed(pseudonyms_of(person).addresses, erasure_list)
    ]
    for person in returned_people:
        erase(by=SYSTEM, person=person, remember=False)
    return len(returned_people)


def _check_may_erase(by: Actor, person: Person) -> None:
    require(by, Permission.MANAGE_CONSORTIUM)
    if is_erased(person):
        raise ValidationError(_("This person's data have been erased already."))
    if by.pk == person.pk:
        raise ValidationError(_("Nobody erases themselves: ask another coordinator to do it."))
    if is_only_coordinator(person):
        raise ValidationError(
            _("The only coordinator cannot be erased. Give the role to somebody else first.")
        )


def _apply_to_table(
    table: Table, person: Person, pseudonyms: Pseudonyms, *, write: bool
) -> Effect | None:
    if table.model is Person:
        if write:
            _pseudonymise(person, pseudonyms)
        return Effect(table, changed=1)
    rows = rows_of(table, person, pseudonyms)
    if table.erase is Erase.DELETE:
        count = rows.count()
        if write:
            rows.delete()
        return Effect(table, deleted=count) if count else None
    changed_count = named_count = 0
    for row in rows:
        new_values = (
            _new_values(table, row, person, pseudonyms) if table.erase is Erase.REPLACE else {}
        )
        if new_values and write:
            models.QuerySet(model=table.model).filter(pk=row.pk).update(**new_values)
            note_write(table.model._meta.label_lower, str(row.pk))
        changed_count += bool(new_values)
        named_count += _is_still_named(table, row, pseudonyms)
    return (
        Effect(table, changed=changed_count, staying=named_count)
        if changed_count or named_count
        else None
    )


def _pseudonymise(person: Person, pseudonyms: Pseudonyms) -> None:
    person.name, person.email = pseudonyms.name, pseudonyms.address
    person.is_active, person.last_login = False, None
    person.set_unusable_password()
    person.save()
    end_sessions(person)


def _new_values(
    table: Table, row: models.Model, person: Person, pseudonyms: Pseudonyms
) -> dict[str, object]:
    """The columns that change, with what stands in them afterwards."""
    new_values = {
        name: pseudonyms.apply(getattr(row, name))
        for name in table.of(Kind.ADDRESS, Kind.TEXT, Kind.NAME)
        if name not in table.bearers
    }
    for name, bearer in table.bearers.items():
        field = table.model._meta.get_field(bearer)
        if getattr(row, getattr(field, "attname", bearer)) == person.pk:
            new_values[name] = pseudonyms.name
    return {name: value for name, value in new_values.items() if value != getattr(row, name)}


def _is_still_named(table: Table, row: models.Model, pseudonyms: Pseudonyms) -> bool:
    return any(
        pseudonyms.apply(getattr(row, name)) != getattr(row, name) for name in table.of(Kind.FROZEN)
    )
