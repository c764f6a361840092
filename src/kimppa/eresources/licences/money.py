"""The year's money: what has been invoiced and what is bound by agreements."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from kimppa.eresources.licences.queries import Card


@dataclass(frozen=True, slots=True)
class Committed:
    """Euros of a year's invoices: those that have come and those that agreements will bring."""

    invoiced: Decimal
    to_come: Decimal


def committed(rows: Iterable[Card], year: int) -> Committed:
    """Of the periods whose invoice is of the year; what is not known counts for nothing."""
    invoiced = to_come = Decimal(0)
    for card in rows:
        for period in card.periods:
            if (period.invoice_on or period.start).year == year:
                if period.invoice_sum is not None:
                    invoiced += period.invoice_sum
                else:
                    to_come += card.cost_of(period) or 0
    return Committed(invoiced, to_come)
