"""Reading orders, principles in force and what is left of the lines."""

import datetime as dt
import io
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db.models import DecimalField, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from kimppa.core import clock
from kimppa.core.files.actions import read
from kimppa.core.files.models import StoredFile
from kimppa.eresources.licences.money import committed
from kimppa.eresources.licences.queries import Card, cards
from kimppa.eresources.models import BudgetLine, Licence, Move, Order, Principle, UsageFile
from kimppa.eresources.terms import principles
from kimppa.eresources.terms.budget import Line
from kimppa.marc.identifiers import isbn
from kimppa.sources.usage.reading import lent_titles

BOUGHT = (Order.State.ORDERED, Order.State.ENDED)


def lines(year: int, own_cards: Sequence[Card] | None = None) -> list[tuple[BudgetLine, Line]]:
    """The year's lines with their sums: one query, and those of the cards where none are given."""
    rows = BudgetLine.objects.filter(year=year).select_related("decision")
    rows = rows.annotate(
        moved=_sum(Move.objects, "target", "amount") - _sum(Move.objects, "origin", "amount"),
        ordered=_sum(Order.objects.filter(state__in=BOUGHT), "line", "price"),
    )
    if own_cards is None:
        own_cards = cards(Licence.objects.with_service().exclude(line=""))
    by_line: dict[str, list[Card]] = defaultdict(list)
    for card in own_cards:
        by_line[card.licence.line].append(card)
    pairs = [(row, committed(by_line.get(row.name, ()), year)) for row in rows]
    return [
        (row, Line(row.amount, row.moved, row.ordered, sums.invoiced, sums.to_come))
        for row, sums in pairs
    ]


def _sum(rows: Any, line: str, field: str) -> Coalesce:
    """Of those rows whose field `line` is the row at hand."""
    sums = rows.filter(**{line: OuterRef("pk")}).order_by().values(line).annotate(sum=Sum(field))
    return Coalesce(Subquery(sums.values("sum")), Decimal(0), output_field=DecimalField())


def line_of(row: BudgetLine) -> Line:
    """The sums of one line."""
    return next(line for budget_line, line in lines(row.year) if budget_line.pk == row.pk)


def principles_on(day: dt.date | None = None) -> list[Principle]:
    """The directors' principles in force on the day."""
    return list(Principle.objects.valid_on(day or clock.today()).select_related("decision"))


def lent_in(order: Order) -> UsageFile | None:
    """The newest file of E-kirjasto's loans, if it has the order's ISBN: then the national
    e-library has the title.
    """
    files = UsageFile.objects.standing().filter(kind=UsageFile.Kind.EKIRJASTO)
    own = files.exclude(upload__file=None).order_by("-last", "-pk") if order.isbn else files.none()
    newest = own.select_related("upload__file", "licence__service").first()
    if newest is None or newest.upload is None or newest.upload.file is None:
        return None
    try:
        return newest if isbn(order.isbn) in _isbns_in(newest.upload.file) else None
    except OSError:  # the desk says elsewhere that a stored file is damaged
        return None


@lru_cache(maxsize=1)
def _isbns_in(file: StoredFile) -> frozenset[str]:
    """Raises OSError when the file cannot be read."""
    return frozenset(filter(None, map(isbn, lent_titles(io.BytesIO(read(file))))))


def broken_by(order: Order) -> list[Principle]:
    """The principles in force that the order stands against."""
    rows = {row.pk: row for row in principles_on(order.ordered_on)}
    is_held = order.held or lent_in(order) is not None
    title = principles.Title(order.price, order.material, order.language, is_held)
    wrong = principles.broken(
        title,
        (
            principles.Principle(row.pk, row.rule, row.limit, row.material or row.language)
            for row in rows.values()
        ),
    )
    return [rows[principle.key] for principle in wrong]
