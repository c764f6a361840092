"""Every address of the desk, for every role, for the own and for another municipality.

A row of the table says what each gets: the coordinator, Tammela's director, staff and reader,
then Ypäjä's director and staff. `own` objects are Tammela's. An address that is missing from the
table fails the first test, so that nothing comes in unnoticed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, reverse

from kimppa.core.audit.models import AuditEvent
from kimppa.desk import public_urls, urls
from kimppa.desk.tests.conftest import Louna
from kimppa.desk.tests.samples import one_of_each
from tests.journeys.markup import blind_forms
from tests.remembered import remembered

WHO = ("coordinator", "director", "staff", "reader", "other-director", "other-staff")
OK, NO, NONE = 200, 403, 404
ALL = (OK,) * 6
MANAGERS = (OK, OK, NO, NO, OK, NO)
COORDINATOR = (OK, NO, NO, NO, NO, NO)
OWN = (OK, OK, OK, OK, NONE, NONE)

# What a GET answers. The objects are Tammela's; the work was logged by somebody else than staff,
# who correct only what they have logged themselves (test_log_work).
READ: dict[str, tuple[int, ...]] = {
    "home": ALL,
    "year-clock": ALL,
    "work-list": ALL,
    "work": OWN,
    "deliveries": ALL,
    "delivery": OWN,
    "unopened": COORDINATOR,
    "waiting": ALL,
    "decisions": ALL,
    "decision": OWN,
    "figures": ALL,
    "figure": OWN,
    "allocation-keys": ALL,
    "tasks": ALL,
    "task-list": ALL,
    "task": OWN,
    "checklists": ALL,
    "checklist": OWN,
    "checklist-add": COORDINATOR,
    "checklist-edit": COORDINATOR,
    "step": COORDINATOR,
    "step-mark": (OK, OK, OK, NO, NONE, NONE),
    "search": ALL,
    "help": ALL,
    "guide": ALL,
    "services": ALL,
    "service": ALL,
    "consortium": ALL,
    "branches": ALL,
    "population": ALL,
    "me": ALL,
    "tokens": ALL,
    "my-sign-ins": ALL,
    "confirm": ALL,
    "factor-needed": ALL,
    "my-app": ALL,
    "my-passkey-add": ALL,
    "sign-ins": COORDINATOR,
    "person-sign-in": COORDINATOR,
    "person-erase": COORDINATOR,
    "log-work": (OK, OK, OK, NO, OK, OK),
    "work-lines": (OK, OK, OK, NO, OK, OK),
    "task-add": (OK, OK, OK, NO, OK, OK),
    "task-edit": (OK, OK, OK, NO, NONE, NONE),
    "work-edit": (OK, OK, NO, NO, NONE, NONE),
    "people": MANAGERS,
    "person-add": MANAGERS,
    "person": (OK, OK, NO, NO, NONE, NO),
    "person-edit": (OK, OK, NO, NO, NONE, NO),
    "role-add": (OK, OK, NO, NO, NONE, NO),
    "role-edit": (OK, OK, NO, NO, NONE, NO),
    "register-add": COORDINATOR,
    "register-edit": COORDINATOR,
    "allocation-key-new": COORDINATOR,
    "exchange": COORDINATOR,
    "exchange-file": COORDINATOR,
    "exchange-original": COORDINATOR,
    "exchange-out": COORDINATOR,
    "webhooks": COORDINATOR,
    "webhook-add": COORDINATOR,
    "webhook": COORDINATOR,
    "webhook-edit": COORDINATOR,
    "runs": COORDINATOR,
    "run": COORDINATOR,
    "audit": COORDINATOR,
    "audit-event": COORDINATOR,
}
# Who is let through by a POST (200, 302 or 422 = let through); nobody else changes a thing.
WRITE: dict[str, tuple[int, ...]] = {
    "log-work": (OK, OK, OK, NO, OK, OK),
    "work-correct": (OK, OK, NO, NO, NONE, NONE),
    "work-apart": (OK, NO, NO, NO, NONE, NONE),
    "work-edit": (OK, OK, NO, NO, NONE, NONE),
    "work-undo": (OK, OK, NO, NO, NONE, NONE),
    "work-restore": (OK, OK, NO, NO, NONE, NONE),
    "work-files": (OK, OK, NO, NO, NONE, NONE),
    "task-add": (OK, OK, OK, NO, OK, OK),
    "task-edit": (OK, OK, OK, NO, NONE, NONE),
    **dict.fromkeys(("task-done-many", "task-assign-many"), (OK, OK, OK, NO, OK, OK)),
    "task-done": (OK, OK, OK, NO, NONE, NONE),
    "task-reopen": (OK, OK, OK, NO, NONE, NONE),
    "task-drop": (OK, OK, OK, NO, NONE, NONE),
    **dict.fromkeys(("checklist-add", "checklist-edit", "step", "step-remove"), COORDINATOR),
    "step-mark": (OK, OK, OK, NO, NONE, NONE),
    "delivery-resend": (OK, NO, NO, NO, NONE, NONE),
    "delivery-renew": (OK, NO, NO, NO, NONE, NONE),
    "delivery-revoke": (OK, NO, NO, NO, NONE, NONE),
    "delivery-reopen": (OK, NO, NO, NO, NONE, NONE),
    "delivery-undo-pass-on": (NO, OK, NO, NO, NONE, NO),
    "answer-yes": (OK, OK, NO, NO, NONE, NONE),
    "answer-take-back": (OK, OK, NO, NO, NONE, NONE),
    "answer-link-close": (OK, OK, NONE, NONE, NONE, NONE),
    "ratification-withdraw": (OK, NO, NO, NO, NONE, NONE),
    "ratification-put-again": (OK, NO, NO, NO, NONE, NONE),
    "ratification-remind": (OK, NO, NO, NO, NONE, NONE),
    "unopened-remind": (OK, NO, NO, NO, NONE, NONE),
    "person-add": MANAGERS,
    "person-edit": (OK, OK, NO, NO, NONE, NO),
    "person-link": (OK, OK, NO, NO, NONE, NO),
    "role-add": (OK, OK, NO, NO, NONE, NO),
    "role-edit": (OK, OK, NO, NO, NONE, NO),
    "register-add": COORDINATOR,
    "register-edit": COORDINATOR,
    "allocation-key-new": COORDINATOR,
    **dict.fromkeys(("exchange", "exchange-file", "exchange-take", "exchange-undo"), COORDINATOR),
    "person-reset": COORDINATOR,
    "person-data": COORDINATOR,
    "person-erase": COORDINATOR,
    "person-untie": COORDINATOR,
    "person-sessions-end": COORDINATOR,
    "webhook-add": COORDINATOR,
    "webhook-edit": COORDINATOR,
    "webhook-pause": COORDINATOR,
    "webhook-resume": COORDINATOR,
    "webhook-test": COORDINATOR,
    "webhook-secret": COORDINATOR,
    "webhook-remove": COORDINATOR,
    "run-now": COORDINATOR,
    "run-again": COORDINATOR,
    "run-go-on": COORDINATOR,
    "run-stop": COORDINATOR,
    "my-language": ALL,
    "my-letters": ALL,
    "my-password": ALL,
    "confirm": ALL,
    "my-app": ALL,
    "my-passkey-add": ALL,
    "my-codes": ALL,
    "my-codes-kept": ALL,
    "my-sessions-end": ALL,
    "my-calendar": ALL,
    "tokens": ALL,
}
# Looked at by tests of their own, with the reason.
ELSEWHERE = {
    "sign-in": "open to all: test_signin",
    "send-link": "open to all: test_signin",
    "sign-in-link": "open to all: test_signin",
    "sign-out": "test_signin",
    "passkey": "open to all: tests/journeys/test_sign_in",
    "second-factor": "open to all: test_second_factor",
    "sso": "open to all: test_sso",
    "sso-back": "open to all: test_sso",
    "my-factor-remove": "test_second_factor",
    "my-codes-file": "test_second_factor",
    "my-session-end": "test_sessions",
    "calendar": "opens by its token: test_me",
    "token-revoke": "test_tokens",
    "webhook-again": "test_webhooks",
    "my-calendar-revoke": "test_me",
    "figure-source": "the figures' own test",
    "ask": "the home pages' own test",
    "work-file": "test_log_work",
    "work-detach": "test_log_work",
    "work-line": "test_work_lines",
    "delivery-file": "test_deliveries",
    "step-day": "test_demo",
    "switch-role": "test_demo",
    "remove-examples": "test_demo",
    "offer-answer": "a room offers it: feedback/tests/test_offers",
    "ask-new": "test_waiting",
    "ratification": "test_waiting",
    "answer": "test_waiting",
    "answer-document": "test_waiting",
    "decision-new": "test_decisions",
    "decision-edit": "test_decisions",
    "letters": "test_mail",
    "letter": "test_mail",
    "letter-again": "test_mail",
    "letter-settle": "test_mail",
}


@dataclass
class Place:
    """One object of each kind, of Tammela, and the arguments of the addresses."""

    louna: Louna
    args: dict[str, list[object]] = field(default_factory=dict)

    def path(self, name: str) -> str:
        return reverse(f"desk:{name}", args=self.args.get(name, []))


@pytest.fixture
def place(louna: Louna, instance: Path) -> Place:
    args = remembered("Tammela and Ypäjä, one of each", instance, lambda: one_of_each(louna))
    return Place(louna, args)


def names() -> Iterator[str]:
    for pattern in urls.urlpatterns:
        assert isinstance(pattern, URLPattern)
        yield pattern.name or ""


def test_every_address_is_in_a_table() -> None:
    listed = READ.keys() | WRITE.keys() | ELSEWHERE.keys()
    assert set(names()) - listed == set(), "say who may open it"
    assert listed - set(names()) == set(), "no such address any more"


@pytest.mark.parametrize("number", range(len(WHO)), ids=WHO)
def test_what_each_may_read(place: Place, number: int) -> None:
    client = place.louna.client(WHO[number])
    got = {name: client.get(place.path(name)).status_code for name in READ}
    assert got == {name: answers[number] for name, answers in READ.items()}


NEW = {"checklist-add", "allocation-key-new"}  # with what is usual filled in


def test_a_form_over_something_stored_carries_what_its_writer_saw(place: Place) -> None:
    client = place.louna.client("coordinator")
    pages = {name: client.get(place.path(name)) for name in READ}
    blind = {
        name: forms
        for name, page in pages.items()
        if page.status_code == OK and "html" in page["Content-Type"]
        if (forms := blind_forms(page.content.decode()))
    }
    assert blind.keys() == NEW, blind


@pytest.mark.parametrize("number", range(len(WHO)), ids=WHO)
def test_what_each_may_write(place: Place, number: int) -> None:
    client = place.louna.client(WHO[number])
    got = {name: written(client, place.path(name)) for name in WRITE}
    assert got == {name: answers[number] for name, answers in WRITE.items()}


def written(client: Client, path: str) -> int:
    """What a POST answers, 200 for whoever is let through; nothing of it stays."""
    with transaction.atomic():
        before = AuditEvent.objects.count()
        status: int = client.post(path).status_code
        let_through = OK if status in (200, 302, 422) else status
        assert let_through == OK or AuditEvent.objects.count() == before, path
        transaction.set_rollback(True)
    return let_through


def test_a_visitor_is_asked_to_sign_in_everywhere(place: Place) -> None:
    client = Client()
    for name in READ:
        answer = client.get(place.path(name))
        assert answer.status_code == 302, name
        assert answer.url.startswith("/sign-in/"), name
    for name in WRITE:
        answer = client.post(place.path(name))
        assert answer.status_code in (302, 403), name
        assert answer.status_code == 403 or answer.url.startswith("/sign-in/"), name


def test_a_person_without_a_role_sees_nothing_but_the_own_account(place: Place) -> None:
    place.louna.people["staff"].memberships.all().delete()
    client = place.louna.client("staff")
    own = {"me", "tokens", "my-sign-ins", "confirm", "factor-needed", "my-app", "my-passkey-add"}
    for name in READ:
        expected = (OK,) if name in own else (NO, NONE)
        assert client.get(place.path(name)).status_code in expected, name


def test_writing_is_not_done_by_opening_a_page(place: Place) -> None:
    client = place.louna.client("coordinator")
    before = AuditEvent.objects.count()
    for name in WRITE.keys() - READ.keys():
        assert client.get(place.path(name)).status_code in (302, 405), name
    assert AuditEvent.objects.count() == before


def test_no_form_is_taken_from_another_site(place: Place) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(place.louna.people["coordinator"])
    for name in WRITE:
        assert client.post(place.path(name)).status_code == 403, name


def test_what_is_hidden_looks_as_if_it_were_not(place: Place) -> None:
    """The page for another's object is the page for no object at all."""
    client = place.louna.client("other-director")
    for name in ("work", "task", "checklist", "delivery", "decision", "person"):
        hidden = client.get(place.path(name))
        absent = client.get(reverse(f"desk:{name}", args=[999_999]))
        pages = [re.sub(r"\d+|csrf\S+|value=\S+", "", p.content.decode()) for p in (hidden, absent)]
        assert hidden.status_code == absent.status_code == 404
        assert pages[0] == pages[1], name


