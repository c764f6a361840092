"""The letters of invitations: words for people, a calendar for programs."""

from dataclasses import replace
from enum import StrEnum

from django.conf import settings
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from kimppa.core.consortium.models import Person
from kimppa.core.mail.actions import queue_mail
from kimppa.core.mail.models import OutgoingMail
from kimppa.meetings.invitations.invitation import Invitation, Party, cancel, request
from kimppa.meetings.models import InviteeLink, Meeting
from kimppa.meetings.times import when
from kimppa.ui.proposals import address_of


class Kind(StrEnum):
    """What a letter tells of a meeting."""

    INVITED = "invited"
    MOVED = "moved"
    CANCELLED = "cancelled"
    LEFT = "left"


AWAY = frozenset({Kind.CANCELLED, Kind.LEFT})  # the entry leaves the calendar


def letters_of(version: Invitation) -> QuerySet[OutgoingMail]:
    """The letters of a version, sent or waiting."""
    start = f"meeting-{version.uid}-{version.sequence}-"
    return OutgoingMail.objects.filter(key__startswith=start)


def knows_of_leaving(uid: str, person: Person) -> bool:
    """Whether the person has had the letter that the invitation does not hold any more."""
    letters = OutgoingMail.objects.filter(key__startswith=f"meeting-{uid}-")
    return letters.filter(key__endswith=f"-{Kind.LEFT}-{person.pk}").exists()


def write_letter(
    kind: Kind,
    version: Invitation,
    person: Person,
    meeting: Meeting,
    link: InviteeLink | None = None,
) -> None:
    """Queue a version of an invitation to a person, in the person's language; with a link to
    answer by where the person has one.

    It stands for letters of the meeting that still wait: who has had none of them is invited to
    what is so now, or told nothing of what was called off meanwhile.
    """
    if _replace_unsent(version.uid, person):
        if kind in AWAY:
            return
        kind = Kind.INVITED
    receiver = Party(person.name, person.email)
    write = cancel if kind in AWAY else request
    with translation.override(person.language):
        subject, lead = _words(kind, meeting)
        answer_words = _way_to_answer(kind, link)
        version = replace(version, description=_description(meeting, can_answer=bool(answer_words)))
        parts = (lead, _facts(version, meeting), answer_words, meeting.note)
        body = "\n\n".join(filter(None, parts))
    queue_mail(
        key=f"meeting-{version.uid}-{version.sequence}-{kind}-{person.pk}",
        to=person.email,
        subject=subject,
        body=f"{body}\n",
        person=person,
        calendar=write(version, receiver).decode(),
    )


def _replace_unsent(uid: str, person: Person) -> bool:
    """Take the waiting letters of a meeting to a person out of the queue; whether there were some
    and none had left before them.
    """
    letters = OutgoingMail.objects.filter(key__startswith=f"meeting-{uid}-", person=person)
    waiting_count, _tables = letters.filter(state=OutgoingMail.State.QUEUED, attempts=0).delete()
    return bool(waiting_count) and not letters.exists()


def _description(meeting: Meeting, *, can_answer: bool) -> str:
    """What an entry says besides time and place: the note, how to answer, and the agenda as it is
    now. A calendar is seen by more people than its owner, so items for directors only are left out,
    and so is the link, by which anybody could answer.
    """
    answer_words = _("Answer by the link in the letter of invitation.") if can_answer else ""
    titles = [
        f"{number}. {item.title}"
        for number, item in enumerate(meeting.items.all(), 1)
        if not item.internal
    ]
    agenda = "\n".join([_("Agenda"), *titles]) if titles else ""
    return "\n\n".join(filter(None, (meeting.note, answer_words, agenda)))


def _words(kind: Kind, meeting: Meeting) -> tuple[str, str]:
    names = {"name": str(meeting), "when": when(meeting)}
    match kind:
        case Kind.INVITED:
            return (
                _("Invitation: %(name)s, %(when)s") % names,
                _("You are invited: %(name)s.") % names,
            )
        case Kind.MOVED:
            return (
                _("Changed: %(name)s, %(when)s") % names,
                _("The time or the place has changed: %(name)s.") % names,
            )
        case Kind.LEFT:
            return (
                _("No longer invited: %(name)s, %(when)s") % names,
                _("You are not invited to this meeting any more: %(name)s.") % names,
            )
        case Kind.CANCELLED:
            return (
                _("Cancelled: %(name)s, %(when)s") % names,
                _("The meeting is not held: %(name)s.") % names,
            )


def _way_to_answer(kind: Kind, link: InviteeLink | None) -> str:
    if link is None or kind in AWAY:
        return ""
    address = settings.KIMPPA_PUBLIC_URL + address_of(link)
    return _("Tell here whether you come; you need not sign in:\n%(link)s") % {"link": address}


def _facts(version: Invitation, meeting: Meeting) -> str:
    facts = {
        _("When"): when(meeting),
        _("Where"): version.location,
        _("Agenda"): version.url,
    }
    return "\n".join(f"{name}: {fact}" for name, fact in facts.items() if fact)
