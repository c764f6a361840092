"""Reading duties."""

from dataclasses import dataclass

from django.db.models import F, Max, Q, QuerySet, Subquery, Value

from kimppa.core import clock
from kimppa.core.consortium.models import Consortium, Municipality
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
    is_own = Holds(F("municipality_ids"), Value(str(municipality.pk)))
    limited = Duty.objects.exclude(municipality_ids=[]).order_by()
    return limited.exclude(Q(is_own))


def years() -> list[int]:
    """Agreement years that have duties, newest first."""
    newest_first = Duty.objects.order_by("-agreement_year").values_list("agreement_year", flat=True)
    return list(newest_first.distinct())


def current_year() -> int:
    """The year that is worked on: the latest agreement not after today, else this year."""
    this_year = clock.today().year
    latest_year = Duty.objects.filter(agreement_year__lte=this_year).aggregate(
        year=Max("agreement_year")
    )["year"]
    return latest_year or this_year
