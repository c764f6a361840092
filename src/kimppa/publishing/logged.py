"""What the audit log calls the actions that only this room does, by their verb."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: dict[str, str | Promise] = {
    "call-off": _("Called off"),
    "directory": _("Branches fetched"),
    "harvest": _("Events fetched from another service"),
    "harvest-undo": _("Fetched events taken back"),
    "link-close": _("Link closed"),
    "participants": _("Participants told"),
    "propose": _("Sent to be published"),
    "publish": _("Published"),
    "put-back": _("Removed draft put back"),
    "send-back": _("Given back to be completed"),
    "tie": _("Branch tied"),
}
