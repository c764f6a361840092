"""Reading work done: counts for the matrix, rows for lists, sentences for the report."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Count, F, IntegerField, Q, QuerySet, Sum, Value, Window
from django.db.models.expressions import Combinable, CombinedExpression
from django.db.models.functions import RowNumber
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kimppa.core import clock
from kimppa.core.area import Sentence, summaries
from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.duties.subjects import matching_subject, topic_of
from kimppa.core.evidence.models import Evidence, EvidenceQuerySet

PRESSED_TWICE = dt.timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Tally:
    """How much was done for a topic and service in one matrix column.

    Of `count`, `handwritten` were written by hand and `common` concern all municipalities.
    """

    topic: str
    service_id: int | None
    slot: int
    kind: str
    count: int
    handwritten: int = 0
    common: int = 0


class Reach(NamedTuple):
    """In which matrix columns (bit n = column n) work of its own reached a municipality."""

    topic: str
    service_id: int | None
    kind: str
    municipality_id: int
    slots: int


def tallies(year: int, municipality: Municipality | None = None) -> list[Tally]:
    """Counts by topic, service, column and kind: one query, whatever the number of rows."""
    return tallies_of([year], municipality)[year]


def tallies_of(
    years: Collection[int], municipality: Municipality | None = None
) -> dict[int, list[Tally]]:
    """The same of several years, by year: one query."""
    rows = (
        Evidence.objects.standing()
        .filter(agreement_year__in=years)
        .for_municipality(municipality)
        .order_by()
        .values_list("agreement_year", "topic", "service_id", "slot", "kind")
        .annotate(
            count=Count("pk"),
            by_hand=Count("pk", filter=Q(area="")),
            common=Count("pk", filter=Q(for_all=True)),
        )
    )
    by_year: dict[int, list[Tally]] = {year: [] for year in years}
    for year, *fields in rows:
        by_year[year].append(Tally(*fields))
    return by_year


_bit = CombinedExpression(Value(1), Combinable.BITLEFTSHIFT, F("slot"), output_field=IntegerField())


def reaches_of(years: Collection[int], topics: Collection[str]) -> dict[int, list[Reach]]:
    """Which municipalities got work that did not concern all of them, by topic, service and kind.

    One query, none without topics; what is common to all is told by `tallies`.
    """
    rows = (
        Evidence.objects.standing()
        .filter(agreement_year__in=years, topic__in=topics)
        .filter(for_all=False, municipalities__isnull=False)
        .order_by()
        .values_list("agreement_year", "topic", "service_id", "kind", "municipalities")
        .annotate(slots=Sum(_bit, distinct=True))
    )
    by_year: dict[int, list[Reach]] = {year: [] for year in years}
    for year, *fields in rows:
        by_year[year].append(Reach(*fields))
    return by_year


def visible_evidence(person: Person) -> EvidenceQuerySet:
    """A coordinator sees all work; others what is common and their own municipality's."""
    if person.is_coordinator:
        return Evidence.objects.all()
    own = [m.municipality_id for m in person.current_memberships]
    here = Evidence.municipalities.through.objects.filter(municipality__in=own)
    return Evidence.objects.filter(Q(for_all=True) | Q(pk__in=here.values("evidence_id")))


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
    subjects: Collection[str],
    year: int,
    municipality: Municipality | None = None,
    year_tallies: Sequence[Tally] | None = None,
) -> dict[str, list[Sentence]]:
    """The sentences of each subject: those of the areas, then one on the recorded work.

    Where an area has a sentence on the topic, only work written by hand is added, so that
    nothing is counted twice; elsewhere all work is, as the matrix counts it. `year_tallies` are
    those of `tallies`, read here when not given.
    """
    by_subject = summaries(subjects, year, municipality)
    if year_tallies is None:
        year_tallies = tallies(year, municipality)
    area_topics = {topic_of(subject) for subject, sentences in by_subject.items() if sentences}
    silent_topics = {topic_of(subject_text) for subject_text in subjects} - area_topics
    for subject, sentence in _work_sentences(
        subjects, year, municipality, year_tallies, silent_topics
    ).items():
        by_subject[subject].append(sentence)
    return by_subject


