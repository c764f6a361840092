"""The pages: what comes by the public form is answered, noted, sorted, closed; and undone."""

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from conftest import Louna
from kimppa.core import clock
from kimppa.core.audit.models import AuditEvent
from kimppa.core.duties.models import Duty
from kimppa.core.evidence.models import Evidence
from kimppa.core.permissions import SYSTEM
from kimppa.core.register.actions import save_row
from kimppa.feedback import area
from kimppa.feedback.actions.groups import put_together
from kimppa.feedback.actions.tickets import note
from kimppa.feedback.models import Contact, Message, Queue, Ticket
from kimppa.feedback.tests.conftest import FORM, letters, send_held, signed_in, take_back, text_of

type Sends = Callable[..., HttpResponse]
type Arrived = Callable[..., Ticket]


def test_a_customer_gives_feedback_without_an_account(sends: Sends) -> None:
    response = sends(text="Varaus katosi, numeroni on 040 123 4567", service="finna")
    page = text_of(response)
    ticket = Ticket.objects.get()
    assert f"Sen numero on {ticket.pk}" in page
    assert "040 123 4567" not in ticket.subject + ticket.messages.get().text
    assert ticket.messages.get().original.endswith("040 123 4567")
    assert not response.cookies


def test_feedback_on_accessibility_starts_the_clock_of_fourteen_days(sends: Sends) -> None:
    response = sends(text="Ruudunlukija ei lue valikkoa", email="a@example.org")
    ticket = Ticket.objects.get()
    assert ticket.answer_by == ticket.arrived_at.date() + dt.timedelta(days=14)
    page = text_of(response)
    assert "viimeistään" in page
    assert "28.1.2025" in page


@pytest.mark.parametrize(
    ("seconds", "fields", "words"),
    [
        (1, {"text": "Kiire"}, "Se oli hyvin nopeaa"),
        (90_000, {"text": "Hidas"}, "Lomake oli ollut pitkään auki"),
        (20, {"text": "x", "stamp": "oma"}, "Lomaketta ei voitu tarkistaa"),
        (20, {"text": ""}, "Kirjoita, mitä haluat kertoa"),
        (20, {"text": ""}, "Tarkista nämä ennen lähettämistä"),
        (20, {"text": ""}, "Tekstissä oleva puhelinnumero peitetään"),
        (20, {"text": "Hei", "email": "ei osoite"}, "Tarkista osoite"),
        (20, {"text": "Hei\0"}, "null"),
    ],
)
def test_what_is_refused_is_told_and_kept_in_the_form(
    sends: Sends, seconds: float, fields: dict[str, str], words: str
) -> None:
    response = sends(seconds, **fields)
    assert response.status_code == 422
    page = text_of(response)
    assert words in page
    assert not Ticket.objects.exists()


def test_a_correction_made_within_seconds_is_taken(louna: Louna) -> None:
    """The time counts from when the form was first opened."""
    visitor, first = Client(), dt.datetime(2025, 1, 14, 12, tzinfo=dt.UTC)
    with time_machine.travel(first, tick=False) as time:
        form = visitor.get(FORM).context["form"]
        time.shift(4)
        refused = visitor.post(FORM, {"stamp": form["stamp"].value(), "text": ""})
        time.shift(1)
        stamp = refused.context["form"]["stamp"].value()
        visitor.post(FORM, {"stamp": stamp, "text": "Haku on rikki."})
    assert Ticket.objects.count() == 1


def test_what_fell_into_the_trap_is_not_stored_and_a_persons_text_is_given_back(
    sends: Sends,
) -> None:
    """A program sends nothing; who has a browser that fills in forms sends it again."""
    response = sends(text="Haku on rikki.", website="https://example.org")
    assert response.status_code == 422
    assert "lähetä lomake uudelleen" in text_of(response)
    assert "Haku on rikki." in response.content.decode()
    assert "https://example.org" not in response.content.decode()
    assert not Ticket.objects.exists()


def test_one_network_cannot_send_without_end(sends: Sends) -> None:
    answers = [sends(text=f"Palaute {n}").status_code for n in range(22)]
    assert answers == [200] * 20 + [422] * 2


