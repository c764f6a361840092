"""What the audit log calls the actions that only this room does, by their verb."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: dict[str, str | Promise] = {
    "import": _("Imported"),
    "in-force": _("Put in force"),
    "parties": _("Parties changed"),
    "replace": _("Replaced"),
    "terms": _("Terms changed"),
}
