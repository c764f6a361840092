"""Who may open the area's addresses, and what of the demo stands in them (see tests/roles.py)."""

from typing import Any

from kimppa.core import clock
from kimppa.core.permissions import SYSTEM
from kimppa.core.releases.actions import deliver_versions, freeze_versions
from kimppa.meetings.agenda.actions import attach
from kimppa.meetings.minutes.releases import MINUTES
from kimppa.meetings.models import (
    Approval,
    Ballot,
    CalendarLetter,
    Correction,
    Item,
    Meeting,
    Poll,
    Practice,
    StaffLink,
    Suggestion,
    Survey,
)
from tests.roles import ALL, DIRECTORS, NO, NOBODY, NONE, OK, OWN_WRITERS, WRITERS

OWN_DIRECTOR = (OK, NO, NONE, NO, NO)  # of Tammela

READ = {
    ALL: "home meeting pack item attachment minutes minutes-public",
    DIRECTORS: "propose links minutes-draft wall polls poll weeks",
    OWN_DIRECTOR: "ballot",
    WRITERS: "ways suggest survey practice",
    OWN_WRITERS: "suggestion",
    NOBODY: "add plan edit item-add item-edit minutes-version-file poll-add answer-time survey-add "
    "practice-add practice-edit",
}
WRITE = {
    NOBODY: "add plan edit item-add meeting-invite meeting-hold meeting-cancel meeting-reopen "
    "item-up item-down item-next item-copy item-close item-open-again meeting-present "
    "item-edit item-attach item-remove item-leave item-wait attachment-remove "
    "letter-accept letter-close "
    "minutes-words minutes-freeze minutes-deliver minutes-withdraw minutes-again minutes-revoke "
    "minutes-ask minutes-publish minutes-unpublish correction-take correction-leave "
    "poll-add poll-remind poll-confirm poll-due poll-withdraw "
    "answer-time survey-add survey-close survey-day survey-reopen "
    "practice-add practice-edit practice-judge",
    OWN_DIRECTOR: "ballot",
    DIRECTORS: "propose weeks meeting-answer links",
    WRITERS: "suggest",
    (NO, NO, NONE, NONE, NONE): "suggestion-answer suggestion-leave suggestion-agenda "
    "suggestion-reopen",
    (OK, NONE, NONE, NONE, NONE): "link-close",
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
    of_minutes = ("", "-public", "-draft", "-words", "-ask", "-freeze", "-deliver", "-publish",
                  "-unpublish")  # fmt: skip
    of_meeting = ("meeting", "pack", "edit", "item-add")
    commands = ("answer", "invite", "hold", "cancel", "reopen", "present")
    of_item = (
        "item",
        "item-edit",
        *(f"item-{c}" for c in ["up", "down", "next", "copy", "attach", "remove", "leave", "wait"]),
    )
    of_poll = ("poll", *(f"poll-{c}" for c in ["remind", "confirm", "due", "withdraw"]))
    suggestion = Suggestion.objects.get(municipality__code="834", state="open")
    survey = Survey.objects.get(closed_on=None)
    practice = Practice.objects.get(outcome="")
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
        | {"attachment": paper.pk, "attachment-remove": paper.pk, **_letter()}
        | _with("suggestion", suggestion.pk, "answer leave agenda reopen")
        | _with("survey", survey.pk, "close day reopen")
        | _with("practice", practice.pk, "edit judge")
        | {"link-close": StaffLink.objects.get(municipality__code="834").pk}
    )


def _letter() -> dict[str, int]:
    row = CalendarLetter.objects.create(reason="other", digest="x", arrived_at=clock.now())
    return {"letter-accept": row.pk, "letter-close": row.pk}


def _with(name: str, pk: int, commands: str) -> dict[str, int]:
    """The page of a row and its commands."""
    return {name: pk} | {f"{name}-{command}": pk for command in commands.split()}
