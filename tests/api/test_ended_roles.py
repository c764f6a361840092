"""What acts as a person later ends with the role that it was made in, and narrows with it."""

import datetime as dt
from collections.abc import Callable
from importlib import import_module

import pytest
from django.apps import apps
from django.test import Client
from pytest_django import Settings

from kimppa.core.audit.models import AuditEvent
from kimppa.core.consortium.models import Membership, Person
from kimppa.core.grants.actions import narrow_all_grants
from kimppa.core.permissions import SYSTEM
from kimppa.core.proposals.actions import address_of, make_link, token_of
from kimppa.core.ratification.actions import ask
from kimppa.core.ratification.models import AnswerLink
from kimppa.core.register.actions import change_person, save_membership, save_row
from kimppa.core.releases.actions import RenderedFile, Subject, deliver, freeze
from kimppa.core.signin.actions import sign_in_link
from kimppa.core.tasks.actions import create_task
from kimppa.core.tokens.actions import create_token
from kimppa.core.tokens.models import ApiToken
from kimppa.core.webhooks.actions import add_webhook, resume_webhook, send_test
from kimppa.core.webhooks.models import Webhook
from kimppa.core.webhooks.queries import has_owner
from kimppa.core.webhooks.sending import send
from kimppa.core.yearclock.actions import subscribe
from kimppa.desk.tests.conftest import TODAY, Louna
from kimppa.publishing.models import SendingLink

DAY = dt.timedelta(days=1)
type Change = Callable[[Louna, Person], object]


def of(person: Person) -> Membership:
    return Membership.objects.get(person=person)


def role_ended(louna: Louna, person: Person) -> None:
    save_membership(of(person), by=SYSTEM, valid_to=TODAY - DAY)


def narrowed(louna: Louna, person: Person) -> None:
    save_membership(of(person), by=SYSTEM, role="reader", municipality=louna.tammela)


def moved(louna: Louna, person: Person) -> None:
    save_membership(of(person), by=SYSTEM, municipality=louna.ypaja)


def out_of_use(louna: Louna, person: Person) -> None:
    change_person(by=SYSTEM, person=person, valid_to=TODAY - DAY)


def starts_later(louna: Louna, person: Person) -> None:
    save_membership(of(person), by=SYSTEM, valid_from=TODAY + DAY)


CHANGES = (role_ended, narrowed, moved, out_of_use, starts_later)


def token(louna: Louna, person: Person) -> str:
    """The header that opens the API."""
    _row, secret = create_token(by=person, name="Ohjelma", scopes=["read", "tasks:write"], days=30)
    return f"Bearer {secret}"


def asked(header: str) -> int:
    return Client().get("/api/me", headers={"Authorization": header}).status_code


def calendar(louna: Louna, person: Person) -> str:
    return f"/calendar/{subscribe(by=person).token}.ics"


def delivery(louna: Louna, person: Person) -> str:
    file = RenderedFile("r.pdf", "application/pdf", b"%PDF")
    subject = Subject("report", 2024, "report", "R")
    release = freeze(by=SYSTEM, subject=subject, facts={"a": 1}, files=[file])
    row = deliver(by=SYSTEM, release=release, recipients=[(louna.tammela, person)])[0]
    return f"/d/{row.token}"


def answering(louna: Louna, person: Person) -> str:
    """The link in a letter about a question to Tammela."""
    ask(by=SYSTEM, origin=("desk", "key"), title="Kysymys", municipalities=[louna.tammela])
    return address_of(AnswerLink.objects.get(person=person))


def sending(louna: Louna, person: Person) -> str:
    """The link of an association, which the director made for it."""
    link = make_link(SendingLink, by=person, municipality=louna.tammela, holder="Kotiseutuyhdistys")
    return f"/laheta/{token_of(link)}/"


def signing_in(louna: Louna, person: Person) -> str:
    return sign_in_link(person)


# What a GET answers after each of CHANGES, to a director of Tammela.
LINKS = {
    token: (401, 200, 401, 401, 401),
    calendar: (404, 200, 404, 404, 404),
    delivery: (410, 200, 410, 410, 410),
    answering: (410, 410, 410, 410, 410),
    sending: (200, 200, 200, 200, 200),  # it is the association's, whoever made it
    signing_in: (302, 302, 302, 410, 302),  # in with the roles of that moment
}


