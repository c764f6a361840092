"""Every address of the rooms beside the desk, for every role, own and other municipality.

Each room says in its `tests/addressed.py` what each gets, in the words of `tests/roles.py`. The
objects are the demo's. An address that is missing from the tables fails. The desk has a table of
its own (desk/tests/test_security.py), so has the API (tests/api/test_roles.py).
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver, reverse

from conftest import Louna
from kimppa.config import urls
from kimppa.core.area import area, areas
from kimppa.core.audit.models import AuditEvent
from kimppa.core.consortium.models import Person
from kimppa.core.releases.models import Delivery, Release
from kimppa.core.search.actions import catch_up
from kimppa.core.search.models import SearchWaiting
from kimppa.core.signin import sessions
from tests.fulldisk import no_room
from tests.journeys.crawl import addresses
from tests.journeys.markup import blind_forms, faults
from tests.roles import NO, NONE, OK, WHO
from tests.rooms import is_chosen, room_of

pytestmark = pytest.mark.django_db

# Rooms with a table of their own kind.
ELSEWHERE = {"desk"}


def rooms() -> dict[str, ModuleType]:
    """Each room with addresses of its own, and what it says of them."""
    return {
        area.slug: import_module(f"kimppa.{area.slug}.tests.addressed")
        for area in areas()
        if area.urls and area.slug not in ELSEWHERE and is_chosen(area.slug)
    }


def cells(table: str) -> dict[str, tuple[int, ...]]:
    """The answers of every room's READ or WRITE by the address's name."""
    return {
        f"{room}:{name}": answers
        for room, told in rooms().items()
        for answers, names in getattr(told, table).items()
        for name in names.split()
    }


@dataclass
class Desk:
    """The demo, its people's browsers, and the addresses with something of the demo in them."""

    clients: dict[str, Client]
    paths: dict[str, str]

    def answers(self, method: str, name: str) -> tuple[int, ...]:
        """What each gets."""
        return tuple(self.answer(method, name, who) for who in WHO)

    def answer(self, method: str, name: str, who: str) -> int:
        """What somebody gets; 200 also for a form that was looked at or has led on."""
        with transaction.atomic():
            before = AuditEvent.objects.count()
            status: int = getattr(self.clients[who], method)(self.paths[name]).status_code
            if status not in (200, 302, 422):
                assert AuditEvent.objects.count() == before, (who, name)
            transaction.set_rollback(True)
        return OK if status in (200, 302, 422) else status


def common() -> dict[str, Any]:
    """What addresses of several rooms name."""
    release, delivery = Release.objects.all()[0].pk, Delivery.objects.all()[0].pk
    return {
        "year": 2024,
        "verb": "merge",
        "token": "x",
        "kind": "pdf",
        "event": AuditEvent.objects.latest("pk").pk,
        "withdraw": release,
        "version-file": release,
        "again": delivery,
        "revoke": delivery,
        "take-back": 1,
    }


def argument(name: str, wanted: str, values: dict[str, Any]) -> Any:
    """What stands in an address in the place of an argument."""
    if wanted == "pk":
        return values.get(name) or values[name.partition("-")[0]]
    return values.get(f"{name}:{wanted}") or values[wanted]


