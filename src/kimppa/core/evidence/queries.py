"""Reading work done: counts for the matrix, rows for lists."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Count, F, IntegerField, Q, QuerySet, Sum, Value, Window
from django.db.models.expressions import Combinable, CombinedExpression
from django.db.models.functions import Coalesce, RowNumber

from kimppa.core import clock
from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.duties.queries import duties_hidden_from, limit_of_sight
from kimppa.core.evidence.models import Evidence, EvidenceQuerySet, concerning
from kimppa.core.memo import read_once

PRESSED_TWICE = dt.timedelta(seconds=10)
MOST_CHOSEN = 500  # lines that own words are learnt from


@dataclass(frozen=True, slots=True)
class Tally:
    """How many pieces of work count for a duty in one matrix column; no duty = for none.

    Of `count`, people wrote of `handwritten` and rooms of `by_rooms`, of some both; `common` rows
    concern all municipalities; the line of `unsettled` has to be chosen.
    """

    duty_id: int | None
    slot: int
    kind: str
    count: int
    handwritten: int = 0
    by_rooms: int = 0
    common: int = 0
    unsettled: int = 0


class Reach(NamedTuple):
    """In which matrix columns (bit n = column n) work for a duty reached a municipality; `period`
    is the span that a delivery tells of.
    """

    duty_id: int
    kind: str
    municipality_id: int
    period: str
    slots: int


_piece = Coalesce("same_as_id", "pk")
_took_place = ~Q(kind=Evidence.Kind.CALLED_OFF)


def tallies(year: int, municipality: Municipality | None = None) -> list[Tally]:
    """Counts by duty, column and kind: one query, whatever the number of rows. What was called off
    counts for nothing; of it only `common` is told.
    """
    return tallies_of([year], municipality)[year]


def tallies_of(
    years: Collection[int], municipality: Municipality | None = None
) -> dict[int, list[Tally]]:
    """The same of several years, by year: one query. Rows of one piece of work are one."""
    municipality_id = municipality.pk if municipality else None
    return read_once(
        "tallies",
        tuple(sorted(years)),
        municipality_id,
        make=lambda: _tallies_of(years, municipality),
    )


def _tallies_of(
    years: Collection[int], municipality: Municipality | None
) -> dict[int, list[Tally]]:
    work_entries = (
        Evidence.objects.standing()
        .filter(agreement_year__in=years)
        .for_municipality(municipality)
        .order_by()
        .values_list("agreement_year", "duty_id", "slot", "kind")
        .annotate(
            count=Count(_piece, distinct=True, filter=_took_place),
            by_hand=Count(_piece, distinct=True, filter=_took_place & Q(area="")),
            by_rooms=Count(_piece, distinct=True, filter=_took_place & ~Q(area="")),
            common=Count("pk", filter=Q(for_all=True)),
            unsettled=Count(
                _piece, distinct=True, filter=_took_place & Q(placing=Evidence.Placing.OPEN)
            ),
        )
    )
    by_year: dict[int, list[Tally]] = {year: [] for year in years}
    for year, *fields in work_entries:
        by_year[year].append(Tally(*fields))
    return by_year


_bit = CombinedExpression(Value(1), Combinable.BITLEFTSHIFT, F("slot"), output_field=IntegerField())


def reaches_of(
    years: Collection[int], duties: Collection[int], municipality: Municipality | None = None
) -> dict[int, list[Reach]]:
    """Which municipalities, or whether one, got work that did not concern all of them, by duty
    and kind.

    One query, none without duties; what is common to all is told by `tallies`.
    """
    municipality_filter = {"municipalities": municipality} if municipality else {}
    work_entries = (
        Evidence.objects.standing()
        .filter(agreement_year__in=years, duty__in=duties)
        .filter(for_all=False, municipalities__isnull=False, **municipality_filter)
        .order_by()
        .values_list("agreement_year", "duty_id", "kind", "municipalities", "period")
        .annotate(slots=Sum(_bit, distinct=True))
    )
    by_year: dict[int, list[Reach]] = {year: [] for year in years}
    for year, *fields in work_entries:
        by_year[year].append(Reach(*fields))
    return by_year


def work_counts(
    duties: Collection[int], municipalities: Collection[Municipality]
) -> list[tuple[Municipality, int]]:
    """How many pieces of work count for the duties in each municipality, those without any left
    out: one query.
    """
    work_entries = Evidence.objects.standing().filter(_took_place, duty__in=duties).order_by()
    counts = work_entries.aggregate(
        **{
            f"of_{town.pk}": Count(_piece, distinct=True, filter=concerning(town))
            for town in municipalities
        }
    )
    return [(town, count) for town in municipalities if (count := counts[f"of_{town.pk}"])]


def delivered_for(year: int) -> dict[int, str]:
    """The clause that each delivery of a year counts for, by the delivery's id: one query."""
    work_entries = Evidence.objects.standing().filter(
        agreement_year=year, area="desk", duty__isnull=False
    )
    id_clauses = work_entries.filter(object_id__startswith="delivery-").values_list(
        "object_id", "duty__clause"
    )
    return {int(name.removeprefix("delivery-")): clause for name, clause in id_clauses}


