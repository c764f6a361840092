"""How the room's writes are taken back (`Area.undo`, see `core.audit.undo`)."""

from kimppa.core.connections.undo import connection_undo
from kimppa.publishing.models import EventSource

UNDO = connection_undo(EventSource, register="publishing:sources")