@dataclass(slots=True)
class _Work:
    """What was recorded for one subject."""

    count: int = 0
    by_hand: int = 0
    latest: Evidence | None = None
    sums: dict[str, Decimal] = field(default_factory=dict)
    shared: dict[str, Decimal] = field(default_factory=dict)

    def add(self, latest: Evidence, count: int, by_hand: int, sums: Iterable["_Sum"]) -> None:
        """Add the work of one topic and service."""
        self.count += count
        self.by_hand += by_hand
        if self.latest is None or latest.date > self.latest.date:
            self.latest = latest
        for part in sums:
            totals = self.shared if part.shared else self.sums
            totals[part.label] = totals.get(part.label, Decimal(0)) + part.total


class _Sum(NamedTuple):
    """A total by what it counts; `shared` when it is of all municipalities."""

    label: str
    total: Decimal
    shared: bool


def _work_sentences(
    subjects: Collection[str],
    year: int,
    municipality: Municipality | None,
    year_tallies: Sequence[Tally],
    silent_topics: Collection[str],
) -> dict[str, Sentence]:
    rows = (
        Evidence.objects.standing()
        .filter(Q(area="") | Q(topic__in=silent_topics), agreement_year=year)
        .for_municipality(municipality)
        .order_by()
    )
    counts, sums = _counts(year_tallies, silent_topics), _sums(rows, municipality)
    by_subject: dict[str, _Work] = defaultdict(_Work)
    for evidence in _latest_of_each(rows):
        subject = matching_subject(
            evidence.topic, evidence.service.slug if evidence.service else "", subjects
        )
        if subject is not None:
            key = (evidence.topic, evidence.service_id)
            by_subject[subject].add(evidence, *counts[key], sums[key])
    return {subject: _sentence(work) for subject, work in by_subject.items()}


def _counts(
    year_tallies: Iterable[Tally], silent_topics: Collection[str]
) -> dict[tuple[str, int | None], tuple[int, int]]:
    """(work to count, of which written by hand) by topic and service."""
    counts: dict[tuple[str, int | None], tuple[int, int]] = defaultdict(lambda: (0, 0))
    for tally in year_tallies:
        count, by_hand = counts[tally.topic, tally.service_id]
        more = tally.count if tally.topic in silent_topics else tally.handwritten
        counts[tally.topic, tally.service_id] = (count + more, by_hand + tally.handwritten)
    return counts


def _sums(
    rows: QuerySet[Evidence], municipality: Municipality | None
) -> dict[tuple[str, int | None], list[_Sum]]:
    """Totals by topic and service; for one municipality, those that concern all are `shared`."""
    sums: dict[tuple[str, int | None], list[_Sum]] = defaultdict(list)
    totals = (
        rows.filter(figures__isnull=False)
        .order_by("figures__label")
        .values_list("topic", "service_id", "figures__label", "for_all")
        .annotate(total=Sum("figures__value"))
    )
    for topic, service_id, label, for_all, total in totals:
        sums[topic, service_id].append(_Sum(label, total, for_all and municipality is not None))
    return sums


def _latest_of_each(rows: QuerySet[Evidence]) -> QuerySet[Evidence]:
    place_in_line = Window(
        RowNumber(),
        partition_by=[F("topic"), F("service")],
        order_by=[F("date").desc(), F("pk").desc()],
    )
    # Ranking ids alone is answered from an index; whole rows are read for the few that win.
    ranked = rows.values("pk").annotate(place_in_line=place_in_line).filter(place_in_line=1)
    return (
        Evidence.objects.filter(pk__in=ranked.values("pk"))
        .select_related("service")
        .order_by("topic", "-date", "-pk")
    )


def _sentence(work: _Work) -> Sentence:
    latest, count, sums = work.latest, work.count, _sums_text(work)
    assert latest is not None
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
        *((label, f"{total.normalize():f}") for label, total in work.sums.items()),
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
        for sums in (work.sums, work.shared)
    )
    if shared:
        shared = _("in the whole consortium %(sums)s") % {"sums": shared}
    return "; ".join(filter(None, (own, shared)))


def _day(evidence: Evidence) -> str:
    return date_format(evidence.date, "SHORT_DATE_FORMAT")
