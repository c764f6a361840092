"""Reminding: who has not answered, who has not opened, once a day, with a minute to undo it."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from pytest_django import Settings

from kimppa.core.audit.models import AuditEvent
from kimppa.core.mail.models import OutgoingMail
from kimppa.core.permissions import SYSTEM
from kimppa.core.ratification.actions import answer, ask, remind
from kimppa.core.ratification.models import Ratification
from kimppa.core.releases.actions import mark_opened
from kimppa.desk.tasks.todos import Todo, todos
from kimppa.desk.tests.conftest import Louna
from kimppa.desk.tests.delivering import TITLE, delivered
from kimppa.desk.tests.reading import undo_address
from kimppa.desk.waiting.reminders import send_reminders

LATER = "2025-02-03"


@pytest.fixture
def question(louna: Louna) -> Ratification:
    """Asked on 14.1. to be answered by 24.1.; only Ypäjä does. The letters of asking are gone."""
    row = ask(
        by=SYSTEM,
        origin=("desk", "question-1"),
        title="Jaetaanko tasan?",
        municipalities=[louna.tammela, louna.ypaja],
        due=dt.date(2025, 1, 24),
    )
    answer(by=SYSTEM, confirmation=row.confirmations.get(municipality=louna.ypaja), yes=True)
    OutgoingMail.objects.all().delete()
    return row


def todo(louna: Louna, words: str, who: str = "coordinator") -> Todo:
    rows = [row for row in todos(louna.people[who], 2025) if words in row.title]
    assert len(rows) == 1
    return rows[0]


def test_who_has_not_answered_by_the_day_gets_one_letter_a_day(
    louna: Louna, question: Ratification, settings: Settings
) -> None:
    settings.KIMPPA_TODAY = LATER
    row = todo(louna, "Jaetaanko tasan?")
    assert (row.verb, row.title) == (
        "Muistuta",
        "Muistuta vastauksesta (Tammela): Jaetaanko tasan?",
    )
    coordinator = louna.client("coordinator")
    page = coordinator.get(row.url).text
    director = louna.people["director"]
    assert f"Tammela: {director.name}" in page
    assert f"Ypäjä: {louna.people['other-director'].name}" not in page
    page = coordinator.post(f"{row.url}remind/", follow=True).text
    letter = OutgoingMail.objects.get()
    assert (letter.to, "Jaetaanko tasan?" in letter.body) == (director.email, True)
    assert letter.state == OutgoingMail.State.QUEUED
    assert "Muistutettu 3.2.2025" in page
    assert f"{row.url}remind/" not in page
    coordinator.post(f"{row.url}remind/")
    assert OutgoingMail.objects.count() == 1
    assert todo(louna, "Jaetaanko tasan?").verb == "Avaa"
    assert AuditEvent.objects.filter(action="ratification.remind").count() == 1
    settings.KIMPPA_TODAY = "2025-02-11"
    assert todo(louna, "Jaetaanko tasan?").verb == "Muistuta"


def test_a_reminder_is_undone_while_its_letter_waits(
    louna: Louna, question: Ratification, settings: Settings
) -> None:
    settings.KIMPPA_TODAY = LATER
    coordinator = louna.client("coordinator")
    page = coordinator.post(f"/waiting/{question.pk}/remind/", follow=True).text
    coordinator.post(undo_address(page))
    assert not OutgoingMail.objects.exists()
    assert "Muistutettu" not in coordinator.get(f"/waiting/{question.pk}/").text
    assert todo(louna, "Jaetaanko tasan?").verb == "Muistuta"


def test_nobody_is_reminded_on_the_day_of_asking_or_when_all_have_answered(
    louna: Louna, question: Ratification, settings: Settings
) -> None:
    with pytest.raises(ValidationError):
        remind(by=SYSTEM, ratification=question)
    settings.KIMPPA_TODAY = LATER
    answer(by=SYSTEM, confirmation=question.confirmations.get(state="awaiting"), yes=True)
    assert "Muistuta" not in louna.client("coordinator").get(f"/waiting/{question.pk}/").text


def test_who_has_not_opened_for_a_week_gets_one_letter_a_day(
    louna: Louna, settings: Settings
) -> None:
    own = delivered(louna)
    OutgoingMail.objects.all().delete()
    settings.KIMPPA_TODAY = LATER
    coordinator = louna.client("coordinator")
    row = todo(louna, TITLE)
    assert (row.verb, row.title) == ("Muistuta", f"Muistuta toimituksesta: {TITLE}")
    page = coordinator.get(row.url).text
    assert own.recipient_name in page
    assert "eikä sitä ole vielä avattu" in page
    page = coordinator.post(f"{row.url}remind/", follow=True).text
    letter = OutgoingMail.objects.get()
    assert own.recipient is not None
    assert letter.to == own.recipient.email
    assert own.token in letter.body
    assert "muistutettu 3.2.2025" in page
    assert not [todo for todo in todos(louna.people["coordinator"], 2025) if TITLE in todo.title]
    coordinator.post(f"{row.url}remind/")
    assert OutgoingMail.objects.count() == 1
    coordinator.post(undo_address(page))
    assert not OutgoingMail.objects.exists()
    assert todo(louna, TITLE).verb == "Muistuta"


def test_what_has_been_opened_needs_no_reminder(louna: Louna, settings: Settings) -> None:
    own = delivered(louna)
    settings.KIMPPA_TODAY = LATER
    mark_opened(own)
    assert not [todo for todo in todos(louna.people["coordinator"], 2025) if TITLE in todo.title]
    page = louna.client("coordinator").get(f"/deliveries/unopened/{own.release_id}/").text
    assert "Lähetä muistutus" not in page


def test_a_reminder_goes_by_itself_before_the_day_and_after_it(
    louna: Louna, question: Ratification, settings: Settings
) -> None:
    sent = {}
    for day in ("2025-01-20", "2025-01-21", "2025-01-22", "2025-01-25", "2025-01-26", "2025-02-20"):
        settings.KIMPPA_TODAY = day
        before = OutgoingMail.objects.count()
        send_reminders()
        send_reminders()
        sent[day[5:]] = OutgoingMail.objects.count() - before
    assert sent == {"01-20": 0, "01-21": 1, "01-22": 0, "01-25": 1, "01-26": 0, "02-20": 0}
    assert {mail.to for mail in OutgoingMail.objects.all()} == {louna.people["director"].email}
