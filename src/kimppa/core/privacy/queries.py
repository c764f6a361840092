"""Reading the personal data of one person."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast

from kimppa.core.audit.models import AuditEvent
from kimppa.core.consortium.models import Membership, Person
from kimppa.core.consortium.roles import Role
from kimppa.core.privacy.pseudonyms import Pseudonyms
from kimppa.core.privacy.register import Erase, Kind, Table, personal

PSEUDONYM = "Poistettu henkilö {pk}"
# .invalid is reserved (RFC 2606): no letter ever goes there.
PSEUDONYMOUS_ADDRESS = "poistettu-{pk}@kimppa.invalid"


@dataclass(frozen=True, slots=True)
class PersonalRows:
    """The rows of one table that hold data of the person."""

    table: Table
    rows: list[models.Model]


def pseudonyms_of(person: Person) -> Pseudonyms:
    """The person's names and addresses, past ones too, and the pseudonyms for them.

    A name that somebody else has as well is left out: what is theirs is not erased.
    """
    events = AuditEvent.objects.filter(model="core.person", object_id=str(person.pk))
    states = [state for event in events for state in (event.before, event.after)]
    names = {person.name, *(state["name"] for state in states if state.get("name"))}
    addresses = {person.email, *(state["email"] for state in states if state.get("email"))}
    people = Person.objects.exclude(pk=person.pk)
    return Pseudonyms(
        names=tuple(sorted(n for n in names if not people.filter(name__iexact=n).exists())),
        addresses=tuple(sorted(a for a in addresses if not people.filter(email=a).exists())),
        name=PSEUDONYM.format(pk=person.pk),
        address=PSEUDONYMOUS_ADDRESS.format(pk=person.pk),
    )


def personal_rows(person: Person) -> Iterator[PersonalRows]:
    """Every table with rows of the person, or rows whose words tell of them."""
    pseudonyms = pseudonyms_of(person)
    for table in personal():
        rows = rows_of(table, person, pseudonyms)
        if table_rows := list(rows.order_by("pk")):
            yield PersonalRows(table, table_rows)


def rows_of(table: Table, person: Person, pseudonyms: Pseudonyms) -> models.QuerySet[Any]:
    """The rows that point at the person, or may hold a name or an address of theirs."""
    # A plain query set, since some tables' own refuse to change what is frozen.
    rows: models.QuerySet[Any] = models.QuerySet(model=table.model)
    if table.model is Person:
        return rows.filter(pk=person.pk)
    points_at_person = own_rows(table, person)
    if table.erase is Erase.DELETE:
        return rows.filter(points_at_person)
    texts = {
        f"text_{name}": Cast(name, models.TextField())
        for name in table.of(Kind.ADDRESS, Kind.TEXT, Kind.NAME, Kind.FROZEN)
    }
    condition = Q(pk__in=())
    for name in texts:
        for needle in pseudonyms.needles():
            condition |= Q(**{f"{name}__icontains": needle})
    matches: models.QuerySet[Any] = rows.alias(**texts).filter(points_at_person | condition)
    return matches


def own_rows(table: Table, person: Person) -> Q:
    """Rows of which a column points at the person."""
    points_at_person = Q(pk__in=())
    for name in {*table.of(Kind.PERSON), *table.bearers.values()}:
        points_at_person |= Q(**{name: person.pk})
    return points_at_person


def is_only_coordinator(person: Person) -> bool:
    """Whether nobody could look after the instance without the person."""
    if not person.is_coordinator:
        return False
    coordinators = Person.objects.exclude(pk=person.pk).filter(
        pk__in=Membership.objects.filter(role=Role.COORDINATOR).values("person")
    )
    return not any(coordinator.is_coordinator for coordinator in coordinators)


def is_erased(person: Person) -> bool:
    """Whether only the pseudonym is left."""
    return person.email == PSEUDONYMOUS_ADDRESS.format(pk=person.pk)
