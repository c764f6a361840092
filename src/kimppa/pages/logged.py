"""What the audit log calls the actions that only this room does, by their verb."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: dict[str, str | Promise] = {
    "agree": _("Change agreed on"),
    "answered": _("Answer of the National Library noted"),
    "back": _("Step taken back"),
    "bring": _("Texts brought in"),
    "confirm-ask": _("Confirmation of a page asked"),
    "confirm-tie": _("Page tied to a confirmation"),
    "finish": _("Change marked as done"),
    "look": _("Page looked at"),
    "match": _("Translation said to correspond"),
    "page-add": _("Page added"),
    "page-back": _("Page brought back"),
    "page-change": _("Page's owner or languages changed"),
    "page-remove": _("Page removed"),
    "proof": _("Proof kept"),
    "prove": _("Change shown to work"),
    "sent": _("Proposal sent to the National Library"),
    "take-out": _("Texts taken back"),
    "unanswered": _("Answer of the National Library taken back"),
    "unlook": _("Look at a page taken back"),
    "unproof": _("Proof removed"),
    "unsent": _("Sending of a proposal taken back"),
    "unvote": _("Vote taken back"),
    "unwish": _("Wish taken back"),
    "unwrite": _("Text removed"),
    "vote": _("Voted for a change"),
    "wish": _("Wish written down"),
    "write": _("Page written"),
}
