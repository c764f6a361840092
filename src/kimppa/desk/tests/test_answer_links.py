"""A question answered by the link in its letter, without signing in."""

import datetime as dt
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from kimppa.core.allocation.actions import create_key, put_to_municipalities
from kimppa.core.audit.models import AuditEvent
from kimppa.core.consortium.models import Membership, Municipality, Person
from kimppa.core.consortium.roles import Role
from kimppa.core.files.models import StoredFile
from kimppa.core.permissions import SYSTEM
from kimppa.core.proposals import actions as links
from kimppa.core.proposals.actions import address_of
from kimppa.core.ratification.actions import answer, ask
from kimppa.core.ratification.models import AnswerLink, Ratification
from kimppa.desk.tests.answering import (
    DUE,
    FORM,
    answered_at_the_desk,
    letters,
    link_of,
    of_tammela,
    state,
    words,
)
from kimppa.desk.tests.conftest import Louna
from kimppa.desk.tests.reading import undo_address
from kimppa.desk.tests.test_waiting import asked, decision, of
from kimppa.ui.seen import OVERTAKEN


def test_the_letter_opens_the_whole_question_without_signing_in(louna: Louna) -> None:
    key = create_key(
        by=SYSTEM,
        name="Väkiluku",
        kind="population",
        as_of=dt.date(2025, 1, 1),
        weights={louna.tammela: 6000, louna.ypaja: 2000},
    )
    question = put_to_municipalities(by=SYSTEM, key=key)
    Ratification.objects.filter(pk=question.pk).update(text="Jaetaanko näin?", due=DUE)
    (letter,) = (mail for mail in letters(question) if mail.to == "director@example.org")
    address = address_of(link_of(question, louna.tammela))
    assert address in letter.body
    assert "kirjautua ei tarvitse" in letter.body
    page = words(Client(), address)
    for text in (
        question.title,
        "Jaetaanko näin?",
        "Tammela: vastausta pyydetään viimeistään 24.1.2025. Kirjautua ei tarvitse.",
        "Johtajan vahvistus",
        "Tällä jakoperusteella Tammelan osuus olisi 75,0 %.",
        "<dt>Tasaosuudet</dt><dd>50,0 %</dd>",
        "Linkit vievät työpöydälle, jonne kirjaudutaan.",
        FORM,
    ):
        assert text in page
    assert "Ypäjän osuus" not in page


@pytest.mark.parametrize("at_desk", [True, False])
def test_neither_answer_is_chosen_beforehand(louna: Louna, at_desk: bool) -> None:
    own, address = of_tammela(louna)
    client = louna.client("director") if at_desk else Client()
    if at_desk:
        address = f"/waiting/answers/{own.pk}/"
    page = client.get(address).text
    for value in ("yes", "no"):
        (radio,) = re.findall(rf'<input[^>]*name="answer"[^>]*value="{value}"[^>]*>', page)
        assert "checked" not in radio
    without = {name: text for name, text in decision().items() if name != "answer"}
    refused = client.post(address, without)
    assert refused.status_code == 422
    assert refused.context["form"].errors.keys() == {"answer"}
    assert refused.text.count("Valitse kyllä tai ei. Mitään ei ole vielä tallennettu.") == 2
    assert 'href="#id_answer_0"' in refused.text
    assert 'value="Sivistyslautakunta"' in refused.text
    assert state(own) == ("awaiting", "")


def test_a_yes_is_saved_undone_and_logged_as_the_directors_by_link(louna: Louna) -> None:
    own, address = of_tammela(louna)
    client = Client()
    page = client.post(address, decision(body="", section=""), follow=True).text
    assert "Kiitos. Vastaus on tallennettu: Tammela." in page
    assert state(own)[0] == "yes"
    assert "kirjasi Director" in words(client, address)
    event = AuditEvent.objects.get(action="ratification.answer")
    assert (event.by_id, event.by_name) == (louna.people["director"].pk, "Director")
    log = words(louna.client("coordinator"), f"/audit/{event.pk}/")
    assert "Director (henkilökohtaisella linkillä, kirjautumatta)" in log
    undone = client.post(undo_address(page), follow=True).text
    assert "Vastaus kumottiin." in undone
    assert FORM in undone
    assert state(own)[0] == "awaiting"