def test_pressing_send_twice_makes_one_feedback(sends: Sends) -> None:
    first, second = sends(text="Kerran"), sends(text="Kerran")
    assert first.status_code == second.status_code == 200
    assert Ticket.objects.get().repeats == 1


def test_feedback_of_who_left_last_year_is_typed_in_and_sorted_in_january(
    louna: Louna, arrived: Arrived
) -> None:
    save_row(louna.municipalities["981"], by=SYSTEM, valid_to=dt.date(2024, 12, 31))
    client = signed_in(louna.coordinator)
    ticket = f"{arrived(code='981').get_absolute_url()}sort/"
    for path in ("/feedback/add/", ticket):
        assert "Ypäjä (lähti 31.12.2024)" in client.get(path).content.decode()
    clock.set_day(dt.date(2026, 1, 2))
    assert "Ypäjä (lähti" not in client.get("/feedback/add/").content.decode()
    assert "Ypäjä (lähti 31.12.2024)" in client.get(ticket).content.decode()


def test_an_answer_goes_by_mail_and_can_be_stopped(louna: Louna, arrived: Arrived) -> None:
    ticket = arrived(email="maija@example.org", text="Missä on varaukseni?")
    client = signed_in(louna.staff["834"])
    page = client.post(f"/feedback/{ticket.pk}/answer/", {"text": "Hyllyssä."}, follow=True)
    assert "Vastaus on matkalla" in text_of(page)
    letter = letters()[0]
    assert letter.to == "maija@example.org"
    assert letter.subject == f"VS: Missä on varaukseni? [LOUNA-{ticket.pk}]"
    assert "Hyllyssä." in letter.body
    assert "> Missä on varaukseni?" in letter.body
    ticket.refresh_from_db()
    assert ticket.state == "closed"
    assert "Kumottu" in text_of(take_back(client, page))
    page = client.get(f"/feedback/{ticket.pk}/")
    assert "pysäytet" in text_of(page)
    assert page.content.decode().count("Hyllyssä.") == 2, "in the thread and in the box again"
    assert not letters()
    ticket.refresh_from_db()
    assert (ticket.state, ticket.answered_at) == ("open", None)


def test_an_answer_can_be_taken_back_until_it_leaves(louna: Louna, arrived: Arrived) -> None:
    ticket = arrived(email="maija@example.org")
    client, path = signed_in(louna.coordinator), f"/feedback/{ticket.pk}/"
    with time_machine.travel(dt.datetime(2025, 1, 14, 8, 0, 20, tzinfo=clock.ZONE), tick=False):
        page = client.post(f"{path}answer/", {"text": "Korjattu."}, follow=True)
        until = "Kirje lähtee klo 8.02; siihen asti voit kumota sen"
        assert text_of(page).count(until) == 2, "in the message and by the answer"
        assert text_of(client.get(path)).count(until) == 1
        assert "Kirje odottaa lähtöä" in text_of(signed_in(louna.staff["834"]).get(path))
    assert send_held() == (1, 0)
    assert "Kirje lähtee" not in text_of(client.get(path))
    event = AuditEvent.objects.get(action="feedback.answer")
    assert "/undo/" not in client.get(f"/audit/{event.pk}/").content.decode()
    page = take_back(client, page)
    assert "on jo lähtenyt" in text_of(page)
    ticket.refresh_from_db()
    assert ticket.state == "closed"


def test_what_was_passed_on_by_letter_can_be_taken_back_until_it_leaves(
    louna: Louna, arrived: Arrived
) -> None:
    client, values = signed_in(louna.staff["834"]), {"to": "Toimittaja", "address": "t@a.example"}
    values |= {"follow_up_on": "28.1.2025"}
    first, second = arrived(), arrived("Toinen asia")
    page = client.post(f"/feedback/{first.pk}/forward/", values, follow=True)
    assert "siihen asti voit kumota sen" in text_of(page)
    take_back(client, page)
    assert not letters()
    assert "pysäytet" in text_of(client.get(f"/feedback/{first.pk}/"))
    page = client.post(f"/feedback/{second.pk}/forward/", values, follow=True)
    assert send_held() == (1, 0)
    assert "on jo lähtenyt" in text_of(take_back(client, page))
    second.refresh_from_db()
    assert second.state == "forwarded"


