"""Lists, exports, the API, search and the calendar show a library's own rows to its own alone.

One row of each kind is Tammela's and holds a word that stands nowhere else. People of Ypäjä open
every address without arguments, every table as a file, every list of the API, the search and
their calendar, and meet none of the words; the coordinator meets each of them.
"""

import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.http import HttpResponseBase
from django.test import Client
from django.urls import get_resolver

from conftest import Louna
from kimppa.config.api.openapi import document
from kimppa.core import clock
from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.decisions.models import Decision
from kimppa.core.evidence.models import Evidence
from kimppa.core.releases.models import Delivery
from kimppa.core.search.actions import rebuild
from kimppa.core.tasks.models import Task
from kimppa.core.yearclock.actions import subscribe
from kimppa.feedback.models import Queue, Ticket
from kimppa.publishing.models import Item
from tests.journeys.crawl import addresses
from tests.tokens import secret_of

pytestmark = pytest.mark.django_db

STEM = "kvartsikala"
# Where the coordinator meets each word: on pages, in files, in the API, by searching, by calendar.
MET = {
    "work": {"api", "file", "page", "search"},
    "decision": {"page", "file", "api", "search"},
    "task": {"page", "file", "api", "search", "calendar"},
    "ticket": {"page", "file", "api", "search"},
    "event": {"page", "file", "api", "search"},
    "delivery": {"file", "api", "search"},
}


def give_to(place: Municipality) -> None:
    """Let one row of each kind be the place's alone, and hold its word."""
    work = Evidence.objects.filter(undone_at=None, kind=Evidence.Kind.WORK).latest("date")
    decision = Decision.objects.latest("date")
    for row in (work, decision):
        row.municipalities.set([place])
    Evidence.objects.filter(pk=work.pk).update(title=f"{STEM}work", date=clock.today())
    Decision.objects.filter(pk=decision.pk).update(text=f"{STEM}decision")
    task = Task.objects.filter(state=Task.State.OPEN)[0]
    Task.objects.filter(pk=task.pk).update(
        title=f"{STEM}task", municipality=place, owner=None, due=clock.today()
    )
    ticket = Ticket.objects.filter(state=Ticket.State.OPEN)[0]
    Queue.objects.filter(pk=ticket.queue_id).update(municipality=place)
    Ticket.objects.filter(pk=ticket.pk).update(subject=f"{STEM}ticket", assignee=None)
    event = Item.objects.filter(kind=Item.Kind.EVENT)[0]
    draft = Item.Status.DRAFT
    Item.objects.filter(pk=event.pk).update(
        title_fi=f"{STEM}event", municipality=place, status=draft, published_at=None
    )
    delivery = Delivery.objects.filter(municipality=place).latest("delivered_at")
    Delivery.objects.filter(pk=delivery.pk).update(recipient_name=f"{STEM}delivery")
    rebuild()


def text_of(answer: HttpResponseBase) -> str:
    """The whole answer as text; of a workbook, its parts."""
    data: bytes = answer.getvalue()
    if not data.startswith(b"PK"):
        return data.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        return "".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())


def opened(client: Client, kind: str, path: str, **headers: str) -> Iterator[tuple[str, str, str]]:
    """What is read there, if anything: which kind of place, its address, its text."""
    answer = client.get(path, headers=headers)
    if answer.status_code == 200:
        yield kind, path, text_of(answer)


def places(person: Person) -> Iterator[tuple[str, str, str]]:
    """All that somebody can open without knowing more than the product's addresses."""
    client = Client()
    client.force_login(person)
    for path in sorted(addresses(get_resolver().url_patterns)):
        for page in opened(client, "page", path):
            yield page
            if "format=xlsx" in page[2]:
                yield from opened(client, "file", f"{path}?format=xlsx")
    for word in MET:
        yield from opened(client, "search", f"/search/?q={STEM}{word}")
    yield from opened(client, "calendar", f"/calendar/{subscribe(by=person).token}.ics")
    secret = secret_of(person)
    for path in document()["paths"]:
        if "{" not in path:
            yield from opened(Client(), "api", path, Authorization=f"Bearer {secret}")


def met(person: Person) -> dict[str, dict[str, set[str]]]:
    """The words that a person meets: in which kind of place, at which addresses."""
    cache.clear()
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for kind, path, text in places(person):
        before = "<mark[^>]*>" if kind == "search" else ""  # the page also repeats what was asked
        for word in re.findall(f"{before}{STEM}([a-z]+)", text):
            found[word][kind].add(path)
    return found


def test_the_coordinator_meets_every_row(every_room: Louna) -> None:
    give_to(every_room.municipalities["834"])
    found = met(every_room.coordinator)
    assert {word: set(kinds) for word, kinds in found.items()} == MET


@pytest.mark.parametrize("role", ["directors", "readers"])
def test_nobody_of_another_library_meets_any(every_room: Louna, role: str) -> None:
    give_to(every_room.municipalities["834"])
    found = met(getattr(every_room, role)["981"])
    assert {word: dict(kinds) for word, kinds in found.items()} == {}
