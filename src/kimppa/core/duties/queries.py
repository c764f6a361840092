"""Reading duties."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Max, Q, QuerySet, Subquery, Value

from kimppa.core import clock
from kimppa.core.consortium.models import Consortium, Membership, Municipality, Person
from kimppa.core.consortium.roles import Role
from kimppa.core.duties.limits import Limit
from kimppa.core.duties.models import Duty
from kimppa.core.lists import Holds


@dataclass(frozen=True, slots=True)
class Heading:
    """A section of an agreement and one topic that its duties have."""

    year: int
    section: str
    title: str
    topic: str


def headings() -> tuple[str, list[Heading]]:
    """The consortium's short name, and every section of every agreement with its topics in the
    agreement's order: one query, two while there is no agreement."""
    name = Consortium.objects.values_list("short_name", flat=True)
    duty_fields = Duty.objects.annotate(consortium=Subquery(name[:1])).values_list(
        "consortium", "agreement_year", "section", "section_title", "topic"
    )
    # A dict keeps the first of the same and the order of the agreement.
    distinct = list(dict.fromkeys(duty_fields))
    short_name = distinct[0][0] if distinct else name.first()
    return short_name or "", [Heading(*fields[1:]) for fields in distinct]


def duties_of(year: int) -> QuerySet[Duty]:
    """The duties of an agreement year in the agreement's order, services at hand."""
    return Duty.objects.filter(agreement_year=year).select_related("service")


def duties_not_of(municipality: Municipality) -> QuerySet[Duty]:
    """Those whose line does not concern the municipality: `limits.concerns` in SQL."""
    return _duties_of_others([municipality.pk])


def limit_of_sight(person: Person) -> Limit | None:
    """The ids of the municipalities whose lines a person is told of; None = all, a coordinator's.
    `limits.concerns_any` asks it of a line in hand, `duties_hidden_from` in SQL.
    """
    return _sight_by(person.current_memberships)


def _sight_by(memberships: Iterable[Membership]) -> Limit | None:
    own_ids = set()
    for membership in memberships:
        if membership.role == Role.COORDINATOR:
            return None
        own_ids.add(membership.municipality_id)
    return frozenset(own_id for own_id in own_ids if own_id is not None)


def sights_of(
    person_ids: Collection[int] | QuerySet[Any],
) -> Callable[[int, dt.date], Limit | None]:
    """`limit_of_sight` of people by their id as it was on a day; None also of somebody without a
    membership then. One query.
    """
    memberships: dict[int, list[Membership]] = defaultdict(list)
    for membership in Membership.objects.filter(person__in=person_ids):
        memberships[membership.person_id].append(membership)

    def sight(person_id: int, day: dt.date) -> Limit | None:
        of_day = [m for m in memberships[person_id] if m.in_force_on(day)]
        return _sight_by(of_day) if of_day else None

    return sight


def duties_hidden_from(person: Person) -> QuerySet[Duty]:
    """Those whose line concerns none of the person's municipalities; none of a coordinator's."""
    own_ids = limit_of_sight(person)
    return Duty.objects.none() if own_ids is None else _duties_of_others(own_ids)


def _duties_of_others(own_ids: Iterable[int]) -> QuerySet[Duty]:
    limited = Duty.objects.exclude(municipality_ids=[]).order_by()
    for own_id in own_ids:
        limited = limited.exclude(Q(Holds(F("municipality_ids"), Value(str(own_id)))))
    return limited


def years() -> list[int]:
    """Agreement years that have duties, newest first."""
    newest_first = Duty.objects.order_by("-agreement_year").values_list("agreement_year", flat=True)
    return list(newest_first.distinct())


def years_to_log() -> list[int]:
    """At most three years for which work is logged by line, the likeliest first: the one that is
    worked on, those before it, and the next one last; as far as they have duties.
    """
    now, newest_first = current_year(), years()
    past = [year for year in newest_first if year <= now]
    next_year = [year for year in newest_first if year > now][-1:]
    return past[: 3 - len(next_year)] + next_year


def current_year() -> int:
    """The year that is worked on: the latest agreement not after today, else this year."""
    this_year = clock.today().year
    latest_year = Duty.objects.filter(agreement_year__lte=this_year).aggregate(
        year=Max("agreement_year")
    )["year"]
    return latest_year or this_year
