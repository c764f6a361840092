"""How the room's writes are taken back (`Area.undo`, see `core.audit.undo`)."""

from kimppa.agreement.actions import (
    change_terms,
    put_in_force,
    restore,
    restore_parties,
    return_to_draft,
    set_source,
)
from kimppa.agreement.models import Agreement
from kimppa.core.audit.models import AuditEvent
from kimppa.core.audit.undo import Undo, earlier_values, opposite
from kimppa.core.permissions import Actor


def _restore(by: Actor, event: AuditEvent, agreement: Agreement) -> None:
    restore(by=by, agreement=agreement, event=event)


def _restore_parties(by: Actor, event: AuditEvent, agreement: Agreement) -> None:
    restore_parties(by=by, agreement=agreement, event=event)


# An edit moves and numbers many clauses, so the log holds the parts of the text that it changed.
# "leave-out" was made by earlier versions.
EDITS = (
    "correct", "split", "merge", "move", "start-section", "join", "leave-out",
    "oblige-nobody", "oblige", "place", "name-section", "duties", "limit",
    "services", "replace", "undo",
)  # fmt: skip
UNDO = {
    "agreement.draft": opposite(Agreement, put_in_force, "agreement"),
    "agreement.in-force": opposite(Agreement, return_to_draft, "agreement"),
    "agreement.parties": Undo(Agreement, _restore_parties, by_parts=True),
    "agreement.terms": earlier_values(Agreement, change_terms, "agreement"),
    "agreement.source": earlier_values(Agreement, set_source, "agreement"),
} | {f"agreement.{edit}": Undo(Agreement, _restore, by_parts=True) for edit in EDITS}
