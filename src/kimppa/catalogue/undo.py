"""How the room's writes are taken back (`Area.undo`, see `core.audit.undo`)."""

from kimppa.catalogue.models import Origin
from kimppa.catalogue.sources import actions
from kimppa.core.connections.undo import connection_undo

UNDO = connection_undo(
    Origin,
    register="catalogue:origins",
    edit=actions.edit,
    resume=actions.resume,
    remove=actions.remove,
)