def test_who_answers_has_seen_what_others_did(louna: Louna, arrived: Arrived) -> None:
    ticket = arrived(email="maija@example.org")
    client, other = signed_in(louna.coordinator), signed_in(louna.staff["834"])
    opened = client.get(f"/feedback/{ticket.pk}/").context["answer"].form.now
    other.post(f"/feedback/{ticket.pk}/note/", {"text": "Soitin jo asiakkaalle."})
    sent = {"text": "Oma vastaus", "seen": opened}
    page = client.post(f"/feedback/{ticket.pk}/answer/", sent)
    assert page.status_code == 422
    assert "muutettu" in text_of(page)
    assert "Oma vastaus" in text_of(page)
    assert "Soitin jo" in text_of(page)
    again = page.context["answer"].form.data["seen"]
    client.post(f"/feedback/{ticket.pk}/answer/", sent | {"seen": again})
    assert letters()


def test_without_an_address_it_is_closed_with_a_note(louna: Louna, arrived: Arrived) -> None:
    ticket = arrived()
    client = signed_in(louna.staff["834"])
    assert "ei jättänyt osoitetta" in text_of(client.get(f"/feedback/{ticket.pk}/"))
    refused = client.post(f"/feedback/{ticket.pk}/answer/", {"text": "Hei"})
    assert "Ei ole osoitetta" in text_of(refused)
    client.post(f"/feedback/{ticket.pk}/note/", {"text": "Korjattu hyllyssä"})
    page = client.post(f"/feedback/{ticket.pk}/close/", follow=True)
    assert "Suljettu" in text_of(page)
    assert Evidence.objects.standing().filter(area="feedback").count() == 1
    client.post(f"/feedback/{ticket.pk}/reopen/")
    assert not Evidence.objects.standing().filter(area="feedback").exists()


def test_to_close_stands_beside_the_answer_and_nowhere_else(louna: Louna, arrived: Arrived) -> None:
    ticket = arrived("Kiitos!", email="a@example.org")
    response = signed_in(louna.coordinator).get(ticket.get_absolute_url())
    before, answer, after = response.content.decode().partition('id="answer"')
    press = f'action="{ticket.get_absolute_url()}close/"'
    assert answer
    assert press not in before
    assert press in after.partition("</section>")[0]


def test_a_note_goes_away_and_comes_back(louna: Louna, arrived: Arrived) -> None:
    ticket = arrived()
    client = signed_in(louna.staff["834"])
    client.post(f"/feedback/{ticket.pk}/note/", {"text": "Salainen pöllö"})
    note = Message.objects.get(kind="note")
    page = client.post(f"/feedback/messages/{note.pk}/remove/", follow=True)
    assert page.request["PATH_INFO"] == f"/feedback/{ticket.pk}/"
    assert "Salainen pöllö" not in text_of(page)
    take_back(client, page)
    assert "Salainen pöllö" in text_of(client.get(f"/feedback/{ticket.pk}/"))


def test_each_press_on_a_ticket_is_taken_back(louna: Louna, arrived: Arrived) -> None:
    ticket, staff = arrived(), louna.staff["834"]
    client, path = signed_in(staff), f"/feedback/{ticket.pk}/"
    group = put_together(by=SYSTEM, ticket=arrived("Haku taas"), group=None, title="Haku")
    sorted_anew = {"theme": "accessibility", "municipality": louna.municipalities["834"].pk}
    forwarded = {"to": "Kansalliskirjasto", "follow_up_on": "28.1.2025"}
    fields = "state closed_at answered_at assignee theme queue due_on answer_by group"
    before = Ticket.objects.filter(pk=ticket.pk).values(*fields.split()).get()
    for command, values in {
        "note": {"text": "Tarkistin."},
        "close": {},
        "assign": {"assignee": staff.pk},
        "sort": sorted_anew,
        "same": {"group": group.pk},
        "forward": forwarded,
    }.items():
        page = client.post(f"{path}{command}/", values, follow=True)
        assert "Kumottu" in text_of(take_back(client, page)), command
        assert Ticket.objects.filter(pk=ticket.pk).values(*fields.split()).get() == before, command
    assert not ticket.messages.filter(kind="note", undone_at=None).exists()
    assert not Evidence.objects.standing().filter(area="feedback").exists()


