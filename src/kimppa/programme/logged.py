"""What the audit log calls the actions that only this room does, by their verb."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: dict[str, str | Promise] = {
    "add-step": _("Step added"),
    "approve": _("Approved"),
    "change-step": _("Step changed"),
    "clear-status": _("State left to the steps"),
    "comment": _("Commented"),
    "complete-step": _("Step done"),
    "handle-comment": _("Comment handled"),
    "open-again": _("Opened again"),
    "override-status": _("State set by hand"),
    "remove-action": _("Removed"),
    "remove-comment": _("Comment removed"),
    "remove-step": _("Step removed"),
    "remove-update": _("Follow-up removed"),
    "reopen-comment": _("Comment opened again"),
    "reopen-step": _("Step opened again"),
    "roll-over": _("Carried to the next year"),
    "set-value": _("Value set"),
    "undo-roll-over": _("Carrying over undone"),
    "write-update": _("Follow-up written"),
}