def test_a_no_says_why_and_is_changed_while_the_question_is_open(louna: Louna) -> None:
    own, address = of_tammela(louna)
    client = Client()
    refused = client.post(address, decision(answer="no"))
    assert refused.status_code == 422
    assert "Kerro muutamalla sanalla, miksi vastaus on ei" in refused.text
    assert state(own) == ("awaiting", "")
    page = client.post(address, decision(answer="no", comment="Liian kallis"), follow=True).text
    assert "Liian kallis" in page
    assert "Tammela on vastannut. Vastausta voi muuttaa tässä" in page
    page = client.post(address, decision(), follow=True).text
    assert state(own) == ("yes", "")
    client.post(undo_address(page))
    assert state(own) == ("no", "Liian kallis")


def test_a_bodys_decision_is_given_with_its_day_section_and_extract(louna: Louna) -> None:
    own, address = of_tammela(louna, level="municipal")
    client = Client()
    assert "Kunnan päätös" in words(client, address)
    refused = client.post(address, decision(body="", section="", date="15.1.2025"))
    assert refused.context["form"].errors.keys() == {"body", "section"}
    assert client.post(address, decision(date="15.1.2025")).context["form"].errors.keys() == {
        "date"
    }
    assert client.post(
        address, decision(document=SimpleUploadedFile("ohjelma.exe", b"MZ"))
    ).context["form"].errors.keys() == {"document"}
    client.post(address, decision(document=SimpleUploadedFile("ote.pdf", b"%PDF-1.7 ote")))
    page = words(client, address)
    assert "13.1.2025 · Sivistyslautakunta · § 7 · kirjasi Director" in page
    assert "ote.pdf" in page
    own.refresh_from_db()
    assert own.document is not None


def test_opening_and_fetching_in_advance_write_nothing(louna: Louna) -> None:
    own, address = of_tammela(louna)
    before = AuditEvent.objects.count()
    client = Client()
    for headers in ({}, {"Sec-Purpose": "prefetch"}, {"Purpose": "prefetch"}):
        for _again in range(3):
            assert client.get(address, headers=headers).status_code == 200
            assert client.head(address, headers=headers).status_code == 200
    event = answered_at_the_desk(louna, own)
    assert client.get(f"{address}peru/{event}/").status_code == 405
    assert state(own)[0] == "yes"
    assert AuditEvent.objects.count() == before + 1
    assert AnswerLink.objects.filter(used_at__isnull=False).count() == 0


def test_the_page_stays_between_the_two(louna: Louna) -> None:
    _own, address = of_tammela(louna)
    page = Client().get(address)
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "private, no-store"
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert 'name="robots" content="noindex' in page.text
    assert Client(enforce_csrf_checks=True).post(address, decision()).status_code == 302


def test_the_page_speaks_the_directors_language_unless_another_is_chosen(louna: Louna) -> None:
    Person.objects.filter(pk=louna.people["director"].pk).update(language="sv")
    _own, address = of_tammela(louna)
    page = Client(headers={"Accept-Language": "fi"}).get(address)
    assert "Kommunens svar: Tammela" in page.text
    assert page.headers["Content-Language"] == "sv"
    chosen = Client()
    chosen.cookies["django_language"] = "fi"
    assert "Kunnan vastaus: Tammela" in chosen.get(address).text


def test_a_link_answers_for_its_own_municipality_and_question_only(louna: Louna) -> None:
    own, address = of_tammela(louna)
    other, others = of(own.ratification, louna.ypaja), asked(louna)
    director = Client()
    director.force_login(louna.people["other-director"])  # a session gives no right to the link's
    director.post(address, decision())
    assert state(own)[0] == "yes"
    own.refresh_from_db()
    assert own.answered_by == louna.people["director"]
    assert state(other)[0] == "awaiting"
    for event in (
        answered_at_the_desk(louna, of(others, louna.tammela)),
        answered_at_the_desk(louna, other, "other-director"),
        AuditEvent.objects.filter(action="ratification.ask").latest("pk").pk,
    ):
        assert director.post(f"{address}peru/{event}/").status_code == 404
    assert state(of(others, louna.tammela))[0] == "yes"
    assert state(other)[0] == "yes"


