"""What the audit log calls the actions that only this room does, by their verb."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: dict[str, str | Promise] = {
    "arrive": _("Feedback arrived"),
    "assign": _("Feedback given to somebody"),
    "blank": _("Words of the feedback removed"),
    "door": _("Door for feedback made"),
    "door-close": _("Door for feedback closed"),
    "door-open": _("Door for feedback opened"),
    "door-renew": _("Secret of the door renewed"),
    "forward": _("Feedback passed on"),
    "group": _("Feedback put together or apart"),
    "mailbox": _("Mailbox set"),
    "mailbox-again": _("Letters tried again"),
    "mailbox-skip": _("Letter could not be taken in"),
    "note": _("Note written"),
    "note-remove": _("Note taken away"),
    "note-restore": _("Note brought back"),
    "person-export": _("Customer's data given out"),
    "queue": _("Queue of feedback set"),
    "reply": _("Ready answer set"),
    "reply-remove": _("Ready answer removed"),
    "rows-bring": _("Table of feedback looked at"),
    "rows-columns": _("Columns of the table set"),
    "rows-remove": _("Feedback of the table removed"),
    "rows-take": _("Table of feedback taken in"),
    "rows-undo": _("Table of feedback taken back"),
    "sender-forget": _("Sender forgotten"),
    "sender-look": _("Sender looked at"),
    "sort": _("Feedback sorted"),
}