@pytest.mark.parametrize("make", LINKS, ids=lambda make: make.__name__)
@pytest.mark.parametrize("number", range(len(CHANGES)), ids=[c.__name__ for c in CHANGES])
def test_what_a_link_opens_after_a_change(
    louna: Louna, make: Callable[[Louna, Person], str], number: int
) -> None:
    person = louna.people["director"]
    address = make(louna, person)
    CHANGES[number](louna, Person.objects.get(pk=person.pk))
    status = asked(address) if make is token else Client().get(address).status_code
    assert status == LINKS[make][number]


# What an open session of the director gets of the tasks, and of the people whom it managed.
SESSIONS = [
    (role_ended, 302, 302),
    (narrowed, 200, 403),
    (moved, 200, 200),
    (out_of_use, 302, 302),
    (starts_later, 302, 302),
]


@pytest.mark.parametrize(("change", "tasks", "people"), SESSIONS)
def test_an_open_session_has_the_roles_of_today(
    louna: Louna, change: Change, tasks: int, people: int
) -> None:
    client = louna.client("director")
    change(louna, Person.objects.get(pk=louna.people["director"].pk))
    assert client.get("/tasks/").status_code == tasks
    assert client.get("/people/").status_code == people


@pytest.mark.parametrize("change", [role_ended, moved, out_of_use, starts_later])
@pytest.mark.parametrize("make", [token, calendar], ids=["token", "calendar"])
def test_what_has_ended_does_not_come_back_with_the_role(
    louna: Louna, make: Callable[[Louna, Person], str], change: Change
) -> None:
    person = louna.people["director"]
    address = make(louna, person)
    change(louna, Person.objects.get(pk=person.pk))
    change_person(by=SYSTEM, person=Person.objects.get(pk=person.pk), valid_to=None)
    again = {"municipality": louna.tammela, "valid_to": None, "valid_from": None}
    save_membership(of(person), by=SYSTEM, **again)
    assert Person.objects.get(pk=person.pk).role == "director"
    status = asked(address) if make is token else Client().get(address).status_code
    assert status in (401, 404)


def test_a_role_that_ends_by_its_day_does_not_revive_a_token(
    louna: Louna, settings: Settings
) -> None:
    person = louna.people["staff"]
    save_membership(of(person), by=SYSTEM, valid_to=TODAY)
    header = token(louna, Person.objects.get(pk=person.pk))
    assert asked(header) == 200
    settings.KIMPPA_TODAY = (TODAY + DAY).isoformat()
    assert asked(header) == 401
    save_membership(of(person), by=SYSTEM, valid_to=None)
    assert asked(header) == 401
    assert ApiToken.objects.get().ended_by == "role"


def test_a_second_role_of_the_same_name_is_not_the_tokens(louna: Louna) -> None:
    person = louna.people["staff"]
    header = token(louna, person)
    save_membership(Membership(person=person), by=SYSTEM, role="director", municipality=louna.ypaja)
    answer = Client().get("/api/me", headers={"Authorization": header}).json()
    assert answer["roles"] == [{"role": "staff", "municipality": "834"}]
    save_membership(
        Membership.objects.get(person=person, role="staff"), by=SYSTEM, valid_to=TODAY - DAY
    )
    assert asked(header) == 401


def test_a_coordinator_who_becomes_director_keeps_a_smaller_token(louna: Louna) -> None:
    person = louna.people["coordinator"]
    scopes = ["read", "tasks:write", "figures:write"]
    row, secret = create_token(by=person, name="Tilastot", scopes=scopes, days=30)
    program = {"headers": {"Authorization": f"Bearer {secret}"}, "content_type": "application/json"}
    create_task(by=SYSTEM, title="Ypäjän", topic="guidance", municipality=louna.ypaja)
    held = of(person)
    save_membership(held, by=SYSTEM, role="director", municipality=louna.tammela)
    row.refresh_from_db()
    assert (row.scopes, row.municipality, row.revoked_at) == (scopes[:2], louna.tammela, None)
    assert Client().get("/api/tasks", **program).json()["items"] == []
    task = {"title": "T", "topic": "guidance", "municipality": "981"}
    assert Client().post("/api/tasks", task, **program).status_code == 403
    event = AuditEvent.objects.get(action="token.narrow")
    assert event.after["scopes"] == scopes[:2]
    save_membership(of(person), by=SYSTEM, role="coordinator", municipality=None)
    answer = Client().get("/api/me", **program).json()
    assert answer["roles"] == [{"role": "director", "municipality": "834"}]