@pytest.fixture
def desk(every_room: Louna, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """The page of a refusal is the same at each address: it is drawn once for each, below."""
    monkeypatch.setattr(urls, "handler403", undrawn(403), raising=False)
    monkeypatch.setattr(urls, "handler404", undrawn(404), raising=False)
    return opened_desk()


def undrawn(status: int) -> Callable[..., HttpResponse]:
    return lambda request, exception: HttpResponse(status=status)


def opened_desk() -> Desk:
    clients = {}
    for person in Person.objects.all():
        where = person.municipality.name_fi if person.municipality else ""
        client = Client()
        client.force_login(person)
        clients[f"{where} {person.role}".strip()] = client
    paths, shared = {}, common()
    for room, told in rooms().items():
        values = shared | told.objects()
        for pattern in import_module(area(room).urls).urlpatterns:
            given = [
                argument(pattern.name, one, values) for one in pattern.pattern.regex.groupindex
            ]
            paths[f"{room}:{pattern.name}"] = reverse(f"{room}:{pattern.name}", args=given)
    return Desk(clients, paths)


def test_a_refusal_is_a_sound_page_for_everybody(every_room: Louna) -> None:
    pages = {NONE: "/no-such-page/", NO: reverse("desk:exchange")}
    for who, client in opened_desk().clients.items():
        for status in (NONE, NO) if who in WHO else (NONE,):
            answer = client.get(pages[status])
            body = answer.content.decode()
            assert (answer.status_code, "<main" in body) == (status, True), who
            assert faults(body, "fi") == [], (who, status)


def test_every_address_is_in_a_table(desk: Desk) -> None:
    listed = cells("READ").keys() | cells("WRITE").keys()
    assert desk.paths.keys() - listed == set(), "say who may open it"
    assert listed - desk.paths.keys() == set(), "no such address any more"


@pytest.mark.every_database  # each page by each role: what a database refuses is met by one of them
def test_what_each_may_read(desk: Desk) -> None:
    table = cells("READ")
    assert {name: desk.answers("get", name) for name in table} == table


# Forms with something filled in that is written over nothing.
NEW = {
    "agreement:preview": "the year of a paper that becomes an agreement",
    "catalogue:add": "a new snapshot",
    "catalogue:plan-new": "a new plan",
    "eresources:licence-period": "a new period, on the terms of the last",
    "eresources:money-add": "a new budget line",
    "feedback:hand-over": "a new task",
    "feedback:mailbox-add": "a new mailbox",
    "meetings:add": "a new meeting",
    "meetings:poll-add": "a new poll",
    "meetings:links": "a new link",
    "meetings:plan": "the year whose days are proposed",
    "meetings:survey-add": "a new survey",
    "pages:new": "a new page",
    "programme:action": "a new update of today",
    "publishing:links": "a new link",
    "statistics:visits-count": "how a file is counted, chosen each time that it is taken",
}


# What must not be shown or let in without a line in the database.
# A file to take in is looked at by trying to take it.
LOGGED = {
    "feedback:sender",
    "/sign-in/passkey/",
    "eresources:usage-files-file",
    "eresources:record-files-file",
}


@pytest.mark.sqlite  # the fault has SQLite's words
def test_people_read_on_while_the_disk_is_full_and_forms_carry_what_their_writer_saw(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One test, so that the coordinator's pages are made once. A form over something stored says
    what it was when the page was made.
    """
    monkeypatch.setattr(sessions, "TOUCH_SECONDS", -1)  # each page would note its session
    coordinator = desk.clients["coordinator"]
    coordinator.raise_request_exception = False
    rooms_pages = {name: desk.paths[name] for name in cells("READ")}
    plain = set(addresses(get_resolver().url_patterns)) - set(rooms_pages.values())
    plain = {path for path in plain if is_chosen(room_of(path))}
    catch_up()
    SearchWaiting.objects.create(model="core.task", object_id="1")  # the next search would write
    pages = rooms_pages | {path: path for path in plain if "sign-out" not in path}
    with no_room():
        answers = {name: rolled_back(coordinator, path) for name, path in pages.items()}
        found = coordinator.get("/search/?q=palaute")
    refused = {name for name, page in answers.items() if page.status_code in (500, 503, 507)}
    assert refused == LOGGED & pages.keys()
    assert found.status_code == 200
    assert "<mark" in found.content.decode()
    shown = {name: answers[name] for name in rooms_pages if name not in refused}
    assert {page.status_code for page in shown.values()} <= {200, 302, 404}
    blind = {
        name: forms
        for name, page in shown.items()
        if page.status_code == OK and "html" in page["Content-Type"]
        if (forms := blind_forms(page.content.decode()))
    }
    assert blind.keys() == {name for name in NEW if name in shown}, blind


def rolled_back(client: Client, path: str) -> HttpResponse:
    """An answer, of which nothing stays in the database."""
    with transaction.atomic():
        answer: HttpResponse = client.get(path)
        transaction.set_rollback(True)
    return answer


def test_what_each_may_write(desk: Desk) -> None:
    table = cells("WRITE")
    assert {name: desk.answers("post", name) for name in table} == table


def test_a_visitor_is_asked_to_sign_in_everywhere(desk: Desk) -> None:
    client = Client()
    for name, path in desk.paths.items():
        for answer in (client.get(path), client.post(path)):
            assert answer.status_code == 302, name
            assert answer["Location"].startswith("/sign-in/"), name
