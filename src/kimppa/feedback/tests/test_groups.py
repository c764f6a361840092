"""Ready answers, the same matter, passing on, tasks for other rooms."""

import datetime as dt
from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from conftest import Louna
from kimppa.core import clock
from kimppa.core.area import resolve
from kimppa.core.consortium.models import Consortium, Person
from kimppa.core.permissions import SYSTEM
from kimppa.core.tasks.models import Task
from kimppa.feedback.actions.groups import put_together
from kimppa.feedback.actions.replies import add_reply
from kimppa.feedback.area import due
from kimppa.feedback.letters import filled, placeholders
from kimppa.feedback.models import Group, Reply, Ticket
from kimppa.feedback.tests.conftest import letters, signed_in, take_back, text_of

type Arrived = Callable[..., Ticket]


def test_a_ready_answer_is_begun_with_and_its_variables_are_filled(
    louna: Louna, arrived: Arrived
) -> None:
    reply = add_reply(
        by=louna.coordinator,
        title="Kiitos",
        language="plain",
        text="Hei {name}, palvelu {service} on nyt kunnossa ({municipality}, {number}).",
    )
    ticket = arrived(name="Mimmi Mallikas", email="m@example.org")
    staff = signed_in(louna.staff["834"])
    page = staff.get(f"/feedback/{ticket.pk}/?reply={reply.pk}")
    written = page.context["answer"].form.initial["text"]
    # Who answers reads what will be sent; the name alone is not shown.
    assert written.startswith("Hei {name}, palvelu Louna-Finna on nyt kunnossa (Tammela, ")
    staff.post(f"/feedback/{ticket.pk}/answer/", {"text": written})
    body = letters()[0].body
    told = f"palvelu Louna-Finna on nyt kunnossa (Tammela, {ticket.pk})."
    assert f"Hei Mimmi Mallikas, {told}" in body
    # What is kept for two years does not name the customer.
    assert ticket.messages.get(kind="answer").text == f"Hei [nimi], {told}"


def test_an_answer_is_signed_in_the_language_of_who_asked(louna: Louna, arrived: Arrived) -> None:
    Consortium.objects.update(name_fi="Louna-kirjastot", name_sv="Louna-biblioteken")
    ticket = arrived(email="m@example.org")
    Person.objects.filter(pk=louna.coordinator.pk).update(language="sv")
    client = signed_in(louna.coordinator)
    client.post(f"/feedback/{ticket.pk}/answer/", {"text": "Kiitos."})
    assert "Louna-kirjastot" in letters()[0].body
    assert "biblioteken" not in letters()[0].body


def test_a_customer_without_a_name_is_greeted_without_one(louna: Louna, arrived: Arrived) -> None:
    ticket = arrived(email="m@example.org")
    client = signed_in(louna.coordinator)
    client.post(f"/feedback/{ticket.pk}/answer/", {"text": "Hei {name}, kiitos."})
    assert "Hei, kiitos." in letters()[0].body


def test_what_cannot_be_filled_in_is_not_sent(louna: Louna, arrived: Arrived) -> None:
    """The page says which words, and keeps the text."""
    text = "Hei {nimi}, kiitos. Välitimme vian palvelun {palvelu} ylläpitoon {päivä}."
    ticket = arrived(email="m@example.org", service=None)
    client = signed_in(louna.coordinator)
    page = client.post(f"/feedback/{ticket.pk}/answer/", {"text": text})
    assert page.status_code == 422
    assert "ei tiedetä, mitä näiden tilalle tulee: {palvelu}, {päivä}" in text_of(page)
    assert text in text_of(page)
    assert not letters()
    client.post(f"/feedback/{ticket.pk}/answer/", {"text": "Hei {NIMI}: {1} { }{} kiitos."})
    assert "Hei: {1} { }{} kiitos." in letters()[0].body


