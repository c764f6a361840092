"""What people see of a meeting under way: who is there, and what comes of each item."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from conftest import Louna
from kimppa.core import clock
from kimppa.core.audit.models import AuditEvent
from kimppa.core.consortium.models import Person
from kimppa.core.decisions.models import Decision
from kimppa.core.evidence.models import Evidence
from kimppa.core.mail.models import OutgoingMail
from kimppa.core.permissions import SYSTEM
from kimppa.core.ratification.models import Confirmation, Ratification
from kimppa.core.tasks.models import Task
from kimppa.meetings.agenda import actions
from kimppa.meetings.models import Item, Meeting, Outcome
from kimppa.meetings.session.actions import close_item


def browser(person: Person) -> Client:
    client = Client(headers={"accept-language": "fi"})
    client.force_login(person)
    return client


def undo_last(client: Client, action: str) -> None:
    batch = AuditEvent.objects.filter(action=action).latest("pk").batch
    client.post(f"/undo/{batch}/")


@pytest.fixture
def item(louna: Louna) -> Item:
    """An item of a meeting of today."""
    start = dt.datetime.combine(clock.today(), dt.time(10), clock.ZONE)
    meeting = actions.add_meeting(by=SYSTEM, name="Johtajien kokous", start=start)
    values = {"title": "Naxosin jatko", "topic": "eresource-selection"}
    return actions.add_item(by=SYSTEM, meeting=meeting, **values)


def test_who_is_there_is_noted_with_the_substitute(louna: Louna, item: Item) -> None:
    client, meeting = browser(louna.coordinator), item.meeting
    assert meeting is not None
    forssa, ypaja = louna.municipalities["061"], louna.municipalities["981"]
    form = {f"how_{forssa.pk}": "present", f"how_{ypaja.pk}": "remote"}
    form[f"name_{ypaja.pk}"] = "virkailija"
    page = client.post(f"/meetings/{meeting.pk}/present/", form, follow=True).content.decode()
    assert "2/5: Forssa, Ypäjä (etänä, virkailija); ei kirjattu: Humppila" in page
    form[f"how_{forssa.pk}"] = "absent"
    page = client.post(f"/meetings/{meeting.pk}/present/", form, follow=True).content.decode()
    assert "1/5: Ypäjä" in page
    undo_last(client, "meetings.present-change")
    assert meeting.attendances.get(municipality=forssa).how == "present"


def test_a_decision_goes_to_the_register_and_asks_who_was_away(louna: Louna, item: Item) -> None:
    client = browser(louna.coordinator)
    away = louna.municipalities["834"]
    places = [place.pk for place in louna.municipalities.values()]
    form = {
        "kind": "decision",
        "words": "Naxos irtisanotaan.",
        "confirm": "director",
        "asked": places,
        "yes": [pk for pk in places if pk != away.pk],
        "task": "Irtisano Naxos",
        "due": "30.1.2025",
    }
    shown = client.post(f"/meetings/items/{item.pk}/close/", form, follow=True).content.decode()
    assert "Kohdan tulos tallennettiin." in shown
    assert "Tehty: " not in shown
    item.refresh_from_db()
    decision, question = Decision.objects.get(text="Naxos irtisanotaan."), item.decision
    assert question == decision
    assert (decision.meeting, decision.section, decision.topic) == (
        str(item.meeting), "1", "eresource-selection",
    )  # fmt: skip
    assert decision.ratification is not None
    waiting = decision.ratification.confirmations.filter(state=Confirmation.State.AWAITING)
    assert [answer.municipality for answer in waiting] == [away]
    letters = OutgoingMail.objects.filter(key__startswith="ratification-")
    assert {letter.to for letter in letters} == {louna.directors["834"].email}
    assert "Naxosin jatko\n\nNaxos irtisanotaan.\n" in letters[0].body
    task = Task.objects.get(title="Irtisano Naxos")
    assert (item.task, task.due) == (task, dt.date(2025, 1, 30))
    page = client.get(item.get_absolute_url()).content.decode()
    assert f"/decisions/{decision.pk}/" in page
    undo_last(client, "meetings.item-close")
    item.refresh_from_db()
    assert (item.outcome, item.decision, item.task) == ("", None, None)
    assert not Decision.objects.filter(text="Naxos irtisanotaan.").exists()
    task.refresh_from_db()
    assert task.state == Task.State.DROPPED
    assert Ratification.objects.get(title="Naxosin jatko").withdrawn_at


def test_an_answer_is_not_asked_by_a_day_that_is_over(louna: Louna, item: Item) -> None:
    places = [place.pk for place in louna.municipalities.values()]
    form = {"kind": "decision", "words": "Raja on 25 euroa.", "confirm": "director",
            "asked": places, "confirm_by": "1.1.2025"}  # fmt: skip
    answer = browser(louna.coordinator).post(f"/meetings/items/{item.pk}/close/", form)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Päivä on jo mennyt: valitse tuleva päivä." in page
    assert "Raja on 25 euroa." in page
    assert not Ratification.objects.filter(title=item.title).exists()


def test_some_confirm_by_their_yes_and_others_by_a_body(louna: Louna, item: Item) -> None:
    client, body = browser(louna.coordinator), louna.municipalities["981"]
    places = [place.pk for place in louna.municipalities.values()]
    form = {"kind": "decision", "words": "Naxos irtisanotaan.", "confirm": "director",
            "asked": places, "yes": places, "bodies": [body.pk]}  # fmt: skip
    client.post(f"/meetings/items/{item.pk}/close/", form)
    question = Ratification.objects.get(title="Naxosin jatko")
    (waiting,) = question.confirmations.filter(state=Confirmation.State.AWAITING)
    assert (waiting.municipality, waiting.way) == (body, Ratification.Level.MUNICIPAL)
    director = browser(louna.directors["981"])
    url = f"/waiting/answers/{waiting.pk}/"
    refused = director.post(url, {"answer": "yes", "date": "14.1.2025"})
    assert "Mikä toimielin päätti?" in refused.content.decode()
    director.post(url, {"answer": "yes", "date": "14.1.2025", "body": "SIVLA", "section": "12"})
    page = client.get(f"/meetings/{item.meeting_id}/minutes/").content.decode()
    assert "Ypäjä (SIVLA 14.1.2025 § 12)" in page
    assert "Vahvistettu johtajan kyllällä 14.1.2025: </strong>Forssa, Humppila" in page


def test_an_item_is_opened_again_and_that_is_undone(louna: Louna, item: Item) -> None:
    client = browser(louna.coordinator)
    form = {"kind": "decision", "words": "Jatketaan vuosi."}
    client.post(f"/meetings/items/{item.pk}/close/", form)
    client.post(f"/meetings/items/{item.pk}/open-again/")
    item.refresh_from_db()
    assert (item.outcome, item.outcome_text) == ("", "Jatketaan vuosi.")
    assert not Decision.objects.filter(text="Jatketaan vuosi.").exists()
    undo_last(client, "meetings.item-reopen")
    item.refresh_from_db()
    assert item.outcome == Outcome.DECISION
    assert item.decision is not None
    assert item.decision.text == "Jatketaan vuosi."


def test_two_who_save_one_item_see_both_texts_and_lose_nothing(louna: Louna, item: Item) -> None:
    client = browser(louna.coordinator)
    page = client.get(item.get_absolute_url())
    seen = page.context["closing"][0].form["seen"].value()
    close_item(by=SYSTEM, item=item, kind="information", words="Helmikuun loppuun mennessä.")
    form = {"kind": "information", "words": "Tammikuun loppuun mennessä.", "seen": seen}
    answer = client.post(f"/meetings/items/{item.pk}/close/", form)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Helmikuun loppuun mennessä." in page
    assert "Tammikuun loppuun mennessä." in page
    item.refresh_from_db()
    assert item.outcome_text == "Helmikuun loppuun mennessä."


def test_a_decision_is_corrected_in_the_register_too(louna: Louna, item: Item) -> None:
    close_item(by=SYSTEM, item=item, kind="decision", words="Jatketan.")
    close_item(by=SYSTEM, item=item, kind="decision", words="Jatketaan.")
    assert Decision.objects.filter(text__startswith="Jatket").get().text == "Jatketaan."
    with pytest.raises(ValidationError):
        close_item(by=SYSTEM, item=item, kind="information", words="")
    with pytest.raises(ValidationError):
        actions.change_item(by=SYSTEM, item=item, title="Toinen")


def test_who_corrects_a_decision_reads_how_many_have_answered_to_its_words(
    louna: Louna, item: Item
) -> None:
    places = list(louna.municipalities.values())
    question = {"level": "director", "municipalities": places, "agreed": places[:3]}
    client, page = browser(louna.coordinator), f"/meetings/items/{item.pk}/"
    words = "kuntaa on vastannut näihin sanoihin"
    assert words not in client.get(page).text
    close_item(by=SYSTEM, item=item, kind="decision", words="Jatketaan.", question=question)
    assert f"3 {words}" in client.get(page).text


def test_nothing_is_closed_before_the_day_or_without_words(louna: Louna, item: Item) -> None:
    assert item.meeting is not None
    with pytest.raises(ValidationError):
        close_item(by=SYSTEM, item=item, kind="decision", words=" ")
    with pytest.raises(ValidationError):
        close_item(by=SYSTEM, item=item, kind="task", words="Tehdään")
    with pytest.raises(PermissionDenied):
        close_item(by=louna.directors["981"], item=item, kind="information", words="")
    later = item.meeting.start + dt.timedelta(days=1)
    actions.change_meeting(by=SYSTEM, meeting=item.meeting, start=later)
    with pytest.raises(ValidationError):
        close_item(by=SYSTEM, item=item, kind="information", words="Ohi")
    page = browser(louna.coordinator).get(item.get_absolute_url()).content.decode()
    assert "m-close" not in page
    assert Meeting.objects.get(pk=item.meeting.pk).state == Meeting.State.PLANNED


def test_a_closed_item_is_work_for_its_topic_once(louna: Louna, item: Item) -> None:
    def standing() -> list[str]:
        rows = Evidence.objects.standing().filter(area="meetings", topic="eresource-selection")
        return list(rows.values_list("title", flat=True))

    close_item(by=SYSTEM, item=item, kind="information", words="")
    assert standing() == []
    client = browser(louna.coordinator)
    form = {"kind": "information", "words": "Kaksi lainausta kuussa."}
    client.post(f"/meetings/items/{item.pk}/close/", form)
    close_item(by=SYSTEM, item=item, kind="information", words="Kolme lainausta kuussa.")
    assert standing() == ["Naxosin jatko (Johtajien kokous 1/2025)"]
    client.post(f"/meetings/items/{item.pk}/open-again/")
    assert standing() == []
    undo_last(client, "meetings.item-reopen")
    assert len(standing()) == 1


def test_the_work_of_an_internal_item_does_not_say_its_title(louna: Louna, item: Item) -> None:
    actions.change_item(by=SYSTEM, item=item, internal=True)
    close_item(by=SYSTEM, item=item, kind="decision", words="Irtisanotaan.")
    titles = Evidence.objects.filter(area="meetings", object_id=f"item-{item.pk}")
    assert [row.title for row in titles] == ["§ 1 (Johtajien kokous 1/2025)"]


def test_the_letter_of_an_internal_question_leaves_its_text_out(louna: Louna, item: Item) -> None:
    actions.change_item(by=SYSTEM, item=item, internal=True)
    question = {"level": "director", "municipalities": [louna.municipalities["834"]]}
    close_item(by=SYSTEM, item=item, kind="decision", words="Palkka nousee.", question=question)
    letter = OutgoingMail.objects.get(key__startswith="ratification-")
    assert "Palkka nousee." not in letter.body


def test_of_an_internal_item_it_is_said_who_sees_the_decision(louna: Louna, item: Item) -> None:
    words = "Vain johtajat näkevät"
    client = browser(louna.coordinator)
    assert words not in client.get(item.get_absolute_url()).content.decode()
    actions.change_item(by=SYSTEM, item=item, internal=True)
    assert words in client.get(item.get_absolute_url()).content.decode()
