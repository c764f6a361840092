"""How what people did to connections is taken back (`Area.undo`, see `core.audit.undo`)."""

from collections.abc import Callable

from kimppa.core.audit.undo import Undo, check_undo_by, earlier_values, opposite
from kimppa.core.connections import actions
from kimppa.core.connections.models import Connection
from kimppa.core.permissions import Actor, require


def connection_undo(
    model: type[Connection],
    *,
    register: str,
    edit: Callable[..., object] = actions.edit,
    resume: Callable[..., object] = actions.resume,
    remove: Callable[..., object] = actions.remove,
) -> dict[str, Undo]:
    """A room's table for its connections; `register` names the page of all of them."""
    check_undo_by(_require_right, model)
    family = f"{model._meta.app_label}.connection"
    return {
        f"{family}-add": opposite(model, remove, "connection", back=register),
        family: earlier_values(model, edit, "connection"),
        f"{family}-pause": opposite(model, resume, "connection"),
        f"{family}-resume": opposite(model, actions.pause, "connection"),
    }


def _require_right(by: Actor, connection: Connection) -> None:
    require(by, connection.permission)
