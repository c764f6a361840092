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


def lines(year: int, licence_cards: Sequence[Card] | None = None) -> list[tuple[BudgetLine, Line]]:
    """The year's lines with their sums: one query, and those of the cards where none are given."""
    budget_lines = BudgetLine.objects.filter(year=year).select_related("decision")
    budget_lines = budget_lines.annotate(
        moved=_sum(Move.objects, "target", "amount") - _sum(Move.objects, "origin", "amount"),
        ordered=_sum(Order.objects.filter(state__in=BOUGHT), "line", "price"),
    )
    if licence_cards is None:
        licence_cards = cards(Licence.objects.with_service().exclude(line=""))
    cards_by_line: dict[str, list[Card]] = defaultdict(list)
    for card in licence_cards:
        cards_by_line[card.licence.line].append(card)
    lines_with_sums = [
        (budget_line, committed(cards_by_line.get(budget_line.name, ()), year))
        for budget_line in budget_lines
    ]
    return [
        (
            budget_line,
            Line(
                budget_line.amount,
                budget_line.moved,
                budget_line.ordered,
                sums.invoiced,
                sums.to_come,
            ),
        )
        for budget_line, sums in lines_with_sums
    ]


def _sum(queryset: Any, line: str, field: str) -> Coalesce:
    """Of those rows whose field `line` is the row at hand."""
    sums = (
        queryset.filter(**{line: OuterRef("pk")}).order_by().values(line).annotate(sum=Sum(field))
    )
    return Coalesce(Subquery(sums.values("sum")), Decimal(0), output_field=DecimalField())


def line_of(budget_line: BudgetLine) -> Line:
    """The sums of one line."""
    return next(
        line for year_line, line in lines(budget_line.year) if year_line.pk == budget_line.pk
    )


def principles_on(day: dt.date | None = None) -> list[Principle]:
    """The directors' principles in force on the day."""
    return list(Principle.objects.valid_on(day or clock.today()).select_related("decision"))


def lent_in(order: Order) -> UsageFile | None:
    """The newest file of E-kirjasto's loans, if it has the order's ISBN: then the national
    e-library has the title.
    """
    files = UsageFile.objects.standing().filter(kind=UsageFile.Kind.EKIRJASTO)
    loan_files = (
        files.exclude(upload__file=None).order_by("-last", "-pk") if order.isbn else files.none()
    )
    newest_file = loan_files.select_related("upload__file", "licence__service").first()
    if newest_file is None or newest_file.upload is None or newest_file.upload.file is None:
        return None
    try:
        return newest_file if isbn(order.isbn) in _isbns_in(newest_file.upload.file) else None
    except OSError:  # the desk says elsewhere that a stored file is damaged
        return None


@lru_cache(maxsize=1)
def _isbns_in(file: StoredFile) -> frozenset[str]:
    """Raises OSError when the file cannot be read."""
    return frozenset(filter(None, map(isbn, lent_titles(io.BytesIO(read(file))))))


def broken_by(order: Order) -> list[Principle]:
    """The principles in force that the order stands against."""
    principle_by_key = {principle.pk: principle for principle in principles_on(order.ordered_on)}
    is_held = order.held or lent_in(order) is not None
    title = principles.Title(order.price, order.material, order.language, is_held)
    broken_rules = principles.broken(
        title,
        (
            principles.Principle(
                principle.pk,
                principle.rule,
                principle.limit,
                principle.material or principle.language,
            )
            for principle in principle_by_key.values()
        ),
    )
    return [principle_by_key[rule.key] for rule in broken_rules]
