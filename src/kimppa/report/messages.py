"""Words for people: what the audit log calls the room's writes, by their verb."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: dict[str, str | Promise] = {
    "comment": _("Commented"),
    "handle-comment": _("Comment handled"),
    "remove-comment": _("Comment removed"),
    "reopen-comment": _("Comment opened again"),
    "share": _("Shown to directors"),
    "unshare": _("No longer shown to directors"),
    "highlight": _("Highlights changed"),
    "regenerate": _("Draft renewed"),
    "star": _("Highlighted"),
    "start": _("Started"),
    "unstar": _("No longer highlighted"),
}
