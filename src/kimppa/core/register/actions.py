"""Writing the consortium: municipalities, branches, departments, services, people, roles.

Every write is one audit row. Rows are never deleted in use: their time of validity ends, since
figures and evidence of past years point at them.
"""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from kimppa.core.audit.actions import change, record, snapshot, stored
from kimppa.core.audit.undo import check_undo_by, require_undo
from kimppa.core.consortium.integrations import Integration, integration_values
from kimppa.core.consortium.models import (
    Branch,
    Consortium,
    Department,
    Membership,
    Municipality,
    Person,
    Service,
)
from kimppa.core.consortium.queries import POPULATION, may_give, may_manage
from kimppa.core.consortium.roles import Permission
from kimppa.core.figures.actions import Provenance, record_figure
from kimppa.core.figures.models import Figure, Variable
from kimppa.core.permissions import Actor, require

type Row = Consortium | Municipality | Branch | Department | Service | Integration


@transaction.atomic
def save_row[R: Row](
    row: R, *, by: Actor, branches: Iterable[Branch] | None = None, **field_values: Any
) -> R:
    """Add (an unsaved row) or change a row of the register; equal values write nothing.

    `branches` are those that have a department. Raises PermissionDenied, and ValidationError
    for a code in use, a wrong order of dates or a missing name.
    """
    require(by, Permission.MANAGE_CONSORTIUM)
    values_before = _values_with_branches(stored(row)) if row.pk else {}
    for name, field_value in field_values.items():
        setattr(row, name, field_value)
    row.full_clean()
    row.save()
    if branches is not None and isinstance(row, Department):
        row.branches.set(branches)
    values_after = _values_with_branches(row)
    if values_before != values_after:
        kind = row._meta.model_name
        action = f"{kind}.change" if values_before else f"{kind}.add"
        record(by=by, action=action, obj=row, before=values_before, after=values_after)
    return row


@transaction.atomic
def add_integrations(service: Service, text: str, *, by: Actor) -> list[Integration]:
    """Integrations told as free text, one a line, that the service does not have yet."""
    have = set(service.integrations.values_list("system", flat=True))
    lines = dict.fromkeys(line.strip() for line in text.splitlines())
    return [
        save_row(Integration(), by=by, service=service, **integration_values(line))
        for line in lines
        if line and line[:200] not in have
    ]


@transaction.atomic
def add_person(
    *,
    by: Actor,
    email: str,
    name: str,
    role: str,
    municipality: Municipality | None = None,
    password: str | None = None,
    role_valid: tuple[dt.date | None, dt.date | None] = (None, None),
    publishes: bool = False,
    example: bool = False,
    source: str = "",
    **field_values: Any,
) -> Person:
    """Somebody new with a role (`role_valid`: from, to). Without a password only a link signs in.

    Raises PermissionDenied for a role `by` may not give, ValidationError for an address in use.
    """
    _require_may_give(by, role, municipality)
    person = Person(
        email=email.strip().lower(),
        name=name.strip(),
        example=example,
        source=source,
        **field_values,
    )
    person.set_password(password)
    person.full_clean()
    person.save()
    record(by=by, action="person.add", obj=person, municipality=municipality)
    save_membership(
        Membership(person=person, example=example, source=source),
        by=by,
        role=role,
        municipality=municipality,
        valid_from=role_valid[0],
        valid_to=role_valid[1],
        publishes=publishes,
    )
    return person


@transaction.atomic
def change_person(*, by: Actor, person: Person, **field_values: Any) -> None:
    """Change an address, name, language or validity. Raises PermissionDenied, ValidationError."""
    stored_person = stored(person)
    if isinstance(by, Person) and not may_manage(by, stored_person):
        _refuse_role()
    values_before = snapshot(stored_person)
    for name, field_value in field_values.items():
        setattr(person, name, field_value.strip().lower() if name == "email" else field_value)
    person.full_clean(exclude=["password"])
    person.save(update_fields=list(field_values))
    if values_before != snapshot(person):
        record(by=by, action="person.change", obj=person, before=values_before)


