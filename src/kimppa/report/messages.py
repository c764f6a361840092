"""Words for people: what the audit log calls the room's writes, by their verb."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: dict[str, str | Promise] = {
    "highlight": _("Highlights changed"),
    "regenerate": _("Draft renewed"),
    "star": _("Highlighted"),
    "start": _("Started"),
    "unstar": _("No longer highlighted"),
}
