"""How what the area writes is taken back (`kimppa.core.audit.undo`)."""

from kimppa.core.audit.models import AuditEvent
from kimppa.core.audit.states import values_of
from kimppa.core.audit.undo import FOLLOWS, Undo, earlier_values, opposite, put_back
from kimppa.core.permissions import Actor
from kimppa.eresources.caps import actions as caps
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
    UsageFile,
    UsageYear,
)
from kimppa.eresources.orders import actions as orders
from kimppa.eresources.records import actions as records
from kimppa.eresources.usage import actions as usage


def _principle_as_before(by: Actor, event: AuditEvent, principle: Principle) -> None:
    day = values_of(Principle, event.before).get("valid_to")
    orders.end_principle(by=by, principle=principle, day=day)


UNDO = {
    "eresources.add": opposite(Licence, actions.remove_licence, "licence", back="eresources:home"),
    "eresources.change": earlier_values(Licence, actions.change_licence, "licence"),
    "eresources.remove": put_back(Licence, "eresources.add"),
    "eresources.member-add": opposite(Member, actions.remove_member, "member"),
    "eresources.member-change": earlier_values(Member, actions.change_member, "member"),
    "eresources.member-remove": put_back(Member, "eresources.member-add"),
    "eresources.period-add": opposite(Period, actions.remove_period, "period"),
    "eresources.period-change": earlier_values(Period, actions.change_period, "period"),
    "eresources.period-remove": put_back(Period, "eresources.period-add"),
    "eresources.share-add": opposite(CostShare, actions.remove_share, "share"),
    "eresources.share-change": earlier_values(CostShare, actions.change_share, "share"),
    "eresources.share-remove": put_back(CostShare, "eresources.share-add"),
    "eresources.document-add": opposite(Document, actions.remove_document, "document"),
    "eresources.cap-add": opposite(Cap, caps.remove_cap, "cap"),
    "eresources.cap-remove": put_back(Cap, "eresources.cap-add"),
    "eresources.reading-add": opposite(CapReading, caps.remove_reading, "reading"),
    "eresources.reading-change": earlier_values(CapReading, caps.change_reading, "reading"),
    "eresources.reading-remove": put_back(CapReading, "eresources.reading-add"),
    "eresources.principle-add": opposite(Principle, orders.remove_principle, "principle"),
    "eresources.principle-end": Undo(Principle, _principle_as_before),
    "eresources.principle-remove": put_back(Principle, "eresources.principle-add"),
    "eresources.line-add": opposite(BudgetLine, orders.remove_line, "line"),
    "eresources.line-remove": put_back(BudgetLine, "eresources.line-add"),
    "eresources.move-add": opposite(Move, orders.remove_move, "move"),
    "eresources.move-remove": put_back(Move, "eresources.move-add"),
    "eresources.wish": opposite(Order, orders.remove_order, "order", back="eresources:orders"),
    "eresources.wish-again": opposite(Order, orders.decline_again, "order"),
    "eresources.decline": opposite(Order, orders.wish_again, "order"),
    "eresources.order": opposite(Order, orders.take_order_back, "order"),
    "eresources.order-back": opposite(Order, orders.order_again, "order"),
    "eresources.order-change": earlier_values(Order, orders.change_order, "order"),
    "eresources.order-end": opposite(Order, orders.continue_order, "order"),
    "eresources.order-on": opposite(Order, orders.end_order, "order"),
    "eresources.order-remove": put_back(Order, "eresources.wish"),
    "eresources.withdraw": opposite(Order, orders.withdrawal_back, "order"),
    "eresources.withdraw-back": opposite(Order, orders.note_withdrawal, "order"),
    "eresources.document-remove": put_back(Document, "eresources.document-add"),
    "eresources.records-add": opposite(
        RecordFile, records.remove_file, "record_file", back="eresources:records"
    ),
    "eresources.usage-add": opposite(
        UsageFile, usage.remove_file, "usage_file", back="eresources:home"
    ),
    "eresources.usage-replace": FOLLOWS,
    "eresources.usage-year-add": opposite(UsageYear, usage.remove_year, "usage_year"),
    "eresources.usage-year": earlier_values(UsageYear, usage.change_year, "usage_year"),
    "eresources.usage-year-remove": put_back(UsageYear, "eresources.usage-year-add"),
}
