"""How the room's writes are taken back (`Area.undo`, see `core.audit.undo`)."""

from kimppa.catalogue.actions import intake, settings
from kimppa.catalogue.corrections.actions import plans, practices
from kimppa.catalogue.duplicates import actions as duplicates
from kimppa.catalogue.models import Origin, RecordLink, Snapshot, Verdict
from kimppa.catalogue.models.corrections import CodeTable, Plan, Practice
from kimppa.catalogue.models.duplicates import Pair
from kimppa.catalogue.sources import actions as sources
from kimppa.core.audit.models import AuditEvent
from kimppa.core.audit.states import values_of
from kimppa.core.audit.undo import Undo, earlier_values, opposite, put_back
from kimppa.core.connections.undo import connection_undo
from kimppa.core.permissions import Actor


def _earlier_practice(by: Actor, event: AuditEvent, practice: Practice) -> None:
    if not event.before:
        practices.remove_practice(by=by, practice=practice)
        return
    earlier_values = values_of(Practice, event.before)
    names = ("topic", "text", "since", "decision")
    values = {name: earlier_values.get(name, getattr(practice, name)) for name in names}
    practices.set_practice(by=by, practice=practice, **values)


def _earlier_verdict(by: Actor, event: AuditEvent, pair: Pair) -> None:
    if not event.before:
        duplicates.take_back(by=by, pair=pair)
        return
    duplicates.judge(
        by=by,
        numbers=(pair.a, pair.b),
        same=event.before.get("same", pair.same),
        note=event.before.get("note", pair.note),
        example=pair.example,
    )


UNDO = connection_undo(
    Origin,
    register="catalogue:origins",
    edit=sources.edit,
    resume=sources.resume,
    remove=sources.remove,
) | {
    "catalogue.plan-undone": opposite(Plan, plans.unmark_undone, "plan"),
    "catalogue.plan-not-undone": opposite(Plan, plans.mark_undone, "plan"),
    "catalogue.practice": Undo(Practice, _earlier_practice),
    "catalogue.unpractice": put_back(Practice, "catalogue.practice"),
    "catalogue.uncodes": put_back(CodeTable, "catalogue.codes"),
    "catalogue.link": opposite(RecordLink, settings.remove_link, "link"),
    "catalogue.unlink": put_back(RecordLink, "catalogue.link"),
    "catalogue.unjudge": put_back(Verdict, "catalogue.judge"),
    "catalogue.stop": opposite(Snapshot, intake.go_on, "snapshot"),
    "catalogue.whole": earlier_values(Snapshot, intake.accept_as_whole, "snapshot"),
    "catalogue.same": Undo(Pair, _earlier_verdict),
    "catalogue.unsame": put_back(Pair, "catalogue.same"),
}
