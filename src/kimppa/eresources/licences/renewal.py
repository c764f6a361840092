"""Renewal: a question to those who belong, their answers, then a next period or notice."""

import datetime as dt
from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.allocation.rules import AllocationError
from kimppa.core.consortium.models import Person
from kimppa.core.decisions.models import Decision
from kimppa.core.permissions import Actor, require
from kimppa.core.ratification.actions import ask, withdraw
from kimppa.core.ratification.effects import Effect
from kimppa.core.ratification.models import Confirmation, Ratification
from kimppa.core.words.messages import say
from kimppa.eresources.licences.actions import (
    RIGHT,
    add_period,
    change_member,
    change_period,
    share_out,
)
from kimppa.eresources.licences.queries import Card, card, cards, payer, question_of, span_of
from kimppa.eresources.licences.words import basis_words
from kimppa.eresources.models import Licence, Period
from kimppa.eresources.terms.prices import EVERY_FIELD
from kimppa.eresources.terms.shares import Payer, split
from kimppa.ui.numbers import money, number, percent

ROOM, PERIOD = "eresources", "period-"
SAME = ("goes_on", "model", *EVERY_FIELD, "tax", "tax_included", "key")


@transaction.atomic
def ask_renewal(
    *, by: Actor, period: Period, text: str = "", due: dt.date | None = None
) -> Ratification:
    """Ask the directors of those who still belong when the period ends.

    Raises ValidationError when nobody does.
    """
    own = card(period.licence)
    parts = (text.strip(), " ".join(basis_words(own, period)))
    return ask(
        by=by,
        origin=period.origin,
        title=_("Does %(name)s go on?") % {"name": period.licence},
        text="\n\n".join(part for part in parts if part),
        municipalities=[member.municipality for member in own.staying(period)],
        topic=period.licence.topic,
        due=due,
        example=period.example,
    )


@transaction.atomic
def renew(
    *,
    by: Actor,
    period: Period,
    end: dt.date | None = None,
    notice_on: dt.date | None = None,
    price: Decimal | None = None,
    decision: Decision | None = None,
) -> Period:
    """A next period on the same terms, shared out if its sum and key are known. Who said no leaves
    when the old one ends; their answers stand. Raises ValidationError, also while the period has
    no end.
    """
    require(by, RIGHT)
    if period.end is None:
        raise ValidationError(_("The period has no end. Give it one first."))
    _close(by, period, leave=True)
    following = add_period(
        by=by,
        licence=period.licence,
        start=period.end + dt.timedelta(days=1),
        end=end,
        notice_on=notice_on,
        price=price,
        decision=decision,
        **{name: getattr(period, name) for name in SAME},
    )
    if following.key and card(period.licence).cost_of(following) is not None:
        share_out(by=by, period=following)
    return following


@transaction.atomic
def give_notice(
    *, by: Actor, period: Period, day: dt.date, decision: Decision | None = None
) -> None:
    """Note that notice was given. Raises ValidationError for a day to come."""
    require(by, RIGHT)
    if day > clock.today():
        raise ValidationError({"day": _("The date is still to come.")})
    _close(by, period, leave=False)
    values: dict[str, Any] = {"notice_given_on": day}
    change_period(by=by, period=period, **values | ({"decision": decision} if decision else {}))


def _close(by: Actor, period: Period, *, leave: bool) -> None:
    question = question_of(period)
    if question is None:
        return
    if leave:
        refusals = question.confirmations.filter(state=Confirmation.State.NO)
        members = period.licence.members.filter(
            municipality__in=refusals.values("municipality"), valid_to=None
        )
        for member in members:
            change_member(by=by, member=member, valid_to=period.end)
    if question.open and question.confirmations.filter(state=Confirmation.State.AWAITING).exists():
        withdraw(by=by, ratification=question)  # unlike settling, it can be taken back


def effects(answers: Sequence[Confirmation], _person: Person) -> dict[int, Effect]:
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
    return {
        answer.pk: effect
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
