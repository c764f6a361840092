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
from kimppa.core.privacy.queries import is_erased, is_only_coordinator, rows_of, words_of
from kimppa.core.privacy.register import Erase, Kind, Table, personal
from kimppa.core.privacy.words import Words
from kimppa.core.search.actions import catch_up, wait_for
from kimppa.core.signin.sessions import end_sessions


@dataclass(frozen=True, slots=True)
class Effect:
    """What happens, or would happen, to the rows of one table."""

    table: Table
    deleted: int = 0
    changed: int = 0
    staying: int = 0  # rows that go on telling of the person, since they are frozen


def foresee(*, by: Actor, person: Person) -> list[Effect]:
    """What an erasure would do; nothing is written. Raises as `erase` does."""
    _check(by, person)
    words = words_of(person)
    return [effect for table in personal() if (effect := _apply(table, person, words, write=False))]


@transaction.atomic
def erase(*, by: Actor, person: Person, remember: bool = True) -> list[Effect]:
    """Delete what is only the person's, put a pseudonym where the record must stay.

    The erasure is remembered as a hash, so that restoring an older backup repeats it. Raises
    PermissionDenied, and ValidationError for the only coordinator and for somebody erased.
    """
    _check(by, person)
    words = words_of(person)
    Membership.objects.filter(person=person, valid_to__isnull=True).update(valid_to=clock.today())
    effects = [
        effect for table in personal() if (effect := _apply(table, person, words, write=True))
    ]
    told = {effect.table.model._meta.label: effect.deleted + effect.changed for effect in effects}
    person.refresh_from_db()
    record(by=by, action="person.erase", obj=person, after={"rows": told})
    catch_up()  # the search index must not go on telling either
    if remember:
        erasures.remember(words.addresses, day=clock.today())
    return effects


def repeat(known: Collection[erasures.Erasure]) -> int:
    """Erase again everybody in a restored database who has been erased before; how many.

    The only coordinator stays: an instance needs one, and whoever was erased had left the role.
    """
    if not known:
        return 0
    again = [
        person
        for person in Person.objects.all()
        if not is_erased(person)
        and not is_only_coordinator(person)
        and erasures.listed(words_of(person).addresses, known)
    ]
    for person in again:
        erase(by=SYSTEM, person=person, remember=False)
    return len(again)


def _check(by: Actor, person: Person) -> None:
    require(by, Permission.MANAGE_CONSORTIUM)
    if is_erased(person):
        raise ValidationError(_("This person's data have been erased already."))
    if by.pk == person.pk:
        raise ValidationError(_("Nobody erases themselves: ask another coordinator to do it."))
    if is_only_coordinator(person):
        raise ValidationError(
            _("The only coordinator cannot be erased. Give the role to somebody else first.")
        )


def _apply(table: Table, person: Person, words: Words, *, write: bool) -> Effect | None:
    if table.model is Person:
        if write:
            _pseudonymise(person, words)
        return Effect(table, changed=1)
    rows = rows_of(table, person, words)
    if table.erase is Erase.DELETE:
        count = rows.count()
        if write:
            rows.delete()
        return Effect(table, deleted=count) if count else None
    changed = staying = 0
    for row in rows:
        values = _values(table, row, person, words) if table.erase is Erase.REPLACE else {}
        if values and write:
            models.QuerySet(model=table.model).filter(pk=row.pk).update(**values)
            wait_for(table.model._meta.label_lower, str(row.pk))
        changed += bool(values)
        staying += _still_told(table, row, words)
    return Effect(table, changed=changed, staying=staying) if changed or staying else None


def _pseudonymise(person: Person, words: Words) -> None:
    person.name, person.email = words.name, words.address
    person.is_active, person.last_login = False, None
    person.set_unusable_password()
    person.save()
    end_sessions(person)


def _values(table: Table, row: models.Model, person: Person, words: Words) -> dict[str, object]:
    """The columns that change, with what stands in them afterwards."""
    new = {
        name: words.replaced(getattr(row, name))
        for name in table.of(Kind.ADDRESS, Kind.TEXT, Kind.NAME)
        if name not in table.bearers
    }
    for name, bearer in table.bearers.items():
        field = table.model._meta.get_field(bearer)
        if getattr(row, getattr(field, "attname", bearer)) == person.pk:
            new[name] = words.name
    return {name: value for name, value in new.items() if value != getattr(row, name)}


def _still_told(table: Table, row: models.Model, words: Words) -> bool:
    return any(
        words.replaced(getattr(row, name)) != getattr(row, name) for name in table.of(Kind.FROZEN)
    )
