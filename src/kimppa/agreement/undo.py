"""How the room's writes are taken back (`Area.undo`, see `core.audit.undo`)."""

from kimppa.agreement.actions import restore, set_source
from kimppa.agreement.models import Agreement
from kimppa.core.audit.models import AuditEvent
from kimppa.core.audit.undo import Undo, earlier_values
from kimppa.core.permissions import Actor


def _restore(by: Actor, event: AuditEvent, agreement: Agreement) -> None:
    restore(by=by, agreement=agreement, event=event)


# An edit moves and numbers many clauses, so the log holds the parts of the text that it changed.
# "leave-out" was made by earlier versions.
EDITS = (
    "correct", "split", "merge", "move", "start-section", "join", "leave-out",
    "oblige-nobody", "oblige", "place", "name-section", "duties", "services", "replace", "undo",
)  # fmt: skip
UNDO = {f"agreement.{edit}": Undo(Agreement, _restore, by_parts=True) for edit in EDITS}
UNDO["agreement.source"] = earlier_values(Agreement, set_source, "agreement")
