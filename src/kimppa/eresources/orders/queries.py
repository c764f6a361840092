"""Reading orders, principles in force and what is left of the lines."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet, Sum

from kimppa.core import clock
from kimppa.eresources.models import BudgetLine, Move, Order, Principle
from kimppa.eresources.terms import principles
from kimppa.eresources.terms.budget import Line

BOUGHT = (Order.State.ORDERED, Order.State.ENDED)


def lines(year: int) -> list[tuple[BudgetLine, Line]]:
    """The year's lines with their sums: four queries."""
    rows = list(BudgetLine.objects.filter(year=year).select_related("decision"))
    ordered = _sums(Order.objects.filter(line__in=rows, state__in=BOUGHT), "line", "price")
    into = _sums(Move.objects.filter(target__in=rows), "target", "amount")
    out = _sums(Move.objects.filter(origin__in=rows), "origin", "amount")
    nought = Decimal(0)
    return [
        (
            row,
            Line(
                decided=row.amount,
                moved=into.get(row.pk, nought) - out.get(row.pk, nought),
                ordered=ordered.get(row.pk, nought),
            ),
        )
        for row in rows
    ]


def _sums(rows: QuerySet[Any], by: str, field: str) -> dict[int, Decimal]:
    counts = rows.order_by().values_list(by).annotate(sum=Sum(field))
    return {pk: total or Decimal(0) for pk, total in counts}


def line_of(row: BudgetLine) -> Line:
    """The sums of one line."""
    return next(line for budget_line, line in lines(row.year) if budget_line.pk == row.pk)


def principles_on(day: dt.date | None = None) -> list[Principle]:
    """The directors' principles in force on the day."""
    return list(Principle.objects.valid_on(day or clock.today()).select_related("decision"))


def broken_by(order: Order) -> list[Principle]:
    """The principles in force that the order stands against."""
    rows = {row.pk: row for row in principles_on(order.ordered_on)}
    title = principles.Title(order.price, order.material, order.language, order.held)
    wrong = principles.broken(
        title,
        (
            principles.Principle(row.pk, row.rule, row.limit, row.material or row.language)
            for row in rows.values()
        ),
    )
    return [rows[principle.key] for principle in wrong]
