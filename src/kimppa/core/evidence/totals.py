"""What the figures of a year's work come to, each piece of work counted once."""

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

from django.db.models import Case, Count, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Concat, Substr

from kimppa.core.consortium.models import Municipality
from kimppa.core.evidence import phrases
from kimppa.core.evidence.models import Evidence
from kimppa.core.lists import SaysAny
from kimppa.core.words.amounts import is_measure

_NUMBER = re.compile(r"(?<![\d.])\d{1,3}(?:[ \u00a0]\d{3})*(?![\d.])")
_STEM = 5  # letters of a label by which a line names what it counts
_YEAR = ("vuoden ", "koko vuo", "årets ", "Årets ", "hela året", "year's ", "whole year")
_IN_YEAR = (
    "vuoden aikana", "vuoden mittaan", "koko vuon", "under året", "under årets lopp",
    "during the year", "over the year", "in the course of the year",
)  # fmt: skip
_PART_OF_YEAR = ("alkuvuo", "loppuvuo", "puolivuo", "halvår", "kvartal", "half-year", "quarter")
_COUNTED = (
    "koottiin", "koot", "laskettiin", "lasket", "yhteensä", "sammanställ", "räkna", "sammanlagt",
    "totalt", "counted", "compiled", "in all",
)  # fmt: skip
_MENDED = (
    "korja", "yhdist", "poist", "siivo", "yhtenäist", "täyden", "lisä", "muut", "päivit", "rätta",
    "korrigera", "åtgärd",
    "slog", "städa", "rensa", "uppdatera", "correct", "merge", "clean", "remove",
    "unif", "update", "fixed", "mended",
)  # fmt: skip


class Total(NamedTuple):
    """What a figure comes to: in all, the asked municipality's (with others or `alone`), and what
    is of all of them. `of_year`: as those say who counted the whole year together; `deed`: of
    lines that say that something was mended or merged.
    """

    label: str
    of_year: bool
    deed: bool
    entries: int
    whole: Decimal
    own: Decimal
    shared: Decimal
    alone: Decimal = Decimal(0)


def read_totals(
    work_entries: QuerySet[Evidence], municipality: Municipality | None
) -> Iterator[tuple[int, Total]]:
    """The totals of each duty by label; measures (hours, euros) of several lines are no sum."""
    parts = (
        work_entries.filter(figures__isnull=False)
        .annotate(
            of_year=Case(When(_counts_year(), then=True), default=False),
            deed=Case(When(SaysAny("title", *_MENDED), then=True), default=False),
        )
        .order_by("duty_id", "figures__label", "of_year", "deed")
        .values_list("duty_id", "figures__label", "of_year", "deed")
        .annotate(entries=Count("pk"), whole=Sum("figures__value"))
    )
    if municipality is not None:
        ids_concerning = Evidence.objects.for_municipality(municipality).values("pk")
        of_others = Evidence.municipalities.through.objects.exclude(municipality=municipality)
        is_own = Q(pk__in=ids_concerning, for_all=False)
        parts = parts.annotate(
            own=Sum("figures__value", filter=is_own),
            shared=Sum("figures__value", filter=Q(pk__in=ids_concerning, for_all=True)),
            alone=Sum("figures__value", filter=is_own & ~Q(pk__in=of_others.values("evidence_id"))),
        )
    for (duty, label), label_parts in groupby(parts, key=lambda part: (part[0], part[1])):
        totals = [_total(label, *fields) for _duty, _label, *fields in label_parts]
        if not is_measure(label) or sum(total.entries for total in totals) == 1:
            yield from ((duty, total) for total in totals)


def _total(
    label: str,
    of_year: bool,
    deed: bool,
    entries: int,
    sum_of_figures: Decimal,
    *parts: Decimal | None,
) -> Total:
    if not parts:
        return Total(label, of_year, deed, entries, sum_of_figures, sum_of_figures, Decimal(0))
    own_sum, shared_sum, alone_sum = (part or Decimal(0) for part in parts)
    return Total(label, of_year, deed, entries, sum_of_figures, own_sum, shared_sum, alone_sum)


def _counts_year() -> Q:
    """Lines in which somebody counted the year together: "Koottiin vuoden palautteet"; what was
    logged in its course is in that figure.
    """
    label = Substr("figures__label", 1, _STEM)
    its_own = Q(title__icontains=Concat(Value("vuoden "), label)) | Q(
        title__icontains=Concat(Value("rets "), label)  # "Årets"
    )
    counts_year = Q(SaysAny("title", *_YEAR)) & Q(SaysAny("title", *_COUNTED))
    counts_year |= Q(SaysAny("title", *_IN_YEAR)) | its_own
    return counts_year & ~Q(SaysAny("title", *_PART_OF_YEAR))


def countable(topic: str, totals: Sequence[Total], entries: int) -> list[Total]:
    """Of the totals of one kind those that a sentence may sum; none where it would claim more than
    is known. `entries`: how many pieces of work there are.
    """
    chosen_totals = _each_counted_once(totals)
    if phrases.tells_deeds(topic, totals[0].label):
        chosen_totals = [total for total in chosen_totals if total.deed]
    if phrases.tells_faults(topic, totals[0].label):
        chosen_totals = [total for total in _each_counted_once(totals) if not total.deed]
    claims_all = any(phrases.tells_all(topic, total.label) for total in chosen_totals)
    # One line alone cannot tell how many there were in all.
    return (
        []
        if claims_all and sum(total.entries for total in chosen_totals) == 1 < entries
        else chosen_totals
    )


def _each_counted_once(totals: Sequence[Total]) -> list[Total]:
    """The totals without what the count of the whole year holds already."""
    whole_year = [total for total in totals if total.of_year]
    other_totals = [total for total in totals if not total.of_year]
    is_held = sum(total.whole for total in whole_year) >= sum(total.whole for total in other_totals)
    return whole_year if whole_year and is_held else other_totals


def numbers_in(text: str) -> list[int]:
    """The whole numbers of a running text, without days, decimals and years."""
    return [int(re.sub(r"\D", "", number)) for number in _NUMBER.findall(text)]


def adds_up(texts: Iterable[str], lead: str, total: str) -> bool:
    """Whether the figures of some sentences are all of a total, whose sentence says nothing more;
    one with its target or a share beside it does.
    """
    parts = [number for text in texts for number in numbers_in(text)]
    return len(parts) > 1 and [sum(parts)] == numbers_in(total) and len(numbers_in(lead)) == 1
