"""A meeting's invitation, and answers in the shapes in which three vendors' programs send them."""

import base64
import datetime as dt
from typing import Any

from kimppa.core.clock import ZONE
from kimppa.meetings.invitations.invitation import Invitation, Party

UID = "5f0c2a7be1@kimppa"
ORGANISER = Party("Kimppa", "kokoukset@kimppa.example")
AINO = Party("Aino Öst, Forssa", "aino.ost@forssa.example")
STAMP = dt.datetime(2025, 1, 14, 8, tzinfo=dt.UTC)


def invitation(**changes: Any) -> Invitation:
    """A meeting on 26 March 2025, 9–11 in Helsinki (7–9 UTC)."""
    facts = {
        "uid": UID,
        "organiser": ORGANISER,
        "summary": "Johtajien kokous; talousarvio, hankkeet",
        "start": dt.datetime(2025, 3, 26, 9, tzinfo=ZONE),
        "end": dt.datetime(2025, 3, 26, 11, tzinfo=ZONE),
        "stamp": STAMP,
        "place": "Forssan kirjasto, Wahreninkatu 4",
        "link": "https://teams.example/kokous/1",
        "url": "https://kimppa.example/meetings/1/",
        "description": "Esityslista:\nhttps://kimppa.example/meetings/1/",
    }
    return Invitation(**{**facts, **changes})


OUTLOOK = """BEGIN:VCALENDAR
METHOD:REPLY
PRODID:Microsoft Exchange Server 2010
VERSION:2.0
BEGIN:VTIMEZONE
TZID:FLE Standard Time
BEGIN:STANDARD
DTSTART:16010101T040000
TZOFFSETFROM:+0300
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0300
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
BEGIN:VEVENT
ATTENDEE;PARTSTAT=%(partstat)s;CN="Aino Öst, Forssa":mailto:Aino.Ost@forssa.example
COMMENT;LANGUAGE=fi-FI:%(comment)s\\n
UID:5f0c2a7be1@kimppa
SUMMARY;LANGUAGE=fi-FI:Hyväksytty: Johtajien kokous\\; talousarvio\\, hankkeet
DTSTART;TZID=FLE Standard Time:20250326T090000
DTEND;TZID=FLE Standard Time:20250326T110000
CLASS:PUBLIC
PRIORITY:5
DTSTAMP:20250115T070000Z
TRANSP:OPAQUE
STATUS:CONFIRMED
%(sequence)sLOCATION;LANGUAGE=fi-FI:Forssan kirjasto
X-MICROSOFT-CDO-APPT-SEQUENCE:0
X-MICROSOFT-CDO-BUSYSTATUS:BUSY
X-MICROSOFT-DISALLOW-COUNTER:FALSE
END:VEVENT
END:VCALENDAR
"""


def outlook(
    *, partstat: str = "ACCEPTED", sequence: str = "SEQUENCE:0\n", comment: str = ""
) -> str:
    """No organiser, a summary of its own, its own name of the time zone, block and all."""
    return OUTLOOK % {"partstat": partstat, "sequence": sequence, "comment": comment}


def outlook_letter(calendar: str) -> bytes:
    """Alternatives, the calendar coded in base64."""
    coded = base64.encodebytes(calendar.replace("\n", "\r\n").encode()).decode()
    return f"""From: =?utf-8?B?QWlubyDDlnN0?= <aino.ost@forssa.example>
To: kokoukset@kimppa.example
Subject: =?utf-8?B?SHl2w6Rrc3l0dHk=?=: Johtajien kokous
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="_000_A_"

--_000_A_
Content-Type: text/plain; charset="utf-8"
Content-Transfer-Encoding: base64

--_000_A_
Content-Type: text/html; charset="utf-8"

<html><body></body></html>
--_000_A_
Content-Type: text/calendar; charset="utf-8"; method=REPLY
Content-Transfer-Encoding: base64

{coded}
--_000_A_--
""".replace("\n", "\r\n").encode()


