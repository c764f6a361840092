"""Two at one feedback: whoever opens it sees who else has it before them."""

import datetime as dt
from collections.abc import Callable

from django.db.models import F

from conftest import Louna
from kimppa.feedback.actions.retention import forget_due
from kimppa.feedback.models import Opened, Ticket
from kimppa.feedback.tests.conftest import signed_in, text_of

type Arrived = Callable[..., Ticket]


def earlier(minutes: int) -> None:
    """Let the time pass since everybody opened it and wrote."""
    span = dt.timedelta(minutes=minutes)
    Opened.objects.update(at=F("at") - span, writing_at=F("writing_at") - span)


def test_who_opens_sees_who_else_has_it_open(louna: Louna, arrived: Arrived) -> None:
    path = f"/feedback/{arrived(email='m@example.org').pk}/"
    coordinator, staff = signed_in(louna.coordinator), signed_in(louna.staff["834"])
    assert "avasi tämän" not in text_of(coordinator.get(path))
    page = text_of(staff.get(path))
    assert f"{louna.coordinator.name} avasi tämän klo" in page
    assert "Sopikaa" in page
    assert f"{louna.staff['834'].name} avasi" in text_of(coordinator.get(path))
    earlier(11)
    assert "avasi tämän" not in text_of(staff.get(path))


def test_who_has_begun_an_answer_is_told_as_writing(louna: Louna, arrived: Arrived) -> None:
    """By choosing a ready answer, by writing (htmx), or by sending what was refused."""
    ticket = arrived(email="m@example.org")
    path = f"/feedback/{ticket.pk}/"
    coordinator, staff = signed_in(louna.coordinator), signed_in(louna.staff["834"])
    told = f"{louna.coordinator.name} kirjoitti vastausta klo"
    coordinator.get(path)
    assert told not in text_of(staff.get(path))
    fragment = text_of(coordinator.post(f"{path}writing/"))
    assert f"{louna.staff['834'].name} avasi" in fragment
    assert told in text_of(staff.get(path))
    earlier(25)
    assert told in text_of(staff.get(path))
    coordinator.post(f"{path}answer/", {"text": ""})
    earlier(25)
    assert told in text_of(staff.get(path))
    earlier(10)
    assert "Sopikaa" not in text_of(staff.get(path))


def test_a_page_that_asks_by_itself_keeps_nobody_there(louna: Louna, arrived: Arrived) -> None:
    path = f"/feedback/{arrived().pk}/"
    coordinator, staff = signed_in(louna.coordinator), signed_in(louna.staff["834"])
    coordinator.get(path)
    earlier(11)
    coordinator.get(path, headers={"HX-Request": "true"})
    assert "avasi tämän" not in text_of(staff.get(path))


def test_whoever_is_done_is_there_no_more(louna: Louna, arrived: Arrived) -> None:
    ticket = arrived(email="m@example.org")
    path = f"/feedback/{ticket.pk}/"
    coordinator, staff = signed_in(louna.coordinator), signed_in(louna.staff["834"])
    coordinator.get(path)
    coordinator.post(f"{path}answer/", {"text": "Korjattu.", "keep_open": "on"})
    assert "avasi tämän" not in text_of(staff.get(path))
    staff.post(f"{path}close/")
    assert "avasi tämän" not in text_of(coordinator.get(path))


def test_a_ticket_of_others_tells_nothing_and_the_night_forgets(
    louna: Louna, arrived: Arrived
) -> None:
    path = f"/feedback/{arrived().pk}/"
    assert signed_in(louna.staff["981"]).post(f"{path}writing/").status_code == 404
    signed_in(louna.coordinator).get(path)
    earlier(31)
    forget_due()
    assert not Opened.objects.exists()
