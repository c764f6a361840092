"""What a yes to a renewal would cost a municipality, shown beside the question."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from kimppa.core.allocation.rules import AllocationError
from kimppa.core.consortium.models import Person
from kimppa.core.ratification.effects import Effect
from kimppa.core.ratification.models import Confirmation
from kimppa.core.words.messages import say
from kimppa.eresources.licences import costs
from kimppa.eresources.licences.costs import proposed
from kimppa.eresources.licences.messages import span_words
from kimppa.eresources.licences.queries import Card, cards
from kimppa.eresources.models import Document, Licence, Period
from kimppa.eresources.terms.shares import Part
from kimppa.ui.numbers import money, number, percent

PERIOD = "period-"


def effects(answers: Sequence[Confirmation], person: Person) -> dict[int, Effect]:
    """Of a renewal: the municipality's share of the next period."""
    period_id_by_answer = {
        answer.pk: int(answer.ratification.object_id.removeprefix(PERIOD))
        for answer in answers
        if answer.ratification.object_id.startswith(PERIOD)
    }
    if not period_id_by_answer:
        return {}
    periods = Period.objects.select_related("key").in_bulk(period_id_by_answer.values())
    licences = Licence.objects.with_service().filter(
        pk__in={period.licence_id for period in periods.values()}
    )
    card_by_licence = {card.licence.pk: card for card in cards(licences)}
    refusals = _refusals({answer.ratification_id for answer in answers})
    documents = _documents([period.licence_id for period in periods.values()], person)
    return {
        answer.pk: replace(effect, documents=tuple(documents.get(period.licence_id, ())))
        for answer in answers
        if (period := periods.get(period_id_by_answer.get(answer.pk, 0)))
        and (
            effect := _effect(
                answer,
                period,
                card_by_licence[period.licence_id],
                refusals.get(answer.ratification_id, set()),
            )
        )
    }


def _documents(licence_ids: Collection[int], person: Person) -> dict[int, list[tuple[str, str]]]:
    """Title and address of those that the person may see, by licence: one query."""
    links_by_licence: dict[int, list[tuple[str, str]]] = {}
    for paper in Document.objects.visible_to(person).filter(licence__in=licence_ids):
        url = reverse("eresources:document", args=[paper.pk])
        links_by_licence.setdefault(paper.licence_id, []).append((paper.title, url))
    return links_by_licence


def _refusals(question_ids: Collection[int]) -> dict[int, set[str]]:
    refusals = Confirmation.objects.filter(
        ratification__in=question_ids, state=Confirmation.State.NO
    ).values_list("ratification", "municipality__code")
    codes_by_question: dict[int, set[str]] = {}
    for question, code in refusals:
        codes_by_question.setdefault(question, set()).add(code)
    return codes_by_question


def _effect(answer: Confirmation, period: Period, card: Card, refusals: set[str]) -> Effect | None:
    """The share of the period that a renewal would make now: whoever said no is out of it."""
    code = answer.municipality.code
    asked_period = proposed(period)
    if card.cost_of(asked_period) is None:
        asked_period = period
    remaining_parts = _part_by_code(card, asked_period, refusals - {code})
    if code not in remaining_parts:
        return None
    total, share = _sum(remaining_parts), remaining_parts[code].amount
    figures = [(_("The whole price"), money(total))]
    if total:
        figures.append((_("Our share"), percent(share / total, 2)))
    if key := period.key:
        figures.append((str(key), number(card.weights_of(period).get(code))))
    all_parts = _part_by_code(card, asked_period, set())
    if code in all_parts and len(remaining_parts) < len(all_parts):
        words = (_("If those who said no stayed"), money(all_parts[code].amount))
        figures.append(words)
    text = _("{place:genitive} share of the period {span} would be {sum}.")
    municipality = str(answer.municipality)
    return Effect(
        say(text, place=municipality, span=span_words(asked_period), sum=money(share)),
        tuple(figures),
        url=card.licence.get_absolute_url(),
        link=_("The agreement card"),
        brief=_("our share %(sum)s") % {"sum": money(share)},
    )


def _part_by_code(card: Card, period: Period, refusing_codes: Collection[str]) -> dict[str, Part]:
    """What each who remains would pay; empty when it is not known."""
    payers = [payer for payer in card.payers if payer.code not in refusing_codes]
    try:
        return costs.parts(period, card.weights_of(period), payers)
    except AllocationError:
        return {}


def _sum(part_by_code: Mapping[str, Part]) -> Decimal:
    return sum((part.amount for part in part_by_code.values()), Decimal(0))
