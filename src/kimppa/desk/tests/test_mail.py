"""Letters that did not surely go are shown to the coordinator, who decides."""

import datetime as dt

import pytest

from kimppa.core import clock
from kimppa.core.audit.models import AuditEvent
from kimppa.core.mail.actions import queue_mail, send_queued
from kimppa.core.mail.models import OutgoingMail
from kimppa.desk.tests.conftest import TODAY, Louna
from kimppa.ui import numbers


def letter(state: str) -> OutgoingMail:
    mail = queue_mail(key="x", to="a@kirjasto.example", subject="Raportti 2024", body="Hei")
    OutgoingMail.objects.filter(pk=mail.pk).update(state=state, attempts=8)
    mail.refresh_from_db()
    return mail


def test_the_log_tells_each_letters_state(louna: Louna) -> None:
    letter("sending")
    page = louna.client("coordinator").get("/letters/").content.decode()
    assert "Raportti 2024" in page
    assert "Ehkä lähtenyt" in page


@pytest.mark.parametrize("state", ["failed", "sending"])
def test_a_letter_in_doubt_is_sent_again(louna: Louna, state: str) -> None:
    mail = letter(state)
    client = louna.client("coordinator")
    assert "Lähetä uudelleen" in client.get(f"/letters/{mail.pk}/").content.decode()
    client.post(f"/letters/{mail.pk}/again/")
    mail.refresh_from_db()
    assert mail.state == "queued"
    assert mail.next_attempt_at <= dt.datetime.now(dt.UTC)
    assert AuditEvent.objects.filter(action="mail.again").exists()


def test_a_letter_that_arrived_is_settled(louna: Louna) -> None:
    mail = letter("sending")
    louna.client("coordinator").post(f"/letters/{mail.pk}/settle/")
    mail.refresh_from_db()
    assert (mail.state, mail.sent_at is not None) == ("sent", True)


def test_a_sent_letter_is_not_sent_twice(louna: Louna) -> None:
    mail = letter("sent")
    louna.client("coordinator").post(f"/letters/{mail.pk}/again/")
    mail.refresh_from_db()
    assert mail.state == "sent"


@pytest.mark.parametrize("who", ["director", "staff", "reader"])
def test_others_see_no_letters(louna: Louna, who: str) -> None:
    mail = letter("failed")
    client = louna.client(who)
    assert client.get("/letters/").status_code == 403
    assert client.get(f"/letters/{mail.pk}/").status_code == 403
    assert client.post(f"/letters/{mail.pk}/again/").status_code == 403


def test_a_letter_and_the_log_are_of_the_day_that_the_desk_shows(louna: Louna) -> None:
    mail = queue_mail(key="paiva", to="a@louna.example", subject="Muistutus", body="Hei")
    assert send_queued() == (1, 0)
    mail.refresh_from_db()
    client = louna.client("coordinator")
    row = client.get("/letters/").content.decode().partition("Muistutus")[2]
    assert row.partition("</tr>")[0].count(numbers.day(TODAY)) == 2  # written and sent
    louna.client("coordinator").post("/log-work/", {"title": "Päivitin Teams-tiimin kansiot"})
    event = AuditEvent.objects.latest("pk")
    assert event.at.astimezone(clock.ZONE).date() == TODAY
    assert numbers.day(TODAY) in client.get("/audit/").content.decode()
    # When it may be tried again is technical.
    assert abs(mail.next_attempt_at - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=5)
