"""Reading web visits: where they come from, where their series breaks, what keys there are."""

from collections.abc import Sequence
from decimal import Decimal

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kimppa.core.allocation.actions import split
from kimppa.core.allocation.models import AllocationKey
from kimppa.core.allocation.queries import keys, newest
from kimppa.core.consortium.models import Municipality
from kimppa.core.consortium.queries import municipalities_of
from kimppa.core.figures.queries import current
from kimppa.core.memo import remember
from kimppa.core.ratification.queries import count_answers
from kimppa.statistics.models import VisitCount, VisitSource, WebVisits
from kimppa.statistics.variables.catalogue import POPULATION, catalogue
from kimppa.statistics.visits.whatif import Candidate, Outcome, compare

Kind = AllocationKey.Kind
# What a key that has not been made yet would be made of.
WEIGHTS = {
    Kind.POPULATION: POPULATION,
    Kind.LOANS: "LAI_total",
    Kind.ACTIVE_BORROWERS: "KAY_borrowers",
}


def visit_sources() -> QuerySet[VisitSource]:
    """The Matomos that may be asked."""
    return VisitSource.objects.filter(active=True).select_related("service", "municipality")


def waiting_counts(year: int) -> QuerySet[VisitCount]:
    """What has come and is not in use, the newest first."""
    used = WebVisits.objects.filter(count__isnull=False).values("count")
    rows = VisitCount.objects.filter(year=year).exclude(pk__in=used)
    return rows.select_related("service", "municipality")


def switched(rows: Sequence[WebVisits]) -> dict[int, str]:
    """Rows whose key is of another kind than the year before: by id, the earlier kind in words.

    So are visits of a municipality that were a part of the shared ones.
    """
    years = {row.year - 1 for row in rows}
    before = WebVisits.objects.filter(year__in=years).select_related("key")
    earlier = {
        (visits.service_id, visits.municipality_id): visits.key.kind if visits.key else ""
        for visits in before
    }
    before_words = {}
    for row in rows:
        kind = earlier.get((row.service_id, row.municipality_id))
        if kind is None and row.municipality_id is not None:
            kind = earlier.get((row.service_id, None))  # a share of it was the municipality's
        if kind is not None and kind != (row.key.kind if row.key else ""):
            before_words[row.pk] = str(Kind(kind).label) if kind else _("measured")
    return before_words


def outcomes(year: int) -> list[Outcome]:
    """The year's visits under every kind of key: the newest that has been made, else one of the
    year's figures. Nothing when no shared visits are known.
    """
    rows = web_visits(year)
    total = sum(row.visits for row in rows if row.municipality is None)
    if not total:
        return []
    measured: dict[str, Decimal] = {}
    standing: dict[str, Decimal] = {}
    for row in rows:
        if row.municipality is not None:
            code = row.municipality.code
            measured[code] = measured.get(code, Decimal(0)) + row.visits
        elif row.key is not None:
            for code, share in split(row.visits, row.key).items():
                standing[code] = standing.get(code, Decimal(0)) + share.value
    for code, value in measured.items():
        standing[code] = standing.get(code, Decimal(0)) + value
    return compare(total, measured, standing, _candidates(year))


def _candidates(year: int) -> list[Candidate]:
    """One for each kind, in the order of the kinds; agreed and measured ones must be made."""
    towns = list(municipalities_of(year))
    existing = {key.kind: key for key in newest(list(keys()))}
    figures = _figures(year)
    candidates = []
    for kind in Kind:
        if kind in existing:
            key = existing[kind]
            weights = {share.municipality.code: share.weight for share in key.shares.all()}
            candidates.append(Candidate(kind, key.name, weights, key.pk, key.source))
        elif kind == Kind.EQUAL:
            equal = {town.code: Decimal(1) for town in towns}
            candidates.append(Candidate(kind, str(kind.label), equal))
        else:
            code = WEIGHTS.get(kind, "")
            candidates.append(_of_figures(kind, code, figures.get(code, {}), towns, year))
    return candidates


def _of_figures(
    kind: AllocationKey.Kind,
    code: str,
    values: dict[str, Decimal],
    towns: Sequence[Municipality],
    year: int,
) -> Candidate:
    source = f"{catalogue()[code].name.fi} {year}" if code else ""
    missing = tuple(town.name for town in towns if town.code not in values)
    return Candidate(kind, str(kind.label), values, 0, source, missing)


def _figures(year: int) -> dict[str, dict[str, Decimal]]:
    """The year's figures that keys could be made of, by variable and municipality's code."""
    codes_by_figure = {catalogue()[code].figure_code: code for code in WEIGHTS.values()}
    by_code: dict[str, dict[str, Decimal]] = {}
    rows = current(list(codes_by_figure), [year]).filter(
        month__isnull=True, municipality__isnull=False
    )
    for row in rows:
        if row.municipality is not None and row.value is not None:
            by_code.setdefault(codes_by_figure[row.variable.code], {})[row.municipality.code] = (
                row.value
            )
    return by_code


def web_visits(year: int) -> list[WebVisits]:
    """Visits of services, with their keys and how far they are ratified."""
    rows = WebVisits.objects.filter(year=year).select_related(
        "service", "municipality", "key__ratification", "count__stored"
    )
    return list(rows.prefetch_related("key__ratification__confirmations"))


def unratified(year: int) -> list[str]:
    """Names of the keys that split a figure of the year and wait for a municipality's yes."""
    return remember("statistics-unratified", year, make=lambda: _unratified(year))


def _unratified(year: int) -> list[str]:
    keys = [visits.key for visits in web_visits(year) if visits.key is not None]
    waiting = [
        key.name
        for key in keys
        if key.ratification is None or not count_answers(key.ratification).ratified
    ]
    return list(dict.fromkeys(waiting))
