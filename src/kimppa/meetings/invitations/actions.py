"""Sending invitations: each change of time or place once to each who has been invited."""

import secrets

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.audit.actions import add, change, record, remove, stored
from kimppa.core.audit.undo import check_undo_by
from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.consortium.roles import Permission
from kimppa.core.mail.actions import sender
from kimppa.core.permissions import Actor, require
from kimppa.core.proposals.actions import make_link, prolong_links
from kimppa.meetings.invitations.invitation import (
    Invitation,
    InvitationError,
    Party,
    following,
    version_to_send,
)
from kimppa.meetings.invitations.letters import Kind, knows_of_leaving, letters_of, write_letter
from kimppa.meetings.invitations.queries import members
from kimppa.meetings.models import CalendarEntry, Invitee, InviteeLink, Meeting

RIGHT = Permission.DECIDE
AFTER = 30  # days for which a link tells that the meeting is over
FACTS = ("sequence", "stamp", "start", "end", "location")


@transaction.atomic
def invite(*, by: Actor, meeting: Meeting) -> None:
    """Invite the directors in office and the coordinators, who have no invitation yet.

    Raises PermissionDenied, and ValidationError for a meeting that is over, or when all have one.
    """
    require(by, RIGHT)
    if not stored(meeting).is_open or meeting.end < clock.now():
        raise ValidationError(_("The meeting is over."))
    invited = set(meeting.invitees.values_list("person", flat=True))
    people = {person: town for person, town in members().items() if person.pk not in invited}
    if not people:
        raise ValidationError(_("All have been invited already."))
    entry = CalendarEntry.objects.filter(meeting=meeting).first() or _add_entry(by, meeting)
    for person, town in people.items():
        invitee = Invitee.objects.create(meeting=meeting, person=person, municipality=town)
        record(by=by, action="meetings.invitee-add", obj=invitee)
        link = _link(by, invitee, town) if town else None
        write_letter(Kind.INVITED, version(meeting, entry), person, meeting, link)


def tell_change(*, by: Actor, meeting: Meeting) -> None:
    """Send the new time or place to those invited; nothing else that changed is sent."""
    entry = CalendarEntry.objects.filter(meeting=meeting, cancelled=False).first()
    if entry is None:
        return
    sent_version = version(meeting, entry)
    if new_version := version_to_send(sent_version, version(meeting, entry, anew=True)):
        _send_version(Kind.MOVED, new_version, by, meeting, entry)


def call_off(*, by: Actor, meeting: Meeting) -> None:
    """Take the entry out of the calendars of those invited."""
    entry = CalendarEntry.objects.filter(meeting=meeting, cancelled=False).first()
    if entry is not None:
        new_version = following(version(meeting, entry), clock.now())
        _send_version(Kind.CANCELLED, new_version, by, meeting, entry)


def call_again(*, by: Actor, meeting: Meeting) -> None:
    """Put the entry of a meeting that was called off back into calendars."""
    entry = CalendarEntry.objects.filter(meeting=meeting, cancelled=True).first()
    if entry is not None:
        current_version = version(meeting, entry, anew=True)
        _send_version(Kind.INVITED, following(current_version, clock.now()), by, meeting, entry)


@transaction.atomic
def forget_entry(*, by: Actor, entry: CalendarEntry) -> None:
    """Undo an entry whose letters have not left."""
    _remove(by, entry, "meetings.entry-remove")


@transaction.atomic
def remove_invitee(*, by: Actor, invitee: Invitee) -> None:
    """Undo an invitation whose letter has not left."""
    _remove(by, invitee, "meetings.invitee-remove")


@transaction.atomic
def restore_entry(*, by: Actor, entry: CalendarEntry, **values: object) -> None:
    """Undo a version whose letters have not left; if they stood for letters of the version before,
    those are written anew.
    """
    require(by, RIGHT)
    change(entry, by=by, action="meetings.entry-restore", **values)
    _write_to_uninformed(entry)


