"""What people see of meetings and their agendas."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from conftest import Louna
from kimppa.core import clock
from kimppa.core.audit.models import AuditEvent
from kimppa.core.consortium.models import Person
from kimppa.core.evidence.actions import record_evidence
from kimppa.core.evidence.models import Evidence
from kimppa.core.offers.queries import open_offers
from kimppa.core.permissions import SYSTEM
from kimppa.core.ratification.actions import answer as say
from kimppa.core.ratification.actions import ask
from kimppa.core.ratification.models import Confirmation, Ratification
from kimppa.core.tasks.actions import create_task
from kimppa.meetings.agenda import actions
from kimppa.meetings.agenda.queries import agenda_of
from kimppa.meetings.area import due, summary
from kimppa.meetings.models import Item, Meeting


def browser(person: Person) -> Client:
    client = Client(headers={"accept-language": "fi"})
    client.force_login(person)
    return client


def meeting_on(day: dt.date, **values: object) -> Meeting:
    start = dt.datetime.combine(day, dt.time(10), clock.ZONE)
    return actions.add_meeting(by=SYSTEM, name="Johtajien kokous", start=start, **values)


def keys_of(person: Person) -> set[str]:
    return {offer.key for _area, offer in open_offers(person)}


def titles(meeting: Meeting, person: Person) -> list[str]:
    return [item.title for _number, item in agenda_of(meeting, person).lines]


def undo_last(client: Client, action: str) -> None:
    batch = AuditEvent.objects.filter(action=action).latest("pk").batch
    client.post(f"/undo/{batch}/")


@pytest.fixture
def meeting(louna: Louna) -> Meeting:
    """A meeting in two weeks with three items."""
    meeting = meeting_on(clock.today() + dt.timedelta(days=14))
    for title in ("Avaus", "Naxos", "Hankkeet"):
        standing = title == "Hankkeet"
        actions.add_item(by=SYSTEM, meeting=meeting, title=title, standing=standing)
    return meeting


def test_a_meeting_is_added_with_the_standing_items_and_the_next_number(
    louna: Louna, meeting: Meeting
) -> None:
    client = browser(louna.coordinator)
    form = {"name": "Johtajien kokous", "day": "4.3.2025", "time": "9.30", "minutes": "60"}
    page = client.post("/meetings/add/", form, follow=True).content.decode()
    added = Meeting.objects.get(minutes=60)
    assert (added.number, meeting.number) == (2, 1)
    assert added.local_start.time() == dt.time(9, 30)
    assert titles(added, louna.coordinator) == ["Hankkeet"]
    assert "Johtajien kokous 2/2025" in page
    undo_last(client, "meetings.add")
    assert not Meeting.objects.filter(pk=added.pk).exists()


def test_items_are_ordered_without_scripts_and_put_back(louna: Louna, meeting: Meeting) -> None:
    client = browser(louna.coordinator)
    naxos = Item.objects.get(title="Naxos")
    back = {"next": meeting.get_absolute_url()}
    page = client.post(f"/meetings/items/{naxos.pk}/up/", back, follow=True).content.decode()
    page = page.partition('<h2 id="agenda">')[2]
    assert page.index("Naxos") < page.index("Avaus") < page.index("Hankkeet")
    undo_last(client, "meetings.item-move")
    assert titles(meeting, louna.coordinator) == ["Avaus", "Naxos", "Hankkeet"]
    client.post(f"/meetings/items/{naxos.pk}/down/", back)
    assert titles(meeting, louna.coordinator) == ["Avaus", "Hankkeet", "Naxos"]
    client.post(f"/meetings/items/{naxos.pk}/down/", back)  # the last stays
    assert titles(meeting, louna.coordinator) == ["Avaus", "Hankkeet", "Naxos"]


def test_an_item_waits_until_there_is_a_next_meeting(louna: Louna, meeting: Meeting) -> None:
    client = browser(louna.coordinator)
    naxos = Item.objects.get(title="Naxos")
    client.post(f"/meetings/items/{naxos.pk}/next/")
    assert "Naxos" not in titles(meeting, louna.coordinator)
    assert "Naxos" in client.get(meeting.get_absolute_url()).content.decode()
    undo_last(client, "meetings.item-move")
    assert "Naxos" in titles(meeting, louna.coordinator)
    spring = meeting_on(clock.today() + dt.timedelta(days=60))
    client.post(f"/meetings/items/{naxos.pk}/next/")
    assert titles(spring, louna.coordinator) == ["Hankkeet", "Naxos"]


def test_an_item_is_copied_to_the_next_meeting_and_that_is_undone(
    louna: Louna, meeting: Meeting
) -> None:
    client, naxos = browser(louna.coordinator), Item.objects.get(title="Naxos")
    following = meeting_on(meeting.day + dt.timedelta(days=30))
    before = set(following.items.values_list("title", flat=True))
    client.post(f"/meetings/items/{naxos.pk}/copy/")
    assert set(following.items.values_list("title", flat=True)) - before == {"Naxos"}
    assert meeting.items.filter(title="Naxos").exists()
    undo_last(client, "meetings.item-add")
    assert not following.items.filter(title="Naxos").exists()


def test_a_director_proposes_and_the_coordinator_takes_it(louna: Louna, meeting: Meeting) -> None:
    director = louna.directors["981"]
    page = browser(director).post("/meetings/propose/", {"title": "Aukiolot"}, follow=True)
    assert "Odottaa kokousta" in page.content.decode()
    item = Item.objects.get(title="Aukiolot")
    with pytest.raises(PermissionDenied):
        actions.move_on(by=director, item=item)
    browser(louna.coordinator).post(f"/meetings/items/{item.pk}/next/")
    assert titles(meeting, director)[-1] == "Aukiolot"


def test_others_do_not_see_what_is_only_for_directors(louna: Louna, meeting: Meeting) -> None:
    actions.change_item(by=SYSTEM, item=Item.objects.get(title="Naxos"), internal=True)
    staff = louna.staff["981"]
    assert [number for number, _item in agenda_of(meeting, staff).lines] == [1, 3]
    client = browser(staff)
    assert "Naxos" not in client.get(meeting.get_absolute_url()).content.decode()
    naxos = Item.objects.get(title="Naxos")
    assert client.get(naxos.get_absolute_url()).status_code == 404
    paper = actions.attach(by=SYSTEM, item=naxos, title="Tarjous", data=b"a", name="a.txt")
    assert client.get(f"/meetings/attachments/{paper.pk}/").status_code == 404


def test_a_late_task_is_put_on_the_agenda_by_a_click_and_taken_back(
    louna: Louna, meeting: Meeting
) -> None:
    day = clock.today() - dt.timedelta(days=9)
    task = create_task(by=SYSTEM, title="Jako tarkistettava", topic="guidance", due=day)
    client = browser(louna.coordinator)
    assert "Jako tarkistettava" in client.get(meeting.get_absolute_url()).content.decode()
    address = f"/tasks/offers/desk/task-{task.pk}/agenda/"
    assert f'action="{address}"' not in client.get("/tasks/").content.decode()  # a task there
    back = {"next": meeting.get_absolute_url()}
    answer = client.post(address, back)
    assert answer["Location"] == meeting.get_absolute_url()
    item = Item.objects.get(title="Jako tarkistettava")
    assert (item.meeting, item.area, item.object_id) == (meeting, "desk", f"task-{task.pk}")
    assert task.title in client.get(item.get_absolute_url()).content.decode()
    assert f"task-{task.pk}" not in keys_of(louna.coordinator)
    undo_last(client, "offer.take")
    assert not Item.objects.filter(title="Jako tarkistettava").exists()
    assert f"task-{task.pk}" in keys_of(louna.coordinator)
    client.post(f"/tasks/offers/desk/task-{task.pk}/leave/", back)
    assert "Jako tarkistettava" not in titles(meeting, louna.coordinator)
    assert f"task-{task.pk}" not in keys_of(louna.coordinator)


def test_a_question_that_all_have_not_answered_is_offered(louna: Louna, meeting: Meeting) -> None:
    question = Ratification.objects.get(title__contains="verkkokäyntien jakoperuste")
    page = browser(louna.coordinator).get(meeting.get_absolute_url()).content.decode()
    assert question.title in page
    for answer in question.confirmations.all():
        if answer.state == Confirmation.State.AWAITING:
            say(by=SYSTEM, confirmation=answer, yes=True)
    assert f"question-{question.pk}" not in keys_of(louna.coordinator)


def test_a_no_is_offered_with_its_reason_and_taken_or_left(louna: Louna, meeting: Meeting) -> None:
    places = [louna.municipalities[code] for code in ("834", "981")]
    question = ask(by=SYSTEM, origin=("meetings", "item-0"), title="Naxosin hinta",
                   topic="eresource-selection", municipalities=places)  # fmt: skip
    tammela, ypaja = question.confirmations.order_by("municipality__code")
    say(by=SYSTEM, confirmation=tammela, yes=False, comment="Sitä käytetään meillä.")
    client, why = browser(louna.coordinator), "Tammela vastasi ei 14.1.2025: Sitä käytetään meillä."
    assert why in client.get(meeting.get_absolute_url()).content.decode()
    offer, back = f"/tasks/offers/desk/answer-{tammela.pk}", {"next": meeting.get_absolute_url()}
    client.post(f"{offer}/agenda/", back)
    item = meeting.items.get(title="Naxosin hinta")
    assert (item.text, item.topic, item.internal) == (why, "eresource-selection", False)
    assert question.title in client.get(item.get_absolute_url()).content.decode()
    undo_last(client, "offer.take")
    assert not meeting.items.filter(title="Naxosin hinta").exists()
    client.post(f"{offer}/leave/", back)
    assert f"answer-{tammela.pk}" not in keys_of(louna.coordinator)
    say(by=SYSTEM, confirmation=ypaja, yes=False, comment="Liian kallis.")
    assert f"answer-{tammela.pk}" in keys_of(louna.coordinator)


def test_what_comes_of_an_internal_matter_stays_internal(louna: Louna, meeting: Meeting) -> None:
    yesterday = clock.today() - dt.timedelta(days=1)
    task = create_task(
        by=SYSTEM, title="Neuvottele", topic="meetings", due=yesterday, internal=True
    )
    client = browser(louna.coordinator)
    client.post(f"/tasks/offers/desk/task-{task.pk}/agenda/", {"next": "/meetings/"})
    assert meeting.items.get(title="Neuvottele").internal
    page = browser(louna.staff["834"]).get(meeting.get_absolute_url()).content.decode()
    assert "Neuvottele" not in page


def test_an_attachment_is_kept_shown_and_removed(louna: Louna, meeting: Meeting) -> None:
    client = browser(louna.coordinator)
    naxos = Item.objects.get(title="Naxos")
    file = SimpleUploadedFile("tarjous.pdf", b"%PDF-1.7")
    client.post(f"/meetings/items/{naxos.pk}/attach/", {"title": "Tarjous", "file": file})
    paper = naxos.attachments.get()
    assert b"".join(client.get(f"/meetings/attachments/{paper.pk}/")) == b"%PDF-1.7"
    assert "Tarjous" in client.get(meeting.get_absolute_url()).content.decode()
    with pytest.raises(ValidationError):
        actions.remove_item(by=SYSTEM, item=naxos)
    client.post(f"/meetings/attachments/{paper.pk}/remove/")
    undo_last(client, "meetings.detach")
    assert naxos.attachments.get().title == "Tarjous"
    program = SimpleUploadedFile("tarjous.exe", b"MZ")
    answer = client.post(f"/meetings/items/{naxos.pk}/attach/", {"title": "X", "file": program})
    assert answer.status_code == 422


def test_an_attachment_is_called_by_its_file_and_saved_under_its_own_name(
    louna: Louna, meeting: Meeting
) -> None:
    client, naxos = browser(louna.coordinator), Item.objects.get(title="Naxos")
    for name in ("a.pdf", "salainen tarjous.pdf"):
        file = SimpleUploadedFile(name, b"%PDF-1.7 sama")
        client.post(f"/meetings/items/{naxos.pk}/attach/", {"title": "", "file": file})
    first, second = naxos.attachments.all()
    assert (first.title, second.title) == ("a.pdf", "salainen tarjous.pdf")
    assert first.file == second.file
    answer = client.get(f"/meetings/attachments/{second.pk}/")
    assert 'filename="salainen tarjous.pdf"' in answer["Content-Disposition"]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("tarjous.pdf", b"MZ\x90\0"),
        ("tarjous.docx", b"%PDF-1.7"),
        ("kuva.png", b"\xff\xd8\xff"),
        ("muistio.txt", b"\x7fELF\0\0"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused_with_what_to_do(
    louna: Louna, meeting: Meeting, name: str, data: bytes
) -> None:
    naxos, file = Item.objects.get(title="Naxos"), SimpleUploadedFile(name, data)
    address = f"/meetings/items/{naxos.pk}/attach/"
    answer = browser(louna.coordinator).post(address, {"title": "", "file": file})
    assert answer.status_code == 422
    assert f"Tiedoston ”{name}” sisältö ei ole sitä, mitä nimi sanoo" in answer.content.decode()
    assert not naxos.attachments.exists()


def test_the_pack_is_a_pdf_of_what_its_reader_may_see(louna: Louna, meeting: Meeting) -> None:
    answer = browser(louna.staff["981"]).get(f"/meetings/{meeting.pk}/agenda.pdf")
    assert answer.content.startswith(b"%PDF-")
    assert "esityslista-johtajien-kokous" in answer["Content-Disposition"]


def test_a_meeting_that_was_held_counts_and_its_agenda_stays(
    louna: Louna, meeting: Meeting
) -> None:
    with pytest.raises(ValidationError):
        actions.hold(by=SYSTEM, meeting=meeting)  # still to come
    client = browser(louna.coordinator)
    last = meeting_on(dt.date(2024, 12, 12))
    item = actions.add_item(by=SYSTEM, meeting=last, title="Päivät")
    client.post(f"/meetings/{last.pk}/hold/")
    evidence = Evidence.objects.standing().get(topic="meetings", title=str(last))
    assert (evidence.agreement_year, evidence.for_all) == (2024, True)
    (sentence,) = summary(["meetings"], 2024, None)["meetings"]
    assert list(dict(sentence.joint).values()) == ["1"]
    assert sentence.text == "Johtajat kokoontuivat yhden kerran, joulukuussa."
    with pytest.raises(ValidationError):
        actions.change_item(by=SYSTEM, item=item, title="Toinen")
    client.post(f"/meetings/{last.pk}/items/add/", {"title": "Uusi"})
    assert titles(last, louna.coordinator) == ["Hankkeet", "Päivät"]
    undo_last(client, "meetings.hold")
    assert not Evidence.objects.standing().filter(title=str(last)).exists()
    assert not summary(["meetings"], 2024, None)


def test_meetings_are_due_to_those_who_come_to_them(louna: Louna, meeting: Meeting) -> None:
    days = (meeting.day, meeting.day)
    assert [row.title for row in due(*days, louna.directors["981"])] == [str(meeting)]
    assert not list(due(*days, louna.staff["981"]))
    actions.cancel(by=SYSTEM, meeting=meeting)
    assert not list(due(*days, louna.directors["981"]))


def test_two_who_edit_an_item_lose_nothing(louna: Louna, meeting: Meeting) -> None:
    client, naxos = browser(louna.coordinator), Item.objects.get(title="Naxos")
    address = f"/meetings/items/{naxos.pk}/edit/"
    seen = client.get(address).context["form"]["seen"].value()
    actions.change_item(by=SYSTEM, item=naxos, text="Irtisanotaan")
    answer = client.post(address, {"title": "Naxos", "text": "Jatketaan", "seen": seen})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Irtisanotaan" in page
    assert "Jatketaan" in page
    naxos.refresh_from_db()
    assert naxos.text == "Irtisanotaan"


def test_a_meeting_that_somebody_has_logged_by_hand_counts_once(louna: Louna) -> None:
    day = dt.date(2024, 3, 12)
    logged = record_evidence(by=SYSTEM, topic="meetings", title="Johtajien kokous", date=day)
    actions.hold(by=SYSTEM, meeting=meeting_on(day))
    evidence = Evidence.objects.get(area="meetings")
    assert evidence.same_as == logged
