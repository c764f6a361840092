"""Reading figures."""

from collections.abc import Collection
from decimal import Decimal

from django.db.models import Q, QuerySet

from kimppa.core.consortium.models import Person
from kimppa.core.figures.models import Figure


def current(codes: Collection[str], years: Collection[int]) -> QuerySet[Figure]:
    """The standing figures of some variables and years."""
    return Figure.objects.filter(
        variable__code__in=codes, year__in=years, replaced_at__isnull=True
    ).select_related("variable", "municipality")


def by_municipality(code: str, year: int) -> dict[str, Decimal]:
    """Yearly values by municipality code; municipalities without a value are absent."""
    rows = current([code], [year]).filter(month__isnull=True, municipality__isnull=False)
    return {
        row.municipality.code: row.value
        for row in rows
        if row.municipality is not None and row.value is not None
    }


def visible_figures(person: Person) -> QuerySet[Figure]:
    """Standing figures: a coordinator sees all; others the common ones and their own
    municipality's with its branches.
    """
    rows = Figure.objects.filter(replaced_at__isnull=True)
    if person.is_coordinator:
        return rows
    own = [m.municipality_id for m in person.current_memberships]
    common = Q(municipality__isnull=True, branch__isnull=True)
    return rows.filter(common | Q(municipality__in=own) | Q(branch__municipality__in=own))
