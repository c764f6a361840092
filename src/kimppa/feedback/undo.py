"""How the room's writes are taken back (`Area.undo`, see `core.audit.undo`)."""

from kimppa.core.audit.undo import FOLLOWS
from kimppa.core.connections.undo import connection_undo
from kimppa.feedback.mailboxes.actions import edit
from kimppa.feedback.models import Mailbox

UNDO = connection_undo(Mailbox, register="feedback:mailboxes", edit=edit) | {
    "feedback.note": FOLLOWS,  # of a decision, which notes that it is decided no more
}
