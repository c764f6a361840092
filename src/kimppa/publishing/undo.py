"""How the room's writes are taken back (`Area.undo`, see `core.audit.undo`)."""

import datetime as dt

from kimppa.core.audit.models import AuditEvent
from kimppa.core.audit.undo import Undo, earlier_values, opposite
from kimppa.core.connections.undo import connection_undo
from kimppa.core.permissions import Actor
from kimppa.core.proposals.undo import link_undo, proposal_undo
from kimppa.publishing import actions
from kimppa.publishing.actions.removal import KEYWORDS, REMOVE
from kimppa.publishing.models import DirectoryEntry, EventSource, Item, ItemChange, SendingLink


def _put_back(by: Actor, event: AuditEvent, _item: None) -> None:
    actions.put_back(by=by, event=event)


def _publish_again(by: Actor, event: AuditEvent, item: Item) -> None:
    """As of the moment when it was published: what is over by now comes back too."""
    actions.publish(by=by, item=item, at=dt.datetime.fromisoformat(event.before["published_at"]))


REMOVAL = opposite(Item, actions.remove, "item", back="publishing:home")

UNDO = {
    **connection_undo(EventSource, register="publishing:sources"),
    **link_undo(SendingLink),
    **proposal_undo(ItemChange),
    "publishing.call-off": opposite(Item, actions.restore, "item"),
    "publishing.hold": opposite(Item, actions.unnote_held, "item"),
    "publishing.unhold": opposite(Item, actions.note_held, "item"),
    "publishing.make": REMOVAL,
    "publishing.participants": earlier_values(Item, actions.set_participants, "item"),
    "publishing.propose": opposite(Item, actions.take_proposal_back, "item"),
    "publishing.publish": opposite(Item, actions.withdraw, "item"),
    "publishing.put-back": REMOVAL,
    REMOVE: Undo(Item, _put_back, beside=frozenset({KEYWORDS})),
    "publishing.restore": opposite(Item, actions.call_off, "item"),
    "publishing.send-back": opposite(Item, actions.propose, "item"),
    "publishing.tie": earlier_values(DirectoryEntry, actions.tie_branch, "directory_entry"),
    "publishing.withdraw": Undo(Item, _publish_again),
}
