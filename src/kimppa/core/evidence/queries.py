"""Reading work done: counts for the matrix, rows for lists, sentences for the report."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Count, F, IntegerField, Q, QuerySet, Sum, Value, Window
from django.db.models.expressions import Combinable, CombinedExpression
from django.db.models.functions import Coalesce, RowNumber
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kimppa.core import clock
from kimppa.core.area import Sentence, summaries
from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.duties.subjects import topic_of
from kimppa.core.evidence.models import Evidence, EvidenceQuerySet

PRESSED_TWICE = dt.timedelta(seconds=10)


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


def tallies(year: int, municipality: Municipality | None = None) -> list[Tally]:
    """Counts by duty, column and kind: one query, whatever the number of rows."""
    return tallies_of([year], municipality)[year]


def tallies_of(
    years: Collection[int], municipality: Municipality | None = None
) -> dict[int, list[Tally]]:
    """The same of several years, by year: one query. Rows of one piece of work are one."""
    rows = (
        Evidence.objects.standing()
        .filter(agreement_year__in=years)
        .for_municipality(municipality)
        .order_by()
        .values_list("agreement_year", "duty_id", "slot", "kind")
        .annotate(
            count=Count(_piece, distinct=True),
            by_hand=Count(_piece, distinct=True, filter=Q(area="")),
            by_rooms=Count(_piece, distinct=True, filter=~Q(area="")),
            common=Count("pk", filter=Q(for_all=True)),
            unsettled=Count(_piece, distinct=True, filter=Q(placing=Evidence.Placing.OPEN)),
        )
    )
    by_year: dict[int, list[Tally]] = {year: [] for year in years}
    for year, *fields in rows:
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
    whom = {"municipalities": municipality} if municipality else {}
    rows = (
        Evidence.objects.standing()
        .filter(agreement_year__in=years, duty__in=duties)
        .filter(for_all=False, municipalities__isnull=False, **whom)
        .order_by()
        .values_list("agreement_year", "duty_id", "kind", "municipalities", "period")
        .annotate(slots=Sum(_bit, distinct=True))
    )
    by_year: dict[int, list[Reach]] = {year: [] for year in years}
    for year, *fields in rows:
        by_year[year].append(Reach(*fields))
    return by_year


def delivered_for(year: int) -> dict[int, str]:
    """The clause that each delivery of a year counts for, by the delivery's id: one query."""
    rows = Evidence.objects.standing().filter(agreement_year=year, area="desk", duty__isnull=False)
    numbered = rows.filter(object_id__startswith="delivery-").values_list(
        "object_id", "duty__clause"
    )
    return {int(name.removeprefix("delivery-")): clause for name, clause in numbered}


def visible_evidence(person: Person) -> EvidenceQuerySet:
    """A coordinator sees all work; others what is common and their own municipality's."""
    if person.is_coordinator:
        return Evidence.objects.all()
    own = [m.municipality_id for m in person.current_memberships]
    here = Evidence.municipalities.through.objects.filter(municipality__in=own)
    return Evidence.objects.filter(Q(for_all=True) | Q(pk__in=here.values("evidence_id")))


class LatestWork(NamedTuple):
    """A piece of work as a list of the newest shows it."""

    pk: int
    duty_id: int
    date: dt.date
    title: str


def latest_works(
    duties: Collection[int], municipality: Municipality | None, person: Person, *, each: int
) -> list[LatestWork]:
    """The newest pieces of work that the person may see, at most `each` of a duty, newest first.

    One query, whatever the number of duties.
    """
    place_in_line = Window(
        RowNumber(), partition_by=[F("duty")], order_by=[F("date").desc(), F("pk").desc()]
    )
    rows = (
        visible_evidence(person)
        .standing()
        .filter(duty__in=duties, same_as__isnull=True)
        .for_municipality(municipality)
        .order_by()
    )
    ranked = rows.values("pk").annotate(place_in_line=place_in_line).filter(place_in_line__lte=each)
    newest = Evidence.objects.filter(pk__in=ranked.values("pk")).order_by("-date", "-pk")
    return [LatestWork(*row) for row in newest.values_list("pk", "duty_id", "date", "title")]