def test_a_coordinators_token_for_one_municipality_never_becomes_a_directors(louna: Louna) -> None:
    person = louna.people["coordinator"]
    _row, secret = create_token(
        by=person, name="T", scopes=["read"], days=30, municipality=louna.tammela
    )
    save_membership(of(person), by=SYSTEM, role="director", municipality=louna.tammela)
    answer = Client().get("/api/me", headers={"Authorization": f"Bearer {secret}"}).json()
    assert answer["roles"] == [{"role": "staff", "municipality": "834"}]


def test_a_token_that_may_do_nothing_more_has_ended(louna: Louna) -> None:
    person = louna.people["staff"]
    row, _secret = create_token(by=person, name="T", scopes=["tasks:write"], days=30)
    narrowed(louna, person)
    row.refresh_from_db()
    assert row.ended_by == "role"


def test_owner_and_coordinator_see_why_it_ended(louna: Louna) -> None:
    person = louna.people["director"]
    token(louna, person)
    subscribe(by=person)
    moved(louna, person)
    page = louna.client("director").get("/me/tokens/").content.decode()
    assert "Rooli, jossa se tehtiin, on päättynyt" in page
    assert "Rooli, jossa se tehtiin, on päättynyt" in louna.client("director").get("/me/").text
    log = louna.client("coordinator").get("/audit/").content.decode()
    assert "Päättyi roolin mukana" in log
    event = AuditEvent.objects.get(action="token.end")
    shown = louna.client("coordinator").get(f"/audit/{event.pk}/").content.decode()
    assert "Miksi se päättyi" in shown


def test_every_night_what_ended_by_its_day_is_closed(louna: Louna) -> None:
    token(louna, louna.people["staff"])
    Membership.objects.filter(person=louna.people["staff"]).update(valid_to=TODAY - DAY)
    assert narrow_all_grants() == 1
    assert narrow_all_grants() == 0
    assert ApiToken.objects.get().ended_by == "role"


def test_a_receiver_is_told_nothing_once_its_owner_is_no_coordinator(louna: Louna) -> None:
    owner = louna.people["coordinator"]
    hook = add_webhook(by=owner, name="R", url="https://192.0.43.8/", kinds=["task.done"])
    narrowed(louna, owner)
    message = send_test(by=SYSTEM, webhook=hook)
    send.func(message.pk)
    message.refresh_from_db()
    hook.refresh_from_db()
    assert (message.state, hook.state) == ("held", Webhook.State.PAUSED)
    resume_webhook(by=SYSTEM, webhook=hook)
    hook.refresh_from_db()
    assert has_owner(hook)


def test_a_link_in_an_earlier_mailbox_signs_nobody_in(louna: Louna) -> None:
    link = sign_in_link(louna.people["staff"])
    change_person(by=SYSTEM, person=louna.people["staff"], email="uusi@example.org")
    assert Client().get(link).status_code == 410


def test_a_sending_link_ends_with_its_municipality(louna: Louna) -> None:
    address = sending(louna, louna.people["director"])
    save_row(louna.tammela, by=SYSTEM, valid_to=TODAY - DAY)
    assert Client().get(address).status_code == 410


def test_what_was_open_before_roles_counted_gets_the_roles_of_today(louna: Louna) -> None:
    whole, there = token(louna, louna.people["coordinator"]), token(louna, louna.people["staff"])
    create_token(
        by=louna.people["coordinator"],
        name="T",
        scopes=["read"],
        days=1,
        municipality=louna.tammela,
    )
    kept = list(ApiToken.objects.values_list("grants", flat=True))
    ApiToken.objects.update(grants=[])
    assert asked(whole) == 401
    migration = import_module("kimppa.core.migrations.0005_grants")
    migration.of_the_roles_of_today(apps, None)
    assert list(ApiToken.objects.values_list("grants", flat=True)) == kept
    assert asked(whole) == asked(there) == 200
