"""What a yes to a renewal would cost a municipality, shown beside the question."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from kimppa.core.allocation.rules import AllocationError
from kimppa.core.consortium.models import Person
from kimppa.core.ratification.effects import Effect
from kimppa.core.ratification.models import Confirmation
from kimppa.core.words.messages import say
from kimppa.eresources.licences.queries import Card, cards, payer, span_of
from kimppa.eresources.models import Document, Licence, Period
from kimppa.eresources.terms.shares import Payer, split
from kimppa.ui.numbers import money, number, percent

ROOM, PERIOD = "eresources", "period-"


def effects(answers: Sequence[Confirmation], person: Person) -> dict[int, Effect]:
    """Of a renewal: the municipality's share of the price as it is, and if who said no is out."""
    asked_about = {
        answer.pk: int(answer.ratification.object_id.removeprefix(PERIOD))
        for answer in answers
        if answer.ratification.area == ROOM and answer.ratification.object_id.startswith(PERIOD)
    }
    if not asked_about:
        return {}
    periods = Period.objects.in_bulk(asked_about.values())
    licences = Licence.objects.with_service().filter(
        pk__in={period.licence_id for period in periods.values()}
    )
    by_licence = {own.licence.pk: own for own in cards(licences)}
    refusals = _refusals({answer.ratification_id for answer in answers})
    documents = _documents([period.licence_id for period in periods.values()], person)
    return {
        answer.pk: replace(effect, documents=tuple(documents.get(period.licence_id, ())))
        for answer in answers
        if (period := periods.get(asked_about.get(answer.pk, 0)))
        and (
            effect := _effect(
                answer,
                period,
                by_licence[period.licence_id],
                refusals.get(answer.ratification_id, set()),
            )
        )
    }


def _documents(licences: Collection[int], person: Person) -> dict[int, list[tuple[str, str]]]:
    """Title and address of those that the person may see, by licence: one query."""
    rows: dict[int, list[tuple[str, str]]] = {}
    for paper in Document.objects.visible_to(person).filter(licence__in=licences):
        url = reverse("eresources:document", args=[paper.pk])
        rows.setdefault(paper.licence_id, []).append((paper.title, url))
    return rows


def _refusals(questions: Collection[int]) -> dict[int, set[str]]:
    rows = Confirmation.objects.filter(
        ratification__in=questions, state=Confirmation.State.NO
    ).values_list("ratification", "municipality__code")
    by_question: dict[int, set[str]] = {}
    for question, code in rows:
        by_question.setdefault(question, set()).add(code)
    return by_question


def _effect(answer: Confirmation, period: Period, own: Card, refusals: set[str]) -> Effect | None:
    total, code = own.cost_of(period), answer.municipality.code
    weights = own.weights_of(period)
    if total is None or not weights:
        return None
    payers = [payer(member) for member in own.staying(period)]
    share = _share(own, period, total, payers, code)
    if share is None:
        return None
    figures = [(_("The whole price"), money(total)), (_("Our share"), percent(share / total, 2))]
    if period.key:
        figures.append((str(period.key), number(weights.get(code))))
    without = [each for each in payers if each.code not in refusals - {code}]
    if len(without) < len(payers):
        alone = _share(own, period, total, without, code)
        figures.append((_("If those who said no are left out"), money(alone)))
    text = _("{place:genitive} share of a period like the present one would be {sum}.")
    return Effect(
        say(text, place=str(answer.municipality), sum=money(share)),
        tuple(figures),
        url=own.licence.get_absolute_url(),
        link=_("The agreement card"),
    )


def _share(
    own: Card, period: Period, total: Decimal, payers: Sequence[Payer], code: str
) -> Decimal | None:
    """What one would pay of a next period, when each belongs for the whole of it."""
    whole = [Payer(each.code) for each in payers]
    try:
        parts = split(total, own.weights_of(period), whole, span_of(period))
    except AllocationError:
        return None
    return parts[code].amount if code in parts else None
