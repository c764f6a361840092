"""Words for people: what the audit log calls the area's own actions."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LOGGED: dict[str, str | Promise] = {
    "add": _("Meeting added"),
    "change": _("Meeting changed"),
    "remove": _("Meeting removed"),
    "hold": _("Meeting held"),
    "cancel": _("Meeting cancelled"),
    "reopen": _("Meeting planned again"),
    "item-add": _("Item added"),
    "item-change": _("Item changed"),
    "item-move": _("Item moved"),
    "item-remove": _("Item removed"),
    "item-close": _("Item closed"),
    "item-reopen": _("Item opened again"),
    "present-add": _("Attendance noted"),
    "present-change": _("Attendance changed"),
    "present-remove": _("Attendance removed"),
    "minutes-words": _("Words of the minutes changed"),
    "approval-ask": _("Personal link to the minutes given"),
    "approval-sent": _("Minutes sent for approval"),
    "approval-unsent": _("Letter of the minutes taken back"),
    "approval-remove": _("Personal link to the minutes removed"),
    "approve": _("Minutes approved"),
    "unapprove": _("Approval of the minutes taken back"),
    "correction-add": _("Correction proposed"),
    "correction-settle": _("Correction settled"),
    "attach": _("Attachment added"),
    "detach": _("Attachment removed"),
    "invite": _("Invitations sent"),
    "invitee-add": _("Invitation sent"),
    "entry-change": _("Change sent to those invited"),
    "entry-remove": _("Invitations taken back"),
    "entry-restore": _("Change to those invited taken back"),
    "invitee-remove": _("Invitation taken back"),
}
