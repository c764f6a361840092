"""Reading the consortium: who may manage whom, and what the pages list."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from kimppa.core import clock
from kimppa.core.consortium.models import (
    Branch,
    Consortium,
    Department,
    Membership,
    Municipality,
    Person,
    Service,
)
from kimppa.core.consortium.roles import Permission, Role

POPULATION = "population"
STAFF_ROLES = (Role.STAFF, Role.READER)


def consortium() -> Consortium | None:
    """The consortium of this instance, once it has been named."""
    return Consortium.objects.select_related("host").first()


def municipalities_on(day: dt.date | None = None) -> QuerySet[Municipality]:
    """Municipalities in force on the day (today unless given), in their order."""
    municipalities: QuerySet[Municipality] = Municipality.objects.valid_on(day or clock.today())
    return municipalities


def municipalities_of(first_year: int, last_year: int | None = None) -> QuerySet[Municipality]:
    """Municipalities in force on some day of a year, or of a span of years, in their order: those
    whose year it was, also when they have left since.
    """
    span = dt.date(first_year, 1, 1), dt.date(last_year or first_year, 12, 31)
    municipalities: QuerySet[Municipality] = Municipality.objects.valid_between(*span)
    return municipalities


def all_branches() -> QuerySet[Branch]:
    """Every branch with its municipality."""
    branches: QuerySet[Branch] = Branch.objects.select_related("municipality")
    return branches


def all_departments() -> QuerySet[Department]:
    """Every department with its branches."""
    return Department.objects.prefetch_related("branches")


def services_in_use() -> QuerySet[Service]:
    """Services in use today."""
    day = clock.today()
    return Service.objects.filter(
        Q(in_use_from__isnull=True) | Q(in_use_from__lte=day),
        Q(in_use_to__isnull=True) | Q(in_use_to__gte=day),
    )


def own_municipalities(person: Person, since_year: int | None = None) -> list[Municipality]:
    """Municipalities of the person's memberships in force; every one for a coordinator, with a
    year also those that have left since then.
    """
    if person.is_coordinator:
        year = clock.today().year
        return list(
            municipalities_of(min(since_year, year), year) if since_year else municipalities_on()
        )
    return [m.municipality for m in person.current_memberships if m.municipality is not None]


def people_visible_to(person: Person) -> QuerySet[Person]:
    """A coordinator sees everybody; others their own municipality's people and coordinators."""
    people = Person.objects.prefetch_related("memberships__municipality")
    if person.is_coordinator:
        return people
    own_ids = [m.municipality_id for m in person.current_memberships]
    memberships_in_sight = Membership.objects.filter(person=OuterRef("pk")).filter(
        Q(municipality__in=own_ids) | Q(role=Role.COORDINATOR)
    )
    return people.filter(Q(pk=person.pk) | Exists(memberships_in_sight))


def coordinators() -> list[Person]:
    """Those who coordinate today: whom to ask."""
    today = clock.today()
    memberships = Membership.objects.valid_on(today).filter(role=Role.COORDINATOR)
    people = Person.objects.valid_on(today).filter(is_active=True)
    return list(people.filter(pk__in=memberships.values("person")))


def directors(
    municipalities: Iterable[Municipality] | None = None,
) -> list[tuple[Municipality, Person]]:
    """The directors in office of some municipalities (all unless given), in their order: who is
    written to. Whose own time has ended gets nothing.
    """
    memberships = Membership.objects.valid_on(clock.today())
    if municipalities is not None:
        memberships = memberships.filter(municipality__in=list(municipalities))
    return _directors(memberships)


def without_director(municipalities: Iterable[Municipality]) -> list[Municipality]:
    """Of some municipalities those that nobody in office answers for, in the order given."""
    all_municipalities = list(municipalities)
    answered_ids = (
        {municipality.pk for municipality, _person in directors(all_municipalities)}
        if all_municipalities
        else set()
    )
    return [
        municipality for municipality in all_municipalities if municipality.pk not in answered_ids
    ]


def publishers(municipality: Municipality) -> list[Person]:
    """The directors in office who publish their own library's events and news."""
    memberships = Membership.objects.valid_on(clock.today()).filter(publishes=True)
    return [person for _place, person in _directors(memberships.filter(municipality=municipality))]


def receivers(municipalities: Iterable[Municipality]) -> list[tuple[Municipality, Person]]:
    """Who receives what is delivered to some municipalities, in their order: the directors in
    office, and for one that has left those of its last day, whose report comes after it. Whose own
    time has ended gets nothing.
    """
    today = clock.today()
    at_last = Q(
        Q(valid_from__isnull=True) | Q(valid_from__lte=F("municipality__valid_to")),
        municipality__valid_to__lt=today,
        valid_to__gte=F("municipality__valid_to"),
    )
    in_office = Membership.objects.valid_on(today)
    memberships = Membership.objects.filter(Q(pk__in=in_office.order_by().values("pk")) | at_last)
    return _directors(memberships.filter(municipality__in=list(municipalities)))


def _directors(memberships: QuerySet[Membership]) -> list[tuple[Municipality, Person]]:
    """Of the memberships those of directors in office, by municipality and person."""
    people = Person.objects.valid_on(clock.today()).filter(is_active=True)
    directorships = memberships.filter(
        role=Role.DIRECTOR, municipality__isnull=False, person__in=people.order_by().values("pk")
    ).select_related("municipality", "person")
    return [
        (membership.municipality, membership.person)
        for membership in directorships
        if membership.municipality is not None
    ]


def receivers_by_code(municipalities: Iterable[Municipality]) -> dict[str, list[Person]]:
    """The same by the municipalities' codes; nobody where a post is vacant."""
    all_municipalities = list(municipalities)
    people: dict[str, list[Person]] = {municipality.code: [] for municipality in all_municipalities}
    for municipality, person in receivers(all_municipalities):
        people[municipality.code].append(person)
    return people


def may_manage(by: Person, person: Person) -> bool:
    """Whether `by` may change the person's address, name, validity and roles.

    A director manages those who have only ever been staff or readers of the own municipality:
    otherwise changing an address would be a way into somebody else's rights.
    """
    if by.is_coordinator:
        return True
    own_ids = {m.municipality_id for m in by.current_memberships if m.role == Role.DIRECTOR}
    memberships = list(person.memberships.all())
    return (
        bool(memberships)
        and by.pk != person.pk
        and all(m.role in STAFF_ROLES and m.municipality_id in own_ids for m in memberships)
    )


def may_give(by: Person, role: str, municipality: Municipality | None) -> bool:
    """Whether `by` may give this role in this municipality."""
    if by.is_coordinator:
        return by.can(Permission.MANAGE_PEOPLE)
    return (
        role in STAFF_ROLES
        and municipality is not None
        and by.can(Permission.MANAGE_PEOPLE, municipality)
    )