GOOGLE = """BEGIN:VCALENDAR
PRODID:-//Google Inc//Google Calendar 70.9054//EN
VERSION:2.0
CALSCALE:GREGORIAN
METHOD:%(method)s
BEGIN:VEVENT
DTSTART:20250326T070000Z
DTEND:20250326T090000Z
DTSTAMP:20250115T071500Z
ORGANIZER;CN=Kimppa:mailto:kokoukset@kimppa.example
UID:5f0c2a7be1@kimppa
ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=%(partstat)s;CN=Aino
  Öst;X-NUM-GUESTS=0;X-RESPONSE-COMMENT="Olen lomalla; varajäsen tulee":mailto:
 aino.ost@forssa.example
CREATED:20250114T080000Z
LAST-MODIFIED:20250115T071500Z
SEQUENCE:0
STATUS:CONFIRMED
SUMMARY:Johtajien kokous
TRANSP:OPAQUE
END:VEVENT
END:VCALENDAR
"""
GOOGLE_LETTER = """Sender: Google Calendar <calendar-notification@google.example>
Auto-Submitted: auto-generated
From: Aino =?utf-8?Q?=C3=96st?= <aino.ost@forssa.example>
To: kokoukset@kimppa.example
Subject: Declined: Johtajien kokous
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="m"

--m
Content-Type: multipart/alternative; boundary="a"

--a
Content-Type: text/plain; charset="UTF-8"; format=flowed; delsp=yes

Aino has declined this invitation.
--a
Content-Type: text/calendar; charset="UTF-8"; method=REPLY
Content-Transfer-Encoding: 8bit

%(calendar)s
--a--
--m
Content-Type: application/ics; name="invite.ics"
Content-Disposition: attachment; filename="invite.ics"
Content-Transfer-Encoding: base64

%(coded)s
--m--
"""


def google(*, method: str = "REPLY", partstat: str = "DECLINED", attachment: str = "") -> bytes:
    """Sent by a robot for the person; the calendar twice; the comment in a parameter."""
    calendar = GOOGLE % {"method": method, "partstat": partstat}
    coded = base64.encodebytes((attachment or calendar).encode()).decode()
    return (GOOGLE_LETTER % {"calendar": calendar, "coded": coded}).replace("\n", "\r\n").encode()


def apple(*, start: str = "20250326T090000") -> bytes:
    """An attachment whose type says no method; the zone by its own name without a block."""
    return f"""From: Aino <aino.ost@forssa.example>
To: kokoukset@kimppa.example
Subject: Aino tentatively accepted
MIME-Version: 1.0 (iCloud)
Content-Type: multipart/mixed; boundary="Apple-Mail-1"

--Apple-Mail-1
Content-Type: text/plain; charset=us-ascii

--Apple-Mail-1
Content-Disposition: attachment; filename=iCal-20250115-091500.ics
Content-Type: text/calendar; x-unix-mode=0644; name=iCal-20250115-091500.ics
Content-Transfer-Encoding: quoted-printable

BEGIN:VCALENDAR
CALSCALE:GREGORIAN
VERSION:2.0
METHOD:REPLY
PRODID:-//Apple Inc.//macOS 15.2//EN
BEGIN:VEVENT
UID:{UID}
DTEND;TZID=3DEurope/Helsinki:20250326T110000
LAST-MODIFIED:20250115T071500Z
TRANSP:OPAQUE
ORGANIZER;CN=3D"Kimppa":mailto:kokoukset@kimppa.example
ATTENDEE;CN=3D"Aino =C3=96st";CUTYPE=3DINDIVIDUAL;EMAIL=3D"aino.ost@forssa.=
example";PARTSTAT=3DTENTATIVE;ROLE=3DREQ-PARTICIPANT:mailto:aino.ost@forssa.=
example
DTSTAMP:20250115T071500Z
DTSTART;TZID=3DEurope/Helsinki:{start}
SEQUENCE:0
COMMENT:Kenties et=C3=A4n=C3=A4
SUMMARY:Johtajien kokous
END:VEVENT
END:VCALENDAR

--Apple-Mail-1--
""".replace("\n", "\r\n").encode()
