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
    counts_in_use = WebVisits.objects.filter(count__isnull=False).values("count")
    visit_counts = VisitCount.objects.filter(year=year).exclude(pk__in=counts_in_use)
    return visit_counts.select_related("service", "municipality")


def switched(web_visits_list: Sequence[WebVisits]) -> dict[int, str]:
    """Rows whose key is of another kind than the year before: by id, the earlier kind in words.

    So are visits of a municipality that were a part of the shared ones.
    """
    years = {web_visits.year - 1 for web_visits in web_visits_list}
    visits_before = WebVisits.objects.filter(year__in=years).select_related("key")
    kind_by_owner = {
        (visits.service_id, visits.municipality_id): visits.key.kind if visits.key else ""
        for visits in visits_before
    }
    kind_words = {}
    for web_visits in web_visits_list:
        kind = kind_by_owner.get((web_visits.service_id, web_visits.municipality_id))
        if kind is None and web_visits.municipality_id is not None:
            kind = kind_by_owner.get(
                (web_visits.service_id, None)
            )  # a share of it was the municipality's
        if kind is not None and kind != (web_visits.key.kind if web_visits.key else ""):
            kind_words[web_visits.pk] = str(Kind(kind).label) if kind else _("measured")
    return kind_words


def outcomes(year: int) -> list[Outcome]:
    """The year's visits under every kind of key: the newest that has been made, else one of the
    year's figures. Nothing when no shared visits are known.
    """
    web_visits_list = web_visits(year)
    shared_total = sum(
        web_visits.visits for web_visits in web_visits_list if web_visits.municipality is None
    )
    if not shared_total:
        return []
    measured_parts: dict[str, Decimal] = {}
    standing_parts: dict[str, Decimal] = {}
    for visits in web_visits_list:
        if visits.municipality is not None:
            code = visits.municipality.code
            measured_parts[code] = measured_parts.get(code, Decimal(0)) + visits.visits
        elif visits.key is not None:
            for code, share in split(visits.visits, visits.key).items():
                standing_parts[code] = standing_parts.get(code, Decimal(0)) + share.value
    for code, count in measured_parts.items():
        standing_parts[code] = standing_parts.get(code, Decimal(0)) + count
    return compare(shared_total, measured_parts, standing_parts, _candidates(year))


def _candidates(year: int) -> list[Candidate]:
    """One for each kind, in the order of the kinds; agreed and measured ones must be made."""
    towns = list(municipalities_of(year))
    key_by_kind = {key.kind: key for key in newest(keys_once())}
    figures = _figures(year)
    candidates = []
    for kind in Kind:
        if kind in key_by_kind:
            key = key_by_kind[kind]
            weights = {share.municipality.code: share.weight for share in key.shares.all()}
            candidates.append(Candidate(kind, key.name, weights, key.pk, key.source))
        elif kind == Kind.EQUAL:
            equal_weights = {town.code: Decimal(1) for town in towns}
            candidates.append(Candidate(kind, str(kind.label), equal_weights))
        else:
            code = WEIGHTS.get(kind, "")
            candidates.append(_candidate_of_figures(kind, code, figures.get(code, {}), towns, year))
    return candidates


def _candidate_of_figures(
    kind: AllocationKey.Kind,
    code: str,
    weights: dict[str, Decimal],
    towns: Sequence[Municipality],
    year: int,
) -> Candidate:
    source = f"{catalogue()[code].name.fi} {year}" if code else ""
    towns_without = tuple(town.name for town in towns if town.code not in weights)
    return Candidate(kind, str(kind.label), weights, 0, source, towns_without)


def _figures(year: int) -> dict[str, dict[str, Decimal]]:
    """The year's figures that keys could be made of, by variable and municipality's code."""
    codes_by_figure = {catalogue()[code].figure_code: code for code in WEIGHTS.values()}
    figures_by_code: dict[str, dict[str, Decimal]] = {}
    figures = standing_figures(list(codes_by_figure), [year]).filter(
        month__isnull=True, municipality__isnull=False
    )
    for figure in figures:
        if figure.municipality is not None and figure.value is not None:
            figures_by_code.setdefault(codes_by_figure[figure.variable.code], {})[
                figure.municipality.code
            ] = figure.value
    return figures_by_code


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
    key_names = [
        key.name
        for key in keys
        if key.ratification is None or not count_answers(key.ratification).ratified
    ]
    return list(dict.fromkeys(key_names))
