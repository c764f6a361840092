"""Words for people: what the audit log calls the area's own actions."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LOGGED: dict[str, str | Promise] = {
    "add": _("Agreement card made"),
    "change": _("Agreement card changed"),
    "remove": _("Agreement card removed"),
    "member-add": _("Municipality joined"),
    "member-change": _("Days of belonging changed"),
    "member-remove": _("Municipality taken away"),
    "period-add": _("Period added"),
    "period-change": _("Period changed"),
    "period-remove": _("Period removed"),
    "share-add": _("Share added"),
    "share-change": _("Share changed"),
    "share-remove": _("Share removed"),
    "document-add": _("Document added"),
    "document-remove": _("Document removed"),
    "principle-add": _("Principle added"),
    "principle-end": _("End of a principle set"),
    "principle-remove": _("Principle removed"),
    "line-add": _("Budget line added"),
    "line-remove": _("Budget line removed"),
    "move-add": _("Money moved"),
    "move-remove": _("Move of money taken back"),
    "wish": _("Wish added"),
    "wish-again": _("Wish opened again"),
    "decline": _("Wish answered"),
    "order": _("Ordered"),
    "order-back": _("Order taken back"),
    "order-change": _("Order changed"),
    "order-end": _("Order ended"),
    "order-on": _("Order goes on"),
    "order-remove": _("Wish removed"),
    "withdraw": _("Record withdrawn"),
    "withdraw-back": _("Withdrawal of a record taken back"),
}
