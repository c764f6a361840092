"""A letter with a calendar has the shape that calendar programs look for."""

import email
from email import policy

import pytest

from kimppa.core.mail.calendar import CalendarMessage

CALENDAR = "\r\n".join(
    ["BEGIN:VCALENDAR", "METHOD:CANCEL", "BEGIN:VEVENT", f"SUMMARY:{'ä' * 30}🎉",
     "END:VEVENT", "END:VCALENDAR", ""]
)  # fmt: skip


@pytest.mark.parametrize("wire", [policy.SMTP, policy.SMTPUTF8, policy.default])
@pytest.mark.parametrize("calendar", [CALENDAR, CALENDAR.replace("ä", "a").replace("🎉", "")])
def test_the_calendar_is_an_alternative_that_says_its_method(
    wire: policy.EmailPolicy, calendar: str
) -> None:
    message = CalendarMessage(
        "Kokous", "Tervetuloa\n", "kokoukset@kimppa.example", ["aino@forssa.example"],
        calendar=calendar,
    )  # fmt: skip
    letter = email.message_from_bytes(message.message(policy=wire).as_bytes(), policy=wire)
    assert letter.get_content_type() == "multipart/alternative"
    text, part = letter.iter_parts()
    assert text.get_content_type() == "text/plain"
    assert part["Content-Type"].params == {"charset": "utf-8", "method": "CANCEL"}
    assert part.get_content_type() == "text/calendar"
    assert part.get_content_disposition() is None
    assert part.get_content().splitlines() == calendar.splitlines()


def test_what_goes_over_the_wire_has_the_line_ends_of_the_standard() -> None:
    message = CalendarMessage("a", "b", "c@d.example", ["e@f.example"], calendar=CALENDAR)
    letter = email.message_from_bytes(message.message(policy=policy.SMTP).as_bytes())
    assert letter.get_payload(1).get_payload(decode=True) == CALENDAR.encode()


def test_a_calendar_without_a_method_is_refused() -> None:
    with pytest.raises(ValueError, match="METHOD"):
        CalendarMessage("a", "b", "c@d.example", ["e@f.example"], calendar="BEGIN:VCALENDAR\r\n")
