"""Reading web visits: where they come from, where their series breaks, what keys there are."""

from collections.abc import Sequence
from decimal import Decimal

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kimppa.core.allocation.actions import split
from kimppa.core.allocation.models import AllocationKey
from kimppa.core.allocation.queries import keys_once, newest
from kimppa.core.consortium.models import Municipality
from kimppa.core.consortium.queries import municipalities_of
from kimppa.core.figures.queries import standing_figures
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
    visit_counts = VisitCount.objects.filter(year=year).exclude(pk__in=used)
    return visit_counts.select_related("service", "municipality")


def switched(web_visits_list: Sequence[WebVisits]) -> dict[int, str]:
    """Rows whose key is of another kind than the year before: by id, the earlier kind in words.

    So are visits of a municipality that were a part of the shared ones.
    """
    years = {web_visits.year - 1 for web_visits in web_visits_list}
    before = WebVisits.objects.filter(year__in=years).select_related("key")
    earlier = {
        (visits.service_id, visits.municipality_id): visits.key.kind if visits.key else ""
        for visits in before
    }
    before_words = {}
    for web_visits in web_visits_list:
        kind = earlier.get((web_visits.service_id, web_visits.municipality_id))
        if kind is None and web_visits.municipality_id is not None:
            kind = earlier.get(
                (web_visits.service_id, None)
            )  # a share of it was the municipality's
        if kind is not None and kind != (web_visits.key.kind if web_visits.key else ""):
            before_words[web_visits.pk] = str(Kind(kind).label) if kind else _("measured")
    return before_words


def outcomes(year: int) -> list[Outcome]:
    """The year's visits under every kind of key: the newest that has been made, else one of the
    year's figures. Nothing when no shared visits are known.
    """
    web_visits_list = web_visits(year)
    total = sum(
        web_visits.visits for web_visits in web_visits_list if web_visits.municipality is None
    )
    if not total:
        return []
    measured: dict[str, Decimal] = {}
    standing: dict[str, Decimal] = {}
    for visits in web_visits_list:
        if visits.municipality is not None:
            code = visits.municipality.code
            measured[code] = measured.get(code, Decimal(0)) + visits.visits
        elif visits.key is not None:
            for code, share in split(visits.visits, visits.key).items():
                standing[code] = standing.get(code, Decimal(0)) + share.value
    for code, value in measured.items():
        standing[code] = standing.get(code, Decimal(0)) + value
    return compare(total, measured, standing, _candidates(year))


def _candidates(year: int) -> list[Candidate]:
    """One for each kind, in the order of the kinds; agreed and measured ones must be made."""
    towns = list(municipalities_of(year))
    existing = {key.kind: key for key in newest(keys_once())}
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
    figures = standing_figures(list(codes_by_figure), [year]).filter(
        month__isnull=True, municipality__isnull=False
    )
    for figure in figures:
        if figure.municipality is not None and figure.value is not None:
            by_code.setdefault(codes_by_figure[figure.variable.code], {})[
                figure.municipality.code
            ] = figure.value
    return by_code


def web_visits(year: int) -> list[WebVisits]:
    """Visits of services, with their keys and how far they are ratified."""
    web_visits_list = WebVisits.objects.filter(year=year).select_related(
        "service", "municipality", "key__ratification", "count__stored"
    )
    return list(web_visits_list.prefetch_related("key__ratification__confirmations"))


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
