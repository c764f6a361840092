"""What is held on one person."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast

from kimppa.core.audit.models import AuditEvent
from kimppa.core.consortium.models import Membership, Person
from kimppa.core.consortium.roles import Role
from kimppa.core.privacy.register import Erase, Kind, Table, personal
from kimppa.core.privacy.words import Words

PSEUDONYM = "Poistettu henkilö {pk}"
# .invalid is reserved (RFC 2606): no letter ever goes there.
PSEUDONYMOUS_ADDRESS = "poistettu-{pk}@kimppa.invalid"


@dataclass(frozen=True, slots=True)
class Held:
    """The rows of one table that tell of the person."""

    table: Table
    rows: list[models.Model]


def words_of(person: Person) -> Words:
    """The person's names and addresses, past ones too, and the pseudonyms for them.

    A name that somebody else has as well is left out: what is theirs is not erased.
    """
    events = AuditEvent.objects.filter(model="core.person", object_id=str(person.pk))
    values = [one for event in events for one in (event.before, event.after)]
    names = {person.name, *(told["name"] for told in values if told.get("name"))}
    addresses = {person.email, *(told["email"] for told in values if told.get("email"))}
    others = Person.objects.exclude(pk=person.pk)
    return Words(
        names=tuple(sorted(n for n in names if not others.filter(name__iexact=n).exists())),
        addresses=tuple(sorted(a for a in addresses if not others.filter(email=a).exists())),
        name=PSEUDONYM.format(pk=person.pk),
        address=PSEUDONYMOUS_ADDRESS.format(pk=person.pk),
    )


def held_on(person: Person) -> Iterator[Held]:
    """Every table with rows of the person, or rows whose words tell of them."""
    words = words_of(person)
    for table in personal():
        rows = rows_of(table, person, words)
        if found := list(rows.order_by("pk")):
            yield Held(table, found)


def rows_of(table: Table, person: Person, words: Words) -> models.QuerySet[Any]:
    """The rows that point at the person, or may hold a name or an address of theirs."""
    # A plain query set, since some tables' own refuse to change what is frozen.
    rows: models.QuerySet[Any] = models.QuerySet(model=table.model)
    if table.model is Person:
        return rows.filter(pk=person.pk)
    own = own_rows(table, person)
    if table.erase is Erase.DELETE:
        return rows.filter(own)
    texts = {
        f"text_{name}": Cast(name, models.TextField())
        for name in table.of(Kind.ADDRESS, Kind.TEXT, Kind.NAME, Kind.FROZEN)
    }
    told = Q(pk__in=())
    for name in texts:
        for needle in words.needles():
            told |= Q(**{f"{name}__icontains": needle})
    found: models.QuerySet[Any] = rows.alias(**texts).filter(own | told)
    return found


def own_rows(table: Table, person: Person) -> Q:
    """Rows of which a column points at the person."""
    own = Q(pk__in=())
    for name in {*table.of(Kind.PERSON), *table.bearers.values()}:
        own |= Q(**{name: person.pk})
    return own


def is_only_coordinator(person: Person) -> bool:
    """Whether nobody could look after the instance without the person."""
    if not person.is_coordinator:
        return False
    others = Person.objects.exclude(pk=person.pk).filter(
        pk__in=Membership.objects.filter(role=Role.COORDINATOR).values("person")
    )
    return not any(other.is_coordinator for other in others)


def is_erased(person: Person) -> bool:
    """Whether only the pseudonym is left."""
    return person.email == PSEUDONYMOUS_ADDRESS.format(pk=person.pk)
