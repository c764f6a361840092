"""What feedback offers for an agenda, what it answers when others ask, what comes back."""

import datetime as dt
from collections.abc import Callable

import pytest

from conftest import Louna
from kimppa.core.area import mentions, offers, receiver
from kimppa.core.consortium.models import Person
from kimppa.core.decisions.actions import record_decision
from kimppa.core.handover import HandOver, Offer
from kimppa.core.offers import queries
from kimppa.core.offers.actions import leave_offer
from kimppa.core.offers.queries import offer_of
from kimppa.core.permissions import SYSTEM
from kimppa.core.tasks.models import Task
from kimppa.feedback.actions.groups import put_together
from kimppa.feedback.models import Group, Ticket
from kimppa.feedback.tests.conftest import signed_in, text_of

type Arrived = Callable[..., Ticket]
DECEMBER = dt.datetime(2024, 12, 12, 10, tzinfo=dt.UTC)


def open_offers(person: Person) -> list[tuple[str, Offer]]:
    return [(area, offer) for area, offer in queries.open_offers(person) if area == "feedback"]


@pytest.fixture
def group(arrived: Arrived) -> Group:
    """Two customers of Tammela whose audio books break off."""
    first = arrived("Äänikirja katkeaa")
    group = put_together(by=SYSTEM, ticket=first, group=None, title="Äänikirjat katkeavat")
    put_together(by=SYSTEM, ticket=arrived("Katkeaa taas"), group=group)
    return group


def offered(louna: Louna) -> str:
    return text_of(signed_in(louna.coordinator).get("/tasks/"))


def test_a_matter_of_several_is_offered_to_those_who_handle_it(louna: Louna, group: Group) -> None:
    key = f"group-{group.pk}"
    for person, seen in ((louna.staff["834"], True), (louna.staff["981"], False)):
        assert (("feedback", key) in {(a, o.key) for a, o in offers("agenda", person)}) is seen
    offer = offer_of(louna.coordinator, "feedback", key)
    assert offer is not None
    assert (offer.title, offer.weight) == ("Äänikirjat katkeavat", 2)
    page = offered(louna)
    assert "Äänikirjat katkeavat" in page
    assert "2 asiakasta kertoi tästä" in page
    assert "Äänikirjat katkeavat" not in text_of(signed_in(louna.staff["834"]).get("/tasks/"))


def test_three_of_a_theme_in_the_last_month_are_offered(louna: Louna, arrived: Arrived) -> None:
    for text in ("Sivu kaatuu", "Sovellus kaatuu"):
        arrived(text, at=DECEMBER, theme="technical")
    assert "Tekninen" not in offered(louna).partition("Aihe")[0]
    arrived("Kaikki kaatuu", "981", at=DECEMBER, theme="technical")
    (pair,) = open_offers(louna.coordinator)
    assert pair[1].key == "theme-technical-finna"
    assert pair[1].weight == 3
    assert signed_in(louna.coordinator).get(pair[1].url).status_code == 200


def test_what_is_taken_becomes_a_task_and_comes_back_when_undone(
    louna: Louna, group: Group
) -> None:
    client, path = signed_in(louna.coordinator), f"/tasks/offers/feedback/group-{group.pk}/task/"
    button = client.get("/tasks/").content.decode().partition(f'action="{path}"')[2]
    assert ">Tee tehtävä<" in button.partition("</form>")[0]
    page = client.post(path, follow=True).content.decode()
    task = Task.objects.get(title="Äänikirjat katkeavat")
    assert (task.area, task.object_id) == ("feedback", f"group-{group.pk}")
    assert not open_offers(louna.coordinator)
    assert client.post(path).status_code == 404
    undo = page.partition('action="/undo/')[2].partition('"')[0]
    client.post(f"/undo/{undo}")
    task.refresh_from_db()
    assert task.state == Task.State.DROPPED
    assert open_offers(louna.coordinator)


def test_what_is_left_comes_back_with_twice_the_weight(
    louna: Louna, group: Group, arrived: Arrived
) -> None:
    path = f"/tasks/offers/feedback/group-{group.pk}/leave/"
    assert signed_in(louna.staff["834"]).post(path).status_code == 403
    signed_in(louna.coordinator).post(path)
    for count in (3, 4):
        assert not open_offers(louna.coordinator)
        put_together(by=SYSTEM, ticket=arrived(f"Katkeaa {count}"), group=group)
    assert [offer.weight for _area, offer in open_offers(louna.coordinator)] == [4]


def test_an_answer_lasts_a_year(louna: Louna, group: Group) -> None:
    (pair,) = open_offers(louna.coordinator)
    choice = leave_offer(by=SYSTEM, area=pair[0], offer=pair[1])
    choice.at -= dt.timedelta(days=367)
    choice.save()
    assert open_offers(louna.coordinator)


def test_a_decision_is_noted_on_the_open_feedback(louna: Louna, group: Group) -> None:
    client = signed_in(louna.coordinator)
    path = f"/decisions/new/?area=feedback&object=group-{group.pk}"
    assert "Äänikirjat katkeavat" in text_of(client.get(path))
    fields = {"text": "Pyydetään korjaus", "date": "14.1.2025", "municipalities": ["kaikki"]}
    client.post(path, fields)
    ticket = group.tickets.all()[0]
    assert "Pyydetään korjaus" in text_of(client.get(ticket.get_absolute_url()))
    assert not open_offers(louna.coordinator)


def test_a_decision_on_something_else_notes_nothing(louna: Louna, group: Group) -> None:
    for object_id in ("theme-technical-finna", "group-0", "group-x"):
        origin = ("feedback", object_id)
        record_decision(by=SYSTEM, text="Muu", date=dt.date(2025, 1, 14), origin=origin)
    assert not group.tickets.filter(messages__kind="note").exists()


def test_a_verb_that_no_room_receives_has_no_receiver(louna: Louna) -> None:
    assert receiver("guide") is None
    assert receiver("decided", "desk") is None
    task = receiver("task")
    assert task is not None
    matter = HandOver(title="Tee", topic="feedback", origin=("feedback", "x"))
    receipt = task(matter, by=SYSTEM)
    assert receipt is not None
    assert receipt.url == f"/tasks/{Task.objects.get(title='Tee').pk}/"


def test_it_tells_what_names_a_service_or_a_record(louna: Louna, arrived: Arrived) -> None:
    ticket = arrived("Väärä kansi")
    ticket.record = "louna.123"
    ticket.save()
    (mention,) = mentions(louna.staff["834"], records=["louna.123", "louna.12"])
    assert (mention.about, mention.url) == ("louna.123", ticket.get_absolute_url())
    assert not mentions(louna.staff["981"], records=["louna.123"])
    titles = {one.kind: one.title for one in mentions(louna.coordinator, services=["finna"])}
    assert titles["Palautejonot"] == "Louna-Finna · Tammela"
    assert "Palautejonot" not in {
        one.kind for one in mentions(louna.staff["834"], services=["finna"])
    }
