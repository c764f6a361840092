"""How long the link of a question's letter opens, for whom, and what it says then."""

import datetime as dt

import pytest
from django.test import Client, override_settings

from kimppa.core import clock
from kimppa.core.consortium.models import Membership, Municipality, Person
from kimppa.core.consortium.roles import Role
from kimppa.core.permissions import SYSTEM
from kimppa.core.proposals.actions import address_of, close_link, token_of
from kimppa.core.ratification.actions import remind, reopen, settle, withdraw
from kimppa.core.ratification.models import AnswerLink, Ratification
from kimppa.desk.tests.answering import (
    DUE,
    FORM,
    letters,
    link_of,
    of_tammela,
    state,
    words,
)
from kimppa.desk.tests.conftest import Louna
from kimppa.desk.tests.reading import undo_address
from kimppa.desk.tests.test_waiting import decision


@pytest.mark.parametrize("break_", ["forged", "swapped", "closed", "expired"])
def test_a_link_that_is_not_in_force_says_whom_to_ask(louna: Louna, break_: str) -> None:
    own, address = of_tammela(louna)
    link, foreign = (link_of(own.ratification, place) for place in (louna.tammela, louna.ypaja))
    if break_ == "forged":
        address = f"/kysymys/{link.pk}.{link.nonce}~x/"
    elif break_ == "swapped":
        signature = token_of(link).partition("~")[2]
        address = f"/kysymys/{foreign.pk}.{foreign.nonce}~{signature}/"
    elif break_ == "closed":
        close_link(by=louna.people["coordinator"], link=link)
    else:
        AnswerLink.objects.update(expires_at=dt.datetime.now(dt.UTC))
    for response in (Client().get(address), Client().post(address, decision())):
        assert response.status_code == 410
        assert "coordinator@example.org" in response.text
        assert own.ratification.title not in response.text
    assert state(own)[0] == "awaiting"


def test_a_link_lasts_past_the_day_of_the_answer(louna: Louna) -> None:
    with override_settings(KIMPPA_ANSWER_LINK_DAYS=10):
        own, address = of_tammela(louna, due=DUE)
    ends = link_of(own.ratification, louna.tammela).expires_at
    assert (ends - dt.datetime.now(dt.UTC)).days + 1 == 20
    with clock.standing_on(DUE + dt.timedelta(days=3)):
        page = words(Client(), address)
        assert "Myöhässä" in page
        Client().post(address, decision())
    assert state(own)[0] == "yes"


@pytest.mark.parametrize("end", ["role", "person", "municipality"])
def test_the_link_of_whoever_has_left_opens_no_more(louna: Louna, end: str) -> None:
    own, address = of_tammela(louna)
    director, yesterday = louna.people["director"], clock.today() - dt.timedelta(days=1)
    if end == "role":
        Membership.objects.filter(person=director).update(role=Role.STAFF)
    elif end == "person":
        Person.objects.filter(pk=director.pk).update(valid_to=yesterday)
    else:
        Municipality.objects.filter(pk=louna.tammela.pk).update(valid_to=yesterday)
    assert Client().get(address).status_code == 410
    assert Client().post(address, decision()).status_code == 410
    assert state(own)[0] == "awaiting"


def test_the_next_director_is_reminded_with_a_link_of_the_own(louna: Louna) -> None:
    own, address = of_tammela(louna)
    Membership.objects.filter(person=louna.people["director"]).delete()
    heir = louna.people["staff"]
    Membership.objects.filter(person=heir).update(role=Role.DIRECTOR)
    with clock.standing_on(clock.today() + dt.timedelta(days=1)):
        remind(by=SYSTEM, ratification=own.ratification)
    letter = letters(own.ratification)[-2]
    assert letter.to == heir.email
    assert address not in letter.body
    address = address_of(AnswerLink.objects.get(person=heir))
    assert address in letter.body
    Client().post(address, decision())
    own.refresh_from_db()
    assert own.answered_by == heir


