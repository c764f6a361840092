"""Final minutes whose items are opened again: register and public minutes do not contradict."""

import datetime as dt

import pytest
from django.test import Client

from conftest import Louna
from kimppa.core import clock
from kimppa.core.decisions.models import Decision
from kimppa.core.permissions import SYSTEM
from kimppa.core.ratification.actions import answer
from kimppa.core.ratification.models import Confirmation, Ratification
from kimppa.core.releases.actions import deliver_versions, freeze_versions
from kimppa.core.tasks.models import Task
from kimppa.meetings.agenda import actions
from kimppa.meetings.minutes.actions import publish
from kimppa.meetings.minutes.releases import MINUTES
from kimppa.meetings.models import Item
from kimppa.meetings.session.actions import close_item
from kimppa.meetings.tests.test_agenda import undo_last
from kimppa.meetings.tests.test_minutes import browser

CORRECTED = "Muistiota korjataan"


@pytest.fixture
def item(louna: Louna) -> Item:
    """A decision with a question and a task in minutes that are final, delivered and published."""
    start = dt.datetime.combine(clock.today(), dt.time(10), clock.ZONE)
    meeting = actions.add_meeting(by=SYSTEM, name="Johtajien kokous", start=start)
    item = actions.add_item(by=SYSTEM, meeting=meeting, title="Sarin ehdotus lainausrajasta")
    places = list(louna.municipalities.values())
    question = {"level": "director", "municipalities": places, "agreed": places[1:]}
    close_item(by=SYSTEM, item=item, kind="decision", words="Raja nousee 30 euroon.",
               question=question, task="Kerro Sarille rajasta")  # fmt: skip
    actions.hold(by=SYSTEM, meeting=meeting)
    freeze_versions(by=SYSTEM, kind=MINUTES, document=meeting)
    deliver_versions(by=SYSTEM, kind=MINUTES, document=meeting)
    publish(by=SYSTEM, meeting=meeting)
    return item


def public(item: Item) -> str:
    page = Client(headers={"accept-language": "fi"}).get(f"/muistiot/{item.meeting_id}/")
    return page.content.decode()


def test_before_the_press_it_is_said_what_opening_again_does(louna: Louna, item: Item) -> None:
    page = browser(louna.coordinator).get(item.get_absolute_url()).content.decode()
    for words in (
        "Muistio on lopullinen (versio 1)",
        "päätös poistuu luettelosta",
        "annetut vastaukset",
    ):
        assert words in page, words
    assert "Muistio on lopullinen" not in (
        browser(louna.directors["061"]).get(item.get_absolute_url()).content.decode()
    )


def test_what_differs_from_the_register_is_marked_until_a_new_version(
    louna: Louna, item: Item
) -> None:
    assert CORRECTED not in public(item)
    client = browser(louna.coordinator)
    client.post(f"/meetings/items/{item.pk}/open-again/")
    assert CORRECTED in public(item)
    assert "jäädytä uusi versio" in client.get(item.get_absolute_url()).content.decode()
    item.refresh_from_db()
    close_item(by=SYSTEM, item=item, kind="decision", words="Raja nousee 25 euroon.")
    assert CORRECTED in public(item)
    assert CORRECTED in client.get(f"/meetings/{item.meeting_id}/minutes/").content.decode()
    freeze_versions(by=SYSTEM, kind=MINUTES, document=item.meeting, reason="Summa korjattu")
    assert CORRECTED in public(item)
    deliver_versions(by=SYSTEM, kind=MINUTES, document=item.meeting)
    page = public(item)
    assert "25 euroon" in page
    assert CORRECTED not in page


def test_undoing_the_opening_brings_the_answers_back(louna: Louna, item: Item) -> None:
    client = browser(louna.coordinator)
    client.post(f"/meetings/items/{item.pk}/open-again/")
    assert not Decision.objects.filter(text="Raja nousee 30 euroon.").exists()
    undo_last(client, "meetings.item-reopen")
    question = Ratification.objects.get(title=item.title)
    assert question.withdrawn_at is None
    assert question.confirmations.filter(state=Confirmation.State.YES).count() == 4
    decision = Decision.objects.get(text="Raja nousee 30 euroon.")
    assert decision.ratification == question
    item.refresh_from_db()
    assert item.decision == decision
    assert CORRECTED not in public(item)
    waiting = question.confirmations.get(state=Confirmation.State.AWAITING)
    answer(by=SYSTEM, confirmation=waiting, yes=True)


def test_what_is_marked_for_directors_leaves_everywhere_at_once(louna: Louna, item: Item) -> None:
    client, staff = browser(louna.coordinator), browser(louna.staff["834"])
    question, task = (
        Ratification.objects.get(title=item.title),
        Task.objects.get(title="Kerro Sarille rajasta"),
    )
    client.post(f"/meetings/items/{item.pk}/open-again/")
    assert staff.get(f"/waiting/{question.pk}/").status_code == 200
    edit = f"/meetings/items/{item.pk}/edit/"
    client.post(f"/meetings/{item.meeting_id}/reopen/")
    client.post(edit, {"title": item.title, "text": "", "internal": "on"})
    item.refresh_from_db()
    assert item.internal
    assert staff.get(f"/waiting/{question.pk}/").status_code == 404
    assert staff.get(f"/tasks/{task.pk}/").status_code == 404
    for words in ("sarin", "30 euroon", "kerro sarille"):
        assert "Sari" not in staff.get("/search/", {"q": words}).content.decode().partition(
            "<main"
        )[2].replace(words, "")
    page = public(item)
    assert "Sarin" not in page
    assert CORRECTED in page
    for address in (f"/muistiot/{item.meeting_id}/muistio.pdf",):
        assert Client().get(address).status_code == 404
    assert staff.get(f"/meetings/{item.meeting_id}/minutes/public.pdf").status_code == 404
    inside = staff.get(f"/meetings/{item.meeting_id}/minutes/").content.decode()
    assert "Sarin" not in inside
    undo_last(client, "meetings.item-change")
    question.refresh_from_db()
    assert not question.internal
