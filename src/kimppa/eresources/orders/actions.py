"""Writing principles, lines, moves, wishes and orders."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.audit.actions import add, change, stored
from kimppa.core.audit.undo import check_undo_by
from kimppa.core.consortium.models import Municipality
from kimppa.core.consortium.roles import Permission
from kimppa.core.decisions.models import Decision
from kimppa.core.evidence.actions import record_evidence, retract
from kimppa.core.permissions import Actor, require
from kimppa.eresources.actions import RIGHT, add_row, change_row, check_right, remove_row
from kimppa.eresources.models import BudgetLine, Move, Order, Principle
from kimppa.eresources.orders.queries import broken_by, line_of

TOPIC = "eresource-selection"
State = Order.State


@transaction.atomic
def add_principle(*, by: Actor, **values: Any) -> Principle:
    """A principle of the directors. Raises PermissionDenied, ValidationError."""
    return add_row(Principle(**values), by=by, action="eresources.principle-add")


@transaction.atomic
def end_principle(
    *, by: Actor, principle: Principle, valid_to: dt.date, decision: Decision
) -> None:
    """The last day of a principle, by its own decision. Raises ValidationError for a day before the
    principle began.
    """
    values = {"valid_to": valid_to, "ended_by": decision}
    change_row(principle, by=by, action="eresources.principle-end", **values)
    principle.validate_constraints()


@transaction.atomic
def replace_principle(
    *,
    by: Actor,
    principle: Principle,
    valid_from: dt.date | None,
    decision: Decision,
    **values: Any,
) -> Principle:
    """Another wording from a day on, by its own decision; the earlier one ends the day before.

    Raises ValidationError without the day, and for one on which the earlier is not in force.
    """
    require(by, RIGHT)
    if valid_from is None or (principle.valid_from and valid_from <= principle.valid_from):
        text = _("Write a day after the one from which the earlier wording has been valid.")
        raise ValidationError({"valid_from": text})
    last_day = valid_from - dt.timedelta(days=1)
    end_principle(by=by, principle=principle, valid_to=last_day, decision=decision)
    values |= {"example": principle.example, "source": principle.source, "decision": decision}
    return add_principle(by=by, valid_from=valid_from, **values)


@transaction.atomic
def add_line(*, by: Actor, **values: Any) -> BudgetLine:
    """A line of a year. Raises PermissionDenied, ValidationError."""
    return add_row(BudgetLine(**values), by=by, action="eresources.line-add")


@transaction.atomic
def add_move(*, by: Actor, origin: BudgetLine, target: BudgetLine, **values: Any) -> Move:
    """Move money by a decision. Raises ValidationError for lines of two years or too much."""
    require(by, RIGHT)
    move = Move(origin=origin, target=target, **values)
    if origin.year != target.year:
        raise ValidationError({"target": _("Both lines must be of the same year.")})
    if move.amount > line_of(origin).free:
        raise ValidationError({"amount": _("There is less left on the line.")})
    return add_row(move, by=by, action="eresources.move-add")


@transaction.atomic
def add_wish(
    *, by: Actor, title: str, municipality: Municipality | None = None, **values: Any
) -> Order:
    """A wish of a library or its customer. Raises PermissionDenied, ValidationError."""
    require(by, Permission.DO_TASKS, municipality)
    if municipality is None:
        require(by, RIGHT)
    order = Order(title=title.strip(), municipality=municipality, **values)
    return add(order, by=by, action="eresources.wish")


@transaction.atomic
def change_order(*, by: Actor, order: Order, **values: Any) -> None:
    """Raises PermissionDenied, and ValidationError by field or for a broken principle."""
    change_row(order, by=by, action="eresources.order-change", **values)
    if order.state != State.WISH:
        _require_reason(order)


@transaction.atomic
def remove_order(*, by: Actor, order: Order) -> None:
    """Take away a wish that was made by mistake. Raises ValidationError for what is ordered."""
    require(by, RIGHT)
    if stored(order).state in (State.ORDERED, State.ENDED):
        raise ValidationError(_("This has been ordered. End it instead of removing it."))
    remove_row(order, by=by, action="eresources.order-remove")


@transaction.atomic
def place_order(
    *, by: Actor, order: Order, ordered_on: dt.date | None = None, **values: Any
) -> None:
    """Order a wish; it counts as work of its day.

    Raises ValidationError when a principle stands against it and no reason of an exception is
    given, or when its line has less left.
    """
    require(by, RIGHT)
    day = ordered_on or clock.today()
    values |= {"state": State.ORDERED, "ordered_on": day}
    change(order, by=by, action="eresources.order", **values)
    _require_reason(order)
    if order.line and line_of(order.line).free < 0:
        raise ValidationError({"line": _("The line has less left than this costs.")})
    record_evidence(
        by=by,
        topic=TOPIC,
        title=_("Ordered: %(title)s") % {"title": order.title},
        date=day,
        origin=("eresources", f"order-{order.pk}"),
        example=order.example,
        source=order.source,
    )


@transaction.atomic
def take_order_back(*, by: Actor, order: Order) -> None:
    """Undo an order: a wish again, which counts for nothing."""
    require(by, RIGHT)
    values = {"state": State.WISH, "ordered_on": None}
    if change(order, by=by, action="eresources.order-back", **values):
        retract(("eresources", f"order-{order.pk}"), by=by)


@transaction.atomic
def order_again(*, by: Actor, order: Order) -> None:
    """Undo the taking back of an order: as it stood, ordered today."""
    place_order(by=by, order=order)


@transaction.atomic
def end_order(*, by: Actor, order: Order, ends_on: dt.date | None = None) -> None:
    """Its time or its loans have ended: the record is to be withdrawn."""
    day = ends_on or order.ends_on or clock.today()
    change_row(order, by=by, action="eresources.order-end", state=State.ENDED, ends_on=day)


@transaction.atomic
def note_withdrawal(*, by: Actor, order: Order, day: dt.date | None = None) -> None:
    """The record of an ended one has been withdrawn from the catalogue."""
    change_row(order, by=by, action="eresources.withdraw", withdrawn_on=day or clock.today())


@transaction.atomic
def decline(*, by: Actor, order: Order, answer: str) -> None:
    """Answer a wish that is not ordered. Raises ValidationError without an answer."""
    require(by, RIGHT)
    if not answer.strip():
        raise ValidationError({"answer": _("Say why it is not ordered.")})
    values = {"state": State.DECLINED, "answer": answer.strip()}
    change(order, by=by, action="eresources.decline", **values)


@transaction.atomic
def wish_again(*, by: Actor, order: Order) -> None:
    """Undo an answer: the wish is open again."""
    change_row(order, by=by, action="eresources.wish-again", state=State.WISH)


def _require_reason(order: Order) -> None:
    broken_principles = broken_by(order)
    if broken_principles and not order.exception.strip():
        names = ", ".join(str(principle) for principle in broken_principles)
        text = _("This stands against a principle: %(names)s. Give the reason of the exception.")
        raise ValidationError({"exception": text % {"names": names}})


def _check_order(by: Actor, order: Order) -> None:
    if order.state == State.WISH and order.municipality:
        require(by, Permission.DO_TASKS, order.municipality)
    else:
        require(by, RIGHT)


check_undo_by(check_right, Principle, BudgetLine, Move)
check_undo_by(_check_order, Order)