def test_a_feedback_has_one_due_day_on_every_page(louna: Louna, arrived: Arrived) -> None:
    """That of the law, which its customer is told, however short the queue's target is."""
    ticket = arrived("Ruudunlukija ei lue valikkoa", theme="accessibility")
    Queue.objects.update(days=2)
    client = signed_in(louna.coordinator)
    values = {"theme": "accessibility", "municipality": louna.municipalities["834"].pk}
    client.post(f"/feedback/{ticket.pk}/sort/", values)
    for path in ("/feedback/", f"/feedback/{ticket.pk}/", "/year-clock/"):
        page = text_of(client.get(path))
        assert "28.1.2025" in page, path
        assert "16.1.2025" not in page, path
    due_days = {
        due.date for due in area.due(dt.date(2025, 1, 1), dt.date(2025, 3, 1), louna.coordinator)
    }
    ticket.refresh_from_db()
    assert due_days == {ticket.due_on}


def test_nobody_takes_back_what_another_municipality_did(louna: Louna, arrived: Arrived) -> None:
    ticket = arrived()
    client = signed_in(louna.staff["834"])
    page = client.post(f"/feedback/{ticket.pk}/close/", follow=True)
    key = page.content.decode().partition('action="/undo/')[2].partition("/")[0]
    assert signed_in(louna.staff["981"]).post(f"/undo/{key}/").status_code == 404
    ticket.refresh_from_db()
    assert ticket.state == "closed"


def test_sorting_moves_it_and_counts_its_days_anew(louna: Louna, arrived: Arrived) -> None:
    ticket = arrived()
    client = signed_in(louna.coordinator)
    ypaja = louna.municipalities["981"]
    given = {"theme": "accessibility", "service": ticket.queue.service_id, "municipality": ypaja.pk}
    page = client.post(f"/feedback/{ticket.pk}/sort/", given, follow=True)
    assert "Päivät laskettiin uudelleen" in text_of(page)
    ticket.refresh_from_db()
    assert ticket.queue.municipality == ypaja
    assert ticket.answer_by == dt.date(2025, 1, 28)


def test_it_is_given_to_somebody_who_handles_it(louna: Louna, arrived: Arrived) -> None:
    ticket = arrived()
    client, staff = signed_in(louna.coordinator), louna.staff["834"]
    client.post(f"/feedback/{ticket.pk}/assign/", {"assignee": staff.pk})
    assert "Haku on rikki" in text_of(signed_in(staff).get("/feedback/?whose=mine"))
    client.post(f"/feedback/{ticket.pk}/assign/", {"assignee": louna.staff["981"].pk})
    ticket.refresh_from_db()
    assert ticket.assignee == staff


def test_the_sender_stands_on_a_page_of_its_own_and_looks_are_logged(
    louna: Louna, arrived: Arrived
) -> None:
    ticket = arrived("Korttini on 2012345678901", name="Mimmi Mallikas", email="m@example.org")
    staff = signed_in(louna.staff["834"])
    page = text_of(staff.get(f"/feedback/{ticket.pk}/"))
    assert "2012345678901" not in page
    assert "Mimmi" not in page
    page = text_of(staff.get(f"/feedback/{ticket.pk}/sender/"))
    assert "2012345678901" in page
    assert "Mimmi Mallikas" in page
    look = AuditEvent.objects.get(action="feedback.sender-look")
    assert look.by_id == louna.staff["834"].pk
    assert "Mimmi" not in str([*AuditEvent.objects.values("before", "after", "title")])
    assert signed_in(louna.staff["981"]).get(f"/feedback/{ticket.pk}/sender/").status_code == 404


