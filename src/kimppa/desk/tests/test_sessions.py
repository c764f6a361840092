"""Sessions: how long they live, where one is signed in, and the log of it all."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kimppa.core.audit.models import AuditEvent
from kimppa.core.consortium.models import Membership, Person
from kimppa.core.grants.actions import narrow_all_grants
from kimppa.core.permissions import SYSTEM
from kimppa.core.register.actions import change_person, save_membership
from kimppa.core.signin import log
from kimppa.core.signin.models import OpenSession, SignIn
from kimppa.desk.tests.conftest import TODAY, Louna

PASSWORD = "correct horse battery"
NOW = dt.datetime(2026, 11, 25, 12, 0, 0, tzinfo=dt.UTC)
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def signed_in(who: str, **headers: str) -> Client:
    client = Client(**headers)
    fields = {"email": f"{who}@example.org", "password": PASSWORD}
    assert client.post("/sign-in/", fields).status_code == 302
    return client


def is_in(client: Client) -> bool:
    return client.get("/me/").status_code == 200


def test_an_idle_session_ends_and_the_sign_in_page_says_why(louna: Louna) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        client = signed_in("staff")
        clock.shift(11 * 3600)
        assert is_in(client)
        clock.shift(11 * 3600)
        assert is_in(client)  # it was in use meanwhile
        clock.shift(12 * 3600 + 1)
        answer = client.get("/work/")
        assert answer.url == "/sign-in/?next=/work/"
        assert "kirjattiin ulos" in client.get(answer.url).text
        assert "kirjattiin ulos" not in client.get("/sign-in/").text
        assert not OpenSession.objects.exists()


def test_a_session_in_use_ends_too_in_the_end(louna: Louna, settings: Any) -> None:
    settings.KIMPPA_SESSION_DAYS = 1
    with time_machine.travel(NOW, tick=False) as clock:
        client = signed_in("staff")
        for _ in range(3):
            clock.shift(8 * 3600 - 1)
            assert is_in(client)
        clock.shift(10)
        assert not is_in(client)


def test_a_session_without_a_beginning_is_worth_nothing(louna: Louna) -> None:
    client = signed_in("staff")
    session = client.session
    del session["kimppa.signed-in"]
    session.save()
    assert not is_in(client)


def test_pages_do_not_ask_the_database_about_the_session(louna: Louna) -> None:
    client = signed_in("staff")
    client.get("/me/")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get("/work/")
    assert not [one for one in queries if "core_opensession" in one["sql"]]


def test_where_one_is_signed_in_is_listed_and_ended(louna: Louna) -> None:
    here = signed_in("staff", HTTP_USER_AGENT=FIREFOX, REMOTE_ADDR="192.0.2.77")
    there, other = signed_in("staff"), signed_in("director")
    page = here.get("/me/").text
    assert "Firefox, Linux" in page
    assert "192.0.2.0/24" in page
    assert "192.0.2.77" not in page
    away = OpenSession.objects.get(key=there.session.session_key)
    foreign = OpenSession.objects.get(key=other.session.session_key)
    own = OpenSession.objects.get(key=here.session.session_key)
    for row in (foreign, own):  # this browser is left by signing out
        assert here.post(f"/me/sessions/{row.pk}/end/").status_code == 404
    assert here.post(f"/me/sessions/{away.pk}/end/").status_code == 302
    assert not is_in(there)
    assert is_in(here)
    assert is_in(other)


def test_signing_out_everywhere_else(louna: Louna) -> None:
    here, others = signed_in("staff"), [signed_in("staff") for _ in range(3)]
    here.post("/me/sessions/end/")
    assert is_in(here)
    assert not any(is_in(client) for client in others)
    assert AuditEvent.objects.get(action="person.end-sessions").by_name == "Staff"


def test_a_new_password_ends_the_others_and_keeps_this_one_listed(louna: Louna) -> None:
    here, there = signed_in("staff"), signed_in("staff")
    here.post("/me/password/", {"password-present": PASSWORD, "password-new": "neljä tyyntä kuuta"})
    assert is_in(here)
    assert not is_in(there)
    assert OpenSession.objects.get().key == here.session.session_key


def test_signing_out_closes_the_session(louna: Louna) -> None:
    client = signed_in("staff")
    key = client.session.session_key
    client.post("/sign-out/")
    assert not Session.objects.filter(session_key=key).exists()
    assert not OpenSession.objects.exists()


def test_the_coordinator_ends_anothers_sessions(louna: Louna) -> None:
    client = signed_in("staff")
    staff = louna.people["staff"]
    louna.client("coordinator").post(f"/people/{staff.pk}/sign-in/end-sessions/")
    assert not is_in(client)


def taken_out(person: Person) -> None:
    change_person(by=SYSTEM, person=person, is_active=False)


def put_back(person: Person) -> None:
    change_person(by=SYSTEM, person=person, is_active=True, valid_to=None)
    save_membership(Membership.objects.get(person=person), by=SYSTEM, valid_to=None)


def past_validity(person: Person) -> None:
    change_person(by=SYSTEM, person=person, valid_to=TODAY - dt.timedelta(days=1))


def role_ended(person: Person) -> None:
    row = Membership.objects.get(person=person)
    save_membership(row, by=SYSTEM, valid_to=TODAY - dt.timedelta(days=1))


def role_ended_by_its_day(person: Person) -> None:
    Membership.objects.filter(person=person).update(valid_to=TODAY - dt.timedelta(days=1))
    narrow_all_grants()


def validity_ended_by_its_day(person: Person) -> None:
    Person.objects.filter(pk=person.pk).update(valid_to=TODAY - dt.timedelta(days=1))
    narrow_all_grants()


@pytest.mark.parametrize(
    "end",
    [taken_out, past_validity, role_ended, role_ended_by_its_day, validity_ended_by_its_day],
)
def test_a_session_does_not_revive_with_its_person(
    louna: Louna, end: Callable[[Person], None]
) -> None:
    client, other = signed_in("staff"), signed_in("director")
    end(Person.objects.get(pk=louna.people["staff"].pk))
    put_back(Person.objects.get(pk=louna.people["staff"].pk))
    assert not is_in(client)
    assert is_in(other)
    assert is_in(signed_in("staff"))


def test_a_session_goes_on_while_a_role_is_left(louna: Louna) -> None:
    client = signed_in("staff")
    row = Membership.objects.get(person=louna.people["staff"])
    save_membership(row, by=SYSTEM, municipality=louna.ypaja)
    narrow_all_grants()
    assert is_in(client)


def test_the_log_tells_who_came_and_who_was_refused_and_why(louna: Louna) -> None:
    signed_in("staff", HTTP_USER_AGENT=FIREFOX, REMOTE_ADDR="2001:db8:1:2::77")
    visitor = Client()
    visitor.post("/sign-in/", {"email": "staff@example.org", "password": "wrong"})
    visitor.post("/sign-in/", {"email": "who@example.org", "password": "secret words"})
    visitor.post("/sign-in/link/", {"link-email": "director@example.org"})
    visitor.get("/sign-in/made-up")
    page = louna.client("coordinator").get("/sign-ins/").text
    for words in ("Firefox, Linux", "2001:db8:1::/48", "Väärä osoite tai salasana"):
        assert words in page
    for words in ("Osoite ei ole kenenkään täällä", "Linkki oli käytetty tai liian vanha"):
        assert words in page
    kept = str(list(SignIn.objects.values()))
    assert not [one for one in ("who@example.org", "secret words", "::77") if one in kept]


def test_each_sees_the_own_history_only(louna: Louna) -> None:
    signed_in("director", HTTP_USER_AGENT=FIREFOX)
    staff = louna.client("staff")
    assert "Firefox" not in staff.get("/me/sign-ins/").text
    assert "Firefox" in louna.client("director").get("/me/sign-ins/").text
    assert staff.get("/sign-ins/").status_code == 403


def test_the_log_exports(louna: Louna) -> None:
    signed_in("director")
    answer = louna.client("coordinator").get("/sign-ins/?format=xlsx")
    assert "spreadsheetml" in answer["Content-Type"]


def test_old_rows_and_dead_sessions_are_pruned(louna: Louna, settings: Any) -> None:
    settings.KIMPPA_SIGN_IN_LOG_DAYS = 30
    with time_machine.travel(NOW, tick=False) as clock:
        signed_in("director")
        clock.shift(29 * 86_400)
        assert log.prune() == 0
        assert not OpenSession.objects.exists()
        assert not Session.objects.exists()
        clock.shift(2 * 86_400)
        assert log.prune() == 1
        assert not SignIn.objects.exists()


def test_asking_for_a_link_works_alike_for_known_and_unknown(louna: Louna) -> None:
    """The same statements run, so that the time of the answer tells nothing."""
    counts = []
    for address in ("staff@example.org", "nobody@example.org"):
        with CaptureQueriesContext(connection) as queries:
            Client().post("/sign-in/link/", {"link-email": address})
        kinds = [query["sql"].split()[0] for query in queries]
        counts.append([kind for kind in kinds if kind in ("SELECT", "INSERT", "UPDATE", "DELETE")])
    assert counts[0] == counts[1]


@pytest.mark.parametrize("path", ["/sign-in/made-up-link", "/sign-in/passkey/"])
def test_every_way_in_is_limited_by_network(louna: Louna, path: str) -> None:
    for _ in range(50):
        Client(REMOTE_ADDR="192.0.2.1").get(path)
    assert "Liian monta yritystä" in Client(REMOTE_ADDR="192.0.2.1").get(path).text
    assert "Liian monta yritystä" not in Client(REMOTE_ADDR="192.0.2.2").get(path).text


def test_a_forged_header_is_no_new_network(louna: Louna) -> None:
    for number in range(50):
        headers = {"X-Forwarded-For": f"198.51.100.{number}", "X-Real-IP": f"198.51.100.{number}"}
        Client().get("/sign-in/made-up-link", headers=headers)
    forged = {"X-Forwarded-For": "203.0.113.9", "Forwarded": "for=203.0.113.9"}
    assert "Liian monta yritystä" in Client().get("/sign-in/made-up-link", headers=forged).text


def test_a_forged_host_is_refused_and_in_no_letter(louna: Louna) -> None:
    answer = Client().post(
        "/sign-in/link/", {"link-email": "staff@example.org"}, headers={"Host": "evil.example"}
    )
    assert answer.status_code == 400


@pytest.mark.parametrize("path", ["", "link/", "passkey/", "second/"])
def test_no_way_in_takes_a_form_from_another_site(louna: Louna, path: str) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post(f"/sign-in/{path}", {"email": "staff@example.org"}).status_code == 403


def test_an_answer_of_no_device_opens_nothing(louna: Louna) -> None:
    """What a script may send instead of a passkey: nothing, nonsense, another's answer."""
    for answer in ("", "{", "[]", "7", '{"id": "x"}', '{"response": {"userHandle": "Mw"}}'):
        client = Client()
        client.get("/sign-in/passkey/")
        page = client.post("/sign-in/passkey/", {"credential": answer})
        assert page.status_code == 422, answer
        assert "ei hyväksytty" in page.text
        assert client.get("/me/").status_code == 302
    assert set(SignIn.objects.values_list("reason", flat=True)) == {"passkey"}


def test_no_page_of_allauth_is_reachable(louna: Louna) -> None:
    for path in ("/accounts/", "/accounts/signup/", "/accounts/login/", "/signup/", "/account/"):
        assert louna.client("staff").get(path).status_code == 404
        assert Client().get(path).status_code in (302, 404)
