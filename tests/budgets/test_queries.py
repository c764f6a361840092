"""No desk page asks the database more than twelve times, however much there is to show: what it
gathers anew after a write it remembers until the next."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from kimppa.core import clock
from kimppa.core.area import areas
from kimppa.core.consortium.models import Person
from kimppa.core.releases.models import Delivery
from kimppa.core.signin import sessions
from tests.budgets.consortium import Generated
from tests.journeys.crawl import QUICK, addresses, links, shape
from tests.journeys.desk import Answer

MOST = 12
# Nothing is remembered on the first visit after a write. The pages below then gather anew, as
# (queries, more for each room): what every room says for home, the year clock, the tasks and a
# service; the state of each line for home, the programme and the report; what the minutes say.
# The tasks also ask for what waits without a day, for orders that end beside licences, for
# people's names, for whom a task may be given to, and for lines of the report that lack a sentence,
# as freezing does, which asks also for work of no line; the report for what has changed since its
# draft; home for that list, for planned steps and
# the newest work of each line, and a director's for the figures of all municipalities beside the
# own. The agreement also reads sections without clauses. Of meetings there are besides their days
# polls, suggestions and ways of working to be asked about, for the tasks twice: late and to come;
# of publishing proposals besides events.
GATHERED_ANEW = {
    "desk:home": (45, 4),
    "desk:year-clock": (20, 1),
    "desk:tasks": (33, 1),
    "desk:service": (7, 1),
    "agreement:agreement": (MOST + 1, 0),
    "programme:programme": (MOST + 5, 0),
    "programme:action": (MOST + 5, 0),
    "programme:print": (MOST + 5, 0),
    "programme:download": (MOST + 5, 0),
    "report:year": (MOST + 9, 0),
    "report:freeze": (MOST + 7, 0),
    "report:draft-file": (MOST + 2, 0),
    "desk:figure": (MOST + 2, 0),
    "meetings:minutes": (MOST + 4, 0),
}
LIMIT = 600


@dataclass(frozen=True, slots=True)
class Visit:
    """One page for one person: the queries of the first visit after a write and of the next."""

    path: str
    status: int
    cold: list[str]
    warm: list[str]

    @property
    def fault(self) -> str:
        """What is over the budget, with the queries that look alike."""
        own, each = GATHERED_ANEW.get(shape(self.path).partition("?")[0], (MOST, 0))
        bound = own + each * len(areas())
        if len(self.warm) > MOST:
            return f"{self.path}: {len(self.warm)} queries{_alike(self.warm)}"
        if len(self.cold) > bound:
            return f"{self.path}: {len(self.cold)} queries after a write{_alike(self.cold)}"
        twice = [query for query, count in Counter(self.cold).items() if count > 1]
        if self.path == "/" and twice:
            return f"{self.path} asks the same again after a write{_alike(twice * 2)}"
        return ""


def _alike(queries: list[str]) -> str:
    kinds = Counter(" ".join(query.partition(" WHERE ")[0].split())[:150] for query in queries)
    often = [(kind, count) for kind, count in kinds.most_common(6) if count > 1]
    return "".join(f"\n    {count} × {kind}" for kind, count in often)


def visits(client: Client) -> Iterator[Visit]:
    """Every kind of page that links lead to from the start page, each once."""
    queue = ["/", *addresses(get_resolver().url_patterns)]
    seen, shapes = set(queue), set[str]()
    while queue:
        path = queue.pop(0)
        if QUICK.kind(path) in shapes:
            continue
        shapes.add(QUICK.kind(path))
        assert len(shapes) < LIMIT
        cache.clear()  # as a write would: what was remembered no longer holds
        answer, cold = asked(client, path)
        # What is remembered only spares queries: few at first are few again.
        warm = asked(client, path)[1] if len(cold) > MOST else cold
        yield Visit(path, answer.status, cold, warm)
        for target in links(answer, path):
            if target not in seen:
                seen.add(target)
                queue.append(target)


def asked(client: Client, path: str) -> tuple[Answer, list[str]]:
    """A page and the queries it took."""
    with CaptureQueriesContext(connection) as captured:
        response = client.get(path)
        page = response.getvalue().decode() if "html" in response["Content-Type"] else ""
    sent = [
        query["sql"]
        for query in captured.captured_queries
        if not query["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))
    ]
    return Answer(
        response.status_code, "", response.headers.get("Location", ""), frozenset(), page
    ), sent


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def today(large: Generated, monkeypatch: pytest.MonkeyPatch) -> None:
    clock.set_day(dt.date(large.year + 1, 1, 14))
    # Once a minute a page notes that its session is in use: that says nothing of the page.
    monkeypatch.setattr(sessions, "TOUCH_SECONDS", float("inf"))


def test_desk_pages(db: None, large: Generated, today: None) -> None:
    """For the coordinator and a director; one test, so that the consortium is made once."""
    visited = [
        visit
        for person in (large.coordinator, large.directors["703"])
        for visit in visits(signed_in(person))
    ]
    broken = [visit.path for visit in visited if visit.status >= 500]
    assert not broken
    faults = [visit.fault for visit in visited if visit.fault]
    assert not faults, f"{len(faults)} of {len(visited)} pages\n" + "\n".join(faults)
    delivery = Delivery.objects.filter(municipality__code="703").first()
    assert delivery is not None
    for _visit in ("the first notes that it was opened", "the next"):
        answer, queries = asked(Client(), f"/d/{delivery.token}")
        assert answer.status == 200
        assert len(queries) <= MOST