def test_one_answer_to_several_says_of_whom_it_lacks_something(
    louna: Louna, arrived: Arrived
) -> None:
    known, unknown = arrived(email="a@a.example"), arrived(email="b@a.example", service=None)
    group = put_together(by=SYSTEM, ticket=known, group=None, title="Haku")
    put_together(by=SYSTEM, ticket=unknown, group=group)
    client = signed_in(louna.coordinator)
    text = {"text": "{palvelu} toimii taas."}
    page = text_of(client.post(f"/feedback/groups/{group.pk}/answer/", text))
    assert f"Palaute {unknown.pk}: ei tiedetä, mitä näiden tilalle tulee: {{palvelu}}" in page
    assert f"Palaute {known.pk}:" not in page
    assert not letters()


@given(st.text(alphabet=st.sampled_from("ab {}-nimi\n"), max_size=60), st.text(max_size=20))
def test_only_words_in_braces_are_filled_in_and_once(text: str, name: str) -> None:
    """A customer who calls herself {palvelu} is called so."""
    values = {"name": name or "x", "service": "Finna"}
    assert "Finna" not in filled(text.replace("service", ""), values | {"name": "{palvelu}"})
    if not placeholders(text):
        assert filled(text, values) == text


def test_a_ready_answer_names_only_what_can_be_filled_in(louna: Louna) -> None:
    client = signed_in(louna.coordinator)
    values = {"title": "Kiitos", "language": "fi", "text": "Hei {nimi}, {palvelun} vika"}
    page = client.post("/feedback/replies/add/", values)
    assert page.status_code == 422
    assert "{palvelun}" in text_of(page)
    assert not Reply.objects.exists()
    values["text"] = "Hei {nimi}, {palvelu}-palvelun vika ({kunta}, {numero})"
    client.post("/feedback/replies/add/", values)
    assert Reply.objects.get().text == values["text"]


def test_the_coordinator_keeps_the_ready_answers(louna: Louna) -> None:
    client = signed_in(louna.coordinator)
    given = {"title": "Kiitos", "language": "sv", "text": "Tack"}
    assert "Kiitos ruotsi" in text_of(client.post("/feedback/replies/add/", given, follow=True))
    row = Reply.objects.get()
    client.post(f"/feedback/replies/{row.pk}/", given | {"text": "Tack!"})
    row.refresh_from_db()
    assert row.text == "Tack!"
    page = client.post(f"/feedback/replies/{row.pk}/remove/", follow=True)
    assert not Reply.objects.exists()
    take_back(client, page)
    assert Reply.objects.get().text == "Tack!"


def test_one_answer_goes_to_all_who_told_of_the_same(louna: Louna, arrived: Arrived) -> None:
    first, second = arrived("Haku rikki", email="a@example.org"), arrived("Haku taas")
    other = arrived("Haku Ypäjällä", code="981", email="b@example.org")
    client = signed_in(louna.coordinator)
    # The customer's own words are not offered as a name that every municipality sees.
    form = client.get(f"/feedback/{first.pk}/same/").context["form"]
    assert form["title"].value() is None
    client.post(f"/feedback/{first.pk}/same/", {"title": "Haku rikki 14.1."})
    group = Group.objects.get()
    for ticket in (second, other):
        client.post(f"/feedback/{ticket.pk}/same/", {"group": group.pk})
    staff = signed_in(louna.staff["834"])
    page = staff.post(f"/feedback/groups/{group.pk}/answer/", {"text": "Korjattu."}, follow=True)
    assert [letter.to for letter in letters()] == ["a@example.org"]
    assert set(Ticket.objects.filter(queue=second.queue).values_list("state", flat=True)) == {
        "closed"
    }
    take_back(staff, page)
    assert not letters()
    assert Ticket.objects.open().filter(group=group).count() == 3
    page = staff.post(f"/feedback/groups/{group.pk}/answer/", {"text": "Korjattu."}, follow=True)
    assert "Ypäjällä" not in text_of(page)
    client.post(f"/feedback/groups/{group.pk}/answer/", {"text": "Korjattu."})
    assert [one.to for one in letters()] == ["a@example.org", "b@example.org"]
    assert not Ticket.objects.open().exists()
    again = client.post(f"/feedback/groups/{group.pk}/answer/", {"text": "Korjattu."})
    assert "Yksikään näistä ei ole auki" in text_of(again)
    client.post(f"/feedback/{first.pk}/apart/")
    first.refresh_from_db()
    assert first.group is None


