"""How what the area writes is taken back (`kimppa.core.audit.undo`)."""

from functools import partial
from typing import Any

from kimppa.core.audit.undo import FOLLOWS, Undo, earlier_values, opposite, put_back, row_undo
from kimppa.eresources.actions import change_row, remove_row
from kimppa.eresources.licences import actions
from kimppa.eresources.models import (
    BudgetLine,
    Cap,
    CapReading,
    CostShare,
    Document,
    Licence,
    Member,
    Move,
    Order,
    Period,
    Principle,
    RecordFile,
    UsageCount,
    UsageFile,
    UsageYear,
)
from kimppa.eresources.orders import actions as orders
from kimppa.eresources.records import actions as records
from kimppa.eresources.usage import actions as usage


def _rows(name: str, model: type[Any], *, changes: bool = False) -> dict[str, Undo]:
    """Of rows that are written one by one, with nothing beside them."""
    start = f"eresources.{name}-"
    change = partial(change_row, action=f"{start}change") if changes else None
    return row_undo(start, model, "row", partial(remove_row, action=f"{start}remove"), change)


_ORDER_BEFORE = earlier_values(Order, partial(change_row, action="eresources.order-change"), "row")

UNDO = {
    **row_undo(
        "eresources.",
        Licence,
        "licence",
        actions.remove_licence,
        actions.change_licence,
        back="eresources:home",
    ),
    **_rows("member", Member),
    "eresources.member-change": earlier_values(Member, actions.change_member, "member"),
    **row_undo(
        "eresources.period-", Period, "period", actions.remove_period, actions.change_period
    ),
    **_rows("share", CostShare, changes=True),
    **_rows("document", Document),
    **_rows("cap", Cap),
    **_rows("reading", CapReading, changes=True),
    **_rows("principle", Principle),
    "eresources.principle-end": earlier_values(
        Principle, partial(change_row, action="eresources.principle-end"), "row"
    ),
    **_rows("line", BudgetLine),
    **_rows("move", Move),
    "eresources.wish": opposite(Order, orders.remove_order, "order", back="eresources:orders"),
    "eresources.wish-again": _ORDER_BEFORE,
    "eresources.decline": _ORDER_BEFORE,
    "eresources.order": opposite(Order, orders.take_order_back, "order"),
    "eresources.order-back": opposite(Order, orders.order_again, "order"),
    "eresources.order-change": earlier_values(Order, orders.change_order, "order"),
    "eresources.order-end": _ORDER_BEFORE,
    "eresources.order-remove": put_back(Order, "eresources.wish"),
    "eresources.withdraw": _ORDER_BEFORE,
    "eresources.records-add": opposite(
        RecordFile, records.remove_file, "record_file", back="eresources:records"
    ),
    "eresources.usage-add": opposite(
        UsageFile, usage.remove_file, "usage_file", back="eresources:home"
    ),
    "eresources.usage-replace": FOLLOWS,
    "eresources.usage-remove": put_back(UsageFile, "eresources.usage-add"),
    "eresources.usage-count-remove": put_back(UsageCount, "eresources.usage-count-add"),
    "eresources.usage-restore": earlier_values(
        UsageFile, partial(change_row, action="eresources.usage-replace"), "row"
    ),
    **_rows("usage-year", UsageYear),
    "eresources.usage-year": earlier_values(UsageYear, usage.change_year, "usage_year"),
}
