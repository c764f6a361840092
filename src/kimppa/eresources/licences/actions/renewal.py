"""Renewal: a question to those who belong, then a next period or notice."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.decisions.models import Decision
from kimppa.core.permissions import Actor, require
from kimppa.core.ratification.actions import ask, settle
from kimppa.core.ratification.models import Confirmation, Ratification
from kimppa.eresources.actions import RIGHT
from kimppa.eresources.licences.actions import (
    add_period,
    change_member,
    change_period,
    share_out,
)
from kimppa.eresources.licences.costs import price_field, proposed, same_terms
from kimppa.eresources.licences.messages import basis_words
from kimppa.eresources.licences.queries import card, question_of
from kimppa.eresources.models import Period
from kimppa.ui.numbers import day as shown_day


@transaction.atomic
def ask_renewal(
    *,
    by: Actor,
    period: Period,
    text: str = "",
    price: Decimal | None = None,
    due: dt.date | None = None,
) -> Ratification:
    """Ask the directors of those who still belong when the period ends, with the terms of the
    next one, at a new `price` if the vendor asks another.

    Raises ValidationError when nobody does.
    """
    change_period(by=by, period=period, offer=price)
    licence_card = card(period.licence)
    terms = basis_words(licence_card, proposed(period))
    paragraphs = (text.strip(), " ".join(terms))
    return ask(
        by=by,
        origin=period.origin,
        title=_("Does %(name)s go on?") % {"name": period.licence},
        text="\n\n".join(paragraph for paragraph in paragraphs if paragraph),
        municipalities=[member.municipality for member in licence_card.staying(period)],
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
    terms = same_terms(period) | {price_field(period): price}
    following = add_period(
        by=by,
        licence=period.licence,
        start=period.end + dt.timedelta(days=1),
        end=end,
        notice_on=notice_on,
        decision=decision,
        **terms,
    )
    if following.key and card(period.licence).cost_of(following) is not None:
        share_out(by=by, period=following)
    return following


@transaction.atomic
def give_notice(
    *, by: Actor, period: Period, day: dt.date, decision: Decision | None = None
) -> None:
    """Note that notice was given. Raises ValidationError for a day to come, and for one before the
    agreement began.
    """
    require(by, RIGHT)
    if day > clock.today():
        raise ValidationError({"day": _("The date is still to come.")})
    first_day = period.licence.periods.earliest("start").start
    if day < first_day:
        text = _("The agreement began only on %(day)s.") % {"day": shown_day(first_day)}
        raise ValidationError({"day": text})
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
    if question.open:
        settle(by=by, ratification=question, final=False)
