"""Reading work done: counts for the matrix, rows for lists, sentences for the report."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, F, QuerySet, Sum, Window
from django.db.models.functions import RowNumber
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kimppa.core.area import Sentence, summaries
from kimppa.core.consortium.models import Municipality
from kimppa.core.evidence.models import Evidence, EvidenceFigure


@dataclass(frozen=True, slots=True)
class Tally:
    """How much was done for a topic and service in one matrix column."""

    topic: str
    service_id: int | None
    slot: int
    kind: str
    count: int


def tallies(year: int, municipality: Municipality | None = None) -> list[Tally]:
    """Counts by topic, service, column and kind: one query, whatever the number of rows."""
    rows = (
        Evidence.objects.standing()
        .filter(agreement_year=year)
        .for_municipality(municipality)
        .order_by()
        .values_list("topic", "service_id", "slot", "kind")
        .annotate(count=Count("pk"))
    )
    return [Tally(*row) for row in rows]


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
    topics: Collection[str], year: int, municipality: Municipality | None = None
) -> dict[str, list[Sentence]]:
    """What can be said of each topic: the areas' sentences, then the work written by hand."""
    said = summaries(topics, year, municipality)
    for topic, sentence in _handwritten(topics, year, municipality).items():
        said[topic].append(sentence)
    return said


def _handwritten(
    topics: Collection[str], year: int, municipality: Municipality | None
) -> dict[str, Sentence]:
    rows = (
        Evidence.objects.standing()
        .filter(agreement_year=year, topic__in=topics, area="")
        .for_municipality(municipality)
        .order_by()
    )
    counts = dict(rows.values_list("topic").annotate(count=Count("pk")))
    sums = _sums(rows)
    return {
        row.topic: _sentence(row, counts[row.topic], sums.get(row.topic, []))
        for row in _latest_of_each(rows)
    }


def _sums(rows: QuerySet[Evidence]) -> dict[str, list[tuple[str, Decimal]]]:
    sums: dict[str, list[tuple[str, Decimal]]] = defaultdict(list)
    told = (
        EvidenceFigure.objects.filter(evidence__in=rows)
        .order_by("label")
        .values_list("evidence__topic", "label")
        .annotate(total=Sum("value"))
    )
    for topic, label, total in told:
        sums[topic].append((label, total))
    return sums


def _latest_of_each(rows: QuerySet[Evidence]) -> QuerySet[Evidence]:
    place = Window(
        RowNumber(), partition_by=F("topic"), order_by=[F("date").desc(), F("pk").desc()]
    )
    return rows.annotate(place=place).filter(place=1).order_by("topic")


def _sentence(latest: Evidence, count: int, sums: list[tuple[str, Decimal]]) -> Sentence:
    told = {"count": count, "title": latest.title, "date": _day(latest)}
    if latest.kind == Evidence.Kind.NO_NEED and count == 1:
        text = _("No need arose (recorded %(date)s).") % told
        return Sentence(text, handwritten=True, example=latest.example)
    if sums:
        told["sums"] = ", ".join(
            f"{number_format(total.normalize(), use_l10n=True, force_grouping=True)} {label}"
            for label, total in sums
        )
        text = ngettext(
            "%(count)d piece of work (%(sums)s): %(title)s (%(date)s).",
            "%(count)d pieces of work (%(sums)s); the latest: %(title)s (%(date)s).",
            count,
        )
    else:
        text = ngettext(
            "%(count)d piece of work: %(title)s (%(date)s).",
            "%(count)d pieces of work; the latest: %(title)s (%(date)s).",
            count,
        )
    figures = (
        (_("pieces of work"), str(count)),
        *((label, f"{total.normalize():f}") for label, total in sums),
    )
    return Sentence(text % told, figures=figures, handwritten=True, example=latest.example)


def _day(evidence: Evidence) -> str:
    return date_format(evidence.date, "SHORT_DATE_FORMAT")
