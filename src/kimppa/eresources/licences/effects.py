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
    asked_about = {
        answer.pk: int(answer.ratification.object_id.removeprefix(PERIOD))
        for answer in answers
        if answer.ratification.object_id.startswith(PERIOD)
    }
    if not asked_about:
        return {}
    periods = Period.objects.select_related("key").in_bulk(asked_about.values())
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
    """The share of the period that a renewal would make now: whoever said no is out of it."""
    code = answer.municipality.code
    next_one = proposed(period)
    if own.cost_of(next_one) is None:
        next_one = period
    remaining = _parts(own, next_one, refusals - {code})
    if code not in remaining:
        return None
    total, share = _sum(remaining), remaining[code].amount
    figures = [(_("The whole price"), money(total))]
    if total:
        figures.append((_("Our share"), percent(share / total, 2)))
    if key := period.key:
        figures.append((str(key), number(own.weights_of(period).get(code))))
    everybody = _parts(own, next_one, set())
    if code in everybody and len(remaining) < len(everybody):
        words = (_("If those who said no stayed"), money(everybody[code].amount))
        figures.append(words)
    text = _("{place:genitive} share of the period {span} would be {sum}.")
    place = str(answer.municipality)
    return Effect(
        say(text, place=place, span=span_words(next_one), sum=money(share)),
        tuple(figures),
        url=own.licence.get_absolute_url(),
        link=_("The agreement card"),
        brief=_("our share %(sum)s") % {"sum": money(share)},
    )


def _parts(own: Card, period: Period, without: Collection[str]) -> dict[str, Part]:
    """What each who remains would pay; empty when it is not known."""
    payers = [each for each in own.payers if each.code not in without]
    try:
        return costs.parts(period, own.weights_of(period), payers)
    except AllocationError:
        return {}


def _sum(parts: Mapping[str, Part]) -> Decimal:
    return sum((part.amount for part in parts.values()), Decimal(0))
