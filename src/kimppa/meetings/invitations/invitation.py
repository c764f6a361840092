"""Invitations as calendar programs take them: iTIP (RFC 5546) in iCalendar (RFC 5545). Pure.

One UID for a meeting's life. SEQUENCE and DTSTAMP rise together when its time or place changes, and
when it is cancelled; an edited agenda is no version. Each person gets a calendar of their own, in
which they are the only attendee: programs look for themselves there, and some take the first one.
"""

import datetime as dt
import re
from dataclasses import dataclass, replace
from enum import StrEnum

from icalendar import Calendar, Event, vCalAddress

from kimppa.core.clock import ZONE
from kimppa.core.yearclock.ical import HELSINKI
from kimppa.documents.text import fit

_ADDRESS = re.compile(r"[^@\s<>,;:\"]{1,64}@[^@\s<>,;:\"]{1,180}")

# What readers take for the end of a name: a quotation mark, and a backslash before a semicolon.
_UNQUOTED = str.maketrans('"\\', "'/")
_UID = re.compile(r"[!-~]{1,255}")


class Method(StrEnum):
    """What a calendar asks of its reader; `method=` of the letter's part says the same."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


class InvitationError(ValueError):
    """What no calendar program would take; `code`: address, end, hour, naive, sequence, uid."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody by name and e-mail address. Raises InvitationError("address")."""

    name: str
    address: str

    def __post_init__(self) -> None:
        if not _ADDRESS.fullmatch(self.address):
            raise InvitationError("address")


@dataclass(frozen=True, slots=True)
class Invitation:
    """One version of a meeting as calendars know it.

    `start`, `end` and `stamp` (when this version was made) are aware. `organiser` is whom the
    letter is from: programs refuse an invitation from anybody else. `link` is where one joins by
    the net, `url` the meeting's page. Raises InvitationError.
    """

    uid: str
    organiser: Party
    summary: str
    start: dt.datetime
    end: dt.datetime
    stamp: dt.datetime
    sequence: int = 0
    place: str = ""
    link: str = ""
    url: str = ""
    description: str = ""

    def __post_init__(self) -> None:
        if not _UID.fullmatch(self.uid):
            raise InvitationError("uid")
        if self.sequence < 0:
            raise InvitationError("sequence")
        if any(moment.tzinfo is None for moment in (self.start, self.end, self.stamp)):
            raise InvitationError("naive")
        if self.end.astimezone(dt.UTC) <= self.start.astimezone(dt.UTC):
            raise InvitationError("end")
        if not (is_plain_hour(self.start) and is_plain_hour(self.end)):
            raise InvitationError("hour")

    @property
    def location(self) -> str:
        """The place and the link on one line; calendars have one field for both."""
        return ", ".join(" ".join(part.split()) for part in (self.place, self.link) if part.strip())


def is_plain_hour(moment: dt.datetime) -> bool:
    """Whether Helsinki's clocks show the moment once: no night of a clock change hides it."""
    local = moment.astimezone(ZONE) if moment.tzinfo is not ZONE else moment
    return local.replace(fold=0).utcoffset() == local.replace(fold=1).utcoffset()


def version_to_send(last_version: Invitation, new_version: Invitation) -> Invitation | None:
    """The version to send when a meeting has been edited; None when calendars need no word.

    `new_version` may have any sequence: what is sent follows `last_version`. Raises
    InvitationError("uid") when the two are not one meeting.
    """
    if last_version.uid != new_version.uid:
        raise InvitationError("uid")
    if _facts(last_version) == _facts(new_version):
        return None
    return following(
        replace(new_version, sequence=last_version.sequence, stamp=last_version.stamp),
        new_version.stamp,
    )


def following(invitation: Invitation, stamp: dt.datetime) -> Invitation:
    """The next version. Its stamp is later than the earlier one's, be the clock set back."""
    later_stamp = invitation.stamp + dt.timedelta(seconds=1)
    return replace(invitation, sequence=invitation.sequence + 1, stamp=max(stamp, later_stamp))


def _facts(invitation: Invitation) -> tuple[dt.datetime, dt.datetime, str]:
    return (
        invitation.start.astimezone(dt.UTC),
        invitation.end.astimezone(dt.UTC),
        invitation.location,
    )


def request(invitation: Invitation, receiver: Party) -> bytes:
    """The calendar that invites a person, or moves the entry of an earlier version."""
    return _calendar(Method.REQUEST, invitation, receiver)


def cancel(invitation: Invitation, receiver: Party) -> bytes:
    """The calendar that takes the entry away, of a version made by `following`.

    It also goes to a person who is invited no more: STATUS:CANCELLED, since programs leave the
    entry standing without it, as Google's calendar does too.
    """
    return _calendar(Method.CANCEL, invitation, receiver)


def _calendar(method: Method, invitation: Invitation, receiver: Party) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Kimppa//Kokoukset//FI")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    calendar.add_component(Calendar.from_ical(HELSINKI))
    calendar.add_component(_event(method, invitation, receiver))
    content: bytes = calendar.to_ical()
    return content


def _event(method: Method, invitation: Invitation, receiver: Party) -> Event:
    event = Event()
    event.add("uid", invitation.uid)
    event.add("sequence", invitation.sequence)
    event.add("dtstamp", invitation.stamp.astimezone(dt.UTC))
    event.add("dtstart", invitation.start.astimezone(ZONE))
    event.add("dtend", invitation.end.astimezone(ZONE))
    event.add("summary", fit(" ".join(invitation.summary.split())))
    event.add("status", "CANCELLED" if method is Method.CANCEL else "CONFIRMED")
    event.add("transp", "OPAQUE")
    for name in ("location", "url", "description"):
        if text := fit(getattr(invitation, name)):
            event.add(name, text)
    event.add("organizer", _address(invitation.organiser), encode=False)
    attendee = _address(receiver)
    attendee.params["cutype"] = "INDIVIDUAL"
    attendee.params["role"] = "REQ-PARTICIPANT"
    if method is Method.REQUEST:
        attendee.params["partstat"] = "NEEDS-ACTION"
        attendee.params["rsvp"] = "TRUE"
    event.add("attendee", attendee, encode=False)
    return event


def _address(party: Party) -> vCalAddress:
    address = vCalAddress(f"mailto:{party.address}")
    if name := " ".join(fit(party.name).translate(_UNQUOTED).split()):
        address.params["cn"] = name
    return address