def test_every_page_carries_its_protection(place: Place) -> None:
    client = place.louna.client("coordinator")
    for name in READ:
        answer = client.get(place.path(name))
        policy = answer["Content-Security-Policy"]
        assert "default-src 'none'" in policy, name
        assert "unsafe" not in policy, name
        assert "frame-ancestors 'none'" in policy, name
        assert answer["X-Content-Type-Options"] == "nosniff", name
        assert answer["X-Frame-Options"] == "DENY", name
        assert answer["Referrer-Policy"] in ("same-origin", "no-referrer"), name


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(louna: Louna) -> None:
    client = Client()
    fields = {"email": "staff@example.org", "password": "correct horse battery"}
    cookie = client.post("/sign-in/", fields).cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_no_secret_is_in_the_log(place: Place) -> None:
    client = place.louna.client("director")
    client.post("/me/calendar/")
    secrets = [
        place.louna.people["director"].calendar_feeds.get().token,
        place.louna.people["director"].password,
        *(delivery.token for delivery in place.louna.tammela.deliveries.all()),
    ]
    log = str(list(AuditEvent.objects.values()))
    assert not [secret for secret in secrets if secret in log]


def test_public_addresses_are_few() -> None:
    """Whoever adds one says here that it was meant."""
    found = {pattern.name for pattern in public_urls.urlpatterns}
    assert found == {"delivery", "file", "undo-pass-on", "question", "question-undo", "check"}
