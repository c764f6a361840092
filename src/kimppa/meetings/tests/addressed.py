"""Who may open the area's addresses, and what of the demo stands in them (see tests/roles.py)."""

from typing import Any

from kimppa.core import clock
from kimppa.core.permissions import SYSTEM
from kimppa.core.releases.actions import deliver_versions, freeze_versions
from kimppa.meetings.agenda.actions import attach
from kimppa.meetings.minutes.releases import MINUTES
from kimppa.meetings.models import Approval, Ballot, Correction, Item, Meeting, Poll
from tests.roles import ALL, DIRECTORS, NO, NOBODY, NONE, OK

OWN_DIRECTOR = (OK, NO, NONE, NO, NO)  # of Tammela

READ = {
    ALL: "home meeting pack item attachment minutes minutes-public",
    DIRECTORS: "propose minutes-draft wall polls poll weeks",
    OWN_DIRECTOR: "ballot",
    NOBODY: "add plan edit item-add item-edit minutes-version-file poll-add",
}
WRITE = {
    NOBODY: "add plan edit item-add meeting-invite meeting-hold meeting-cancel meeting-reopen "
    "item-up item-down item-next item-close item-open-again meeting-present "
    "item-edit item-attach item-remove attachment-remove "
    "minutes-words minutes-freeze minutes-deliver minutes-withdraw minutes-again minutes-revoke "
    "minutes-ask correction-take correction-leave "
    "poll-add poll-remind poll-confirm poll-due poll-withdraw",
    OWN_DIRECTOR: "ballot",
    DIRECTORS: "propose weeks meeting-answer",
}


def objects() -> dict[str, Any]:
    """The next meeting and an item of its agenda, with a paper."""
    meeting = Meeting.objects.get(state=Meeting.State.PLANNED)
    item = Item.objects.get(meeting=meeting, topic="report")
    paper = attach(by=SYSTEM, item=item, title="Luonnos", data=b"a", name="a.txt")
    held = Meeting.objects.filter(items__outcome="decision", approvals=None)[0]
    (release,) = freeze_versions(by=SYSTEM, kind=MINUTES, document=held)
    given = deliver_versions(by=SYSTEM, kind=MINUTES, document=held)[0]
    link = Approval.objects.create(meeting=held, municipality=given.municipality, name="Johtaja")
    correction = Correction.objects.create(approval=link, text="Päivä", sent_at=clock.now())
    of_minutes = ("", "-public", "-draft", "-words", "-ask", "-freeze", "-deliver")
    of_meeting = ("meeting", "pack", "edit", "item-add")
    commands = ("answer", "invite", "hold", "cancel", "reopen", "present")
    of_item = (
        "item",
        "item-edit",
        *(f"item-{c}" for c in ["up", "down", "next", "attach", "remove"]),
    )
    of_poll = ("poll", *(f"poll-{c}" for c in ["remind", "confirm", "due", "withdraw"]))
    return (
        dict.fromkeys(of_meeting, meeting.pk)
        | dict.fromkeys((f"meeting-{name}" for name in commands), meeting.pk)
        | dict.fromkeys(of_item, item.pk)
        | dict.fromkeys((f"minutes{name}" for name in of_minutes), held.pk)
        | {"wall": held.pk}
        | dict.fromkeys(("minutes-version-file", "minutes-withdraw"), release.pk)
        | dict.fromkeys(("minutes-again", "minutes-revoke"), given.pk)
        | dict.fromkeys(("correction-take", "correction-leave"), correction.pk)
        | dict.fromkeys(of_poll, Poll.objects.get().pk)
        | {"ballot": Ballot.objects.get(municipality__code="834").pk}
        | {"attachment": paper.pk, "attachment-remove": paper.pk}
    )