def test_reminders_carry_the_same_link_which_lasts_longer(louna: Louna) -> None:
    own, address = of_tammela(louna)
    AnswerLink.objects.update(expires_at=dt.datetime.now(dt.UTC) + dt.timedelta(days=2))
    with clock.standing_on(clock.today() + dt.timedelta(days=1)):
        remind(by=SYSTEM, ratification=own.ratification)
    first, _other, again, _last = letters(own.ratification)
    assert address in first.body
    assert address in again.body
    assert AnswerLink.objects.count() == 2
    ends = link_of(own.ratification, louna.tammela).expires_at
    assert ends > dt.datetime.now(dt.UTC) + dt.timedelta(days=50)


def test_a_withdrawn_question_says_so_and_has_no_form_until_it_is_asked_again(
    louna: Louna,
) -> None:
    own, address = of_tammela(louna)
    withdraw(by=louna.people["coordinator"], ratification=own.ratification)
    page = words(Client(), address)
    assert "Kysymys on peruttu" in page
    assert FORM not in page
    assert Client().post(address, decision()).status_code == 422
    assert state(own)[0] == "awaiting"
    reopen(by=louna.people["coordinator"], ratification=own.ratification)
    assert FORM in words(Client(), address)


def test_a_question_that_was_undone_and_asked_again_keeps_its_links(louna: Louna) -> None:
    coordinator = louna.client("coordinator")
    page = coordinator.post(
        "/waiting/new/",
        {"title": "Jako", "level": "director", "municipalities": ["kaikki"]},
        follow=True,
    ).text
    question = Ratification.objects.get(title="Jako")
    address = address_of(link_of(question, louna.tammela))
    undone = coordinator.post(undo_address(page), follow=True).text
    assert "Kysymys on peruttu" in words(Client(), address)
    coordinator.post(undo_address(undone))
    assert FORM in words(Client(), address)
    assert AnswerLink.objects.filter(ratification=question).count() == 2


def test_an_answer_that_has_been_carried_out_stands(louna: Louna) -> None:
    own, address = of_tammela(louna)
    page = Client().post(address, decision(comment="Sopii"), follow=True).text
    settle(by=SYSTEM, ratification=own.ratification)
    shown = words(Client(), address)
    assert "Sopii" in shown
    assert "toteutettu vastausten mukaan, joten ne pysyvät" in shown
    assert FORM not in shown
    refused = Client().post(undo_address(page), follow=True).text
    assert "joten ne pysyvät" in refused
    Client().post(address, decision(answer="no", comment="Ei sittenkään"))
    assert state(own) == ("yes", "Sopii")


@pytest.mark.parametrize("who", ["coordinator", "director"])
def test_a_link_gone_astray_is_closed_and_the_next_reminder_has_a_new_one(
    louna: Louna, who: str
) -> None:
    own, address = of_tammela(louna)
    client, page = louna.client(who), f"/waiting/{own.ratification_id}/"
    shown = words(client, page)
    assert "Vastaa kirjeen linkistä: Director" in shown
    assert ("Vastaa kirjeen linkistä: Other-Director" in shown) == (who == "coordinator")
    close = f"/waiting/links/{link_of(own.ratification, louna.tammela).pk}/close/"
    closed = client.post(close, follow=True).text
    assert "Vastaa kirjeen linkistä: Director" not in closed
    assert Client().get(address).status_code == 410
    client.post(undo_address(closed))
    assert Client().get(address).status_code == 200
    client.post(close)
    with clock.standing_on(clock.today() + dt.timedelta(days=1)):
        remind(by=SYSTEM, ratification=own.ratification)
    assert Client().get(address).status_code == 410
    renewed = address_of(AnswerLink.objects.get(municipality=louna.tammela, revoked_at=None))
    assert renewed in letters(own.ratification)[-2].body
    assert louna.client("other-director").post(close).status_code == 404
    assert "Vastaa kirjeen linkistä" not in words(louna.client("staff"), page)
