"""Who may open the room's addresses, and what of the demo stands in them (see tests/roles.py)."""

from typing import Any

from kimppa.core.imports.models import Import
from kimppa.core.releases.models import Release
from kimppa.feedback.demo import LISTED
from kimppa.feedback.models import Door, Group, Mailbox, Reply, Ticket
from tests.roles import ALL, NOBODY, OWN, OWN_WRITERS, WRITERS

READ = {
    ALL: "figures",
    WRITERS: "inbox add group months month month-draft",
    OWN_WRITERS: "ticket message sender sort forward hand-over same",
    NOBODY: (
        "queues queue doors door month-version-file rows rows-file rows-original "
        "mailboxes mailbox-add mailbox mailbox-edit replies reply-add reply person"
    ),
}
WRITE = {
    OWN_WRITERS: "writing sort forward hand-over same",
    OWN: (
        "ticket-answer ticket-note ticket-assign ticket-close ticket-reopen ticket-support "
        "ticket-apart "
        "message-remove"
    ),
    WRITERS: "add group-answer ticket-assign-many ticket-close-many",
    NOBODY: (
        "queue doors door-renew door-close door-open "
        "month-freeze month-deliver month-withdraw month-again month-revoke "
        "rows rows-file rows-take rows-undo "
        "mailbox-add mailbox-edit mailbox-fetch mailbox-again mailbox-pause "
        "mailbox-resume mailbox-remove "
        "reply-add reply reply-remove person person-export person-erase"
    ),
}


def objects() -> dict[str, Any]:
    """Tammela's open feedback, which has a sender, and what is said of it."""
    ticket = Ticket.objects.get(queue__municipality__name_fi="Tammela", contact__isnull=False)
    said = ticket.messages.all()[0].pk
    pages = (
        "ticket sender writing ticket-answer ticket-note ticket-assign sort ticket-close "
        "ticket-reopen ticket-support forward hand-over same ticket-apart"
    )
    return {
        **dict.fromkeys(pages.split(), ticket.pk),
        **dict.fromkeys(("message", "message-remove"), said),
        "queue": ticket.queue_id,
        "door": Door.objects.get().pk,
        "group": Group.objects.get().pk,
        "group-answer": Group.objects.get().pk,
        "reply": Reply.objects.all()[0].pk,
        "mailbox": Mailbox.objects.get().pk,
        "month": LISTED.number,
        **{
            name: Release.objects.get(kind="themes").pk
            for name in ("month-version-file", "month-withdraw")
        },
        "rows": Import.objects.get(kind="feedback.rows").pk,
    }