def test_the_same_answer_twice_counts_once_and_another_writers_is_not_overwritten(
    louna: Louna,
) -> None:
    own, address = of_tammela(louna)
    client = Client()
    seen = client.get(address).context["form"]["seen"].value()
    for _again in range(2):
        assert client.post(address, decision(seen=seen)).status_code == 302
    assert AuditEvent.objects.filter(action="ratification.answer").count() == 1
    late = client.post(address, decision(answer="no", comment="Ei", seen=seen))
    assert late.status_code == 422
    assert str(OVERTAKEN) in late.text
    assert "Vahvistettu" in late.text
    assert state(own)[0] == "yes"


def test_an_answer_changed_since_is_not_undone(louna: Louna) -> None:
    own, address = of_tammela(louna)
    page = Client().post(address, decision(), follow=True).text
    answer(by=louna.people["coordinator"], confirmation=own, yes=False, comment="Korjaus")
    refused = Client().post(undo_address(page), follow=True).text
    assert "on muuttunut sen jälkeen" in refused
    assert state(own) == ("no", "Korjaus")
    assert "kirjasi Coordinator" in refused


def test_a_link_is_used_only_so_often_and_keeps_no_file_beyond_that(
    louna: Louna, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(links, "TIMES", 2)
    own, address = of_tammela(louna)
    for number in range(3):
        extract = SimpleUploadedFile("ote.pdf", b"%%PDF-1.7 %d" % number)
        response = Client().post(address, decision(section=str(number), document=extract))
    assert response.status_code == 422
    assert "Yritä uudelleen" in response.text
    own.refresh_from_db()
    assert own.section == "1"
    assert StoredFile.objects.filter(name="ote.pdf").count() == 2


def test_what_is_for_directors_only_stays_with_directors(louna: Louna) -> None:
    own, address = of_tammela(louna, internal=True, text="Vain johtajille.")
    assert {mail.to for mail in letters(own.ratification)} == {
        "director@example.org",
        "other-director@example.org",
    }
    assert "Vain johtajille." not in letters(own.ratification)[0].body
    assert "Vain johtajille." in words(Client(), address)
    Membership.objects.filter(person=louna.people["director"]).update(role=Role.READER)
    assert "Vain johtajille." not in words(Client(), address)


def test_a_director_of_two_municipalities_has_a_link_for_each(louna: Louna) -> None:
    director = louna.people["director"]
    Membership.objects.create(person=director, role=Role.DIRECTOR, municipality=louna.ypaja)
    question = asked(louna)
    own = AnswerLink.objects.filter(ratification=question, person=director)
    assert [link.municipality for link in own] == [louna.tammela, louna.ypaja]
    Client().post(address_of(own[1]), decision())
    assert state(of(question, louna.tammela))[0] == "awaiting"
    assert state(of(question, louna.ypaja))[0] == "yes"


def test_forty_municipalities_make_the_page_no_slower(
    louna: Louna, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    places = [
        Municipality.objects.create(code=f"7{n:02}", name_fi=f"Kunta {n}", position=n + 10)
        for n in range(38)
    ]
    for number, place in enumerate(places):
        person = Person.objects.create(email=f"j{number}@example.org", name=f"Johtaja {number}")
        Membership.objects.create(person=person, role=Role.DIRECTOR, municipality=place)
    question = ask(
        by=SYSTEM,
        origin=("desk", "many"),
        title="Neljäkymmentä kuntaa",
        municipalities=[louna.tammela, louna.ypaja, *places],
    )
    assert AnswerLink.objects.filter(ratification=question).count() == len(letters(question)) == 40
    address = address_of(link_of(question, places[-1]))
    with django_assert_max_num_queries(12):
        assert Client().get(address).status_code == 200
    Client().post(address, decision())
    answers = question.confirmations.filter(state="yes")
    assert [row.municipality for row in answers] == [places[-1]]