@transaction.atomic
def save_membership(membership: Membership, *, by: Actor, **field_values: Any) -> Membership:
    """Add or change a role and its time. Both the old and the new role must be in `by`'s power.

    Raises PermissionDenied, and ValidationError for a coordinator with a municipality or any
    other role without one.
    """
    values_before = {}
    if membership.pk:
        # As stored: a form may already have written its new values on the row in hand.
        stored_membership = stored(membership)
        _require_may_give(by, stored_membership.role, stored_membership.municipality)
        values_before = snapshot(stored_membership)
    for name, field_value in field_values.items():
        setattr(membership, name, field_value)
    _require_may_give(by, membership.role, membership.municipality)
    membership.full_clean()
    membership.save()
    if values_before != snapshot(membership):
        record(
            by=by,
            action="membership.change" if values_before else "membership.add",
            obj=membership,
            before=values_before,
            municipality=membership.municipality,
        )
    return membership


@transaction.atomic
def set_language(*, by: Person, language: str) -> None:
    """Change one's own language."""
    change(by, by=by, action="person.language", language=language)


@transaction.atomic
def set_rhythm(*, by: Person, rhythm: str) -> None:
    """Change how often oneself is written to of what is to be done: a value of `Rhythm`."""
    change(by, by=by, action="person.rhythm", rhythm=rhythm)


@transaction.atomic
def set_password(*, by: Person, password: str) -> None:
    """Change one's own password; that it was changed is logged, never the password."""
    by.set_password(password)
    by.save(update_fields=["password"])
    record(by=by, action="person.password", obj=by, after={})


@transaction.atomic
def record_population(
    *, by: Actor, municipality: Municipality, year: int, value: int, provenance: Provenance
) -> Figure:
    """Record a municipality's population; the source is told in `provenance`."""
    require(by, Permission.MANAGE_CONSORTIUM)
    variable, _created = Variable.objects.get_or_create(
        code=POPULATION,
        defaults={
            "name_fi": "Asukasluku",
            "name_sv": "Folkmängd",
            "name_en": "Population",
            "source": "Tilastokeskus",
        },
    )
    return record_figure(
        by=by,
        variable=variable,
        year=year,
        value=Decimal(value),
        provenance=provenance,
        municipality=municipality,
    )


@transaction.atomic
def remove_row(*, by: Actor, row: Row | Person | Membership) -> None:
    """Take out what was added by mistake; a person goes with the roles.

    Raises PermissionDenied, and ValidationError when something points at the row.
    """
    require_undo(by, row)
    record(
        by=by,
        action=f"{row._meta.model_name}.remove",
        obj=row,
        before=_values_with_branches(row),
        after={},
    )
    if isinstance(row, Municipality):
        # Figures that were taken back hold nothing; the audit log keeps what they said.
        Figure.objects.filter(municipality=row, withdrawn=True).delete()
    try:
        row.delete()
    except ProtectedError as error:
        raise ValidationError(
            _("“%(title)s” is already in use; end its validity instead.") % {"title": row}
        ) from error


def _check_person(by: Actor, person: Person) -> None:
    if isinstance(by, Person) and not may_manage(by, person):
        _refuse_role()


def _check_membership(by: Actor, membership: Membership) -> None:
    _require_may_give(by, membership.role, membership.municipality)


def _check_register(by: Actor, _row: models.Model) -> None:
    require(by, Permission.MANAGE_CONSORTIUM)


check_undo_by(_check_person, Person)
check_undo_by(_check_membership, Membership)
check_undo_by(
    _check_register, Consortium, Municipality, Branch, Department, Service, Integration, Figure
)


def _require_may_give(by: Actor, role: str, municipality: Municipality | None) -> None:
    if isinstance(by, Person) and not may_give(by, role, municipality):
        _refuse_role()


def _refuse_role() -> None:
    raise PermissionDenied(
        _("Your role does not allow this here. Ask the coordinator if you need it.")
    )


def _values_with_branches(row: models.Model) -> dict[str, Any]:
    """What the log holds of a row: its fields, of a department also its branches' codes."""
    field_values = snapshot(row)
    if isinstance(row, Department):
        field_values["branches"] = sorted(row.branches.values_list("code", flat=True))
    return field_values
