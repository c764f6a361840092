"""How the room's writes are taken back (`Area.undo`, see `core.audit.undo`)."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kimppa.core.audit.models import AuditEvent
from kimppa.core.audit.states import values_of
from kimppa.core.audit.undo import FOLLOWS, Undo, earlier_values, opposite, put_back
from kimppa.core.connections.undo import connection_undo
from kimppa.core.permissions import Actor
from kimppa.statistics.enquiry.actions import ask_support, note_answer, note_sent
from kimppa.statistics.events.actions import correct_event, remove_event
from kimppa.statistics.imports import actions as imports
from kimppa.statistics.models import (
    BranchEvent,
    Enquiry,
    Explanation,
    Round,
    TableVersion,
    Take,
    VisitSource,
    WebVisits,
)
from kimppa.statistics.tables.actions import restore_table
from kimppa.statistics.tables.queries import newest_table
from kimppa.statistics.visits.actions import remove_visits, set_visits
from kimppa.statistics.work.actions import explain, remove_explanation
from kimppa.statistics.years.actions import close_data, lock, open_data, unlock


def _restore_table(by: Actor, _event: AuditEvent, version: TableVersion) -> None:
    """Put the version before in force; there may be none, then it is what came with the house."""
    if newest_table(version.kind) != version:
        raise ValidationError(_("The table has changed while you were looking. Look again."))
    table = TableVersion.objects.filter(kind=version.kind, version=version.version - 1).first()
    restore_table(by=by, version=table, kind=version.kind)


def _take_back(by: Actor, _event: AuditEvent, take: Take) -> None:
    imports.undo(by=by, take=take)


def _explain_as_before(by: Actor, event: AuditEvent, explanation: Explanation) -> None:
    if not event.before:
        remove_explanation(by=by, explanation=explanation)
        return
    explain(
        by=by,
        year=explanation.year,
        municipality=explanation.municipality,
        number=explanation.check_number,
        field=explanation.field,
        text=event.before["text"],
    )


def _set_visits_as_before(by: Actor, event: AuditEvent, visits: WebVisits | None) -> None:
    """Split the visits as before; the earlier values may be those of one field only."""
    if visits is not None and not event.before:
        remove_visits(by=by, visits=visits)
        return
    names = ("year", "service", "municipality", "visits", "key", "months", "count", "method",
             "series_break", "example", "source")  # fmt: skip
    fields = {name: getattr(visits, name) for name in names} if visits else {}
    old_fields = values_of(WebVisits, event.before)
    set_visits(by=by, **fields | {name: old_fields[name] for name in names if name in old_fields})


def _ask_as_before(by: Actor, event: AuditEvent, enquiry: Enquiry) -> None:
    names = ("recipient", "definition", "due")
    fields = {name: getattr(enquiry, name) for name in names}
    ask_support(by=by, year=enquiry.year, **fields | values_of(Enquiry, event.before))


def _unsend(by: Actor, event: AuditEvent, enquiry: Enquiry) -> None:
    note_sent(by=by, enquiry=enquiry, date=values_of(Enquiry, event.before)["sent_on"])


def _unanswer(by: Actor, event: AuditEvent, enquiry: Enquiry) -> None:
    fields = {"answered_by": enquiry.answered_by, "note": enquiry.note}
    old_fields = fields | values_of(Enquiry, event.before)
    note_answer(by=by, enquiry=enquiry, date=old_fields.pop("answered_on"), **old_fields)


VISITS = Undo(WebVisits, _set_visits_as_before, whole=True)

UNDO = connection_undo(VisitSource, register="statistics:visits-sources") | {
    "statistics.lock": opposite(Round, unlock, "statistics"),
    "statistics.unlock": opposite(Round, lock, "statistics"),
    "statistics.open-data": opposite(Round, close_data, "statistics"),
    "statistics.close-data": opposite(Round, open_data, "statistics"),
    "statistics.event": opposite(BranchEvent, remove_event, "event"),
    "statistics.correct-event": earlier_values(BranchEvent, correct_event, "event"),
    "statistics.remove-event": put_back(BranchEvent, "statistics.event"),
    "statistics.explain": Undo(
        Explanation, _explain_as_before, volatile=frozenset({"at", "by_name"})
    ),
    "statistics.unexplain": put_back(Explanation, "statistics.explain"),
    "statistics.table": Undo(TableVersion, _restore_table),
    "statistics.fill-in": FOLLOWS,
    "statistics.rename": FOLLOWS,
    "statistics.take-in": Undo(Take, _take_back, whole=True, volatile=frozenset({"recorded"})),
    "statistics.join": FOLLOWS,
    "statistics.accept": earlier_values(Take, imports.accept, "take"),
    "statistics.web-visits": VISITS,
    "statistics.switch-key": VISITS,
    "statistics.remove-visits": VISITS,
    "statistics.correct-enquiry": Undo(Enquiry, _ask_as_before),
    "statistics.enquiry-sent": Undo(Enquiry, _unsend),
    "statistics.enquiry-answered": Undo(Enquiry, _unanswer),
    "figure.withdraw": FOLLOWS,
    "figure.restore": FOLLOWS,
}