def recent_duplicate(
    person: Person,
    *,
    title: str,
    topic: str,
    date: dt.date,
    municipalities: Collection[Municipality] | None,
) -> Evidence | None:
    """Equal work that the person logged in the last seconds (a button pressed twice)."""
    since = clock.now() - PRESSED_TWICE
    rows = Evidence.objects.standing().filter(
        by=person, title=title, topic=topic, date=date, recorded_at__gte=since
    )
    concerned = {municipality.pk for municipality in municipalities or ()}
    for evidence in rows.prefetch_related("municipalities").order_by("-pk"):
        if {municipality.pk for municipality in evidence.municipalities.all()} == concerned:
            return evidence
    return None


def evidence_of(
    year: int, *, topic: str = "", municipality: Municipality | None = None
) -> QuerySet[Evidence]:
    """Standing evidence of a year, newest first, with what a list shows."""
    rows = Evidence.objects.standing().filter(agreement_year=year)
    if topic:
        rows = rows.filter(topic=topic)
    return (
        rows.for_municipality(municipality)
        .select_related("service", "by")
        .prefetch_related("municipalities", "files", "figures")
    )


def sentences(
    duties: Mapping[int, str],
    year: int,
    municipality: Municipality | None = None,
    year_tallies: Sequence[Tally] | None = None,
) -> dict[int, list[Sentence]]:
    """The sentences of each duty of a year, given by its subject: those of the areas, then one on
    the recorded work.

    Where an area has a sentence on the topic, only work written by hand is added, so that
    nothing is counted twice; elsewhere all work is, as the matrix counts it. What an area says of
    a subject that several duties share stands at the one that most of its work counts for.
    `year_tallies` are those of `tallies`, read here when not given.
    """
    if year_tallies is None:
        year_tallies = tallies(year, municipality)
    by_subject = summaries(dict.fromkeys(duties.values()), year, municipality)
    owners = _owners(duties, year_tallies)
    by_duty = {
        duty: list(by_subject[subject]) if owners[subject] == duty else []
        for duty, subject in duties.items()
    }
    area_topics = {topic_of(subject) for subject, told in by_subject.items() if told}
    silent = {duty for duty, subject in duties.items() if topic_of(subject) not in area_topics}
    work = _work_sentences(duties, year, municipality, year_tallies, silent)
    for duty, sentence in work.items():
        by_duty[duty].append(sentence)
    return by_duty


def _owners(duties: Mapping[int, str], year_tallies: Iterable[Tally]) -> dict[str, int]:
    """The duty of each subject for which most work of rooms counts, the first of equals."""
    by_rooms: dict[int | None, int] = defaultdict(int)
    for tally in year_tallies:
        by_rooms[tally.duty_id] += tally.by_rooms
    owners: dict[str, int] = {}
    for duty, subject in duties.items():
        if subject not in owners or by_rooms[duty] > by_rooms[owners[subject]]:
            owners[subject] = duty
    return owners


@dataclass(frozen=True, slots=True)
class _Work:
    """What was recorded for one duty."""

    latest: Evidence
    count: int
    by_hand: int
    own: Mapping[str, Decimal]
    shared: Mapping[str, Decimal]


class _Sum(NamedTuple):
    """A total by what it counts; `shared` when it is of all municipalities."""

    label: str
    total: Decimal
    shared: bool


def _work_sentences(
    duties: Collection[int],
    year: int,
    municipality: Municipality | None,
    year_tallies: Sequence[Tally],
    silent: Collection[int],
) -> dict[int, Sentence]:
    rows = (
        Evidence.objects.standing()
        .filter(Q(area="") | Q(duty__in=silent), agreement_year=year, duty__in=duties)
        .for_municipality(municipality)
        .order_by()
    )
    counts, sums = _counts(year_tallies, silent), _sums(rows, municipality)
    return {
        duty: _sentence(_work_of(latest, *counts[duty], sums[duty]))
        for latest in _latest_of_each(rows)
        if (duty := latest.duty_id) is not None and counts[duty][0]
    }