def test_staff_write_down_what_was_said(louna: Louna) -> None:
    client = signed_in(louna.staff["834"])
    place = louna.municipalities["834"]
    given = {"text": "Asiakas toivoi iltoja", "language": "fi", "municipality": place.pk}
    page = client.post("/feedback/add/", given, follow=True)
    assert "Asiakas toivoi iltoja" in text_of(page)
    other = given | {"municipality": louna.municipalities["981"].pk}
    assert client.post("/feedback/add/", other).status_code == 422


def test_a_subject_turns_no_text_of_the_list(louna: Louna, arrived: Arrived) -> None:
    ticket = arrived("\x01Teksti", subject="Haku \u202erikki \u2066 \x1b[0m")
    assert ticket.subject == "Haku rikki [0m"


def test_a_word_without_an_end_can_be_broken(louna: Louna, arrived: Arrived) -> None:
    arrived("x" * 119)
    arrived("Kaksikymmentäyhdeksänvuotisjuhlakirjasto")
    page = signed_in(louna.coordinator).get("/feedback/").content.decode()
    table = page.partition("<tbody>")[2]
    assert "x" * 31 not in table
    assert "Kaksikymmentäyhdeksänvuotisjuhlakirjasto"[:20] in table


def test_the_inbox_shows_the_most_urgent_first(louna: Louna, arrived: Arrived) -> None:
    arrived("Tavallinen")
    late = dt.datetime(2024, 12, 20, 12, tzinfo=dt.UTC)
    arrived("Vanha", at=late, theme="accessibility")
    page = signed_in(louna.staff["834"]).get("/feedback/")
    assert [one.subject for one, _state in page.context["mine"]] == ["Vanha", "Tavallinen"]
    assert "Lakisääteinen päivä on ohi" in text_of(page)
    other = text_of(signed_in(louna.staff["981"]).get("/feedback/"))
    assert "Vanha" not in other


def test_a_queue_gets_its_own_target(louna: Louna, arrived: Arrived) -> None:
    queue = arrived().queue
    client = signed_in(louna.coordinator)
    wrong = {"days": 0, "look_days": 30, "keep_months": 24}
    assert client.post(f"/feedback/queues/{queue.pk}/", wrong).status_code == 422
    client.post(f"/feedback/queues/{queue.pk}/", wrong | {"days": 2})
    assert Queue.objects.get().days == 2
    assert arrived("Toinen").due_on == dt.date(2025, 1, 16)


def test_every_page_asks_few_questions_also_when_something_has_just_been_written(
    examples: Louna,
) -> None:
    Duty.objects.create(
        agreement_year=2024, clause="1.5", position=1, text="Palaute", topic="feedback"
    )
    client = signed_in(examples.coordinator)
    ticket = Contact.objects.order_by("pk")[0].ticket
    pages = ("", f"{ticket.pk}/", "months/", "months/2024/11/", "figures/", "rows/", "mailboxes/")
    for path in (*(f"/feedback/{page}" for page in pages), FORM):
        client.get(path)
        note(by=examples.coordinator, ticket=ticket, text="Uusi merkintä")
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        # Who has got the month's list, and to whom the chosen feedback may be given.
        most = 13 if path == "/feedback/" or "months/2" in path else 12
        assert len(captured) <= most, (path, [one["sql"] for one in captured])


def test_customers_choose_among_the_services_that_they_use(examples: Louna) -> None:
    offered = text_of(Client().get(FORM))
    assert all(name in offered for name in ("Louna-Finna", "E-kirjasto", "Cineast"))
    assert not any(name in offered for name in ("Mikromarc", "Quria", "Teams"))
    typed = text_of(signed_in(examples.coordinator).get("/feedback/add/"))
    assert "Mikromarc" in typed


def test_service_and_municipality_say_each_what_it_stands_for(louna: Louna) -> None:
    page = signed_in(louna.coordinator).get("/feedback/rows/").content.decode()
    texts = [f"jotka eivät itse nimeä {what}" for what in ("palvelua", "kuntaa")]
    assert [page.count(text) for text in texts] == [1, 1]
