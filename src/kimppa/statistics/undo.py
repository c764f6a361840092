"""How the room's writes are taken back (`Area.undo`, see `core.audit.undo`)."""

from kimppa.core.connections.undo import connection_undo
from kimppa.statistics.models import VisitSource

UNDO = connection_undo(VisitSource, register="statistics:visits-sources")
