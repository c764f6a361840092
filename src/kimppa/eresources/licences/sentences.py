"""What the report says of e-resources: what the libraries had together and what it cost."""

import datetime as dt
from collections.abc import Collection, Sequence
from decimal import Decimal

from django.db.models import Q, Sum
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kimppa.core.area import Sentence
from kimppa.core.consortium.models import Municipality
from kimppa.core.words.messages import listed, say
from kimppa.eresources.licences.dues import TOPIC
from kimppa.eresources.licences.queries import Card, cards, payer, span_of
from kimppa.eresources.models import CostShare
from kimppa.eresources.terms.shares import Span
from kimppa.ui.numbers import money, number

PAGE = reverse_lazy("eresources:home")


def summary(
    topics: Collection[str], year: int, municipality: Municipality | None
) -> dict[str, list[Sentence]]:
    """What there was in the year and what was paid for it, for one municipality or all."""
    if TOPIC not in topics:
        return {}
    rows = [row for row in cards() if _belonged(row, year, municipality)]
    if not rows:
        return {}
    sentences = [_had(rows, municipality)]
    if cost := _cost(year, municipality):
        sentences.append(cost)
    return {TOPIC: sentences}


def _belonged(card: Card, year: int, municipality: Municipality | None) -> bool:
    """Whether the municipality, or any, belonged in a period of the year."""
    whole = Span(dt.date(year, 1, 1), dt.date(year, 12, 31))
    spans = [span for period in card.periods if (span := span_of(period).within(whole))]
    return any(
        payer(member).time_in(span)
        for member in card.members
        if municipality is None or member.municipality_id == municipality.pk
        for span in spans
    )


def _had(rows: Sequence[Card], municipality: Municipality | None) -> Sentence:
    count, names = len(rows), listed(str(row.licence) for row in rows)
    if municipality:
        text = ngettext(
            "{place:genitive} customers had {count} common e-resource: {names}.",
            "{place:genitive} customers had {count} common e-resources: {names}.",
            count,
        )
    else:
        text = ngettext(
            "Customers had {count} common e-resource: {names}.",
            "Customers had {count} common e-resources: {names}.",
            count,
        )
    return Sentence(
        say(text, count=count, names=names, place=municipality.name if municipality else ""),
        apart=((_("common e-resources"), number(count, 0)),),
        url=PAGE,
        example=all(row.licence.example for row in rows),
        headline=(number(count, 0), ngettext("e-resource", "e-resources", count)),
    )


def _cost(year: int, municipality: Municipality | None) -> Sentence | None:
    """The material costs of the year's invoices, apart from the agreement's own price."""
    of_year = Q(period__invoice_on__year=year)
    of_year |= Q(period__invoice_on=None, period__start__year=year)
    shares = CostShare.objects.filter(of_year)
    if municipality:
        shares = shares.filter(municipality=municipality)
    total: Decimal | None = shares.aggregate(sum=Sum("amount"))["sum"]
    if not total:
        return None
    text = (
        _("For them {place} paid {sum}, which is apart from the price of the agreement.")
        if municipality
        else _("For them the municipalities paid {sum}, apart from the price of the agreement.")
    )
    return Sentence(
        say(text, sum=money(total), place=municipality.name if municipality else ""),
        figures=((_("material costs, €"), number(total, 2)),),
        url=PAGE,
        example=shares.filter(example=True).exists(),
    )
