"""What the audit log calls the actions that only this room does, by their verb."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: dict[str, str | Promise] = {
    "highlight": _("Highlights changed"),
    "regenerate": _("Draft renewed"),
    "star": _("Highlighted"),
    "start": _("Started"),
    "unstar": _("No longer highlighted"),
}