def visible_evidence(person: Person) -> EvidenceQuerySet:
    """A coordinator sees all work; others what they logged, their own municipality's and what is
    common, unless its line concerns other municipalities only.
    """
    own_ids = limit_of_sight(person)
    if own_ids is None:
        return Evidence.objects.all()
    links_here = Evidence.municipalities.through.objects.filter(municipality__in=own_ids)
    is_common = Q(for_all=True) & ~Q(duty__in=duties_hidden_from(person))
    is_own = Q(by=person, area="")
    return Evidence.objects.filter(is_common | is_own | Q(pk__in=links_here.values("evidence_id")))


class LatestWork(NamedTuple):
    """A piece of work as a list of the newest shows it."""

    pk: int
    duty_id: int
    date: dt.date
    title: str


def beside(year: int, agreed_years: Collection[int]) -> Q:
    """The work of an agreement's year and of the years after it that have no agreement; with the
    first agreement also that of all years before.
    """
    later_years = [agreed_year for agreed_year in agreed_years if agreed_year > year]
    is_before_next = Q(agreement_year__lt=min(later_years)) if later_years else Q()
    is_first = year <= min(agreed_years, default=year)
    return is_before_next if is_first else is_before_next & Q(agreement_year__gte=year)


def counts_without_agreement(
    year: int, agreed_years: Collection[int], municipality: Municipality | None
) -> dict[int, int]:
    """How many pieces of work stand for each year without an agreement beside the agreement of
    `year`, by year; of one municipality or of all. One query.
    """
    work_entries = Evidence.objects.standing().filter(beside(year, agreed_years))
    unagreed = work_entries.exclude(agreement_year__in=agreed_years).filter(same_as__isnull=True)
    years = unagreed.for_municipality(municipality).values_list("agreement_year")
    return dict(years.order_by("agreement_year").annotate(pieces=Count("pk", distinct=True)))


def lines_with_chosen_topics() -> list[tuple[str, str]]:
    """(title, topic) of what people logged and chose the topic of, the newest last."""
    work_entries = Evidence.objects.standing().filter(topic_chosen=True, area="")
    newest_lines = work_entries.order_by("-recorded_at").values_list("title", "topic")[:MOST_CHOSEN]
    return list(newest_lines)[::-1]


def newest_lines() -> list[tuple[str, str]]:
    """(title, topic) of what people logged last."""
    work_entries = Evidence.objects.standing().filter(area="").order_by("-pk")
    return list(work_entries.values_list("title", "topic")[:MOST_CHOSEN])


def latest_works(
    duties: Collection[int], municipality: Municipality | None, person: Person, *, each: int
) -> list[LatestWork]:
    """The newest pieces of work that the person may see, at most `each` of a duty, newest first.

    One query, whatever the number of duties.
    """
    rank = Window(
        RowNumber(), partition_by=[F("duty")], order_by=[F("date").desc(), F("pk").desc()]
    )
    work_entries = (
        visible_evidence(person)
        .standing()
        .filter(duty__in=duties, same_as__isnull=True)
        .for_municipality(municipality)
        .order_by()
    )
    ranked_works = (
        work_entries.values("pk").annotate(place_in_line=rank).filter(place_in_line__lte=each)
    )
    newest_works = Evidence.objects.filter(pk__in=ranked_works.values("pk")).order_by(
        "-date", "-pk"
    )
    return [
        LatestWork(*work) for work in newest_works.values_list("pk", "duty_id", "date", "title")
    ]


def recent_duplicate(
    person: Person,
    *,
    title: str,
    topic: str,
    date: dt.date,
    municipalities: Collection[Municipality] | None,
) -> Evidence | None:
    """Equal work that the person logged in the last seconds (a button pressed twice)."""
    earliest = clock.now() - PRESSED_TWICE
    work_entries = Evidence.objects.standing().filter(
        by=person, title=title, topic=topic, date=date, recorded_at__gte=earliest
    )
    municipality_ids = {municipality.pk for municipality in municipalities or ()}
    for evidence in work_entries.prefetch_related("municipalities").order_by("-pk"):
        if {municipality.pk for municipality in evidence.municipalities.all()} == municipality_ids:
            return evidence
    return None


def evidence_of(
    year: int, *, topic: str = "", municipality: Municipality | None = None
) -> QuerySet[Evidence]:
    """Standing evidence of a year, newest first, with what a list shows."""
    work_entries = Evidence.objects.standing().filter(agreement_year=year)
    if topic:
        work_entries = work_entries.filter(topic=topic)
    return (
        work_entries.for_municipality(municipality)
        .select_related("service", "by")
        .prefetch_related("municipalities", "files", "figures")
    )
