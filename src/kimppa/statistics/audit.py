"""What the audit log calls the actions that only this room does, by their verb."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: dict[str, str | Promise] = {
    "add-visit-source": _("Source of visits added"),
    "begin": _("Statistics of a year begun"),
    "bring-visits": _("Visits brought in"),
    "close-data": _("Open data closed"),
    "compute": _("Lists computed"),
    "correct-enquiry": _("Request corrected"),
    "correct-event": _("Event corrected"),
    "enquire": _("Request written"),
    "enquiry-answered": _("Answer to the request noted"),
    "enquiry-sent": _("Request sent"),
    "event": _("Event noted"),
    "explain": _("Figure explained"),
    "forget": _("Meaning forgotten"),
    "join": _("Parts of the year joined"),
    "learn": _("Meaning learned"),
    "lock": _("Year locked"),
    "open-data": _("Published as open data"),
    "read": _("Lists read"),
    "read-on": _("Reading taken up again"),
    "remove-event": _("Event removed"),
    "remove-visit-source": _("Source of visits removed"),
    "remove-visits": _("Web visits removed"),
    "rename": _("Variable renamed"),
    "switch-key": _("Allocation key switched"),
    "table": _("Table of the statistics changed"),
    "take-apart": _("Parts of the year taken apart"),
    "unexplain": _("Explanation taken back"),
    "unlock": _("Year opened again"),
    "upload": _("File brought in"),
    "web-visits": _("Web visits split"),
}
