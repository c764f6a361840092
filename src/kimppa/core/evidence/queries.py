"""Reading work done: counts for the matrix, rows for lists, sentences for the report."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Count, F, IntegerField, Q, QuerySet, Sum, Value, Window
from django.db.models.expressions import Combinable, CombinedExpression
from django.db.models.functions import RowNumber
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kimppa.core import clock
from kimppa.core.area import Sentence, areas, summaries
from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.duties.subjects import place, topic_of
from kimppa.core.evidence.models import Evidence, EvidenceFigure, EvidenceQuerySet

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


@dataclass(frozen=True, slots=True)
class Reach:
    """In which matrix columns (bit n = column n) work of its own reached a municipality."""

    topic: str
    service_id: int | None
    kind: str
    municipality_id: int
    slots: int


def tallies(year: int, municipality: Municipality | None = None) -> list[Tally]:
    """Counts by topic, service, column and kind: one query, whatever the number of rows."""
    rows = (
        Evidence.objects.standing()
        .filter(agreement_year=year)
        .for_municipality(municipality)
        .order_by()
        .values_list("topic", "service_id", "slot", "kind")
        .annotate(
            count=Count("pk"),
            by_hand=Count("pk", filter=Q(area="")),
            common=Count("pk", filter=Q(for_all=True)),
        )
    )
    return [Tally(*row) for row in rows]


_bit = CombinedExpression(Value(1), Combinable.BITLEFTSHIFT, F("slot"), output_field=IntegerField())


def reaches(year: int) -> list[Reach]:
    """Which municipalities got work that did not concern all of them, by topic, service and kind.

    One query; what is common to all is told by `tallies`.
    """
    rows = (
        Evidence.objects.standing()
        .filter(agreement_year=year, for_all=False, municipalities__isnull=False)
        .order_by()
        .values_list("topic", "service_id", "kind", "municipalities")
        .annotate(slots=Sum(_bit, distinct=True))
    )
    return [Reach(*row) for row in rows]


def visible_evidence(person: Person) -> EvidenceQuerySet:
    """A coordinator sees all work; others what is common and their own municipality's."""
    if person.is_coordinator:
        return Evidence.objects.all()
    own = [m.municipality_id for m in person.current_memberships]
    here = Evidence.municipalities.through.objects.filter(municipality__in=own)
    return Evidence.objects.filter(Q(for_all=True) | Q(pk__in=here.values("evidence_id")))


def just_logged(
    person: Person,
    *,
    title: str,
    topic: str,
    date: dt.date,
    municipalities: Collection[Municipality] | None,
) -> Evidence | None:
    """The very same that the person logged some seconds ago, if it still stands."""
    since = clock.now() - PRESSED_TWICE
    rows = Evidence.objects.standing().filter(
        by=person, title=title, topic=topic, date=date, recorded_at__gte=since
    )
    concerned = {municipality.pk for municipality in municipalities or ()}
    for row in rows.prefetch_related("municipalities").order_by("-pk"):
        if {municipality.pk for municipality in row.municipalities.all()} == concerned:
            return row
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
    subjects: Collection[str], year: int, municipality: Municipality | None = None
) -> dict[str, list[Sentence]]:
    """What can be said of each subject: the areas' sentences, then the work recorded.

    Work that an area tells of itself is not told twice: where an area speaks of the topic, only
    what was written by hand is added. Elsewhere all of it is, as the matrix counts it.
    """
    said = summaries(subjects, year, municipality)
    for subject, sentence in _recorded(subjects, year, municipality).items():
        said[subject].append(sentence)
    return said


@dataclass(slots=True)
class _Told:
    """What was recorded for one subject."""

    count: int = 0
    by_hand: int = 0
    latest: Evidence | None = None
    sums: dict[str, Decimal] = field(default_factory=dict)

    def add(
        self, latest: Evidence, count: int, by_hand: int, sums: Iterable[tuple[str, Decimal]]
    ) -> None:
        """Add the work of one topic and service."""
        self.count += count
        self.by_hand += by_hand
        if self.latest is None or latest.date > self.latest.date:
            self.latest = latest
        for label, total in sums:
            self.sums[label] = self.sums.get(label, Decimal(0)) + total


def _recorded(
    subjects: Collection[str], year: int, municipality: Municipality | None
) -> dict[str, Sentence]:
    topics = {topic_of(one) for one in subjects}
    spoken = {topic for area in areas() if area.summary for topic in area.topics}
    rows = (
        Evidence.objects.standing()
        .filter(Q(area="") | Q(topic__in=topics - spoken), agreement_year=year, topic__in=topics)
        .for_municipality(municipality)
        .order_by()
    )
    counted = rows.values_list("topic", "service__slug").annotate(
        count=Count("pk"), by_hand=Count("pk", filter=Q(area=""))
    )
    counts = {(topic, slug): (count, by_hand) for topic, slug, count, by_hand in counted}
    sums = _sums(rows)
    told: dict[str, _Told] = defaultdict(_Told)
    for row in _latest_of_each(rows):
        slug = row.service.slug if row.service else None
        subject = place(row.topic, slug or "", subjects)
        if subject is not None:
            told[subject].add(row, *counts[row.topic, slug], sums[row.topic, slug])
    return {subject: _sentence(one) for subject, one in told.items()}


def _sums(rows: QuerySet[Evidence]) -> dict[tuple[str, str | None], list[tuple[str, Decimal]]]:
    sums: dict[tuple[str, str | None], list[tuple[str, Decimal]]] = defaultdict(list)
    told = (
        EvidenceFigure.objects.filter(evidence__in=rows)
        .order_by("label")
        .values_list("evidence__topic", "evidence__service__slug", "label")
        .annotate(total=Sum("value"))
    )
    for topic, slug, label, total in told:
        sums[topic, slug].append((label, total))
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


def _sentence(one: _Told) -> Sentence:
    latest, count, sums = one.latest, one.count, list(one.sums.items())
    assert latest is not None
    handwritten = one.by_hand == count
    told = {"count": count, "title": latest.title.rstrip("."), "date": _day(latest)}
    if latest.kind == Evidence.Kind.NO_NEED and count == 1:
        text = _("No need arose (recorded %(date)s).") % told
        return Sentence(text, handwritten=handwritten, example=latest.example)
    if sums:
        told["sums"] = ", ".join(
            f"{number_format(total.normalize(), use_l10n=True, force_grouping=True)} {label}"
            for label, total in sums
        )
        text = ngettext(
            "%(count)d entry (%(sums)s), on %(date)s: %(title)s.",
            "%(count)d entries (%(sums)s), the latest on %(date)s: %(title)s.",
            count,
        )
    else:
        text = ngettext(
            "%(count)d entry, on %(date)s: %(title)s.",
            "%(count)d entries, the latest on %(date)s: %(title)s.",
            count,
        )
    figures = (
        (_("entries"), str(count)),
        *((label, f"{total.normalize():f}") for label, total in sums),
    )
    return Sentence(text % told, figures=figures, handwritten=handwritten, example=latest.example)


def _day(evidence: Evidence) -> str:
    return date_format(evidence.date, "SHORT_DATE_FORMAT")