def _work_of(latest: Evidence, count: int, by_hand: int, sums: Iterable[_Sum]) -> _Work:
    own: dict[str, Decimal] = {}
    shared: dict[str, Decimal] = {}
    for part in sums:
        totals = shared if part.shared else own
        totals[part.label] = totals.get(part.label, Decimal(0)) + part.total
    return _Work(latest, count, by_hand, own, shared)


def _counts(year_tallies: Iterable[Tally], silent: Collection[int]) -> dict[int, tuple[int, int]]:
    """(pieces to count, of which written by hand) by duty."""
    counts: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for tally in year_tallies:
        if tally.duty_id is not None:
            count, by_hand = counts[tally.duty_id]
            more = tally.count if tally.duty_id in silent else tally.handwritten
            counts[tally.duty_id] = (count + more, by_hand + tally.handwritten)
    return counts


def _sums(rows: QuerySet[Evidence], municipality: Municipality | None) -> dict[int, list[_Sum]]:
    """Totals by duty; for one municipality, those that concern all are `shared`."""
    sums: dict[int, list[_Sum]] = defaultdict(list)
    totals = (
        rows.filter(figures__isnull=False)
        .order_by("figures__label")
        .values_list("duty_id", "figures__label", "for_all")
        .annotate(total=Sum("figures__value"))
    )
    for duty, label, for_all, total in totals:
        sums[duty].append(_Sum(label, total, for_all and municipality is not None))
    return sums


def _latest_of_each(rows: QuerySet[Evidence]) -> QuerySet[Evidence]:
    place_in_line = Window(
        RowNumber(),
        partition_by=[F("duty")],
        order_by=[F("date").desc(), F("pk").desc()],
    )
    # Ranking ids alone is answered from an index; whole rows are read for the few that win.
    ranked = rows.values("pk").annotate(place_in_line=place_in_line).filter(place_in_line=1)
    return Evidence.objects.filter(pk__in=ranked.values("pk"))


def _sentence(work: _Work) -> Sentence:
    latest, count, sums = work.latest, work.count, _sums_text(work)
    handwritten = work.by_hand == count
    params = {"count": count, "title": latest.title.rstrip("."), "date": _day(latest)}
    if latest.kind == Evidence.Kind.NO_NEED and count == 1:
        text = _("No need arose (recorded %(date)s).") % params
        return Sentence(text, handwritten=handwritten, example=latest.example)
    if sums:
        params["sums"] = sums
        text = ngettext(
            "Work was done once (%(sums)s), on %(date)s: %(title)s.",
            "Work was done %(count)d times (%(sums)s), the latest on %(date)s: %(title)s.",
            count,
        )
    else:
        text = ngettext(
            "Work was done once, on %(date)s: %(title)s.",
            "Work was done %(count)d times, the latest on %(date)s: %(title)s.",
            count,
        )
    figures = (
        (_("times that work was done"), str(count)),
        *((label, f"{total.normalize():f}") for label, total in work.own.items()),
        *(
            (_("%(label)s in the whole consortium") % {"label": label}, f"{total.normalize():f}")
            for label, total in work.shared.items()
        ),
    )
    return Sentence(text % params, figures=figures, handwritten=handwritten, example=latest.example)


def _sums_text(work: _Work) -> str:
    """The numbers told with the work: "3 visits; in the whole consortium 40 films"."""
    own, shared = (
        ", ".join(
            f"{number_format(total.normalize(), use_l10n=True, force_grouping=True)} {label}"
            for label, total in sums.items()
        )
        for sums in (work.own, work.shared)
    )
    if shared:
        shared = _("in the whole consortium %(sums)s") % {"sums": shared}
    return "; ".join(filter(None, (own, shared)))


def _day(evidence: Evidence) -> str:
    return date_format(evidence.date, "SHORT_DATE_FORMAT")