def test_a_matter_taken_back_is_offered_to_nobody_and_one_of_two_is_asked_for(
    louna: Louna, arrived: Arrived
) -> None:
    first, second = arrived("Haku rikki"), arrived("Haku taas")
    client = signed_in(louna.coordinator)
    page = client.post(f"/feedback/{first.pk}/same/", {"title": "Haku 14.1."}, follow=True)
    url = f"/feedback/{second.pk}/same/"
    both = {"group": Group.objects.get().pk, "title": "Haku 15.1."}
    refused = text_of(client.post(url, both))
    assert "Valitse asia tai nimeä uusi, ei molempia." in refused
    assert "Haku 14.1." in refused
    take_back(client, page)
    assert "Haku 14.1." not in text_of(client.get(url))


def test_it_is_passed_on_without_its_sender_and_followed_up(louna: Louna, arrived: Arrived) -> None:
    ticket = arrived("Numeroni on 040 123 4567", name="Mimmi", email="m@example.org")
    client = signed_in(louna.staff["834"])
    given = {"to": "Kansalliskirjasto", "address": "tuki@example.org", "text": "Voitteko auttaa?"}
    late = client.post(f"/feedback/{ticket.pk}/forward/", given | {"follow_up_on": "1.1.2025"})
    assert late.status_code == 422
    far = client.post(f"/feedback/{ticket.pk}/forward/", given | {"follow_up_on": "28.1.2205"})
    assert "yli vuoden päässä" in text_of(far)
    given["follow_up_on"] = "28.1.2025"
    page = text_of(client.post(f"/feedback/{ticket.pk}/forward/", given, follow=True))
    assert "Odottaa muuta tahoa" in page
    letter = letters()[0]
    assert letter.to == "tuki@example.org"
    assert "Voitteko auttaa?" in letter.body
    assert "[puhelinnumero]" in letter.body
    assert "m@example.org" not in letter.body
    (found,) = due(dt.date(2025, 1, 1), dt.date(2025, 1, 31), louna.staff["834"])
    assert (found.date, "Kansalliskirjasto" in found.title) == (dt.date(2025, 1, 28), True)
    client.post(f"/feedback/{ticket.pk}/reopen/")
    ticket.refresh_from_db()
    assert (ticket.state, ticket.forwarded_to, ticket.follow_up_on) == ("open", "", None)


def test_it_becomes_a_task_of_the_room_whose_work_it_is(louna: Louna, arrived: Arrived) -> None:
    ticket = arrived("Väärä kansikuva")
    client = signed_in(louna.staff["834"])
    given = {"topic": "catalogue-integrity", "title": "Vaihda kansikuva", "due": "31.1.2025"}
    page = text_of(client.post(f"/feedback/{ticket.pk}/hand-over/", given, follow=True))
    assert "Vaihda kansikuva" in page
    task = Task.objects.get(title="Vaihda kansikuva")
    assert (task.topic, task.municipality) == ("catalogue-integrity", louna.municipalities["834"])
    assert task.due == clock.today().replace(day=31)
    about = resolve([(task.area, task.object_id)], louna.staff["834"])
    assert next(iter(about.values())).url == ticket.get_absolute_url()
    assert not resolve([(task.area, task.object_id)], louna.staff["981"])
    refused = client.post(f"/feedback/{ticket.pk}/hand-over/", given | {"topic": "projects"})
    assert refused.status_code == 422