def version(meeting: Meeting, entry: CalendarEntry, *, anew: bool = False) -> Invitation:
    """What calendars know of a meeting, or `anew` what they should: its time and place now.

    Raises ValidationError where no calendar program would take it.
    """
    try:
        return _version(meeting, entry, anew=anew)
    except InvitationError as error:
        if error.code == "hour":
            raise ValidationError(_("The clocks change at that hour; choose another.")) from error
        raise ValidationError(_("The desk's own e-mail address cannot invite anybody.")) from error


def _version(meeting: Meeting, entry: CalendarEntry, *, anew: bool) -> Invitation:
    name, address = sender()
    return Invitation(
        uid=entry.uid,
        organiser=Party(name, address),
        summary=str(meeting),
        start=meeting.local_start if anew else entry.start,
        end=meeting.end if anew else entry.end,
        stamp=clock.now() if anew else entry.stamp,
        sequence=entry.sequence,
        place=meeting.place if anew else entry.location,
        link=meeting.link if anew else "",
        url=f"{settings.KIMPPA_PUBLIC_URL}{meeting.get_absolute_url()}",
    )


def _link(by: Actor, invitee: Invitee, town: Municipality) -> InviteeLink:
    days = _link_days(invitee.meeting)
    holder = invitee.person.name
    return make_link(
        InviteeLink, by=by, municipality=town, holder=holder, days=days, invitee=invitee
    )


def _link_days(meeting: Meeting) -> int:
    return (meeting.day - clock.today()).days + AFTER


def _add_entry(by: Actor, meeting: Meeting) -> CalendarEntry:
    entry = CalendarEntry(meeting=meeting, uid=f"{secrets.token_hex(16)}@kimppa")
    entry.stamp, entry.start, entry.end = clock.now(), meeting.start, meeting.end
    entry.location = version(meeting, entry, anew=True).location
    return add(entry, by=by, action="meetings.invite")


def _send_version(
    kind: Kind, sent: Invitation, by: Actor, meeting: Meeting, entry: CalendarEntry
) -> None:
    """A version to those in office; from the calendar of who has left it the entry is taken."""
    facts = {name: getattr(sent, name) for name in FACTS}
    cancelled = kind is Kind.CANCELLED
    change(entry, by=by, action="meetings.entry-change", cancelled=cancelled, **facts)
    active_people = Person.objects.valid_on(clock.today()).filter(is_active=True)
    links = {link.invitee_id: link for link in InviteeLink.objects.filter(invitee__meeting=meeting)}
    prolong_links(InviteeLink.objects.filter(invitee__meeting=meeting), days=_link_days(meeting))
    in_office = members()
    for invitee in meeting.invitees.filter(person__in=active_people).select_related("person"):
        person = invitee.person
        if person in in_office:
            write_letter(kind, sent, person, meeting, links.get(invitee.pk))
        elif kind is not Kind.INVITED and not knows_of_leaving(sent.uid, person):
            write_letter(Kind.LEFT, sent, person, meeting)


def _write_to_uninformed(entry: CalendarEntry) -> None:
    """Write of the version in force to those who have no letter of it."""
    meeting, version_now = entry.meeting, version(entry.meeting, entry)
    informed_ids = set(letters_of(version_now).values_list("person", flat=True))
    links = {link.invitee_id: link for link in InviteeLink.objects.filter(invitee__meeting=meeting)}
    in_office = members()
    for invitee in meeting.invitees.exclude(person__in=informed_ids).select_related("person"):
        if invitee.person in in_office and not entry.cancelled:
            write_letter(Kind.MOVED, version_now, invitee.person, meeting, links.get(invitee.pk))


def _remove(by: Actor, row: CalendarEntry | Invitee, action: str) -> None:
    require(by, RIGHT)
    remove(row, by=by, action=action)


check_undo_by(lambda by, _row: require(by, RIGHT), CalendarEntry)
